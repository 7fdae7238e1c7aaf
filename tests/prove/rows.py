"""What a measurement hands back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, the figure, and the bound it must keep.

    `bound` is empty and `met` true where a figure only informs.
    """

    what: str
    figure: str
    bound: str = ""
    met: bool = True


class SkippedError(Exception):
    """A measurement cannot be made on this machine; the text says why."""
