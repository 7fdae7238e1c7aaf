"""One decision on several claims at once, each stored for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from poedesk.desk.decision import YesScreen
from poedesk.desk.rows import Rows
from poedesk.desk.session import Session
from poedesk.errors import PoedeskError, StoreError
from poedesk.report.escape import line
from poedesk.report.letter import letter
from poedesk.store import QueueRow, decide, queue_rows
from poedesk.store import close as close_review
from poedesk.store import send_back as send_review_back
from poedesk.store.records import recorded

if TYPE_CHECKING:
    from poedesk.desk.queue import QueueScreen

Act = Callable[[Session, QueueRow], None]
_NAMED = 5


def confirm(session: Session, row: QueueRow) -> None:
    """Confirm what poedesk says. Raises StoreError where it could not decide."""
    if row.verdict == "review":
        raise StoreError("poedesk could not decide: open the claim and give your verdict")
    decide(session.db, _checked(session, row).review_id, session.who(), row.verdict)


def send_back(session: Session, row: QueueRow) -> None:
    """Send the claim back with the letter of its findings; StoreError where there is none."""
    told = recorded(session.db.conn, row.review_id)
    drafted = letter(told[1]) if told else None
    if drafted is None:
        raise StoreError("there is nothing to ask of the partner: open the claim and write")
    review = _checked(session, row).review_id
    send_review_back(session.db, review, session.who(), drafted.text())


def close(session: Session, row: QueueRow) -> None:
    """Make what was decided final."""
    close_review(session.db, row.review_id, session.who())


def _checked(session: Session, row: QueueRow) -> QueueRow:
    """The row, unless it is no longer as it was shown."""
    if queue_rows(session.db.conn, [row.review_id])[0].status != row.status:
        raise StoreError("somebody decided meanwhile")
    return row


def ask(
    screen: QueueScreen, session: Session, what: str, rows: Sequence[QueueRow], do: Act
) -> None:
    """Ask once, then do it for each claim; what could not be stored is named."""
    if not rows:
        return

    def answered(yes: object) -> None:
        if yes:
            screen.notify(done(session, rows, do), markup=False)
            screen.query_one(Rows).marked.clear()
            screen.action_reload()

    screen.app.push_screen(YesScreen(f"{what.capitalize()}? {named(rows)}"), answered)


def named(rows: Sequence[QueueRow]) -> str:
    """How many claims, of which verdicts, and the first ones by name."""
    names = ", ".join(line(one.claim_id, 40) for one in rows[:_NAMED])
    more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    verdicts = ", ".join(sorted({one.verdict for one in rows}))
    return f"{len(rows)} claim{'s' * (len(rows) != 1)} ({verdicts}): {names}{more}."


def done(session: Session, rows: Sequence[QueueRow], do: Act) -> str:
    """Do it for each, and say in words what came of it."""
    refused: list[str] = []
    for row in rows:
        try:
            do(session, row)
        except PoedeskError as error:
            refused.append(f"{line(row.claim_id, 40)}: {line(error.message, 200)}")
    told = f"{len(rows) - len(refused)} stored"
    if refused:
        more = f" and {len(refused) - _NAMED} more" if len(refused) > _NAMED else ""
        told += f"; not {len(refused)}: {'; '.join(refused[:_NAMED])}{more}"
    return told
