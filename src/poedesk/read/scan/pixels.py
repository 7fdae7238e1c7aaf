"""Pictures of pages: a PDF page as it is drawn, or the picture that a file is.

Everything about pixels happens here, and in a recogniser's worker: a header tells how much
there is to decode before anything is decoded.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from poedesk.errors import UnreadableError
from poedesk.model import Box, FileKind, Scan, Settings
from poedesk.read.pdf.pages import can_be_drawn, opened, pictures, turned

DPI = 200
POINTS = 72  # to the inch
_LONGEST = 3400  # pixels; a page that is larger is looked at smaller
_SMALL = 1400  # pixels; a picture that is smaller is looked at twice as large
_PAGE = 842.0  # points; the height of a page, where a photograph does not say how large it is
_SCREEN = 96
_TOO_LARGE = "the picture has more pixels than is allowed (limit `pixels`)"
_UNDRAWN = "a picture on it is damaged and cannot be drawn"
_TRUE_DPI = (120, 1300)  # what a scanner writes; cameras write 72 or 96 whatever they saw


@dataclass(frozen=True, slots=True)
class Picture:
    """The pixels of an area (rows × columns × red, green, blue).

    `left` and `top` are where its corner lies on the page, in points; `scale` is pixels a point.
    """

    pixels: Any
    left: float
    top: float
    scale: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the area, in points of the page."""
        height, width = self.pixels.shape[:2]
        return self.left + width / self.scale / 2, self.top + height / self.scale / 2


@dataclass(frozen=True, slots=True)
class Frames:
    """What a picture file's header says: its pages, each width × height in pixels as stored
    (whichever way up it is shown), and how many pixels are a point of its page.
    """

    sizes: tuple[tuple[int, int], ...]
    scales: tuple[float, ...]


def picture(data: bytes, kind: FileKind, scan: Scan, settings: Settings, dpi: int = DPI) -> Picture:
    """The picture of `scan`: of a PDF its area, drawn with `dpi` pixels to the inch, of a picture
    file the whole page. Raises UnreadableError where it cannot be made.
    """
    if kind is FileKind.PDF:
        return _drawn(data, scan, settings, dpi)
    return _decoded(data, scan, settings)


def png(pixels: Any) -> bytes:
    """Pixels as a PNG file."""
    from PIL import Image

    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "PNG")
    return target.getvalue()


