"""A server of a test ends with all it accepted, however its callers and its handler behave."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.agencies.conftest import floods, hangs, trickles
from tests.listening import Handler, Listener, listening, listening_apart, port_of

TESTS = Path(__file__).parent


async def stuck(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def fails(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    raise ZeroDivisionError


async def flees(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ends with its answer unsent: the caller reads none of it."""
    writer.write(b" " * 20_000_000)


HANDLERS: dict[str, Handler] = {
    "waits for the caller": hangs,
    "waits for ever": stuck,
    "writes what nobody reads": floods(20_000_000),
    "writes without an end": trickles,
    "leaves with its answer unsent": flees,
    "fails": fails,
}


def leaks(night: Callable[[], None]) -> list[str]:
    """What the garbage of `night` says that nobody closed."""
    gc.collect()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        night()
        gc.collect()
    return [str(one.message) for one in caught if issubclass(one.category, ResourceWarning)]


def calls(port: int, count: int = 3) -> list[socket.socket]:
    return [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(count)]


def hung_up(caller: socket.socket) -> bool:
    """Whether the other side ends the connection, after whatever it had sent."""
    try:
        while caller.recv(65_536):
            pass
    except ConnectionError:
        return True
    return True


async def quiet(listener: Listener, seen: asyncio.Event, handler: Handler) -> int:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.set()
        await handler(reader, writer)

    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    return port_of(await listener.start(talk))


@pytest.mark.parametrize("begun", [True, False], ids=["begun", "only just accepted"])
@pytest.mark.parametrize("handler", HANDLERS)
def test_nothing_outlives_its_server(handler: str, begun: bool) -> None:
    callers: list[socket.socket] = []

    async def night() -> None:
        seen = asyncio.Event()
        async with listening() as listener:
            callers.extend(calls(await quiet(listener, seen, HANDLERS[handler])))
            if begun:
                await seen.wait()
            else:
                await asyncio.sleep(0)  # The kernel knows of them, and the loop hardly does.

    try:
        assert leaks(lambda: _alone(night)) == []
        assert callers
        assert all(map(hung_up, callers))
    finally:
        for caller in callers:
            caller.close()


def _alone(night: Callable[[], object]) -> None:
    """On a loop that is closed as it stands, without the tidying that `asyncio.run` does."""
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(night())  # type: ignore[arg-type]
    finally:
        loop.close()


def test_a_handshake_that_nobody_finishes_is_closed_too() -> None:
    callers: list[socket.socket] = []

    async def night() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        async with listening() as listener:
            callers.extend(calls(port_of(await listener.start(hangs, ssl=context))))
            for _ in range(5):
                await asyncio.sleep(0)

    try:
        assert leaks(lambda: _alone(night)) == []
        assert callers
        assert all(map(hung_up, callers))
    finally:
        for caller in callers:
            caller.close()


def test_a_server_in_a_thread_ends_so_too() -> None:
    callers: list[socket.socket] = []

    def night() -> None:
        with listening_apart() as (listener, home):
            callers.extend(calls(port_of(home(listener.start(stuck)))))

    try:
        assert leaks(night) == []
        assert callers
        assert all(map(hung_up, callers))
    finally:
        for caller in callers:
            caller.close()


def test_no_test_starts_a_server_of_its_own() -> None:
    """One that does not hang up turns another test red, under load, on another day."""
    start = "start_" + "server("
    here = {
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*.py")
        # Benchmarks run in processes of their own, which end with their loop.
        if path.parent.name != "benchmarks" and start in path.read_text(encoding="utf-8")
    }
    assert here == {"listening.py"}
