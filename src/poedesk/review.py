"""The whole pipeline on one page: read, attest, extract; then judge.

The file is the unit of work and runs in the sandbox; the claim is the unit of judgement.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from poedesk.attest import attest
from poedesk.claims.usage import load_usage
from poedesk.errors import ClaimError, PoedeskError, UnreadableError
from poedesk.extract import extract
from poedesk.extract.reuse import described
from poedesk.extract.workloads import resolve
from poedesk.judge import judge
from poedesk.judge.way import shortest
from poedesk.model import (
    NOTHING_KNOWN,
    Box,
    Checklist,
    Claim,
    Described,
    Document,
    Examination,
    Examined,
    Facts,
    Fault,
    FileKind,
    History,
    Recognised,
    Review,
    Scan,
    Settings,
    Span,
    View,
)
from poedesk.read import read
from poedesk.read.boxes import boxes
from poedesk.read.language import language
from poedesk.read.picture import page_picture
from poedesk.read.scan.ocr import recognise
from poedesk.sandbox import MOST_RECOGNISERS, Sandbox, SandboxError
from poedesk.sandbox.budget import Budget
from poedesk.sandbox.opening import content, sha256


class Memory(Protocol):
    """Remembers what was read of files, for other claims that hold the same."""

    def known(self, path: str, source: Path | bytes) -> Examined | None:
        """What these bytes said under this name; None where that is not known."""
        ...

    def keep(self, one: Examined) -> None:
        """Remember it."""
        ...


Ask = Callable[[Claim, Sequence[Examined], Sequence[Described]], History]
"""What is known of other claims than this one, by its files and what they say of the work."""

_REPORT = "open it by hand, and please report it"


def alone(*_: object) -> History:
    """An `Ask` for a claim that nothing else is known beside."""
    return NOTHING_KNOWN


def examine(
    path: str,
    inside: str | None,
    source: Path | bytes,
    settings: Settings,
    recognised: tuple[Recognised, ...] = (),
) -> Examined:
    """Everything that one file says, whatever claim it belongs to. Runs in a worker.

    `path` is the file's name within the claim, `source` its bytes or where they are, and
    `recognised` what text recognition saw for the `scans` of an earlier examination.
    """
    try:
        data = content(source, settings.limits.file_size)
    except OSError as error:
        return _unreadable(_Task(path, inside, source, 0), f"cannot be opened: {error.strerror}")
    reading = read(path, inside, data, settings, recognised)
    if reading.document.error is not None:
        return Examined(reading.document, (), Facts(), ())
    if reading.scans and not recognised:  # it will be examined again, with what they hold
        return Examined(reading.document, (), Facts(), reading.enclosed, reading.scans)
    return Examined(
        document=reading.document,
        acknowledgements=attest(reading, settings),
        facts=extract(reading, settings),
        enclosed=reading.enclosed,
        recognised=recognised,
    )


def place(
    source: Path | bytes,
    kind: FileKind,
    wanted: Sequence[Span],
    settings: Settings,
    recognised: tuple[Recognised, ...] = (),
) -> dict[Span, tuple[Box, ...]]:
    """Where spans of one file stand on its pages. Runs in a worker."""
    data = content(source, settings.limits.file_size)
    return boxes(data, kind, wanted, settings, recognised)


def draw(source: Path | bytes, kind: FileKind, view: View, settings: Settings) -> bytes:
    """What is to be shown of a file, as a PNG. Runs in a worker."""
    return page_picture(content(source, settings.limits.file_size), kind, view, settings)


def picture(
    source: Path | bytes, kind: FileKind, view: View, settings: Settings, sandbox: Sandbox
) -> bytes:
    """A page of a PDF or picture, or a piece of one, as a PNG that was drawn in the sandbox.

    Raises PoedeskError, in words, where it cannot be drawn.
    """
    try:
        return sandbox.call(draw, source, kind, view, settings)
    except SandboxError as error:
        raise UnreadableError(str(error)) from error
    except OSError as error:
        raise UnreadableError(f"cannot be opened: {error.strerror}") from error


def prepared(claim: Claim, settings: Settings) -> Claim:
    """The claim as it is judged: workloads by their ids, and the usage table read.

    Raises ClaimError where a declared workload is unknown.
    """
    return _with_usage(replace(claim, workloads=_workload_ids(claim, settings)), settings)


def review(
    claim: Claim,
    checklist: Checklist,
    settings: Settings,
    sandbox: Sandbox,
    ask: Ask = alone,
    *,
    sources: Sequence[tuple[str, bytes]] = (),
    memory: Memory | None = None,
) -> Review:
    """Examine every file of a claim and judge the bundle; `ask` tells of other claims.

    `sources` are the files' names and bytes where those at the claim's paths cannot be reached,
    `memory` remembers files that several claims have in common. Raises ClaimError where a declared
    workload is unknown; faults of files are values.
    """
    claim = prepared(claim, settings)
    files = list(examine_all(sources or claim.files, settings, sandbox, memory))
    examined = tuple(one for one, _ in files)
    said = described(claim, examined, settings.vocabulary)
    history = ask(claim, examined, said)
    judgement = judge(claim, examined, checklist, settings.vocabulary, history)
    judged = Review(
        claim=claim,
        checklist=checklist,
        tool=f"poedesk {settings.version}",
        settings=settings.digest,
        examined=examined,
        judgement=judgement,
        way=shortest(claim, examined, checklist, settings.vocabulary, history, judgement),
        boxes={},
        history=history,
        described=said,
    )
    # Judging finds places too (a declared name in the text), so boxes are asked for last.
    return replace(judged, boxes=place_all(spans(judged), files, settings, sandbox))


def examination(file: Path, settings: Settings, sandbox: Sandbox) -> Examination:
    """One file and all that it encloses, read and not judged."""
    found = list(examine_all([(file.name, file)], settings, sandbox))
    shown = (span for one, _ in found for span in (*places(one), *_acts(one)))
    return Examination(
        files=tuple(one for one, _ in found),
        sizes=tuple(_size(source) for _, source in found),
        boxes=place_all(shown, found, settings, sandbox),
    )


def _acts(one: Examined) -> Iterator[Span]:
    for act in one.acknowledgements:
        yield from (piece for piece in act.evidence if isinstance(piece, Span))


def _size(source: Path | bytes) -> int:
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def _workload_ids(claim: Claim, settings: Settings) -> tuple[str, ...]:
    ids: dict[str, None] = {}
    for name in claim.workloads:
        found = resolve(name, settings.vocabulary)
        if found is None:
            raise ClaimError(
                f"{claim.id}: unknown workload {name!r}",
                hint="Name it as in checklists/vocabulary/workloads.toml, by id or any alias.",
            )
        ids[found] = None
    return tuple(ids)


def _with_usage(claim: Claim, settings: Settings) -> Claim:
    """The claim with its usage table read, unless it brings the rows; what is wrong with the table
    is told by a finding.
    """
    if claim.usage is None or claim.usage_rows or claim.usage_faults:
        return claim
    try:
        table = load_usage(claim.usage, lambda name: resolve(name, settings.vocabulary))
    except PoedeskError as error:
        return replace(claim, usage_faults=(error.message,))
    return replace(claim, usage_rows=table.rows, usage_faults=table.faults)


def examine_all(
    files: Iterable[tuple[str, Path | bytes]],
    settings: Settings,
    sandbox: Sandbox,
    memory: Memory | None = None,
) -> Iterator[tuple[Examined, Path | bytes]]:
    """Each file, followed by what it encloses at any depth, with its bytes.

    `files` are (name within the claim, the bytes or where they are). A file that cannot be read
    is a value like any other, with `Document.error`.
    """
    waiting = [_Task(path, None, source, 0) for path, source in files]
    budget = Budget(settings.limits)
    while waiting:
        task = waiting.pop(0)
        one = memory.known(task.path, task.source) if memory and not task.depth else None
        if one is None:
            one = _guarded(task, settings, sandbox, budget)
            if memory and not task.depth:
                memory.keep(one)
        yield _told(one), task.source
        taken = []
        for e in one.enclosed:
            inner = _Task(e.path, e.inside, e.data, task.depth + 1)
            refused = budget.refusal(inner.depth, len(e.data))
            if refused:
                yield _unreadable(inner, refused), e.data
            else:
                taken.append(inner)
        waiting[:0] = taken


def _told(one: Examined) -> Examined:
    """With the language of its text; what it encloses are files of their own now.

    The language is told here because its model is read by way of a temporary file, which a
    worker may not write; and it is needed once a run, not once a worker.
    """
    document = one.document
    text = "\n".join(
        document.text[part.start : part.end]
        for part in document.parts
        if part.name != "headers"  # names and addresses are of no language
    )
    return replace(one, document=replace(document, language=language(text)), enclosed=())


@dataclass(frozen=True, slots=True)
class _Task:
    path: str
    inside: str | None
    source: Path | bytes
    depth: int


def _guarded(task: _Task, settings: Settings, sandbox: Sandbox, budget: Budget) -> Examined:
    exhausted = budget.exhausted()
    if exhausted:
        return _unreadable(task, exhausted)
    try:
        return _examined(task, settings, sandbox)
    except SandboxError as error:
        budget.add_fault()
        return _unreadable(task, f"{error}; open it by hand and file a simpler copy")
    except PoedeskError:  # a faulty word list is no fault of the file
        raise
    except Exception as error:  # noqa: BLE001 - an error of ours must not end the whole claim
        return _unreadable(task, f"reading failed ({error!r}); {_REPORT}")


def _examined(task: _Task, settings: Settings, sandbox: Sandbox) -> Examined:
    one = sandbox.call(examine, task.path, task.inside, task.source, settings)
    if not one.scans:
        return one
    seen = _recognised(one, task.source, settings, sandbox)
    again = sandbox.call(examine, task.path, task.inside, task.source, settings, seen)
    if again.document.sha256 != one.document.sha256:
        return _unreadable(task, "it changed while it was read; try again when it is at rest")
    return again


def _recognised(
    one: Examined, source: Path | bytes, settings: Settings, sandbox: Sandbox
) -> tuple[Recognised, ...]:
    """What text recognition saw for the scans of a file; those beyond the budget, and those that
    failed, say so.
    """
    most = settings.limits.recognised_pages
    ranked = sorted(one.scans, key=lambda scan: (scan.rank, scan.page))
    kind = one.document.kind

    def seen(scan: Scan) -> Recognised:
        try:
            return sandbox.recognise(recognise, source, kind, scan, settings)
        except SandboxError as error:
            return Recognised(scan, (), problem=str(error))

    with ThreadPoolExecutor(MOST_RECOGNISERS) as threads:
        done = tuple(threads.map(seen, ranked[:most]))
    beyond = f"more than {most} pages of the file are pictures; this one was not looked at"
    return done + tuple(Recognised(scan, (), problem=beyond) for scan in ranked[most:])


def _unreadable(task: _Task, cause: str) -> Examined:
    document = Document(
        path=task.path,
        inside=task.inside,
        sha256=sha256(task.source),
        kind=FileKind.OTHER,
        text="",
        parts=(),
        pages=None,
        error=Fault(task.path, cause),
        unread=(),
        marks=(),
        mail=None,
        created=None,
        modified=None,
    )
    return Examined(document, (), Facts(), ())


def spans(review: Review) -> Iterator[Span]:
    """Every place in a document that the review points at, some more than once."""
    for finding in review.judgement.findings:
        yield from (one for one in finding.evidence if isinstance(one, Span))
    for assessment in review.judgement.assessments:
        yield from (one for one in assessment.acknowledgement.evidence if isinstance(one, Span))
    for row in review.judgement.workload_table:
        yield from row.evidence
    for one in review.examined:
        yield from places(one)


def places(examined: Examined) -> Iterator[Span]:
    """The places of a file's marks and facts, some more than once."""
    yield from (span for mark in examined.document.marks for span in mark.spans)
    for group in examined.facts.groups:
        yield from (fact.span for fact in group)


def place_all(
    shown: Iterable[Span],
    files: Sequence[tuple[Examined, Path | bytes]],
    settings: Settings,
    sandbox: Sandbox,
) -> dict[Span, tuple[Box, ...]]:
    """Where spans of several files stand on their pages; `files` as `examine_all` gives them."""
    wanted: dict[str, dict[Span, None]] = {}
    for span in shown:
        wanted.setdefault(span.file, {})[span] = None
    placed: dict[Span, tuple[Box, ...]] = {}
    for one, source in files:
        document = one.document
        here = list(wanted.get(document.path, ()))
        if here and document.kind in {FileKind.PDF, FileKind.IMAGE}:
            with contextlib.suppress(SandboxError):  # the text stands; only highlighting is lost
                placed |= sandbox.call(place, source, document.kind, here, settings, one.recognised)
    return placed
