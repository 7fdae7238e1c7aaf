"""How people acknowledged: every signature, certificate and mail of a file, as it stands."""

from __future__ import annotations

from poedesk.attest.block import blocks as block
from poedesk.attest.mail import approval as mail
from poedesk.attest.ooxml import document as docx_signature
from poedesk.attest.pdf import signature as pdf_signature
from poedesk.attest.provider import certificates as provider
from poedesk.model import Acknowledgement, Reading, Settings


def attest(reading: Reading, settings: Settings) -> tuple[Acknowledgement, ...]:
    """All acknowledgements of a file: mails, cryptographic signatures, signing services,
    signature blocks, each in document order. An unreadable file attests nothing.
    """
    if reading.document.error is not None:
        return ()
    return tuple(
        acknowledgement
        for attestor in (mail, pdf_signature, docx_signature, provider, block)
        for acknowledgement in attestor.acknowledgements(reading, settings)
    )
