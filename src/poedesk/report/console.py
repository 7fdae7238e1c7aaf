"""How styled text reaches a terminal, a pipe or a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from rich.console import Console, RenderableType

Show = Callable[..., None]
_WIDTH = 160  # piped output keeps its width, whatever terminal stands around it


def to_console(stream: IO[str]) -> Show:
    """A function that prints what rich renders: styled on a terminal, plain elsewhere."""
    width = None if stream.isatty() else _WIDTH
    console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)

    def show(*parts: RenderableType) -> None:
        if console.is_terminal:
            console.print(*parts, sep="\n")
            return
        with console.capture() as captured:
            console.print(*parts, sep="\n")
        stream.write("".join(f"{one.rstrip()}\n" for one in captured.get().splitlines()))

    return show
