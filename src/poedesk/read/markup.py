"""HTML of a mail → text that keeps lines, table cells and quotation, and drops what is unseen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSEEN = {"style", "script", "head", "title", "template", "meta", "noscript", "object"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt"),
    *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
    *("li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"),
}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE
)
_CONTENT_ID = re.compile(r"""cid:([^"'\s>)]+)""", re.IGNORECASE)


def content_ids(html: str) -> frozenset[str]:
    """The ids of the attached pictures that the HTML shows."""
    return frozenset(_CONTENT_ID.findall(html))


def text(html: str) -> str:
    """The text as a mail program shows it: one line a block, a tab between the cells of a row,
    "> " before each line of a quotation. HTML that is no HTML is text.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    without_nulls = html.replace("\0", "")
    if not without_nulls.strip():
        return ""
    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        data = without_nulls.encode("utf-8", "surrogatepass")
        root = document_fromstring(data, parser=parser)
    except (etree.LxmlError, UnicodeError, ValueError, AssertionError):
        return html
    return _Writer().write(root)


class _Writer:
    """Walks the tree once, without recursion, and writes lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._flat = 0  # depth of rows whose cells become one line each
        self._exact = 0  # depth of <pre>

    def write(self, root: HtmlElement) -> str:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            if event == "end":
                self._leave(node)
            elif _is_unseen(node):
                walk.skip_subtree()
            else:
                self._enter(node)
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def _enter(self, node: Any) -> None:
        tag = node.tag
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

    def _leave(self, node: Any) -> None:
        if not _is_unseen(node):
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
        if not words:
            return
        if self._exact and not self._flat:
            for number, line in enumerate(words.split("\n")):
                if number:
                    self._new_line()
                self._line.append(line)
        else:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", words))

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


def _is_unseen(node: Any) -> bool:
    if not isinstance(node.tag, str) or node.tag in _UNSEEN:
        return True
    return node.get("hidden") is not None or _HIDDEN.search(node.get("style") or "") is not None


def _is_quotation(node: Any) -> bool:
    """A quotation, not a mere indentation, which old mail programs write in the same way."""
    marked = node.get("type") == "cite" or node.get("cite") or "quote" in (node.get("class") or "")
    return bool(marked) or "border-left" in (node.get("style") or "")


def _is_data_row(node: Any) -> bool:
    """A row with several cells and no table within; other tables only place blocks."""
    cells = [child for child in node if child.tag in {"td", "th"}]
    return len(cells) > 1 and all(cell.find(".//table") is None for cell in cells)
