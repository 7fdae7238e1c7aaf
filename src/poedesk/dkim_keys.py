"""The public keys of mail domains that a user gives: what a name server would have told."""

from __future__ import annotations

import re
from pathlib import Path

from poedesk.errors import UsageError

_LINE = re.compile(r"(?P<name>[\w.-]+\._domainkey\.[\w.-]+?)\.?\s+(?:IN\s+)?(?:TXT\s+)?(?P<key>.+)")
_BIGGEST = 1024**2  # bytes


def load(path: Path) -> tuple[tuple[str, str], ...]:
    """The keys of a file, a line each: `selector._domainkey.example.org  v=DKIM1; k=rsa; p=…`.

    The answer of a name server may be pasted as it is, in quotation marks. Empty lines and those
    that begin with "#" or ";" are left out. Raises UsageError naming the first faulty line.
    """
    try:
        if path.stat().st_size > _BIGGEST:
            raise UsageError(f"{path}: too big for a list of keys")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as text ({error})") from error
    keys: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if not bare or bare[0] in "#;":
            continue
        found = _LINE.fullmatch(bare)
        if found is None or "p=" not in found["key"]:
            raise UsageError(
                f"{path}, line {number}: no key of a mail domain",
                hint="Write: selector._domainkey.example.org  v=DKIM1; k=rsa; p=…",
            )
        keys[found["name"].lower()] = re.sub(r'"\s*"|"|[()]', "", found["key"]).strip()
    return tuple(sorted(keys.items()))
