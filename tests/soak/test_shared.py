"""Fifty desks on one PostgreSQL for minutes, with cuts, kills and restarts all the while."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest

from ooh_console.ledger.ledger import Ledger
from tests.ledger.making import begin_register
from tests.ledger.test_faults import until
from tests.servers import DESK, PASSWORD, TestServer, running
from tests.soak.desks import INCIDENTS

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
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("stop writing\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "stopped\n"

    def heard(self) -> list[dict[str, int]]:
        said, _ = self.process.communicate(timeout=60)
        found: list[dict[str, int]] = json.loads(said)
        return found

    def memory(self) -> int:
        return psutil.Process(self.process.pid).memory_info().rss


@pytest.mark.soak
def test_fifty_desks_through_cuts_kills_and_restarts(tmp_path: Path) -> None:
    with running() as server:
        with psycopg.connect(server.owner, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET max_connections = 400")
        server.end(signal.SIGINT)
        server.start()
        database = server.fresh()
        url = server.of(database, DESK)
        with Ledger.on_server(url, PASSWORD) as ledger:
            begin_register(ledger)
        desks = [_Desks(number, url, tmp_path) for number in range(PROCESSES)]
        try:
            before, after = _live(server, database, desks)
            for one in desks:
                one.stop_writing()
            with Ledger.on_server(url, PASSWORD) as ledger:
                heads = {one.reference: one.count for one in ledger.incidents()}
                # What a desk that was cut off has missed it finds within its own next looks.
                time.sleep(12)
                heard = [found for one in desks for found in one.heard()]
                found = ledger.verify()
                stored = Counter(
                    entry.id
                    for name, count in heads.items()
                    for entry in ledger.rows(name, 1, count)
                )
        finally:
            for one in desks:
                one.process.kill()
                with closing(one.process.stdout), closing(one.process.stdin):  # type: ignore[type-var]
                    one.process.wait()
    said = [line.split() for one in desks for line in one.file.read_text().splitlines()]
    kept = {id for word, id in said if word == "kept"}
    sent = {id for word, id in said if word == "sent"}
    assert found.ok, found.findings[:3]
    assert set(stored.values()) == {1}
    assert kept <= stored.keys() <= sent
    assert len(heads) <= INCIDENTS
    assert all(one == heads for one in heard), "a desk has not heard of every entry"
    assert after < before * GROWTH, f"memory of a desk: {before / 1e6:.0f} to {after / 1e6:.0f} MB"
    print(f"{len(kept)} entries acknowledged, memory {before / 1e6:.0f} to {after / 1e6:.0f} MB")


def _live(server: TestServer, database: str, desks: list[_Desks]) -> tuple[int, int]:
    """Every ten seconds something breaks. The first process is never killed: its memory counts."""
    chance, began, settled = random.Random(1), time.monotonic(), 0
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
            settled = desks[0].memory()
    return settled, desks[0].memory()