def framed(pixels: Any, boxes: Iterable[Sequence[float]]) -> Any:
    """The pixels with a tinted frame around each box (left, top, right, bottom)."""
    import numpy as np
    from PIL import Image, ImageDraw

    image = Image.fromarray(pixels).convert("RGB")
    tint = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(tint)
    thick = max(2, image.width // 300)
    for left, top, right, bottom in boxes:
        around = (left - thick, top - thick, max(right, left) + thick, max(bottom, top) + thick)
        draw.rectangle(around, fill=(255, 200, 0, 70), outline=(230, 90, 0, 255), width=thick)
    image.paste(tint, mask=tint)
    return np.asarray(image)


def frames(data: bytes, settings: Settings) -> Frames:
    """The pages of a picture file, by its header; nothing is decoded.

    Raises UnreadableError where there is none, or it is larger than the limits allow.
    """
    sizes, scales = [], []
    with _image(data) as image:
        for number in range(min(getattr(image, "n_frames", 1), settings.limits.pages)):
            image.seek(number)
            _check_pixels(image.width * image.height, settings)
            sizes.append((image.width, image.height))
            scales.append(_scale(image.width, image.height, image.info.get("dpi")))
            if not _pages_of(image):
                break
    return Frames(tuple(sizes), tuple(scales))


def _pages_of(image: Any) -> bool:
    """Whether more frames are more pages; those of an animation are not."""
    return bool(image.format == "TIFF")


def _drawn(data: bytes, scan: Scan, settings: Settings, dpi: int) -> Picture:
    """A PDF page, or an area of it, as a viewer shows it."""
    with opened(data, settings) as (pdf, _), turned(pdf, scan.page) as (page, _, plane):
        width, height = plane.size
        left, top, right, bottom = _inside(scan.area or (0.0, 0.0, width, height), width, height)
        longest = max(right - left, bottom - top)
        if longest <= 0:
            raise UnreadableError("the page has no size")
        scale = min(dpi / POINTS, _LONGEST / longest)
        crop = (left, height - bottom, width - right, top)  # left, bottom, right, top
        bitmap = page.render(scale=scale, crop=crop, rev_byteorder=True, draw_annots=True)
        try:
            pixels = _opaque(bitmap.to_pil())
        finally:
            bitmap.close()
        if pixels.min() == pixels.max():
            _check_drawn(page, settings)
    return Picture(pixels, left, top, scale)


def _check_drawn(page: Any, settings: Settings) -> None:
    """A page that comes out blank: raises UnreadableError where it is so because a picture on
    it cannot be drawn.
    """
    for one in pictures(page):
        _check_pixels(math.prod(one.get_px_size()), settings)
        if not can_be_drawn(one):
            raise UnreadableError(_UNDRAWN)


def _inside(area: Box, width: float, height: float) -> Box:
    left, top, right, bottom = area
    return max(left, 0.0), max(top, 0.0), min(right, width), min(bottom, height)


def _decoded(data: bytes, scan: Scan, settings: Settings) -> Picture:
    """A page of a picture file, upright as its camera says."""
    from PIL import Image, ImageOps

    with _image(data) as image:
        image.seek(scan.page - 1)
        _check_pixels(image.width * image.height, settings)
        dpi = image.info.get("dpi")
        if image.format == "JPEG":  # decodes a large photograph at half size or less
            image.draft(None, (_LONGEST, _LONGEST))
        whole = max(image.width, image.height)
        shown = ImageOps.exif_transpose(image)
        scale = _scale(shown.width, shown.height, dpi)
        factor = min(_LONGEST / whole, 2.0 if whole < _SMALL else 1.0)
        if factor != 1:
            size = round(shown.width * factor), round(shown.height * factor)
            shown = shown.convert("RGBA" if _see_through(shown) else "RGB")
            shown = shown.resize((max(1, size[0]), max(1, size[1])), Image.Resampling.BICUBIC)
        return Picture(_opaque(shown), 0.0, 0.0, scale * factor)


def _scale(width: int, height: int, dpi: Any) -> float:
    """Pixels a point: as a scanner says, else as if the picture were a page or a screen."""
    with suppress(TypeError, ValueError, IndexError):
        if _TRUE_DPI[0] <= float(dpi[0]) <= _TRUE_DPI[1]:
            return float(dpi[0]) / POINTS
    return max(_SCREEN / POINTS, max(width, height) / _PAGE)


def _opaque(image: Any) -> Any:
    """Its pixels, on white paper where it is see-through."""
    import numpy as np
    from PIL import Image

    if image.mode.startswith("I"):  # sixteen bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    if _see_through(image):
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB"))


def _see_through(image: Any) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


@contextmanager
def _image(data: bytes) -> Iterator[Any]:
    """The opened picture; every fault of it is an UnreadableError."""
    from PIL import Image, UnidentifiedImageError

    with suppress(ImportError):
        import pillow_heif

        pillow_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                yield image
    except UnreadableError:
        raise
    except UnidentifiedImageError as error:
        raise UnreadableError("the picture is damaged, or of a kind that is not read") from error
    except Image.DecompressionBombError as error:
        raise UnreadableError(_TOO_LARGE) from error
    except MemoryError:
        raise
    except Exception as error:  # Pillow's decoders raise anything on a stranger's bytes
        raise UnreadableError(f"the picture is damaged ({type(error).__name__})") from error


def _check_pixels(number: int, settings: Settings) -> None:
    if number > settings.limits.pixels:
        raise UnreadableError(_TOO_LARGE)
