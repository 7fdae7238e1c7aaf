"""Good claims with one thing taken away: the rule that asks for it has to turn.

A mutant changes what was read of the evidence, never the rules; it is judged like any claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from poedesk.judge import judge
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Activity,
    Claim,
    Company,
    DateRole,
    Examined,
    Facts,
    Fault,
    Mark,
    Outcome,
    Review,
    Stance,
    Vocabulary,
)

_ANYBODY = Company(name="Zyxomma Petiolata Traders Ltd", domains=("zyxomma.example",))
_WORK = (Activity.DEPLOYMENT, Activity.ADOPTION)
_SIGNED = (AckKind.CRYPTO, AckKind.INK, AckKind.PROVIDER)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A claim that lacks what `rule` asks for, by the words of `what`."""

    claim: Claim
    files: tuple[Examined, ...]
    rule: str
    what: str


def mutants(review: Review) -> Iterator[Mutant]:
    """Every mutant of a claim that passes, for the rules that pass in it."""
    passing = {one.rule for one in review.judgement.findings if one.outcome is Outcome.PASS}
    for one in _mutants(review):
        if one.rule in passing and (one.claim, one.files) != (review.claim, review.examined):
            yield one


def survives(mutant: Mutant, review: Review, vocabulary: Vocabulary) -> bool:
    """Whether the rule still passes although what it asks for is gone."""
    judged = judge(mutant.claim, mutant.files, review.checklist, vocabulary, review.history)
    return any(one.rule == mutant.rule and one.outcome is Outcome.PASS for one in judged.findings)


def _mutants(review: Review) -> Iterator[Mutant]:
    yield from _of_claim(review)
    yield from _of_facts(review)
    yield from _of_acknowledgements(review)
    yield from _of_files(review)


# ── What the claim says ─────────────────────────────────────────────────────────────────


def _of_claim(review: Review) -> Iterator[Mutant]:
    claim, files = review.claim, review.examined

    def with_(rule: str, what: str, **changes: object) -> Mutant:
        return Mutant(replace(claim, **changes), files, rule, what)  # type: ignore[arg-type]

    yield with_("party.partner-named", "another partner claims", partner=_ANYBODY)
    yield with_("party.customer-named", "another customer is claimed for", customer=_ANYBODY)
    yield with_("party.distinct", "the partner is the customer", partner=claim.customer)
    for days in (400, 800):
        late = claim.date + timedelta(days=days)
        yield with_(
            "date.acknowledged-within-12-months", f"filed {days} days later",
            date=late, resubmitted=late,
        )  # fmt: skip
    early = claim.date - timedelta(days=900)
    yield with_("date.plausible", "filed before it was signed", date=early, resubmitted=early)
    told = {fact.id for one in files for fact in one.facts.workloads}
    for other in ("mdi", "insider_risk", "mdca", "intune", "mde"):
        if other not in (*claim.workloads, *told):
            more = (*claim.workloads, other)
            for rule in ("workload.named", "workload.connected", "work.user-counts"):
                yield with_(rule, f"{other} is claimed too", workloads=more)


# ── What the evidence says ──────────────────────────────────────────────────────────────


def _of_facts(review: Review) -> Iterator[Mutant]:
    def without(rule: str, what: str, keep: Callable[[Facts], Facts]) -> Mutant:
        files = tuple(replace(one, facts=keep(one.facts)) for one in review.examined)
        return Mutant(review.claim, files, rule, what)

    for workload in review.claim.workloads:
        for rule in ("workload.named", "workload.connected", "work.user-counts"):
            yield without(
                rule, f"nothing about {workload}",
                partial(_without_workload, workload),
            )  # fmt: skip
    for kinds, rule in (
        (_WORK, "work.applicable"),
        (_WORK, "workload.connected"),
        (_WORK, "work.detailed"),
        ((Activity.NEED,), "work.customer-need"),
        ((Activity.BENEFIT,), "work.customer-need"),
    ):
        yield without(
            rule, f"no {', '.join(kinds)}",
            partial(_without_activities, kinds),
        )  # fmt: skip
    yield without("work.user-counts", "no counts", lambda facts: replace(facts, user_counts=()))
    roles = (DateRole.START, DateRole.END, DateRole.OTHER, DateRole.DOCUMENT)
    yield without(
        "work.timeline", "no dates of the work",
        lambda facts: replace(
            facts,
            dates=tuple(d for d in facts.dates if d.role not in roles),
            activities=tuple(a for a in facts.activities if a.activity is not Activity.TIMELINE),
        ),
    )  # fmt: skip
    for rule in ("public-sector.disclosure", "public-sector.disclosure-acknowledged"):
        yield without(rule, "no disclosure", lambda facts: replace(facts, disclosures=()))
    yield without(
        "work.detailed", "no particulars",
        lambda facts: replace(
            facts, activities=tuple(replace(a, specifics=()) for a in facts.activities)
        ),
    )  # fmt: skip


def _without_activities(kinds: Sequence[Activity], facts: Facts) -> Facts:
    kept = tuple(one for one in facts.activities if one.activity not in kinds)
    return replace(facts, activities=kept)


