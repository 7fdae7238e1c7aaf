"""Bytes in an old code page → text, and whether that is sure.

A mail names its letters' code page by a Windows number or by a charset name, and some name
none or the wrong one. What Windows calls "gb2312" or "shift_jis" is more than the standard of
that name: the wider codec is taken, as mail programs do.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

_BY_NUMBER = {
    **dict.fromkeys((936, 20936, 51936, 54936, 50227), "gb18030"),
    **dict.fromkeys((949, 51949), "cp949"),
    **dict.fromkeys((50220, 50221, 50222), "iso2022_jp_ext"),
    **{28590 + number: f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    20127: "cp1252",
    28591: "cp1252",
    28599: "cp1254",
    38598: "iso8859_8",
    38596: "iso8859_6",
    932: "cp932",
    51932: "euc_jp",
    20932: "euc_jp",
    50225: "iso2022_kr",
    52936: "hz",
    20866: "koi8_r",
    21866: "koi8_u",
    1361: "johab",
    708: "iso8859_6",
    1200: "utf-16-le",
    1201: "utf-16-be",
    12000: "utf-32-le",
    65000: "utf-7",
    65001: "utf-8",
    10000: "mac_roman",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10029: "mac_latin2",
    10079: "mac_iceland",
    10081: "mac_turkish",
    10001: "cp932",
    10002: "cp950",
    10003: "cp949",
}
_BY_NAME = {
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80", "csgb2312", "euc-cn"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "ks_c_5601", "euc-kr", "korean", "ksc5601"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji"), "cp932"),
    **dict.fromkeys(("us-ascii", "ascii", "iso-8859-1", "latin1", "ansi_x3.4-1968"), "cp1252"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("tis-620", "windows-874", "iso-8859-11"), "cp874"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e", "logical"), "iso8859_8"),
    **dict.fromkeys(("iso-2022-jp", "csiso2022jp", "iso-2022-jp-1"), "iso2022_jp_ext"),
    **dict.fromkeys(("unicode", "utf-16", "utf16"), "utf-16"),
    "big5": "cp950",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "hz-gb-2312": "hz",
    "unicode-1-1-utf-7": "utf-7",
    "x-unknown": "",
    "unknown-8bit": "",
}
_BY_LANGUAGE = {
    **dict.fromkeys((0x05, 0x0E, 0x15, 0x1B, 0x24, 0x1C), "cp1250"),
    **dict.fromkeys((0x02, 0x19, 0x22, 0x23, 0x2F), "cp1251"),
    0x01: "cp1256",
    0x08: "cp1253",
    0x0D: "cp1255",
    0x11: "cp932",
    0x12: "cp949",
    0x1E: "cp874",
    0x1F: "cp1254",
    0x25: "cp1257",
    0x26: "cp1257",
    0x27: "cp1257",
    0x29: "cp1256",
    0x20: "cp1256",
    0x2A: "cp1258",
}
_CHINESE, _TRADITIONAL = 0x04, {0x0404, 0x0C04, 0x1404}
_WITHIN_ASCII = {"hz", "utf-7", "iso2022_jp_ext", "iso2022_kr"}
_SECOND_TRY = {"cp950": "big5hkscs", "euc_jp": "euc_jis_2004", "cp932": "shift_jis_2004"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """`doubt` says in words why the letters may be wrong; empty where they are sure."""

    text: str
    doubt: str = ""


def by_number(page: int | None) -> str:
    """The codec of a Windows code page; empty for one that is not known."""
    if not page:
        return ""
    return _BY_NUMBER.get(page) or _known(f"cp{page}")


def by_name(charset: str) -> str:
    """The codec of a charset's name as mail programs mean it; empty for an unknown one."""
    name = charset.strip("\"' \t").lower()
    return _BY_NAME[name] if name in _BY_NAME else _known(name)


def by_locale(locale: int | None) -> str:
    """The codec of a Windows locale; empty for western and unknown ones."""
    if not locale:
        return ""
    language = locale & 0x3FF
    if language == _CHINESE:
        return "cp950" if locale in _TRADITIONAL else "gb18030"
    return _BY_LANGUAGE.get(language, "")


def _known(name: str) -> str:
    """A text codec of Python; "rot13" and "zip" are codecs too, and no charsets."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", False) else ""


def decode(data: bytes, codecs_named: Sequence[str]) -> Decoded:
    """Decode by the first named codec that fits.

    Where it is plainly UTF-8 it is read so, whatever is named: no other text looks like that
    by chance. Where none is named or none fits, the western code page is taken, with a doubt.
    """
    named = list(dict.fromkeys(filter(None, codecs_named)))
    if b"\x1b$" in data:  # nothing else begins so
        named.insert(0, "iso2022_kr" if b"\x1b$)C" in data else "iso2022_jp_ext")
    if data.isascii() and not (named and named[0] in _WITHIN_ASCII):
        return Decoded(data.decode("ascii"))
    wide = [name for name in named if name.startswith(("utf-16", "utf-32"))]
    if not wide and not data.isascii() and (text := _strictly(data, "utf-8")) is not None:
        return Decoded(text)
    for name in named:
        text = _strictly(data, name)
        if text is not None:
            return Decoded(text, _other_reading(data, text, named))
    if not named:
        return Decoded(data.decode("cp1252", "replace"), "it names no code page")
    doubt = f"some of its letters are not of its code page ({named[0]})"
    return Decoded(data.decode(named[0], "replace"), doubt)


def _strictly(data: bytes, name: str) -> str | None:
    for codec in (name, _SECOND_TRY.get(name)):
        try:
            if codec:
                return data.decode(codec)
        except (UnicodeError, LookupError, ValueError):
            continue
    if name.startswith("iso2022_jp"):
        return _windows_japanese(data)
    return None


def _windows_japanese(data: bytes) -> str | None:
    """ISO-2022-JP as Outlook writes it: with circled digits and the like, which stand in the
    same rows of the newer standard.
    """
    try:
        return data.replace(b"\x1b$B", b"\x1b$(Q").decode("iso2022_jp_2004")
    except UnicodeError:
        return None


def _other_reading(data: bytes, text: str, named: Sequence[str]) -> str:
    """Two named code pages that both fit and give other words."""
    for other in () if data.isascii() else named[1:]:
        reading = _strictly(data, other)
        if reading is not None and reading != text:
            return f"it names two code pages ({named[0]} and {other}) that read differently"
    return ""
