"""Which protections hold on this machine: found by a confined worker that tries to break them."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from poedesk.model import Limits
from poedesk.sandbox import Sandbox, SandboxError

_BY_SYSTEM = "refused by the system"
_IN_PYTHON = "refused in Python only; native code in a library is not kept from it"
_NOT_REFUSED = "NOT refused"


def protections(limits: Limits) -> dict[str, str]:
    """What a worker may not do, and how this machine keeps it from doing it.

    A worker tries to reach a listener on this machine, to write a file and to start a process,
    by the system's own calls and by Python's, then to take too much memory and too much time.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.create_server(("127.0.0.1", 0)) as listener,
        Sandbox(limits) as sandbox,
        Sandbox(replace(limits, seconds=1)) as impatient,
    ):
        port, target = listener.getsockname()[1], str(Path(folder) / "written")
        return {
            "network": _tried(sandbox, (connect_natively, port), (connect, port)),
            "writing files": _tried(sandbox, (write_natively, target), (write, target)),
            "other programs": _tried(sandbox, (fork_natively, 0), (start, 0)),
            "memory": _held(sandbox, f"{limits.memory // 1024**2} MiB", take, limits.memory),
            "time": _held(impatient, f"{limits.seconds} s a file", time.sleep, 30),
            "means": ", ".join(sandbox.means()),
        }


def _tried(sandbox: Sandbox, *attempts: tuple[Callable[..., bool], object]) -> str:
    natively, in_python = (sandbox.call(task, given) for task, given in attempts)
    if not natively:
        return _BY_SYSTEM
    return _NOT_REFUSED if in_python else _IN_PYTHON


def _held(sandbox: Sandbox, limit: str, task: Callable[..., object], given: int) -> str:
    try:
        sandbox.call(task, given)
    except SandboxError:
        return f"{limit}, then the worker is ended"
    return f"{limit}, but the limit does NOT hold"


# ── What a worker tries; each says whether it could ─────────────────────────────────────


def connect_natively(port: int) -> bool:
    """A TCP connection by the C library."""
    libc = ctypes.CDLL(None)
    handle = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    family = socket.AF_INET.to_bytes(2, sys.byteorder)
    if sys.platform == "darwin":  # there the structure begins with its own length
        family = bytes((16, socket.AF_INET))
    address = family + port.to_bytes(2, "big") + socket.inet_aton("127.0.0.1") + bytes(8)
    return bool(handle >= 0 and libc.connect(handle, address, len(address)) == 0)


def connect(port: int) -> bool:
    """A TCP connection by Python."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def write_natively(path: str) -> bool:
    """A new file by the C library."""
    handle = ctypes.CDLL(None).open(path.encode(), os.O_WRONLY | os.O_CREAT, 0o600)
    return bool(handle >= 0)


def write(path: str) -> bool:
    """A new file by Python."""
    try:
        Path(path).write_bytes(b"")
    except OSError:
        return False
    return True


def fork_natively(_: int) -> bool:
    """A child process by the C library; it ends at once."""
    libc = ctypes.CDLL(None)
    child = libc.fork()
    if child == 0:
        libc._exit(0)  # noqa: SLF001 - the C library's own name
    if child > 0:
        os.waitpid(child, 0)
    return bool(child > 0)


def start(_: int) -> bool:
    """A program by Python."""
    try:
        subprocess.run([sys.executable, "-c", ""], check=False)
    except OSError:
        return False
    return True


def take(memory: int) -> int:
    """More memory than there may be."""
    return len(bytearray(memory + 1))
