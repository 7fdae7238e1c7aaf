"""What was filled into a signature block: beside, above or below its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from poedesk.attest.block.layout import Group, Piece, Plane
from poedesk.attest.block.lines import Value, whole
from poedesk.attest.block.words import SIGNATURE, SLASH_S, Words
from poedesk.model import Graphic

_BESIDE = 320.0  # points to a value on the same line
_OVER = 32.0  # points to a value above or below
_RULE = 18.0  # points from a label up to the line it stands under
_SIGNED = 60.0  # points that a signature may stand above or below its label
_WIDE, _HIGH = 400.0, 200.0  # larger pictures are pages and banners
_LONGEST = 90
SPLIT = re.compile(r"\s*(?:[,/|;]|\s[-–—]\s)\s*")
_PERSON = re.compile(r"[^\W\d_][^\d:@]{2,60}")

Places = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What one signer's block holds.

    `line`: a line to sign on is drawn; `drawn`: what is drawn at it; `scribbled`: elements at
    whose empty place something is written that nobody can read; `lead`: the first cell of the
    row where each row of a table is a signer.
    """

    values: Mapping[str, Value]
    line: bool = False
    drawn: tuple[Graphic, ...] = ()
    scribbled: frozenset[str] = frozenset()
    lead: Piece | None = None

    def largest(self, *kinds: str) -> Graphic | None:
        """The largest drawing of these kinds at the line; None where there is none."""
        found = [one for one in self.drawn if one.kind in kinds]
        return max(found, key=_area, default=None)

    @property
    def ink(self) -> bool:
        """Whether a pen's strokes stand at the line."""
        return self.largest("ink") is not None

    @property
    def image(self) -> bool:
        """Whether a picture stands at the line, or what may be a pen's strokes."""
        return self.largest("image", "scrawl") is not None


