"""Rows about several desks on one PostgreSQL: append, news, many incidents, many desks."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg

from ooh_console.desk.desk import Recording
from ooh_console.domain.bodies import IncidentClosed, IncidentOpened, Note
from ooh_console.domain.entries import Written
from ooh_console.domain.people import Address
from ooh_console.ledger import statements as sql
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.postgres_connection import spelt
from tests.benchmarks.desks import DATABASE, DATABASE_PASSWORD, LONG, desk, opening, parts
from tests.benchmarks.table import RATIO, TIME, Row
from tests.benchmarks.terminal import ROOT, Terminal
from tests.ledger.making import begin_register, item, note, signer
from tests.servers import DESK, PASSWORD, TestServer, running

APPENDS, WARM = 600, 100
TOLD, DESKS, PROCESSES = 120, 50, 5
PER_SECOND = 20
CLOSED, FEW = 10_000, 10
GROWTH = (1, 8, 64)
READINGS = 5


def shared(folder: Path) -> list[Row]:
    """Everything that is measured with a server."""
    with running() as server:
        _many_connections(server)
        return [*_append(server), *_growth(server), *_opening(server), *_told(server, folder)]


def _many_connections(server: TestServer) -> None:
    with psycopg.connect(server.owner, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET max_connections = 400")
    server.end(signal.SIGINT)
    server.start()


def _append(server: TestServer) -> list[Row]:
    """A signed entry against a bare insert of the same bytes under the same lock."""
    database = server.fresh()
    ours, floor = [], []
    with (
        Ledger.on_server(server.of(database, DESK), PASSWORD) as ledger,
        psycopg.connect(server.of(server.fresh(), DESK), password=PASSWORD, autocommit=True) as raw,
    ):
        begin_register(ledger)
        for number in range(APPENDS):
            line = note(f"The dog is in the garden, number {number}")
            before = time.perf_counter()
            ledger.append_now([line], signer())
            ours.append(time.perf_counter() - before)
            columns = f"SELECT {', '.join(sql.ENTRY_COLUMNS)} FROM entry WHERE id = ?"
            (row,) = ledger.reads(lambda d, c: d.fetch(c, columns, (line.id,)))  # noqa: B023
            before = time.perf_counter()
            raw.execute("BEGIN")
            raw.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ("R1",))
            raw.execute(spelt(sql.INSERT_ENTRY), row)
            raw.execute("COMMIT")
            floor.append(time.perf_counter() - before)
    what = "a bare insert with the same lock"
    return [Row("PostgreSQL: append, signed", RATIO, ours[WARM:], floor[WARM:], what, 2.0)]


def _growth(server: TestServer) -> list[Row]:
    """The same append while other desks follow and write twenty entries a second."""
    rows: list[Row] = []
    alone: list[float] = []
    for desks in GROWTH:
        url = server.of(server.fresh(), DESK)
        with Ledger.on_server(url, PASSWORD) as ledger, _crowd(url, desks - 1, PER_SECOND):
            begin_register(ledger)
            times = []
            for number in range(APPENDS // 2):
                before = time.perf_counter()
                ledger.append_now([note(f"number {number}")], signer())
                times.append(time.perf_counter() - before)
                time.sleep(0.005)
        alone = alone or times
        if desks > 1:
            what = f"… while {desks} desks follow and write {PER_SECOND} a second"
            rows.append(Row(what, RATIO, times, alone, "one desk alone"))
    return rows


@contextmanager
def _crowd(url: str, desks: int, per_second: float, processes: int = 2) -> Iterator[None]:
    with ExitStack() as stack:
        for number in range(processes):
            share = len(range(number, desks, processes))
            if not share:
                continue
            rate = per_second * share / desks
            command = [sys.executable, "-m", "tests.benchmarks.crowd", url, PASSWORD]
            process = stack.enter_context(
                subprocess.Popen(
                    [*command, str(share), str(rate)],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
                )
            )  # fmt: skip
            assert process.stdout is not None
            stack.callback(process.stdin.close if process.stdin else lambda: None)
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("the other desks did not come: the measurement is broken")
        yield


def _opening(server: TestServer) -> list[Row]:
    """The log of a region opened, and its incidents listed."""
    times = {}
    for count in (CLOSED, FEW):
        url = server.of(server.fresh(), DESK)
        with Ledger.on_server(url, PASSWORD) as ledger:
            begin_register(ledger)
            for first in range(0, count, 500):
                numbers = range(first, min(first + 500, count))
                ledger.append_now([one for n in numbers for one in _closed(n)], signer())
        times[count] = [_opened(url, count) for _ in range(READINGS)]
    what = f"the same with {FEW} incidents"
    return [
        Row("… opening a log of 10,000 closed incidents", TIME, times[CLOSED], times[FEW], what)
    ]


def _closed(number: int) -> Sequence[Written]:
    address = Address(text=f"{number} Saltpan Lane", postcode="ZZ99 3VZ")
    return (
        item(IncidentOpened(address=address, nature="Birth at home"), f"I{number:05}"),
        item(IncidentClosed(reason="mother and baby in hospital"), f"I{number:05}"),
    )


def _opened(url: str, count: int) -> float:
    before = time.perf_counter()
    with closing(Ledger.on_server(url, PASSWORD)) as ledger:
        assert len(ledger.incidents()) == count
        return time.perf_counter() - before


def _told(server: TestServer, folder: Path) -> list[Row]:
    """From the commit at one desk to the words on the screen of another, beside fifty desks."""
    url = server.of(server.fresh(), DESK)
    os.environ |= {DATABASE: url, DATABASE_PASSWORD: PASSWORD}
    data = folder / "data"
    data.mkdir()
    opened = parts(data, database=url)
    at = desk(opened)
    now = at.clock()
    opened.ledger.append_now([at.written(LONG, Recording(opening()), now, now)], at.signer)
    times: list[float] = []
    with (
        closing(opened),
        _crowd(url, DESKS - 1, PER_SECOND, PROCESSES),
        Terminal(folder, "tests.benchmarks.standing", str(data), "0") as terminal,
    ):
        terminal.drawn("14 Saltpan Lane")
        terminal.press(b"\r")
        terminal.drawn("Birth at home")
        for number in range(TOLD):
            terminal.quiet(0.15)
            words = f"told {number:04}"
            now = at.clock()
            line = at.written(LONG, Recording(Note(text=words)), now, now)
            terminal.press(b"")
            opened.ledger.append_now([line], at.signer)
            committed = time.perf_counter()
            times.append(max(0.0, terminal.drawn(words) - committed))
    worst = sorted(times)[math.ceil(len(times) * 0.99) - 1]
    what = f"… committed at one desk to drawn at another, {DESKS} desks, 99 of 100"
    return [Row(what, TIME, [worst], times, "the median of the same", 0.25)]
