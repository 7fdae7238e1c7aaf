"""The parts of a MIME message: its body in all its forms, its attachments, what was signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from poedesk.errors import UnreadableError
from poedesk.model import Limits, Unread
from poedesk.read import codepage, damage, markup
from poedesk.read.mail import pgp, smime
from poedesk.read.mail.body import Body, Form, choose
from poedesk.read.mail.letter import Attached, NoMailError

_WRAPPED = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_SIGNATURES = _WRAPPED | {"application/pkcs7-signature", "application/x-pkcs7-signature"}
_MEETING = {"request", "reply", "cancel", "counter", "declinecounter"}
_REPORTS = {"disposition-notification": "a read receipt", "delivery-status": "a delivery report"}
_ASK_FOR_MAIL = "Attach the mail in which the customer confirms."
_DEPTH = 30
_WRAPS = 5  # a signature around a signature around …


@dataclass(frozen=True, slots=True)
class Contents:
    """What a message holds. `raw` has the bytes that were signed ("mime") and the signature
    ("cms") of a signed one; "partial" where only some part inside is signed.
    """

    body: Body
    attached: tuple[Attached, ...]
    unread: tuple[Unread, ...]
    raw: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class _Found:
    plain: list[Form] = field(default_factory=list)
    html: list[Form] = field(default_factory=list)
    parts: list[tuple[EmailMessage, bool]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def parse(data: bytes) -> EmailMessage:
    """A message of its bytes, with the standard library's parser."""
    return BytesParser(policy=policy.default).parsebytes(data)


def contents(message: EmailMessage, data: bytes, limits: Limits) -> Contents:
    """Body and attachments of `message`, whose bytes are `data`; a signed one is opened.

    Raises UnreadableError for an encrypted message and NoMailError for one that is no mail.
    """
    message, raw = _opened(message, data, limits)
    _refuse(message)
    found = _sorted(message)
    if not raw and any(_is_signature(part) for part, _ in found.parts):
        raw = {"partial": b""}
    html, plain = _joined(found.html), _joined(found.plain)
    shown = markup.content_ids(html.html)
    attached = tuple(_attached(part, shown, related=related) for part, related in found.parts)
    return Contents(choose((html, plain)), attached, tuple(found.unread), raw)


def _opened(
    message: EmailMessage, data: bytes, limits: Limits
) -> tuple[EmailMessage, dict[str, bytes]]:
    """The innermost message, and the outermost signature with what it covers."""
    raw: dict[str, bytes] = {}
    for _ in range(_WRAPS):
        kind = message.get_content_type()
        if kind == "multipart/encrypted":
            raise smime.encrypted("PGP")
        if kind == "multipart/signed":
            signed = _clear(message, data)
            return message, raw or signed
        if kind not in _WRAPPED:
            return message, raw
        signed_data = smime.opaque(payload(message) or b"", limits.unpacked)
        raw = raw or {"mime": signed_data.mime, "cms": signed_data.cms}
        data = signed_data.mime
        message = parse(data)
    raise UnreadableError("the mail is signed around too many others", _ASK_FOR_MAIL)


def _clear(message: EmailMessage, data: bytes) -> dict[str, bytes]:
    """A mail signed beside its text: the text's exact bytes and the signature."""
    mime = smime.clear(data, message.get_boundary() or "\0")
    parts = [one for one in message.iter_parts() if isinstance(one, EmailMessage)]
    signature = payload(parts[1]) if len(parts) == 2 else None
    found = {"mime": mime, "cms": signature}
    return {name: value for name, value in found.items() if value}


def _refuse(message: EmailMessage) -> None:
    """Reports and invitations are no mails."""
    if message.get_content_type() == "multipart/report":
        kind = parameter(message, "report-type").lower()
        raise NoMailError(f"it is {_REPORTS.get(kind, 'a report')}, not a mail", _ASK_FOR_MAIL)
    for part, _ in _leaves(message):
        asks = parameter(part, "method").lower() in _MEETING
        if part.get_content_type() == "text/calendar" and asks and not _is_file(part):
            raise NoMailError("it is a meeting request or answer, not a mail", _ASK_FOR_MAIL)


def _sorted(message: EmailMessage) -> _Found:
    found = _Found()
    for part, related in _leaves(message):
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or _is_file(part):
            found.parts.append((part, related))
            continue
        form = _form(part, kind)
        if form is None:
            found.unread.append(Unread("body", f"its encoding is broken ({kind})"))
        elif kind == "text/html":
            found.html.append(form)
        else:
            found.plain.append(form)
    return found


def _is_file(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_name(part))


def _is_signature(part: EmailMessage) -> bool:
    return part.get_content_type() in _SIGNATURES


