"""The server: one page, the files that it needs, and a line for each session."""

from __future__ import annotations

import asyncio
import contextlib
import html
import secrets
import signal
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from string import Template

import textual_serve
from aiohttp import WSMsgType, web

from ooh_console.web import messages, unforeseen
from ooh_console.web.guarding import NOT_FROM_HERE, Guard, forbid, policy
from ooh_console.web.messages import Hello, NotUnderstood, Ping, Sized, Typed
from ooh_console.web.plan import CannotServe, Serving
from ooh_console.web.sessions import Full, Session, Sessions

HELLO_WITHIN = 10.0
"""Seconds until a page that opened a line must have said who it is."""
BEAT = 15.0
"""Seconds between looks whether a page is still there."""
MOST_LINES = 64
"""Open lines at once, besides the limit on sessions: none of them costs a process yet."""
NOT_OURS = 1008

_OURS = Path(str(files("ooh_console.web") / "page"))
_THEIRS = Path(textual_serve.__file__).parent / "static"
FILES = {
    **{name: _OURS / name for name in ("before.js", "line.js", "desk.js", "desk.css", "desk.svg")},
    "textual.js": _THEIRS / "js" / "textual.js",
    "xterm.css": _THEIRS / "css" / "xterm.css",
    "mono.ttf": _THEIRS / "fonts" / "RobotoMono-VariableFont_wght.ttf",
    "mono-italic.ttf": _THEIRS / "fonts" / "RobotoMono-Italic-VariableFont_wght.ttf",
}
"""Every file that is served, by its name in the page; nothing else is."""


class Server:
    """Serves until it is told to stop."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.sessions = Sessions(serving)
        self._guard = Guard(serving)
        self._template = Template((_OURS / "desk.html").read_text(encoding="utf-8"))
        self._lines = 0

    async def run(
        self, started: Callable[[str], None], stop: asyncio.Event, told: unforeseen.Told
    ) -> None:
        """Listens until `stop`; `started` gets the address, `told` a sentence of what went wrong.

        Every console has ended on return. Raises `CannotServe`.
        """
        asyncio.get_running_loop().set_exception_handler(unforeseen.handler(told))
        runner = web.AppRunner(
            self.application(),
            access_log=None,
            handle_signals=False,
            logger=unforeseen.logger(told),
        )
        await runner.setup()
        serving = self.serving
        try:
            site = web.TCPSite(runner, serving.host, serving.port, ssl_context=serving.tls)
            try:
                await site.start()
            except OSError as error:
                raise CannotServe(
                    f"Nothing can be served at {serving.host} port {serving.port} "
                    f"({error.strerror or error}). Is it served there already? Else choose "
                    "another --port."
                ) from error
            port = int(runner.addresses[0][1])
            self._guard.listens_at(port)
            started(serving.address(port))
            await stop.wait()
        finally:
            await self.sessions.end()
            await runner.cleanup()

    def application(self) -> web.Application:
        """The routes, each behind the guard."""
        application = web.Application(middlewares=[self._guard.middleware()])
        application.on_response_prepare.append(forbid)
        application.add_routes(
            [
                web.get("/", self._page),
                web.get("/page/{name}", self._file),
                web.get("/line", self._line),
            ]
        )
        return application

    async def _page(self, request: web.Request) -> web.Response:
        if request.query_string:
            # The terminal in the page would take orders from there.
            raise web.HTTPFound("/")
        nonce = secrets.token_urlsafe(16)
        title = f"{'EXERCISE · ' if self.serving.exercise else ''}{self.serving.title}"
        text = self._template.substitute(title=html.escape(title), nonce=nonce)
        return web.Response(
            text=text,
            content_type="text/html",
            headers={"Content-Security-Policy": policy(nonce, request.host)},
        )

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = FILES.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound(text="There is nothing here.")
        return web.FileResponse(path)

    async def _line(self, request: web.Request) -> web.StreamResponse:
        if not self._guard.may_open(request):
            return web.Response(status=403, text=NOT_FROM_HERE)
        if self._lines >= MOST_LINES:
            return web.Response(status=503, text="Too many pages are open.")
        page = web.WebSocketResponse(heartbeat=BEAT, max_msg_size=messages.LARGEST)
        await page.prepare(request)
        self._lines += 1
        try:
            await self._talk(page)
        finally:
            self._lines -= 1
        return page

    async def _talk(self, page: web.WebSocketResponse) -> None:
        session = None
        try:
            session = await self._begun(page)
            async for message in page:
                if message.type is not WSMsgType.TEXT:
                    raise NotUnderstood("no text")
                await _do(session, page, messages.read(message.data))
        except NotUnderstood:
            await page.close(code=NOT_OURS)
        except (Full, OSError) as error:
            why = (
                str(error)
                if isinstance(error, Full)
                else f"No console could be started ({error.strerror}). Nothing was lost. Ask "
                "whoever keeps this server."
            )
            with contextlib.suppress(ConnectionError, RuntimeError):
                await page.send_json(["refused", {"words": why}])
            await page.close()
        finally:
            if session is not None:
                session.detach(page)

    async def _begun(self, page: web.WebSocketResponse) -> Session:
        """The session that this tab had, else a new one. Raises `NotUnderstood`, `Full`."""
        try:
            message = await page.receive(timeout=HELLO_WITHIN)
        except TimeoutError as error:
            raise NotUnderstood("no word") from error
        said = messages.read(message.data) if message.type is WSMsgType.TEXT else None
        if not isinstance(said, Hello):
            raise NotUnderstood("no hello")
        session = self.sessions.known(said.token)
        same = session is not None
        if session is None:
            session = await self.sessions.begin(said.width, said.height)
        try:
            await page.send_json(
                ["session", {"token": session.token, "same": same, "got": session.got}]
            )
            await session.attach(page, said.width, said.height)
        except (ConnectionError, RuntimeError) as error:
            session.page = page
            session.detach(page)
            raise NotUnderstood("gone") from error
        return session


async def _do(session: Session, page: web.WebSocketResponse, message: messages.Message) -> None:
    match message:
        case Typed(text, number):
            if session.page is page:
                await session.type(text, number)
        case Sized(width, height):
            if session.page is page:
                await session.console.set_terminal_size(width, height)
        case Ping(number):
            await page.send_json(["pong", number, session.got])
        case Hello():
            raise NotUnderstood("hello again")


def serve(serving: Serving, started: Callable[[str], None], told: unforeseen.Told) -> None:
    """Serves until Ctrl+C or SIGTERM; every console has ended on return. Raises `CannotServe`."""

    async def running() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop.set)
        await Server(serving).run(started, stop, told)

    asyncio.run(running())
