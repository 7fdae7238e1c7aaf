"""The body of an Outlook message, which is stored as HTML, as RTF and as plain text, in some of
these forms or in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from poedesk.model import Unread
from poedesk.read import codepage, markup, rtf
from poedesk.read.codepage import Decoded
from poedesk.read.mail import pgp
from poedesk.read.mail.body import Body, Form, choose
from poedesk.read.mail.msg_properties import Storage

_PLAIN, _HTML, _RTF, _NATIVE, _PAGE = 0x1000, 0x1013, 0x1009, 0x1016, 0x3FDE
_NATIVE_PLAIN, _NATIVE_RTF = 1, 2
_LARGEST = 64 * 1024**2


def read(message: Storage) -> tuple[Body, tuple[Unread, ...]]:
    """The body that Outlook shows, and what could not be read of it.

    Which form is the true one the message may say; else HTML goes before RTF, and both before
    plain text, from which they may have been made.
    """
    forms = {name: form for name, form in _forms(message) if form.text.strip()}
    native = message.number(_NATIVE)
    order = ["html", "rtf", "plain"]
    if native in {_NATIVE_PLAIN, _NATIVE_RTF} and "html" in forms:
        order = ["plain", "rtf", "html"] if native == _NATIVE_PLAIN else ["rtf", "html", "plain"]
    body = choose([forms[name] for name in order if name in forms])
    if not forms and any(len(message.binary(tag) or b"") > 16 for tag in (_HTML, _RTF)):
        return body, tuple(_undecoded(message))
    return body, ()


def _undecoded(message: Storage) -> Iterator[Unread]:
    """RTF that holds nothing but its frame is an empty body; one that does not unpack is not."""
    packed = message.binary(_RTF)
    if packed and not rtf.unpacked(packed, _LARGEST).lstrip().startswith(b"{\\rtf"):
        yield Unread("body", "its RTF cannot be unpacked")


def _forms(message: Storage) -> Iterator[tuple[str, Form]]:
    yield "html", _of_html(_html(message))
    packed = message.binary(_RTF)
    if packed:
        rich = rtf.read(rtf.unpacked(packed, _LARGEST))
        wrapped = _of_html(Decoded(rich.text, rich.doubt)) if rich.is_html else None
        yield "rtf", wrapped or Form(_without_end(rich.text), rich.hidden, rich.doubt)
    plain = message.decoded(_PLAIN)
    yield "plain", Form(pgp.clear_text(plain.text), doubt=plain.doubt)


def _without_end(text: str) -> str:
    return text.rstrip("\0 ")


def _of_html(found: Decoded) -> Form:
    shown = markup.text(found.text)
    return Form(shown.text, shown.hidden, found.doubt, found.text, shown.pictured)


def _html(message: Storage) -> Decoded:
    """The HTML by the message's code page or by its own charset."""
    data = message.binary(_HTML)
    if data is None:
        return message.decoded(_HTML)
    named = [codepage.by_number(message.number(_PAGE)), codepage.by_name(markup.charset(data))]
    return codepage.decode(data.rstrip(b"\0"), [*named, *message.pages])
