"""What each later state of a signed PDF changed, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from poedesk.attest.foreign import library
from poedesk.attest.pdf.policy import entries, entry, notes, pages
from poedesk.errors import UnreadableError
from poedesk.read.text import normalise

VISIBLE = "visible signature field"
_MOST = 60  # changes that are told
_MOST_FIELDS = 5000
_LONGEST = 60
_CATALOGUE = {
    "/OCProperties": "its layers",
    "/OpenAction": "what happens when it is opened",
    "/AA": "what happens when it is used",
    "/AF": "the files attached to it",
    "/DSS": "validation data",
    "/Perms": "its permissions",
    "/Collection": "the collection it covers",
}
_NAMES = {"/EmbeddedFiles": "the files attached to it", "/JavaScript": "its JavaScript"}


def changes(reader: Any, since: int) -> tuple[str, ...]:
    """What every state after number `since` (from 0) of an open file changed.

    What cannot be followed is left out: whether it was permitted is judged elsewhere.
    """
    total = int(reader.xrefs.total_revisions)
    told: list[str] = []
    for number in range(since + 1, total):
        with suppress(UnreadableError), library("the changes cannot be followed"):
            old, new = map(reader.get_historical_resolver, (number - 1, number))
            found = dict.fromkeys((*_fields(old, new), *_paged(old, new), *_catalogue(old, new)))
            told += [f"state {number + 1} of {total}: {one}" for one in found]
        if len(told) >= _MOST:
            break
    return tuple(told[:_MOST])


def _short(value: Any) -> str:
    return " ".join(normalise(str(value))[0].split())[:_LONGEST]


# ── Fields ──────────────────────────────────────────────────────────────────────────────


def _fields(old: Any, new: Any) -> Iterator[str]:
    before, after = dict(_named(old)), dict(_named(new))
    overwritten = _overwritten(old, new)
    for name in before.keys() - after.keys():
        yield f"the field “{_short(name)}” was removed"
    for name, field in after.items():
        signature = _kind(field) == "/Sig"
        if name not in before:
            kind = (VISIBLE if _shows(field) else "signature field") if signature else "field"
            yield f"the {kind} “{_short(name)}” was added"
        was, value = _value(before.get(name)), _value(field)
        if was == value:
            if name in before and _differs(before[name], field, "/AP", overwritten, new):
                yield f"what the field “{_short(name)}” shows was changed"
        elif signature:
            yield _signed(name, value, field)
        else:
            yield f"the field “{_short(name)}” was filled in with “{_short(value)}”"


def _shows(field: Any) -> bool:
    """Whether a field has a place on a page."""
    left, bottom, right, top = (float(one) for one in entry(field, "/Rect", (0, 0, 0, 0)))
    return left != right and bottom != top


def _signed(name: str, value: Any, field: Any) -> str:
    if value is None:
        return f"the signature in “{_short(name)}” was taken away"
    if str(entry(field["/V"], "/SubFilter")) == "/ETSI.RFC3161":
        return "a time stamp was put upon the document"
    return f"somebody signed in “{_short(name)}”"


def _named(handler: Any) -> Iterator[tuple[str, Any]]:
    """Every field with its full name."""
    form = entry(handler.root, "/AcroForm", {})
    stack = [("", one.get_object()) for one in entries(form, "/Fields")]
    seen = 0
    while stack and seen < _MOST_FIELDS:
        seen += 1
        above, field = stack.pop()
        name = ".".join(filter(None, (above, str(entry(field, "/T", "")))))
        kids = [one.get_object() for one in entries(field, "/Kids")]
        named = [(name, one) for one in kids if "/T" in one]
        stack += named
        if not named:
            yield name, field


def _kind(field: Any) -> str:
    above = entry(field, "/Parent", {})
    return str(entry(field, "/FT", entry(above, "/FT", "")))


def _value(field: Any) -> Any:
    """What a field holds, as something that can be compared."""
    if field is None or "/V" not in field:
        return None
    raw = field.raw_get("/V")
    return raw.reference if _kind(field) == "/Sig" and hasattr(raw, "reference") else str(raw)


# ── Pages ───────────────────────────────────────────────────────────────────────────────


def _paged(old: Any, new: Any) -> Iterator[str]:
    before, after = list(pages(old)), list(pages(new))
    for number, reference in enumerate(after, start=1):
        if reference not in before:
            yield f"page {number} was added"
    yield from (f"page {before.index(one) + 1} was removed" for one in before if one not in after)
    if before != after and set(before) == set(after):
        yield "the pages were put in another order"
    for number, reference in enumerate(after, start=1):
        if reference in before:
            yield from _page(number, old(reference), new(reference), (old, new))


def _page(number: int, before: Any, after: Any, states: tuple[Any, Any]) -> Iterator[str]:
    old, new = states
    changed = _overwritten(old, new)
    for key, what in (("/Contents", "its content"), ("/Resources", "what it is drawn with")):
        if _differs(before, after, key, changed, new):
            yield f"page {number}: {what} was changed"
    for key in ("/MediaBox", "/CropBox", "/Rotate", "/AA"):
        if entry(before, key) != entry(after, key):
            yield f"page {number}: {key[1:]} was changed"
    was, now = notes(before), notes(after)
    for one in was:
        if one not in now:
            yield f"page {number}: {_a(old(one))} was removed"
    for one in now:
        if one not in was:
            yield f"page {number}: {_a(new(one))} was added"
        elif one in changed and not _is_widget(new(one)):
            yield f"page {number}: {_a(new(one))} was changed"


def _a(note: Any) -> str:
    kind = str(entry(note, "/Subtype", ""))[1:] or "unknown"
    said = _short(entry(note, "/Contents", ""))
    what = "a field of the form" if kind == "Widget" else f"an annotation ({kind})"
    return f"{what} that says “{said}”" if said else what


def _is_widget(note: Any) -> bool:
    return str(entry(note, "/Subtype")) == "/Widget"


# ── The catalogue ───────────────────────────────────────────────────────────────────────


def _catalogue(old: Any, new: Any) -> Iterator[str]:
    before, after, changed = old.root, new.root, _overwritten(old, new)
    for key, what in _CATALOGUE.items():
        if _differs(before, after, key, changed, new):
            yield f"changed or added: {what}"
    for key, what in _NAMES.items():
        if _differs(entry(before, "/Names", {}), entry(after, "/Names", {}), key, changed, new):
            yield f"changed or added: {what}"
    if before.raw_get("/Pages") != after.raw_get("/Pages"):
        yield "the whole list of pages was replaced"


def _overwritten(old: Any, new: Any) -> set[Any]:
    """The objects that the newer state wrote again."""
    return {one for one in new.explicit_refs_in_revision() if not old.is_ref_unassignable(one)}


def _differs(before: Any, after: Any, key: str, overwritten: set[Any], new: Any) -> bool:
    """Whether an entry, or anything that it leads to, is another in the newer state."""
    if key not in after or key not in before:
        return (key in after) != (key in before)
    value = after.raw_get(key)
    if before.raw_get(key) != value:
        return True
    return bool(overwritten) and not overwritten.isdisjoint(new.collect_dependencies(value))
