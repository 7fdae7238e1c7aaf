"""Ways to let a PDF show other words than its text holds, and honest files made by the same
means, each by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tests.forge.masking import (
    HELVETICA,
    LINES,
    character_map,
    composite,
    document,
    hexadecimal,
    honest,
    literal,
    packed,
    pdf,
    simple,
    stream,
    table,
    type3,
    written,
)

LATER = tuple(line.replace("2023", "2025") for line in LINES)
REFUSED = tuple(line.replace("has now approved", "has not approved") for line in LINES)
_SWAPPED = {"3": "5"}
_SHUFFLED = dict(zip("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", strict=True))
_DECIMAL = {"0": "4", "1": "7", "2": "3", "3": "8", "5": "2", "6": "0"}


# ── Fonts ───────────────────────────────────────────────────────────────────────────────


def _simple(
    draws: Mapping[str, str] | None = None,
    says: Mapping[int, str] | None = None,
    lines: tuple[str, ...] = LINES,
) -> bytes:
    font, more = simple(draws, says)
    return pdf(document(written(lines), font, more))


def _composite(
    draws: Mapping[str, str] | None = None, says: Mapping[int, str] | None = None
) -> bytes:
    font, more = composite(draws, says)
    return pdf(document(written(encode=hexadecimal), font, more))


def _type3(draws: Mapping[str, str], says: Mapping[int, str] | None = None) -> bytes:
    font, more = type3(draws, says)
    return pdf(document(written(), font, more))


def _standard(font: bytes, says: Mapping[int, str] | None = None) -> bytes:
    more = {6: character_map(says)} if says is not None else None
    return pdf(document(written(), font, more))


def _said(changes: Mapping[str, str]) -> dict[int, str]:
    return honest() | {ord(one): text for one, text in changes.items()}


def _named(entries: bytes) -> bytes:
    return HELVETICA[:-2] + entries + b">>"


def _two_codes(*, lies: bool) -> bytes:
    """A second code for "3", of which only the year's last figure makes use."""
    font, more = simple({"~": "5" if lies else "3"}, _said({"~": "3"}))
    lines = tuple(line.replace("2023", "202~") for line in LINES)
    return pdf(document(written(lines), font, more))


def _two_fonts(*, lies: bool, same_name: bool = True) -> bytes:
    """The year is written in a second font."""
    font, more = simple(None, None, at=6)
    other, others = simple(_SWAPPED if lies else None, None, at=10, name=b"UVWXYZ+Vera" if same_name
                           else b"UVWXYZ+Other")  # fmt: skip
    parts = [
        b"BT /F 12 Tf 72 740 Td %s Tj" % literal(LINES[1].removesuffix("2023")),
        b"/O 12 Tf (2023) Tj /F 12 Tf 0 -20 Td %s Tj ET" % literal(LINES[2]),
    ]
    objects = document(b"\n".join(parts), font, {**more, **others, 15: other})
    objects[3] = objects[3].replace(b"/F 5 0 R", b"/F 5 0 R/O 15 0 R")
    return pdf(objects)


def _in_form(draws: Mapping[str, str] | None) -> bytes:
    font, more = simple(draws)
    form = stream(
        written(), b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>"
    )
    objects = document(b"/X Do", font, {**more, 15: form})
    objects[3] = objects[3].replace(b"/Font<</F 5 0 R>>", b"/XObject<</X 15 0 R>>")
    return pdf(objects)


def _on_colour(draws: Mapping[str, str] | None) -> bytes:
    font, more = simple(draws)
    return pdf(document(b"0.1 0.2 0.5 rg 40 640 500 130 re f 1 g " + written(), font, more))


# ── Text that replaces what is drawn ────────────────────────────────────────────────────


def _replaced(words: str, drawn: str, key: bytes = b"/ActualText", named: bool = False) -> bytes:
    text = b"<feff%s>" % words.encode("utf-16-be").hex().encode()
    lines = [
        b"BT /F 12 Tf 72 740 Td %s Tj" % literal("Deployment of Microsoft Teams was completed on "),
        (b"/Span /P BDC " if named else b"/Span <<%s %s>> BDC " % (key, text))
        + b"%s Tj EMC" % literal(drawn),
        b"0 -20 Td %s Tj ET" % literal("for all users of the customer"),
    ]
    objects = document(b"\n".join(lines))
    if named:
        objects[3] = objects[3].replace(
            b"/Font<<", b"/Properties<</P<</ActualText %s>>>>/Font<<" % text
        )
    return pdf(objects)


