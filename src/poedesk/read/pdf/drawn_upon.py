"""The annotations of a PDF page that draw something upon it, as the page's renderer has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from poedesk.model import Box
from poedesk.read.pdf.plane import Plane

_MOST_ANNOTATIONS = 3000
_HIDDEN = 1 << 1 | 1 << 5  # annotation flags: hidden, not on the screen


def annotation_boxes(page: Any, plane: Plane) -> Iterator[Box]:
    """The boxes of the annotations that show on the screen."""
    import pypdfium2.raw as pdfium

    rect = pdfium.FS_RECTF()
    for one in shown_annotations(page):
        if pdfium.FPDFAnnot_GetRect(one, rect):
            yield plane.shown((rect.left, rect.bottom, rect.right, rect.top))


def shown_annotations(page: Any) -> Iterator[Any]:
    """The annotations that draw something on the screen, each open only until the next."""
    import pypdfium2.raw as pdfium

    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        one = pdfium.FPDFPage_GetAnnot(page.raw, number)
        try:
            kind, flags = pdfium.FPDFAnnot_GetSubtype(one), pdfium.FPDFAnnot_GetFlags(one)
            if kind not in {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP} and not (
                flags & _HIDDEN
            ):
                yield one
        finally:
            pdfium.FPDFPage_CloseAnnot(one)
