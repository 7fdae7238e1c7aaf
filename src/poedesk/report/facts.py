"""What was read of one file and of all that it encloses, for a terminal or for a program.

The text form is laid out from the same plain data as the JSON form, so that both say the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from poedesk.model import Examination
from poedesk.record.evidence import Record
from poedesk.record.file import record_examination
from poedesk.report.console import to_console
from poedesk.report.escape import line

_HEAD = ("inside", "kind", "pages", "size", "sha256", "language", "created", "modified")
_MARGIN = 4
_LONGEST = 100_000  # characters of a line of text: what is read is shown whole


def print_facts(one: Examination, form: str, stream: IO[str]) -> None:
    """Write all that was read to `stream` as `form` (text · json)."""
    data = record_examination(one)
    if form == "json":
        json.dump(data, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
        return
    show = to_console(stream)
    for each in data["files"]:
        show(*_file(each), "")


def _file(one: Record) -> Iterator[RenderableType]:
    yield Text(line(one["path"], 500), style="bold reverse")
    yield _indented(_grid({name: one[name] for name in _HEAD}))
    if one["error"]:
        yield _indented(Text.assemble(("not read  ", "bold red"), line(one["error"], 2000)))
    if one["mail"]:
        yield from _section(
            "mail", [_grid({n: v for n, v in one["mail"].items() if n != "messages"})]
        )
        yield from _section("messages", [_table(one["mail"]["messages"])])
    yield from _section("encloses", [Text(line(path, 500)) for path in one["encloses"]])
    yield from _section("not read", [_table(one["unread"])] if one["unread"] else [])
    yield from _section("marks", [_table(one["marks"])] if one["marks"] else [])
    for part in one["parts"]:
        yield from _section(_part_title(part), [_lines(part)])
    for act in one["acknowledgements"]:
        yield from _section("acknowledgement", list(_acknowledgement(act)))
    for kind, found in one["facts"].items():
        yield from _section(kind.replace("_", " "), [_table(found)] if found else [])


def _section(title: str, body: Sequence[RenderableType]) -> Iterator[RenderableType]:
    """A title and what stands below it; nothing where nothing does."""
    if body:
        yield ""
        yield _indented(Text(line(title), style="bold cyan"))
        yield _indented(_indented(Group(*body)))


def _indented(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, _MARGIN), expand=False)


# ── Text ────────────────────────────────────────────────────────────────────────────────


def _part_title(part: Record) -> str:
    recognised = "" if part["certainty"] is None else f", recognised ({part['certainty']:.0%})"
    return f"text: {part['name']}{recognised}"


def _lines(part: Record) -> Table:
    """Numbered lines, each with the offset at which it starts in the text of the file."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for style in ("dim", "dim", ""):
        table.add_column(style=style, justify="right" if style else "left", overflow="fold")
    start = part["start"]
    lines = part["text"].removesuffix("\n").split("\n")
    for number, words in enumerate(lines, start=1):
        # Cells that stand apart stay apart: a tab would be one space among others.
        shown = line(words.replace("\t", " ⇥ "), _LONGEST)
        table.add_row(str(number), str(start), Text(shown))
        start += len(words) + 1
    return table


# ── What was found ──────────────────────────────────────────────────────────────────────


def _acknowledgement(act: Record) -> Iterator[RenderableType]:
    apart = ("technical", "envelope", "evidence")
    own = {name: value for name, value in act.items() if name not in apart}
    yield _grid({name: value for name, value in own.items() if value is not None})
    if act["technical"]:
        yield _indented(_grid(act["technical"]))
    if act["envelope"]:
        envelope = {name: value for name, value in act["envelope"].items() if name != "recipients"}
        yield _indented(_grid(envelope))
        if act["envelope"]["recipients"]:
            yield _indented(_table(act["envelope"]["recipients"]))
    yield from (Text(_place(one), style="dim") for one in act["evidence"])


def _table(rows: Sequence[Record]) -> Table:
    """One row a record, with its places in the last column."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in rows[0]:
        table.add_column("where" if name == "evidence" else name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_word(value)) for value in row.values()))
    return table


def _place(place: Record) -> str:
    """Where it stands: page or part, offsets, boxes, words; or what stands for a place."""
    if place["quote"] is None:
        return _word({name: value for name, value in place.items() if name != "quote"})
    where = " ".join(
        [f"page {place['page']}"] * bool(place["page"]) + [place["part"]] * bool(place["part"])
    )
    boxes = "".join(f" [{' '.join(f'{side:.0f}' for side in box)}]" for box in place["boxes"])
    return f"{line(where)} {place['start']}–{place['end']}{boxes} “{line(place['quote'], 400)}”"


def _grid(values: Mapping[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in values.items():
        table.add_row(name.replace("_", " "), Text(_word(value)))
    return table


def _word(value: Any) -> str:
    """One value; what is unknown or empty is a dash."""
    match value:
        case bool():
            return "yes" if value else "no"
        case {"quote": _}:
            return _place(value)
        case dict():
            return ", ".join(f"{name} {_word(one)}" for name, one in value.items() if one)
        case [dict(), *_]:
            return "\n".join(map(_word, value))
        case list() | tuple():
            return ", ".join(map(_word, value)) or "–"
        case None | "":
            return "–"
        case _:
            return line(str(value), 2000)
