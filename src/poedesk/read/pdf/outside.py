"""What a PDF would open, fetch, send or run beside its pages: told, and never followed.

A link to a web page or a mail address, on which a person clicks, is not meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from poedesk.model import Mark
from poedesk.read.pdf.annotations import text
from poedesk.read.pdf.resources import entries, placed, resolved
from poedesk.read.text import normalise

_PAGE = "a web page to open at once"
_PICTURE = "a picture or other content"
_ACTIONS = {
    "/Launch": "a program or file to start",
    "/GoToR": "another file",
    "/GoToE": "another file",
    "/SubmitForm": "a place to which its form is sent",
    "/ImportData": "a file whose data it takes",
    "/Thread": "another file",
}
_WITHIN = {"/GoToE", "/Thread"}  # outside only where they name a file
_SCRIPT = "/JavaScript"
_MOST_ACTIONS = 5000
_MOST_PAGES = 2000
_LONGEST = 200


def outside(reader: Any) -> list[Mark]:
    """Marks for what lies outside the file ("outside") and for scripts in it ("macro").

    What can no longer be found in a damaged file is passed over.
    """
    told: dict[str, dict[str, None]] = {}
    for what, where in _found(reader):
        told.setdefault(what, {})[where] = None
    scripts = told.pop(_SCRIPT, None)
    marks = [_mark(what, list(places)) for what, places in told.items()]
    if scripts is not None:
        marks.append(Mark("macro", "the document holds scripts, which were not run", ()))
    return marks


def _mark(what: str, places: list[str]) -> Mark:
    others = f" and {len(places) - 1} more" if len(places) > 1 else ""
    where = f", {places[0]}{others}" if places[0] else others
    return Mark("outside", f"the document names {what} outside itself{where}; not followed", ())


def _found(reader: Any) -> Iterator[tuple[str, str]]:
    try:
        yield from _named(reader)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pypdf raises anything; that the file is damaged others tell
        return


def _named(reader: Any) -> Iterator[tuple[str, str]]:
    """What is named and where it lies, as often as it is named."""
    root = reader.root_object
    for action in _actions([root.get("/OpenAction"), *_triggered(root)]):
        yield from _meant(action, by_itself=True)
    names = resolved(root.get("/Names"))
    if isinstance(names, dict) and "/JavaScript" in names:
        yield _SCRIPT, ""
    for number, page in enumerate(reader.pages):
        if number >= _MOST_PAGES:
            return
        yield from _of_page(page)


def _of_page(page: Any) -> Iterator[tuple[str, str]]:
    for action in _actions(_triggered(page)):
        yield from _meant(action, by_itself=True)
    annotations = resolved(page.get("/Annots"))
    for reference in annotations[:_MOST_ACTIONS] if isinstance(annotations, list) else ():
        one = resolved(reference)
        if isinstance(one, dict):
            for action in _actions([one.get("/A"), *_triggered(one)]):
                yield from _meant(action, by_itself=False)
    for drawn in placed(page):
        for reference in entries(drawn.get("/Resources"), "/XObject"):
            one = resolved(reference)
            if isinstance(one, dict) and ("/F" in one or "/Ref" in one):
                yield _PICTURE, _where(one.get("/F") or one.get("/Ref"))


def _triggered(one: Any) -> list[Any]:
    """The actions that something is to cause: opening, closing, printing …"""
    listed = resolved(one.get("/AA"))
    return list(dict.values(listed)) if isinstance(listed, dict) else []


def _actions(first: list[Any]) -> Iterator[Any]:
    """The actions and those that follow them, each once."""
    pending = [resolved(one) for one in first]
    seen: set[int] = set()
    while pending and len(seen) < _MOST_ACTIONS:
        one = pending.pop()
        if not isinstance(one, dict) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        following = resolved(one.get("/Next"))
        pending += map(resolved, following if isinstance(following, list) else [following])


def _meant(action: Any, *, by_itself: bool) -> Iterator[tuple[str, str]]:
    kind = str(resolved(action.get("/S")))
    if kind == _SCRIPT:
        yield _SCRIPT, ""
    elif kind == "/URI" and by_itself:
        yield _PAGE, _shown(text(action.get("/URI")))
    elif kind in _ACTIONS and not (kind in _WITHIN and "/F" not in action):
        yield _ACTIONS[kind], _where(action.get("/F") or action.get("/Win"))


def _where(specification: Any) -> str:
    """The name or address in a file specification."""
    one = resolved(specification)
    for _ in range(3):
        if not isinstance(one, dict):
            break
        one = resolved(one.get("/UF") or one.get("/F"))
    return _shown(text(one))


def _shown(address: str) -> str:
    return " ".join(normalise(address)[0].split())[:_LONGEST]
