"""Whatever a task does to its process, the caller gets an answer and the next task runs."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import replace

import pytest

from poedesk.model import Limits
from poedesk.read.sandbox import Sandbox, SandboxError

QUICK = replace(Limits(), seconds=2, memory=1024**3)


def double(number: int) -> int:
    return number * 2


def hang() -> None:
    while True:
        time.sleep(60)


def crash() -> None:
    os.abort()


def blow_up() -> int:
    return len(bytearray(4 * 1024**3))


def complain() -> None:
    raise KeyError("ours")


def test_a_task_runs_in_another_process_and_answers() -> None:
    with Sandbox(QUICK) as sandbox:
        assert sandbox.call(double, 21) == 42
        assert sandbox.call(os.getpid) != os.getpid()


@pytest.mark.parametrize(
    ("task", "said"), [(hang, "longer than 2 s"), (crash, "crashed"), (blow_up, "MiB of memory")]
)
def test_a_bad_task_is_an_error_and_the_next_one_runs(task: object, said: str) -> None:
    assert callable(task)
    with Sandbox(QUICK) as sandbox:
        with pytest.raises(SandboxError, match=said):
            sandbox.call(task)
        assert sandbox.call(double, 1) == 2


def test_what_the_task_itself_raises_comes_through() -> None:
    with Sandbox(QUICK) as sandbox, pytest.raises(KeyError, match="ours"):
        sandbox.call(complain)


def test_text_recognition_has_processes_and_limits_of_its_own() -> None:
    limits = replace(QUICK, recognition_seconds=3, recognition_memory=6 * 1024**3)
    with Sandbox(limits) as sandbox:
        assert sandbox.recognise(os.getpid) != sandbox.call(os.getpid)
        assert sandbox.recognise(resource.getrlimit, resource.RLIMIT_AS)[0] == 6 * 1024**3
        with pytest.raises(SandboxError, match="longer than 3 s"):
            sandbox.recognise(hang)
        assert sandbox.recognise(double, 2) == sandbox.call(double, 2)
