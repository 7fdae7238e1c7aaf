"""Signature blocks: who was to sign, for which side, and what stands on the signature line.

A block is found by its labels and where they stand (`block_layout`); what it asks for and what
it holds is told apart, so that an empty line is an acknowledgement that is not there yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from poedesk.attest.block.layout import Group, Piece, Plane, groups, plane
from poedesk.attest.block.lines import Value
from poedesk.attest.block.marks import marked
from poedesk.attest.block.values import SPLIT, Filled, fill
from poedesk.attest.block.words import ELEMENTS, SIGNATURE, SLASH_S, Words, words
from poedesk.model import (
    AckKind,
    Acknowledgement,
    DateFact,
    DateRole,
    Document,
    FileKind,
    Handwriting,
    Quoted,
    Reading,
    Segment,
    Settings,
    Side,
    Span,
    Vocabulary,
)

_MAILS = {FileKind.MSG, FileKind.EML}
_DEFINED = re.compile(
    r"([^()（）\"“”„«»]{0,90}?)[\s,]*(?:[(（]\s*(?:the\s+)?[\"“„«]?|[\"“„«])"
    r"([^()（）\"“”„«»]{2,40})[\"”“»]?\s?[)）]?[\s.,:;]*"
)
_SMALL = frozenset(
    {"of", "and", "und", "et", "y", "e", "&", "de", "del", "der", "la", "du", "für", "i"}
)
_ROLE = re.compile(r"\s*[(（]([^()（）]{2,40})[)）]\s*$")
_NAME = re.compile(r"[^\W\d_a-z][^.:;\d]{2,60}\s[^\W\d_a-z][^:;\d]{0,40}")
_HEADINGS = 8
_BELOW = 40.0  # points under a line within which it is said who signs
_LONGEST_HEADING = 110
_LETTERS = 4  # fewer that were read in a signature are chance
_ALIKE = 55.0  # likeness (0 to 100) of what was read in a signature to the printed name


def _printed(reading: Reading) -> tuple[Segment, ...]:
    """The layout without what electronic signatures show of themselves: they are no ink."""
    seals = [one for one in reading.document.parts if one.name.startswith("electronic signatures")]
    return tuple(
        one
        for one in reading.segments
        if not any(seal.start <= one.start < seal.end for seal in seals)
    )


def acknowledgements(reading: Reading, settings: Settings) -> tuple[Acknowledgement, ...]:
    """Every signature block of the document, one per signer, in reading order.

    The kind is what stands on the line: nothing, typed words, a picture, or ink. In a mail
    only blocks with a line drawn to sign on count: its footer is no signature.
    """
    known = words(settings.vocabulary)
    text = reading.document.text
    page = marked(plane(_printed(reading), reading.graphics, text, known), known)
    prompts = _prompts(reading.document)
    found: list[Acknowledgement] = []
    for group in groups(page, known):
        for filled in fill(group, page, known, prompts):
            block = _Block(group, filled, page, known)
            if block.counts(mail=reading.document.kind in _MAILS):
                found.append(_acknowledgement(block, reading, settings.vocabulary))
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
        if self._disowned() or self._represented():
            return False
        elements = self.group.elements
        if SIGNATURE not in elements:
            return not mail and elements >= {"name", "title", "date"} and self._accepting()
        if mail:
            return self.filled.line and len(elements) > 1
        company = elements & {"name", "title", "date"}
        signed = self.filled.line or self.filled.ink or self.filled.image or self._slashed()
        if not company:
            if not signed:
                return self._awaited()
            whose = self._accepting() or self._slashed() or self.organisation() is not None
            return not self._weak() or whose or self._for_somebody()
        asked = len(company) > 1 or self._accepting() or self._awaited()
        return not self._weak() or signed or asked

    def _weak(self) -> bool:
        labels = (one.label for one in self.group.fields if SIGNATURE in one.elements)
        return all(label is None or label.weak for label in labels)

    def _for_somebody(self) -> bool:
        """Whether a name, or "Authorized Representative", stands at the line."""
        last = self.group.fields[-1]
        below = self.page.band(last.page, last.bottom - 3, last.bottom + _BELOW)
        return "name" in self.filled.values or any(
            self.words.represents(one.text) and abs(one.left - last.left) < _BELOW for one in below
        )

    def _represented(self) -> bool:
        """Whether "Authorized Representative: Anna Weber" only says who represents a company."""
        labels = [one.label for one in self.group.fields if SIGNATURE in one.elements]
        told = all(label and label.words in self.words.representative for label in labels)
        named = "name" in self.filled.values and "name" not in self.group.elements
        return bool(labels) and told and named and self._bare() and not self.filled.line

    def _awaited(self) -> bool:
        """Whether an empty place, set off by a colon, waits for somebody's signature: under
        the name of a party, or by words that ask for nothing else ("Authorized signature:").
        """
        if SIGNATURE in self.filled.values:
            return False
        labels = (one.label for one in self.group.fields if SIGNATURE in one.elements)
        asking = [one for one in labels if one and one.colon and not one.owner]
        party = any(
            self.words.side(one.text) is not None or self._names(one) is not None
            for one in self._near()[:2]
        )
        return any(
            (party and not one.weak)
            or one.words in self.words.representative
            or (not one.weak and len(one.words.split()) > 1)
            for one in asking
        )

    def _slashed(self) -> bool:
        value = self.filled.values.get(SIGNATURE)
        return value is not None and SLASH_S.match(value.text) is not None

    def _near(self) -> list[Piece]:
        short = [one for one in self.group.headings if len(one.text) <= _LONGEST_HEADING]
        return short[:_HEADINGS]

    def _disowned(self) -> bool:
        """Whether the block belongs to an author, a checker or a witness."""
        heads = self._near()[:1]
        return any(self.words.disowns(one.text) for one in (*heads, *self.group.fields))

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
        sides = (self._side_of(head) for head in self._naming())
        return next((one for one in sides if one is not None), Side.UNKNOWN)

    def _naming(self) -> list[Piece]:
        """The headings that say whose block this is. An empty line beside one with a heading
        may be a second line of the same party, so that it has that heading too.
        """
        near = self._near()
        named = any(self._side_of(one) is not None or self._names(one) for one in near)
        if named or not self._bare() or any(self._titled(one) for one in near):
            return near
        return [one for one in self.group.shared if len(one.text) <= _LONGEST_HEADING][:_HEADINGS]

    def _bare(self) -> bool:
        drawn = self.filled.ink or self.filled.image
        return not drawn and SIGNATURE not in self.filled.values

    def _side_of(self, head: Piece) -> Side | None:
        side = self.words.side(head.text)
        if side is None:
            organisation = self.words.behalf_of(head.text)
            if organisation is not None:
                side = self.words.side(head.text[slice(*organisation)])
        defined = _defined(head.text)
        if side is None and defined is not None:
            side = self.words.side(defined[1])
        return side

    def organisation(self) -> tuple[int, int] | None:
        """Where a company label or a heading names the organisation."""
        value = self.filled.values.get("organisation")
        if value is not None:
            return value.start, value.start + len(value.text.rstrip(" ,;"))
        owner = self._owner()
        if owner is not None:
            return owner
        for head in self._naming():
            place = self._names(head)
            if place is not None:
                return head.start + place[0], head.start + place[1]
            if self._titled(head):
                return head.start, head.end
            defined = _defined(head.text)
            if self._side_of(head) is not None and not (defined and not defined[0]):
                return None
        return None

    def _owner(self) -> tuple[int, int] | None:
        """Where a label names its owner, if the document knows a company of that name."""
        for one in self.group.fields:
            owner = one.label.owner if one.label is not None else ""
            named = self.words.company_of(owner) if owner else None
            if named and named.search(" ".join(other.text for other in self.page.pieces)):
                start = one.start + max(0, one.text.find(owner))
                return start, start + len(owner)
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

    def _names(self, head: Piece) -> tuple[int, int] | None:
        """The organisation a heading names, by its words or by a legal form."""
        return self._named_in(head) or self.words.named(head.text)

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
        defined = _defined(head.text)
        if defined is not None and defined[0] and self.words.side(defined[1]) is not None:
            return 0, len(defined[0])
        return None


def _defined(text: str) -> tuple[str, str] | None:
    """Name and role of a heading such as 'Contoso GmbH ("Customer")'; the role may stand alone.
    A sentence that defines its parties is no heading: before the role only a bare name stands.
    """
    found = _DEFINED.fullmatch(text)
    if found is None:
        return None
    name = found.group(1).strip()
    bare = name.split(",")[0].split()
    named = all(one in _SMALL or not one[0].islower() for one in bare)
    return (name, found.group(2)) if named and bare[:1] != ["and"] else None


# ── The acknowledgement ─────────────────────────────────────────────────────────────────


def _acknowledgement(block: _Block, reading: Reading, vocabulary: Vocabulary) -> Acknowledgement:
    document = reading.document
    scanned = _scanned(block, document)
    searched = block.group.fields[0].page in reading.searched
    kind, why = _kind(block, scanned=scanned, searched=searched)
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
        date=_date(block, document, vocabulary),
        why=why,
        evidence=tuple(_evidence(block, document)),
        scanned=scanned,
        unknown=_unknown(block, searched=searched) if scanned else frozenset(),
        handwriting=_handwriting(block, kind),
    )


def _unknown(block: _Block, *, searched: bool) -> frozenset[str]:
    """The elements of a scanned block that may be written there by hand."""
    if not searched:
        return frozenset(ELEMENTS)
    return block.filled.scribbled


def _handwriting(block: _Block, kind: AckKind) -> Handwriting | None:
    """What a person should look at: the strokes at the line, or what may be some."""
    found = block.filled.largest("ink") or block.filled.largest("pasted", "scrawl")
    if found is None or kind not in (AckKind.INK, AckKind.IMAGE):
        return None
    return Handwriting(found.certainty, found.view, pasted=found.kind == "pasted")


def _scanned(block: _Block, document: Document) -> bool:
    """Whether the block was recognised in a picture, by this program or by a scanner's."""
    parts = [document.part_at(one.start) for one in block.group.fields]
    return any(part.scanned or part.certainty is not None for part in parts)


