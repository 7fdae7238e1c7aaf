"""Files inside files: how they are named and how many are taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from poedesk.model import Enclosed, Limits, Unread
from poedesk.read.text import normalise

Opener = Callable[[], bytes]
_LONGEST_NAME = 120
_MIB = 1024**2
_RATIO_FROM = 32 * _MIB  # below this any ratio is harmless
_UNFIT = re.compile(r"[\x00-\x1f/\\:]+")


@dataclass(frozen=True, slots=True)
class Taken:
    """The files taken out of a container, and those that could not be."""

    files: tuple[Enclosed, ...]
    unread: tuple[Unread, ...]


def too_much(unpacked: int, packed: int, limits: Limits) -> str:
    """Why an archive of such sizes, in bytes, is not opened; empty where it may be."""
    if unpacked > limits.unpacked:
        return f"it unpacks to more than {limits.unpacked // _MIB} MiB (limit `unpacked`)"
    if unpacked > _RATIO_FROM and unpacked > limits.ratio * packed:
        return f"it is packed like a zip bomb, more than {limits.ratio} to one (limit `ratio`)"
    return ""


def safe_name(name: str) -> str:
    """A name to show and to build paths of: one line, no separators, not too long.

    Only the last step of a stored path is kept; it never names a place on the disk.
    """
    last = re.split(r"[/\\]", name.strip().rstrip("/\\"))[-1]
    plain = _UNFIT.sub(" ", normalise(last)[0]).strip(" .") or "unnamed"
    if len(plain) <= _LONGEST_NAME:
        return plain
    stem, dot, suffix = plain.rpartition(".")
    kept = f"{dot}{suffix}" if stem and len(suffix) <= 8 else ""
    return plain[: _LONGEST_NAME - len(kept)] + kept


def take(path: str, found: Iterable[tuple[str, Opener]], limits: Limits) -> Taken:
    """Open the files enclosed in `path`, as many and as much as the limits allow.

    The path of each is `path/position/name`, positions counted from 1. What cannot be opened
    becomes `Unread`; the first file over a limit ends the list.
    """
    files: list[Enclosed] = []
    unread: list[Unread] = []
    room = limits.unpacked
    for position, (name, opened) in enumerate(found, start=1):
        shown = safe_name(name)
        if position > limits.enclosed:
            unread.append(Unread(shown, f"more than {limits.enclosed} files inside one file"))
            break
        try:
            data = opened()
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - any library's, on a stranger's bytes
            unread.append(Unread(shown, f"cannot be taken out of {path}: {error}"))
            continue
        room -= len(data)
        if room < 0:
            unread.append(Unread(shown, f"the files inside exceed {limits.unpacked} bytes"))
            break
        files.append(Enclosed(f"{path}/{position}/{shown}", path, data))
    return Taken(tuple(files), tuple(unread))
