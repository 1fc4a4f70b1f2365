"""The server in this process, with consoles that cost nothing; a page is only its line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from ooh_console.web.plan import Serving
from ooh_console.web.server import Server

STUB = Path(__file__).with_name("stub_console.py")
PATIENCE = 20.0


@dataclass
class Page:
    """One tab's line to the server."""

    line: aiohttp.ClientWebSocketResponse
    token: str = ""
    same: bool = False
    got: int = 0

    async def say(self, *message: Any) -> None:
        await self.line.send_str(json.dumps(message))

    async def hello(self, token: str = "", width: int = 100, height: int = 30) -> None:
        """Begins, or comes back; waits for the whole picture."""
        await self.say("hello", {"token": token, "width": width, "height": height})
        kind, said = await self.hears("session")
        self.token, self.same, self.got = said["token"], said["same"], said["got"]
        assert kind == "session"
        await self.sees(b"PICTURE")

    async def types(self, text: str) -> None:
        """Keys, with the next number."""
        self.got += 1
        await self.say("stdin", text, self.got)

    async def sees(self, words: bytes) -> bytes:
        """Waits until this is drawn; everything until then."""
        seen = b""
        async with asyncio.timeout(PATIENCE):
            async for message in self.line:
                seen += message.data if message.type is aiohttp.WSMsgType.BINARY else b""
                if words in seen:
                    return seen
        raise AssertionError(f"closed ({self.line.close_code}) before {words!r}: {seen!r}")

    async def hears(self, *kinds: str) -> list[Any]:
        """Waits for one of these messages."""
        heard = []
        async with asyncio.timeout(PATIENCE):
            async for message in self.line:
                if message.type is aiohttp.WSMsgType.TEXT:
                    said: list[Any] = json.loads(message.data)
                    if said[0] in kinds:
                        return said
                    heard.append(said)
        raise AssertionError(f"closed ({self.line.close_code}) before {kinds}: {heard}")

    async def closed(self) -> int | None:
        """Waits for the end; its code."""
        async with asyncio.timeout(PATIENCE):
            async for _ in self.line:
                pass
        return self.line.close_code


@dataclass
class Running:
    """A server that listens."""

    server: Server
    address: str
    http: aiohttp.ClientSession
    ended: Path
    """What its consoles wrote when they were closed in order."""
    told: list[str]
    """What went wrong that nobody foresaw, in sentences; nothing, or a test fails."""

    async def page(self, *, origin: str | None = None, **headers: str) -> Page:
        """A tab opens its line."""
        sent = {"Origin": self.address if origin is None else origin, **headers}
        return Page(await self.http.ws_connect(f"{self.address}/line", headers=sent))

    @property
    def consoles(self) -> list[int]:
        """The processes that run for it."""
        sessions = self.server.sessions._by_token.values()
        processes = [session.console._process for session in sessions]
        return [process.pid for process in processes if process is not None]


Serve = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """`async with serve(sessions=1) as running`."""

    @asynccontextmanager
    async def started(**how: Any) -> AsyncIterator[Running]:
        ended = tmp_path / "ended"
        serving = Serving(
            command=(sys.executable, "-S", "-E", str(STUB), str(ended)),
            environ=dict(os.environ),
            title="A <b>desk</b>",
            exercise=how.pop("exercise", False),
            port=0,
            **how,
        )
        server, stop = Server(serving), asyncio.Event()
        address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        told: list[str] = []
        running = asyncio.create_task(server.run(address.set_result, stop, told.append))
        await asyncio.wait({running, address}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        try:
            async with aiohttp.ClientSession() as http:
                yield Running(server, await address, http, ended, told)
        finally:
            stop.set()
            await running
        assert told == []

    return started


async def until(condition: Callable[[], object]) -> None:
    """Waits for it, turn by turn of the loop."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.005)


def runs(pid: int) -> bool:
    """Whether a process is there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False
