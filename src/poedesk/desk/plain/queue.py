"""The queue by prompts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from poedesk.desk import bulk
from poedesk.desk.intake import count, progress
from poedesk.desk.plain.claim import ClaimTalk
from poedesk.desk.plain.talk import Talk, number
from poedesk.desk.queue import counts
from poedesk.desk.session import Session
from poedesk.errors import UsageError
from poedesk.report.escape import line
from poedesk.store import QueueRow, groups, parse, queue_numbers, queue_rows, tally
from poedesk.store.looks import alone, due_for_second_look, looks
from poedesk.store.queue import alike

if TYPE_CHECKING:
    from poedesk.model import Review, RunError

_PAGE = 10


class QueueTalk(Talk):
    """A claim a line, those that need a person first; a number opens one."""

    prompt = "queue> "

    def __init__(self, session: Session, given: IO[str], told: IO[str]) -> None:
        super().__init__(session, given, told)
        self._words = ""
        self._start = 0
        self._numbers: list[int] = []

    def preloop(self) -> None:
        """Begin with the first claims."""
        self._read()
        self._show()
        self.say("A number opens a claim, help lists the commands, q leaves.")

    def emptyline(self) -> bool:
        """Enter alone shows the rows again."""
        self._show()
        return False

    def opened(self, word: str) -> None:
        """Open the claim at this number."""
        at = number(word, len(self._numbers))
        ClaimTalk(self.session, self.stdin, self.stdout, self._numbers, at).cmdloop()
        self._read()
        self._show()

    def do_more(self, _: str) -> None:
        """more: the next rows."""
        self._start = (self._start + _PAGE) % max(len(self._numbers), 1)
        self._show()

    def do_filter(self, words: str) -> None:
        """Filter WORDS: narrow the queue, as in: filter verdict:fail rule:date. Keys: verdict,
        status, rule, claim, customer, partner, workload, type, by, filed, text, checklist, age<12,
        due<3. filter alone shows all.
        """
        parse(words, self.session.today)
        self._words = words
        self._read()
        self._show()

    def do_groups(self, _: str) -> None:
        """groups: how many claims there are by the rule that fails or is in doubt."""
        query = parse(self._words, self.session.today)
        for name, many in groups(self.session.db.conn, "rule", query):
            self.say(f"{many} {line(name)}")

    def do_confirm(self, which: str) -> None:
        """Confirm 1 3 5-8: confirm what poedesk says of these claims."""
        self._all(which, bulk.confirm)

    def do_back(self, which: str) -> None:
        """Back 1 3: send these claims back, each with the letter of its findings."""
        self._all(which, bulk.send_back)

    def do_close(self, which: str) -> None:
        """Close 1 3: make what was decided final."""
        self._all(which, bulk.close)

    def do_alike(self, which: str) -> None:
        """Alike 3: the numbers of the new claims that the same rule decides as claim 3."""
        row = self._chosen(which)[0]
        same = set(alike(self.session.db.conn, row))
        places = [str(n) for n, one in enumerate(self._numbers, start=1) if one in same]
        self.say(" ".join(places) or "None.")

    def do_take(self, path: str) -> None:
        """Take PATH: review the claims that are there."""
        if self.session.take_in is None or not path:
            raise UsageError("say what to take in: take PATH")
        found = Path(path).expanduser()
        if not found.exists():
            raise UsageError(f"there is no {line(path)}")
        self._review(*self.session.take_in([found]))

    def do_again(self, which: str) -> None:
        """Again 1 3: review these claims again, from their kept evidence."""
        claims = [one.claim_id for one in self._chosen(which)]
        if self.session.again is not None:
            self._review(*self.session.again(claims))

    def do_reload(self, _: str) -> None:
        """reload: read the queue again."""
        self._read()
        self._show()

    def do_second(self, _: str) -> None:
        """second: claims that wait for a second look; each is opened without what was decided."""
        conn, session = self.session.db.conn, self.session
        waiting = due_for_second_look(conn, session.reviewer, session.second_look)
        taken = looks(conn)
        agreed = sum(one.agrees for one in taken)
        self.say(f"{len(waiting)} wait for you. Agreement so far: {agreed} of {len(taken)}.")
        for one in alone(conn):
            self.say(f"certainty {one.threshold} %: {one.count} alone, {one.overrode} overridden")
        for at in range(len(waiting)):
            if self.ask("Open the next one? (y/n)") != "y":
                return
            ClaimTalk(session, self.stdin, self.stdout, waiting, at, blind=True).cmdloop()

    def _read(self) -> None:
        query = parse(self._words, self.session.today)
        self._numbers = queue_numbers(self.session.db.conn, query)
        self._start = min(self._start, max(len(self._numbers) - 1, 0))

    def _show(self) -> None:
        conn = self.session.db.conn
        self.say(counts(tally(conn), len(self._numbers)))
        shown = self._numbers[self._start : self._start + _PAGE]
        for place, row in enumerate(queue_rows(conn, shown), start=self._start + 1):
            self.say(f"{place}. {_row(row)}")
        left = len(self._numbers) - self._start - len(shown)
        if left > 0:
            self.say(f"{left} further: more")
        if not self._numbers:
            self.say("No claim is here. take PATH takes some in; filter shows all.")

    def _chosen(self, which: str) -> list[QueueRow]:
        places: list[int] = []
        for word in which.replace(",", " ").split():
            first, _, last = word.partition("-")
            most = len(self._numbers)
            places += range(number(first, most), number(last or first, most) + 1)
        if not places:
            raise UsageError("say which, by their numbers in the queue: 1 3 5-8")
        return list(queue_rows(self.session.db.conn, [self._numbers[one] for one in places]))

    def _all(self, which: str, do: bulk.Act) -> None:
        rows = self._chosen(which)
        if self.ask(f"{bulk.named(rows)} Go on? (y/n)") == "y":
            self.say(bulk.done(self.session, rows, do))
            self._read()

    def _review(self, total: int, results: Iterator[Review | RunError]) -> None:
        counted: Counter[str] = Counter()
        errors: list[str] = []
        for done, result in enumerate(results, start=1):
            count(result, counted, errors)
            if done % _PAGE == 0 or done == total:
                self.say(progress("Reviewed", done, total, counted, bar=False))
        self._tell(errors)
        self._read()

    def _tell(self, errors: Sequence[str]) -> None:
        for one in errors:
            self.say(line(one, 400))


def _row(row: QueueRow) -> str:
    why = f", {row.rule}: {line(row.reason or '', 160)}" if row.rule else ""
    holds = f", {row.status} {row.decided or ''}".rstrip() if row.status != "new" else ""
    return f"{row.verdict.upper()} {line(row.claim_id, 40)}, {line(row.customer, 60)}{why}{holds}"
