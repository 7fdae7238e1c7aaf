"""All acknowledgements of a file together."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from tests.forge import signing

from poedesk.attest import attest
from poedesk.model import AckKind, Settings
from poedesk.read import read
from poedesk.settings import load_vocabulary

SETTINGS = Settings("test", load_vocabulary(), anchors=(signing.anchor_der(),))


def page(*lines: str) -> bytes:
    output = BytesIO()
    canvas = Canvas(output, invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 720 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def test_a_persons_signature_stands_before_a_services_marks() -> None:
    pdf = page(
        "DocuSign Envelope ID: 3712BF36-18D4-4561-9AA2-1D5D54D59D5B",
        "Rollout of Microsoft Intune for 1,200 users",
    )
    zoe = signing.person("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example")
    signed = signing.sign(pdf, zoe, datetime(2025, 3, 4, tzinfo=UTC))
    kinds = [one.kind for one in attest(read("sow.pdf", None, signed, SETTINGS), SETTINGS)]
    assert kinds == [AckKind.CRYPTO, AckKind.PROVIDER]


def test_plain_text_acknowledges_nothing() -> None:
    pdf = page("Rollout of Microsoft Intune for 1,200 users")
    assert attest(read("sow.pdf", None, pdf, SETTINGS), SETTINGS) == ()


def test_an_unreadable_file_attests_nothing() -> None:
    reading = read("sow.pdf", None, b"%PDF-1.7 /ByteRange", SETTINGS)
    assert reading.document.error is not None
    assert attest(reading, SETTINGS) == ()
