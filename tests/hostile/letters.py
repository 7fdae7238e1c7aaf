"""Mails that are made to harm."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import UTC, datetime

import compressed_rtf

from tests.forge.outlook import message

_HEAD = (
    "From: Jana <jana@ostsee.example>\r\nTo: Bo <bo@fenwick.example>\r\nSubject: Files\r\n"
    "Date: Thu, 1 May 2025 09:00:00 +0200\r\nMessage-ID: <1@ostsee.example>\r\n"
    "MIME-Version: 1.0\r\n"
)


def plain(body: str, more: str = "") -> bytes:
    head = f"{_HEAD}{more}Content-Type: text/plain; charset=utf-8\r\n\r\n"
    return (head + body).encode()


def html(body: str) -> bytes:
    return f"{_HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()


def mails_in_mails() -> bytes:
    data = plain("innermost")
    for _ in range(150):
        head = f"{_HEAD}Content-Type: message/rfc822\r\n\r\n".encode()
        data = head + data
    return data


def parts_in_parts() -> bytes:
    start = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(2_000)
    )
    return (_HEAD + start + "Content-Type: text/plain\r\n\r\ndeep").encode()


def many_parts() -> bytes:
    part = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    return (_HEAD + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 500).encode()


def many_attachments() -> bytes:
    part = (
        "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
        'filename="../../etc/cron.d/{0}.pdf"\r\n\r\n%PDF-1.4 {0}\r\n'
    )
    parts = "".join(part.format(number) for number in range(3_000))
    return (_HEAD + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + parts).encode()


def many_headers() -> bytes:
    return plain("x", "".join(f"X-{n}: {n}\r\n" for n in range(50_000)))


def endless_header() -> bytes:
    return plain("x", f"Cc: {'a@b.example, ' * 5_000}\r\nReferences: {'<x' * 10_000}\r\n")


def endless_encoded_words() -> bytes:
    return plain("x", f"Subject: {'=?utf-8?q?=F0=9F?= ' * 20_000}\r\n")


def deep_html() -> bytes:
    return html("<div>" * 100_000 + "deep" + "</div>" * 100_000)


def deep_quotes() -> bytes:
    return html('<blockquote type="cite">' * 5_000 + "deep")


def html_tables() -> bytes:
    return html("<table><tr><td>" * 3_000 + "deep")


def wide_html_row() -> bytes:
    return html(f"<table>{('<tr>' + '<td>x' * 60) * 60}</table>")


def outward_html(address: str) -> bytes:
    return html(
        f'<html><head><base href="{address}/"><link rel=stylesheet href="{address}/css">'
        f'<meta http-equiv=refresh content="0;url={address}/refresh">'
        f'<script src="{address}/js"></script></head><body background="{address}/bg">'
        f'<img src="{address}/pixel"><iframe src="{address}/frame"></iframe>'
        f'<object data="{address}/object"></object>Nothing outside is read</body></html>'
    )


def outward_parts(address: str) -> bytes:
    kind = f'message/external-body; access-type=URL; URL="{address}/body"'
    return f"{_HEAD}Content-Type: {kind}\r\n\r\nContent-Type: text/plain\r\n\r\n".encode()


# Texts that a careless pattern reads again and again; tests take as much of them as they like.
RUNS: dict[str, str] = {
    "blanks": " " * 200_000,
    "blanks and a letter": (" " * 2_000 + "x") * 60,
    "underscores": "_" * 200_000,
    "signature lines": "Signature: ____________ Name: ____________ Date: ____________ " * 2_000,
    "dots": "." * 200_000,
    "contents": ("Chapter " + "." * 120 + " 1\r\n") * 1_500,
    "quotation marks": ">" * 200_000,
    "quoted lines": "> " * 50_000 + "\r\n" + ("> " * 50 + "x\r\n") * 1_000,
    "heads": "From: a@b.example\r\nSent: 1 May 2025\r\nTo: c@d.example\r\nSubject: x\r\n\r\n"
    * 1_500,
    "half heads": "From: " * 30_000,
    "attributions": "On Thu, 1 May 2025 at 09:00, " * 6_000 + "wrote:",
    "addresses": "a@" * 60_000 + "b.example " + "a." * 60_000,
    "digits": "1" * 200_000,
    "digits and dots": "1.1." * 50_000,
    "digits and commas": "1,000," * 30_000,
    "dates": "03/04/2025 " * 15_000,
    "half dates": "3 March 4 April 5 May " * 8_000,
    "brackets": "(" * 100_000 + ")" * 100_000,
    "tabs": "\t" * 200_000,
    "line ends": "\r\n" * 100_000,
    "one word": "a" * 200_000,
    "capitals": "Microsoft Defender " * 10_000,
    "companies": "Fenwick Cloud Ltd and Ostsee Werft GmbH & Co. KG, " * 4_000,
    "users": "1,200 users of Intune and 300 devices; " * 5_000,
    "no full stop": "and we have completed the rollout of intune for the users " * 3_500,
    "abbreviations": "e.g. i.e. etc. Mr. Dr. " * 9_000,
    "combining marks": "a" + "\u0301" * 100_000,
    "right to left": "\u202e" * 100_000 + "\u2066" * 50_000,
    "astral": "\U0001f600" * 60_000,
    "hyphens": "-" * 100_000 + ("in-\r\n" * 20_000),
    "ideographs": "\u7f72\u540d\u65e5\u4ed8" * 40_000,
}


# ── Outlook ─────────────────────────────────────────────────────────────────────────────


def outlook(**more: object) -> bytes:
    given: dict[str, object] = {
        "subject": "Files",
        "sender": ("Jana", "jana@ostsee.example"),
        "to": [("Bo", "bo@fenwick.example")],
        "sent": datetime(2025, 5, 1, 9, tzinfo=UTC),
        "body": "Hello Bo,\n\nthe files are attached.\n\nJana",
        **more,
    }
    make: Callable[..., bytes] = message
    return make(**given)


def deep_rtf() -> bytes:
    rtf = b"{\\rtf1 " + b"{" * 50_000 + b"deep" + b"}" * 50_000 + b"}"
    return outlook(body="", properties={0x1009: compressed_rtf.compress(rtf), 0x1000: None})


def chain_in_a_ring() -> bytes:
    """Every sector's successor is the sector before it."""
    data = bytearray(outlook(attachments=[("a.bin", bytes(20_000))]))
    (table,) = struct.unpack_from("<I", data, 76)
    for number in range(20, 128):
        struct.pack_into("<I", data, 512 * (table + 1) + 4 * number, number - 1)
    return bytes(data)


