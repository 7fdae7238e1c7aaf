"""Word signatures: ours against LibreOffice's verdict, on honest and tampered files of our own
signer and on a file that LibreOffice signs.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from poedesk.attest.ooxml.coverage import uncovered
from poedesk.attest.ooxml.package import opened
from poedesk.attest.ooxml.signature import check, signature_parts
from poedesk.errors import UnreadableError
from tests.forge import signing
from tests.forge.ooxml import BODY_RELS, SIG, Parts, Style, document, pack, sign, unpack
from tests.forge.signing import Person, person
from tests.prove.rows import Row, SkippedError

_PYTHON = "/usr/bin/python3"
_SCRIPT = Path(__file__).with_name("libreoffice_signatures.py")
_SECRET = "test only"
_CASES = 40
_WHEN = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
Change = Callable[[Parts, Random], None]


def measure(seed: int, size: int | None) -> Iterator[Row]:
    _able()
    signer = person("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example")
    with tempfile.TemporaryDirectory() as name, _office(Path(name), signer) as ask:
        folder = Path(name)
        theirs = folder / "theirs.docx"
        theirs.write_bytes(document())
        ask("sign", theirs)
        faults, left = _ours(theirs.read_bytes())
        yield Row("signed by LibreOffice: our faults", str(len(faults)), "0", not faults)
        yield Row("signed by LibreOffice: left open", "; ".join(left) or "nothing")
        cases = list(_cases(folder, signer, Random(seed), size or _CASES))
        answers = ask("verify", *cases)
        both = [
            (not _ours(one.read_bytes())[0], answer == "valid")
            for one, answer in zip(cases, answers, strict=True)
        ]
        yield Row("files", str(len(both)))
        yield Row("both valid", str(both.count((True, True))))
        yield Row("both broken", str(both.count((False, False))))
        wrong = both.count((True, False))
        yield Row("valid to us only", str(wrong), "0", wrong == 0)
        yield Row("valid to LibreOffice only", str(both.count((False, True))))
        yield from _flips(signer, Random(seed), 10 * len(cases))
        yield Row("time per signature", f"{1000 * _seconds(theirs):.0f} ms")


def _ours(data: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The faults of the first signature, and what it leaves open."""
    try:
        package = opened(data)
        checked = check(package, signature_parts(package)[0])
    except UnreadableError as error:
        return (error.message,), ()
    return checked.faults, () if checked.faults else uncovered(package, checked)


def _flips(signer: Person, random: Random, size: int) -> Iterator[Row]:
    """One bit of the packed file is another: whatever still holds must hold the same parts."""
    data = sign(document(), signer, _WHEN)
    whole, held, wrong = opened(data), 0, 0
    for _ in range(size):
        flipped = bytearray(data)
        flipped[random.randrange(len(data))] ^= 1 << random.randrange(8)
        if _ours(bytes(flipped)) == ((), ()):
            held += 1
            package = opened(bytes(flipped))
            signed = check(package, signature_parts(package)[0]).parts
            wrong += any(package.blob(part) != whole.blob(part) for part in signed)
    yield Row("files with one bit changed", str(size))
    yield Row("held, for nothing signed was changed", str(held))
    yield Row("held with another content", str(wrong), "0", wrong == 0)


def _seconds(file: Path) -> float:
    data, taken = file.read_bytes(), []
    for _ in range(20):
        began = perf_counter()
        _ours(data)
        taken.append(perf_counter() - began)
    return median(taken)


# ── Files ───────────────────────────────────────────────────────────────────────────────


def _flip(parts: Parts, name: str, random: Random) -> None:
    """Another letter somewhere in a part."""
    blob = bytearray(parts[name])
    letters = [place for place, byte in enumerate(blob) if chr(byte).isalnum()]
    blob[random.choice(letters)] ^= 1
    parts[name] = bytes(blob)


_CHANGES: tuple[Change, ...] = (
    lambda parts, random: _flip(parts, "word/document.xml", random),
    lambda parts, random: _flip(parts, "word/styles.xml", random),
    lambda parts, random: _flip(parts, "word/header1.xml", random),
    lambda parts, random: _flip(parts, BODY_RELS, random),
    lambda parts, random: _flip(parts, SIG, random),
)


def _cases(folder: Path, signer: Person, random: Random, size: int) -> Iterator[Path]:
    styles = [Style(), Style(digest="sha512"), Style(digest="sha384")]
    for number in range(size):
        parts = unpack(
            sign(document(f"Paper {number}"), signer, _WHEN, style=random.choice(styles))
        )
        if number % 3:
            random.choice(_CHANGES)(parts, random)
        path = folder / f"{number}.docx"
        path.write_bytes(pack(parts))
        yield path


# ── LibreOffice ─────────────────────────────────────────────────────────────────────────


def _able() -> None:
    missing = [one for one in ("soffice", "certutil", "pk12util", _PYTHON) if not shutil.which(one)]
    if missing:
        raise SkippedError(f"not installed: {', '.join(missing)}")
    if subprocess.run([_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode:
        raise SkippedError("the system's Python has no UNO")


@contextmanager
def _office(folder: Path, signer: Person) -> Iterator[Callable[..., list[str]]]:
    """A LibreOffice with the signer's certificate, and a function that asks it."""
    store = folder / "nss"
    _store(store, folder, signer)
    port = _free_port()
    process = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder / 'profile'}",
            "--headless",
            "--norestore",
            f"--accept=socket,host=127.0.0.1,port={port};urp;",
        ],
        env={**os.environ, "MOZILLA_CERTIFICATE_FOLDER": f"sql:{store}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield lambda act, *files: _asked(port, act, *files)
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=30)


def _asked(port: int, act: str, *files: Path) -> list[str]:
    done = subprocess.run(
        [_PYTHON, str(_SCRIPT), str(port), act, *map(str, files)],
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    return done.stdout.split("\n")[:-1]


def _store(store: Path, folder: Path, signer: Person) -> None:
    """A certificate store of NSS with the signer's key and the test root."""
    store.mkdir()
    bundle, root = folder / "signer.p12", folder / "root.pem"
    bundle.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"signer",
            signer.key,
            signer.certificate,
            signer.chain,
            BestAvailableEncryption(_SECRET.encode()),
        )
    )
    root.write_bytes(signing.anchor())
    place = f"sql:{store}"
    for command in (
        ["certutil", "-N", "-d", place, "--empty-password"],
        ["pk12util", "-i", str(bundle), "-d", place, "-W", _SECRET],
        ["certutil", "-A", "-n", "root", "-t", "CT,CT,CT", "-i", str(root), "-d", place],
    ):
        subprocess.run(command, check=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
