"""What the files of one claim may take together: a hostile claim ends in minutes, not days."""

from __future__ import annotations

import time

from poedesk.model import Limits

_MIB = 1024**2


class Budget:
    """Counts down while the files of one claim are read."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._until = time.monotonic() + limits.claim_seconds
        self._faults = limits.faults
        self._enclosed = limits.enclosed
        self._unpacked = limits.unpacked

    def refusal(self, depth: int, size: int) -> str:
        """Why a file of `size` bytes inside `depth` others is not taken in; empty where it is."""
        limits = self._limits
        if depth > limits.depth:
            return f"not read: files are nested deeper than {limits.depth} levels (limit `depth`)"
        if not self._enclosed:
            return f"not read: more than {limits.enclosed} enclosed files (limit `enclosed`)"
        if size > self._unpacked:
            most = limits.unpacked // _MIB
            return f"not read: the enclosed files take more than {most} MiB (limit `unpacked`)"
        self._enclosed -= 1
        self._unpacked -= size
        return ""

    def add_fault(self) -> None:
        """A file broke its reader."""
        self._faults -= 1

    def exhausted(self) -> str:
        """Why no more files of this claim are read; empty while they are."""
        limits = self._limits
        if self._faults <= 0:
            return (
                f"not read: {limits.faults} files of this claim broke the reader (limit `faults`)"
            )
        if time.monotonic() > self._until:
            most = limits.claim_seconds
            return f"not read: the claim's files took more than {most} s (limit `claim_seconds`)"
        return ""
