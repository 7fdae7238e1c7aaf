"""Which later changes a PDF signature permits: pyHanko's rules, and notes where the signature
allows notes (DocMDP level 3), which pyHanko knows no rule for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

_NOTES = {
    "/Text", "/FreeText", "/Popup", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Ink",
    "/Stamp", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Caret",
}  # fmt: skip
_UPWARD = {"/P", "/Parent", "/IRT", "/Popup"}  # lead back to the page, not to what a note needs
_ACTING = {"/A", "/AA"}  # what a note does; honest ones do nothing
_MOST_PAGES = 2000


@cache
def policy(*, notes_permitted: bool) -> Any:
    """The difference policy of a signature.

    New visible signature fields in a certified file are let pass here: whether they hide
    anything is seen in the pixels, and a person is told of them.
    """
    from pyhanko.sign.diff_analysis import (
        DEFAULT_DIFF_POLICY,
        FormUpdatingRule,
        GenericFieldModificationRule,
        ModificationLevel,
        QualifiedWhitelistRule,
        ReferenceUpdate,
        SigFieldCreationRule,
        SigFieldModificationRule,
        StandardDiffPolicy,
    )

    class Notes(QualifiedWhitelistRule):
        """Notes that were added to a page, or changed, on pages that are otherwise the same."""

        def apply_qualified(self, old: Any, new: Any) -> Iterator[tuple[Any, Any]]:
            for reference in _noted(old, new):
                yield ModificationLevel.ANNOTATIONS, ReferenceUpdate(reference)

    class Touched(FormUpdatingRule):
        """Only what a state really changed: the library takes a locked field for changed
        wherever its appearance is an object of its own.
        """

        def apply(self, old: Any, new: Any) -> Iterator[tuple[Any, Any]]:
            changed = new.explicit_refs_in_revision()
            for level, update in super().apply(old, new):
                if update.updated_ref in changed:
                    yield level, update

    creation: Any = SigFieldCreationRule  # carries no types
    fields = [
        creation(allow_new_visible_after_certify=True),
        SigFieldModificationRule(),
        GenericFieldModificationRule(),
    ]
    more = [Notes()] if notes_permitted else []
    return StandardDiffPolicy(
        global_rules=[*DEFAULT_DIFF_POLICY.global_rules, *more],
        form_rule=Touched(field_rules=fields),
    )


def entry(container: Any, key: str, default: Any = None) -> Any:
    """An entry of a dictionary, followed to where it leads; `get` would not follow it."""
    if key not in container:
        return default
    return container[key]


def entries(container: Any, key: str) -> list[Any]:
    """The members of an array in a dictionary, not followed."""
    found = entry(container, key, ())
    return list(found) if isinstance(found, list) else []


def pages(handler: Any) -> Iterator[Any]:
    """References to the pages of a state, in order; of very many the first."""
    seen: set[Any] = set()
    stack = [handler.root.raw_get("/Pages")]
    while stack and len(seen) < _MOST_PAGES:
        node = stack.pop()
        reference = getattr(node, "reference", None)
        if reference is None or reference in seen:
            continue
        seen.add(reference)
        found = handler(reference)
        if "/Kids" in found:
            stack += reversed(entries(found, "/Kids"))
        else:
            yield reference


def notes(page: Any) -> tuple[Any, ...]:
    """References to the annotations of a page that have an object of their own."""
    return tuple(one.reference for one in entries(page, "/Annots") if hasattr(one, "reference"))


def _noted(old: Any, new: Any) -> Iterator[Any]:
    changed = new.explicit_refs_in_revision()
    if list(pages(old)) != list(pages(new)):
        return
    for reference in pages(new):
        before, after = old(reference), new(reference)
        listed = notes(after)
        if not _only_notes(new, before, after):
            continue
        if reference in changed:
            yield reference
        array = getattr(after.raw_get("/Annots"), "reference", None) if listed else None
        if array is not None:
            yield array
        for one in listed:
            if one in changed and _is_note(new(one)):
                yield one
                yield from _needed(old, new, one)


def _only_notes(new: Any, before: Any, after: Any) -> bool:
    """Whether two states of a page differ in nothing but notes that were added or changed."""
    same = all(
        before.raw_get(key) == after.raw_get(key) if key in before and key in after else False
        for key in {*before, *after} - {"/Annots"}
    )
    gone = set(notes(before)) - set(notes(after))
    come = set(notes(after)) - set(notes(before))
    return same and not gone and all(_is_note(new(one)) or _is_field(new(one)) for one in come)


def _is_note(found: Any) -> bool:
    return str(entry(found, "/Subtype")) in _NOTES and not _ACTING & set(found)


def _is_field(found: Any) -> bool:
    return str(entry(found, "/Subtype")) == "/Widget"


def _needed(old: Any, new: Any, reference: Any) -> Iterator[Any]:
    """What a note draws with, as far as it is new."""
    note = new(reference)
    for key in set(note) - _UPWARD:
        found = new.collect_dependencies(note.raw_get(key), since_revision=old.revision + 1)
        yield from (one for one in found if old.is_ref_unassignable(one))