def _without_workload(workload: str, facts: Facts) -> Facts:
    def rest(of: Sequence[str]) -> tuple[str, ...]:
        return tuple(one for one in of if one != workload)

    return replace(
        facts,
        workloads=tuple(one for one in facts.workloads if one.id != workload),
        activities=tuple(replace(one, workloads=rest(one.workloads)) for one in facts.activities),
        user_counts=tuple(
            replace(one, workloads=rest(one.workloads), applies_to_all=False)
            for one in facts.user_counts
            if rest(one.workloads) or workload not in one.workloads
        ),
    )


# ── Who acknowledged ────────────────────────────────────────────────────────────────────


def _of_acknowledgements(review: Review) -> Iterator[Mutant]:
    def changed(
        rule: str, what: str, change: Callable[[Acknowledgement], Acknowledgement]
    ) -> Mutant:
        files = tuple(
            replace(one, acknowledgements=tuple(map(change, one.acknowledgements)))
            for one in review.examined
        )
        return Mutant(review.claim, files, rule, what)

    none = tuple(replace(one, acknowledgements=()) for one in review.examined)
    for rule in ("ack.present", "date.acknowledged-within-12-months"):
        yield Mutant(review.claim, none, rule, "nobody acknowledged anything")
    for element in ("name", "title"):
        yield changed(
            "ack.signature-complete", f"no {element}",
            partial(_blank, element),
        )  # fmt: skip
    yield changed("ack.present", "empty lines", _unsigned)
    for change, rule in (
        ({"intact": False}, "ack.esignature-valid"),
        ({"intact": None, "problem": "cannot be read"}, "ack.esignature-valid"),
        ({"trusted": False, "trust_problem": "no anchor"}, "ack.esignature-valid"),
        ({"revoked": True}, "ack.esignature-valid"),
        ({"valid_then": False}, "ack.esignature-valid"),
        ({"covers_document": False, "modified": "forbidden"}, "ack.esignature-valid"),
    ):
        yield changed(
            rule, f"{next(iter(change))} {next(iter(change.values()))}",
            partial(_found_to_be, change),
        )  # fmt: skip
    for stance in (Stance.REFUSES, Stance.NONE, Stance.ASKS):
        yield changed(
            "ack.email-approves", f"the mail {stance}", partial(_says, stance)
        )  # fmt: skip
    partner = (review.claim.partner.domains or ("nobody.example",))[0]
    yield changed(
        "ack.email-parties", "the partner's own address",
        lambda act: replace(act, email=f"somebody@{partner}" if act.mail else act.email),
    )  # fmt: skip
    yield changed(
        "ack.email-parties", "an address of somebody else",
        lambda act: replace(act, email="somebody@webmail.example" if act.mail else act.email),
    )  # fmt: skip


def _found_to_be(change: dict[str, Any], act: Acknowledgement) -> Acknowledgement:
    return replace(act, technical=act.technical and replace(act.technical, **change))


def _says(stance: Stance, act: Acknowledgement) -> Acknowledgement:
    return replace(act, mail=act.mail and replace(act.mail, stance=stance))


def _blank(element: str, act: Acknowledgement) -> Acknowledgement:
    if act.kind is AckKind.EMAIL:
        return act
    technical = act.technical and replace(act.technical, title="")
    if element == "name" and technical is not None:
        technical = replace(technical, signer="")
    bare = replace(act, technical=technical)
    return replace(bare, name=None) if element == "name" else replace(bare, title=None)


def _unsigned(act: Acknowledgement) -> Acknowledgement:
    if act.kind is AckKind.EMAIL:
        return replace(act, mail=act.mail and replace(act.mail, stance=Stance.NONE))
    return replace(act, kind=AckKind.EMPTY, technical=None, handwriting=None, envelope=None)


# ── The files ───────────────────────────────────────────────────────────────────────────


def _of_files(review: Review) -> Iterator[Mutant]:
    for at, one in enumerate(review.examined):
        document = one.document

        def with_(changed: Examined, rule: str, what: str, at: int = at) -> Mutant:
            files = (*review.examined[:at], changed, *review.examined[at + 1 :])
            return Mutant(review.claim, files, rule, what)

        fault = Fault(document.path, "damaged; send it again")
        closed = Examined(replace(document, error=fault, text="", parts=()), (), Facts(), ())
        yield with_(closed, "file.readable", f"{document.path} does not open")
        if document.mail is not None:
            bare = replace(document.mail, original_headers=False)
            for told, what in (
                (bare, "no transport headers"),
                (replace(document.mail, draft=True), "a draft"),
            ):
                mail = replace(one, document=replace(document, mail=told))
                yield with_(mail, "ack.email-original", what)
        elif any(act.kind in _SIGNED for act in one.acknowledgements) and one.facts.workloads:
            mark = Mark("hidden-text", "white on white", (one.facts.workloads[0].span,))
            marked = replace(one, document=replace(document, marks=(*document.marks, mark)))
            yield with_(marked, "file.unaltered", "hidden text that the claim rests on")
