"""Agencies on loopback, over real HTTP, that say what a test wants, and fail as it wants."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ooh_console.agencies.native import PATHS
from tests.agencies.conftest import floods, hangs, says
from tests.listening import Handler, listening_apart, port_of

OFFERS = tuple(offer.value for offer in PATHS)


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
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        path = head.split(b" ", 2)[1].decode().partition("?")[0]
        held = self.items.get(path.removeprefix("/v1/"), [])
        await (self.fault or answers({"items": held}))(reader, writer)


@contextmanager
def serving(agencies: Iterable[Loopback]) -> Iterator[None]:
    """Every agency at a port of its own, in a thread, until the `with` ends."""
    with listening_apart() as (listener, home):
        for one in agencies:
            server: asyncio.Server = home(listener.start(one.talk))
            one.url = f"http://127.0.0.1:{port_of(server)}"
            one.refuse = lambda server=server: home(listener.refuse(server))  # type: ignore[misc]
        yield
