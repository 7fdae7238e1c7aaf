"""Office files that are protected by a password or by rights management."""

from __future__ import annotations

import io
import re

from poedesk.errors import UnreadableError
from poedesk.read import ole

_USUAL = "VelvetSweatshop"  # with which Office itself protects files that only ask for read-only
_SPIN = re.compile(rb'spinCount="(\d{1,12})"')
_MOST_SPINS = 2_000_000  # Office writes 100,000; each is a hash to compute
_RIGHTS = ("DRMEncryptedTransform", "DRMEncryptedDataSpace", "DRMContent")


def sniff(data: bytes) -> bool:
    """Whether this is an OLE file around an encrypted Office document."""
    return data.startswith(ole.MAGIC) and "EncryptedPackage".encode("utf-16-le") in data


def opened(data: bytes, passwords: tuple[str, ...]) -> bytes:
    """The document itself. Raises UnreadableError where no password fits."""
    if any(name.encode("utf-16-le") in data for name in _RIGHTS):
        raise UnreadableError(
            "an Office document protected by rights management (IRM)",
            "Only people who were given the right can open it: save a copy without protection.",
        )
    if any(int(one) > _MOST_SPINS for one in _SPIN.findall(data)):
        raise UnreadableError("an Office document whose password would take hours to check")
    for password in (*passwords, _USUAL):
        plain = _decrypted(data, password)
        if plain is not None:
            return plain
    fits = ", and none of those given fits" if passwords else ""
    raise UnreadableError(
        f"an Office document protected by a password{fits}",
        "Give the password with --password, or save a copy without it.",
    )


def _decrypted(data: bytes, password: str) -> bytes | None:
    import msoffcrypto

    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        office.load_key(password=password, verify_password=True)
        office.decrypt(out)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a wrong password and a broken file fail in many ways
        return None
    return out.getvalue()
