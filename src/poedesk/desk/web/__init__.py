"""The same desk in a browser: served on this machine, behind a token that works once.

textual-serve runs a desk for each page that is opened; here stands who may open one. Nothing is
fetched from elsewhere: fonts and scripts come from the package.
"""

from __future__ import annotations

import hmac
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server

from poedesk.errors import UsageError

_COOKIE = "poedesk"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
LOOPBACK = "127.0.0.1"


class DeskServer(Server):
    """Serves the desk that `command` starts, to whoever brings the token first.

    `say` is told where the desk is to be opened.
    """

    def __init__(self, command: str, host: str, port: int, say: Callable[[str], None]) -> None:
        super().__init__(
            command, host=host, port=port, title="poedesk", templates_path=Path(__file__).parent
        )
        self._say = say
        self._token: str | None = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)

    @property
    def address(self) -> str:
        """Where to open the desk; it works once."""
        return f"{self.public_url}/?token={self._token}"

    async def on_startup(self, app: web.Application) -> None:
        """Nothing is said before the desk can be opened."""

    def serve(self, debug: bool = False) -> None:  # noqa: FBT001, FBT002  as the library has it
        """Serve until Ctrl-C; nothing is logged, because addresses hold the token."""
        self.debug = debug
        told = iter((self.address,))

        def listening(*_: object) -> None:
            for address in told:
                self._say(address)

        web.run_app(
            self._make_app(), host=self.host, port=self.port, print=listening, access_log=None
        )

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard())
        return app

    def _guard(self) -> Middleware:
        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self._from_here(request):
                raise web.HTTPForbidden(text="This desk is opened by its own address only.")
            if self._takes(request.query.get("token", "")):
                return self._let_in()
            if not _same(request.cookies.get(_COOKIE, ""), self._session):
                raise web.HTTPForbidden(
                    text="Open the address that poedesk printed; it works once."
                )
            response = await handler(request)
            if not response.prepared:
                response.headers["Content-Security-Policy"] = _POLICY.format(host=self._netloc)
                response.headers["Referrer-Policy"] = "no-referrer"
                response.headers["Cache-Control"] = "no-store"
            return response

        return guarded

    @property
    def _netloc(self) -> str:
        return urlsplit(self.public_url).netloc

    def _from_here(self, request: web.Request) -> bool:
        """Whether the request names this server, and comes from a page of its own if from any: no
        other site may lead a browser here.
        """
        origin = request.headers.get("Origin", self.public_url)
        return request.host == self._netloc and origin == self.public_url

    def _takes(self, token: str) -> bool:
        """Whether it is the token; it is used up then."""
        if self._token is None or not token or not _same(token, self._token):
            return False
        self._token = None
        return True

    def _let_in(self) -> web.Response:
        response = web.HTTPSeeOther("/")
        response.set_cookie(_COOKIE, self._session, httponly=True, samesite="Strict", path="/")
        return response


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def free_port(host: str, port: int) -> int:
    """The port, or a free one for 0. Raises UsageError where it cannot be had."""
    try:
        with socket.socket() as one:
            one.bind((host, port))
            found: int = one.getsockname()[1]
            return found
    except OSError as error:
        raise UsageError(f"{host}:{port} cannot be used: {error.strerror}") from error
