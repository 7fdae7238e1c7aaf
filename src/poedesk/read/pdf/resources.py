"""What a PDF page draws with: its content and fonts, and those of the forms that it places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_MOST_FORMS = 500  # of one page


def resolved(value: Any) -> Any:
    """The object itself where `value` refers to one."""
    return value.get_object() if hasattr(value, "get_object") else value


def key(one: Any) -> int:
    """An object's number; of a direct object its identity, which is no object's number."""
    return getattr(one, "idnum", None) or -id(one)


def placed(page: Any) -> Iterator[Any]:
    """The page and each form that it places, at any depth, once."""
    pending, seen = [page], {key(page)}
    while pending and len(seen) < _MOST_FORMS:
        one = pending.pop()
        yield one
        for reference in entries(one.get("/Resources"), "/XObject"):
            form = resolved(reference)
            fresh = isinstance(form, dict) and key(reference) not in seen
            if fresh and form.get("/Subtype") == "/Form":
                seen.add(key(reference))
                pending.append(form)


def entries(resources: Any, kind: str) -> list[Any]:
    """The resources of one kind ("/Font"), as they are referred to."""
    resources = resolved(resources)
    named = resolved(resources.get(kind)) if isinstance(resources, dict) else None
    return list(dict.values(named)) if isinstance(named, dict) else []


def contents(page: Any) -> Iterator[bytes]:
    """The unpacked content of the page and of its forms; raises whatever pypdf raises."""
    for one in placed(page):
        content = one if hasattr(one, "get_data") else resolved(one.get("/Contents"))
        for reference in content if isinstance(content, list) else [content]:
            stream = resolved(reference)
            if hasattr(stream, "get_data"):
                yield bytes(stream.get_data())
