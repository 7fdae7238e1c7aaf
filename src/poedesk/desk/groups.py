"""The counts by failing rule, partner and reviewer: choosing one narrows the queue to it."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from poedesk.desk.session import Session
from poedesk.report.escape import line
from poedesk.store import Query, groups

_BY = {"rule": "rule", "partner": "partner", "reviewer": "by"}
"""What is counted, and the key of the filter that narrows to it."""
_BAR = 24


class GroupsScreen(ModalScreen[str | None]):
    """Answers the words of the filter that mean the chosen group."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    def __init__(self, session: Session, query: Query) -> None:
        super().__init__()
        self._session = session
        self._query = query
        self._words: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out the groups."""
        with Vertical(id="dialogue", classes="wide"):
            yield Label("Claims by failing or doubtful rule, by partner, by reviewer", id="subject")
            yield OptionList(*self._options(), id="groups")

    def _options(self) -> list[Option]:
        options: list[Option] = []
        for by, key in _BY.items():
            found = groups(self._session.db.conn, by, self._query)
            if found:
                options.append(Option(Text(by.upper(), style="dim"), disabled=True))
                self._words.append("")
            most = max((count for _, count in found), default=1)
            for name, count in found:
                bar = "▇" * max(1, round(_BAR * count / most))
                text = Text(f"{count:>7,}  {bar:<{_BAR}}  ").append(line(name or "–", 60))
                options.append(Option(text))
                self._words.append(f'{key}:"{name}"')
        return options or [Option("There is nothing to group.", disabled=True)]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the group's filter."""
        self.dismiss(self._words[event.option_index])
