"""The rows about many families: what one refresh of all of them costs this machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ooh_console.agencies.gateway import Gateway
from ooh_console.desk.watch_list import check_families, watch_list
from ooh_console.domain.sources import SourceState
from tests.benchmarks.expecting import ASKED, agency, mother
from tests.benchmarks.table import RATIO, Row
from tests.benchmarks.terminal import beside

AGENCIES = 6
FAMILIES = 50
ROUNDS = 5


def families(folder: Path) -> list[Row]:
    """CPU of the desk for a refresh in which nothing has changed, against bare requests.

    The floor asks the same questions with the library alone, and reads nothing of what comes.
    """
    folder.mkdir(exist_ok=True)
    with _agencies(folder) as ports:
        floor = asyncio.run(_bare(ports))
        full = asyncio.run(_refreshed(ports, changes=False))
        told = asyncio.run(_refreshed(ports, changes=True))
    what = f"{FAMILIES} families at {AGENCIES} agencies refreshed, CPU"
    bare = f"{FAMILIES * AGENCIES * len(ASKED)} bare requests, CPU"
    return [
        Row(what, RATIO, full, floor, bare, 3.0),
        Row("… where agencies say what has changed", RATIO, told, floor, bare, 3.0),
    ]


async def _refreshed(ports: list[int], *, changes: bool) -> list[float]:
    agencies = [agency(n, port, changes=changes) for n, port in enumerate(ports, 1)]
    gateway = Gateway(agencies)
    try:
        watch, ready = await watch_list(gateway)
        assert len(ready) == FAMILIES
        await check_families(gateway, watch)  # From here on everybody has everything.

        async def refresh() -> None:
            seen = []
            await check_families(gateway, watch, seen.append)
            answered = (SourceState.HELD, SourceState.NONE_HELD)
            held = [h for one in seen for h in one.held if h.offer in ASKED]
            assert len(held) == FAMILIES * AGENCIES * len(ASKED)
            assert all(h.state in answered for h in held)

        return [await _cpu(refresh) for _ in range(ROUNDS)]
    finally:
        await gateway.aclose()


async def _bare(ports: list[int]) -> list[float]:
    async with httpx.AsyncClient(trust_env=False) as client:

        async def one(port: int, number: str) -> None:
            for offer in ASKED:
                url = f"http://127.0.0.1:{port}/v1/{offer}"
                (await client.get(url, params={"nhs_number": number})).raise_for_status()

        async def refresh() -> None:
            for n in range(FAMILIES):
                await asyncio.gather(*(one(port, mother(n)) for port in ports))

        return [await _cpu(refresh) for _ in range(ROUNDS)]


async def _cpu(work: Callable[[], Awaitable[None]]) -> float:
    before = time.process_time()
    await work()
    return time.process_time() - before


@contextmanager
def _agencies(home: Path) -> Iterator[list[int]]:
    with beside(home, "tests.benchmarks.expecting", str(AGENCIES), str(FAMILIES)) as line:
        yield [int(port) for port in line.split()]
