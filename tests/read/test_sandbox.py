"""Whatever a task does to its process, the caller gets an answer and the next task runs."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import mmap
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from datetime import time as time_of_day
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from poedesk.model import Address, FileKind, Limits, Span
from poedesk.sandbox import Sandbox, SandboxError, probe

QUICK = replace(Limits(), seconds=20, memory=1024**3, answer=1024**2)
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the system's means are Linux's")


def double(number: int) -> int:
    return number * 2


def hang() -> None:
    while True:
        time.sleep(60)


def spin() -> None:
    ctypes.CDLL(None).pause()


def crash() -> None:
    os.abort()


def blow_up() -> int:
    return len(bytearray(4 * 1024**3))


def blow_up_natively() -> None:
    held = mmap.mmap(-1, 800 * 1024**2)
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGABRT)
    assert held


def chatter() -> bytes:
    return bytes(2 * 1024**2)


def leave() -> None:
    os._exit(3)


def complain() -> None:
    raise KeyError("ours")


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.putenv, ("POEDESK_TAKEN_OVER", "1")


def answer_with_code() -> None:
    """Writes a whole answer into every pipe, as a worker that a file has taken over may do."""
    answer = pickle.dumps(("value", Evil()))
    for handle in range(3, 40):
        with contextlib.suppress(OSError):
            os.write(handle, struct.pack("!i", len(answer)) + answer)


class Text(str):
    """As libraries have them: lxml's, pypdf's."""

    __slots__ = ("parent",)


class Number(int): ...


class Zone(tzinfo):
    def utcoffset(self, when: datetime | None) -> timedelta:
        return timedelta(hours=2)

    def dst(self, when: datetime | None) -> None: ...

    def tzname(self, when: datetime | None) -> str:
        return "odd"


class Instant(datetime): ...


def answer_as_libraries_do() -> tuple[object, ...]:
    instant = Instant(2025, 3, 4, 5, 6, 7, 8, tzinfo=Zone())
    start = cast("int", np.int64(2))
    span = Span(Text("a.pdf"), Text("page 1"), Number(1), start, 3, Text("x"))
    return span, instant, {Text("a"): [np.float32(0.5), Number(3)]}, time_of_day(1, tzinfo=Zone())


def speak_out_of_turn() -> None:
    """Writes into every pipe it has, as a worker that a file has taken over may do."""
    for handle in range(3, 40):
        with contextlib.suppress(OSError):
            os.write(handle, b"\xff\xff\xff\xff" + b"nonsense" * 9)


@pytest.fixture(scope="module")
def sandbox() -> Any:
    with Sandbox(QUICK) as warm:
        yield warm


def test_a_task_runs_in_another_process_and_answers(sandbox: Sandbox) -> None:
    assert sandbox.call(double, 21) == 42
    assert sandbox.call(os.getpid) != os.getpid()


def test_a_worker_stays_warm(sandbox: Sandbox) -> None:
    assert sandbox.call(os.getpid) == sandbox.call(os.getpid)


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (crash, r"crashed on this file \(SIGABRT\)$"),
        (leave, "crashed on this file$"),
        (blow_up, r"more than 1024 MiB of memory \(limit `memory`\)"),
        (chatter, r"more than 1 MiB \(limit `answer`\)"),
        (answer_with_code, "makes no sense"),
        (speak_out_of_turn, "crashed on this file"),
    ],
)
def test_a_bad_task_is_an_error_that_says_why_and_the_next_one_runs(
    sandbox: Sandbox, task: Callable[[], None], said: str
) -> None:
    with pytest.raises(SandboxError, match=said):
        sandbox.call(task)
    assert sandbox.call(double, 1) == 2
    assert "POEDESK_TAKEN_OVER" not in os.environ


@pytest.mark.parametrize("task", [hang, spin])
def test_a_task_that_does_not_end_is_ended_in_python_and_in_native_code(
    task: Callable[[], None],
) -> None:
    with Sandbox(replace(QUICK, seconds=2)) as impatient:
        with pytest.raises(SandboxError, match=r"longer than 2 s \(limit `seconds`\)"):
            impatient.call(task)
        assert impatient.call(os.getpid) != os.getpid()


@ON_LINUX
def test_a_crash_with_the_memory_nearly_used_up_is_put_down_to_it(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match=r"SIGABRT.*for want of memory: 1024 MiB"):
        sandbox.call(blow_up_natively)


def test_what_the_task_itself_raises_comes_through(sandbox: Sandbox) -> None:
    with pytest.raises(KeyError, match="ours") as caught:
        sandbox.call(complain)
    assert "in complain" in "".join(caught.value.__notes__)


def test_one_broken_worker_does_not_disturb_the_others() -> None:
    with Sandbox(QUICK, workers=2) as both:
        answers: list[int] = []
        thread = threading.Thread(
            target=lambda: answers.extend(both.call(double, n) for n in range(50))
        )
        thread.start()
        for _ in range(2):
            with pytest.raises(SandboxError, match="crashed"):
                both.call(crash)
        thread.join()
    assert answers == [2 * number for number in range(50)]


def test_our_own_values_come_back_as_they_are(sandbox: Sandbox) -> None:
    values = (
        Span("a.pdf", "page 1", 1, 2, 3, "x"),
        Address("A", "a@b.example"),
        FileKind.PDF,
        {"k": (1, 2.0)},
    )
    assert sandbox.call(pickle.loads, pickle.dumps(values)) == values


def test_what_a_library_returns_comes_back_as_the_plain_value_that_it_stands_for(
    sandbox: Sandbox,
) -> None:
    span, instant, mapping, clock = cast("Any", sandbox.call(answer_as_libraries_do))
    assert span == Span("a.pdf", "page 1", 1, 2, 3, "x")
    assert {type(span.file), type(span.page)} <= {str, int}
    assert type(span.start) is int
    east = timezone(timedelta(hours=2))
    assert instant == datetime(2025, 3, 4, 5, 6, 7, 8, tzinfo=east)
    assert (type(instant), type(instant.tzinfo)) == (datetime, timezone)
    assert clock == time_of_day(1, tzinfo=east)
    assert mapping == {"a": [0.5, 3]}
    assert [type(one) for one in (*mapping, *mapping["a"])] == [str, float, int]


def test_a_value_that_stands_for_nothing_plain_is_an_error_of_ours(sandbox: Sandbox) -> None:
    with pytest.raises(TypeError, match="does not send"):
        sandbox.call(object)


def test_text_recognition_has_processes_and_limits_of_its_own() -> None:
    limits = replace(QUICK, recognition_seconds=3, recognition_memory=6 * 1024**3)
    with Sandbox(limits) as both:
        assert both.recognise(os.getpid) != both.call(os.getpid)
        assert both.recognise(resource.getrlimit, resource.RLIMIT_AS)[0] == 6 * 1024**3
        with pytest.raises(SandboxError, match=r"longer than 3 s \(limit `recognition_seconds`\)"):
            both.recognise(hang)
        assert both.recognise(double, 2) == both.call(double, 2)


# ── What a worker may not do ────────────────────────────────────────────────────────────


@ON_LINUX
@pytest.mark.parametrize("attempt", [probe.connect_natively, probe.connect])
def test_a_worker_cannot_reach_the_network(
    sandbox: Sandbox, attempt: Callable[[int], bool]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert not sandbox.call(attempt, port)
        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()
        assert attempt(port), "outside it can be reached"


def resolve() -> str:
    return socket.gethostbyname("poe.example")


def send_datagram(port: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        return sender.sendto(b"x", ("127.0.0.1", port))


def test_a_worker_cannot_ask_for_names_or_send_datagrams(sandbox: Sandbox) -> None:
    with pytest.raises(PermissionError):
        sandbox.call(resolve)
    with pytest.raises(PermissionError):
        sandbox.call(send_datagram, 9)


@ON_LINUX
@pytest.mark.parametrize("attempt", [probe.write_natively, probe.write])
def test_a_worker_cannot_write_files(
    sandbox: Sandbox, tmp_path: Path, attempt: Callable[[str], bool]
) -> None:
    target = tmp_path / "written"
    assert not sandbox.call(attempt, str(target))
    assert not target.exists()
    assert attempt(str(target)), "outside it can be written"


def append(path: str) -> None:
    Path(path).open("a").close()


def make_link(path: str) -> None:
    Path(path + ".link").symlink_to(path)


def set_time(path: str) -> None:
    os.utime(path, (1, 1))


def set_mode(path: str) -> None:
    Path(path).chmod(0o777)


def change_database(path: str) -> None:
    import sqlite3

    with sqlite3.connect(path + ".db") as db:
        db.execute("create table t (a)")


@pytest.mark.parametrize(
    "change", [append, make_link, set_time, set_mode, change_database, os.remove, os.rmdir]
)
def test_a_worker_cannot_change_what_is_there(
    sandbox: Sandbox, tmp_path: Path, change: Callable[[str], None]
) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"as it was")
    before = kept.stat()
    with pytest.raises(PermissionError):
        sandbox.call(change, str(kept))
    assert list(tmp_path.iterdir()) == [kept]
    assert kept.stat() == before


@ON_LINUX
@pytest.mark.parametrize("attempt", [probe.fork_natively, probe.start])
def test_a_worker_cannot_start_processes(sandbox: Sandbox, attempt: Callable[[int], bool]) -> None:
    assert not sandbox.call(attempt, 0)
    assert attempt(0), "outside they can be started"


def signal_parent() -> None:
    os.kill(os.getppid(), signal.SIGTERM)


@ON_LINUX
def test_a_worker_cannot_signal_another_process(sandbox: Sandbox) -> None:
    with pytest.raises(PermissionError):
        sandbox.call(signal_parent)


def pass_on_signals(request: int, value: int) -> None:
    """A handle's signals go to another process, of another kind where the request is for that."""
    import fcntl

    reading, _ = os.pipe()
    fcntl.fcntl(reading, request, value)


