"""How well the facts of a sample were read: found, missed and wrong, fact by fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from poedesk.extract import extract
from poedesk.extract.names import core, find
from poedesk.model import Facts, Precision, Reading, Settings, Span
from tests.labelled import Label, Sample
from tests.labelled.paper import laid_out

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


@dataclass(frozen=True, slots=True)
class Score:
    """Facts found, missed and wrong; the latter two in words."""

    found: int = 0
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    def __add__(self, other: Score) -> Score:
        return Score(self.found + other.found, self.missed + other.missed, self.wrong + other.wrong)

    @property
    def precision(self) -> float:
        """The share of what was read that is right; 1 where nothing was read."""
        return self.found / total if (total := self.found + len(self.wrong)) else 1.0

    @property
    def recall(self) -> float:
        """The share of what stands there that was read; 1 where nothing stands there."""
        return self.found / total if (total := self.found + len(self.missed)) else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class _Said:
    """A fact as labelled or as read: where it is, what it is, how to show it."""

    start: int
    end: int
    what: object
    shown: str

    def meets(self, other: _Said) -> bool:
        return self.start < other.end and other.start < self.end


def scores(sample: Sample, settings: Settings) -> dict[str, Score]:
    """The scores of one sample by fact."""
    read, sample = laid_out(sample, settings)
    facts = extract(read, settings)
    compared: dict[str, Callable[[Sample, Facts], tuple[list[_Said], list[_Said]]]] = {
        "dates (value and role)": _dates,
        "dates (value only)": _values,
        "workloads": _workloads,
        "workloads (work or in passing)": _passing,
        "counts with workloads": _counts,
        "counts (value and unit)": _bare_counts,
        "activities": _activities,
        "disclosure": _disclosures,
    }
    out = {name: _matched(sample, *two(sample, facts)) for name, two in compared.items()}
    out["parties, not declared"] = _parties(sample, facts, settings)
    out["parties, declared"] = _declared(sample, read, settings)
    return out


def _matched(sample: Sample, labelled: Sequence[_Said], read: Sequence[_Said]) -> Score:
    left, found = list(read), 0
    missed: list[str] = []
    for one in labelled:
        match = next((r for r in left if r.meets(one) and r.what == one.what), None)
        if match is None:
            missed.append(f"{sample.id}: {one.shown}")
        else:
            left.remove(match)
            found += 1
    return Score(found, tuple(missed), tuple(f"{sample.id}: {one.shown}" for one in left))


def _said(label: Label, sample: Sample, what: object) -> _Said:
    quote = sample.text[label.start : label.end]
    return _Said(label.start, label.end, what, f"“{_short(quote)}” {' '.join(label.said)}")


def _read(span: Span, what: object, shown: str) -> _Said:
    return _Said(span.start, span.end, what, f"“{_short(span.quote)}” {shown}")


def _short(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= 70 else f"{flat[:66]} …"


def _sure(kind: str, sample: Sample) -> list[Label]:
    return [label for label in sample.of(kind) if not label.optional]


def _but_optional(kind: str, sample: Sample, read: Iterable[_Said]) -> list[_Said]:
    may = [_said(label, sample, None) for label in sample.of(kind) if label.optional]
    return [one for one in read if not any(one.meets(each) for each in may)]


# ── Dates ───────────────────────────────────────────────────────────────────────────────


def _dates(sample: Sample, facts: Facts) -> tuple[list[_Said], list[_Said]]:
    labelled = [
        _said(label, sample, (*_day(label.said[0]), label.said[1]))
        for label in _sure("date", sample)
    ]
    read = [
        _read(f.span, (frozenset(f.readings), f.precision, str(f.role)), f"{f.value} {f.role}")
        for f in facts.dates
    ]
    return labelled, _but_optional("date", sample, read)


def _values(sample: Sample, facts: Facts) -> tuple[list[_Said], list[_Said]]:
    labelled = [_said(label, sample, _day(label.said[0])) for label in _sure("date", sample)]
    read = [_read(f.span, (frozenset(f.readings), f.precision), str(f.value)) for f in facts.dates]
    return labelled, _but_optional("date", sample, read)


def _day(said: str) -> tuple[frozenset[date], Precision]:
    if quarter := _QUARTER.fullmatch(said):
        first = date(int(quarter[1]), 3 * int(quarter[2]) - 2, 1)
        return frozenset({first}), Precision.QUARTER
    if len(said) in {4, 7}:
        precision = Precision.MONTH if len(said) == 7 else Precision.YEAR
        return frozenset({date.fromisoformat(f"{said}-01-01"[:10])}), precision
    return frozenset(map(date.fromisoformat, said.split("/"))), Precision.DAY


# ── Workloads and counts ────────────────────────────────────────────────────────────────


def _workloads(sample: Sample, facts: Facts) -> tuple[list[_Said], list[_Said]]:
    labelled = [_said(label, sample, label.said[0]) for label in _sure("name", sample)]
    read = [_read(f.span, f.id, f.id) for f in facts.workloads]
    return labelled, _but_optional("name", sample, _once(read))


def _passing(sample: Sample, facts: Facts) -> tuple[list[_Said], list[_Said]]:
    labelled = [
        _said(label, sample, (label.said[0], label.said[1:] == ("-",)))
        for label in _sure("name", sample)
    ]
    read = [
        _read(f.span, (f.id, f.passing is not None), f"{f.id} {f.passing or ''}")
        for f in facts.workloads
    ]
    return labelled, _but_optional("name", sample, _once(read))


def _once(read: Sequence[_Said]) -> list[_Said]:
    """Without the same fact read twice at one place, as a short form and its expansion are."""
    kept: list[_Said] = []
    for one in read:
        if not any(one.meets(other) and one.what == other.what for other in kept):
            kept.append(one)
    return kept


def _counts(sample: Sample, facts: Facts) -> tuple[list[_Said], list[_Said]]:
    labelled = [
        _said(label, sample, (int(label.said[0]), label.said[1], _ids(label)))
        for label in sample.of("count")
    ]
    read = [
        _read(f.span, (f.value, str(f.unit), frozenset(f.workloads)),
              f"{f.value} {f.unit} {','.join(f.workloads)}")
        for f in facts.user_counts
    ]  # fmt: skip
    return labelled, read


def _bare_counts(sample: Sample, facts: Facts) -> tuple[list[_Said], list[_Said]]:
    labelled = [
        _said(label, sample, (int(label.said[0]), label.said[1])) for label in sample.of("count")
    ]
    read = [_read(f.span, (f.value, str(f.unit)), f"{f.value} {f.unit}") for f in facts.user_counts]
    return labelled, read


def _ids(label: Label) -> frozenset[str]:
    return frozenset(label.said[2].split(",")) if len(label.said) > 2 else frozenset()


# ── Activities and disclosures ──────────────────────────────────────────────────────────


def _activities(sample: Sample, facts: Facts) -> tuple[list[_Said], list[_Said]]:
    labels = sample.of("act")
    labelled = [
        _said(label, sample, kind) for label in labels for kind in label.said if kind[0] != "?"
    ]
    may = [
        _said(label, sample, kind[1:]) for label in labels for kind in label.said if kind[0] == "?"
    ]
    # A line that only gives a date, a price or a name tells a time or a licence, or does not.
    for kind, of in (("timeline", "date"), ("licensing", "name"), ("licensing", "count")):
        may += [_said(label, sample, kind) for label in sample.of(of)]
    read = [
        _read(f.span, str(f.activity), str(f.activity)) for f in facts.activities if not f.negated
    ]
    return labelled, [
        one
        for one in read
        if any(one.meets(label) and one.what == label.what for label in labelled)
        or not any(one.meets(each) and one.what == each.what for each in may)
    ]


def _disclosures(sample: Sample, facts: Facts) -> tuple[list[_Said], list[_Said]]:
    labelled = [_said(label, sample, frozenset(label.said)) for label in sample.of("pays")]
    read = [
        _read(f.span, frozenset(f.elements), " ".join(sorted(f.elements)))
        for f in facts.disclosures
    ]
    return labelled, read


# ── Parties ─────────────────────────────────────────────────────────────────────────────


def _parties(sample: Sample, facts: Facts, settings: Settings) -> Score:
    """Which companies a document shows as customer and partner, whatever the place."""
    vocabulary = settings.vocabulary
    labelled = {
        (label.said[0], core(sample.text[label.start : label.end], vocabulary))
        for label in sample.of("party")
    }
    read = {(str(fact.role), core(fact.name, vocabulary)) for fact in facts.parties}
    return Score(
        len(labelled & read),
        tuple(f"{sample.id}: {role} {' '.join(name)}" for role, name in sorted(labelled - read)),
        tuple(f"{sample.id}: {role} {' '.join(name)}" for role, name in sorted(read - labelled)),
    )


def _declared(sample: Sample, read: Reading, settings: Settings) -> Score:
    """Whether declared names are found where they stand, and nowhere else."""
    labels = sample.of("party")
    names = sorted({sample.text[label.start : label.end] for label in labels})
    hits = find(names, read.document, settings.vocabulary) if names else ()
    exact = [_read(hit.span, None, "") for hit in hits if not hit.near]
    labelled = [_said(label, sample, None) for label in labels]
    missed = [f"{sample.id}: {one.shown}" for one in labelled if not any(map(one.meets, exact))]
    # A name may stand at more places than its labels; one that meets none must read the same.
    return Score(len(labelled) - len(missed), tuple(missed))
