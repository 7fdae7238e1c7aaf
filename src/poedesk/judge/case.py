"""What the checks see of a claim: the bundle, and who acknowledged it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import PurePosixPath
from typing import TypeVar

from poedesk.judge.answer import Answer, failed, listed
from poedesk.judge.words import workload_names
from poedesk.model import (
    AckKind,
    Acknowledgement,
    AckStatus,
    Assessment,
    Checklist,
    Claim,
    Document,
    Evidence,
    Examined,
    Facts,
    Fault,
    FileKind,
    History,
    Searched,
    Side,
    Span,
    Vocabulary,
)

_Fact = TypeVar("_Fact")
_SHOWN = 3


@dataclass(frozen=True)
class Bundle:
    """A claim and what was read of its files; its workloads are ids."""

    claim: Claim
    files: tuple[Examined, ...]
    vocabulary: Vocabulary
    checklist: Checklist
    history: History

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Every file of the bundle by its path."""
        return {one.document.path: one.document for one in self.files}

    @cached_property
    def open_files(self) -> tuple[Examined, ...]:
        """The files that could be opened."""
        return tuple(one for one in self.files if one.document.error is None)

    @cached_property
    def closed(self) -> tuple[Fault, ...]:
        """Files that do not open; those that nobody needs to open are left out.

        Not accepted formats and decorations are marked "ignored" by the reader; a file that
        also lies in the bundle under the same name and opens there is a copy.
        """
        papers = (one for one in self.open_files if one.document.kind is not FileKind.ZIP)
        names = {_name(one.document.path) for one in papers}
        return tuple(
            one.document.error
            for one in self.files
            if one.document.error is not None
            and not _ignored(one.document)
            and _name(one.document.path) not in names
        )

    @cached_property
    def unread_pages(self) -> Mapping[Fault, str]:
        """Pages and parts of open files that were not read: as evidence, and in words."""
        return {
            Fault(doc.path, f"{one.part}: {one.reason}"): f"{one.part} of {doc.path} ({one.reason})"
            for doc in self.documents.values()
            if doc.error is None
            for one in doc.unread
        }

    @cached_property
    def unread(self) -> tuple[str, ...]:
        """All that was not read and could hold anything, in words."""
        closed = (f"{fault.file} ({fault.cause})" for fault in self.closed)
        return (*closed, *self.unread_pages.values())

    @cached_property
    def facts(self) -> Facts:
        """The facts of all files, in the order of the files."""
        return Facts(
            dates=_merged(one.facts.dates for one in self.files),
            parties=_merged(one.facts.parties for one in self.files),
            workloads=_merged(one.facts.workloads for one in self.files),
            user_counts=_merged(one.facts.user_counts for one in self.files),
            activities=_merged(one.facts.activities for one in self.files),
            disclosures=_merged(one.facts.disclosures for one in self.files),
            sector_cues=_merged(one.facts.sector_cues for one in self.files),
        )

    def called(self, workload: str) -> str:
        """The product name of a workload, as a reader knows it."""
        return workload_names(self.vocabulary).get(workload, workload)

    @property
    def searched(self) -> Searched:
        """Evidence of absence: the files that were looked through."""
        return Searched(tuple(one.document.path for one in self.open_files))

    def unless_unread(self, answer: Answer) -> Answer:
        """While something is unread, nothing is missing: an absence is then no failure."""
        if not self.unread:
            return answer
        more = len(self.unread) - _SHOWN
        named = [*self.unread[:_SHOWN], *([f"{more} more"] if more > 0 else [])]
        return answer.softened(f"It may stand in what was not read: {listed(named)}.")

    def missing(self, message: str, *evidence: Evidence) -> Answer:
        """What was looked for and not found; without evidence, the files searched are it."""
        return self.unless_unread(failed(message, *(evidence or (self.searched,))))


@dataclass(frozen=True, slots=True)
class Weighed:
    """An acknowledgement as assessed, with the answer of every rule that it meets."""

    assessment: Assessment
    answers: Mapping[str, Answer]

    @property
    def act(self) -> Acknowledgement:
        """The acknowledgement itself; a signature includes the block that it fills."""
        return self.assessment.acknowledgement

    @property
    def accepted(self) -> bool:
        """Whether nothing is wrong or doubtful about its kind and completeness."""
        return self.assessment.status is AckStatus.ACCEPTED

    @property
    def candidate(self) -> bool:
        """Whether it may be the customer's: the partner's own acts never are."""
        return self.assessment.side is not Side.PARTNER

    @property
    def by_mail(self) -> bool:
        """An e-mail, as against any signature."""
        return self.act.kind is AckKind.EMAIL


@dataclass(frozen=True)
class Case(Bundle):
    """A bundle whose acknowledgements are assessed.

    `carrier` is the one that the claim rests on; `companion` the best accepted one of the
    other family (signature or mail), such as the old document that a recent mail rescues.
    """

    weighed: tuple[Weighed, ...]
    carrier: Weighed | None
    companion: Weighed | None

    def family(self, *, by_mail: bool) -> Weighed | None:
        """The signature or the mail that answers the rules of its family."""
        for one in (self.carrier, self.companion):
            if one is not None and one.by_mail == by_mail:
                return one
        return None


def _merged(groups: Iterable[tuple[_Fact, ...]]) -> tuple[_Fact, ...]:
    return tuple(chain.from_iterable(groups))


def _name(path: str) -> str:
    return PurePosixPath(path).name.casefold()


def _ignored(document: Document) -> bool:
    return any(mark.kind == "ignored" for mark in document.marks)


def each_once(spans: Iterable[Span], most: int = 5) -> tuple[Span, ...]:
    """The first few different places, so that a finding stays readable."""
    return tuple(dict.fromkeys(spans))[:most]
