"""Samples as the files that people send: Word documents and PDFs, with real tables."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from poedesk.model import Reading, Settings
from poedesk.read import read
from tests.forge import word
from tests.forge.reading import reading
from tests.labelled import Label, Sample

_WIDTH, _LEADING = 88, 14  # characters of a line, points between lines
_COLUMNS = 480  # points of a table's width


def laid_out(sample: Sample, settings: Settings) -> tuple[Reading, Sample]:
    """A sample as read from a file, and with its labels where they stand in what was read.

    A passage without a table stays plain text. Of the documents those that Helvetica can
    write become PDFs, the others and the passages with tables Word files.
    """
    if not sample.whole and "\t" not in sample.text:
        return reading(sample.text), sample
    latin = sample.text.isascii() or _is_latin(sample.text)
    kind, data = ("pdf", _pdf(sample.text)) if sample.whole and latin else ("docx", _docx(sample))
    made = read(f"{sample.id}.{kind}", None, data, settings)
    return made, _moved(sample, made.document.text)


def _is_latin(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _blocks(text: str) -> Iterator[list[list[str]]]:
    """The lines of a text by cells; those of one table together, others alone."""
    lines = [line.split("\t") for line in text.splitlines()]
    for cells, group in groupby(lines, key=len):
        rows = list(group)
        yield from [rows] if cells > 1 else ([row] for row in rows)


def _docx(sample: Sample) -> bytes:
    def build(document: Any) -> None:
        for rows in _blocks(sample.text):
            if len(rows[0]) == 1:
                document.add_paragraph(rows[0][0])
                continue
            table = document.add_table(rows=len(rows), cols=len(rows[0]))
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text

    return word.saved(build)


def _pdf(text: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    at = 800
    for rows in _blocks(text):
        for cells in rows:
            for line in (
                textwrap.wrap(cells[0], _WIDTH, break_on_hyphens=False) or [""]
                if len(cells) == 1
                else [cells]
            ):
                pieces = [line] if isinstance(line, str) else line
                for number, piece in enumerate(pieces):
                    canvas.drawString(50 + number * _COLUMNS / len(pieces), at, piece)
                at -= _LEADING
                if at < 50:
                    canvas.showPage()
                    at = 800
    canvas.save()
    return out.getvalue()


def _moved(sample: Sample, text: str) -> Sample:
    """The sample over the text that was read, which differs in white space only."""
    places = [at for at, sign in enumerate(text) if not sign.isspace()]
    before = [0]
    for sign in sample.text:
        before.append(before[-1] + (not sign.isspace()))
    if before[-1] != len(places):
        raise ValueError(f"{sample.id}: what was read is not what was written")

    def moved(label: Label) -> Label:
        start, last = places[before[label.start]], places[before[label.end] - 1]
        return replace(label, start=start, end=last + 1)

    return replace(sample, text=text, labels=tuple(map(moved, sample.labels)))
