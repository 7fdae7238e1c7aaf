"""Finds where signature blocks stand: labels on the plane, gathered into one group per signer.

Works on positions alone, so that a PDF, a Word table and columns made of tabs are the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from poedesk.attest.block.words import SIGNATURE, Label, Words
from poedesk.model import Graphic, Segment, Side

_NEAR = 75.0  # points between two rows of labels of one block
_APART = 100.0  # points between the same label of two parties
_SAME = 24.0  # points by which left edges of one column may differ
_PROSE = 110  # a longer segment is prose and parts what stands above and below it
_UP = 130.0  # points above a block in which its heading may stand
_LINE_GAP = 30.0  # from an unlabelled line down to the first label under it
_SHORT, _LONG = 70.0, 360.0  # how long a line to sign on is
_INFINITE = 1e9


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment, or the part of one that begins with a label; `text` stands at `start`."""

    page: int
    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    label: Label | None

    @property
    def elements(self) -> frozenset[str]:
        """What the piece asks for; empty for text and for a bare side."""
        return self.label.elements if self.label is not None else frozenset()

    @property
    def after(self) -> str:
        """The text after the label."""
        return self.text[self.label.end :] if self.label is not None else self.text


@dataclass(frozen=True)
class Plane:
    """The pieces and drawings of a document, for looking around in."""

    pieces: tuple[Piece, ...]
    tops: tuple[tuple[int, float], ...]
    graphics: tuple[Graphic, ...]

    def band(self, page: int, top: float, bottom: float) -> tuple[Piece, ...]:
        """Pieces whose top lies in that band of the page."""
        first = bisect_left(self.tops, (page, top))
        last = bisect_left(self.tops, (page, bottom))
        return self.pieces[first:last]

    def row(self, piece: Piece) -> list[Piece]:
        """Pieces on the line of `piece`, from left to right, itself included."""
        slack = max(4.0, (piece.bottom - piece.top) * 0.6)
        found = self.band(piece.page, piece.top - slack, piece.top + slack)
        return sorted(found, key=lambda one: one.left)

    def drawn(self, page: int, box: tuple[float, float, float, float]) -> list[Graphic]:
        """Drawings whose middle lies in left, top, right, bottom."""
        left, top, right, bottom = box
        return [
            one
            for one in self.graphics
            if one.page == page
            and left <= (one.left + one.right) / 2 <= right
            and top <= (one.top + one.bottom) / 2 <= bottom
        ]

    def handwritten(self, piece: Piece) -> bool:
        """Whether a text is only what was read of a pen's strokes."""
        return any(
            one.kind in ("ink", "scrawl")
            and one.page == piece.page
            and one.left <= (piece.left + piece.right) / 2 <= one.right
            and one.top <= (piece.top + piece.bottom) / 2 <= one.bottom
            for one in self.graphics
        )


@dataclass(frozen=True, slots=True)
class Group:
    """The labels of one block, top down, and the band between `left` and `right` it stands in.

    `values` is the band in which the values stand, where a table has a column per party;
    `shared` are the headings of the column to the left, which may stand over both.
    """

    fields: tuple[Piece, ...]
    left: float
    right: float
    headings: tuple[Piece, ...]
    values: tuple[float, float] | None = None
    shared: tuple[Piece, ...] = ()

    @property
    def elements(self) -> frozenset[str]:
        """Everything the block asks for."""
        return frozenset().union(*(one.elements for one in self.fields))


def plane(
    segments: Sequence[Segment], graphics: Sequence[Graphic], text: str, words: Words
) -> Plane:
    """Cut segments at their labels and sort everything down the page."""
    pieces = (piece for one in segments for piece in _pieces(one, text, words))
    return _sorted(pieces, tuple(graphics))


def replaced(plane: Plane, pieces: Sequence[Piece]) -> Plane:
    """The plane with other pieces on it."""
    return _sorted(pieces, plane.graphics)


def _sorted(pieces: Iterable[Piece], graphics: tuple[Graphic, ...]) -> Plane:
    ordered = sorted(pieces, key=lambda one: (one.page, one.top, one.left))
    return Plane(tuple(ordered), tuple((one.page, one.top) for one in ordered), graphics)


def _pieces(segment: Segment, text: str, words: Words) -> Iterator[Piece]:
    """The segment, cut before every label but only where it begins with one."""
    body = text[segment.start : segment.end]
    cuts = [0, *_cuts(body, words)] if len(body) <= 4 * _PROSE else [0]
    width = (segment.right - segment.left) / max(1, len(body))
    for start, end in zip(cuts, [*cuts[1:], len(body)], strict=True):
        part = body[start:end].rstrip()
        if part:
            yield Piece(
                segment.page,
                segment.start + start,
                segment.start + start + len(part),
                segment.left + width * start,
                segment.top,
                segment.left + width * (start + len(part)),
                segment.bottom,
                part,
                words.label(part) if len(part) <= _PROSE + 60 else None,
            )


