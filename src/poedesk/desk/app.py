"""The reviewer's desk: a queue of claims, and one claim at a time with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from poedesk.desk.queue import QueueScreen

if TYPE_CHECKING:
    from poedesk.store import Database


class Desk(App[None]):
    """Shows what the store holds; decides nothing by itself."""

    TITLE = "poedesk"
    CSS_PATH = "desk.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", "Quit", show=False)]

    def __init__(
        self, db: Database, reviewer: str, keys: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__()
        self._db = db
        self._reviewer = reviewer
        self.set_keymap(dict(keys))

    def on_mount(self) -> None:
        """Begin with the queue."""
        self.push_screen(QueueScreen(self._db, self._reviewer))
