"""The reviewer's desk: a queue of claims, and one claim at a time with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from multiprocessing import resource_tracker
from types import MappingProxyType
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from poedesk.desk.help import HelpScreen, TourScreen
from poedesk.desk.queue import QueueScreen
from poedesk.desk.session import Session
from poedesk.desk.style import HIGH_CONTRAST, THEMES


class Desk(App[None]):
    """Shows what the store holds; decides nothing by itself.

    `keys` are other keys for bindings, by their ids; `theme` is one of THEMES; `tour` shows the
    way round first.
    """

    TITLE = "poedesk"
    CSS_PATH = "desk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False),
    ]

    def __init__(
        self,
        session: Session,
        keys: Mapping[str, str] = MappingProxyType({}),
        *,
        theme: str = "dark",
        tour: bool = False,
    ) -> None:
        super().__init__()
        # Sandboxes start a tracker that inherits stderr: while the desk runs, there is none.
        resource_tracker.ensure_running()
        self._session = session
        self._tour = tour
        self.register_theme(HIGH_CONTRAST)
        self.theme = THEMES[theme]
        self.set_keymap(dict(keys))

    def on_mount(self) -> None:
        """Begin with the queue."""
        self.push_screen(QueueScreen(self._session))
        if self._tour:
            self.push_screen(TourScreen())

    def action_help(self) -> None:
        """Every key of the screen that is open, and how to filter."""
        self.push_screen(HelpScreen(self.screen))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: what the screen's keys do, then themes, the tour and quitting."""
        for binding in screen.active_bindings.values():
            one = binding.binding
            if binding.node is screen and one.description and one.id:
                words = f"key: {self.get_key_display(one)}"
                action = one.action
                yield SystemCommand(one.description, words, lambda a=action: self._do(a))
        yield SystemCommand("Tour", "the way round in five steps", self._show_tour)
        yield SystemCommand("Theme", "other colours", self.action_change_theme)
        yield SystemCommand("Quit", "leave the desk", self.action_quit)

    def _show_tour(self) -> None:
        self.push_screen(TourScreen())

    async def _do(self, action: str) -> None:
        await self.run_action(action, default_namespace=self.screen)
