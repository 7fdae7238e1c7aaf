"""The shortest way to a pass: the fewest missing facts with which the rules would be met.

Nothing is looked up in a table: each fact is supposed to be there, and the claim judged again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from poedesk.judge import hypothesis, judge
from poedesk.judge.answer import listed
from poedesk.judge.hypothesis import Paper, World
from poedesk.judge.words import workload_names
from poedesk.model import (
    AckKind,
    Checklist,
    Claim,
    Examined,
    History,
    Judgement,
    Outcome,
    Severity,
    Span,
    Step,
    Vocabulary,
    Way,
)

_PAIRS = 8  # edits up to which all pairs are tried
_SIGNATURES = 2  # blocks that might be completed


@dataclass(frozen=True, slots=True)
class _Edit:
    """A supposed fact, in words. `about` are beginnings of the rules that it can turn."""

    what: str
    about: tuple[str, ...]
    apply: Callable[[World], World]


def shortest(  # noqa: PLR0917  what a judgement rests on
    claim: Claim,
    files: Sequence[Examined],
    checklist: Checklist,
    vocabulary: Vocabulary,
    history: History,
    judgement: Judgement,
) -> Way:
    """The way for a claim that was judged so; rules that no fact can turn stay open beside it."""
    barred = _barring(judgement)
    if not barred:
        return Way()

    def left(edits: Sequence[_Edit]) -> frozenset[str]:
        """The rules that still bar the claim with these facts."""
        world = World(claim, tuple(files), Paper())
        for edit in edits:
            world = edit.apply(world)
        judged = judge(world.claim, world.examined(), checklist, vocabulary, history)
        return _barring(judged)

    everything = list(_edits(claim, files, vocabulary, judgement))
    near = [one for one in everything if any(rule.startswith(one.about) for rule in barred)]
    edits, rest = near, left(near)
    if rest:  # what turns one rule may raise another
        edits, rest = everything, left(everything)
    if barred <= rest:
        return Way((), tuple(sorted(rest)))

    def turned(some: Sequence[_Edit]) -> frozenset[str]:
        return left(some) - rest

    chosen = _fewest(edits, turned)
    return Way(tuple(_steps(chosen, barred, turned)), tuple(sorted(rest)))


def _barring(judgement: Judgement) -> frozenset[str]:
    return frozenset(
        one.rule
        for one in judgement.findings
        if one.severity is Severity.REQUIRED and one.outcome in (Outcome.FAIL, Outcome.REVIEW)
    )


def _fewest(
    edits: Sequence[_Edit], left: Callable[[Sequence[_Edit]], frozenset[str]]
) -> Sequence[_Edit]:
    """A set that none can be taken from; of one or two facts where that is enough."""
    chosen = list(edits)
    for edit in edits:  # the heaviest first: what can be spared is spared
        without = [one for one in chosen if one is not edit]
        if without and not left(without):
            chosen = without
    most = 2 if len(edits) <= _PAIRS else 1
    for size in range(1, min(len(chosen) - 1, most) + 1):
        for some in combinations(reversed(edits), size):
            if not left(some):
                return list(reversed(some))
    return chosen


def _steps(
    chosen: Sequence[_Edit],
    barred: frozenset[str],
    left: Callable[[Sequence[_Edit]], frozenset[str]],
) -> Iterator[Step]:
    """Each fact with the rules that bar the claim again without it."""
    for edit in chosen:
        without = left([one for one in chosen if one is not edit])
        yield Step(edit.what, tuple(sorted(without & barred or without)))


def _edits(
    claim: Claim, files: Sequence[Examined], vocabulary: Vocabulary, judgement: Judgement
) -> Iterator[_Edit]:
    """All facts that may be missing, the heaviest to come by first."""
    yield from _of_files(judgement, files)
    called = workload_names(vocabulary)
    if len(claim.workloads) > 1:
        for one in claim.workloads:
            name = called.get(one, one)
            yield _Edit(
                f"leave {name} out of the claim", ("workload.", "work.", "eligibility."),
                hypothesis.without_workload(one),
            )  # fmt: skip
    customer = claim.customer.name or "the customer"
    yield _Edit(
        f"an original .msg in which {customer} confirms the work",
        ("ack.", "date.", "public-sector.acknowledged", "public-sector.disclosure"),
        hypothesis.approved,
    )
    yield _Edit(
        "the written disclosure of Microsoft's payments, and the customer's words on it",
        ("public-sector.",), hypothesis.disclosed,
    )  # fmt: skip
    yield from _signatures(judgement)
    for one in claim.workloads:
        name = called.get(one, one)
        yield _Edit(
            f"what {claim.partner.name or 'the partner'} deployed of {name}",
            ("workload.", "work."), hypothesis.described(one, name),
        )  # fmt: skip
    yield _Edit(
        "two or three sentences on the work with its settings, systems or figures",
        ("work.",), hypothesis.detailed,
    )  # fmt: skip
    yield _Edit("the customer's need and the benefit of the work", ("work.",), hypothesis.needed)
    for one in claim.workloads:
        name = called.get(one, one)
        yield _Edit(
            f"how many users the work on {name} reaches", ("work.",), hypothesis.counted(one, name)
        )
    yield _Edit("when the work began and ends", ("work.", "date."), hypothesis.dated)
    yield _Edit(
        "the names of both companies in the text", ("party.", "ack.", "work."), hypothesis.named
    )


def _of_files(judgement: Judgement, files: Sequence[Examined]) -> Iterator[_Edit]:
    bad = dict.fromkeys(
        piece.file
        for one in judgement.findings
        if one.rule == "file.unaltered" and one.outcome is not Outcome.PASS
        for piece in one.evidence
        if isinstance(piece, Span)
    )
    for path in bad:
        yield _Edit(
            f"{path} exactly as it was signed", ("file.", "ack."), hypothesis.unaltered(path),
        )  # fmt: skip
    for one in files:
        if one.document.error or one.document.unread:
            yield _Edit(
                f"a readable copy of {one.document.path}", ("",),
                hypothesis.readable(one.document.path),
            )  # fmt: skip


def _signatures(judgement: Judgement) -> Iterator[_Edit]:
    """The customer's blocks that lack something, the most complete first."""
    acts = [
        one.acknowledgement
        for one in judgement.assessments
        if one.acknowledgement.kind is not AckKind.EMAIL
        and one.side.value != "partner"
        and hypothesis.lacks(one.acknowledgement)
        and any(isinstance(piece, Span) for piece in one.acknowledgement.evidence)
    ]
    for act in sorted(acts, key=lambda act: len(hypothesis.lacks(act)))[:_SIGNATURES]:
        missing = listed(hypothesis.lacks(act))
        yield _Edit(
            f"the customer's {missing} in the signature block of {act.file}",
            ("ack.", "date.", "public-sector."), hypothesis.completed(act),
        )  # fmt: skip
