"""A worker gives up what reading evidence never needs: the network, writing, other programs.

The system's own means come first, each as far as it is there; the last works in Python alone and
holds everywhere. None of them can be taken back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import sys
from collections.abc import Callable
from typing import Any

from poedesk.sandbox import landlock, seccomp

_NEW_USER, _NEW_NETWORK, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED = frozenset({
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
    "socket.gethostbyname", "socket.gethostbyaddr", "subprocess.Popen", "os.exec", "os.fork",
    "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "pty.spawn",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "os.chflags", "os.utime", "os.setxattr", "os.removexattr",
    "sqlite3.connect", "webbrowser.open",
})  # fmt: skip


def confine(memory: int) -> tuple[str, ...]:
    """Confine this process, which may then use `memory` bytes; returns the means now in force.

    Call it before there are threads: the system confines the calling one and what it starts.
    """
    _limit(memory)
    means: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("network namespace", _leave_network),
        ("Landlock", landlock.apply),
        ("seccomp", seccomp.apply),
        ("Python audit hook", _listen),
    )
    return tuple(name for name, apply in means if apply())


def _limit(memory: int) -> None:
    wanted = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)]
    if platform.system() == "Linux":  # elsewhere it does not count what is really used
        wanted.append((resource.RLIMIT_AS, memory))
    for kind, most in wanted:
        resource.setrlimit(kind, (most, most))


def _leave_network() -> bool:
    """Into a network namespace with nothing in it; through one of users where not root.

    Shared memory and queues are left behind too, where the system lets go of them.
    """
    if platform.system() != "Linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    both = _NEW_NETWORK | _NEW_IPC
    ways = (both, _NEW_USER | both, _NEW_NETWORK, _NEW_USER | _NEW_NETWORK)
    return any(unshare(spaces) == 0 for spaces in ways)


def _listen() -> bool:
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)
    return True


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REFUSED or (event == "open" and _writes(arguments)):
        raise PermissionError(errno.EPERM, f"a worker that reads evidence may not: {event}")


def _writes(arguments: tuple[Any, ...]) -> bool:
    """Whether a file is opened for writing; a pipe that is open already has a number."""
    path, _, flags = arguments
    return not isinstance(path, int) and isinstance(flags, int) and bool(flags & _WRITING)
