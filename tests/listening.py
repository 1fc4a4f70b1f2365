"""Servers on loopback that end with everything they accepted: the one place that starts them.

A connection that is still open when its loop closes is found much later, in some other test, as a
socket that nobody closed. So whoever listens here also hangs up.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
T = TypeVar("T")


class Listener:
    """Servers on the running loop, each at a port of its own; `end` before that loop closes."""

    def __init__(self) -> None:
        self._servers: list[asyncio.Server] = []
        self._talks: set[asyncio.Task[None]] = set()
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self, handler: Handler, **how: Any) -> asyncio.Server:
        """Listens. `how` goes to `asyncio.start_server`, such as `ssl`."""

        def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # Known from here on: a coroutine as callback would be so only once it runs.
            self._open.add(writer)
            task = asyncio.create_task(self._talk(handler, reader, writer))
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)

        server = await asyncio.start_server(accepted, "127.0.0.1", 0, **how)
        self._servers.append(server)
        return server

    async def refuse(self, server: asyncio.Server) -> None:
        """Closes its port: every later connection is refused, and those that are open go on."""
        loop = asyncio.get_running_loop()
        for one in server.sockets:
            loop.remove_reader(one.fileno())
        for _ in range(3):  # Closed now, what was just accepted would fail, and stay open.
            await asyncio.sleep(0)
        server.close()

    async def end(self) -> None:
        """Listens no more, and every connection is closed when this returns."""
        for server in self._servers:
            await self.refuse(server)
        ending = self._talks | _shaking_hands()
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        for writer in list(self._open):
            writer.transport.abort()  # Does not wait until somebody has read what is still unsent.
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        await asyncio.sleep(0)

    async def _talk(
        self, handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await handler(reader, writer)
        finally:
            writer.close()
        with contextlib.suppress(OSError):
            # Shielded: to be cancelled here would leave nobody a way to wait for the end.
            await asyncio.shield(writer.wait_closed())
        self._open.discard(writer)


def _shaking_hands() -> set[asyncio.Task[Any]]:
    """A TLS handshake that the other side left: no connection yet, and has a socket already."""
    return {task for task in asyncio.all_tasks() if "_accept_connection" in repr(task.get_coro())}


def port_of(server: asyncio.Server) -> int:
    """Where it listens."""
    return int(server.sockets[0].getsockname()[1])


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """Servers on the running loop, until the `with` ends."""
    listener = Listener()
    try:
        yield listener
    finally:
        await listener.end()


Home = Callable[[Coroutine[Any, Any, T]], T]


@contextmanager
def listening_apart() -> Iterator[tuple[Listener, Home[Any]]]:
    """Servers on a loop in a thread of its own, until the `with` ends.

    The second of the two runs a coroutine there, and gives what it returns.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)

    def home(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result(10)

    thread.start()
    listener = Listener()
    try:
        yield listener, home
    finally:
        try:
            home(listener.end())
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()
