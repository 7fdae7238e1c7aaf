"""Pages as pictures for people: drawn in the sandbox, cut where the evidence stands."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PIL import Image
from tests.forge.paper import Look, pdf
from tests.forge.scanner import Wear, as_picture, photographed

from poedesk.errors import PoedeskError
from poedesk.model import Box, FileKind, Settings, View
from poedesk.review import examine, picture, place
from poedesk.sandbox import Sandbox
from poedesk.settings import load_settings


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings()


@pytest.fixture(scope="module")
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    with Sandbox(settings.limits) as opened:
        yield opened


@pytest.fixture(scope="module")
def paper() -> bytes:
    when = datetime(2025, 1, 1, tzinfo=UTC)
    words = "# Statement of work\n\nThe works council agreed on 3 March 2025."
    return pdf(words, Look(), title="t", author="a", made=when).data


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def darkest(data: bytes) -> int:
    return min(opened(data).convert("L").tobytes())


def test_a_page_of_a_pdf_is_as_large_as_asked_for(
    paper: bytes, settings: Settings, sandbox: Sandbox
) -> None:
    small = opened(picture(paper, FileKind.PDF, View(1, dpi=72), settings, sandbox))
    large = opened(picture(paper, FileKind.PDF, View(1, dpi=144), settings, sandbox))
    assert 700 < small.height < 900
    assert large.height == pytest.approx(2 * small.height, abs=2)


def test_the_box_of_a_fact_shows_its_words_and_nothing_beside(
    paper: bytes, settings: Settings, sandbox: Sandbox
) -> None:
    fact = next(d for d in examine("a.pdf", None, paper, settings).facts.dates)
    ((left, bottom, right, top),) = place(paper, FileKind.PDF, [fact.span], settings)[fact.span]

    def cut(box: Box) -> bytes:
        return picture(paper, FileKind.PDF, View(1, box), settings, sandbox)

    assert darkest(cut((left, bottom, right, top))) < 100
    assert darkest(cut((left, bottom - 60, right, bottom - 40))) > 200


def test_a_picture_is_cut_in_its_own_pixels(settings: Settings, sandbox: Sandbox) -> None:
    scan = Image.new("L", (1800, 2400), 255)
    scan.paste(0, (900, 1200, 1000, 1300))
    data = as_picture([scan])
    piece = opened(
        picture(data, FileKind.IMAGE, View(1, (890, 1190, 1010, 1310)), settings, sandbox)
    )
    assert piece.size == (120, 120)
    assert piece.convert("L").getpixel((60, 60)) == 0
    assert piece.convert("L").getpixel((3, 3)) == 255


def test_a_scan_that_is_larger_than_is_looked_at_is_cut_at_the_same_place(
    paper: bytes, settings: Settings, sandbox: Sandbox
) -> None:
    (page,) = photographed(paper, Wear(dpi=600))
    dark = Image.new("L", page.size, 255)
    dark.paste(0, (page.width // 2, page.height // 2, page.width, page.height))
    box = (page.width // 2, page.height // 2, page.width, page.height)
    data = picture(as_picture([dark], dpi=600), FileKind.IMAGE, View(1, box), settings, sandbox)
    assert max(opened(data).convert("L").tobytes()) < 40


@pytest.mark.parametrize(
    ("kind", "page", "words"),
    [
        (FileKind.PDF, 9, "there is no page 9: the file has 1"),
        (FileKind.DOCX, 1, "only the pages of PDFs and pictures"),
        (FileKind.IMAGE, 1, "damaged, or of a kind that is not read"),
    ],
)
def test_what_cannot_be_shown_is_told_in_words(
    kind: FileKind, page: int, words: str, paper: bytes, sandbox: Sandbox
) -> None:
    settings = load_settings()
    with pytest.raises(PoedeskError, match=words):
        picture(paper, kind, View(page), settings, sandbox)


def yellowish(data: bytes) -> Box | None:
    """The box of what is tinted, in pixels."""
    image = opened(data).convert("RGB")
    red, _, blue = image.split()
    from PIL import ImageChops

    return ImageChops.subtract(red, blue).point(lambda v: 255 if v > 40 else 0).getbbox()


def test_places_on_a_page_are_framed(paper: bytes, settings: Settings, sandbox: Sandbox) -> None:
    fact = next(d for d in examine("a.pdf", None, paper, settings).facts.dates)
    ((left, bottom, right, top),) = place(paper, FileKind.PDF, [fact.span], settings)[fact.span]
    view = View(1, dpi=72, marks=((left, bottom, right, top),))
    data = picture(paper, FileKind.PDF, view, settings, sandbox)
    height = opened(data).height
    seen = yellowish(data)
    assert seen is not None
    told = (left, height - top, right, height - bottom)
    assert seen == pytest.approx(told, abs=5)


def test_places_on_a_scan_are_framed(settings: Settings, sandbox: Sandbox) -> None:
    scan = Image.new("L", (1800, 2400), 255)
    view = View(1, marks=((900, 1200, 1000, 1300),))
    data = picture(as_picture([scan]), FileKind.IMAGE, view, settings, sandbox)
    across = opened(data).width / 1800
    told = [side * across for side in (900, 1200, 1000, 1300)]
    assert yellowish(data) == pytest.approx(told, abs=12)
