"""Agencies on loopback: one that answers as it should, and sockets that do anything else."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Answer, Gateway
from ooh_console.domain.sources import Offer, Sought
from tests.listening import Handler, listening, port_of
from tests.serving import tcp_listener

NUMBER = "9990000018"
MOTHER = Sought(nhs_numbers=(NUMBER,))
START = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)
PLAN = {"version": "3", "status": "draft", "subject": NUMBER, "fields": {"mother": "J. Penhallow"}}

Raw = Callable[[Handler], Awaitable[str]]
"""Makes an agency of a handler of sockets; its address."""

Make = Callable[..., Gateway]


@dataclass
class Held:
    """What the agency that answers properly holds, and what it was asked."""

    items: dict[str, list[Any]] = field(default_factory=lambda: {"plans": [PLAN]})
    etag: str = ""
    asked: list[Request] = field(default_factory=list)
    then: Callable[[Request], Response | None] = lambda request: None


class Proper:
    """A uvicorn server in a thread; each test has a path of its own, and so its own `Held`."""

    def __init__(self) -> None:
        self.held: dict[str, Held] = {}
        self.takers: dict[str, Callable[[Request], Awaitable[Response]]] = {}
        app = Starlette(
            routes=[
                Route("/{name}/v1/notices", self._take, methods=["POST"]),
                Route("/{name}/v1/{offer}", self._answer),
            ]
        )
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._socket = tcp_listener()
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()

    def url(self, name: str, held: Held) -> str:
        self.held[name] = held
        return f"http://127.0.0.1:{self.port}/{name}"

    def taking(self, name: str, taker: Callable[[Request], Awaitable[Response]]) -> str:
        """The address of an agency that takes notices."""
        self.takers[name] = taker
        return f"http://127.0.0.1:{self.port}/{name}"

    async def _take(self, request: Request) -> Response:
        return await self.takers[request.path_params["name"]](request)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    async def _answer(self, request: Request) -> Response:
        held = self.held[request.path_params["name"]]
        held.asked.append(request)
        if special := held.then(request):
            return special
        if held.etag and request.headers.get("if-none-match") == held.etag:
            return Response(status_code=304, headers={"etag": held.etag})
        items = held.items.get(request.path_params["offer"], [])
        return JSONResponse({"items": items}, headers={"etag": held.etag} if held.etag else {})


@pytest.fixture(scope="session")
def proper() -> Iterator[Proper]:
    server = Proper()
    yield server
    server.close()


@pytest.fixture
async def raw() -> AsyncIterator[Callable[[Handler], Awaitable[str]]]:
    """Starts a server that reads a request and then does what it is told; gives its address."""
    async with listening() as listener:

        async def start(handler: Handler, **how: Any) -> str:
            async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await reader.readuntil(b"\r\n\r\n")
                await handler(reader, writer)

            port = port_of(await listener.start(talk, **how))
            return f"{'https' if how.get('ssl') else 'http'}://127.0.0.1:{port}"

        yield start


def says(head: str, body: bytes = b"", *, kind: str = "application/json") -> Handler:
    """One whole answer. `head` is the status and further header lines."""
    status, *lines = head.split("\n")
    if not any(line.lower().startswith("content-length") for line in lines):
        lines.append(f"Content-Length: {len(body)}")
    text = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", *lines, "", ""])

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(text.encode() + body)
        await writer.drain()

    return handler


def holds(*items: Any) -> Handler:
    return says("200 OK", json.dumps({"items": list(items)}).encode())


async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()  # Until the desk gives up.


async def trickles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One byte at a time, never finishing: each of them renews a timeout that counts silence."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    writer.write(b'Content-Length: 1000\r\n\r\n{"items": [')
    gone = asyncio.ensure_future(reader.read())
    while not gone.done():
        writer.write(b" ")
        await writer.drain()
        await asyncio.wait([gone], timeout=0.02)


def floods(size: int) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        for _ in range(size // 65_536):
            writer.write(b" " * 65_536)
            await writer.drain()

    return handler


def agency(name: str, url: str, *offers: str, **more: Any) -> Agency:
    sent = {"name": name, "url": url, "offers": offers or ("plans",), "deadline": 10.0, **more}
    return Agency.model_validate(sent)


async def answers(
    gateway: Gateway, sought: Sought = MOTHER, offers: list[Offer] | None = None
) -> list[Answer]:
    return [answer async for answer in gateway.ask(sought, offers)]


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def gateway() -> AsyncIterator[Callable[..., Gateway]]:
    """Makes gateways, and closes them at the end."""
    made: list[Gateway] = []

    def make(*agencies: Agency, **more: Any) -> Gateway:
        made.append(Gateway(agencies, **more))
        return made[-1]

    yield make
    for one in made:
        await one.aclose()


@pytest.fixture
def refused_url() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}"
