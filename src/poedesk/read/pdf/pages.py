"""Opens a PDF and turns its pages, the same way for reading and for finding boxes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from poedesk.errors import UnreadableError
from poedesk.model import Box, Graphic, Settings
from poedesk.read.pdf.graphics import graphics
from poedesk.read.pdf.lately import Lately
from poedesk.read.pdf.layout import PageText, layout
from poedesk.read.pdf.plane import Plane
from poedesk.read.text import Composer


@contextmanager
def opened(data: bytes, settings: Settings) -> Iterator[tuple[Any, str | None]]:
    """The open file and the password that opened it (None where none was asked).

    Raises UnreadableError naming the cause where it does not open.
    """
    import pypdfium2

    for password in (None, "", *settings.passwords):
        try:
            pdf = pypdfium2.PdfDocument(data, password=password)
        except pypdfium2.PdfiumError as error:
            # pdfium may tell the cause of an earlier failure: believe it of locked files only
            cause = str(error).lower() if b"/Encrypt" in data else ""
            if "password" in cause:
                continue
            if "security" in cause:
                raise UnreadableError(
                    "the PDF is encrypted for certain persons", "Save a copy without encryption."
                ) from error
            raise UnreadableError(
                "the PDF is damaged or incomplete and does not open",
                "Ask for it again, or save it anew from the program that made it.",
            ) from error
        try:
            yield pdf, password
        finally:
            pdf.close()
        return
    raise UnreadableError(
        "the PDF is protected by a password that is not known",
        "Give it with --password, or save a copy without one.",
    )


@contextmanager
def turned(pdf: Any, number: int) -> Iterator[tuple[Any, Any, Plane]]:
    """Page `number` (from 1), its text page and its plane.

    Raises UnreadableError where the page is too damaged to open.
    """
    import pypdfium2

    with ExitStack() as stack:
        try:
            page = pdf[number - 1]
            stack.callback(page.close)
            textpage = page.get_textpage()
            stack.callback(textpage.close)
            plane = Plane(number, page.get_bbox(), page.get_rotation())
        except pypdfium2.PdfiumError as error:
            raise UnreadableError("the page is damaged and does not open") from error
        yield page, textpage, plane


Content = tuple[PageText, tuple[Graphic, ...]]
_LATELY: Lately[Content] = Lately(1_000_000)  # characters


def content(digest: str, page: Any, textpage: Any, plane: Plane) -> Content:
    """As `laid_out`, made once; `digest` is that of the file's bytes."""
    return _LATELY.get(
        (digest, plane.page),
        lambda: laid_out(page, textpage, plane),
        lambda made: len(made[0].text) + len(made[1]),
    )


def laid_out(page: Any, textpage: Any, plane: Plane) -> Content:
    """A page's text in reading order, and what is drawn beside it."""
    drawn = graphics(page, plane)
    boxes: dict[str, list[Box]] = {}
    for one in drawn:
        boxes.setdefault(one.kind, []).append((one.left, one.top, one.right, one.bottom))
    text = layout(textpage, plane, boxes.get("rule", ()), boxes.get("border", ()))
    return text, tuple([one for one in drawn if one.kind != "border"])


def pictures(page: Any) -> Iterator[Any]:
    """The pictures on a page, also within forms; nothing is decoded."""
    import pypdfium2.raw as pdfium

    yield from page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])


def can_be_drawn(picture: Any) -> bool:
    """Whether a picture can be decoded."""
    import pypdfium2

    try:
        picture.get_bitmap().close()
    except pypdfium2.PdfiumError:
        return False
    return True


def add_page(composer: Composer, number: int, text: PageText, *, scanned: bool = False) -> int:
    """Write one page as a part of its own; returns where its text starts."""
    if not text.text:
        return composer.length
    composer.begin(f"page {number}", number, scanned=scanned)
    return composer.raw(text.text, text.segments)
