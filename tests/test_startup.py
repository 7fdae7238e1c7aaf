"""What is asked often is answered without loading what reads evidence."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "asn1crypto", "cryptography", "distributed", "extract_msg", "lxml", "numpy", "onnxruntime",
    "PIL", "pyhanko", "pypdf", "pypdfium2", "rapidocr", "rich", "spacy", "sqlite_utils", "textual",
)  # fmt: skip


@pytest.mark.parametrize("asked", ["--version", "--help", "check --help", "desk --help"])
def test_no_heavy_library_is_loaded(asked: str) -> None:
    code = (
        "import sys; from poedesk.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        f"print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *asked.split()], capture_output=True, text=True, check=True
    )
    assert done.stdout
    assert done.stderr.split() == []
