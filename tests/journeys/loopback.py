"""Agencies on loopback, over real HTTP, that say what a test wants, and fail as it wants."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ooh_console.domain.holdings import FACTS
from tests.agencies.conftest import Handler, floods, hangs, says

OFFERS = tuple(offer.value for offer in FACTS)


def answers(body: Any) -> Handler:
    """200 with this JSON, whatever it is; half characters included."""
    return says("200 OK", json.dumps(body).encode())


FAULTS: dict[str, Handler] = {
    "hangs": hangs,
    "is out of order (status 500)": says("500 Oops"),
    "broke off in the middle of its answer": says(
        "200 OK\nContent-Length: 900", b'{"items": [{"version": "9"'
    ),
    "sent a web page instead of data": says(
        "200 OK", b"<html><h1>Sign in</h1></html>", kind="text/html; charset=utf-8"
    ),
    "sent more than 5 MB": floods(20_000_000),
}
"""The reason that a person reads, and what the agency does. Refusing is `Loopback.refuse`."""


@dataclass
class Loopback:
    """One agency: what it holds by offer, and what it does instead of answering, if anything."""

    name: str
    kind: str = "other"
    offers: tuple[str, ...] = OFFERS
    deadline: float = 20
    items: dict[str, list[Any]] = field(default_factory=dict)
    fault: Handler | None = None
    telephone: str = "01632 960110"
    url: str = ""
    asked: int = 0
    refuse: Callable[[], None] = lambda: None
    """Closes the port: every later connection is refused."""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question, one answer."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.asked += 1
            path = head.split(b" ", 2)[1].decode().partition("?")[0]
            held = self.items.get(path.removeprefix("/v1/"), [])
            await (self.fault or answers({"items": held}))(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


@contextmanager
def serving(agencies: Iterable[Loopback]) -> Iterator[None]:
    """Every agency at a port of its own, in a thread, until the `with` ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    talks: set[asyncio.Task[None]] = set()
    servers: list[asyncio.Server] = []

    async def start(one: Loopback) -> None:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            talks.add(task)
            task.add_done_callback(talks.discard)
            await one.talk(reader, writer)

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        servers.append(server)
        one.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        one.refuse = lambda: home(refuse(server))

    async def refuse(server: asyncio.Server) -> None:
        server.close()

    async def stop() -> None:
        for server in servers:
            server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    def home(work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(10)

    thread.start()
    try:
        for one in agencies:
            home(start(one))
        yield
    finally:
        home(stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
