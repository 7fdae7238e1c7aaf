"""How a review is put into words, the same in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from poedesk.model import (
    Declared,
    Earlier,
    Evidence,
    Fault,
    Finding,
    Outcome,
    Review,
    RunError,
    Searched,
    Severity,
    Span,
    Verdict,
    WorkloadRow,
)
from poedesk.report.escape import line

_WEIGHT = {
    Outcome.FAIL: 0,
    Outcome.REVIEW: 1,
    Outcome.NOT_CHECKED: 2,
    Outcome.PASS: 3,
    Outcome.NOT_APPLICABLE: 4,
}
VERDICTS = {Verdict.PASS: "PASS", Verdict.FAIL: "FAIL", Verdict.REVIEW: "REVIEW"}


def by_weight(findings: Sequence[Finding]) -> list[Finding]:
    """Heaviest first: required before advisory, failures before doubts."""
    return sorted(findings, key=lambda f: (f.severity is not Severity.REQUIRED, _WEIGHT[f.outcome]))


@dataclass(frozen=True, slots=True)
class Pressing:
    """A failure or doubt as it is told: what an earlier one said already is left out."""

    outcome: Outcome
    rule: str
    message: str
    places: tuple[str, ...]
    remedy: str


def pressing(review: Review) -> Iterator[Pressing]:
    """The findings that a person should read, heaviest first, each thing said once."""
    said: list[str] = []
    for one in by_weight(review.judgement.findings):
        if one.outcome not in (Outcome.FAIL, Outcome.REVIEW):
            continue
        message = line(one.message, 400)
        places = tuple(place(evidence) for evidence in one.evidence)
        remedy = one.remedy or ""
        yield Pressing(
            one.outcome,
            one.rule,
            "(see above)" if any(message in earlier for earlier in said) else message,
            tuple(place for place in places if place not in said),
            "" if remedy in said else remedy,
        )
        said += [message, *places, remedy]


def acknowledged(review: Review) -> str:
    """When the customer acknowledged and by which act; empty where nothing acceptable did."""
    day = review.acknowledged_on
    if day is None:
        return ""
    present = next((f for f in review.judgement.findings if f.rule == "ack.present"), None)
    passed = present is not None and present.outcome is Outcome.PASS
    how = f": {line(present.message, 300)}" if present and passed else ""
    return f"acknowledged on {day.isoformat()}{how}"


def place(evidence: Evidence) -> str:
    """Where it stands and what it says, in one line."""
    match evidence:
        case Span():
            where = f"page {evidence.page}" if evidence.page else evidence.part
            return f"{line(evidence.file, 80)}, {where}: “{line(evidence.quote)}”"
        case Declared():
            where = f"{line(evidence.file, 80)}: " if evidence.file else "declared: "
            return f"{where}{evidence.key} = {line(evidence.value)}"
        case Fault():
            return f"{line(evidence.file, 80)}: {line(evidence.cause)}"
        case Searched():
            return "looked in " + (", ".join(line(one, 80) for one in evidence.files) or "no file")


def heading(review: Review) -> str:
    """Customer ← partner · workloads, as far as declared."""
    claim = review.claim
    customer = line(claim.customer.name, 60) or "customer not declared"
    partner = line(claim.partner.name, 60) or "partner not declared"
    workloads = ", ".join(claim.workloads) or "workloads not declared"
    return f"{customer} ← {partner} · {workloads}"


def declare(review: Review) -> str:
    """What to declare so that the claim can be more than `review`; empty if nothing."""
    if not review.undeclared:
        return ""
    return (
        f"Declare {', '.join(review.undeclared)}: without them this is at best “review” "
        "(in claim.toml, or by --partner, --customer, --workload)."
    )


def since(review: Review) -> tuple[str, ...]:
    """What became of the claim since its last review, a line each; empty for a first one."""
    one = review.difference
    if one is None:
        return ()
    day = one.reviewed_at[:10]
    verdict = (
        f"still {VERDICTS[review.verdict]}"
        if one.verdict is review.verdict
        else f"{VERDICTS[one.verdict]} → {VERDICTS[review.verdict]}"
    )
    files = {"added": one.added, "removed": one.removed, "changed": one.changed}
    told = [
        f"Since the last review ({day}): {verdict}.",
        *([f"Judged by {review.checklist.id} now, by {one.checklist} then."] * bool(one.checklist)),
        *(
            f"{turned.rule}: {turned.before.value if turned.before else 'not asked'} → "
            f"{turned.now.value}"
            for turned in one.turned
        ),
        *(
            f"Files {what}: {', '.join(line(name, 80) for name in names)}"
            for what, names in files.items()
            if names
        ),
    ]
    return tuple(told) if len(told) > 1 else (f"{told[0]} Nothing turned, and no file changed.",)


def way(review: Review) -> tuple[str, tuple[str, ...]]:
    """What would make the claim pass: a line that leads, and the facts; both empty for a pass.

    `Review.way` holds them as they were found by judging the claim again.
    """
    found = review.way
    if found.steps:
        lead = "Once that is declared, it" if review.undeclared else "It"
        but = f" but for {', '.join(found.open_rules)}" if found.open_rules else ""
        lead += f" would pass{but} with" + (" all of these:" if len(found.steps) > 1 else ":")
        return lead, tuple(one.what for one in found.steps)
    if found.open_rules:
        named = ", ".join(found.open_rules)
        return f"No further fact alone would make it pass: {named} would stay open.", ()
    return "", ()


def limits_of(review: Review) -> str:
    """Says that a checklist does not hold every rule yet; empty where it does."""
    if not review.checklist.incomplete:
        return ""
    return (
        f"{review.checklist.id} is incomplete: some rules of the guideline are not judged yet; "
        "see poedesk's CHANGELOG."
    )


def tally(review: Review) -> str:
    """How many findings there are of each quieter kind."""
    counts = {
        "passed": Outcome.PASS,
        "not applicable": Outcome.NOT_APPLICABLE,
        "not checked": Outcome.NOT_CHECKED,
    }
    found = [one.outcome for one in review.judgement.findings]
    return ", ".join(f"{found.count(o)} {name}" for name, o in counts.items() if o in found)


def workload_cells(row: WorkloadRow) -> tuple[str, str, str, str, str, str]:
    """A row of the workload table: workload, named, activity, users, dates, where."""
    return (
        row.workload,
        "yes" if row.named else "no",
        "yes" if row.activity else "no",
        f"{row.users:,}" if row.users is not None else "–",
        _dates(row),
        _where(row),
    )


WORKLOAD_HEAD = ("workload", "named", "activity", "users", "dates", "where")


def _where(row: WorkloadRow) -> str:
    """The files in which it is named, with their pages."""
    pages: dict[str, set[int]] = {}
    for one in row.evidence:
        pages.setdefault(one.file, set()).update({one.page} if one.page else ())
    return "; ".join(
        line(file, 40) + (f" p. {', '.join(map(str, sorted(found)))}" if found else "")
        for file, found in list(pages.items())[:3]
    )


def _dates(row: WorkloadRow) -> str:
    days = sorted(row.dates)
    if not days:
        return "–"
    first, last = days[0].isoformat(), days[-1].isoformat()
    return first if first == last else f"{first} … {last}"


@dataclass(frozen=True, slots=True)
class Total:
    """How a run went: counts, and what must be said once a run."""

    verdicts: Mapping[Verdict, int]
    errors: int
    notes: tuple[str, ...]

    def plus(self, result: Review | RunError | Earlier) -> Total:
        """The same with one more result."""
        if isinstance(result, RunError):
            return replace(self, errors=self.errors + 1)
        counts = Counter(self.verdicts)
        counts[result.verdict] += 1
        if isinstance(result, Earlier):
            return replace(self, verdicts=counts)
        if result.revises is not None:
            counts[result.revises] -= 1
        notes = dict.fromkeys((*self.notes, limits_of(result)))
        return Total(
            {verdict: count for verdict, count in counts.items() if count},
            self.errors,
            tuple(note for note in notes if note),
        )

    def __str__(self) -> str:
        claims = sum(self.verdicts.values()) + self.errors
        words = [f"{claims} claim{'' if claims == 1 else 's'}"]
        words += [f"{self.verdicts[v]} {v.value}" for v in Verdict if v in self.verdicts]
        if self.errors:
            words.append(f"{self.errors} not judged")
        return " · ".join(words)


def total(results: Iterable[Review | RunError | Earlier]) -> Total:
    """The total of a run; a claim counts once, by its last review."""
    return reduce(Total.plus, results, Total({}, 0, ()))
