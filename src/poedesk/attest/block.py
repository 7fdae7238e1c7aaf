"""Signature blocks: who was to sign, for which side, and what stands on the signature line.

A block is found by its labels and where they stand (`block_layout`); what it asks for and what
it holds is told apart, so that an empty line is an acknowledgement that is not there yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from poedesk.attest.block_layout import Group, Piece, Plane, groups, plane
from poedesk.attest.block_values import SPLIT, Filled, fill
from poedesk.attest.block_words import SIGNATURE, SLASH_S, Words, words
from poedesk.model import (
    AckKind,
    Acknowledgement,
    DateFact,
    DateRole,
    Document,
    FileKind,
    Quoted,
    Reading,
    Settings,
    Side,
    Span,
    Vocabulary,
)

_MAILS = {FileKind.MSG, FileKind.EML}
_BRACKETED = re.compile(r"[(“\"„«]([^()“”\"„«»]{2,40})[)”\"“»]")
_ROLE = re.compile(r"\s*[(（]([^()（）]{2,40})[)）]\s*$")
_NAME = re.compile(r"[^\W\d_a-z][^.:;\d]{2,60}\s[^\W\d_a-z][^:;\d]{0,40}")
_HEADINGS = 8
_LONGEST_HEADING = 110


def acknowledgements(reading: Reading, settings: Settings) -> tuple[Acknowledgement, ...]:
    """Every signature block of the document, one per signer, in reading order.

    The kind is what stands on the line: nothing, typed words, a picture, or ink. In a mail
    only blocks with a line drawn to sign on count: its footer is no signature.
    """
    known = words(settings.vocabulary)
    page = plane(reading.segments, reading.graphics, reading.document.text, known)
    prompts = _prompts(reading.document)
    found: list[Acknowledgement] = []
    for group in groups(page, known):
        for filled in fill(group, page, known, prompts):
            block = _Block(group, filled, page, known)
            if block.counts(mail=reading.document.kind in _MAILS):
                found.append(_acknowledgement(block, reading.document, settings.vocabulary))
    return tuple(sorted(found, key=_first))


def _first(act: Acknowledgement) -> int:
    return min(one.start for one in act.evidence if isinstance(one, Span))


def _prompts(document: Document) -> tuple[tuple[int, int], ...]:
    """Where the reader saw the prompt of a form field that nobody filled in."""
    return tuple(
        (span.start, span.end)
        for mark in document.marks
        if mark.kind == "placeholder"
        for span in mark.spans
    )


@dataclass(frozen=True)
class _Block:
    """A group of labels and what was filled in, seen against its surroundings."""

    group: Group
    filled: Filled
    page: Plane
    words: Words

    def counts(self, *, mail: bool) -> bool:
        """Whether this is a signature block and not a form, a list or a title page."""
        if self._disowned():
            return False
        elements = self.group.elements
        if SIGNATURE not in elements:
            return not mail and elements >= {"name", "title", "date"} and self._accepting()
        if mail:
            return self.filled.line and len(elements) > 1
        company = elements & {"name", "title", "date"}
        signed = self.filled.line or self.filled.ink or self.filled.image or self._slashed()
        if not company:
            whose = self._accepting() or self._slashed() or self.organisation() is not None
            return signed and (not self._weak() or whose or "name" in self.filled.values)
        return not self._weak() or signed or len(company) > 1 or self._accepting()

    def _weak(self) -> bool:
        labels = (one.label for one in self.group.fields if SIGNATURE in one.elements)
        return all(label is None or label.weak for label in labels)

    def _slashed(self) -> bool:
        value = self.filled.values.get(SIGNATURE)
        return value is not None and SLASH_S.match(value.text) is not None

    def _near(self) -> list[Piece]:
        short = [one for one in self.group.headings if len(one.text) <= _LONGEST_HEADING]
        return short[:_HEADINGS]

    def _disowned(self) -> bool:
        """Whether the block belongs to an author, a checker or a witness."""
        heads = self._near()[:1]
        return any(
            (found := self.words.not_signing.search(one.text)) is not None and found.start() < 20
            for one in (*heads, *self.group.fields)
        )

    def _accepting(self) -> bool:
        """Whether a heading near by speaks of acceptance, or of a side."""
        sided = any(one.label and one.label.side is Side.CUSTOMER for one in self.group.fields)
        return sided or any(
            len(one.text) <= 70
            and (
                self.words.acceptance.search(one.text) is not None
                or self.words.side(one.text) is Side.CUSTOMER
            )
            for one in self._near()[:4]
        )

    # ── whose ───────────────────────────────────────────────────────────────────────────

    def side(self) -> Side:
        """The side that a label, else the nearest heading names."""
        stated = {one.label.side for one in self.group.fields if one.label} - {Side.UNKNOWN}
        if self.filled.lead is not None:
            stated |= {self.words.side(self.filled.lead.text) or Side.UNKNOWN} - {Side.UNKNOWN}
        if stated:
            return stated.pop() if len(stated) == 1 else Side.UNKNOWN
        for head in self._near():
            side = self._side_of(head)
            if side is not None:
                return side
        return Side.UNKNOWN

    def _side_of(self, head: Piece) -> Side | None:
        side = self.words.side(head.text)
        if side is None:
            organisation = self.words.behalf_of(head.text)
            if organisation is not None:
                side = self.words.side(head.text[slice(*organisation)])
        if side is None:
            named = (self.words.side(one) for one in _BRACKETED.findall(head.text))
            side = next((one for one in named if one is not None), None)
        return side

    def organisation(self) -> tuple[int, int] | None:
        """Where a company label or a heading names the organisation."""
        value = self.filled.values.get("organisation")
        if value is not None:
            return value.start, value.end
        for head in self._near():
            place = self._named_in(head)
            if place is not None:
                return head.start + place[0], head.start + place[1]
            company = self.words.company.match(head.text)
            if company is not None:
                return head.start, head.start + company.end()
            if self._titled(head):
                return head.start, head.end
            if self._side_of(head) is not None:
                return None
        return None

    def _titled(self, head: Piece) -> bool:
        """Whether a name stands over each of several columns, so that it must be a party's."""
        row = [one for one in self.page.row(head) if one.label is None]
        return len(row) > 1 and all(
            _NAME.fullmatch(one.text) is not None
            and self.words.side(one.text) is None
            and not self.words.acceptance.search(one.text)
            and not self.words.is_title(one.text)
            for one in row
        )

    def _named_in(self, head: Piece) -> tuple[int, int] | None:
        """The organisation in "For and on behalf of X", "Customer: X" or 'X ("Customer")'."""
        text = head.text
        closing = _ROLE.search(text)
        if closing is not None and self.words.side(closing.group(1)) is not None:
            text = text[: closing.start()]
        place = self.words.behalf_of(text)
        if place is not None and self.words.side(text[slice(*place)]) is None:
            return place
        if self.words.side(text) is not None:
            after = re.search(r"[:：,，]\s*|\s[-–—]\s", text)
            value = self.words.value(text[after.end() :]) if after else None
            if after is None or value is None:
                return None
            return after.end() + value[0], after.end() + value[1]
        bracket = _BRACKETED.search(head.text)
        if bracket and self.words.side(bracket.group(1)) is not None and bracket.start() > 2:
            return 0, len(head.text[: bracket.start()].rstrip(' ,([“"'))
        return None


