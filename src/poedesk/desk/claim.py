"""One claim: its findings, and the words they rest on lit in the document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from poedesk.desk.decision import Answer, DecisionScreen
from poedesk.desk.document import DocumentView, Lit
from poedesk.desk.style import QUIET, evidence_style, outcome_text
from poedesk.errors import StoreError
from poedesk.report.escape import line
from poedesk.store import (
    Decision,
    StoredEvidence,
    StoredFile,
    StoredFinding,
    StoredReview,
    decide,
    decisions,
    load_review,
)

if TYPE_CHECKING:
    from poedesk.store import Database

_SAID = 3
"""Decisions that the head shows, the newest."""
_WEIGHT = ("fail", "review", "not-checked", "pass", "not-applicable")


class ClaimScreen(Screen[None]):
    """Findings heaviest first; the chosen one's evidence is shown without a key press."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "Queue", id="back"),
        Binding("c", "confirm", "Confirm", id="confirm"),
        Binding("o", "override", "Override", id="override"),
        Binding("f", "override_finding", "Override finding", id="finding"),
        Binding("n", "evidence(1)", "Next", id="next"),
        Binding("p", "evidence(-1)", "Previous", id="previous"),
        Binding("d", "document", "Document", id="document"),
    ]

    def __init__(self, db: Database, review_id: int, reviewer: str) -> None:
        super().__init__()
        self._db = db
        self._reviewer = reviewer
        self._review: StoredReview = load_review(db, review_id)
        self._findings = sorted(self._review.findings, key=_heaviness)
        self._files = {one.path: one for one in self._review.files}
        self._finding: StoredFinding | None = None
        self._place = 0
        self._shown: str | None = None

    def compose(self) -> ComposeResult:
        """Lay out the head, the findings, the detail and the document."""
        yield Static(self._head(), id="head")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield OptionList(*self._options(), id="findings")
                with VerticalScroll(id="scroll"):
                    yield Static(id="detail")
            with Vertical(id="right"):
                yield Static(id="where")
                yield DocumentView(id="document")
        yield Footer()

    def on_mount(self) -> None:
        """Begin with the heaviest finding."""
        findings = self.query_one(OptionList)
        findings.focus()
        findings.highlighted = 0 if self._findings else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the chosen finding, and its evidence in the document."""
        self._finding = self._findings[event.option_index]
        self._place = 0
        self._show_detail()
        self._show_place()

    # ── Showing ─────────────────────────────────────────────────────────────────────────

    def _head(self) -> Text:
        review = self._review
        text = outcome_text(review.verdict)
        text.append(f"  {line(review.claim_id, 60)}", style="bold")
        text.append(f"  {line(review.customer, 60)} ← {line(review.partner, 60)}")
        text.append(f"  {', '.join(review.workloads)}  filed {review.claim_date}", style="dim")
        if review.acknowledged_on:
            text.append(f"  acknowledged {review.acknowledged_on}")
        said = decisions(self._db, review.claim_id)
        for one in said[: -_SAID - 1 : -1]:  # the newest first: it is the one in force
            text.append("\n").append_text(_said(one))
        if len(said) > _SAID:
            text.append(f"\nand {len(said) - _SAID} earlier", style="dim")
        return text

    def _overridden(self) -> dict[str, str]:
        """What people made of single findings of this review, by rule."""
        said = decisions(self._db, self._review.claim_id)
        here = (one for one in said if one.review_id == self._review.review_id)
        return {one.rule: one.outcome for one in here if one.rule}

    def _options(self) -> list[Option]:
        overridden = self._overridden()
        return [_option(one, overridden.get(one.rule)) for one in self._findings]

    def _show_detail(self) -> None:
        finding = self._finding
        assert finding is not None
        text = Text()
        text.append(f"{finding.title}\n", style="bold")
        text.append(f"{finding.source} · {finding.severity}\n\n", style="dim")
        text.append(f"{line(finding.message, 1000)}\n")
        for number, one in enumerate(finding.evidence, start=1):
            text.append(f"\n{number}. {_where(one)}", style="dim")
        if finding.remedy and finding.outcome in ("fail", "review"):
            text.append(f"\n\n→ {finding.remedy}", style="cyan")
        text.append_text(self._workloads())
        text.append_text(self._acknowledgements())
        self.query_one("#detail", Static).update(text)

    def _workloads(self) -> Text:
        text = Text()
        if self._review.workload_table:
            text.append("\n\nWorkloads\n", style="bold")
        for row in self._review.workload_table:
            users = f"{row.users:,} users" if row.users is not None else "no user count"
            named = "named" if row.named else "NOT named"
            work = "with activity" if row.activity else "no activity"
            text.append(f"{row.workload}: {named}, {work}, {users}\n")
        return text

    def _acknowledgements(self) -> Text:
        acts = self._review.acknowledgements
        text = Text()
        if acts:
            text.append("\nAcknowledgements\n", style="bold")
        for act in acts:
            text.append_text(outcome_text(act.status))
            who = line(" ".join(filter(None, (act.name, act.title))), 80)
            text.append(
                f" {act.kind}, {act.side} {who} {act.date or 'undated'}\n", style="not bold"
            )
            for reason in act.reasons:
                text.append(f"   {line(reason, 300)}\n", style="dim")
        return text

    def _places(self) -> list[StoredEvidence]:
        """The chosen finding's evidence that stands in a text."""
        evidence = self._finding.evidence if self._finding else ()
        return [one for one in evidence if one.start is not None and one.file in self._files]

    def _show_place(self) -> None:
        places = self._places()
        if places:
            chosen = places[self._place % len(places)]
            assert chosen.file is not None
            assert chosen.start is not None
            self._show_file(self._files[chosen.file], chosen.start)
        elif self._review.files:
            self._show_file(self._files[self._shown or self._review.files[0].path], None)

    def _show_file(self, file: StoredFile, offset: int | None) -> None:
        self._shown = file.path
        view = self.query_one(DocumentView)
        view.show(_text_of(file), list(self._lit(file.path)))
        if offset is not None:
            self.call_after_refresh(view.reveal, offset)
        part = next((n for n, a, b in file.parts if offset is not None and a <= offset < b), "")
        places = self._places()
        count = f"   place {self._place % len(places) + 1} of {len(places)}" if places else ""
        where = f"{line(file.path, 100)}  {part}{count}"
        self.query_one("#where", Static).update(Text(where, style="bold"))

    def _lit(self, path: str) -> Iterator[Lit]:
        """Everything that any finding rests on, quietly; the chosen finding's over it."""
        for finding in self._findings:
            for one in finding.evidence:
                if one.file == path and one.start is not None and one.end is not None:
                    yield Lit(one.start, one.end, QUIET)
        for one in self._places():
            if one.file == path and one.start is not None and one.end is not None:
                assert self._finding is not None
                yield Lit(one.start, one.end, evidence_style(self._finding.outcome))

    # ── Doing ───────────────────────────────────────────────────────────────────────────

    def action_evidence(self, step: int) -> None:
        """Go to the next or previous place of the chosen finding."""
        self._place += step
        self._show_place()

    def action_document(self) -> None:
        """Show the next document of the claim."""
        paths = list(self._files)
        if paths:
            at = paths.index(self._shown) if self._shown in self._files else -1
            self._show_file(self._files[paths[(at + 1) % len(paths)]], None)
            self.query_one(DocumentView).scroll_home(animate=False)

    def action_confirm(self) -> None:
        """Store that the verdict holds. A review holds no verdict yet: a person gives it."""
        if self._review.verdict == "review":
            self.notify("poedesk could not decide: give your verdict with Override.")
            return
        self._decide(None, Answer(self._review.verdict, ""))

    def action_override(self) -> None:
        """Ask for another verdict and the reason."""
        question = DecisionScreen(f"the verdict on {self._review.claim_id}", self._review.verdict)
        self.app.push_screen(question, lambda answer: self._decide(None, answer))

    def action_override_finding(self) -> None:
        """Ask for another outcome of the chosen finding and the reason."""
        finding = self._finding
        if finding is not None:
            question = DecisionScreen(finding.rule, finding.outcome)
            self.app.push_screen(question, lambda answer: self._decide(finding.rule, answer))

    def _decide(self, rule: str | None, answer: Answer | None) -> None:
        if answer is None:
            return
        try:
            stored = decide(
                self._db,
                self._review.review_id,
                outcome=answer.outcome,
                reason=answer.reason,
                rule=rule,
                reviewer=self._reviewer,
                at=datetime.now(UTC),
            )
        except StoreError as error:
            self.notify(f"{error.message} {error.hint}", severity="error", markup=False)
            return
        self.query_one("#head", Static).update(self._head())
        findings = self.query_one(OptionList)
        for number, option in enumerate(self._options()):
            findings.replace_option_prompt_at_index(number, option.prompt)
        self.notify(f"Stored: {stored.action} {stored.outcome}", markup=False)


