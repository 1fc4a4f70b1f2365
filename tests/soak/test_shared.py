"""Fifty desks on one PostgreSQL for minutes, with cuts, kills and restarts all the while."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest

from ooh_console.desk.desk import Recording
from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.ledger import Ledger
from tests.benchmarks.desks import DATABASE, DATABASE_PASSWORD, desk, opening, parts
from tests.benchmarks.terminal import Terminal
from tests.ledger.making import begin_register, note, signer
from tests.ledger.test_faults import until
from tests.servers import DESK, PASSWORD, TestServer, running
from tests.soak.desks import NAMES

MINUTES = float(os.environ.get("SOAK_MINUTES", "20"))
PROCESSES, DESKS, PER_SECOND = 5, 50, 20
ROOT = Path(__file__).resolve().parents[2]
SETTLED, GROWTH = 0.25, 1.3
"""The memory after a quarter of the time, and how much larger it may be at the end."""


class _Desks:
    """A process with a share of the desks, begun anew when it was killed."""

    def __init__(self, number: int, url: str, folder: Path) -> None:
        self.file = folder / f"desks-{number}.txt"
        self._number, self._url, self._life = number, url, 0
        self.start()

    def start(self) -> None:
        self._life += 1
        command = [sys.executable, "-m", "tests.soak.desks", self._url, PASSWORD]
        share, rate = str(DESKS // PROCESSES), str(PER_SECOND / PROCESSES)
        self.process = subprocess.Popen(
            [*command, f"{self._number} {self._life}", share, rate, str(self.file)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.start()

    def stop_writing(self) -> None:
        assert self._asked("stop writing") == "stopped\n"

    def heard(self) -> list[dict[str, int]]:
        found: list[dict[str, int]] = json.loads(self._asked("heard"))
        return found

    def _asked(self, what: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def end(self) -> None:
        """Kills it, wherever it is; safe to do twice."""
        self.process.kill()
        with closing(self.process.stdout), closing(self.process.stdin):  # type: ignore[type-var]
            self.process.wait()

    def memory(self) -> int:
        return psutil.Process(self.process.pid).memory_info().rss


class _Screen:
    """One desk more, which opens every incident: the console's own screen in a terminal, on one."""

    INCIDENT = NAMES[0]

    def __init__(self, url: str, folder: Path) -> None:
        os.environ |= {DATABASE: url, DATABASE_PASSWORD: PASSWORD}
        data = folder / "data"
        data.mkdir()
        with closing(parts(data, database=url)) as opened:
            at = desk(opened, signer())
            now = at.clock()
            self.first = [at.written(name, Recording(opening()), now, now) for name in NAMES]
            for one in self.first:
                opened.ledger.append_now([one], at.signer)
        self._terminal = Terminal(folder, "tests.benchmarks.standing", str(data), "0")
        self._terminal.drawn("14 Saltpan Lane")
        self._terminal.press(b"\r")
        self._terminal.drawn("Birth at home")
        self._done = threading.Event()
        self._looks = threading.Thread(target=self._look)
        self._looks.start()

    def _look(self) -> None:
        """What it draws is taken, as a terminal does, and forgotten."""
        while not self._done.is_set():
            self._terminal.quiet(0.5)
            self._terminal.press(b"")

    def draws(self, words: str, record: Callable[[], object]) -> None:
        """Waits until it has drawn what is recorded now. Raises `NotDrawn`."""
        self._done.set()
        self._looks.join()
        self._terminal.press(b"")
        record()
        self._terminal.drawn(words)

    def memory(self) -> int:
        return self._terminal.memory()

    def leave(self) -> None:
        self._done.set()
        self._looks.join()
        self._terminal.leave()


@dataclass(frozen=True)
class _Memory:
    """What was held after a quarter of the time, and at the end, in bytes."""

    settled: int
    end: int

    @property
    def is_flat(self) -> bool:
        return self.end < self.settled * GROWTH

    def __str__(self) -> str:
        return f"{self.settled / 1e6:.0f} to {self.end / 1e6:.0f} MB"


@pytest.mark.soak
def test_fifty_desks_through_cuts_kills_and_restarts(tmp_path: Path) -> None:
    with running() as server, ExitStack() as stack:
        with psycopg.connect(server.owner, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET max_connections = 400")
        server.end(signal.SIGINT)
        server.start()
        database = server.fresh()
        url = server.of(database, DESK)
        with Ledger.on_server(url, PASSWORD) as ledger:
            begin_register(ledger)
        screen = _Screen(url, tmp_path)
        stack.callback(screen.leave)
        desks = [_Desks(number, url, tmp_path) for number in range(PROCESSES)]
        for one in desks:
            stack.callback(one.end)
        memory = _live(server, database, {"ledgers": desks[0], "screen": screen}, desks)
        said_of = ", ".join(f"{name} {one}" for name, one in memory.items())
        print(f"memory of {said_of}")
        for one in desks:
            one.stop_writing()
        with Ledger.on_server(url, PASSWORD) as ledger:
            last = note("it is over", screen.INCIDENT)
            screen.draws("it is over", lambda: ledger.append_now([last], signer()))
            heads = {one.reference: one.count for one in ledger.incidents()}
            # What a desk that was cut off has missed it finds within its own next looks.
            until(lambda: all(one == heads for desk in desks for one in desk.heard()), seconds=90)
            found = ledger.verify()
            # Of what a desk shared late it is said that it was: by the desk itself.
            stored = Counter(
                entry.id
                for name, count in heads.items()
                for entry in ledger.rows(name, 1, count)
                if entry.kind != "shared_late"
            )
        said = [line.split() for one in desks for line in one.file.read_text().splitlines()]
    own = {one.id for one in (*screen.first, last)}
    kept = {id for word, id in said if word == "kept"} | own
    sent = {id for word, id in said if word == "sent"} | own
    assert found.ok, found.findings[:3]
    assert set(stored.values()) == {1}
    assert kept <= stored.keys() <= sent
    assert heads.keys() - {REGISTER} == {*NAMES}
    print(f"{len(kept)} entries acknowledged")
    assert all(one.is_flat for one in memory.values()), f"memory of {said_of}"


def _live(
    server: TestServer, database: str, watched: Mapping[str, _Desks | _Screen], desks: list[_Desks]
) -> dict[str, _Memory]:
    """Every ten seconds something breaks. The first process is never killed: its memory counts."""
    chance, began = random.Random(1), time.monotonic()
    settled: dict[str, int] = {}
    while (passed := time.monotonic() - began) < MINUTES * 60:
        time.sleep(min(10.0, MINUTES * 6))
        match chance.randrange(4):
            case 0:
                with psycopg.connect(server.owner, autocommit=True) as connection:
                    connection.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = %s AND usename = %s",
                        (database, DESK),
                    )
            case 1:
                server.kill()
                server.start()
            case 2:
                chance.choice(desks[1:]).kill()
            case _:
                pass
        until(lambda: all(one.process.poll() is None for one in desks))
        if passed > MINUTES * 60 * SETTLED and not settled:
            settled = {name: one.memory() for name, one in watched.items()}
    return {name: _Memory(settled[name], one.memory()) for name, one in watched.items()}
