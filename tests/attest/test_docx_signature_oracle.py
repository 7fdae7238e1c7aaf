"""Our verdicts on Word signatures against those of Debian's xmlsec1, which knows the transform of
relationships.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.forge import oracles, signing
from tests.forge.ooxml import (
    BODY_RELS,
    C14N,
    EXCLUSIVE,
    ROOT_RELS,
    SIG,
    Parts,
    Style,
    document,
    pack,
    sign,
    unpack,
)
from tests.forge.signing import person

from poedesk.attest.ooxml.package import opened
from poedesk.attest.ooxml.signature import check

pytestmark = pytest.mark.skipif(shutil.which("xmlsec1") is None, reason="xmlsec1 is not installed")

WHEN = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
ZOE = person("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example")


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    path = tmp_path / "anchor.pem"
    path.write_bytes(signing.anchor())
    return path


def verdicts(data: bytes, anchor: Path, tmp_path: Path) -> tuple[bool, bool]:
    """Ours and theirs."""
    ours = not check(opened(data), f"/{SIG}").faults
    return ours, oracles.xmlsec1(data, anchor, tmp_path / "unpacked")


@pytest.mark.parametrize(
    "style",
    [
        Style(),
        Style(digest="sha1"),
        Style(digest="sha384"),
        Style(digest="sha512"),
        Style(canonical=f"{C14N}#WithComments"),
        Style(canonical=EXCLUSIVE),
        Style(canonical=f"{EXCLUSIVE}WithComments"),
        Style(edit=lambda markup: markup.replace("<Manifest>", "<!-- x --><Manifest>")),
        Style(edit=lambda markup: markup.replace("<Signature ", '<Signature xmlns:a="b:c" ')),
        Style(
            edit=lambda markup: markup.replace("<Object>", '<Object><n xmlns=""/></Object><Object>')
        ),
    ],
    ids=[
        "plain",
        "SHA-1",
        "SHA-384",
        "SHA-512",
        "comments",
        "exclusive",
        "exclusive with comments",
        "a comment in the signed object",
        "a name space from above",
        "an element in no name space",
    ],
)
def test_both_hold_an_honest_signature_for_intact(
    style: Style, anchor: Path, tmp_path: Path
) -> None:
    data = sign(document(), ZOE, WHEN, style=style)
    assert verdicts(data, anchor, tmp_path) == (True, True)


def test_both_hold_a_curved_key_and_a_second_signature_for_intact(
    anchor: Path, tmp_path: Path
) -> None:
    signer = signing.curved("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example", ec.SECP256R1())
    data = sign(sign(document(), signer, WHEN), ZOE, WHEN)
    assert verdicts(data, anchor, tmp_path) == (True, True)


def test_both_take_white_space_between_relationships_in_their_dialect(
    anchor: Path, tmp_path: Path
) -> None:
    parts = unpack(document())
    for name in (ROOT_RELS, BODY_RELS):
        parts[name] = parts[name].replace(b"><Relationship ", b">\n<Relationship ")
    data = sign(pack(parts), ZOE, WHEN, style=Style(dialect=True))
    assert verdicts(data, anchor, tmp_path) == (True, True)


def _replaced(name: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


@pytest.mark.parametrize(
    "change",
    [
        _replaced("word/document.xml", b"deployment", b"sale"),
        _replaced("word/header1.xml", b"Fabrikam", b"Contoso"),
        _replaced("word/styles.xml", b"w:sz ", b"w:vanish "),
        _replaced(BODY_RELS, b"styles.xml", b"numbering.xml"),
        _replaced(BODY_RELS, b"fabrikam.example", b"contoso.example"),
        _replaced(SIG, b"2025-03-04", b"2025-03-05"),
        _replaced(SIG, b"Approved", b"Rejected"),
        _replaced(SIG, b"<SignatureValue>", b"<SignatureValue>AAAA"),
    ],
    ids=["body", "header", "styles", "target", "link", "time", "remark", "value"],
)
def test_both_see_that_something_was_changed(
    change: Callable[[Parts], None], anchor: Path, tmp_path: Path
) -> None:
    parts = unpack(sign(document(), ZOE, WHEN))
    change(parts)
    assert verdicts(pack(parts), anchor, tmp_path) == (False, False)