@ON_LINUX
@pytest.mark.parametrize("request_", [8, 10], ids=["F_SETOWN", "F_SETSIG"])
def test_a_worker_cannot_signal_another_process_through_a_handle(
    sandbox: Sandbox, request_: int
) -> None:
    with pytest.raises(PermissionError):
        sandbox.call(pass_on_signals, request_, 9 if request_ == 10 else os.getppid())


def take_processors(pid: int) -> None:
    os.sched_setaffinity(pid, {0})


def take_turns(pid: int) -> None:
    os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0))


def take_priority(pid: int) -> None:
    os.setpriority(os.PRIO_PROCESS, pid, 19)


@ON_LINUX
@pytest.mark.parametrize("take", [take_processors, take_turns, take_priority])
def test_a_worker_cannot_slow_another_process_down(
    sandbox: Sandbox, take: Callable[[int], None]
) -> None:
    with pytest.raises(PermissionError):
        sandbox.call(take, os.getpid())


def called(name: str, *arguments: int) -> int:
    """The C library's function, its error as Python raises it."""
    answer = int(getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments))
    if answer < 0:
        raise OSError(ctypes.get_errno(), name)
    return answer


@ON_LINUX
@pytest.mark.parametrize(
    ("name", "arguments"),
    [("shmget", (0, 4096, 0o1600)), ("msgget", (0, 0o1600)), ("semget", (0, 1, 0o1600))],
)
def test_a_worker_cannot_leave_memory_behind_that_outlives_it(
    sandbox: Sandbox, name: str, arguments: tuple[int, ...]
) -> None:
    with pytest.raises(PermissionError):
        sandbox.call(called, name, *arguments)


