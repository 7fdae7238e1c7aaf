"""A page of the evidence as a picture, with the places of the chosen finding framed."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

from textual.containers import ScrollableContainer
from textual.widget import Widget
from textual.widgets import Static

_PNG = b"\x89PNG\r\n"
_ZOOM = (100, 150, 220, 320, 500, 800)
"""Widths of the page, in percent of the pane's."""


class PageView(ScrollableContainer):
    """Shows one picture at a time; larger than its pane where it is zoomed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  textual's own name
        super().__init__(id=id)
        self._zoom = 0
        self._at = (0.0, 0.0)
        self._image: Widget | None = None

    def show(self, png: bytes, at: tuple[float, float] = (0.0, 0.0)) -> None:
        """Show a picture that the sandbox drew, scrolled to the place `at` (shares of its width
        and height); anything but a PNG is refused.
        """
        if not png.startswith(_PNG):
            self.say("What was drawn is no picture.")
            return
        self.remove_children()
        image = image_widget()(io.BytesIO(png))
        self._image = image
        self._at = at
        self._fit()
        self.mount(image)

    def say(self, words: str) -> None:
        """Words in place of a picture."""
        self._image = None
        self.remove_children()
        self.mount(Static(words, markup=False))

    def zoom(self, step: int) -> None:
        """Show the page larger or smaller."""
        self._zoom = max(0, min(self._zoom + step, len(_ZOOM) - 1))
        self._fit()

    def _fit(self) -> None:
        if self._image is not None:
            self._image.styles.width = f"{_ZOOM[self._zoom]}%"
            self._image.styles.height = "auto"
            # Its height follows its width, which is known only once it was laid out.
            self.call_after_refresh(self._lay_out, self._image)

    def _lay_out(self, image: Widget) -> None:
        image.refresh(layout=True)
        self.call_after_refresh(self._reveal, image)

    def _reveal(self, image: Widget) -> None:
        across, down = self._at
        self.scroll_to(
            x=across * image.size.width - self.size.width / 4,
            y=down * image.size.height - self.size.height / 3,
            animate=False,
        )


def image_widget() -> Callable[[io.BytesIO], Widget]:
    """The best that the terminal can show: its own pictures (kitty, sixel) or half cells.

    Asked before the desk starts, because the terminal is asked by escape sequences.
    """
    from textual_image.widget import HalfcellImage, Image

    out = sys.__stdout__
    return Image if out is not None and out.isatty() else HalfcellImage
