"""Desks that share a real PostgreSQL, each behind a way that can be cut."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ooh_console.domain import bodies as b
from ooh_console.domain.entries import Entry
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shared import ledger as shared_ledger
from ooh_console.ledger.shared import line
from ooh_console.ledger.shared.delivering import Sitting
from ooh_console.ledger.shared.ledger import SharedLedger
from tests.database_proxy import DatabaseProxy, database_proxy
from tests.ledger.making import DUTY, START, begin_register, item, signer
from tests.ledger.test_faults import until
from tests.servers import DESK, PASSWORD, TestServer

KEY = bytes(range(32))


class Clock:
    """The desks' time, which the test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


class SharedDesk:
    """One computer: its folder, its way to the server, and the log that is open at it."""

    def __init__(self, name: str, folder: Path, proxy: DatabaseProxy, clock: Clock) -> None:
        self.name, self.folder, self.proxy, self.clock = name, folder, proxy, clock
        self.told: list[dict[str, int]] = []
        self.open()

    def open(self, operator: str = DUTY) -> SharedLedger:
        def reach() -> Ledger:
            return Ledger.on_server(self.proxy.url, PASSWORD, busy_seconds=1, silence_seconds=1)

        server = None if self.proxy.is_cut else reach()
        self.log = SharedLedger(self.folder, KEY, reach, server, self.clock)
        self.log.sits_here(Sitting(operator, "duty-worker", "OOH", self.name, signer(operator)))
        self.log.follow(lambda heads: self.told.append(dict(heads)))
        return self.log

    def write(self, text: str, incident: str = "R1") -> Entry:
        """Records a line, at the desk's time."""
        return self.record(b.Note(text=text), incident)

    def record(self, body: b.IncidentBody, incident: str = "R1", operator: str = DUTY) -> Entry:
        minute = (self.clock() - START) / timedelta(minutes=1)
        one = replace(item(body, incident, operator=operator, minute=minute), desk=self.name)
        return self.log.append_now([one], signer(operator))[0]

    def texts(self, incident: str = "R1") -> list[str]:
        rows = self.log.rows(incident, 1, self.log.head(incident))
        return [getattr(entry.body, "text", entry.kind) for entry in rows]

    def knows_the_log(self) -> None:
        """Waits until the copy has been brought up to date."""
        until(lambda: self.log._exchange.copy.as_of is not None)

    @property
    def away(self) -> bool:
        return self.log.sharing.away_since is not None


Desks = Callable[[], SharedDesk]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits two seconds for a server that is known to be cut off, nor to reach it again."""
    monkeypatch.setattr(shared_ledger, "PATIENCE", 0.3)
    monkeypatch.setattr(line, "AGAIN_SECONDS", (0.05,))


@pytest.fixture
def desks(
    server: TestServer, database: str, tmp_path: Path, clock: Clock, impatient: None
) -> Iterator[Desks]:
    """Another desk of the same database at each call; the register has its two operators."""
    with Ledger.on_server(server.of(database, DESK), PASSWORD) as first:
        begin_register(first)
    numbers = itertools.count(1)
    with ExitStack() as stack:

        def another() -> SharedDesk:
            number = next(numbers)
            folder = tmp_path / f"desk {number}"
            folder.mkdir()
            proxy = stack.enter_context(database_proxy(server.of(database, DESK)))
            desk = SharedDesk(f"desk {number}", folder, proxy, clock)
            stack.callback(lambda: desk.log.close())
            return desk

        yield another


@pytest.fixture
def on_server(server: TestServer, database: str) -> Iterator[Ledger]:
    """The log as it stands there."""
    with Ledger.on_server(server.of(database, DESK), PASSWORD) as found:
        yield found
