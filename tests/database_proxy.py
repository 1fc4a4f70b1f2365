"""A way to a PostgreSQL server that can be cut: at once, at any message, or so that nothing comes.

It listens on loopback, and hands on to the socket of the server.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from tests.listening import Home, Listener, listening_apart, port_of

Side = Literal["desk", "server"]


@dataclass
class DatabaseProxy:
    """`url` is the address for the desk. Everything may be changed while it is in use."""

    target: str
    url: str = ""
    home: Home[None] | None = None
    is_cut: bool = False
    swallows: bool = False
    """What is sent arrives nowhere, and nobody says so."""
    messages: dict[Side, int] = field(default_factory=lambda: {"desk": 0, "server": 0})
    """How many each side has sent."""
    last: dict[Side, int] = field(default_factory=dict)
    """The way is cut once this side has sent so many: the last one still arrives."""
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self, listener: Listener) -> None:
        """Listens, until the listener ends."""
        server = await listener.start(self._talk)
        parts = urlsplit(self.target)
        where = f"127.0.0.1:{port_of(server)}{parts.path}"
        # Without a word about encryption first: every message has its length.
        plain = "sslmode=disable&gssencmode=disable"
        self.url = f"postgresql://{parts.username}@{where}?{plain}"

    def cut(self) -> None:
        """Every connection ends, and none can be made."""
        self.is_cut = True
        self._at_home(self._end)

    def mend(self) -> None:
        """The way is free again."""
        self.is_cut = self.swallows = False
        self.last.clear()
        self._at_home(self._end)

    def cut_after(self, side: Side, more: int) -> None:
        """The way is cut once this side has sent so many more messages."""
        self.last[side] = self.messages[side] + more

    def _at_home(self, work: Callable[[], None]) -> None:
        async def done() -> None:
            work()

        assert self.home is not None
        self.home(done())

    def _end(self) -> None:
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _talk(self, desk: asyncio.StreamReader, to_desk: asyncio.StreamWriter) -> None:
        if self.is_cut:
            return
        socket = f"{parse_qs(urlsplit(self.target).query)['host'][0]}/.s.PGSQL.5432"
        server, to_server = await asyncio.open_unix_connection(socket)
        self._writers |= {to_desk, to_server}
        ways = (
            asyncio.create_task(self._hand_on("desk", desk, to_server)),
            asyncio.create_task(self._hand_on("server", server, to_desk)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._writers -= {to_desk, to_server}
            # First of all: whoever ends the listener cancels what comes after.
            to_server.transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _hand_on(
        self, side: Side, come: asyncio.StreamReader, go: asyncio.StreamWriter
    ) -> None:
        first = side == "desk"
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                # Only the very first message of a desk has no letter before its length.
                letter = b"" if first else await come.readexactly(1)
                length = await come.readexactly(4)
                message = letter + length + await come.readexactly(int.from_bytes(length) - 4)
                first = False
                if self.swallows:
                    continue
                if self.is_cut:
                    return
                go.write(message)
                await go.drain()
                self.messages[side] += 1
                if self.last.get(side) == self.messages[side]:
                    self.is_cut = True
                    self._end()
                    return


@contextmanager
def database_proxy(target: str) -> Iterator[DatabaseProxy]:
    """In front of this address (`postgresql://USER@/NAME?host=FOLDER`)."""
    with listening_apart() as (listener, home):
        proxy = DatabaseProxy(target, home=home)
        home(proxy.start(listener))
        yield proxy
