"""The same reviews on a cluster of several processes, one of which dies."""

from __future__ import annotations

import contextlib
import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from poedesk.cli import main

pytest.importorskip("distributed")
SAMPLES = Path(__file__).parents[2] / "sample_poe"
_ADDRESS = "tcp://127.0.0.1:{0}"


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process that may have children of its own."""
    port = free_port()
    address = _ADDRESS.format(port)
    scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port),
                 "--no-dashboard", "--no-show"]  # fmt: skip
    worker = ["distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1",
              "--no-dashboard", "--local-directory", str(tmp_path)]  # fmt: skip
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(_process(one)) for one in (scheduler, worker, worker)]
        yield address, started[1:]


@contextlib.contextmanager
def _process(module: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-m", *module], **quiet) as one:  # type: ignore[call-overload]
        try:
            yield one
        finally:
            one.kill()


def checked(tmp_path: Path, *options: str) -> object:
    output = tmp_path / "out.json"
    db = tmp_path / ("far.sqlite" if options else "near.sqlite")
    main(["check", *map(str, sorted(SAMPLES.glob("0*"))), "--db", str(db), "--format", "json",
          "--trust", str(SAMPLES / ".trust"), "--output", str(output), *options])  # fmt: skip
    return json.loads(output.read_text(encoding="utf-8"))


def killed_in_the_middle(worker: subprocess.Popen[bytes], folder: Path) -> None:
    """Kill a worker once the first review is stored."""
    waiting = threading.Event()
    while not waiting.wait(0.05):
        with contextlib.suppress(sqlite3.Error):
            path = f"file:{folder / 'far.sqlite'}?mode=ro"
            with contextlib.closing(sqlite3.connect(path, uri=True)) as db:
                if db.execute("select count(*) from reviews").fetchone()[0]:
                    worker.kill()
                    return


def test_a_cluster_gives_the_same_reviews_although_a_worker_dies(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    near = checked(tmp_path)
    killer = threading.Thread(target=killed_in_the_middle, args=(workers[0], tmp_path))
    killer.start()
    far = checked(tmp_path, "--scheduler", address)
    killer.join()
    assert workers[0].wait(30) == -signal.SIGKILL
    assert far == near
