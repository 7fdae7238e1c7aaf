"""DKIM signatures of mail files, by keys that the user gives."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.forge import signed_mail as f
from tests.forge.signing import person

from poedesk.attest import attest
from poedesk.dkim_keys import load
from poedesk.errors import UsageError
from poedesk.model import Declared, Settings
from poedesk.read.mail import eml
from poedesk.settings import load_settings

_key = person("Mail Server", "Kunde GmbH", "").key
assert isinstance(_key, rsa.RSAPrivateKey)
PRIVATE = _key.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
PUBLIC = base64.b64encode(
    _key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()
NAME = "s1._domainkey.kunde.example"
RECORD = f"v=DKIM1; k=rsa; p={PUBLIC}"
SETTINGS: Settings = replace(load_settings(), dkim_keys=((NAME, RECORD),))
MAIL = f.head() + f.entity("We approve the work described below.\n")
HEADERS = (b"from", b"to", b"subject", b"date")


def signed(mail: bytes = MAIL, domain: str = "kunde.example", **about: Any) -> bytes:
    about = {"include_headers": list(HEADERS), **about}
    header: bytes = dkim.DKIM(mail).sign(b"s1", domain.encode(), PRIVATE, **about)
    return header + mail


def told(data: bytes, settings: Settings = SETTINGS) -> list[str]:
    act = attest(eml.read("mail.eml", None, data, settings), settings)[0]
    found = [one for one in act.evidence if isinstance(one, Declared)]
    return [f"{one.key}: {one.value}" for one in found if one.key.startswith("DKIM")]


def test_an_untouched_mail_of_the_senders_domain_holds() -> None:
    assert told(signed()) == ["DKIM of kunde.example: holds, and is of the sender's domain"]


def test_line_ends_that_a_program_changed_do_no_harm() -> None:
    assert "holds, and" in told(signed().replace(b"\r\n", b"\n"))[0]


def test_changed_words_and_headers_are_noticed() -> None:
    assert "does not hold" in told(signed().replace(b"We approve", b"We reject!"))[0]
    assert "does not hold" in told(signed().replace(b"RE: Rollout", b"RE: Another"))[0]


def test_without_the_key_nothing_is_said_of_it_and_nobody_is_asked() -> None:
    assert "not checked: the key s1._domainkey.kunde.example" in told(signed(), load_settings())[0]


def test_a_signature_over_the_beginning_of_the_text_says_so() -> None:
    longer = signed(length=True) + b"P.S. And the licences too.\r\n"
    assert "only the beginning" in told(longer)[0]


def test_headers_that_are_not_signed_are_named() -> None:
    assert "Subject is not signed" in told(signed(include_headers=[b"from", b"to", b"date"]))[0]


def test_a_second_subject_is_noticed() -> None:
    assert "Subject stands there more than once" in told(b"Subject: Other\r\n" + signed())[0]


def test_a_second_sender_breaks_it() -> None:
    assert "does not hold" in told(b"From: Eve <eve@elsewhere.example>\r\n" + signed())[0]


def test_another_domains_signature_is_not_the_senders() -> None:
    keys = replace(SETTINGS, dkim_keys=(("s1._domainkey.elsewhere.example", RECORD),))
    assert "not of the sender's domain" in told(signed(domain="elsewhere.example"), keys)[0]


def test_an_old_signature_is_not_judged_by_todays_clock() -> None:
    """An expired one was good when the mail arrived."""
    signer = dkim.DKIM(MAIL)
    fields = [(b"v", b"1"), (b"a", b"rsa-sha256"), (b"c", b"relaxed/simple")]
    fields += [(b"d", b"kunde.example"), (b"s", b"s1"), (b"t", b"1741010700")]
    fields += [(b"x", b"1741097100"), (b"h", b":".join(HEADERS))]
    policy = dkim.CanonicalizationPolicy.from_c_value(b"relaxed/simple")
    body = policy.canonicalize_body(signer.body)
    digest = dkim.HASH_ALGORITHMS[b"rsa-sha256"](body).digest()
    fields += [(b"bh", base64.b64encode(digest)), (b"b", b"0" * 60)]
    signer.hasher = dkim.HASH_ALGORITHMS[b"rsa-sha256"]
    signer.signature_algorithm = b"rsa-sha256"
    key = dkim.crypto.parse_pem_private_key(PRIVATE)
    made = signer.gen_header(fields, list(HEADERS), policy, b"DKIM-Signature", key)
    assert "holds, and" in told(b"DKIM-Signature: " + made + MAIL)[0]


@pytest.mark.parametrize(
    "header",
    [b"v=1; a=rsa-sha256; d=; s=; b=; h=", b"nonsense", b"", b"v=1; d=kunde.example; s=s1"],
)
def test_a_damaged_signature_says_nothing(header: bytes) -> None:
    found = told(b"DKIM-Signature: " + header + b"\r\n" + MAIL)
    assert len(found) == 1
    assert "holds" not in found[0].replace("does not hold", "")


# ── The keys ────────────────────────────────────────────────────────────────────────────


def test_keys_are_read_as_name_servers_give_them(tmp_path: Path) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(
        "# my keys\n\n"
        "S1._domainkey.kunde.example  v=DKIM1;k=rsa;p=AAAA\n"
        's2._domainkey.kunde.example. IN TXT ( "v=DKIM1; k=rsa; " "p=BB" "BB" )\n'
    )
    assert dict(load(file)) == {
        "s1._domainkey.kunde.example": "v=DKIM1;k=rsa;p=AAAA",
        "s2._domainkey.kunde.example": "v=DKIM1; k=rsa; p=BBBB",
    }


@pytest.mark.parametrize("line", ["kunde.example v=DKIM1; p=AA", "s._domainkey.k.example", "x"])
def test_a_line_that_is_no_key_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(f"# first\n{line}\n")
    with pytest.raises(UsageError, match="line 2"):
        load(file)


def test_other_keys_are_other_settings() -> None:
    assert SETTINGS.digest != replace(SETTINGS, dkim_keys=()).digest
