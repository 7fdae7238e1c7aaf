"""One claim: its findings, and the words they rest on lit in the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static, TabbedContent, TabPane
from textual.widgets.option_list import Option

from poedesk.desk import detail
from poedesk.desk.decision import Answer, DecisionScreen, WordsScreen
from poedesk.desk.intake import Intake
from poedesk.desk.session import Session
from poedesk.desk.sheet import Sheet
from poedesk.desk.style import outcome_text
from poedesk.errors import PoedeskError, StoreError
from poedesk.record.evidence import Record
from poedesk.report.escape import line
from poedesk.report.letter import letter
from poedesk.store import (
    Decision,
    Reviewer,
    StoredEvidence,
    StoredFinding,
    StoredReview,
    decide,
    decisions,
    load_review,
    note,
    second_look,
    send_back,
    withdraw,
)
from poedesk.store.decisions import newest_in_force
from poedesk.store.records import recorded
from poedesk.store.shelf import earlier_reviews

_TABS = {
    "finding": "Finding",
    "acknowledgements": "Acks",
    "workloads": "Workloads",
    "files": "Files",
    "history": "History",
    "earnings": "Earnings",
}


class ClaimScreen(Screen[None]):
    """Findings heaviest first; the chosen one's evidence is shown without a key press.

    `numbers` are the reviews of the queue, `at` the one that is open. A `blind` screen shows
    nothing of what was decided and stores a second look.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Queue", id="back-to-queue"),
        Binding("question_mark", "app.help", "Help", id="help"),
        Binding("c", "confirm", "Confirm", id="confirm"),
        Binding("o", "override", "Override", id="override"),
        Binding("f", "override_finding", "This finding", id="finding", show=False),
        Binding("b", "send_back", "Send back", id="back"),
        Binding("m", "note", "Note", id="note", show=False),
        Binding("u", "undo", "Undo", id="undo", show=False),
        Binding("n", "evidence(1)", "Next place", id="next"),
        Binding("p", "evidence(-1)", "Previous", id="previous", show=False),
        Binding("d", "document(1)", "Document", id="document", show=False),
        Binding("v", "view", "Page", id="view"),
        Binding("right_square_bracket", "page(1)", "Next page", id="next-page", show=False),
        Binding("left_square_bracket", "page(-1)", "Page before", id="page-before", show=False),
        Binding("plus,equals_sign", "zoom(1)", "Larger", id="larger", show=False),
        Binding("minus", "zoom(-1)", "Smaller", id="smaller", show=False),
        Binding("slash", "search", "Search", id="search"),
        Binding("e", "original", "Original", id="original", show=False),
        Binding("j", "claim(1)", "Next claim", id="next-claim"),
        Binding("k", "claim(-1)", "Claim before", id="claim-before", show=False),
        Binding("1", "tab(0)", "Finding", id="tab-finding", show=False),
        Binding("2", "tab(1)", "Acknowledgements", id="tab-acknowledgements", show=False),
        Binding("3", "tab(2)", "Workloads", id="tab-workloads", show=False),
        Binding("4", "tab(3)", "Files", id="tab-files", show=False),
        Binding("5", "tab(4)", "History", id="tab-history", show=False),
        Binding("6", "tab(5)", "Earnings", id="tab-earnings", show=False),
        Binding("shift+r", "again", "Review again", id="again", show=False),
    ]

    def __init__(
        self, session: Session, numbers: Sequence[int], at: int, *, blind: bool = False
    ) -> None:
        super().__init__()
        self._session = session
        self._numbers = numbers
        self._at = at
        self._blind = blind
        self._take(load_review(session.db, numbers[at]))

    def _take(self, review: StoredReview) -> None:
        self._review = review
        self._findings = detail.heaviest_first(review.findings)
        self._files = {one.path: one for one in review.files}
        self._said = decisions(self._session.db, review.claim_id)
        self._finding: StoredFinding | None = None
        self._place = 0
        told = recorded(self._session.db.conn, review.review_id)
        self._declared: Record | None = told[0] if told else None
        self._recorded: Record | None = told[1] if told else None

    def compose(self) -> ComposeResult:
        """Lay out the head, the findings, the tabs and the document."""
        yield Static(id="head")
        yield Intake(self._session)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield OptionList(id="findings")
                with TabbedContent(id="tabs"):
                    for name, title in _TABS.items():
                        with TabPane(title, id=f"tab-{name}"):
                            yield VerticalScroll(Static(id=name), can_focus=True)
            yield Sheet(self._session, id="right")
        yield Input(placeholder="search in the document", id="search")
        yield Footer()

    def on_mount(self) -> None:
        """Begin with the heaviest finding."""
        self.query_one("#search").display = False
        self._open()

    def _open(self) -> None:
        findings = self.query_one(OptionList)
        findings.clear_options()
        findings.add_options(self._options())
        self.query_one(Sheet).open(self._review)
        self._tell()
        findings.focus()
        findings.highlighted = 0 if self._findings else None
        if not self._findings:
            self._show_place()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the chosen finding, and its evidence in the document."""
        self._finding = self._findings[event.option_index]
        self._place = 0
        self.query_one("#finding", Static).update(detail.finding_text(self._finding))
        self._show_place()

    # ── Showing ─────────────────────────────────────────────────────────────────────────

    def _tell(self) -> None:
        """All that does not hang on the chosen finding."""
        review = self._review
        said = () if self._blind else self._said
        stale = self._session.stale(review.checklist_id, review.checklist_digest)
        shown: dict[str, object] = {
            "head": detail.head(review, said, stale=stale, blind=self._blind),
            "acknowledgements": detail.acknowledgements_text(review),
            "workloads": detail.workloads_text(review),
            "files": detail.files_text(review, self.query_one(Sheet).path),
            "history": detail.history_text(review, said, self._earlier()),
            "earnings": detail.earnings_text(self._declared, self._session.programmes()),
        }
        for name, text in shown.items():
            self.query_one(f"#{name}", Static).update(text)  # type: ignore[arg-type]

    def _earlier(self) -> list[str]:
        if self._blind:
            return []
        return earlier_reviews(self._session.db.conn, self._review)

    def _options(self) -> list[Option]:
        here = (one for one in self._said if one.review_id == self._review.review_id)
        overridden: dict[str, str] = {}
        for one in here:
            if one.rule and not self._blind:
                overridden[one.rule] = one.outcome
        return [_option(one, overridden.get(one.rule)) for one in self._findings]

    def _places(self) -> list[StoredEvidence]:
        """The chosen finding's evidence that stands in a text."""
        evidence = self._finding.evidence if self._finding else ()
        return [one for one in evidence if one.start is not None and one.file in self._files]

    def _show_place(self) -> None:
        self.query_one(Sheet).light(self._finding, self._places(), self._place)

    # ── Moving ──────────────────────────────────────────────────────────────────────────

    def action_back(self) -> None:
        """Leave the search, else the claim."""
        box = self.query_one("#search", Input)
        if box.display:
            box.display = False
            self.query_one(OptionList).focus()
        else:
            self.dismiss(None)

    def action_evidence(self, step: int) -> None:
        """Go to the next or previous place of the chosen finding, or of the search."""
        sheet = self.query_one(Sheet)
        if not sheet.next_found(step) and self._places():
            self._place = (self._place + step) % len(self._places())
            self._show_place()

    def action_document(self, step: int) -> None:
        """Show the next document of the claim."""
        self.query_one(Sheet).next_document(step)
        self._tell()

    def action_view(self) -> None:
        """Turn between the text and the page as a picture."""
        self.query_one(Sheet).turn()

    def action_page(self, step: int) -> None:
        """Turn the page."""
        self.query_one(Sheet).turn_page(step)

    def action_zoom(self, step: int) -> None:
        """Show the page larger or smaller."""
        self.query_one(Sheet).zoom(step)

    def action_tab(self, number: int) -> None:
        """Show another tab beside the document."""
        self.query_one(TabbedContent).active = f"tab-{list(_TABS)[number]}"

    def action_search(self) -> None:
        """Ask for words to be found in the document."""
        box = self.query_one("#search", Input)
        box.display = True
        box.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Find the words; n and p go from place to place."""
        found = self.query_one(Sheet).search(event.value)
        self.query_one("#search").display = False
        self.query_one(OptionList).focus()
        self.notify(f"{found} found. n and p go from one to the next." if found else
                    "Not found in this document. d shows the next one.")  # fmt: skip

    def action_claim(self, step: int) -> None:
        """Open the next or previous claim of the queue."""
        at = self._at + step
        if 0 <= at < len(self._numbers):
            self._at = at
            self._take(load_review(self._session.db, self._numbers[at]))
            self._open()
        else:
            self.notify("There is no further claim in the queue.")

    def action_original(self) -> None:
        """Open the kept file in the system's own viewer."""
        try:
            self.query_one(Sheet).open_original()
        except PoedeskError as error:
            self._complain(error)

    def action_again(self) -> None:
        """Review the claim again from its kept evidence; the newest review is shown then."""
        if not self._blind:
            self.query_one(Intake).again([self._review.claim_id])

    def on_intake_ended(self) -> None:
        """Show the newest review of the claim, and what is otherwise in it."""
        row = self._session.db.execute(
            "select max(id) from reviews where claim_id = ?", [self._review.claim_id]
        ).fetchone()
        if row[0] != self._review.review_id:
            self._numbers = [*self._numbers[: self._at], row[0], *self._numbers[self._at + 1 :]]
            self._take(load_review(self._session.db, row[0]))
            self._open()
            self.action_tab(list(_TABS).index("history"))

    # ── Deciding ────────────────────────────────────────────────────────────────────────

    def action_confirm(self) -> None:
        """Store that the verdict holds. A review holds no verdict yet: a person gives it."""
        verdict = self._review.verdict
        if verdict == "review":
            self.notify("poedesk could not decide: give your verdict with Override.")
        elif self._blind:
            self._look(Answer(verdict, ""))
        else:
            self._store(lambda: decide(self._session.db, *self._here, verdict))

    def action_override(self) -> None:
        """Ask for another verdict and the reason."""
        claim, verdict = self._review.claim_id, self._review.verdict
        if self._blind:
            asked = DecisionScreen(f"Your verdict on {claim}", None, needs_reason=False)
            self.app.push_screen(asked, self._look)
        else:
            asked = DecisionScreen(f"Override the verdict on {claim}", verdict)
            self.app.push_screen(asked, lambda answer: self._decide(None, answer))

    def action_override_finding(self) -> None:
        """Ask for another outcome of the chosen finding and the reason."""
        finding = self._finding
        if finding is not None and not self._blind:
            question = DecisionScreen(f"Override {finding.rule}", finding.outcome)
            self.app.push_screen(question, lambda answer: self._decide(finding.rule, answer))

    def action_send_back(self) -> None:
        """Show the drafted letter; storing it gives the claim back to its partner."""
        if self._blind:
            return
        drafted = letter(self._recorded) if self._recorded else None
        asked = WordsScreen(
            f"Send {self._review.claim_id} back to {self._review.partner or 'the partner'}",
            drafted.text() if drafted else "",
            "Send back",
        )
        self.app.push_screen(asked, self._sent)

    def _sent(self, words: str | None) -> None:
        if words is not None:
            self._store(lambda: send_back(self._session.db, *self._here, words))

    def action_note(self) -> None:
        """Ask for a note."""
        if not self._blind:
            asked = WordsScreen(f"A note on {self._review.claim_id}")
            self.app.push_screen(asked, self._noted)

    def _noted(self, words: str | None) -> None:
        if words is not None:
            self._store(lambda: note(self._session.db, *self._here, words))

    def action_undo(self) -> None:
        """Take back the newest decision that is in force on this review."""
        newest = newest_in_force(self._said, self._review.review_id)
        if newest is not None and not self._blind:
            self._store(partial(withdraw, self._session.db, *self._here, rule=newest.rule))
            return
        self.notify("There is nothing to take back.")

    @property
    def _here(self) -> tuple[int, Reviewer]:
        """The review, and the reviewer with what they had before their eyes."""
        seen = sum(one.review_id == self._review.review_id for one in self._said)
        return self._review.review_id, self._session.who(seen)

    def _decide(self, rule: str | None, answer: Answer | None) -> None:
        if answer is not None:
            self._store(
                lambda: decide(
                    self._session.db, *self._here, answer.outcome, answer.reason, rule=rule
                )
            )

    def _look(self, answer: Answer | None) -> None:
        if answer is not None:
            db, (review, who) = self._session.db, self._here
            if self._store(lambda: second_look(db, review, who, answer.outcome, answer.reason)):
                self.dismiss(None)

    def _store(self, act: Callable[[], Decision]) -> bool:
        """Do it, or say why not; either way what stands now is shown."""
        try:
            stored = act()
        except StoreError as error:
            self._complain(error)
            return False
        finally:
            self._said = decisions(self._session.db, self._review.claim_id)
            self._tell()
            findings = self.query_one(OptionList)
            for number, option in enumerate(self._options()):
                findings.replace_option_prompt_at_index(number, option.prompt)
        self.notify(f"Stored: {stored.action} {stored.outcome}", markup=False)
        return True

    def _complain(self, error: PoedeskError) -> None:
        self.notify(line(str(error), 400), severity="error", markup=False)


def _option(finding: StoredFinding, overridden: str | None) -> Option:
    text = outcome_text(finding.outcome)
    if overridden is not None and overridden != finding.outcome:
        text.append(" → ").append_text(outcome_text(overridden))
    text.append(f"  {finding.rule}")
    if finding.severity == "advisory":
        text.append("  advisory", style="dim")
    return Option(text)
