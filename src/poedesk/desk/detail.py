"""What stands beside the document: the finding, acknowledgements, files and history, as text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from poedesk.desk.style import LEGEND, outcome_text
from poedesk.earnings import earned
from poedesk.earnings.warnings import warnings
from poedesk.record.claim import usage_of
from poedesk.report.escape import line
from poedesk.report.estimate import Estimate, to_text
from poedesk.store import Decision, StoredEvidence, StoredFile, StoredFinding, StoredReview

if TYPE_CHECKING:
    from poedesk.earnings.programme import Programme

_WEIGHT = ("fail", "review", "not-checked", "pass", "not-applicable")
_SAID = {
    "send-back": "sent back",
    "second-look": "second look",
    "withdraw": "took back",
    "close": "closed",
    "note": "note",
}


def heaviest_first(findings: Sequence[StoredFinding]) -> list[StoredFinding]:
    """Required before advisory, failures before doubts."""
    return sorted(
        findings, key=lambda one: (one.severity != "required", _WEIGHT.index(one.outcome))
    )


def head(review: StoredReview, said: Sequence[Decision], *, stale: bool, blind: bool) -> Text:
    """The claim in one line, and below it what holds."""
    text = outcome_text(review.verdict)
    text.append(f"  {line(review.claim_id, 60)}", style="bold")
    text.append(f"  {line(review.customer, 60) or '?'} ← {line(review.partner, 60) or '?'}")
    text.append(f"  {', '.join(review.workloads)}  filed {review.claim_date}", style="dim")
    if review.acknowledged_on:
        text.append(f"  acknowledged {review.acknowledged_on}")
    if stale:
        text.append("\nstale: the checklist has changed since; Shift+R reviews it again",
                    style="bold #f1a10d")  # fmt: skip
    if review.way:
        text.append("\nwould pass with: ", style="bold")
        text.append("; ".join(line(one, 120) for one in review.way), style="cyan")
    if blind:
        text.append("\nSecond look: what was decided before is not shown.", style="italic")
    elif said:
        text.append("\n").append_text(decision_text(said[-1]))
        if len(said) > 1:
            text.append(f"  and {len(said) - 1} earlier", style="dim")
    return text


def decision_text(one: Decision) -> Text:
    """Who said what, when and why, in one line."""
    when = one.decided_at[:16].replace("T", " ")
    text = Text(f"{when} UTC  {line(one.reviewer, 40)}  ", style="italic")
    about = f"{one.rule}: " if one.rule else ""
    if one.action in ("confirm", "override"):
        text.append(f"{one.action} {one.rule or 'verdict'}: ").append_text(
            outcome_text(one.outcome)
        )
    elif one.action == "second-look":
        text.append("second look: ").append_text(outcome_text(one.outcome))
    else:
        text.append(about + _SAID.get(one.action, one.action))
    if one.reason:
        text.append(f"  “{line(one.reason, 200)}”")
    return text


def finding_text(finding: StoredFinding) -> Text:
    """The rule's question and source, what was seen and where, and the remedy."""
    text = Text()
    text.append(f"{finding.title}\n", style="bold")
    text.append(f"{finding.source} · {finding.severity}\n\n", style="dim")
    text.append(f"{line(finding.message, 1000)}\n")
    for number, one in enumerate(finding.evidence, start=1):
        text.append(f"\n{number}. {where(one)}", style="dim")
    if finding.remedy and finding.outcome in ("fail", "review"):
        text.append(f"\n\n→ {line(finding.remedy, 1000)}", style="cyan")
    return text


def where(one: StoredEvidence) -> str:
    """The place of a piece of evidence, with its words."""
    if one.start is None:
        return line(one.words, 300)
    place = f"page {one.page}" if one.page else (one.part or "")
    return f"{line(one.file or '', 80)}, {line(place)}: “{line(one.words, 300)}”"


def workloads_text(review: StoredReview) -> Text:
    """The workload table: the answer to “no product connection”."""
    if not review.workload_table:
        return Text("No workload is claimed or named.", style="italic")
    text = Text()
    for row in review.workload_table:
        users = f"{row.users:,} users" if row.users is not None else "no user count"
        text.append(f"{row.workload}", style="bold")
        text.append(f"\n   {'named' if row.named else 'NOT named'}, "
                    f"{'with activity' if row.activity else 'no activity'}, {users}")  # fmt: skip
        if row.dates:
            text.append(f"\n   {', '.join(row.dates)}", style="dim")
        text.append("\n")
    return text


def acknowledgements_text(review: StoredReview) -> Text:
    """Each acknowledgement with its status, who and when, and why it does not count."""
    if not review.acknowledgements:
        return Text("No acknowledgement was found.", style="italic")
    text = Text()
    for act in review.acknowledgements:
        who = line(" ".join(filter(None, (act.name, act.title))), 80)
        text.append_text(outcome_text(act.status))
        text.append(f" {act.kind}, {act.side} {who} {act.date or 'undated'}\n")
        for place in act.evidence[:1]:
            text.append(f"   {where(place)}\n", style="dim")
        for reason in act.reasons:
            text.append(f"   {line(reason, 300)}\n", style="dim")
    return text


def earnings_text(declared: Mapping[str, Any] | None, programmes: Sequence[Programme]) -> Text:
    """What the usage table of a claim earns, month by month; `declared` is what the claim said."""
    rows = usage_of(dict(declared)) if declared else ()
    if not rows:
        return Text("The claim declares no usage table.", style="italic")
    told = io.StringIO()
    environment = (declared or {})["customer"]["environment"]
    results = tuple(earned(rows, programmes, environment=environment))
    to_text(Estimate(results, (), tuple(warnings(rows, programmes))), told)
    return Text(told.getvalue(), no_wrap=True)


def files_text(review: StoredReview, shown: str | None) -> Text:
    """Each file with what was unread and what looked odd."""
    text = Text()
    for number, one in enumerate(review.files, start=1):
        text.append_text(_file(number, one, shown=one.path == shown))
    text.append("\nIn the document: ").append_text(LEGEND)
    return text


def _file(number: int, one: StoredFile, *, shown: bool) -> Text:
    text = Text(f"{'▸' if shown else ' '}{number}. ")
    text.append(line(one.path, 100), style="bold" if shown else "")
    pages = f", {one.pages} page{'s' * (one.pages != 1)}" if one.pages else ""
    text.append(f"  {one.kind}{pages}\n", style="dim")
    if one.error:
        text.append(f"    {line(one.error, 300)}\n", style="#ff6369")
    for unread in one.unread:
        text.append(f"    not read: {line(unread, 300)}\n", style="#f1a10d")
    for mark in one.marks:
        text.append(f"    {line(mark, 300)}\n", style="#f1a10d")
    return text


def history_text(review: StoredReview, said: Sequence[Decision], earlier: Sequence[str]) -> Text:
    """Every decision, the newest first, and the earlier reviews of the claim."""
    text = Text()
    for one in reversed(said):
        text.append_text(decision_text(one)).append("\n")
    if not said:
        text.append("Nobody has decided yet.\n", style="italic")
    text.append(f"\nreviewed {review.reviewed_at[:16].replace('T', ' ')} UTC"
                f" by {review.checklist_id}\n", style="dim")  # fmt: skip
    for told in earlier:
        text.append(f"{line(told, 300)}\n", style="dim")
    return text
