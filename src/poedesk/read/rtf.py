"""RTF bodies of mails: plain RTF, and RTF in which Outlook wraps HTML (MS-OXRTFEX)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from poedesk.read import codepage
from poedesk.read.colours import WHITE, Colour, near

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])"
    rb"|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_UNSEEN = frozenset(
    b"stylesheet info pict object themedata datastore listtable listoverridetable "
    b"generator header footer headerl headerr headerf footerl footerr footerf rsidtbl latentstyles "
    b"xmlnstbl colorschememapping filetbl revtbl fldinst mhtmltag annotation".split()
)
_LIST_LABELS = {b"pntext", b"listtext"}
_CHARACTERS = {
    **dict.fromkeys((b"par", b"line", b"row", b"sect", b"page"), "\n"),
    b"tab": "\t",
    b"cell": "\t",
    b"nestcell": "\t",
    b"nestrow": "\n",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
}
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_BY_CHARSET = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp437",
}
_SYMBOL_CHARSET = 2
_DEEPEST = 10_000
_WINDOW = 4096
_PRELOADED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


@dataclass(frozen=True, slots=True)
class Rich:
    """What RTF shows. `is_html`: the text is HTML that was wrapped in RTF; `hidden` is text
    that nobody sees; `doubt` says why letters may be wrong.
    """

    text: str
    is_html: bool
    hidden: str
    doubt: str


@dataclass(frozen=True, slots=True)
class _Format:
    """How characters look. Colours are places in the table of colours, whose first is automatic."""

    invisible: int = 0
    deleted: int = 0
    colour: int = 0
    behind: int = 0
    size: int = 24  # half-points
    width: int = 100  # percent


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds up to the next closing brace."""

    codec: str
    unseen: bool = False
    fallback: int = 1  # how many characters stand in for one that is given by its number
    tag: bool = False  # inside a piece of wrapped HTML
    for_rtf_only: bool = False
    fonts: bool = False
    colours: bool = False
    shading: int = 0  # of the paragraph, a place in the table of colours
    form: _Format = _Format()
    label: bool = False  # the number or bullet of a list item


_FORMATS = {  # words that format characters, what they set, and to what without a number
    b"v": ("invisible", 1),
    b"deleted": ("deleted", 1),
    b"cf": ("colour", 0),
    b"highlight": ("behind", 0),
    b"cb": ("behind", 0),
    b"chcbpat": ("behind", 0),
    b"fs": ("size", 24),
    b"charscalex": ("width", 100),
}
_SMALLEST, _NARROWEST = 5, 10  # half-points, percent: what is less is not read


def unpacked(data: bytes, limit: int) -> bytes:
    """The RTF of a compressed-RTF property (MS-OXRTFCP), at most `limit` bytes of it; empty
    where it is none. The library at hand takes time that grows with the square of the size.
    """
    if len(data) < 16:
        return b""
    size, _, kind = struct.unpack_from("<III", data)
    end = min(size + 4, len(data))
    if kind == 0x414C454D:  # "MELA": not compressed
        return data[16:end]
    if kind != 0x75465A4C:  # "LZFu"
        return b""
    out = bytearray(_PRELOADED)
    for control, at in _runs(data, end):
        if not control:
            out.append(data[at])
            continue
        reference = data[at] << 8 | data[at + 1]
        offset, length = reference >> 4, (reference & 0xF) + 2
        start = len(out) - (len(out) - offset) % _WINDOW
        if start == len(out) or start < 0 or len(out) > limit:
            break
        for step in range(length):
            out.append(out[start + step])
    return bytes(out[len(_PRELOADED) :])


def _runs(data: bytes, end: int) -> Iterator[tuple[bool, int]]:
    """Whether a reference (two bytes) or a literal (one) stands at each place."""
    at = 16
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            referenced = bool(flags >> bit & 1)
            if at + referenced >= end:
                return
            yield referenced, at
            at += 1 + referenced


def read(rtf: bytes) -> Rich:
    """What RTF shows: characters, lines and cells; tables of fonts and the like are left out."""
    page = re.search(rb"\\ansicpg(\d{2,5})", rtf[:4096])
    codec = codepage.by_number(int(page.group(1))) if page else ""
    reader = _Reader(codec or "cp1252", is_html=b"\\fromhtml" in rtf[:1024])
    at = 0
    while at < len(rtf):
        token = _TOKEN.match(rtf, at)
        if token is None:
            break
        at = token.end() + reader.take(token)
    return reader.finish()