def chain_to_itself() -> bytes:
    data = bytearray(outlook(attachments=[("a.bin", bytes(20_000))]))
    (table,) = struct.unpack_from("<I", data, 76)
    for number in range(128):
        struct.pack_into("<I", data, 512 * (table + 1) + 4 * number, number)
    return bytes(data)


def directory_in_a_ring() -> bytes:
    """Every entry of the directory is its own neighbour and its own child."""
    data = bytearray(outlook())
    (first,) = struct.unpack_from("<I", data, 48)
    for number in range(16):
        at = 512 * (first + 1) + 128 * number
        if at + 128 <= len(data):
            struct.pack_into("<III", data, at + 68, number % 4, number % 4, number % 4)
    return bytes(data)


def more_difat_than_file() -> bytes:
    data = bytearray(outlook())
    struct.pack_into("<II", data, 68, 0, 0x7FFFFFFF)
    struct.pack_into("<I", data, 44, 0x7FFFFFFF)
    return bytes(data)


def wild_names() -> bytes:
    names = (
        *("../../../etc/passwd", "/etc/passwd", "C:\\Windows\\x.pdf", "a/b\\c.pdf", ".", ".."),
        *("a\x1b[2J\x1b]0;owned\x07.pdf", "fdp.\u202exe", "x" * 10_000 + ".pdf", "con", "\u0000"),
    )
    return outlook(attachments=[(name, b"%PDF-1.4 nothing") for name in names])
