"""One claim by prompts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from poedesk.desk import detail
from poedesk.desk.plain.talk import Talk, number
from poedesk.desk.session import Session
from poedesk.desk.sheet import text_of
from poedesk.desk.style import harmless
from poedesk.errors import StoreError, UsageError
from poedesk.report.escape import line
from poedesk.report.letter import letter
from poedesk.store import (
    Decision,
    Reviewer,
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

_LINES = 15


class ClaimTalk(Talk):
    """The findings, heaviest first; a number tells one with its places.

    `numbers` are the reviews of the queue, `at` the one that is open. A `blind` talk tells nothing
    of what was decided and stores a second look.
    """

    prompt = "claim> "

    def __init__(
        self,
        session: Session,
        given: IO[str],
        told: IO[str],
        numbers: Sequence[int],
        at: int,
        *,
        blind: bool = False,
    ) -> None:
        super().__init__(session, given, told)
        self._numbers = numbers
        self._at = at
        self._blind = blind
        self._open()

    def _open(self) -> None:
        self._review: StoredReview = load_review(self.session.db, self._numbers[self._at])
        self._findings = detail.heaviest_first(self._review.findings)
        self._said = decisions(self.session.db, self._review.claim_id)
        self._file, self._line = 0, 0

    def preloop(self) -> None:
        """Begin with what the claim is, and its findings."""
        review = self._review
        stale = self.session.stale(review.checklist_id, review.checklist_digest)
        self.say(detail.head(review, self._said, stale=stale, blind=self._blind))
        self.do_findings("")

    def emptyline(self) -> bool:
        """Enter alone tells the claim again."""
        self.preloop()
        return False

    def opened(self, word: str) -> None:
        """Tell the finding at this number."""
        self.say(detail.finding_text(self._findings[number(word, len(self._findings))]))

    # ── Reading ─────────────────────────────────────────────────────────────────────────

    def do_findings(self, _: str) -> None:
        """findings: all findings, heaviest first; a number tells one with its places."""
        for place, one in enumerate(self._findings, start=1):
            self.say(f"{place}. {one.outcome.upper()} {one.rule}: {line(one.message, 200)}")

    def do_acknowledgements(self, _: str) -> None:
        """acknowledgements: who signed or confirmed, when, and what of it counts."""
        self.say(detail.acknowledgements_text(self._review))

    def do_workloads(self, _: str) -> None:
        """workloads: where each is named, with activity and users."""
        self.say(detail.workloads_text(self._review))

    def do_files(self, _: str) -> None:
        """files: each file, what was not read of it, and what looked odd."""
        for place, one in enumerate(self._review.files, start=1):
            odd = [f"not read: {each}" for each in one.unread] + [*one.marks]
            self.say(
                f"{place}. {line(one.path)}: {line('; '.join([one.error or one.kind, *odd]), 400)}"
            )

    def do_earnings(self, _: str) -> None:
        """earnings: what the claim's usage table earns, month by month."""
        told = recorded(self.session.db.conn, self._review.review_id)
        programmes = self.session.programmes()
        self.say(detail.earnings_text(told[0] if told else None, programmes))

    def do_history(self, _: str) -> None:
        """history: decisions and earlier reviews."""
        if self._blind:
            raise UsageError("a second look does not see what was decided")
        earlier = earlier_reviews(self.session.db.conn, self._review)
        self.say(detail.history_text(self._review, self._said, earlier))

    def do_read(self, which: str) -> None:
        """Read 2: the text of file 2 from its beginning; more goes on."""
        self._file, self._line = number(which or "1", len(self._review.files)), 0
        self.do_more("")

    def do_more(self, _: str) -> None:
        """more: the next lines of the file that is being read."""
        lines = self._lines(self._file)
        for one in lines[self._line : self._line + _LINES]:
            self.say(one)
        self._line += _LINES
        if self._line < len(lines):
            self.say(f"{len(lines) - self._line} further lines: more")

    def do_search(self, words: str) -> None:
        """Search WORDS: every line of every file that holds them."""
        if not words:
            raise UsageError("say what to search: search WORDS")
        found = 0
        for place in range(len(self._review.files)):
            for at, one in enumerate(self._lines(place), start=1):
                if words.casefold() in one.casefold():
                    found += 1
                    self.say(f"file {place + 1}, line {at}: {line(one, 300)}")
        self.say(f"{found} lines.")

    def _lines(self, place: int) -> list[str]:
        if not self._review.files:
            return ["There is no file in this claim."]
        text = text_of(self._review.files[place])
        return [harmless(one) for one in text.split("\n")]

    def do_next(self, _: str) -> None:
        """next: the next claim of the queue."""
        self._move(1)

    def do_previous(self, _: str) -> None:
        """previous: the claim before."""
        self._move(-1)

    def _move(self, step: int) -> None:
        if not 0 <= self._at + step < len(self._numbers):
            raise UsageError("there is no further claim")
        self._at += step
        self._open()
        self.preloop()

    # ── Deciding ────────────────────────────────────────────────────────────────────────

    def do_confirm(self, _: str) -> bool:
        """confirm: what poedesk says holds."""
        verdict = self._review.verdict
        if verdict == "review":
            raise StoreError("poedesk could not decide: give your verdict with override")
        return self._verdict(verdict, "")

    def do_override(self, words: str) -> bool:
        """Override pass REASON: another verdict (pass, fail or review), with the reason."""
        outcome, _, reason = words.partition(" ")
        return self._verdict(outcome, reason)

    def _verdict(self, outcome: str, reason: str) -> bool:
        db, review = self.session.db, self._review.review_id
        do = second_look if self._blind else decide
        self._told(do(db, review, self._who, outcome, reason.strip()))
        return self._blind

    def do_finding(self, words: str) -> None:
        """Finding 3 pass REASON: another outcome of finding 3, with the reason."""
        self._seeing()
        place, _, rest = words.partition(" ")
        outcome, _, reason = rest.partition(" ")
        rule = self._findings[number(place, len(self._findings))].rule
        db, review = self.session.db, self._review.review_id
        self._told(decide(db, review, self._who, outcome, reason, rule=rule))

    def do_back(self, _: str) -> None:
        """back: send the claim back to its partner; the drafted letter is told first."""
        self._seeing()
        words = self._letter()
        self._told(send_back(self.session.db, self._review.review_id, self._who, words))

    def do_note(self, words: str) -> None:
        """Note WORDS: a note beside the claim; note alone asks for several lines."""
        self._seeing()
        words = words or self.ask_text("The note.")
        self._told(note(self.session.db, self._review.review_id, self._who, words))

    def do_undo(self, _: str) -> None:
        """undo: take back the newest decision; it stays in the history."""
        self._seeing()
        newest = newest_in_force(self._said, self._review.review_id)
        rule = newest.rule if newest else None
        self._told(withdraw(self.session.db, self._review.review_id, self._who, rule))

    def _seeing(self) -> None:
        if self._blind:
            raise UsageError("a second look takes confirm or override only")

    def _letter(self) -> str:
        told = recorded(self.session.db.conn, self._review.review_id)
        drafted = letter(told[1]) if told else None
        if drafted is not None:
            self.say(drafted.text())
            if self.ask("Send this letter? (y, or n to write your own)") == "y":
                return drafted.text()
        return self.ask_text("Your letter.")

    @property
    def _who(self) -> Reviewer:
        review = self._review.review_id
        return self.session.who(sum(one.review_id == review for one in self._said))

    def _told(self, stored: Decision) -> None:
        self._said = decisions(self.session.db, self._review.claim_id)
        self.say(f"Stored: {stored.action} {stored.outcome}.")
