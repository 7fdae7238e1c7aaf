"""The users, seats and devices a document speaks of, and the workloads they are about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from poedesk.extract import quantity
from poedesk.extract.contents import contents_lines
from poedesk.extract.day_order import found_dates
from poedesk.extract.layout import Layout, layout
from poedesk.extract.passages import Passage, list_below, passages
from poedesk.extract.quantity import Quantity, Words
from poedesk.extract.tables import Range, Row
from poedesk.model import CountFact, Document, Reading, Segment, Unit, Vocabulary, WorkloadFact

_FORM_LINES = 8  # lines above a form field in which its section lists the workloads
_REACH = 900  # characters that such lines may hold
_HEAD = 60  # a longer cell is no head of a column
_STACK = 8.0  # points between the lines of one column head
_NOT_MEANT = {"out of scope", "boilerplate", "not ticked"}

_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?[€£]|\b(?:usd|eur|gbp|jpy|chf|sek|nok|dkk|pln)\b")
_TIMES = re.compile(r"\d\s?[x×]\s")
_BREAK = re.compile(
    r"[.;!?。][ \n]+(?=[^\sa-z])|\n[ \t]*\n|\n(?=\s*[•·▪☐☑☒✓*–-]|\s*\(?(?:\d+|[a-z])[.)]\s)"
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A document's text with its layout and the workloads that count."""

    document: Document
    place: Layout
    workloads: tuple[WorkloadFact, ...]
    words: Words
    heads: Mapping[int, Segment | None]
    passages: tuple[Passage, ...]

    @property
    def text(self) -> str:
        return self.document.text

    def passage_at(self, offset: int) -> Passage | None:
        """The passage that holds the character at `offset`."""
        at = bisect_right(self.passages, offset, key=lambda one: one.start) - 1
        return self.passages[at] if at >= 0 and offset < self.passages[at].end else None

    def row_at(self, offset: int) -> Row | None:
        """The table row that holds the character at `offset`."""
        passage = self.passage_at(offset)
        return passage.row if passage else None

    def within(self, start: int, end: int) -> Sequence[WorkloadFact]:
        """The workloads that are named in a range of the text."""
        first = bisect_left(self.workloads, start, key=_begins)
        return self.workloads[first : bisect_left(self.workloads, end, lo=first, key=_begins)]


def _begins(workload: WorkloadFact) -> int:
    return workload.span.start


def counts(
    reading: Reading, workloads: Sequence[WorkloadFact], vocabulary: Vocabulary
) -> tuple[CountFact, ...]:
    """Every count of the document in order, tied to the workloads it is about.

    Minimums that a programme asks, prices, percentages, dates and spans of time are no
    counts. `workloads` are the mentions found in the same document.
    """
    document = reading.document
    words = quantity.compiled(vocabulary)
    meant = sorted((w for w in workloads if w.passing not in _NOT_MEANT), key=_begins)
    place = layout(reading.segments)
    text = document.text
    heads = place.headings(lambda s: quantity.cell_value(text[s.start : s.end]) is not None)
    sheet = _Sheet(document, place, tuple(meant), words, heads, passages(reading))
    taken = [(f.start, f.end) for f in found_dates(text, vocabulary)]
    taken.extend(contents_lines(text))
    found = quantity.find(_veiled(text, workloads), taken, vocabulary)
    spoken = [one for one in found if not _is_cell(one, sheet)]
    facts = [*_from_text(spoken, sheet), *_from_tables(spoken, taken, sheet)]
    return tuple(sorted(facts, key=lambda fact: fact.span.start))


def _veiled(text: str, workloads: Sequence[WorkloadFact]) -> str:
    """`text` with each product name as one word, so that the "for" or the digits in it do not
    part a number from what it counts: "560 Microsoft Defender for Endpoint licences".
    """
    veiled = list(text)
    for one in workloads:
        span = one.span
        veiled[span.start : span.end] = [c if c == "\n" else "x" for c in span.quote]
    return "".join(veiled)


def _fact(
    sheet: _Sheet, found: Quantity, tied: Iterable[str], *, for_all: bool, licences: bool
) -> CountFact | None:
    try:
        span = sheet.document.span(found.start, found.end)
    except LookupError:
        return None
    return CountFact(found.value, found.unit, tuple(tied), for_all, licences, span)


# ── Running text and form fields ────────────────────────────────────────────────────────


def _from_text(spoken: Sequence[Quantity], sheet: _Sheet) -> Iterator[CountFact]:
    begins = [one.start for one in spoken]
    for found in spoken:
        start, end = _sentence(found, sheet)
        low = sheet.text[start:end].lower()
        if sheet.words.elsewhere.search(low):
            continue
        if _is_threshold(low, found.start - start, sheet.words):
            continue
        first = bisect_left(begins, start)
        others = [q for q in spoken[first : bisect_left(begins, end)] if q != found]
        tied, listed = _tied(found, others, (start, end), sheet)
        every = sheet.words.all_workloads.search(low) is not None
        if every and len(tied) == 1 and not sheet.within(start, end):
            tied = ()  # "each product": more than the one that happens to stand above
        licences = _is_licence_line(found, low, sheet)
        fact = _fact(sheet, found, tied, for_all=every or listed, licences=licences)
        if fact is not None:
            yield fact