# ── The acknowledgement ─────────────────────────────────────────────────────────────────


def _acknowledgement(block: _Block, document: Document, vocabulary: Vocabulary) -> Acknowledgement:
    kind, why = _kind(block)
    name, title = _person(block, document)
    place = block.organisation()
    return Acknowledgement(
        kind=kind,
        file=document.path,
        side=block.side(),
        labels=block.group.elements,
        name=name,
        title=title,
        organisation=_quoted(document, *place) if place is not None else None,
        email=None,
        date=_date(block, document, vocabulary),
        moment=None,
        technical=None,
        mail=None,
        why=why,
        evidence=tuple(_evidence(block, document)),
    )


def _kind(block: _Block) -> tuple[AckKind, str]:
    filled = block.filled
    value = filled.values.get(SIGNATURE)
    if filled.ink:
        return AckKind.INK, "ink strokes stand on the signature line"
    if filled.image:
        return AckKind.IMAGE, "a picture stands on the signature line"
    if value is not None:
        mark = "the mark /s/ stands" if SLASH_S.match(value.text) else "typed words stand"
        return AckKind.TYPED, f"{mark} on the signature line"
    if SIGNATURE not in block.group.elements:
        return AckKind.EMPTY, "the block asks for no signature and holds none"
    return AckKind.EMPTY, "the signature line is empty"


def _person(block: _Block, document: Document) -> tuple[Quoted | None, Quoted | None]:
    """Name and title; where one label asks for both, the value is cut at the comma."""
    name, title = block.filled.values.get("name"), block.filled.values.get("title")
    if name is not None and title is not None and name.start == title.start:
        cut = SPLIT.search(name.text)
        if cut is None or cut.end() == len(name.text):
            return _quoted(document, name.start, name.end), None
        return (
            _quoted(document, name.start, name.start + cut.start()),
            _quoted(document, name.start + cut.end(), name.end),
        )
    return (
        _quoted(document, name.start, name.end) if name is not None else None,
        _quoted(document, title.start, title.end) if title is not None else None,
    )


def _date(block: _Block, document: Document, vocabulary: Vocabulary) -> DateFact | None:
    from poedesk.extract import dates

    value = block.filled.values.get("date")
    if value is None:
        return None
    found = dates.find(document, value.start, value.end, DateRole.SIGNATURE, vocabulary)
    return found[0] if found else None


def _quoted(document: Document, start: int, end: int) -> Quoted:
    span = document.span(start, end)
    return Quoted(" ".join(span.quote.split()), span)


def _evidence(block: _Block, document: Document) -> Iterator[Span]:
    """The block's labels and values, each place once."""
    places = {(one.start, one.end) for one in block.group.fields}
    values: Sequence[tuple[int, int]] = [
        (one.start, one.end) for one in block.filled.values.values()
    ]
    held = [one for one in values if not any(a <= one[0] and one[1] <= b for a, b in places)]
    for start, end in sorted({*places, *held}):
        yield document.span(start, end)