def _cuts(body: str, words: Words) -> list[int]:
    """Where labels begin within a line that begins with one, or with the party that signs:
    "For Contoso Ltd: Signature: ____ Name: ____".
    """
    first = words.label(body)
    if first is not None and not first.colon:
        return []
    found = words.inner.finditer(body, first.end if first is not None else 0)
    starts = [one.start() for one in islice(found, 24)]
    if first is None:
        head = body[: starts[0]].rstrip() if len(starts) > 1 else ""
        return starts if head and party(head, words) else []
    return starts


def party(text: str, words: Words) -> bool:
    """Whether a heading names a party: a side, a company, or for whom somebody signs."""
    return words.side(text) is not None or bool(words.behalf_of(text) or words.named(text))


# ── From labels to groups ───────────────────────────────────────────────────────────────


def groups(plane: Plane, words: Words) -> list[Group]:
    """The labels of each signer; whether they make a block is for the caller to say."""
    found: list[Group] = []
    for labels in _clusters(plane):
        cluster = [one for one in labels if not _entitles(one, labels, plane)]
        if any(SIGNATURE in one.elements for one in cluster) or _personal(cluster):
            found.extend(_columns(cluster, plane, words))
    return found


def _entitles(piece: Piece, cluster: Sequence[Piece], plane: Plane) -> bool:
    """Whether a label such as "Customer signature" is the title of the block under it: alone
    on its line, and the next label for a signature names no side.
    """
    label = piece.label
    if label is None or label.colon or label.side is Side.UNKNOWN or len(plane.row(piece)) > 1:
        return False
    below = (one for one in cluster if one.top > piece.top and SIGNATURE in one.elements)
    following = next(below, None)
    return (
        SIGNATURE in piece.elements
        and following is not None
        and following.label is not None
        and following.label.side is Side.UNKNOWN
    )


def _personal(cluster: Sequence[Piece]) -> bool:
    held = frozenset().union(*(one.elements for one in cluster))
    return "name" in held and bool(held & {"title", "date"})


def _clusters(plane: Plane) -> Iterator[list[Piece]]:
    """Labels that follow one another down a page without a gap or prose between."""
    cluster: list[Piece] = []
    for piece in plane.pieces:
        if piece.elements:
            if cluster and (
                piece.page != cluster[-1].page or piece.top - cluster[-1].bottom > _NEAR
            ):
                yield cluster
                cluster = []
            cluster.append(piece)
        elif cluster and len(piece.text) > _PROSE and piece.top > cluster[-1].bottom:
            yield cluster
            cluster = []
    if cluster:
        yield cluster


def _columns(cluster: list[Piece], plane: Plane, words: Words) -> Iterator[Group]:
    """One stack of labels per party standing side by side, each cut where it starts anew."""
    edges = _edges(cluster)
    bounds = [*edges[1:], _INFINITE]
    before: list[Group] = []
    for left, right in zip(edges, bounds, strict=True):
        first = -_INFINITE if left == edges[0] else left - _SAME
        stack = [one for one in cluster if first <= one.left < right - _SAME]
        above = None
        for fields in _blocks(stack, plane, words, (first, right)):
            line = _bare_line(fields, plane, words)
            group = Group((*line, *fields), first, right, ())
            group = replace(group, headings=tuple(_headings(group, plane, above)))
            beside = (one for one in before if abs(_top(one) - _top(group)) < _SAME)
            group = replace(group, shared=next((one.headings for one in beside), ()))
            before.append(group)
            yield from _parties(group, words)
            above = fields[-1]


def _top(group: Group) -> float:
    return min(one.top for one in group.fields)


def _edges(cluster: Sequence[Piece]) -> list[float]:
    """Left edges of the parties' columns: where one and the same element repeats sideways."""
    best: list[float] = []
    lefts: dict[str, list[float]] = defaultdict(list)
    for piece in cluster:
        for element in piece.elements:
            lefts[element].append(piece.left)
    for values in lefts.values():
        edges: list[float] = []
        for value in sorted(values):
            if not edges or value - edges[-1] > _APART:
                edges.append(value)
        if len(edges) > len(best) or (len(edges) == len(best) and edges < best):
            best = edges
    return best or [0.0]