@dataclass
class _Search:
    """Looks for the values of one group."""

    group: Group
    page: Plane
    words: Words
    prompts: Places
    values: dict[str, Value] = field(default_factory=dict)
    open: list[Piece] = field(default_factory=list)

    # ── beside ──────────────────────────────────────────────────────────────────────────

    def beside(self) -> None:
        """Take the values on the labels' own lines; labels without one stay open."""
        for one in self.group.fields:
            value = None if self.group.values else self._within(one)
            value = value or self._right(one)
            if value is not None:
                self.put(one, value)
            else:
                self.open.append(one)

    def put(self, piece: Piece, value: Value) -> None:
        """Record a value for everything its label asks for; the first one stays."""
        signed = SLASH_S.match(value.text) is not None
        wanted = frozenset({SIGNATURE}) & piece.elements if signed else self.elements(piece)
        if not signed and piece.label and piece.label.words in self.words.representative:
            wanted = frozenset({"name"})
        for element in wanted:
            self.values.setdefault(element, value)

    def elements(self, piece: Piece) -> frozenset[str]:
        """What a label asks for in this block.

        Where another label plainly asks for the signature, "Firma" means the company and
        "Accepted by" the name.
        """
        label = piece.label
        if label is None or not (label.weak or label.words in self.words.either):
            return piece.elements
        others = (one.label for one in self.group.fields if one is not piece)
        if not any(one and SIGNATURE in one.elements and not one.weak for one in others):
            return piece.elements
        if label.words in self.words.either:
            return frozenset({"organisation"})
        return frozenset({"name"}) - self.group.elements

    def _within(self, piece: Piece) -> Value | None:
        if piece.label is None or not piece.label.colon:
            return None
        return self.value(piece.start + piece.label.end, piece.after)

    def value(self, start: int, text: str) -> Value | None:
        """The words in `text`, which stands at `start`, unless they are blank or a prompt."""
        found = self.words.value(text)
        if found is None or found[1] - found[0] > _LONGEST:
            return None
        begin, end = start + found[0], start + found[1]
        if any(a <= begin and end <= b for a, b in self.prompts):
            return None
        return Value(begin, end, text[slice(*found)])

    def _right(self, piece: Piece) -> Value | None:
        left, right = self.group.values or (piece.left + 1, self.group.right - 24)
        reach = right if self.group.values else min(right, piece.right + _BESIDE)
        for other in self.page.row(piece):
            if other.start == piece.start or other.left < max(left, piece.left + 1):
                continue
            if other.left >= reach or self._asks(other, piece) or other.text.endswith((":", "：")):
                return None
            value = self.value(other.start, other.text)
            if value is not None:
                return value
        return None

    def _asks(self, other: Piece, piece: Piece) -> bool:
        """Whether `other` is a label of its own and no value of `piece`: "Partner" and "Buyer"
        are titles too where a title is asked for.
        """
        if other.label is None or self.group.values:
            return False
        return not ("title" in piece.elements and not other.elements and not other.label.colon)

    # ── above and below ─────────────────────────────────────────────────────────────────

    def stacked(self) -> None:
        """Decide for the block as a whole whether values stand above or below the labels."""
        if self.group.values:
            return
        self._settle()
        above = [(one, self._above(one)) for one in self.open]
        below = [(one, self._below(one)) for one in self.open]
        ups, downs = (sum(value is not None for _, value in pairs) for pairs in (above, below))
        lined = any(self.ruled(one) for one in self.open)
        if ups and (lined or ups > downs):
            chosen = above
        elif downs > 1 or (downs and len(self.open) == 1 and not self._set_off(self.open[0])):
            chosen = below
        else:
            return
        for one, value in chosen:
            if value is not None:
                self.put(one, value)

    def _settle(self) -> None:
        """Take what cannot be mistaken right below a label: the mark /s/, a company's name."""
        for one in tuple(self.open):
            value = self._below(one)
            if value is None:
                continue
            signed = SIGNATURE in one.elements and SLASH_S.match(value.text)
            company = "organisation" in one.elements and self.words.company.match(value.text)
            if signed or company:
                self.put(one, value)
                self.open.remove(one)

    def _set_off(self, piece: Piece) -> bool:
        return piece.label is not None and piece.label.colon

    def _above(self, piece: Piece) -> Value | None:
        weak = piece.label is not None and piece.label.weak
        if self._set_off(piece) and (weak or not self.ruled(piece)):
            return None
        for other in reversed(self.page.band(piece.page, piece.top - _OVER, piece.top - 3)):
            if not _under(other, piece):
                continue
            if self._asks(other, piece) or not self._valuelike(other, piece):
                return None
            if self.words.value(other.text) is not None:
                return self.value(other.start, other.text)
        return None

    def _below(self, piece: Piece) -> Value | None:
        if self._set_off(piece) and self.words.drawn(piece.after):
            return None
        for other in self.page.band(piece.page, piece.bottom - 3, piece.bottom + _OVER):
            if _under(other, piece) and other.start != piece.start:
                if other.label is not None or not self._valuelike(other):
                    return None
                return self.value(other.start, other.text)
        return None

    def _valuelike(self, piece: Piece, label: Piece | None = None) -> bool:
        text = piece.text
        office = label is not None and "title" in label.elements and self.ruled(label)
        return (
            len(text) <= _LONGEST
            and not text.endswith((":", "："))
            and (office or self.words.side(text) is None)
            and self.words.behalf_of(text) is None
        )

    def ruled(self, piece: Piece) -> bool:
        """Whether a drawn line, or one of underscores, stands right above a label."""
        band = self.page.band(piece.page, piece.top - _RULE, piece.top - 2)
        if any(_under(one, piece) and self.words.drawn(one.text) for one in band):
            return True
        box = (piece.left - 60, piece.top - _RULE, piece.right + _BESIDE, piece.top + 3)
        return any(
            one.kind == "rule" and one.left <= piece.right and one.right >= piece.left
            for one in self.page.drawn(piece.page, box)
        )

    # ── the person named under the line ─────────────────────────────────────────────────

    def unlabelled(self, signature: Piece) -> None:
        """Name and title that stand without labels right under "By: ____"."""
        if "name" in self.group.elements or not self._set_off(signature):
            return
        bottom = signature.bottom
        for other in self.page.band(signature.page, bottom - 3, bottom + 3 * _OVER):
            if not _under(other, signature) or other.top - bottom > _OVER:
                continue
            value = self.value(other.start, other.text)
            if other.label is None and self._ruling(other):
                bottom = other.bottom
                continue
            if other.label is not None or value is None or not self._valuelike(other):
                return
            wanted = "title" if self.words.is_title(value.text) else "name"
            if wanted == "title" and SPLIT.search(value.text) and "name" not in self.values:
                self.values |= {"name": value, "title": value}
                return
            if wanted in self.values or not _PERSON.fullmatch(value.text):
                return
            self.values[wanted] = value
            bottom = other.bottom

    def _ruling(self, piece: Piece) -> bool:
        """Whether a text under the line is a line itself, or says who is to sign there."""
        text = piece.text
        return self.words.represents(text) or (
            self.words.drawn(text) and self.words.value(text) is None
        )

    def complete(self) -> None:
        """Read name and title to their end where they go on in the next line."""
        name, title = self.values.get("name"), self.values.get("title")
        if name is not None and title is not None and name.start == title.start:
            return
        number = self.group.fields[0].page
        for element in ("name", "title"):
            if element in self.values:
                value = self.values[element]
                self.values[element] = whole(value, element, number, self.page, self.words)

    # ── what is drawn ───────────────────────────────────────────────────────────────────

    def drawn(self, piece: Piece) -> list[Graphic]:
        """Ink and pictures at a signature label, between the texts above and below it."""
        left, right = self.group.values or (piece.left - 20, self._until(piece))
        top, bottom = piece.top - _SIGNED, piece.bottom + _SIGNED
        for other in self.group.fields:
            if other.page == piece.page and abs(other.left - piece.left) < 60:
                if other.bottom <= piece.top + 2:
                    top = max(top, other.bottom - 6)
                elif other.top >= piece.bottom - 2:
                    bottom = min(bottom, other.top + 6)
        found = self.page.drawn(piece.page, (left, top, right, bottom))
        return [
            one
            for one in found
            if one.kind != "rule"
            and one.right - one.left <= _WIDE
            and one.bottom - one.top <= _HIGH
        ]

    def scribbled(self, signature: Sequence[Graphic]) -> frozenset[str]:
        """The elements without a value at whose label a pen wrote something else than the
        signature.
        """
        return frozenset(
            element
            for one in self.group.fields
            for element in self.elements(one)
            if element != SIGNATURE
            and element not in self.values
            and any(
                graphic.kind in ("ink", "scrawl") and graphic not in signature
                for graphic in self.drawn(one)
            )
        )

    def _until(self, piece: Piece) -> float:
        """Where the band of a label ends: at the next label of its line."""
        others = [
            one.left for one in self.page.row(piece) if one.left > piece.left + 1 and one.label
        ]
        return min([*others, self.group.right, piece.left + 2 * _BESIDE])

    def lined(self, piece: Piece) -> bool:
        """Whether there is a line to sign on."""
        if self.words.drawn(piece.text) or self.ruled(piece):
            return True
        until = self._until(piece)
        row = (one for one in self.page.row(piece) if piece.left <= one.left < until)
        below: tuple[Piece, ...] = ()
        if self._set_off(piece):
            below = self.page.band(piece.page, piece.bottom - 3, piece.bottom + _RULE)
        return any(self.words.drawn(one.text) for one in row) or any(
            _under(one, piece) and one.label is None and self.words.drawn(one.text) for one in below
        )


