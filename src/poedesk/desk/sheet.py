"""The document beside a claim: its text with the evidence lit, or its page as a picture."""

from __future__ import annotations

import atexit
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import Thread

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static
from textual.worker import get_current_worker

from poedesk.desk.document import DocumentView, Lit
from poedesk.desk.page import PageView
from poedesk.desk.session import Session
from poedesk.desk.style import QUIET, evidence_style, fact_style
from poedesk.errors import PoedeskError, UsageError
from poedesk.model import View
from poedesk.report.escape import line
from poedesk.store import StoredEvidence, StoredFile, StoredFinding, StoredReview

_DPI = 110
_DRAWN = ("pdf", "image")
_PAGE_PART = re.compile(r"page (\d+)")


class Sheet(Vertical):
    """Shows one document of a review at a time."""

    def __init__(self, session: Session, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._session = session
        self._review: StoredReview | None = None
        self._finding: StoredFinding | None = None
        self._places: Sequence[StoredEvidence] = ()
        self._file: StoredFile | None = None
        self._where = ""
        self._page = 1
        self._drawn = False
        self._found: Sequence[int] = ()
        self._hit = 0

    def compose(self) -> ComposeResult:
        """Lay out the line that says where, the text and the picture."""
        yield Static(id="where")
        yield DocumentView(id="document")
        yield PageView(id="page")

    def on_mount(self) -> None:
        """Begin with the text."""
        self.query_one(PageView).display = False

    @property
    def path(self) -> str | None:
        """The file that is shown."""
        return self._file.path if self._file else None

    def open(self, review: StoredReview) -> None:
        """Show another review, its first document."""
        self._review = review
        self._file = review.files[0] if review.files else None
        self._page = 1
        self._found = ()

    def light(
        self, finding: StoredFinding | None, places: Sequence[StoredEvidence], chosen: int
    ) -> None:
        """Light the places of a finding and go to the chosen one; without any, stay."""
        self._finding, self._places, self._found = finding, places, ()
        if not places:
            self._show(None)
            return
        place = places[chosen]
        self._file = self._files[place.file or ""]
        self._page = place.page or self._page_of(place.start or 0)
        count = f"   place {chosen + 1} of {len(places)}" if len(places) > 1 else ""
        self._show(place.start, count)

    def next_document(self, step: int) -> None:
        """Show the next document from its beginning."""
        files = list(self._files.values())
        if self._file is not None:
            self._file = files[(files.index(self._file) + step) % len(files)]
            self._page, self._found = 1, ()
            self._show(0)

    # ── Text ────────────────────────────────────────────────────────────────────────────

    @property
    def _files(self) -> dict[str, StoredFile]:
        return {one.path: one for one in self._review.files} if self._review else {}

    def _show(self, offset: int | None, count: str = "") -> None:
        file = self._file
        view = self.query_one(DocumentView)
        if file is None:
            view.show("There is no file in this claim.", [])
            return
        view.show(text_of(file), list(self._lit(file.path)))
        if offset is not None:
            self.call_after_refresh(view.reveal, offset)
        part = next((n for n, a, b in file.parts if offset is not None and a <= offset < b), "")
        self._where = f"{line(file.path, 100)}  {line(part)}{count}"
        self._say_where()
        if self._drawn:
            self._draw()

    def _say_where(self) -> None:
        page = f"   page {self._page} of {self._last_page}" if self._drawn else ""
        self.query_one("#where", Static).update(f"[b]{_plain(self._where + page)}[/b]")

    def _lit(self, path: str) -> Iterator[Lit]:
        """Facts by their kind and what findings rest on, quietly; the chosen finding's over it."""
        assert self._review is not None
        for fact in self._review.facts:
            yield from _within(path, fact.evidence, fact_style(fact.kind))
        for finding in self._review.findings:
            yield from _within(path, finding.evidence, QUIET)
        if self._finding is not None:
            yield from _within(path, self._places, evidence_style(self._finding.outcome))

    def search(self, words: str) -> int:
        """Light the words, go to the first place and return how many there are."""
        view = self.query_one(DocumentView)
        self._found, self._hit = view.find(words), 0
        if self._found:
            self._set_drawn(drawn=False)
            view.reveal(self._found[0])
        return len(self._found)

    def next_found(self, step: int) -> bool:
        """Go to the next place of the search; False where nothing is sought."""
        if self._found:
            self._hit = (self._hit + step) % len(self._found)
            self.query_one(DocumentView).reveal(self._found[self._hit])
        return bool(self._found)

    # ── Pictures ────────────────────────────────────────────────────────────────────────

    @property
    def _last_page(self) -> int:
        return (self._file.pages or 1) if self._file else 1

    def _page_of(self, offset: int) -> int:
        parts = self._file.parts if self._file else ()
        name = next((n for n, a, b in parts if a <= offset < b), "")
        found = _PAGE_PART.fullmatch(name)
        return int(found[1]) if found else 1

    def turn(self) -> None:
        """Turn between the text and the picture of its page."""
        if not self._drawn and not self._places:
            self._page = self._page_of(self.query_one(DocumentView).top)
        self._set_drawn(drawn=not self._drawn)
        if self._drawn:
            self._draw()

    def _set_drawn(self, *, drawn: bool) -> None:
        self._drawn = drawn
        self.query_one(PageView).display = drawn
        self.query_one(DocumentView).display = not drawn
        self._say_where()

    def zoom(self, step: int) -> None:
        """Show the page larger or smaller."""
        if self._drawn:
            self.query_one(PageView).zoom(step)

    def turn_page(self, step: int) -> None:
        """Show the next page: of the picture, or of the text."""
        file = self._file
        if file is None:
            return
        here = self._page if self._drawn else self._page_of(self.query_one(DocumentView).top)
        self._page = max(1, min(here + step, self._last_page))
        if self._drawn:
            self._say_where()
            self._draw()
        elif start := [a for n, a, _ in file.parts if n == f"page {self._page}"]:
            self.query_one(DocumentView).reveal(start[0])

    def _draw(self) -> None:
        file, pictures = self._file, self._session.pictures
        view = self.query_one(PageView)
        if file is None or file.kind not in _DRAWN:
            view.say("Only the pages of PDFs and pictures can be shown; v goes back to the text.")
        elif pictures is None:
            view.say("The evidence was not kept, so its pages cannot be shown.")
        else:
            view.say("Drawing …")
            boxes = [
                box
                for one in self._places
                if one.file == file.path and one.page == self._page
                for box in one.boxes
            ]
            self._ask(file, View(self._page, dpi=_DPI, marks=tuple(boxes)))

    @work(thread=True, exclusive=True, group="picture")
    def _ask(self, file: StoredFile, view: View) -> None:
        worker = get_current_worker()
        assert self._session.pictures is not None
        files = list(self._files.values())
        page = self.query_one(PageView)
        try:
            png = self._session.pictures(files, file, view)
        except PoedeskError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(page.say, line(str(error), 300))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(page.show, png, _corner(png, file, view))

    def open_original(self) -> None:
        """Open a copy of the kept file in the system's viewer; UsageError where it cannot."""
        file, original = self._file, self._session.original
        outer = self._files.get(file.inside or "") if file and file.inside else file
        while outer is not None and outer.inside:
            outer = self._files.get(outer.inside)
        if outer is None or original is None or not outer.sha256:
            raise UsageError("the original was not kept")
        kept = original(outer.sha256)
        if kept is None:
            raise UsageError("the original was not kept as it was")
        folder = Path(tempfile.mkdtemp(prefix="poedesk-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)  # no copy outlives the desk
        copy = folder / _file_name(outer)
        copy.write_bytes(kept.read_bytes())
        copy.chmod(0o400)
        _open(copy)


def _corner(png: bytes, file: StoredFile, view: View) -> tuple[float, float]:
    """Where the first mark begins, as shares of the page's width and height."""
    if not view.marks:
        return 0.0, 0.0
    wide, high = struct.unpack(">II", png[16:24])  # the head of every PNG
    left, _, _, top = view.marks[0]
    if file.kind != "pdf":  # pixels from the top left, of the file's own size at most
        return left / max(wide, left, 1), view.marks[0][1] / max(high, view.marks[0][1], 1)
    points = 72 / view.dpi
    return left / (wide * points), 1 - top / (high * points)


def _open(path: Path) -> None:
    programs = {"darwin": "open", "win32": "explorer"}
    name = programs.get(sys.platform, "xdg-open")
    program = shutil.which(name)
    if program is None:
        raise UsageError(f"{name} is not installed", hint=f"The copy is {path}")
    show = partial(
        subprocess.call, [program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    Thread(target=show, daemon=True).start()  # some viewers end only when they are closed


def _file_name(file: StoredFile) -> str:
    """A harmless name with the extension that the content calls for."""
    stem = re.sub(r"[^\w.-]+", "_", Path(file.path).name)[:80].lstrip(".-") or "evidence"
    kinds = {"pdf": ".pdf", "docx": ".docx", "msg": ".msg", "eml": ".eml", "zip": ".zip"}
    suffix = kinds.get(file.kind, "")
    return stem if stem.lower().endswith(suffix) else stem + suffix


def _within(path: str, evidence: Sequence[StoredEvidence], style: object) -> Iterator[Lit]:
    for one in evidence:
        if one.file == path and one.start is not None and one.end is not None:
            yield Lit(one.start, one.end, style)  # type: ignore[arg-type]


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def text_of(file: StoredFile) -> str:
    """What is shown of a file: its text, or why there is none."""
    if file.error:
        return f"This file could not be read.\n\n{line(file.error, 1000)}"
    return file.text or "This file holds no text.\n\n" + "\n".join(file.unread)