def _blocks(
    stack: Sequence[Piece], plane: Plane, words: Words, band: tuple[float, float]
) -> Iterator[list[Piece]]:
    """Cut a stack where an element is asked for again or the heading of a side stands."""
    block: list[Piece] = []
    for piece in stack:
        if block and (_again(block, piece, words) or _headed(block[-1], piece, plane, words, band)):
            yield block
            block = []
        block.append(piece)
    if block:
        yield block


def _again(block: Sequence[Piece], piece: Piece, words: Words) -> bool:
    """Whether `piece` asks for what the block has already.

    "By:" above "Signature:" is one line in two words, a company may be asked for twice.
    """
    held = frozenset().union(*(one.elements for one in block))
    repeated = (held & piece.elements) - {"organisation"}
    if not repeated:
        return False
    labels = [one.label for one in (*block, piece) if one.label is not None]
    if repeated == {SIGNATURE}:
        asked = [one for one in labels if SIGNATURE in one.elements]
        either = any(one.words in words.either for one in asked)
        twofold = len(asked) == 2 and asked[0].words != asked[1].words
        sided = piece.label is not None and piece.label.side is not Side.UNKNOWN
        return not either and (sided or not twofold or not any(one.weak for one in asked))
    return True


def _bare_line(fields: Sequence[Piece], plane: Plane, words: Words) -> tuple[Piece, ...]:
    """A line to sign on that bears no label, with room or a party's name above it and name and
    title or date under it, as a label of its own. Lines of a table and underlined headings are
    none.
    """
    first = fields[0]
    if any(SIGNATURE in one.elements for one in fields) or not _personal(fields):
        return ()
    drawn = _line_over(first, plane, words)
    if drawn is None:
        return ()
    left, top, right = drawn
    under = (left - 5, first.bottom - 2, right + 5, first.bottom + 14)
    over = plane.band(first.page, top - 24, top - 2)
    crowded = any(
        one.left < right
        and left < one.right
        and not party(one.text, words)
        and not plane.handwritten(one)
        for one in over
    )
    if crowded or any(one.kind == "rule" for one in plane.drawn(first.page, under)):
        return ()
    label = Label(frozenset({SIGNATURE}), Side.UNKNOWN, 0, colon=True, weak=True, words="")
    return (Piece(first.page, first.start, first.end, left, top, right, top + 8, "", label),)


def _line_over(first: Piece, plane: Plane, words: Words) -> tuple[float, float, float] | None:
    """Left, top and right of a line right above a label: drawn, or made of characters."""
    reach = first.top - _LINE_GAP
    for one in plane.band(first.page, reach, first.top - 2):
        if one.label is None and words.drawn(one.text) and abs(one.left - first.left) < _SAME:
            return one.left, one.top, one.right
    for rule in plane.drawn(first.page, (-_INFINITE, reach, _INFINITE, first.top + 1)):
        near = abs(rule.left - first.left) < _SAME
        if rule.kind == "rule" and near and _SHORT <= rule.right - rule.left <= _LONG:
            return rule.left, rule.top, rule.right
    return None


def _headed(
    above: Piece, below: Piece, plane: Plane, words: Words, band: tuple[float, float]
) -> bool:
    """Whether a side's heading stands between two labels."""
    between = plane.band(below.page, above.bottom - 2, below.top - 2)
    return any(
        band[0] <= one.left < band[1] - _SAME
        and (words.side(one.text) is not None or words.behalf_of(one.text) is not None)
        for one in between
        if not one.elements
    )


def _headings(group: Group, plane: Plane, above: Piece | None) -> Iterator[Piece]:
    """Short texts above the block in its band, the nearest first, back to the block before."""
    first = group.fields[0]
    top = first.top - _UP
    if above is not None and above.page == first.page:
        top = max(top, above.bottom - 2)
    row = [one for one in plane.row(first) if one.left < first.left and one.label is None]
    for piece in (*reversed(row), *reversed(plane.band(first.page, top, first.top - 2))):
        begins = group.left <= piece.left < group.right - _SAME
        if begins or (piece.left < group.left and piece.right > group.left + _APART):
            yield piece


def _parties(group: Group, words: Words) -> Iterator[Group]:
    """The group itself, or one per column of values where a table's heading names the sides."""
    first = group.fields[0]
    heads = [
        one
        for one in group.headings
        if one.left > first.left + _SAME and words.side(one.text) is not None
    ]
    if heads:
        row = [one for one in heads if abs(one.top - heads[0].top) < 6]
        row.sort(key=lambda one: one.left)
        if len(row) > 1 or row[0].left > max(one.right for one in group.fields) - _SAME:
            rights = [*(one.left for one in row[1:]), group.right]
            for head, right in zip(row, rights, strict=True):
                band = (head.left - _SAME, right - (_SAME if right < _INFINITE else 0))
                yield replace(group, headings=(head,), values=band)
            return
    yield group
