"""A proxy between the desk and an agency that cuts, holds, corrupts or trickles what comes back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.listening import Listener, port_of

Pass = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Hands bytes on, from the agency to the desk."""


async def honest(back: asyncio.StreamReader, desk: asyncio.StreamWriter) -> None:
    """As they come."""
    while part := await back.read(65_536):
        desk.write(part)
        await desk.drain()


def cuts(after: int) -> Pass:
    """So many bytes, and then the connection is gone."""

    async def cut(back: asyncio.StreamReader, desk: asyncio.StreamWriter) -> None:
        left = after
        while left and (part := await back.read(left)):
            desk.write(part)
            await desk.drain()
            left -= len(part)

    return cut


def corrupts(place: int) -> Pass:
    """One byte of it is another."""

    async def corrupt(back: asyncio.StreamReader, desk: asyncio.StreamWriter) -> None:
        seen = 0
        while part := await back.read(65_536):
            at = place - seen
            if 0 <= at < len(part):
                part = part[:at] + bytes([part[at] ^ 0x15]) + part[at + 1 :]
            seen += len(part)
            desk.write(part)
            await desk.drain()

    return corrupt


async def trickles(back: asyncio.StreamReader, desk: asyncio.StreamWriter) -> None:
    """Byte by byte, each on its own way."""
    while part := await back.read(65_536):
        for byte in part:
            desk.write(bytes([byte]))
            await desk.drain()


async def holds_up(back: asyncio.StreamReader, desk: asyncio.StreamWriter) -> None:
    """It has the answer, and does not give it."""
    await back.read(65_536)
    await asyncio.Event().wait()


@dataclass
class FaultProxy:
    """One port in front of the agency at `target`. `fault` may change while it listens."""

    target: str
    fault: Pass = honest
    url: str = ""
    answers: int = field(default=0, init=False)
    """Connections over which something was handed on."""

    async def start(self, listener: Listener) -> FaultProxy:
        """Listens, until the listener ends."""
        server = await listener.start(self._talk)
        self.url = f"http://127.0.0.1:{port_of(server)}{urlsplit(self.target).path}"
        return self

    async def _talk(self, desk: asyncio.StreamReader, to_desk: asyncio.StreamWriter) -> None:
        parts = urlsplit(self.target)
        back, to_agency = await asyncio.open_connection(parts.hostname, parts.port)
        asking = asyncio.create_task(honest(desk, to_agency))
        answering = asyncio.create_task(self.fault(back, to_desk))
        try:
            self.answers += 1
            await asyncio.wait({asking, answering}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (asking, answering):
                task.cancel()
            await asyncio.gather(asking, answering, return_exceptions=True)
            to_agency.close()
            with contextlib.suppress(OSError):
                await to_agency.wait_closed()