def _replaced_in_form(words: str, drawn: str) -> bytes:
    show = b"BT /F 12 Tf 72 740 Td /Span <</ActualText %s>> BDC %s Tj EMC ET" % (
        literal(words), literal(drawn),
    )  # fmt: skip
    form = packed(
        show, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>"
    )
    objects = document(b"/X Do", more={15: form})
    objects[3] = objects[3].replace(b"/Font<</F 5 0 R>>", b"/XObject<</X 15 0 R>>")
    return pdf(objects)


# ── Structure ───────────────────────────────────────────────────────────────────────────


def _defined_twice(lines: tuple[str, ...]) -> bytes:
    """The page's content a second time in one revision; the table knows the first."""
    data = pdf(document(written()))
    second = b"4 0 obj\n%s\nendobj\n" % stream(written(lines))
    at = data.index(b"xref\n0 1")
    moved = data[:at] + second + data[at:]
    start = b"startxref\n%d" % (at + len(second))
    return re.sub(rb"startxref\n\d+", start, moved)


def _misplaced(*, swapped: bool) -> bytes:
    """The table's entry for the content points at another object that lies beside it."""
    data = pdf(document(written(), more={9: stream(written(LATER))}))
    one, other = data.index(b"4 0 obj"), data.index(b"9 0 obj")
    target = other if swapped else one
    return data.replace(b"4 1\n%010d" % one, b"4 1\n%010d" % target)


def _revised(lines: tuple[str, ...], *, root: bytes = b"/Root 1 0 R") -> bytes:
    """An honest second revision of the page's content."""
    data = pdf(document(written()))
    before = int(re.findall(rb"startxref\n(\d+)", data)[-1])
    at = len(data)
    body = b"4 0 obj\n%s\nendobj\n" % stream(written(lines))
    return data + body + table({4: at}, at + len(body), b"%s/Prev %d" % (root, before))


def _counted(count: int) -> bytes:
    """A page tree that says that it has other pages than it has."""
    objects = document(written())
    objects[2] = b"<</Type/Pages/Kids[3 0 R 9 0 R]/Count %d>>" % count
    objects[9] = objects[3].replace(b"4 0 R", b"10 0 R")
    objects[10] = stream(written(LATER))
    return pdf(objects)


def _hybrid(lines: tuple[str, ...]) -> bytes:
    """A table that readers of old see, and a stream beside it that newer ones prefer."""
    data = pdf(document(written(lines)))
    before = int(re.findall(rb"startxref\n(\d+)", data)[-1])
    at = len(data)
    body = b"12 0 obj\n%s\nendobj\n" % stream(written(LINES))
    index = b"".join((b"\1%b\0" % place.to_bytes(4, "big")) for place in (at, at + len(body)))
    entries = b"/Type/XRef/W[1 4 1]/Index[4 1 13 1]/Size 14/Root 1 0 R"
    xref_at = at + len(body)
    cross = b"13 0 obj\n%s\nendobj\n" % stream(index, entries)
    end = xref_at + len(cross)
    body = body.replace(b"12 0 obj", b" 4 0 obj")
    return (
        data
        + body
        + cross
        + table({12: at}, end, b"/Root 1 0 R/Prev %d/XRefStm %d" % (before, xref_at))
    )


def _appended(second: bytes) -> bytes:
    return pdf(document(written())) + second


def _preceded(first: bytes) -> bytes:
    return first + pdf(document(written()))


def _inline_image() -> bytes:
    """A picture amid the content whose bytes look like the end of one."""
    inner = b"\x80 EI\x80" * 12
    picture = b"q 10 0 0 10 72 400 cm BI /W %d /H 1 /BPC 8 /CS /G ID %b EI Q " % (len(inner), inner)
    return pdf(document(picture + written() + b" BT /F 12 Tf 72 300 Td (Signature: ____) Tj ET"))


