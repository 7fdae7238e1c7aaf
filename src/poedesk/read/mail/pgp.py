"""PGP in a mail's text: signed text is taken out of its armour, an encrypted one is refused."""

from __future__ import annotations

import re

from poedesk.read.mail.smime import encrypted

_MOST = 40  # each is looked for to the end of the text
_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n"
    r"(?:[A-Z][\w-]{1,40}: [^\n]{0,400}\n){0,10}[ \t]*\r?\n"
    r"(.*?)\r?\n-----BEGIN PGP SIGNATURE-----.*?(?:-----END PGP SIGNATURE-----[ \t]*|\Z)",
    re.DOTALL | re.MULTILINE,
)
_ENCRYPTED = re.compile(
    r"\A\s*-----BEGIN PGP MESSAGE-----.*-----END PGP MESSAGE-----\s*\Z", re.DOTALL
)


def clear_text(text: str) -> str:
    """A body without the armour of a PGP signature; raises UnreadableError where all of it is
    encrypted.
    """
    if not 0 < text.count("-----BEGIN PGP ") <= _MOST:
        return text
    if _ENCRYPTED.match(text):
        raise encrypted("PGP")
    return _SIGNED.sub(lambda hit: re.sub(r"^- ", "", hit.group(1), flags=re.MULTILINE), text)
