"""HTML of a mail → text that keeps lines, table cells and quotation; what is unseen is kept
apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poedesk.read.css import sheet
from poedesk.read.markup_look import Look, look

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt"),
    *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
    *("li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"),
}
_CONTENT_ID = re.compile(r"""cid:([^"'\s>)]+)""", re.IGNORECASE)


_CHARSET = re.compile(rb"charset=[\"']?([\w.:-]{1,40})|encoding=[\"']([\w.:-]{1,40})")


@dataclass(frozen=True, slots=True)
class Shown:
    """The words of HTML: those that a person sees, those that nobody does, and those that
    stand for a picture.
    """

    text: str
    hidden: str
    pictured: str


def content_ids(html: str) -> frozenset[str]:
    """The ids of the attached pictures that the HTML shows."""
    return frozenset(_CONTENT_ID.findall(html))


def charset(html: bytes) -> str:
    """The charset that the HTML names for itself; empty where it names none."""
    found = _CHARSET.search(html[:8192])
    return (found.group(1) or found.group(2)).decode("ascii", "replace") if found else ""


def text(html: str) -> Shown:
    """The text as a mail program shows it: one line a block, a tab between the cells of a row,
    "> " before each line of a quotation. HTML that is no HTML is text.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    without_nulls = html.replace("\0", "")
    if not without_nulls.strip():
        return Shown("", "", "")
    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        data = without_nulls.encode("utf-8", "surrogatepass")
        root = document_fromstring(data, parser=parser)
    except (etree.LxmlError, UnicodeError, ValueError, AssertionError):
        return Shown(html, "", "")
    return _Writer(sheet(without_nulls)).write(root)


class _Writer:
    """Walks the tree once, without recursion, and writes lines."""

    def __init__(self, styles: dict[str, str]) -> None:
        self._styles = styles
        self._looks = [Look()]
        self._hidden: list[str] = []
        self._pictured: list[str] = []
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._flat = 0  # depth of rows whose cells become one line each
        self._exact = 0  # depth of <pre>

    def write(self, root: HtmlElement) -> Shown:
        from lxml import etree

        for event, node in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                self._looks.append(look(node, self._looks[-1], self._styles))
                if self._looks[-1].gone:
                    self._words(node.text)
                else:
                    self._enter(node)
            else:
                self._leave(node, self._looks.pop())
        self._break()
        shown = re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")
        return Shown(shown, " ".join(" ".join(self._hidden).split()), " ".join(self._pictured))

    def _enter(self, node: Any) -> None:
        tag = node.tag
        if tag == "img":
            self._pictured += filter(None, (node.get("alt"), node.get("title")))
        if tag == "br":
            self._new_line()
        elif tag in _BLOCKS:
            self._break()
        if tag in {"td", "th"} and self._flat and node.getprevious() is not None:
            self._line.append("\t")
        self._count(node, 1)
        if tag == "li":
            self._line.append("- ")
        self._words(node.text)

    def _leave(self, node: Any, own: Look) -> None:
        if not own.gone:
            if node.tag in _BLOCKS | {"td", "th"} and not self._flat:
                self._break()
            self._count(node, -1)
            if node.tag == "tr":
                self._break()
        self._words(node.tail)

    def _count(self, node: Any, step: int) -> None:
        if node.tag == "blockquote" and _is_quotation(node):
            self._quotes += step
        elif node.tag == "pre":
            self._exact += step
        elif node.tag == "tr" and _is_data_row(node):
            self._flat += step

    def _words(self, words: str | None) -> None:
        if not words or self._looks[-1].dropped:
            return
        if not self._looks[-1].is_seen:
            self._hide(words)
            return
        if self._exact and not self._flat:
            for number, line in enumerate(words.split("\n")):
                if number:
                    self._new_line()
                self._line.append(line)
        else:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", words))

    def _hide(self, words: str) -> None:
        """Newsletters fill the line that is not shown with blanks and joiners: no words."""
        if any(map(str.isalnum, words)):
            self._hidden.append(words)

    def _break(self) -> None:
        """End the line, if it holds anything; inside a row of cells a blank instead."""
        if "".join(self._line).strip(" "):
            self._new_line()
        elif not self._flat:
            self._line.clear()

    def _new_line(self) -> None:
        if self._flat:
            self._line.append(" ")
            return
        cells = [re.sub(r" {2,}", " ", cell).strip(" ") for cell in "".join(self._line).split("\t")]
        line = "\t".join(cells).rstrip("\t")
        self._lines.append("> " * self._quotes + line if self._quotes else line)
        self._line.clear()


def _is_quotation(node: Any) -> bool:
    """A quotation, not a mere indentation, which old mail programs write in the same way."""
    marked = node.get("type") == "cite" or node.get("cite") or "quote" in (node.get("class") or "")
    return bool(marked) or "border-left" in (node.get("style") or "")


def _is_data_row(node: Any) -> bool:
    """A row with several cells and no table within; other tables only place blocks."""
    cells = [child for child in node if child.tag in {"td", "th"}]
    return len(cells) > 1 and all(cell.find(".//table") is None for cell in cells)
