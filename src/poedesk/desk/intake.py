"""Taking claims in, or reviewing them again, while the reviewer works on."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Label, Static

from poedesk.desk.session import Results, Session
from poedesk.desk.style import outcome_text
from poedesk.errors import PoedeskError
from poedesk.report.escape import line

if TYPE_CHECKING:
    from poedesk.model import Review, RunError

_WIDTH = 20


class Intake(Static):
    """One line that says how far the reviewing is; hidden while there is none."""

    class Ended(Message):
        """All claims of a run are stored."""

    def __init__(self, session: Session) -> None:
        super().__init__(classes="intake")
        self._session = session
        self._busy = False

    def on_mount(self) -> None:
        """Begin hidden."""
        self.display = False

    def take_in(self, paths: Sequence[Path]) -> None:
        """Review the claims at these paths."""
        take = self._session.take_in
        if take is None:
            self.notify("This desk was opened without the means to take claims in.")
        else:
            self._start("Taking in", lambda: take(paths))

    def again(self, claims: Sequence[str]) -> None:
        """Review stored claims again, from their kept evidence."""
        again = self._session.again
        if again is None:
            self.notify("This desk was opened without the means to review again.")
        else:
            self._start("Reviewing again", lambda: again(claims))

    def _start(self, what: str, begin: Callable[[], Results]) -> None:
        if self._busy:
            self.notify("Claims are being reviewed already; wait for their end.")
            return
        self._busy = True
        self.display = True
        self.update(f"{what} …")
        self._run(what, begin)

    @work(thread=True, group="intake")
    def _run(self, what: str, begin: Callable[[], Results]) -> None:
        counted: Counter[str] = Counter()
        errors: list[str] = []
        try:
            total, results = begin()
            for number, result in enumerate(results, start=1):
                count(result, counted, errors)
                self.app.call_from_thread(self.update, progress(what, number, total, counted))
        except PoedeskError as error:
            errors.append(str(error))
        self.app.call_from_thread(self._end, counted, errors)

    def _end(self, counted: Counter[str], errors: Sequence[str]) -> None:
        self._busy = False
        self.display = False
        self.post_message(self.Ended())
        done = sum(counted.values()) - counted["error"]
        self.notify(f"{done} reviewed, {len(errors)} errors.")
        if errors:
            self.app.push_screen(ErrorsScreen(errors))


def count(result: Review | RunError, counted: Counter[str], errors: list[str]) -> None:
    """Count a result by its verdict; what could not be read or judged is added to `errors`."""
    from poedesk.model import RunError

    if isinstance(result, RunError):
        counted["error"] += 1
        errors.append(f"{result.claim or result.path}: {result.message}")
        return
    counted[result.verdict.value] += 1
    errors.extend(
        f"{result.claim.id}, {one.path}: {one.error.cause}" for one in result.documents if one.error
    )


def progress(
    what: str, number: int, total: int, counted: Counter[str], *, bar: bool = True
) -> Text:
    """A bar, how many of how many, and what came of them."""
    filled = round(_WIDTH * min(number / max(total, 1), 1))
    drawn = f"{'━' * filled}{'╌' * (_WIDTH - filled)}  " if bar else ""
    text = Text(f"{what}  {drawn}{number} of {total}   ")
    for outcome in ("review", "fail", "pass", "error"):
        if counted[outcome]:
            text.append_text(outcome_text(outcome)).append(f" {counted[outcome]}  ")
    return text


class PathScreen(ModalScreen[Path | None]):
    """Asks for a folder, a table or a file to take in."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    def compose(self) -> ComposeResult:
        """Lay out the dialogue."""
        with Vertical(id="dialogue"):
            yield Label("Take in a claim folder, a folder of them, or a claims table", id="subject")
            yield Input(placeholder="path (→ completes it)", suggester=_Paths(), id="path")
            yield Label("", id="complaint")

    def on_mount(self) -> None:
        """Begin in the path."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with a path that is there."""
        path = Path(event.value.strip().strip("'\"")).expanduser()
        if event.value.strip() and path.exists():
            self.dismiss(path)
        else:
            told = f"There is no {line(str(path), 100)}." if event.value.strip() else "Give a path."
            self.query_one("#complaint", Label).update(told)


class _Paths(Suggester):
    """The first entry of a folder that begins as what was typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The whole path, or None."""
        return completed(value)


def completed(begun: str) -> str | None:
    """The path that begins so and comes first; folders end in a slash."""
    folder, slash, start = begun.rpartition("/")
    try:
        with os.scandir(Path(folder + slash or ".").expanduser()) as entries:
            names = sorted(e.name + "/" * e.is_dir() for e in entries if e.name.startswith(start))
    except OSError:
        return None
    return folder + slash + names[0] if names else None


class ErrorsScreen(ModalScreen[None]):
    """What went wrong in a run, by claim and file."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter", "dismiss", "Back")]

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__()
        self._errors = errors

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="dialogue", classes="wide"):
            yield Label(f"{len(self._errors)} could not be read or judged (Esc goes back)",
                        id="subject")  # fmt: skip
            with VerticalScroll():
                yield Static(Text("\n".join(line(one, 400) for one in self._errors)))