class _Reader:
    """Takes tokens one after the other; a stack knows which groups are shown."""

    def __init__(self, codec: str, *, is_html: bool) -> None:
        self._own_codec = codec
        self._is_html = is_html
        self._group = _Group(codec)
        self._stack: list[_Group] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._colours: list[Colour | None] = []
        self._channels: dict[bytes, int] = {}
        self._out: list[str] = []
        self._hidden: list[str] = []
        self._bytes = bytearray()
        self._skip = 0
        self._doubt = ""

    def take(self, token: re.Match[bytes]) -> int:
        """Take one token; returns how many raw bytes after it are no RTF."""
        word, number, code, symbol, brace, plain = token.groups()
        if brace:
            self._brace(brace)
        elif word == b"bin":
            return max(int(number or 0), 0)
        elif symbol == b"*":
            self._flush()
            self._group = replace(self._group, unseen=True)
        elif word:
            self._word(word, None if number is None else int(number))
        elif self._group.unseen:
            return 0
        elif symbol:
            self._add(_SYMBOLS.get(symbol, ""))
        elif code or plain:
            self._add_bytes(bytes.fromhex(code.decode("ascii")) if code else plain)
        return 0

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{" and len(self._stack) < _DEEPEST:
            self._stack.append(self._group)
        elif brace == b"}" and self._stack:
            self._group = self._stack.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"htmltag" and self._is_html:
            self._group = replace(self._group, unseen=False, tag=True)
        elif word == b"fonttbl":
            self._flush()
            self._group = replace(self._group, fonts=True)
        elif word == b"colortbl":
            self._flush()
            self._group = replace(self._group, colours=True)
        elif word in _UNSEEN or (self._is_html and word in _LIST_LABELS):
            self._flush()
            self._group = replace(self._group, unseen=True)
        elif self._group.fonts:
            self._describe_font(word, number or 0)
        elif self._group.colours:
            self._channels[word] = min(max(number or 0, 0), 255)
        elif not self._group.unseen:
            self._shown(word, number)

    def _describe_font(self, word: bytes, number: int) -> None:
        if word == b"f":
            self._font = number
        elif word == b"fcharset":
            symbol = "symbol" if number == _SYMBOL_CHARSET else ""
            self._fonts.setdefault(self._font, symbol or _BY_CHARSET.get(number, self._own_codec))
        elif word == b"cpg" and codepage.by_number(number):
            self._fonts[self._font] = codepage.by_number(number)

    def _describe_colours(self, ended: int) -> None:
        """Note the colour that ended, and those without channels, which are automatic."""
        for _ in range(ended):
            told = [self._channels.get(one, 0) for one in (b"red", b"green", b"blue")]
            self._colours.append((told[0], told[1], told[2]) if self._channels else None)
            self._channels.clear()

    def _unseen(self) -> bool:
        """Whether nobody sees what the group writes."""
        form = self._group.form
        if form.invisible or form.deleted:
            return True
        if 0 < form.size < _SMALLEST or 0 < form.width <= _NARROWEST:
            return True
        own = self._colour(form.colour)
        ground = self._colour(form.behind) or self._colour(self._group.shading) or WHITE
        return own is not None and near(own, ground)

    def _colour(self, index: int) -> Colour | None:
        return self._colours[index] if 0 <= index < len(self._colours) else None

    def _shown(self, word: bytes, number: int | None) -> None:
        group = self._group
        if word == b"u" and number is not None:
            self._add(chr(number % 65536))
            self._skip = group.fallback
        elif word == b"uc":
            self._group = replace(group, fallback=min(max(number or 0, 0), 8))
        elif word in {b"f", b"af"} and number in self._fonts:
            self._turn(replace(group, codec=self._fonts[number]))
        elif word == b"plain":
            self._turn(replace(group, codec=self._own_codec, form=_Format()))
        elif word == b"pard":
            self._turn(replace(group, shading=0))
        elif word == b"cbpat":
            self._turn(replace(group, shading=number or 0))
        elif word in _FORMATS:
            name, usual = _FORMATS[word]
            changed = {name: usual if number is None else number}
            self._turn(replace(group, form=replace(group.form, **changed)))
        elif word == b"htmlrtf":
            self._turn(replace(group, for_rtf_only=number != 0))
        elif word in _LIST_LABELS:
            self._turn(replace(group, label=True))
        else:
            self._add(_CHARACTERS.get(word, ""))

    def _turn(self, group: _Group) -> None:
        self._flush()
        self._group = group

    def _add_bytes(self, data: bytes) -> None:
        dropped = min(self._skip, len(data))
        self._skip -= dropped
        if self._group.colours:
            self._describe_colours(data.count(b";"))
        if self._group.fonts or self._group.colours:
            return
        self._bytes += data[dropped:]

    def _add(self, characters: str) -> None:
        if characters:
            self._flush()
            self._skip = 0
            self._write(" " if self._group.label and characters == "\t" else characters)

    def _flush(self) -> None:
        """Decode the bytes gathered so far: characters of two bytes may come one by one."""
        if not self._bytes:
            return
        data, codec = bytes(self._bytes), self._group.codec
        self._bytes.clear()
        if codec == "symbol":
            data = data if self._is_html or not data.strip() else "•".encode()
            codec = "cp1252"
        found = codepage.decode(data, (codec,))
        self._doubt = self._doubt or found.doubt
        self._write(found.text)

    def _write(self, text: str) -> None:
        if self._is_html and self._group.for_rtf_only:
            return
        hidden = not self._is_html and text.strip() and self._unseen()
        target = self._hidden if hidden else self._out
        target.append(text)

    def finish(self) -> Rich:
        self._flush()
        return Rich(_paired(self._out), self._is_html, _paired(self._hidden), self._doubt)


def _paired(pieces: list[str]) -> str:
    """Characters beyond the first plane are given as two numbers each."""
    joined = "".join(pieces)
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()
