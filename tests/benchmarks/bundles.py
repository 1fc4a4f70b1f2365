"""The row about long answers: how long a key waits while five megabytes of FHIR are read.

`python -m tests.benchmarks.bundles` serves them, prints its port, and answers until its standard
input is closed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.sources import Offer, Sought, SourceState
from tests.agencies.fhir.resources import FLAG, MOTHER, MOTHER_NUMBER
from tests.benchmarks.table import TIME, Row
from tests.benchmarks.terminal import beside

FLAGS = 4_500
MEGABYTES = 4.9
ROUNDS = 5
TICK = 0.001
"""Seconds after which the loop wants to be back, as it would for a key."""


def bundles(home: Path) -> list[Row]:
    """The longest time for which the loop could do nothing else, a round each; the floor is the
    same while another thread counts for as long."""
    with beside(home, "tests.benchmarks.bundles") as port:
        ours, floor = asyncio.run(_measured(int(port)))
    what = f"the longest wait of a key while {MEGABYTES} MB of flags are read"
    return [Row(what, TIME, ours, floor, "beside a thread that counts", 0.05)]


async def _measured(port: int) -> tuple[list[float], list[float]]:
    agency = Agency(
        name="A",
        url=f"http://127.0.0.1:{port}",
        adapter="fhir",
        offers=(Offer.MARKERS,),
        deadline=60.0,
    )
    gateway = Gateway([agency])
    ours, floor = [], []
    for number in range(ROUNDS + 1):
        begun = time.perf_counter()
        gap = await _longest(_asked(gateway))
        took = time.perf_counter() - begun
        if number:  # The first one loads the models, which happens once.
            ours.append(gap)
            floor.append(await _longest(asyncio.to_thread(_counts, took)))
    await gateway.aclose()
    return ours, floor


async def _asked(gateway: Gateway) -> None:
    async for answer in gateway.ask(Sought(nhs_numbers=(MOTHER_NUMBER,)), [Offer.MARKERS]):
        assert answer.holding.state is SourceState.HELD, answer.holding.reason
        assert len(answer.holding.facts) == FLAGS


def _counts(seconds: float) -> None:
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        pass


async def _longest(work: Awaitable[None]) -> float:
    """The longest time beyond a tick for which the loop was away while this was done."""
    loop, longest = asyncio.get_running_loop(), 0.0

    async def ticking() -> None:
        nonlocal longest
        last = loop.time()
        while True:
            await asyncio.sleep(TICK)
            now = loop.time()
            longest = max(longest, now - last - TICK)
            last = now

    ticks = asyncio.create_task(ticking())
    await work
    ticks.cancel()
    await asyncio.gather(ticks, return_exceptions=True)
    return longest


def _bundle(found: list[Any], path: str) -> bytes:
    entries = [{"resource": one, "search": {"mode": "match"}} for one in found]
    link = [{"relation": "self", "url": path}]
    bundle = {"resourceType": "Bundle", "type": "searchset", "link": link, "entry": entries}
    return json.dumps(bundle).encode()


async def _serve() -> None:
    text = {**FLAG["code"], "text": "Two dogs loose. " * 25}
    flags = [{**FLAG, "id": f"f{number}", "code": text} for number in range(FLAGS)]

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
                body = _bundle([MOTHER] if path.startswith("/Patient") else flags, path)
                lead = "HTTP/1.1 200 OK\r\ncontent-type: application/fhir+json\r\n"
                writer.write(f"{lead}content-length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