def keep_nameless_file() -> int:
    return os.memfd_create("kept")


@ON_LINUX
def test_a_worker_cannot_keep_memory_in_a_file_without_a_name(sandbox: Sandbox) -> None:
    with pytest.raises(PermissionError):
        sandbox.call(keep_nameless_file)


@ON_LINUX
def test_a_worker_cannot_reach_a_local_socket(sandbox: Sandbox, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "s"))
        with pytest.raises(PermissionError):
            sandbox.call(called, "socket", socket.AF_UNIX, socket.SOCK_DGRAM, 0)


async def answer() -> int:
    await asyncio.sleep(0)
    return 42


def wait_for_answer() -> int:
    return asyncio.run(answer())


def test_a_worker_has_event_loops_which_pyhanko_needs(sandbox: Sandbox) -> None:
    assert sandbox.call(wait_for_answer) == 42


def speak_to_terminal() -> int:
    sys.stdout.write("verdict: pass\n")
    sys.stdout.flush()
    return os.write(1, b"verdict: pass") + os.write(2, b"verdict: pass")


def test_nothing_that_a_worker_prints_reaches_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with Sandbox(QUICK) as started_under_capture:
        assert started_under_capture.call(speak_to_terminal) == 26
    assert capfd.readouterr() == ("", "")


def raise_limit() -> None:
    most = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


@ON_LINUX
def test_a_worker_cannot_raise_its_own_limits(sandbox: Sandbox) -> None:
    with pytest.raises((PermissionError, ValueError)):
        sandbox.call(raise_limit)


def threads() -> int:
    found: list[int] = []
    workers = [threading.Thread(target=found.append, args=(n,)) for n in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return len(found)


def test_a_worker_may_still_use_threads_and_read(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"words")
    assert sandbox.call(threads) == 4
    assert sandbox.call(Path.read_bytes, tmp_path / "a") == b"words"


# ── What is said of it ──────────────────────────────────────────────────────────────────


@ON_LINUX
def test_the_protections_are_found_by_trying_them() -> None:
    held = probe.protections(QUICK)
    assert held["network"] == held["writing files"] == held["other programs"]
    assert held["network"] == "refused by the system"
    assert held["memory"] == "1024 MiB, then the worker is ended"
    assert held["time"] == "20 s a file, then the worker is ended"
    assert "seccomp" in held["means"]
