"""Landlock (Linux 5.13): a process gives up writing files, starting programs and, on newer
kernels, TCP and signals to others, for good.
"""

from __future__ import annotations

import ctypes
import platform
import struct

_CREATE, _RESTRICT = 444, 446
_ASK_VERSION = 1
_NO_NEW_PRIVILEGES = 38
# Rights in the kernel's order: bit number, first version that knows it. Reading stays free.
_EXECUTE, _WRITE = 0, 1
_REMOVE_DIRECTORY_TO_MAKE_LINK = range(4, 13)
_MOVE, _TRUNCATE, _DEVICE_CONTROL = 13, 14, 15
_CONNECT_AND_BIND = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11


def apply() -> bool:
    """Confine this process; False where the system has no Landlock."""
    if platform.system() != "Linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    rules = _rules(version)
    handle = libc.syscall(_CREATE, rules, ctypes.c_size_t(len(rules)), 0)
    if handle < 0:
        return False
    unused = ctypes.c_ulong(0)
    if libc.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), unused, unused, unused):
        return False
    return bool(libc.syscall(_RESTRICT, handle, 0) == 0)


def _rules(version: int) -> bytes:
    """What is given up, as far as this version of Landlock knows it; nothing is excepted."""
    bits = [_EXECUTE, _WRITE, *_REMOVE_DIRECTORY_TO_MAKE_LINK]
    bits += [
        bit for bit, since in ((_MOVE, 2), (_TRUNCATE, 3), (_DEVICE_CONTROL, 5)) if version >= since
    ]
    files = sum(1 << bit for bit in bits)
    network = struct.pack("=Q", _CONNECT_AND_BIND) if version >= 4 else b""
    scope = struct.pack("=Q", _ABSTRACT_SOCKETS_AND_SIGNALS) if version >= 6 else b""
    return struct.pack("=Q", files) + network + scope
