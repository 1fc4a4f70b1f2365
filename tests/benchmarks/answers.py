"""The row about agencies: from asking six of them to what they say on the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx

from ooh_console.desk.desk import Recording
from ooh_console.desk.incident import Incident
from ooh_console.domain.bodies import PersonLinked
from tests.benchmarks.desks import desk, opening, parts
from tests.benchmarks.slow import said
from tests.benchmarks.table import MORE_TIME, Row
from tests.benchmarks.terminal import Terminal, beside

AGENCIES = 6
ROUNDS = 12
ASK_AGAIN = b"\x1b[15~"
"""F5, as a terminal sends it."""


def answers(folder: Path) -> list[Row]:
    """F5 on the incident's screen until all six new promises are drawn, against a bare request.

    The answer that is waited for comes with the others where an agency is asked three questions.
    """
    data = folder / "data"
    data.mkdir()
    asyncio.run(_incident(data))
    return [
        _row(folder, data, "six agencies of 200 ms on screen, a question each", 1),
        _row(folder, data, "… three questions each, all at once", 3),
    ]


def _row(home: Path, data: Path, what: str, offers: int) -> Row:
    ours: list[float] = []
    floors: list[list[float]] = [[] for _ in range(AGENCIES)]
    with _agencies(home) as ports, httpx.Client() as bare:
        places = (str(data), str(offers), *map(str, ports))
        with Terminal(home, "tests.benchmarks.standing", *places) as console:
            console.drawn("14 Saltpan Lane")
            console.press(b"\r")
            console.drawn(*(said(number, 1) for number in range(1, AGENCIES + 1)))
            for times in range(2, ROUNDS + 2):
                console.quiet(0.3)
                asked = console.press(ASK_AGAIN)
                every = (said(number, times) for number in range(1, AGENCIES + 1))
                ours.append(console.drawn(*every) - asked)
                for floor, port in zip(floors, ports, strict=True):
                    before = time.perf_counter()
                    bare.get(f"http://127.0.0.1:{port}/v1/commitments?floor").raise_for_status()
                    floor.append(time.perf_counter() - before)
    slowest = max(floors, key=median)
    return Row(what, MORE_TIME, ours, slowest, "a bare request to the slowest", 0.025)


async def _incident(data: Path) -> None:
    opened = parts(data)
    incident = await Incident.open_new(desk(opened), opening())
    mother = PersonLinked(relation="mother", name="Jodie Penhallow", nhs_number="9990000018")
    await incident.record([Recording(mother)])
    opened.close()


@contextmanager
def _agencies(home: Path) -> Iterator[list[int]]:
    with beside(home, "tests.benchmarks.slow", str(AGENCIES)) as line:
        yield [int(port) for port in line.split()]
