"""Whether a person sees a piece of a Word file: by how it looks and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from operator import attrgetter

from poedesk.read.colours import PAPER, WHITE, Ground
from poedesk.read.docx.colours import Ink

_SEEN_FROM = 2.5  # points; what is smaller looks like a speck
_NARROWEST = 10.0  # percent of a character's usual width
_FARTHEST = 60.0  # points that text may be lifted out of its line
_LOWEST = 0.3  # of the size of text: a line or row that is lower shows no letter
_USUAL_SIZE = 10.0


@dataclass(frozen=True, slots=True)
class Look:
    """How characters look; None where nothing is said. `size`, `lifted` and `apart` (the room
    between letters beyond the usual one) are in points, `width` is in percent; `clear` says that
    letters have no fill, `edged` that they have an outline or are embossed, so that their colour
    does not decide.
    """

    hidden: bool | None = None
    colour: Ink | None = None
    size: float | None = None
    font: str | None = None
    highlight: Ground | None = None
    shade: Ground | None = None
    struck: bool | None = None
    width: float | None = None
    lifted: float | None = None
    clear: bool | None = None
    edged: bool | None = None
    apart: float | None = None

    def over(self, base: Look) -> Look:
        """This look where it says something, else the other."""
        if self == NO_LOOK:
            return base
        pairs = zip(_SAID(self), _SAID(base), strict=True)
        return Look(*[other if mine is None else mine for mine, other in pairs])


_SAID = attrgetter(*Look.__slots__)
NO_LOOK = Look()


@dataclass(frozen=True, slots=True)
class Place:
    """Where characters stand. `line` and `row` are exact heights in points, `page` is the width
    and height of the paper, and `away` says why nothing is seen here.
    """

    ground: Ground = PAPER
    line: float = inf
    row: float = inf
    page: tuple[float, float] = (612.0, 792.0)
    away: str = ""

    def upon(self, ground: Ground | None) -> Place:
        """The same place with another ground laid over its own."""
        return self if ground is None else replace(self, ground=ground.over(self.ground))

    def gone(self, why: str) -> Place:
        """The same place, where nothing is seen if `why` says so."""
        return replace(self, away=why) if why and not self.away else self


_Reason = Callable[[Look, Place], object]

_REASONS: tuple[tuple[_Reason, str], ...] = (
    (lambda look, _: look.hidden, "hidden text"),
    (lambda _, place: place.away, "{place.away}"),
    (lambda look, _: look.size and look.size < _SEEN_FROM, "text of {look.size:g} points"),
    (lambda look, _: look.width and look.width <= _NARROWEST, "text of {look.width:g} % width"),
    (lambda look, _: look.clear and not look.edged, "letters without a fill"),
    (lambda look, place: _blends(look, place) == WHITE, "white text on white"),
    (lambda look, place: bool(_blends(look, place)), "text in the colour behind it"),
    (lambda look, _: abs(look.lifted or 0) > _FARTHEST, "text lifted far out of its line"),
    (lambda look, _: -(look.apart or 0) > (look.size or _USUAL_SIZE), "letters upon each other"),
    (lambda look, place: place.line < _needed(look), "text in a line {place.line:.2g} points high"),
    (lambda look, place: place.row < _needed(look), "text cut off by the height of its row"),
)


def unseen(look: Look, place: Place) -> str | None:
    """Why nobody sees these characters; None where they can be seen."""
    for holds, why in _REASONS:
        if holds(look, place):
            return why.format(look=look, place=place)
    return None


def _needed(look: Look) -> float:
    return max(_SEEN_FROM, _LOWEST * (look.size or _USUAL_SIZE))


def _blends(look: Look, place: Place) -> Ink | None:
    """The colour behind the text where the text cannot be told from it."""
    own = (one for one in (look.highlight, look.shade) if one is not None)
    ground = place.ground
    for one in (*own,)[::-1]:
        ground = one.over(ground)
    if not look.colour or look.edged or not ground.hides(look.colour):
        return None
    return ground.colours[0]
