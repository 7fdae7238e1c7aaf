"""Can the evidence be read, and is it what it was?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from poedesk.judge.answer import Answer, doubtful, failed, in_words, listed, passed
from poedesk.judge.case import Case, each_once
from poedesk.judge.signatures import SIGNED
from poedesk.model import Acknowledgement, Document, Fault, Mark, Span

_NOT_AS_NAMED = {"wrong-name", "two-formats", "wrong-sum"}
_SHOWS_OTHERWISE = {"hidden-text", "tracked-change", "bound-value", "struck-out", "form-differs"}
_READS_OTHERWISE = {"text-differs", "damaged"}
_NOT_ONE_PIECE = {"headers-differ"}
_MOST_TOLD = 3
_MOVING = "moving-date"  # a field that shows the day on which the file is opened


def files_readable(case: Case) -> Answer:
    """Every file opens."""
    if not case.open_files:
        if not case.files:
            return failed("The claim has no evidence files.", case.searched)
        faults = case.closed or tuple(
            one.document.error for one in case.files if one.document.error is not None
        )
        return failed("No file of the claim opens.", *faults)
    if case.closed:
        names = listed([f"{fault.file} ({fault.cause})" for fault in case.closed])
        return doubtful(f"Not every file opens: {names}.", *case.closed)
    misnamed = {
        one.document.path: mark.message
        for one in case.open_files
        for mark in one.document.marks
        if mark.kind in _NOT_AS_NAMED
    }
    if misnamed:
        told = listed([f"{path} ({message})" for path, message in misnamed.items()])
        return doubtful(f"Not what it seems: {told}.", *(Fault(*one) for one in misnamed.items()))
    number = len(case.open_files)
    return passed("The file opens." if number == 1 else f"All {number} files open.", case.searched)


def text_readable(case: Case) -> Answer:
    """There is text to read, and no page went unread."""
    if not any(one.document.text.strip() for one in case.open_files):
        return case.missing("There is no text to read in any file.")
    pages = case.unread_pages
    if pages:
        return doubtful(f"Not read: {listed(list(pages.values()))}.", *pages)
    unsure = [span for _, mark in _marked(case, {"uncertain-text"}) for span in mark.spans]
    used = each_once(span for span in unsure if _holds_facts(case, [span]))
    if used:
        told = listed([f"{in_words(span.quote)} in {span.file}" for span in used])
        return doubtful(f"Recognised with little certainty, to be compared: {told}.", *used)
    return passed(
        f"Every page and part that holds anything was read{_by_recognition(case)}.", case.searched
    )


def _by_recognition(case: Case) -> str:
    """How many pages and pictures were read by text recognition, and how certainly."""
    grades = [
        part.certainty
        for one in case.open_files
        for part in one.document.parts
        if part.certainty is not None
    ]
    if not grades:
        return ""
    pages = "one page or picture" if len(grades) == 1 else f"{len(grades)} pages or pictures"
    return f", {pages} by text recognition (certainty at least {min(grades):.0%})"


def files_unaltered(case: Case) -> Answer:
    """No signed file was changed after signing, and none shows one thing and says another."""
    altered = {act.file: act for act in _altered(case)}
    used = [act for path, act in altered.items() if _rests_on(case, path)]
    if used:
        return failed(
            f"{listed([act.file for act in used])} was changed after it was signed.",
            *(place for act in used for place in act.evidence),
        )
    if altered:
        return doubtful(
            f"{listed(list(altered))} was changed after it was signed; the claim does not rest "
            f"on it.",
            *(place for act in altered.values() for place in act.evidence),
        )
    partly = {act.file: act for act in _partly(case)}
    if partly:
        return doubtful(
            f"Whether {listed(list(partly))} was changed after it was signed cannot be told: the "
            f"signature does not cover all of it.",
            *(place for act in partly.values() for place in act.evidence),
        )
    differing = list(_marked(case, _READS_OTHERWISE))
    if differing:
        return _reads_otherwise(differing)
    pieced = [(doc, mark) for doc, mark in _marked(case, _NOT_ONE_PIECE) if _speaks(case, doc)]
    if pieced:
        told = listed([f"{doc.path} ({mark.message})" for doc, mark in pieced[:_MOST_TOLD]])
        return doubtful(
            f"Not all of it may be the mail that was sent: {told}.",
            *(Fault(doc.path, mark.message) for doc, mark in pieced),
        )
    hidden = [
        (doc, mark)
        for doc, mark in _marked(case, _SHOWS_OTHERWISE)
        if _holds_facts(case, mark.spans)
    ]
    hidden += [(doc, mark) for doc, mark in _marked(case, {_MOVING}) if _dates(case, mark)]
    if hidden:
        told = listed([f"{doc.path} ({mark.message})" for doc, mark in hidden])
        spans = each_once(span for _, mark in hidden for span in mark.spans)
        return doubtful(f"What is shown differs from what the text says: {told}.", *spans)
    return passed("Nothing was changed after signing, and nothing is hidden.", case.searched)


def _reads_otherwise(differing: Sequence[tuple[Document, Mark]]) -> Answer:
    told = listed([f"{doc.path} ({mark.message})" for doc, mark in differing[:_MOST_TOLD]])
    places = each_once(span for _, mark in differing for span in mark.spans)
    faults = {(doc.path, mark.message) for doc, mark in differing if not mark.spans}
    return doubtful(
        f"Not everybody may read the same: {told}.",
        *places,
        *(Fault(*one) for one in sorted(faults)),
    )


def _speaks(case: Case, document: Document) -> bool:
    """Whether an acknowledgement stands in the document."""
    return any(one.act.file == document.path for one in case.weighed)


def _altered(case: Case) -> Iterator[Acknowledgement]:
    for one in case.weighed:
        technical = one.act.technical
        if one.act.kind not in SIGNED or technical is None:
            continue
        if technical.intact is False or technical.modified == "forbidden":
            yield one.act


def _partly(case: Case) -> Iterator[Acknowledgement]:
    """Signatures that leave parts of their file open, which anybody may have added later."""
    for one in case.weighed:
        if one.act.technical is not None and one.act.technical.uncovered:
            yield one.act


def _rests_on(case: Case, path: str) -> bool:
    """Whether the carrier, or all that is said of a claimed workload, stands in that file."""
    if case.carrier is not None and case.carrier.act.file == path:
        return True
    named = [fact for fact in case.facts.workloads if fact.id in case.claim.workloads]
    elsewhere = {fact.id for fact in named if fact.span.file != path}
    return any(fact.id not in elsewhere for fact in named)


def _marked(case: Case, kinds: set[str]) -> Iterator[tuple[Document, Mark]]:
    for one in case.open_files:
        for mark in one.document.marks:
            if mark.kind in kinds:
                yield one.document, mark


def _holds_facts(case: Case, places: Sequence[Span]) -> bool:
    """Whether a fact or an acknowledgement stands in the marked places."""
    spans = [fact.span for group in case.facts.groups for fact in group]
    spans += [
        place for one in case.weighed for place in one.act.evidence if isinstance(place, Span)
    ]
    return any(_overlap(span, place) for place in places for span in spans)


def _dates(case: Case, mark: Mark) -> bool:
    """Whether somebody's acknowledgement has its date from the marked places."""
    dates = [one.act.date.span for one in case.weighed if one.act.date is not None]
    return any(_overlap(span, place) for place in mark.spans for span in dates)


def _overlap(one: Span, other: Span) -> bool:
    return one.file == other.file and one.start < other.end and other.start < one.end


CHECKS = (files_readable, text_readable, files_unaltered)