def _sentence(found: Quantity, sheet: _Sheet) -> Range:
    """The sentence, list item or table row in which a count stands."""
    row = sheet.row_at(found.start)
    if row is not None:
        return row.start, row.end
    text = sheet.text
    begin = max(0, found.start - _REACH)
    start = begin
    for match in _BREAK.finditer(text, begin, found.start + 1):
        start = match.end()
    stop = min(len(text), found.end + _REACH)
    close = _BREAK.search(text, found.end, stop)
    end = close.start() + 1 if close else stop
    line_start = max(begin, text.rfind("\n", begin, found.start) + 1)
    line_end = text.find("\n", found.end, stop)
    line_end = stop if line_end < 0 else line_end
    if found.labelled or "\t" in text[line_start:line_end]:
        return line_start, line_end
    return start, end


def _is_threshold(low: str, at: int, words: Words) -> bool:
    """Whether the sentence states a minimum of the programme, not what the customer has."""
    near = low[max(0, at - 40) : at + 60]
    if words.minimum.search(near):
        return True
    return words.at_least.search(near) is not None and words.qualifying.search(low) is not None


def _tied(
    found: Quantity, others: Sequence[Quantity], sentence: Range, sheet: _Sheet
) -> tuple[tuple[str, ...], bool]:
    """The workloads a count is about, and whether it holds for a list of them."""
    own = _ids(sheet.within(found.start, found.end))  # "1,610 Windows 11 devices"
    spoken = [found, *others]
    mentions = [
        w
        for w in sheet.within(*sentence)
        if not any(q.start <= w.span.start < q.end for q in spoken)
    ]
    ids = _ids(mentions)
    if not ids:
        return (own, False) if own else _tied_above(found, sheet)
    if others and len(ids) > 1:
        start, end = _clause(found, others, mentions, sentence)
        ids = _ids(w for w in mentions if start <= w.span.start < end)
    elif not others and not found.labelled and sheet.row_at(found.start) is None:
        ids = _ids(_nearer(found, mentions, sheet.text))
    ids = tuple(dict.fromkeys((*own, *ids)))
    return ids, len(ids) > 1


def _nearer(found: Quantity, mentions: Sequence[WorkloadFact], text: str) -> Sequence[WorkloadFact]:
    """Of workloads on both sides of a sentence's only count those that it is about: "Intune to
    410 staff and migrated mailboxes to Exchange Online", "with Intune in place, 410 users of
    Teams". All, where the count ends or opens a list of them.
    """
    before = [w for w in mentions if w.span.end <= found.start]
    after = [w for w in mentions if w.span.start >= found.end]
    if not before or not after:
        return mentions
    parted = "," in text[before[-1].span.end : found.start]
    return after if parted and "," not in text[found.end : after[0].span.start] else before


def _clause(
    found: Quantity,
    others: Sequence[Quantity],
    mentions: Sequence[WorkloadFact],
    sentence: Range,
) -> Range:
    """Of a sentence with several counts the piece that belongs to this one.

    "Intune for 500 users and Teams for 900" names the workload first, "500 users on Intune
    and 900 on Teams" the number.
    """
    start, end = sentence
    before = max((q.end for q in others if q.end <= found.start), default=start)
    after = min((q.start for q in others if q.start >= found.end), default=end)
    first = min(found.start, *(q.start for q in others))
    if mentions[0].span.start < first:
        return before, found.end
    return found.start, after


def _tied_above(found: Quantity, sheet: _Sheet) -> tuple[tuple[str, ...], bool]:
    """The workloads of the nearest place over a count that names any: the list of a form
    section; else the paragraph before it, the list that it leads in, the line that leads in
    its own list, its heading.
    """
    mentions: list[WorkloadFact] = []
    for start, end in _form_lines(found, sheet) if found.labelled else _over(found, sheet):
        here = sheet.within(start, end)
        if not here and mentions:
            break
        mentions = [*here, *mentions]
        if here and not found.labelled:
            break
    ids = _ids(mentions)
    return ids, len(ids) > 1


def _over(found: Quantity, sheet: _Sheet) -> Iterator[Range]:
    """Where the words that a count refers back to may stand, the nearest first; of what
    stands before its paragraph in the same section only if one workload alone is named there.
    """
    passage = sheet.passage_at(found.start)
    if passage is None:
        return
    yield passage.start, found.start
    below = list_below(passage, sheet.passages)
    if below is not None and sheet.text[passage.end - 1] == ":":
        yield below
    if passage.head is not None:
        yield passage.head
    section = _section(passage, sheet)
    if len(_ids(sheet.within(*section))) == 1:
        yield section
    yield from reversed(passage.above)


