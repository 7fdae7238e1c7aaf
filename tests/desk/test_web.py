"""The desk in a browser: only for who brings the token, only on this machine, the same desk."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from tests.forge.reviews import review
from tests.forge.screen import NOW

from poedesk.cli import main
from poedesk.model import Outcome
from poedesk.store import add_review, decisions, open_store

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "it's a store.sqlite"  # a name that a shell would take apart
    with closing(open_store(path)) as db:
        add_review(db, review("CLM-1", Outcome.FAIL), NOW)
    return path


@pytest.fixture
def address(store: Path) -> Iterator[str]:
    """Where the desk is served."""
    command = [sys.executable, "-m", "poedesk", "desk", "--web", "--db", str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        yield served.stdout.readline().removeprefix("Open ").strip()
        served.terminate()


def parts(address: str) -> tuple[str, str]:
    base, _, token = address.partition("/?token=")
    return base, token


@asynccontextmanager
async def client() -> AsyncIterator[Any]:
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of addresses that are numbers
    async with aiohttp.ClientSession(cookie_jar=jar) as one:
        yield one


async def test_nothing_is_served_without_the_token(address: str) -> None:
    base, _ = parts(address)
    async with client() as browser:
        for path in ("/", "/static/js/textual.js", "/download/x", "/?token=wrong"):
            assert (await browser.get(base + path)).status == 403
        socket = base.replace("http", "ws") + "/ws"
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await browser.ws_connect(socket)
        assert refused.value.status == 403


async def test_the_token_works_once(address: str) -> None:
    async with client() as browser, client() as other:
        page = await browser.get(address)
        assert page.status == 200
        assert "token" not in str(page.url)
        assert (await browser.get(parts(address)[0])).status == 200
        assert (await other.get(address)).status == 403


async def test_no_other_site_leads_a_browser_here(address: str) -> None:
    base, _ = parts(address)
    async with client() as browser:
        await browser.get(address)
        strange = {"Host": f"evil.example:{base.rpartition(':')[2]}"}
        assert (await browser.get(base, headers=strange)).status == 403
        url = base.replace("http", "ws") + "/ws"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await browser.ws_connect(url, headers={"Origin": "http://evil.example"})


async def test_the_page_asks_nothing_of_the_outside(address: str) -> None:
    async with client() as browser:
        page = await browser.get(address)
        text = await page.text()
        policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert [one for one in text.split('"') if one.startswith("http")] != []
    assert all(
        one.startswith(parts(address)[0]) for one in text.split('"') if one.startswith("http")
    )


def test_it_listens_on_this_machine_only(address: str) -> None:
    assert parts(address)[0].startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_told(
    address: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = parts(address)[0].rpartition(":")[2]
    assert main(["desk", "--web", "--db", str(store), "--port", port]) == 2
    assert "cannot be used" in capsys.readouterr().err


class Page:
    """A page of headless Chromium, driven by its own protocol."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._number = 0
        self.asked: list[str] = []
        self.errors: list[str] = []

    async def do(self, method: str, **params: object) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        while True:
            told = json.loads((await self._socket.receive(60)).data)
            if told.get("method") == "Network.requestWillBeSent":
                self.asked.append(told["params"]["request"]["url"])
            if told.get("method") == "Runtime.exceptionThrown":
                self.errors.append(str(told["params"]))
            if told.get("id") == self._number:
                result: dict[str, Any] = told["result"]
                return result

    async def until(self, expression: str) -> None:
        """Ask again and again until an expression is true."""
        asked = f"new Promise(done => setTimeout(() => done({expression}), 200))"
        told: dict[str, Any] = {}
        while told.get("value") is not True:
            found = await self.do("Runtime.evaluate", expression=asked, awaitPromise=True)
            told = found["result"]

    async def press(self, key: str) -> None:
        await self.do("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
        await self.do("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def enter(self) -> None:
        for kind in ("keyDown", "keyUp"):
            await self.do("Input.dispatchKeyEvent", type=kind, key="Enter", text="\r",
                          windowsVirtualKeyCode=13)  # fmt: skip


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Page]:
    command = [str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu",
               "--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank"]  # fmt: skip
    run = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    assert run.stderr is not None
    try:
        line = ""
        while "DevTools listening on" not in line:
            line = (await run.stderr.readline()).decode()
        port = line.split("127.0.0.1:")[1].split("/")[0]
        async with aiohttp.ClientSession() as session:
            tabs = await (await session.get(f"http://127.0.0.1:{port}/json")).json()
            url = next(one["webSocketDebuggerUrl"] for one in tabs if one["type"] == "page")
            async with session.ws_connect(url, max_msg_size=0) as socket:
                yield Page(socket)
    finally:
        run.kill()
        await run.wait()


def said(store: Path) -> list[str]:
    with closing(open_store(store)) as db:
        return [one.action for one in _decided(db)]


def _decided(db: Database) -> Any:
    return decisions(db, "CLM-1")


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
async def test_a_decision_is_made_in_a_browser(address: str, store: Path, tmp_path: Path) -> None:
    async with chromium(tmp_path / "profile") as page:
        await page.do("Network.enable")
        await page.do("Runtime.enable")
        await page.do("Page.enable")
        await page.do("Page.navigate", url=address)
        async with asyncio.timeout(60):
            await page.until("document.body.classList.contains('-first-byte')")
            await page.until("(document.querySelector('.xterm-helper-textarea').focus(), true)")
            while not said(store):  # the desk comes up in a process of its own
                await page.enter()
                await page.press("c")
                await page.until("true")
        picture = await page.do("Page.captureScreenshot")
        assert base64.b64decode(picture["data"]).startswith(b"\x89PNG")
        (tmp_path / "web.png").write_bytes(base64.b64decode(picture["data"]))
        base = parts(address)[0]
        outside = [one for one in page.asked if not one.startswith((base, "data:", "ws"))]
        assert outside == []
        assert page.errors == []
    assert said(store) == ["confirm"] * len(said(store))
