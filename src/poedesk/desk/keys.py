"""The keys that a configuration changes: checked before the desk starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from textual.binding import Binding, BindingsMap
from textual.widget import Widget

from poedesk.desk.claim import ClaimScreen
from poedesk.desk.queue import QueueScreen
from poedesk.desk.rows import Rows
from poedesk.desk.second import SecondLookScreen
from poedesk.errors import UsageError, meant

_PLACES: tuple[tuple[str, tuple[type[Widget], ...]], ...] = (
    ("queue", (QueueScreen, Rows)),
    ("claim", (ClaimScreen,)),
    ("second look", (SecondLookScreen,)),
)
"""What is on the screen together."""


def check(keys: Mapping[str, str]) -> None:
    """Raises UsageError for a name that no binding has, and for one key with two meanings on a
    screen.
    """
    names = {one.id for _, kinds in _PLACES for one in _bindings(kinds) if one.id}
    for name in keys:
        if name not in names:
            raise UsageError(
                f"[keys] {name}: there is no such command of the desk{meant(name, names)}",
                hint="Known: " + ", ".join(sorted(names)),
            )
    for place, kinds in _PLACES:
        used: dict[str, Binding] = {}
        for one in _bindings(kinds):
            for key in keys.get(one.id or "", one.key).split(","):
                other = used.setdefault(key.strip(), one)
                if (other.id, other.action) != (one.id, one.action) and {other.id, one.id} & set(
                    keys
                ):
                    raise UsageError(
                        f"[keys] {key.strip()} would mean {other.description} ({other.id}) and "
                        f"{one.description} ({one.id}) in the {place}",
                        hint="Give one of them another key.",
                    )


def _bindings(kinds: tuple[type[Widget], ...]) -> Iterator[Binding]:
    for kind in kinds:
        own: list[Any] = list(kind.BINDINGS)
        for group in BindingsMap(own).key_to_bindings.values():
            yield from group
