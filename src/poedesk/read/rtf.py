"""The text of RTF, for messages whose only body it is."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])"
    rb"|[\r\n]+|([^\\{}\r\n]+)"
)
_UNSEEN = {
    *(
        b"fonttbl",
        b"colortbl",
        b"stylesheet",
        b"info",
        b"pict",
        b"object",
        b"themedata",
        b"datastore",
    ),
    *(
        b"listtable",
        b"listoverridetable",
        b"generator",
        b"header",
        b"footer",
        b"rsidtbl",
        b"latentstyles",
    ),
    *(b"xmlnstbl", b"colorschememapping", b"filetbl", b"revtbl", b"pntext", b"fldinst"),
}
_CHARACTERS = {
    b"par": "\n",
    b"line": "\n",
    b"row": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"tab": "\t",
    b"cell": "\t",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}


def text(rtf: bytes) -> str:
    """What RTF shows: characters, lines and cells; tables of fonts and the like are left out."""
    page = re.search(rb"\\ansicpg(\d{2,5})", rtf[:4096])
    reader = _Reader(f"cp{int(page.group(1))}" if page else "cp1252")
    for token in _TOKEN.finditer(rtf):
        reader.take(token)
    return reader.finish()


class _Reader:
    """Takes tokens one after the other; a stack knows which groups are shown."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._out: list[str] = []
        self._bytes = bytearray()
        self._stack: list[tuple[bool, int]] = []
        self._hidden = False
        self._fallback = 1  # how many characters stand in for one \u character
        self._skip = 0

    def take(self, token: re.Match[bytes]) -> None:
        word, number, code, symbol, brace, plain = token.groups()
        if brace:
            self._brace(brace)
        elif symbol == b"*":
            self._hidden = True
        elif not self._hidden:
            self._shown(word, number, code, symbol, plain)
            return
        if word in _UNSEEN:
            self._hidden = True

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            self._stack.append((self._hidden, self._fallback))
        elif self._stack:
            self._hidden, self._fallback = self._stack.pop()

    def _shown(
        self,
        word: bytes | None,
        number: bytes | None,
        code: bytes | None,
        symbol: bytes | None,
        plain: bytes | None,
    ) -> None:
        if code:
            self._add_bytes(bytes.fromhex(code.decode("ascii")))
        elif plain:
            self._add_bytes(plain)
        elif symbol:
            self._add(_SYMBOLS.get(symbol, ""))
        elif word == b"u" and number:
            value = int(number) % 65536
            self._add(chr(value))
            self._skip = self._fallback
        elif word == b"uc" and number:
            self._fallback = min(int(number), 8)
        elif word in _UNSEEN:
            self._hidden = True
        elif word:
            self._add(_CHARACTERS.get(word, ""))

    def _add_bytes(self, data: bytes) -> None:
        dropped = min(self._skip, len(data))
        self._skip -= dropped
        self._bytes += data[dropped:]

    def _add(self, characters: str) -> None:
        if characters:
            self._flush()
            self._skip = 0
            self._out.append(characters)

    def _flush(self) -> None:
        try:
            self._out.append(self._bytes.decode(self._encoding, "replace"))
        except LookupError:
            self._out.append(self._bytes.decode("cp1252", "replace"))
        self._bytes.clear()

    def finish(self) -> str:
        self._flush()
        joined = "".join(self._out)
        paired = joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return paired.strip()