# ── Text that does not show ─────────────────────────────────────────────────────────────


def _unseen(operators: bytes, words: str = "14 March 2023 for 650 users") -> bytes:
    return pdf(document(b"q %s BT /F 12 Tf 72 500 Td %s Tj ET Q " % (operators, literal(words))
                        + written()))  # fmt: skip


def _covered() -> bytes:
    hidden = b"BT /F 12 Tf 72 500 Td (for 650 users) Tj ET 1 g 60 490 200 30 re f 0 g "
    return pdf(document(hidden + written()))


ATTACKS: dict[str, Callable[[], bytes]] = {
    "a character map takes one figure for another": lambda: _simple(None, _said({"3": "5"})),
    "a character map takes w for t": lambda: _simple(None, _said({"w": "t", "t": "w"})),
    "a character map shuffles all small letters": lambda: _simple(None, _said(_SHUFFLED)),
    "a character map reads the figures otherwise": lambda: _simple(None, _said(_DECIMAL)),
    "a font draws one figure as another": lambda: _simple(_SWAPPED),
    "a font draws all small letters as others": lambda: _simple(_SHUFFLED),
    "a font draws the figures as others": lambda: _simple(_DECIMAL, honest()),
    "a font draws n as t": lambda: _simple({"w": "t"}, honest()),
    "a composite font maps a figure to another": lambda: _composite(None, _said({"3": "5"})),
    "a composite font maps letters to others": lambda: _composite(None, _said(_SHUFFLED)),
    "a composite font draws other glyphs": lambda: _composite(_SWAPPED),
    "a composite font draws other figures": lambda: _composite(_DECIMAL),
    "a composite font draws nothing for some letters": lambda: _composite({"w": " ", "n": " "}),
    "a composite font says nothing for some letters": lambda: _composite(
        None, _said({"n": " ", "o": " ", "w": " "})
    ),
    "a second code of one letter is drawn as another": lambda: _two_codes(lies=True),
    "a second font of the same name lies": lambda: _two_fonts(lies=True),
    "a second font of another name lies": lambda: _two_fonts(lies=True, same_name=False),
    "a font inside a form lies": lambda: _in_form(_SWAPPED),
    "a font lies in white on blue": lambda: _on_colour(_SWAPPED),
    "a Type 3 font draws a figure as another": lambda: _type3(_SWAPPED),
    "a Type 3 font draws letters as others": lambda: _type3(
        {"w": "t", "r": "s", "s": "r", "a": "e", "e": "a"}
    ),
    "a Type 3 font maps a figure to another": lambda: _type3({}, {ord("3"): "5"}),
    "a standard font maps a figure to another": lambda: _standard(
        _named(b"/ToUnicode 6 0 R"), _said({"3": "5"})
    ),
    "replacement text has another word": lambda: _replaced("14 March 2023", "14 March 2025"),
    "replacement text has one other figure": lambda: _replaced("3", "5"),
    "replacement text is named in the resources": lambda: _replaced(
        "14 March 2023", "14 March 2025", named=True
    ),
    "replacement text under an escaped name": lambda: _replaced(
        "14 March 2023", "14 March 2025", key=b"/Actual#54ext"
    ),
    "replacement text inside a form": lambda: _replaced_in_form("approved", "refused"),
    "one object is defined twice": lambda: _defined_twice(REFUSED),
    "one object is defined twice with another year": lambda: _defined_twice(LATER),
    "the table points at another object": lambda: _misplaced(swapped=True),
    "the page tree counts one page of two": lambda: _counted(1),
    "the page tree counts three pages of two": lambda: _counted(3),
    "a second document is appended": lambda: _appended(pdf(document(written(REFUSED)))),
    "a document precedes another": lambda: _preceded(pdf(document(written(REFUSED)))),
    "old readers get another table": lambda: _hybrid(REFUSED),
    "invisible text": lambda: _unseen(b"3 Tr"),
    "white text": lambda: _unseen(b"1 g"),
    "text under a white box": _covered,
    "text outside the clip": lambda: _unseen(b"300 300 10 10 re W n"),
    "text outside the page": lambda: _unseen(b"1 0 0 1 0 900 cm"),
    "tiny text": lambda: _unseen(b"0.05 0 0 0.05 50 500 cm"),
}
"""Each shows, to a person or to another program, other words than `LINES` or than it says."""


