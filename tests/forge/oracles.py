"""Other people's verifiers of Office signatures, to hold ours against."""

from __future__ import annotations

import html
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

from tests.forge.ooxml import DS, SIG, XADES

_COUNTS = re.compile(r"(?:SignedInfo|Manifests) References \(ok/all\): (\d+)/(\d+)")


def xmlsec1(docx: bytes, anchor: Path, folder: Path) -> bool:
    """What Debian's xmlsec1 says of the first signature of a Word file: its value and every
    reference hold. `anchor` is a PEM file to trust, `folder` an empty one to unpack into.

    Its exit status tells nothing of the list of parts, so the counts are read.
    """
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        archive.extractall(folder)
    signature = folder / SIG
    parts = [html.unescape(one) for one in re.findall(r'URI="(/[^"]+)"', signature.read_text())]
    command = ["xmlsec1", "--verify", "--trusted-pem", str(anchor)]
    for space, name in ((DS, "Object"), (XADES, "SignedProperties")):
        command += ["--id-attr:Id", f"{space}:{name}"]
    for part in parts:
        command += [f"--url-map:{part}", str(folder / part.partition("?")[0].lstrip("/"))]
    done = subprocess.run(
        [*command, str(signature)], capture_output=True, text=True, timeout=60, check=False
    )
    counts = _COUNTS.findall(done.stdout + done.stderr)
    return done.returncode == 0 and len(counts) == 2 and all(ok == of for ok, of in counts)