def _heaviness(finding: StoredFinding) -> tuple[bool, int]:
    return finding.severity != "required", _WEIGHT.index(finding.outcome)


def _option(finding: StoredFinding, overridden: str | None) -> Option:
    text = outcome_text(finding.outcome)
    if overridden is not None and overridden != finding.outcome:
        text.append(" → ").append_text(outcome_text(overridden))
    text.append(f"  {finding.rule}")
    if finding.severity == "advisory":
        text.append("  advisory", style="dim")
    return Option(text)


def _where(one: StoredEvidence) -> str:
    if one.start is None:
        return line(one.words, 300)
    place = f"page {one.page}" if one.page else (one.part or "")
    return f"{line(one.file or '', 80)}, {place}: “{line(one.words, 300)}”"


def _said(one: Decision) -> Text:
    what = f"{one.action} {one.rule or 'verdict'}: {one.outcome}"
    when = one.decided_at[:16].replace("T", " ")
    text = Text(f"{when} UTC  {line(one.reviewer, 40)}  {what}", style="italic")
    if one.reason:
        text.append(f"  “{line(one.reason, 200)}”")
    return text


def _text_of(file: StoredFile) -> str:
    if file.error:
        return f"This file could not be read.\n\n{line(file.error, 1000)}"
    return file.text or "This file holds no text.\n\n" + "\n".join(file.unread)