def fill(group: Group, page: Plane, words: Words, prompts: Places) -> Iterator[Filled]:
    """What was filled in: once, or once per row where the labels head a table."""
    rows = _rows(group, page, words)
    if rows:
        for row in rows:
            yield _tabled(group, row, page, words, prompts)
        return
    search = _Search(group, page, words, prompts)
    search.beside()
    search.stacked()
    signatures = [one for one in group.fields if SIGNATURE in search.elements(one)]
    for one in signatures:
        search.unlabelled(one)
    search.complete()
    drawn = tuple(graphic for one in signatures for graphic in search.drawn(one))
    line = any(search.lined(one) for one in signatures)
    yield Filled(search.values, line=line, drawn=drawn, scribbled=search.scribbled(drawn))


def _rows(group: Group, page: Plane, words: Words) -> list[list[Piece]]:
    """The rows under a table heading such as "Party | Name | Title | Signature | Date"."""
    first = group.fields[0]
    one_line = all(abs(one.top - first.top) < 6 for one in group.fields)
    bare = not any(one.label and one.label.colon for one in group.fields)
    if not (one_line and bare and len(group.fields) >= 3 and SIGNATURE in group.elements):
        return []
    rows: list[list[Piece]] = []
    bottom = first.bottom
    for piece in page.band(first.page, first.bottom - 2, first.bottom + 600):
        if rows and abs(piece.top - rows[-1][0].top) < 8:
            rows[-1].append(piece)
        elif piece.top - bottom > 45 or len(piece.text) > _LONGEST or piece.elements:
            break
        else:
            rows.append([piece])
        bottom = max(bottom, piece.bottom)
    lefts = [one.left for one in group.fields]
    return [row for row in rows if _aligned(row, lefts, words)]


def _aligned(row: Sequence[Piece], lefts: Sequence[float], words: Words) -> bool:
    """Whether a row belongs to the table: cells under the labels, or a side in front."""
    under = sum(any(abs(one.left - left) < 40 for left in lefts) for one in row)
    return under > 1 or words.side(row[0].text) is not None


def _tabled(
    group: Group, row: Sequence[Piece], page: Plane, words: Words, prompts: Places
) -> Filled:
    """One signer's row of such a table."""
    search = _Search(group, page, words, prompts)
    fields = sorted(group.fields, key=lambda one: one.left)
    rights = [*(one.left - 12 for one in fields[1:]), 1e9]
    drawn: list[Graphic] = []
    for one, right in zip(fields, rights, strict=True):
        for cell in row:
            if one.left - 12 <= cell.left < right:
                value = search.value(cell.start, cell.text)
                if value is not None:
                    search.put(one, value)
        if SIGNATURE in one.elements:
            top = min(cell.top for cell in row)
            bottom = max(cell.bottom for cell in row)
            box = (one.left - 12, top - 12, right, bottom + 12)
            drawn += page.drawn(one.page, box)
    lead = min(row, key=lambda cell: cell.left)
    outside = lead.left < fields[0].left - 12
    return Filled(
        search.values,
        line=True,
        drawn=tuple(drawn),
        lead=lead if outside else None,
    )


def _area(one: Graphic) -> float:
    return (one.right - one.left) * (one.bottom - one.top)


def _under(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand in one column."""
    return abs(one.left - other.left) < 40 or (one.left < other.right and other.left < one.right)
