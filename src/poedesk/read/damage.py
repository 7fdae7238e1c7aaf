"""What a library's error tells of a damaged file, in words for the person who sent it."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

_WORDS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((zlib.error, lzma.LZMAError), "what is packed in it cannot be unpacked"),
    ((zipfile.BadZipFile,), "its directory of parts does not fit its content"),
    ((OverflowError,), "a number in it is far too large"),
    ((struct.error, EOFError), "it ends too early, or a length in it is wrong"),
    ((UnicodeError,), "text in it does not fit its encoding"),
    ((ZeroDivisionError,), "a number in it is zero that may not be"),
    ((SyntaxError,), "the XML in it is not well formed"),
    ((NotImplementedError,), "it is packed in a way that is not read"),
    ((LookupError, TypeError, AttributeError, AssertionError), "a piece of it is missing or wrong"),
)
_OTHER = "something in it is not as its format asks"


def told(error: Exception) -> str:
    """What is wrong; a library's own words mean nothing to the person who sent the file."""
    return next((words for kinds, words in _WORDS if isinstance(error, kinds)), _OTHER)
