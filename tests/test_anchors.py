"""Which certificates a user trusts, where they come from, and how they go again."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from poedesk import anchors
from poedesk.errors import UsageError
from tests.forge import signing

ROOT = x509.load_der_x509_certificate(signing.anchor_der())
PERSON = x509.load_der_x509_certificate(
    signing.person("Jane Roe", "Adatum GmbH", "").certificate.public_bytes(Encoding.DER)
)
TRUST_LIST = """<?xml version="1.0"?>
<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><TrustServiceProviderList>
<TrustServiceProvider><TSPServices>{services}</TSPServices></TrustServiceProvider>
</TrustServiceProviderList></TrustServiceStatusList>"""
SERVICE = """<TSPService><ServiceInformation>
<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{kind}</ServiceTypeIdentifier>
<ServiceDigitalIdentity><DigitalId><X509Certificate>{certificate}</X509Certificate></DigitalId>
</ServiceDigitalIdentity>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/{status}</ServiceStatus>
</ServiceInformation></TSPService>"""


def written(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def service(certificate: x509.Certificate, kind: str = "CA/QC", status: str = "granted") -> str:
    text = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    return SERVICE.format(kind=kind, status=status, certificate=text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "trust"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("root.pem", ROOT.public_bytes(Encoding.PEM)),
        ("root.cer", ROOT.public_bytes(Encoding.DER)),
        ("bundle.p7b", pkcs7.serialize_certificates([ROOT], Encoding.DER)),
        ("bundle.p7c", pkcs7.serialize_certificates([ROOT], Encoding.PEM)),
        ("list.xml", TRUST_LIST.format(services=service(ROOT)).encode()),
    ],
)
def test_an_anchor_is_added_from_any_usual_file(
    folder: Path, tmp_path: Path, name: str, data: bytes
) -> None:
    (added,) = anchors.add(folder, [written(tmp_path / name, data)])
    assert (added.subject, added.issues) == ("Test Root CA, Poedesk Test Trust", True)
    assert anchors.load([folder]).certificates == (ROOT.public_bytes(Encoding.DER),)


def test_what_is_there_already_is_not_added_again(folder: Path, tmp_path: Path) -> None:
    source = written(tmp_path / "root.pem", ROOT.public_bytes(Encoding.PEM))
    anchors.add(folder, [source])
    assert anchors.add(folder, [source]) == ()
    assert len(anchors.listed(folder)) == 1


def test_of_a_trust_list_only_services_in_force_that_issue_qualified_certificates_are_taken(
    folder: Path, tmp_path: Path
) -> None:
    services = service(PERSON, status="withdrawn") + service(PERSON, kind="TSA/QTST")
    data = TRUST_LIST.format(services=services + service(ROOT)).encode()
    added = anchors.add(folder, [written(tmp_path / "list.xml", data)])
    assert [one.subject for one in added] == ["Test Root CA, Poedesk Test Trust"]


def test_a_trust_list_reaches_for_nothing_outside_itself(folder: Path, tmp_path: Path) -> None:
    secret = written(tmp_path / "secret.txt", b"secret")
    text = TRUST_LIST.format(services=service(ROOT)).replace(
        '<?xml version="1.0"?>', f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    )
    added = anchors.add(folder, [written(tmp_path / "list.xml", text.encode())])
    assert len(added) == 1


def test_an_anchor_that_can_issue_nothing_is_known_as_such(folder: Path, tmp_path: Path) -> None:
    (added,) = anchors.add(
        folder, [written(tmp_path / "jane.pem", PERSON.public_bytes(Encoding.PEM))]
    )
    assert not added.issues


def test_an_anchor_is_removed_by_the_beginning_of_its_fingerprint(
    folder: Path, tmp_path: Path
) -> None:
    (added,) = anchors.add(
        folder, [written(tmp_path / "root.pem", ROOT.public_bytes(Encoding.PEM))]
    )
    colons = ":".join(added.fingerprint[at : at + 2] for at in range(0, 12, 2)).upper()
    assert anchors.remove(folder, colons) == added
    assert anchors.listed(folder) == ()


@pytest.mark.parametrize("wanted", ["", "zz", "0" * 64])
def test_what_names_no_anchor_removes_none(folder: Path, tmp_path: Path, wanted: str) -> None:
    anchors.add(folder, [written(tmp_path / "root.pem", ROOT.public_bytes(Encoding.PEM))])
    with pytest.raises(UsageError, match="no anchor's fingerprint begins"):
        anchors.remove(folder, wanted)
    assert len(anchors.listed(folder)) == 1


def test_a_file_with_several_anchors_is_left_to_the_person(folder: Path) -> None:
    both = ROOT.public_bytes(Encoding.PEM) + PERSON.public_bytes(Encoding.PEM)
    written(folder / "both.pem", both)
    first = anchors.listed(folder)[0]
    with pytest.raises(UsageError, match="holds other certificates too"):
        anchors.remove(folder, first.fingerprint)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pem", b"", "not a certificate"),
        ("a.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "not a cert"),
        ("a.xml", b"<html>", "not a certificate"),
        ("a.xml", TRUST_LIST.format(services="").encode(), "holds no certificate"),
        ("a.crl", b"x", "not a revocation list"),
    ],
)
def test_a_file_of_another_kind_adds_nothing_and_is_named(
    folder: Path, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    good = written(tmp_path / "root.pem", ROOT.public_bytes(Encoding.PEM))
    with pytest.raises(UsageError, match=said) as caught:
        anchors.add(folder, [good, written(tmp_path / "bad" / name, data)])
    assert name in caught.value.message
    assert anchors.listed(folder) == ()


def test_a_root_for_web_servers_is_taken_only_when_that_is_meant(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = written(tmp_path / "root.pem", ROOT.public_bytes(Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(source))
    with pytest.raises(UsageError, match="web servers"):
        anchors.add(folder, [source])
    assert len(anchors.add(folder, [source], web_roots=True)) == 1


def test_a_hostile_subject_names_no_place_on_the_disk(folder: Path, tmp_path: Path) -> None:
    certificate = signing.person("../../../etc/\x1b[31mpasswd", "Adatum GmbH", "").certificate
    (added,) = anchors.add(
        folder, [written(tmp_path / "x.pem", certificate.public_bytes(Encoding.PEM))]
    )
    assert added.file.parent == folder
    assert added.file.name.endswith("-etc-31mpasswd-adatum-gmbh.pem")


def test_a_revocation_list_of_the_folder_is_loaded(folder: Path, tmp_path: Path) -> None:
    data, _ = signing.revocation_lists()
    anchors.add(folder, [written(tmp_path / "issuer.crl", data)])
    assert anchors.load([folder]).revocation_lists == (data,)


def test_no_folder_is_no_anchor_but_a_named_one_must_be_there(folder: Path) -> None:
    assert anchors.listed(folder) == ()
    with pytest.raises(UsageError, match="no such folder"):
        anchors.load([folder])
