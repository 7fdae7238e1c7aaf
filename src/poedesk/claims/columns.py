"""Tables whose columns have several names: which is which, and each cell's fault by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from poedesk.claims.keys import meant
from poedesk.errors import UsageError

Resolve = Callable[[str], str | None]
"""From a workload's name, as a table has it, to its id; None where it is unknown."""

_GROUPED = re.compile(r"\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field of a table stands; `needed` ones may not be empty."""

    file: str
    places: Mapping[str, int]
    needed: tuple[str, ...]

    @classmethod
    def of(
        cls,
        header: Sequence[object],
        path: Path,
        names: Mapping[str, Sequence[str]],
        needed: tuple[str, ...],
    ) -> Columns:
        """By the header of a table. `names` gives the names that each field's column may have.

        Raises UsageError where a needed column is not there.
        """
        folded = [_folded(cell) for cell in header]
        places: dict[str, int] = {}
        for each, known in names.items():
            hit = next((one for one in map(_folded, known) if one in folded), None)
            if hit is not None:
                places[each] = folded.index(hit)
        missing = [each for each in needed if each not in places]
        if missing:
            every = [_folded(one) for known in names.values() for one in known]
            odd = [f"{one}{meant(one, every)}" for one in folded if one and one not in every]
            raise UsageError(
                f"{path}: no column for {', '.join(missing)}"
                + (f"; not known: {', '.join(odd)}" if odd else ""),
                hint="Columns: " + ", ".join(known[0] for known in names.values()),
            )
        return cls(path.name, places, needed)

    def row(self, line: Sequence[object], number: int) -> Row:
        """A line of the table; `number` counts from 1, the header's."""
        return Row(self, line, number)


@dataclass(slots=True)
class Row:
    """One line, whose cells are converted one by one."""

    columns: Columns
    line: Sequence[object]
    number: int
    faults: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(str(cell or "").strip() for cell in self.line)

    def value(self, name: str, convert: Callable[[object], Any], default: Any = None) -> Any:
        """A field's converted value, or the default where it is empty or faulty."""
        at = self.columns.places.get(name)
        cell = self.line[at] if at is not None and at < len(self.line) else None
        if cell is None or not str(cell).strip():
            if name in self.columns.needed:
                self._add(name, "is empty")
            return default
        try:
            return convert(cell)
        except ValueError as error:
            self._add(name, str(error))
            return default

    def _add(self, name: str, fault: str) -> None:
        self.faults.append(f"{self.columns.file}: row {self.number}: {name}: {fault}")


def _folded(cell: object) -> str:
    return re.sub(r"[^a-z]", "", str(cell or "").casefold())


# ── Converters: each raises ValueError saying what is wrong ─────────────────────────────


def text(cell: object) -> str:
    """Any cell as text."""
    return str(cell).strip()


def count(cell: object) -> int:
    """A whole number from 0 on, with or without marks between its thousands."""
    said = str(cell).strip()
    if isinstance(cell, float) and cell.is_integer():
        said = str(int(cell))
    if _GROUPED.fullmatch(said):
        said = re.sub(r"\D", "", said)
    if not said.isascii() or not said.isdigit():
        raise ValueError(f"{cell!r} is no whole number from 0 on")
    return int(said)


def workload(resolve: Resolve) -> Callable[[object], str]:
    """A converter of workload names to ids."""

    def convert(cell: object) -> str:
        found = resolve(str(cell).strip())
        if found is None:
            raise ValueError(f"{cell!r} is no known workload")
        return found

    return convert