def _leaves(message: EmailMessage) -> Iterator[tuple[EmailMessage, bool]]:
    """The parts that hold content, in order, and whether they lie beside the HTML that shows
    them (multipart/related); an attached message is one part.
    """
    open_parts: list[tuple[EmailMessage, bool, int]] = [(message, False, 0)]
    while open_parts:
        part, related, depth = open_parts.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart() and depth < _DEPTH:
            inner = [one for one in part.iter_parts() if isinstance(one, EmailMessage)]
            beside = part.get_content_subtype() == "related"
            open_parts += [(one, beside, depth + 1) for one in reversed(inner)]
        else:
            yield part, related


def _form(part: EmailMessage, kind: str) -> Form | None:
    data = payload(part)
    if data is None:
        return None
    named = [codepage.by_name(parameter(part, "charset"))]
    if kind == "text/html":
        named.append(codepage.by_name(markup.charset(data)))
        found = codepage.decode(data, named)
        shown = markup.text(found.text)
        return Form(shown.text, shown.hidden, found.doubt, found.text, shown.pictured)
    found = codepage.decode(data, named)
    text = found.text.replace("\r\n", "\n")
    if parameter(part, "format").lower() == "flowed":
        text = _unflowed(text, joined=parameter(part, "delsp").lower() == "yes")
    return Form(pgp.clear_text(text), doubt=found.doubt)


def _joined(forms: list[Form]) -> Form:
    """The pieces of a body that attachments stand between, as one."""
    return Form(
        "\n".join(one.text for one in forms),
        "\n".join(filter(None, (one.hidden for one in forms))),
        next((one.doubt for one in forms if one.doubt), ""),
        "\n".join(one.html for one in forms),
        " ".join(one.pictured for one in forms),
    )


def _unflowed(text: str, *, joined: bool) -> str:
    """Paragraphs of format=flowed (RFC 3676): a line that ends in a blank goes on in the next
    of the same quotation.
    """
    out: list[str] = []
    quotes_before, open_line = "", False
    for line in text.split("\n"):
        quotes = line[: len(line) - len(line.lstrip(">"))]
        words = line[len(quotes) :].removeprefix(" ")
        if open_line and quotes == quotes_before and words != "-- ":
            out[-1] = (out[-1].removesuffix(" ") if joined else out[-1]) + words
        else:
            out.append(f"{quotes} {words}" if quotes else words)
        quotes_before, open_line = quotes, words.endswith(" ") and words != "-- "
    return "\n".join(out)


def parameter(part: EmailMessage, name: str) -> str:
    """A parameter of the content type; empty where there is none or it cannot be read."""
    try:
        found = part.get_param(name, "")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return found[2] if isinstance(found, tuple) else str(found or "")


def payload(part: EmailMessage) -> bytes | None:
    """The bytes of a part; None where they cannot be had."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, TypeError, AttributeError, LookupError):
        return None
    return data if isinstance(data, bytes) else None


def value(message: EmailMessage, name: str) -> str:
    """A header's text; malformed ones are taken as they stand."""
    try:
        found = message.get(name, "")
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        found = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
    return " ".join(mended(str(found)).split())


def mended(text: str) -> str:
    """Letters that stand in a header without any encoding."""
    if not any("\udc80" <= letter <= "\udcff" for letter in text):
        return text
    return codepage.decode(text.encode("utf-8", "surrogateescape"), ()).text


def _attached(part: EmailMessage, shown: frozenset[str], *, related: bool) -> Attached:
    kind = part.get_content_type()
    name = _name(part)
    if kind == "message/rfc822":
        return _message(part, name)
    data = payload(part)
    content_id = value(part, "Content-ID").strip("<> ")
    inline = content_id in shown if content_id else related
    problem = "" if data is not None else "its encoding is broken"
    if kind == "message/partial":
        problem = "a piece of a mail that was sent in several: join them in the mail program"
    if kind == "message/external-body":
        data, problem = None, "a file that lies elsewhere: attach the file itself"
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        data, problem = None, "packed by Outlook (winmail.dat): ask for the mail as .msg"
    return Attached(name, data, kind, inline, problem=problem)


def _name(part: EmailMessage) -> str:
    try:
        return mended(part.get_filename() or "")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _message(part: EmailMessage, name: str) -> Attached:
    inner = next((one for one in part.iter_parts() if isinstance(one, EmailMessage)), None)
    if inner is None:
        return Attached(name or "message.eml", None, problem="the attached message is empty")
    title = name or f"{value(inner, 'Subject') or 'message'}.eml"
    try:
        return Attached(title, inner.as_bytes(policy=policy.compat32))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        return Attached(
            title, None, problem=f"the attached message is broken: {damage.told(error)}"
        )
