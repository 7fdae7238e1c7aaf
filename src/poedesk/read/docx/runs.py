"""Collects what stands in one paragraph of a Word file: runs, fields, controls, drawings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from poedesk.model import SignatureLine
from poedesk.read.docx import controls as docx_controls
from poedesk.read.docx.drawn import (
    extent,
    form_value,
    offset,
    signature_line,
    symbol,
    symbols,
    vml_size,
)
from poedesk.read.docx.fields import UNFILLED, Field, prompt, said_of
from poedesk.read.docx.seen import Look, unseen
from poedesk.read.docx.shapes import drawn_words, text_boxes
from poedesk.read.docx.story import PICKED, Inline, Remark, Story, Surroundings
from poedesk.read.docx.styles import look
from poedesk.read.docx.xml import (
    DEEPEST,
    WRAPPERS,
    attribute,
    child,
    descendants,
    opened,
    tag,
    text_of,
)
from poedesk.read.text import normalise

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

REMOVED = {"w:del", "w:moveFrom", "w:cellDel"}
_INSERTED = {"w:ins", "w:moveTo", "w:cellIns"}
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_INLINE_WRAPPERS = WRAPPERS | {"w:hyperlink", "w:fldSimple", "w:dir", "w:bdo"}


class Runs:
    """Holds what runs across paragraphs: open fields, and the story that is being written."""

    def __init__(self, story: Story, around: Surroundings, *, follow_fields: bool) -> None:
        self.story = story
        self.around = around
        self.follow_fields = follow_fields
        self.fields: list[Field] = []
        self.place = around.place  # of the paragraph that is being read

    def collect(self, parent: Iterable[Element], inline: Inline, base: Look, depth: int) -> None:
        """Collect what stands in a paragraph, through every wrapper Word knows."""
        if depth > DEEPEST:
            return
        for element in parent:
            name = tag(element)
            if name == "w:r":
                self._run(element, inline, base)
            elif name in REMOVED:
                inline.remarks.extend(changed(element, 0, 0))
            elif name == "m:t":
                inline.write(text_of(element))
            elif name in _INLINE_WRAPPERS or name.startswith("m:"):
                self._wrapped(name, element, inline, base, depth)

    def _wrapped(self, name: str, element: Element, inline: Inline, base: Look, depth: int) -> None:
        start = inline.length
        if name == "m:den":
            inline.write("/")
        self.collect(opened(element), inline, base, depth + 1)
        inline.remarks.extend(changed(element, start, inline.length))
        if name == "w:sdt":
            text = inline.since(start)
            inline.remarks.extend(
                controlled(element, text, self.around.stores, start, inline.length)
            )
        elif name == "w:fldSimple":
            said = said_of(attribute(element, "instr") or "", inline.since(start))
            if said is not None:
                inline.remark(*said, start)

    def _run(self, run: Element, inline: Inline, base: Look) -> None:
        properties = child(run, "w:rPr")
        style = child(properties, "w:rStyle")
        named = self.around.styles.characters(
            attribute(style, "val") if style is not None else None
        )
        seen = look(properties, self.around.styles.theme).over(named).over(base)
        start = inline.length
        for element in run:
            self._piece(element, inline, seen)
        why = unseen(seen, self.place)
        if why is not None and inline.since(start).strip():
            inline.remark("hidden-text", why, start)
        if seen.struck and inline.since(start).strip():
            inline.remark("struck-out", "text that is struck out", start)

    def _piece(self, element: Element, inline: Inline, seen: Look) -> None:
        name = tag(element)
        if name == "w:fldChar":
            self._field(element, inline)
        elif name == "w:instrText" and self.fields:
            self.fields[-1].instruct(text_of(element))
        elif all(one.shown for one in self.fields):
            self._shown(name, element, inline, seen)

    def _shown(self, name: str, element: Element, inline: Inline, seen: Look) -> None:
        if name == "w:t":
            inline.write(symbols(seen.font, text_of(element)))
        elif name == "w:sym":
            inline.write(symbol(attribute(element, "font"), attribute(element, "char") or ""))
        elif name.startswith("w:") and name[2:] in _CHARACTERS:
            inline.write(_CHARACTERS[name[2:]])
        elif name in {"w:drawing", "w:pict", "w:object"}:
            self._drawing(element, inline)
        elif name == "w:ruby":
            self._ruby(element, inline, seen)
        elif name == "mc:AlternateContent":
            for one in opened(element):
                self._piece(one, inline, seen)

    def _ruby(self, ruby: Element, inline: Inline, seen: Look) -> None:
        """A word, and in brackets how it is spoken."""
        base, spoken = child(ruby, "w:rubyBase"), child(ruby, "w:rt")
        self.collect(base if base is not None else (), inline, seen, DEEPEST)
        if spoken is not None:
            inline.write("(")
            self.collect(spoken, inline, seen, DEEPEST)
            inline.write(")")

    def _field(self, element: Element, inline: Inline) -> None:
        """Follow a field: its result is read, its instruction is not."""
        if not self.follow_fields:
            return
        step = attribute(element, "fldCharType")
        if step == "begin":
            shown = all(one.shown for one in self.fields)
            self.fields.append(Field())
            data = child(element, "w:ffData")
            if shown and data is not None:
                inline.write(form_value(data))
        elif step == "separate" and self.fields:
            self.fields[-1].shown = True
            self.fields[-1].start = inline.length
        elif step == "end" and self.fields:
            self._ended(self.fields.pop(), inline)

    def _ended(self, field: Field, inline: Inline) -> None:
        if not all(one.shown for one in self.fields):
            return
        instruction = "".join(field.instruction)
        start = min(field.start, inline.length) if field.shown else inline.length
        words = "" if field.shown else prompt(instruction)
        if words:
            inline.write(words)
            inline.remark(*UNFILLED, start)
        said = said_of(instruction, inline.since(start))
        if said is not None:
            inline.remark(*said, start)

    def _drawing(self, element: Element, inline: Inline) -> None:
        """Note pictures where they stand; keep text boxes for later."""
        around, theme = self.around.place, self.around.styles.theme
        self.story.boxes.extend(text_boxes(element, around, theme))
        self.story.drawn.extend(drawn_words(element, around, theme))
        for line in descendants(element, "o:signatureline"):
            self._signature_line(signature_line(line), inline)
            return
        if next(descendants(element, "w:control"), None) is not None:
            self.story.unread["form control"] = None
        if next(descendants(element, "v:imagedata"), None) is not None:
            inline.images.append((inline.length, *vml_size(element)))
            return
        if next(descendants(element, "a:blip"), None) is None:
            return
        for anchor in descendants(element, "wp:anchor"):
            inline.floating.append((*offset(anchor), *extent(anchor)))
        for place in descendants(element, "wp:inline"):
            inline.images.append((inline.length, *extent(place)))

    def _signature_line(self, line: SignatureLine, inline: Inline) -> None:
        """Write what Word shows: a cross and a rule, and below them whom it is for."""
        self.story.signature_lines.append(line)
        whom = [one for one in (line.signer, line.title) if one]
        start = inline.length
        inline.write("\n".join(["X" + "_" * 24, *whom]) + "\n")
        told = f" for {', '.join(whom)}" if whom else ""
        inline.remark("signature-line", f"signature line{told}", start)


def changed(element: Element, start: int, end: int) -> list[Remark]:
    """What is to be said of a tracked change; nothing of other elements."""
    name = tag(element)
    if name not in REMOVED | _INSERTED:
        return []
    verb = "deleted" if name in REMOVED else "inserted"
    author = normalise(attribute(element, "author") or "")[0].strip()
    day = normalise(attribute(element, "date") or "")[0][:10]
    by = (f" by {author}" if author else "") + (f" on {day}" if day else "")
    return [Remark("tracked-change", f"text {verb}{by}, not yet accepted", start, end)]


def controlled(
    control: Element, text: str, stores: docx_controls.Stores, start: int, end: int
) -> list[Remark]:
    """What is to be said of a content control that shows `text`."""
    properties = child(control, "w:sdtPr")
    if end <= start:
        return []
    if child(properties, "w:showingPlcHdr") is not None:
        return [Remark(*UNFILLED, start, end)]
    remarks = []
    bound = stores.bound(properties)
    if bound is not None and docx_controls.differs(text, bound, properties):
        told = " ".join(normalise(bound)[0].split())[:200]
        words = f"a field shows something else than the value it stands for: “{told}”"
        remarks.append(Remark("bound-value", words, start, end))
    ticked, shown = docx_controls.box(properties), docx_controls.box_shown(text)
    if ticked is not None and shown is not None and ticked is not shown:
        state = "ticked" if ticked else "empty"
        words = f"a check box shows something else than its state, which is {state}"
        remarks.append(Remark("bound-value", words, start, end))
    otherwise = docx_controls.picked_otherwise(text, properties)
    if otherwise is not None:
        told = " ".join(normalise(otherwise)[0].split())[:200]
        words = f"a field shows something else than what was picked in it: “{told}”"
        remarks.append(Remark("bound-value", words, start, end))
    picked = docx_controls.day(properties)
    if picked is not None:
        remarks.append(Remark(PICKED, picked, start, end))
    return remarks