def _section(passage: Passage, sheet: _Sheet) -> Range:
    """What stands between a passage and the heading or blank line before it."""
    heading = passage.above[-1][1] if passage.above else passage.part.start
    first = max(heading, passage.start - _REACH)
    return max(first, sheet.text.rfind("\n\n", first, passage.start)), passage.start


def _form_lines(found: Quantity, sheet: _Sheet) -> Iterator[Range]:
    """The lines above a form field, from below."""
    at = found.start
    stop = max(0, at - _REACH)
    end = at
    for _ in range(_FORM_LINES):
        start = sheet.text.rfind("\n", stop, end - 1 if end < at else end) + 1
        if start <= stop and stop > 0:
            return
        yield start, end
        end = start - 1
        if end <= 0:
            return


def _ids(mentions: Iterable[WorkloadFact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.id for mention in mentions))


def _is_licence_line(found: Quantity, low: str, sheet: _Sheet) -> bool:
    """Whether a count stands in a price table, or beside a price of licences."""
    if found.unit not in {Unit.LICENCES, Unit.SEATS, Unit.USERS}:
        return False
    licences = found.unit is Unit.LICENCES
    if _TIMES.search(low) and licences:
        return True
    if _MONEY.search(low) and (licences or sheet.words.licensing.search(low)):
        return True
    cell = sheet.place.at(found.start)
    return cell is not None and _priced(cell, sheet)


# ── Tables ──────────────────────────────────────────────────────────────────────────────


def _is_cell(found: Quantity, sheet: _Sheet) -> bool:
    """Whether a number behind a label in the next cell belongs to a table of several columns."""
    if "\t" not in sheet.text[found.start : found.end]:
        return False
    cell = sheet.place.at(found.end - 1)
    return cell is not None and len(sheet.place.row(cell)) > 2


def _from_tables(
    spoken: Sequence[Quantity], taken: Sequence[Range], sheet: _Sheet
) -> Iterator[CountFact]:
    """Cells that hold a bare number: the head of the column or the row's label has the unit."""
    busy = {at for start, end in taken for at in range(start, end)}
    busy.update(at for q in spoken for at in range(q.start, q.end))
    for cell in sheet.place.by_start:
        row = sheet.row_at(cell.start)
        whole = row is None or row.is_whole(cell.start, cell.end)
        value = quantity.cell_value(_of(cell, sheet)) if whole and cell.start not in busy else None
        if value and (fact := _from_cell(cell, value, sheet)):
            yield fact


def _from_cell(cell: Segment, value: int, sheet: _Sheet) -> CountFact | None:
    row = sheet.place.row(cell)
    head = _column_head(cell, sheet)
    before = [s for s in row if s.left < cell.left]
    label = next((s for s in reversed(before) if _unit(s, sheet)), None)
    wide = sheet.row_at(cell.start)
    column = wide.cell_at(cell.start) if wide else None
    over = [sheet.text[start:end] for start, end in column.head] if column else []
    unit = (
        (head and _unit(head, sheet))
        or quantity.unit_in(" ".join(over)[:_HEAD], sheet.words)
        or (label and _unit(label, sheet))
    )
    priced = _priced(cell, sheet)
    if not unit and head and priced and sheet.words.quantity.search(_of(head, sheet).lower()):
        unit = Unit.LICENCES
    if not unit:
        return None
    places = [(wide.start, wide.end)] if wide else [(s.start, s.end) for s in row]
    mentions = [w for start, end in places for w in sheet.within(start, end)]
    if not mentions:
        heads = column.head if column else ((head.start, head.end),) if head else ()
        mentions = [w for start, end in heads for w in sheet.within(start, end)]
    found = Quantity(cell.start, cell.end, value, unit, labelled=True)
    ids = _ids(mentions)
    every = any(sheet.words.all_workloads.search(_of(s, sheet).lower()) for s in row)
    return _fact(sheet, found, ids, for_all=every or len(ids) > 1, licences=priced)


def _column_head(cell: Segment, sheet: _Sheet) -> Segment | None:
    """The first words above a number in its column; of a head in two lines the telling one."""
    head = sheet.heads.get(cell.start)
    if head is None or _unit(head, sheet):
        return head
    over = sheet.place.above(head)
    stacked = over is not None and head.top - over.bottom < _STACK
    return over if over and stacked and _unit(over, sheet) else head


def _priced(cell: Segment, sheet: _Sheet) -> bool:
    """Whether the cell's row has money in it or its table a column of prices."""
    row = sheet.place.row(cell)
    if len(row) > 1 and any(_MONEY.search(_of(s, sheet).lower()) for s in row):
        return True
    head = _column_head(cell, sheet)
    heads = sheet.place.row(head) if head else ()
    return len(heads) > 1 and any(
        sheet.words.pricing.search(_of(s, sheet).lower()) for s in heads if s.end - s.start < _HEAD
    )


def _unit(cell: Segment, sheet: _Sheet) -> Unit | None:
    text = _of(cell, sheet)
    return quantity.unit_in(text, sheet.words) if len(text) < _HEAD else None


def _of(cell: Segment, sheet: _Sheet) -> str:
    return sheet.text[cell.start : cell.end]