def _kind(block: _Block, *, scanned: bool, searched: bool) -> tuple[AckKind, str]:
    filled = block.filled
    value = filled.values.get(SIGNATURE)
    if filled.ink and not (scanned and _spelt(block)):
        return AckKind.INK, _told_of(filled, scanned=scanned)
    if scanned and not searched:  # nothing may be ink, and words a reading of handwriting
        return AckKind.IMAGE, "the block stands in a scan, of which only print can be read"
    if scanned and (filled.image or filled.ink or value is not None):
        return AckKind.IMAGE, "what stands on the signature line of the scan may be print"
    if filled.largest("pasted") is not None:
        return AckKind.INK, "a picture of handwriting was placed on the signature line"
    if filled.image:
        return AckKind.IMAGE, "a picture stands on the signature line"
    if value is not None:
        mark = "the mark /s/ stands" if SLASH_S.match(value.text) else "typed words stand"
        return AckKind.TYPED, f"{mark} on the signature line"
    if SIGNATURE not in block.group.elements:
        return AckKind.EMPTY, "the block asks for no signature and holds none"
    return AckKind.EMPTY, "the signature line is empty"


def _told_of(filled: Filled, *, scanned: bool) -> str:
    found = filled.largest("ink")
    if not scanned or found is None:
        return "ink strokes stand on the signature line"
    return f"handwriting stands on the signature line of the scan (certainty {found.certainty:.2f})"


def _spelt(block: _Block) -> bool:
    """Whether what stands on the line reads as the printed name: a script font does, and so
    does a legible hand.
    """
    from rapidfuzz.fuzz import ratio

    signed, name = block.filled.values.get(SIGNATURE), block.filled.values.get("name")
    if signed is None or sum(one.isalpha() for one in signed.text) < _LETTERS:
        return False
    if name is None or signed.start == name.start:
        return True
    return ratio(signed.text.casefold(), name.text.casefold()) >= _ALIKE


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
    return (_told(document, name), _told(document, title))


def _told(document: Document, value: Value | None) -> Quoted | None:
    """A value in its own words, which may go on in a line that stands elsewhere in the text."""
    if value is None:
        return None
    words = " ".join(value.text.split()).rstrip(" ,;")
    return Quoted(words, document.span(value.start, value.end))


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
