"""Sessions: one console for each tab, kept for a while when its line drops, never too many.

A tab proves that a session is its own by a token, which only it and this server know; it is in no
address and on no disk of the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from enum import StrEnum

from aiohttp import web

from ooh_console.web.console import Console
from ooh_console.web.plan import Serving

SENT_WITHIN = 10.0
"""Seconds in which a page takes what is drawn; a slower line counts as lost."""
GOING_AWAY, TAKEN_OVER = 1001, 4001


class Ended(StrEnum):
    """Why a session ended; the page says each in its own words."""

    LEFT = "left"
    FAILED = "failed"
    IDLE = "idle"
    ELSEWHERE = "elsewhere"
    CLOSING = "closing"


class Full(Exception):
    """As many sessions as there may be: a sentence."""


class Session:
    """One console, and the page that looks at it now, if any."""

    def __init__(self, serving: Serving, over: Callable[[Session], None]) -> None:
        self.token = secrets.token_urlsafe(32)
        self.got = 0
        """The number of the last keys that were passed on."""
        self.page: web.WebSocketResponse | None = None
        self.alone_since = 0.0
        """When its page was lost (the loop's clock)."""
        self._serving = serving
        self._over = over
        self._loop = asyncio.get_running_loop()
        self._typed_at = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None
        self._turned_away: asyncio.Task[None] | None = None
        self.console = Console(
            serving.command,
            serving.environ,
            drawn=self._draw,
            opens=self._open,
            ended=self._console_ended,
        )

    async def start(self, width: int, height: int) -> None:
        """Starts its console. Raises `OSError`."""
        await self.console.start(width, height)
        self._watch_idle()

    # The page

    async def attach(self, page: web.WebSocketResponse, width: int, height: int) -> None:
        """A page looks. One that looked before is told, and looks no more."""
        before, self.page = self.page, page
        self._stop(self._timer)
        if before is not None and not before.closed:
            # Not waited for: its line may be dead, and takes seconds to say so.
            self._turned_away = asyncio.create_task(_turn_away(before))
        await self.console.set_terminal_size(width, height)
        await self.console.repaint()

    def detach(self, page: web.WebSocketResponse) -> None:
        """This page is gone; its console waits for it for a while."""
        if self.page is page:
            self.page = None
            self.alone_since = self._loop.time()
            self._timer = self._loop.call_later(self._serving.grace, self.end, Ended.LEFT)

    async def type(self, text: str, number: int) -> None:
        """Keys; those that came already are passed over, and a gap is none of ours."""
        if number != self.got + 1:
            return
        self.got = number
        self._typed_at = self._loop.time()
        await self.console.send_bytes(text.encode("utf-8"))

    async def say(self, *message: object) -> None:
        """Something for the page that looks now."""
        page = self.page
        if page is not None:
            with contextlib.suppress(ConnectionError, RuntimeError):
                await page.send_json(list(message))

    # The end

    def end(self, why: Ended) -> asyncio.Task[None]:
        """Ends it in order; done when its console is gone."""
        if self._ending is None:
            self._stop(self._timer)
            self._stop(self._idle)
            self._ending = asyncio.create_task(self._end(why), name="ending a session")
        return self._ending

    async def _end(self, why: Ended, words: str = "") -> None:
        page, self.page = self.page, None
        if page is not None:
            await _tell(page, why, words)
            await page.close(code=GOING_AWAY)
        await self.console.stop()
        self._over(self)

    async def _console_ended(self, words: str) -> None:
        if self._ending is None:
            self._stop(self._timer)
            self._stop(self._idle)
            why = Ended.FAILED if words else Ended.LEFT
            page, self.page = self.page, None
            self._over(self)
            if page is not None:
                await _tell(page, why, words)
                await page.close(code=GOING_AWAY)

    def _watch_idle(self) -> None:
        if self._serving.idle <= 0:
            return
        left = self._typed_at + self._serving.idle - self._loop.time()
        if left <= 0:
            self.end(Ended.IDLE)
        else:
            self._idle = self._loop.call_later(left, self._watch_idle)

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()

    # The console

    async def _draw(self, drawing: bytes) -> None:
        page = self.page
        if page is None:
            return  # Whoever looks next gets the whole picture.
        try:
            async with asyncio.timeout(SENT_WITHIN):
                await page.send_bytes(drawing)
        except TimeoutError:
            self.detach(page)
            await page.close(code=GOING_AWAY)
        except (ConnectionError, RuntimeError):
            self.detach(page)

    async def _open(self, address: str) -> None:
        await self.say("open", address[:4_000])


class Sessions:
    """All of them."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._by_token: dict[str, Session] = {}
        self._closing = False

    def __len__(self) -> int:
        return len(self._by_token)

    def known(self, token: str) -> Session | None:
        """The session with this token, while it is there."""
        return self._by_token.get(token)

    async def begin(self, width: int, height: int) -> Session:
        """A new one. Raises `Full`, or `OSError` when no console can be started.

        Where all are taken, the one whose page is gone longest makes room.
        """
        if len(self) >= self._serving.sessions:
            alone = [s for s in self._by_token.values() if s.page is None]
            if alone:
                await min(alone, key=lambda one: one.alone_since).end(Ended.LEFT)
        if self._closing or len(self) >= self._serving.sessions:
            raise Full(
                f"Every session of this server is in use ({self._serving.sessions}). Leave one "
                "(Ctrl+Q), or start it with a higher --sessions."
            )
        session = Session(self._serving, self._forget)
        self._by_token[session.token] = session
        try:
            await session.start(width, height)
        except BaseException:
            self._forget(session)
            raise
        return session

    async def end(self) -> None:
        """Ends them all, together, and none begins any more."""
        self._closing = True
        ending = [session.end(Ended.CLOSING) for session in self._by_token.values()]
        await asyncio.gather(*ending, return_exceptions=True)

    def _forget(self, session: Session) -> None:
        self._by_token.pop(session.token, None)


async def _turn_away(page: web.WebSocketResponse) -> None:
    await _tell(page, Ended.ELSEWHERE)
    await page.close(code=TAKEN_OVER)


async def _tell(page: web.WebSocketResponse, why: Ended, words: str = "") -> None:
    with contextlib.suppress(ConnectionError, RuntimeError):
        await page.send_json(["ended", {"why": why.value, "words": words}])