def _differences(names: Mapping[int, str]) -> bytes:
    listed = b" ".join(b"%d/%s" % (code, name.encode()) for code, name in names.items())
    return b"/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[%s]>>" % listed


def _renamed() -> bytes:
    """Codes of no meaning with names that tell: subsets of old are made like that."""
    font = HELVETICA.replace(
        b"/Encoding/WinAnsiEncoding", _differences({1: "A", 2: "g", 3: "r", 4: "e", 5: "d"})
    )
    return pdf(document(b"BT /F 12 Tf 72 740 Td <0102030405> Tj ET", font))


def _symbols() -> bytes:
    bullets = b"BT /B 12 Tf 50 740 Td <6e> Tj ET "
    objects = document(
        bullets + written(), more={15: b"<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>"}
    )
    objects[3] = objects[3].replace(b"/F 5 0 R", b"/F 5 0 R/B 15 0 R")
    return pdf(objects)


def _standard_face(name: bytes) -> bytes:
    return _standard(HELVETICA.replace(b"Helvetica", name))


HONEST: dict[str, Callable[[], bytes]] = {
    "a standard font": lambda: pdf(document(written())),
    **{
        f"the face {face}": (lambda face=face: _standard_face(face.encode()))  # type: ignore[misc]
        for face in ("Times-Roman", "Times-BoldItalic", "Courier-Bold", "Helvetica-Oblique")
    },
    "an embedded font": _simple,
    "an embedded font with a character map": lambda: _simple(None, honest()),
    "an embedded font whose capitals are small": lambda: _simple(
        None, _said({one.lower(): one for one in "CSOVWXZ"}), tuple(map(str.lower, LINES))
    ),
    "a composite font": _composite,
    "a composite font with ligatures": lambda: _composite(None, _said({"~": "fi", "|": "ffl"})),
    "a composite font with hard spaces": lambda: _composite(None, _said({" ": "\u00a0"})),
    "a Type 3 font": lambda: _type3({}),
    "two codes of one letter": lambda: _two_codes(lies=False),
    "two fonts of one name": lambda: _two_fonts(lies=False),
    "two fonts of two names": lambda: _two_fonts(lies=False, same_name=False),
    "a font inside a form": lambda: _in_form(None),
    "white on blue": lambda: _on_colour(None),
    "a standard font with a character map": lambda: _standard(
        _named(b"/ToUnicode 6 0 R"), honest()
    ),
    "a subset with names for its codes": _renamed,
    "bullets of a symbol font": _symbols,
    "replacement text for a hyphen": lambda: _replaced("\u00ad", "-"),
    "replacement text for a ligature": lambda: _replaced("office", "office"),
    "replacement text for a bullet": lambda: _replaced("\u2022", "*"),
    "replacement text in a form": lambda: _replaced_in_form("approved", "approved"),
    "replacement text that says the same": lambda: _replaced(
        "14 March 2023", "14 March 2023", named=True
    ),
    "a second revision": lambda: _revised(LATER),
    "a second revision that changes nothing": lambda: _revised(LINES),
    "an object that is repeated as it is": lambda: _defined_twice(LINES),
    "a table that fits": lambda: _misplaced(swapped=False),
    "a page tree that counts right": lambda: _counted(2),
    "a copy of itself appended": lambda: _appended(pdf(document(written()))),
    "a few bytes before the header": lambda: _preceded(b"\xef\xbb\xbf\r\n"),
    "an inline picture": _inline_image,
    "text drawn in grey": lambda: _unseen(b"0.6 g"),
    "text inside a clip": lambda: _unseen(b"0 0 595 842 re W n"),
    "small print": lambda: _unseen(b"0.5 0 0 0.5 50 250 cm"),
    "a line to sign on": lambda: pdf(
        document(written() + b" BT /F 12 Tf 72 500 Td (Signature: __________) Tj ET")
    ),
}
