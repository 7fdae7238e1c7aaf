"""Pictures of pages that were pasted into a text are files of their own; logos are not."""

from __future__ import annotations

import io
from email.message import EmailMessage

import docx
import pytest
from PIL import Image

from poedesk.model import Enclosed, Settings, Vocabulary
from poedesk.read import read
from poedesk.settings import load_vocabulary

LARGE, BANNER = (1240, 900), (640, 150)


def picture(size: tuple[int, int]) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "white").save(target, "PNG")
    return target.getvalue()


def enclosed(data: bytes, vocabulary: Vocabulary) -> tuple[Enclosed, ...]:
    return read("evidence", None, data, Settings("test", vocabulary)).enclosed


@pytest.mark.parametrize(("size", "number"), [(LARGE, 1), (BANNER, 0)])
def test_in_a_word_file(size: tuple[int, int], number: int) -> None:
    document = docx.Document()
    document.add_paragraph("The signed letter:")
    document.add_picture(io.BytesIO(picture(size)))
    target = io.BytesIO()
    document.save(target)
    found = enclosed(target.getvalue(), load_vocabulary())
    assert [one.data for one in found] == [picture(size)] * number


@pytest.mark.parametrize(("size", "number"), [(LARGE, 1), (BANNER, 0)])
def test_in_a_mail(size: tuple[int, int], number: int) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "r.okafor@hollisvane.example", "desk@kestrel.example"
    message["Subject"], message["Date"] = "Signed letter", "Thu, 17 Apr 2025 09:00:00 +0000"
    message.set_content("The signed letter is below.")
    message.add_alternative('<p>The signed letter:</p><img src="cid:scan">', subtype="html")
    body = message.get_payload()[-1]  # type: ignore[index]  # a list, once there are two bodies
    body.add_related(  # type: ignore[union-attr]
        picture(size), "image", "png", cid="<scan>", filename="scan.png", disposition="inline"
    )
    found = enclosed(message.as_bytes(), load_vocabulary())
    assert [one.data for one in found] == [picture(size)] * number
