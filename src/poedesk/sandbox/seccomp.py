"""A filter of system calls for a worker that reads evidence: it may compute and read.

It may not open anything for writing, reach a network or a socket, start a process, touch another
one, or keep memory that its limits do not count. Its pipe is open before, and it only reads and
writes it.
The kernel checks every call of every thread, also of native code that a hostile file took over
(seccomp, Linux on x86-64 and AArch64).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# What is refused: its number on x86-64 and on AArch64, None where the machine lacks it.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # the network; not socketpair, which event loops need and whose ends reach nothing but
    # each other: to connect, to send to an address and to hand over handles are refused
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "recvmsg": (47, 212), "recvmmsg": (299, 243),
    # other processes
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "setpriority": (141, 140), "setrlimit": (160, 164), "kcmp": (312, 272),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "migrate_pages": (256, 238),
    "move_pages": (279, 239), "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_setaffinity": (203, 122), "sched_setattr": (314, 274), "ioprio_set": (251, 30),
    # memory that no limit counts, or that outlives the process
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "shmdt": (67, 197),
    "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191), "semtimedop": (220, 192),
    "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
    "mq_open": (240, 180), "mq_unlink": (241, 181), "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # files
    "creat": (85, None), "truncate": (76, 45), "ftruncate": (77, 46), "rename": (82, None),
    "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "link": (86, None), "linkat": (265, 37), "unlink": (87, None),
    "unlinkat": (263, 35), "symlink": (88, None), "symlinkat": (266, 36), "mknod": (133, None),
    "mknodat": (259, 33), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "fchmodat2": (452, 452), "chown": (92, None), "fchown": (93, 55), "lchown": (94, None),
    "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "setxattrat": (463, 463), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "fremovexattr": (199, 16), "removexattrat": (466, 466), "open_by_handle_at": (304, 265),
    "fallocate": (285, 47), "file_setattr": (469, 469), "fanotify_init": (300, 262),
    # the system
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "move_mount": (429, 429), "open_tree": (428, 428),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "bpf": (321, 280), "perf_event_open": (298, 241),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "swapon": (167, 224), "swapoff": (168, 225), "userfaultfd": (323, 282), "acct": (163, 89),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "quotactl": (179, 60), "quotactl_fd": (443, 443), "personality": (135, 92),
    "open_tree_attr": (467, 467), "iopl": (172, None), "ioperm": (173, None),
    "vhangup": (153, 58), "syslog": (103, 116), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "sethostname": (170, 161), "setdomainname": (171, 162),
}  # fmt: skip
# "There is no such call": the C library then uses an older one, whose arguments can be checked.
_ABSENT = {"clone3": (435, 435), "openat2": (437, 437)}

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_THREAD = 0x10000  # CLONE_THREAD
_TYPING = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: keys pressed on somebody's terminal
_OWNING = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP: whom a handle's signals reach
_SENDING = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: the same, and which signal
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER = 38, 22, 2

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000
_KILL = 0x80000000
_X32 = 0x40000000  # a second numbering of calls on x86-64

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, operand


@dataclass(frozen=True, slots=True)
class _Machine:
    """`column` of the tables above, the kernel's name of the architecture, and calls whose
    arguments are checked.
    """

    column: int
    audit: int
    open: int | None
    openat: int
    clone: int
    kill: int
    tgkill: int
    prlimit: int
    ioctl: int
    fcntl: int


_MACHINES = {
    "x86_64": _Machine(0, 0xC000003E, 2, 257, 56, 62, 234, 302, 16, 72),
    "aarch64": _Machine(1, 0xC00000B7, None, 56, 220, 129, 131, 261, 29, 25),
}


def apply() -> bool:
    """Put this process under the filter for good; False where the system has none."""
    machine = _MACHINES.get(platform.machine())
    if platform.system() != "Linux" or machine is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    program = b"".join(struct.pack("=HBBI", *one) for one in _program(machine, os.getpid()))
    held = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_ulong]
    if prctl(_NO_NEW_PRIVILEGES, 1, None, 0, 0):
        return False
    return bool(prctl(_SET_FILTER, _FILTER, header, 0, 0) == 0)


def _program(machine: _Machine, pid: int) -> Iterator[Instruction]:
    yield _LOAD, 0, 0, 4
    yield _EQUAL, 1, 0, machine.audit
    yield _RETURN, 0, 0, _KILL
    yield _LOAD, 0, 0, 0
    if machine.column == 0:
        yield from ((_AT_LEAST, 0, 1, _X32), _refuse(errno.EPERM))
    for table, reason in ((_REFUSED, errno.EPERM), (_ABSENT, errno.ENOSYS)):
        for numbers in table.values():
            number = numbers[machine.column]
            if number is not None:
                yield from ((_EQUAL, 0, 1, number), _refuse(reason))
    for number, argument, tests in _conditions(machine, pid):
        checks = [_argument(argument), *tests, _refuse(errno.EPERM), (_RETURN, 0, 0, _ALLOW)]
        yield _EQUAL, 0, len(checks), number
        yield from checks
    yield _RETURN, 0, 0, _ALLOW


def _conditions(machine: _Machine, pid: int) -> Iterator[tuple[int, int, Sequence[Instruction]]]:
    """A call, the argument to look at, and tests that end before a refusal and a leave.

    A test that jumps over 1 instruction at its end allows; one that falls through refuses.
    """
    if machine.open is not None:
        yield machine.open, 1, [(_ANY_BIT, 0, 1, _WRITING)]
    yield machine.openat, 2, [(_ANY_BIT, 0, 1, _WRITING)]
    yield machine.clone, 0, [(_ANY_BIT, 1, 0, _THREAD)]
    yield machine.kill, 0, [(_EQUAL, 1, 0, pid)]
    yield machine.tgkill, 0, [(_EQUAL, 1, 0, pid)]
    yield machine.ioctl, 1, _none_of(_TYPING + _OWNING)
    yield machine.fcntl, 1, _none_of(_SENDING)
    # a null pointer asks for limits; any other sets new ones
    high = (_LOAD, 0, 0, 16 + 8 * 2 + 4)
    yield machine.prlimit, 2, [(_EQUAL, 0, 2, 0), high, (_EQUAL, 1, 0, 0)]


def _none_of(values: Sequence[int]) -> list[Instruction]:
    """Tests that fall through, to the refusal, for these values and jump over it for others."""
    *first, last = values
    to_refusal = [(_EQUAL, len(first) - at, 0, value) for at, value in enumerate(first)]
    return [*to_refusal, (_EQUAL, 0, 1, last)]


def _argument(index: int) -> Instruction:
    """Load the low word of a call's argument."""
    return _LOAD, 0, 0, 16 + 8 * index


def _refuse(reason: int) -> Instruction:
    return _RETURN, 0, 0, _REFUSE | reason
