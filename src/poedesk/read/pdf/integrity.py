"""Does a PDF say one thing to one program, or to a person, and another to the next?

Every file is looked over for cheap marks. Only where one calls is a page read a second time, by
another program than the one that read the document, and what differs is told with both readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from poedesk.errors import PoedeskError, UnreadableError, word_list
from poedesk.model import Document, Mark, Part, Settings, Vocabulary
from poedesk.read import damage
from poedesk.read.pdf import syntax
from poedesk.read.pdf.differences import KIND, Difference, told
from poedesk.read.pdf.lying_fonts import font_lies
from poedesk.read.pdf.pages import laid_out, opened, turned
from poedesk.read.pdf.resources import contents, entries, placed, resolved
from poedesk.read.pdf.second_reading import disagreements
from poedesk.read.pdf.structure import structure
from poedesk.read.text import normalise

if TYPE_CHECKING:
    from pypdf import PdfReader

_MOST_PAGES = 200  # read a second time
_REPLACED = re.compile(rb"ActualText|/\w*#[0-9A-Fa-f]{2}[\w#]*[\s(<]")
_LABEL_END = re.compile(r"[:_\t.(]")
_ANOTHER = "Another program that reads"


def integrity(
    document: Document, data: bytes, password: str | None, settings: Settings
) -> list[Mark]:
    """Marks for what the file shows or says otherwise, and for what could not be checked."""
    try:
        reader = structure(data, password)
        marks = _page_count(document, reader)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - pypdf raises anything on a damaged file
        known = any(mark.kind == "damaged" for mark in document.marks)
        return [] if known else [_unchecked(error)]
    for check in (font_lies, _second_reading):
        try:
            marks += told(document, list(check(document, data, reader, settings)))
        except PoedeskError:  # a faulty word list is no fault of the file
            raise
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - see above
            marks.append(_unchecked(error))
    return marks


def _unchecked(error: Exception) -> Mark:
    message = (
        "The file is damaged: whether every program reads the same in it could not be checked "
        f"({damage.told(error)})."
    )
    return Mark("damaged", " ".join(normalise(message)[0].split()), ())


def _page_count(document: Document, reader: PdfReader) -> list[Mark]:
    other = len(reader.pages)
    if other == document.pages:
        return []
    message = f"It has {document.pages} pages to one program and {other} to another."
    return [Mark(KIND, message, ())]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's own text as the document holds it, and what else is known to stand there."""

    number: int
    start: int
    text: str
    beside: str


def _pages(document: Document) -> Iterator[_Page]:
    own = {part.name: part for part in document.parts if part.certainty is None}
    beside: dict[int | None, list[Part]] = {}
    for part in document.parts:
        beside.setdefault(part.page, []).append(part)
    for number in range(1, (document.pages or 0) + 1):
        part = own.get(f"page {number}", Part("", number, 0, 0))
        rest = [document.text[one.start : one.end] for one in beside.get(number, ())]
        yield _Page(number, part.start, document.text[part.start : part.end], "\n".join(rest))


# ── The second reading ──────────────────────────────────────────────────────────────────


def _second_reading(
    document: Document, data: bytes, reader: PdfReader, settings: Settings
) -> Iterator[Difference]:
    odd = syntax.is_odd(data, reader)
    pages = list(_pages(document))[: len(reader.pages)]
    called = [
        one
        for one in pages
        if odd or _signed(one.text, settings.vocabulary) or _replaced(reader.pages[one.number - 1])
    ]
    for page in called[:_MOST_PAGES]:
        other = _text(reader.pages[page.number - 1])
        if other is not None:
            yield from _compared(page, other, _ANOTHER)
    for who, variant in syntax.variants(data) if odd else ():
        yield from _elsewhere(pages[:_MOST_PAGES], variant, who, settings)


def _text(page: Any) -> str | None:
    try:
        return str(page.extract_text())
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pypdf raises anything: then there is no second reading
        return None


def _compared(page: _Page, other: str, reader: str) -> Iterator[Difference]:
    for line, there in disagreements(page.text, other, page.beside):
        start, end = line or (0, 0)
        yield Difference(
            page.number, page.start + start, page.start + end, page.text[start:end], there, reader
        )


def _elsewhere(
    pages: list[_Page], variant: bytes, who: str, settings: Settings
) -> Iterator[Difference]:
    """What a program reads that takes the file for something else; nothing where it fails."""
    try:
        with opened(variant, settings) as (pdf, _):
            for page in pages[: len(pdf)]:
                with turned(pdf, page.number) as (shown, textpage, plane):
                    other = laid_out(shown, textpage, plane)[0].text
                if other.strip():
                    yield from _compared(page, other, who)
    except UnreadableError:
        return


# ── What calls for it ───────────────────────────────────────────────────────────────────


def _replaced(page: Any) -> bool:
    """Whether anything on the page may bring its own words for what is drawn (ActualText)."""
    try:
        if any(_REPLACED.search(one) for one in contents(page)):
            return True
        named = (resolved(name) for one in placed(page) for name in _properties(one))
        return any(isinstance(one, dict) and "/ActualText" in one for one in named)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pypdf cannot unpack it: then the second reading tells
        return True


def _properties(one: Any) -> list[Any]:
    return entries(one.get("/Resources"), "/Properties")


def _signed(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a line asks for a signature."""
    labels = _labels(vocabulary)
    return any(
        _LABEL_END.split(line, maxsplit=1)[0].strip().lower() in labels for line in text.split("\n")
    )


@lru_cache(maxsize=8)
def _labels(vocabulary: Vocabulary) -> frozenset[str]:
    if "signing" not in vocabulary.tables:
        return frozenset()
    with word_list("signing"):
        return frozenset(one.lower() for one in vocabulary["signing"]["labels"]["signature"])
