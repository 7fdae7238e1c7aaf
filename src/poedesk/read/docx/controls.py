"""Content controls: what they are bound to, and the state of their check boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from poedesk.read.docx.xml import attribute, child, tag
from poedesk.read.text import normalise

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STEPS = re.compile(
    r"(?:/(?:\w{1,40}:)?[\w.-]{1,80}(?:\[\d{1,4}\])?){1,20}(?:/@(?:\w{1,40}:)?\w{1,80})?"
)
_STEP = re.compile(r"/(@?)(?:\w+:)?([\w.-]+)(?:\[(\d{1,6})\])?")
_DAY = re.compile(r"(\d{4})-\d\d-(\d\d)(T|$)")
_BOXES = {"☐": False, "☒": True, "☑": True, "✓": True, "✗": True, "✔": True}


@dataclass(frozen=True, slots=True)
class Stores:
    """The data parts of a file by their ids, to which its controls may be bound."""

    roots: dict[str, Element] = field(default_factory=dict)

    def bound(self, properties: Element | None) -> str | None:
        """The value to which a control is bound; None where there is none or it is not plain."""
        binding = child(properties, "w:dataBinding")
        if binding is None:
            return None
        root = self.roots.get((attribute(binding, "storeItemID") or "").upper())
        path = attribute(binding, "xpath") or ""
        if root is None or not _STEPS.fullmatch(path):
            return None
        return _value(root, path)


def _value(root: Element, path: str) -> str | None:
    """The text at a path of steps; namespaces are not compared."""
    (_, first, _), *steps = _STEP.findall(path)
    if _local(root) != first:
        return None
    for is_attribute, name, position in steps:
        if is_attribute:
            return attribute(root, name)
        same = [one for one in root if _local(one) == name]
        index = int(position or 1) - 1
        if not 0 <= index < len(same):
            return None
        root = same[index]
    return (root.text or "") if len(root) == 0 else None


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def box(properties: Element | None) -> bool | None:
    """Whether a check box control is ticked; None where the control is none."""
    found = child(properties, "w14:checkbox")
    if found is None:
        return None
    state = child(found, "w14:checked")
    return state is not None and attribute(state, "val") in {"1", "true", "on"}


def box_shown(text: str) -> bool | None:
    """Whether the box that stands there is ticked; None where no box stands there."""
    return _BOXES.get(text.strip())


def day(properties: Element | None) -> str | None:
    """The day of a date control, ISO, as it was picked; None where none was."""
    picked = child(properties, "w:date")
    said = (attribute(picked, "fullDate") or "")[:10] if picked is not None else ""
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        return None


def picks(properties: Element | None) -> dict[str, str]:
    """What a drop-down list shows for each of its values."""
    shown: dict[str, str] = {}
    for name in ("w:dropDownList", "w:comboBox"):
        listed = child(properties, name)
        for one in listed if listed is not None else ():
            value = attribute(one, "value")
            if tag(one) == "w:listItem" and value:
                shown[value] = attribute(one, "displayText") or value
    return shown


def picked_otherwise(shown: str, properties: Element | None) -> str | None:
    """What a control says was picked, where it shows something else: a day or a list's item."""
    stored = day(properties)
    if stored is not None and not _shows_day(shown, stored):
        return stored
    listed = child(properties, "w:dropDownList")
    last = attribute(listed, "lastValue") if listed is not None else None
    if not last or {_plain(last), _plain(picks(properties).get(last, last))} & {_plain(shown)}:
        return None
    return picks(properties).get(last, last)


def _shows_day(shown: str, stored: str) -> bool:
    """Whether the words show nothing that the stored day is not; they may leave out parts."""
    numbers = {int(one) for one in re.findall(r"\d{1,4}", shown)}
    year, month, number = (int(one) for one in stored.split("-"))
    years = {one for one in numbers if one > 999}
    others = numbers - years
    day_told = number in others or others <= {month, year % 100}
    return (not years or year in years) and day_told


def differs(shown: str, bound: str, properties: Element | None) -> bool:
    """Whether a bound value says something else than what the control shows."""
    if not bound.strip():
        return False  # nothing was stored: the text stands for itself
    stored = _DAY.match(bound.strip())
    if stored is not None:
        return not _same_day(shown, stored)
    same = {_plain(bound), _plain(picks(properties).get(bound, bound))}
    state = box_shown(shown)
    if state is not None:
        return (bound.strip().lower() in {"1", "true"}) is not state
    return _plain(shown) not in same


def _same_day(shown: str, stored: re.Match[str]) -> bool:
    """Whether the words, in whatever language and order, may show the stored day."""
    numbers = {int(one) for one in re.findall(r"\d{1,4}", shown)}
    year, day_of_month = int(stored[1]), int(stored[2])
    return bool(numbers & {year, year % 100}) and (day_of_month in numbers or len(numbers) == 1)


def _plain(text: str) -> str:
    return "".join(normalise(text)[0].split()).casefold()
