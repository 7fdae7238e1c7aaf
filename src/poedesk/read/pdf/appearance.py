"""The words that annotations show upon a PDF page, as they are drawn there."""

from __future__ import annotations

from typing import Any

from poedesk.read.pdf.layout import PageText, layout
from poedesk.read.pdf.plane import Plane

_MOST_OBJECTS = 50_000  # a page; beyond it what lies upon it is not told apart


def drawn_upon(pdf: Any, plane: Plane) -> PageText | None:
    """The text of all annotations that show on the screen; None where none draws anything.

    They are made part of the page in memory, so it must have been read before. Only what they
    drew is left on the copy that is read here.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        before = _flattened(pdf, plane.page)
        if before is None:
            return None
        page = pdf[plane.page - 1]
        try:
            for _ in range(min(before, pdfium.FPDFPage_CountObjects(page.raw) - 1)):
                item = pdfium.FPDFPage_GetObject(page.raw, 0)
                pdfium.FPDFPage_RemoveObject(page.raw, item)
                pdfium.FPDFPageObj_Destroy(item)
            textpage = page.get_textpage()
            try:
                return layout(textpage, plane)
            finally:
                textpage.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return None


def _flattened(pdf: Any, number: int) -> int | None:
    """How many objects the page itself draws; None where its annotations add nothing."""
    import pypdfium2.raw as pdfium

    page = pdf[number - 1]
    try:
        before = int(pdfium.FPDFPage_CountObjects(page.raw))
        if before > _MOST_OBJECTS:
            return None
        done = pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
        return before if done == pdfium.FLATTEN_SUCCESS else None
    finally:
        page.close()
