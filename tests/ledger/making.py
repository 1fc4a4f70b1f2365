"""Entries, signers and whole small nights, also for the processes that the tests start."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ooh_console.domain import bodies
from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import REGISTER, Written, write
from ooh_console.ledger.guards import GUARDS
from ooh_console.ledger.keys import OperatorKey
from ooh_console.ledger.ledger import Ledger

START = datetime(2026, 11, 25, 2, 3, tzinfo=UTC)
DUTY = "Duty Worker"
MANAGER = "On-call Manager"
SCREEN = "DECISION MAKER not identified"


def signer(name: str = DUTY) -> OperatorKey:
    """The same key for the same name, in every process."""
    return OperatorKey(
        name, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
    )


def item(
    body: bodies.IncidentBody | bodies.RegisterBody,
    incident: str = "R1",
    *,
    operator: str = DUTY,
    minute: float = 0,
    id: str | None = None,
) -> Written:
    at = START + timedelta(minutes=minute)
    return write(
        id=id or str(uuid.uuid4()),
        incident=incident,
        body=body,
        occurred_at=at,
        recorded_at=at,
        late_reason="",
        operator=operator,
        role="duty-worker",
        agency="OOH",
        desk="desk 1",
    )


def note(text: str, incident: str = "R1", **more: object) -> Written:
    return item(bodies.Note(text=text), incident, **more)  # type: ignore[arg-type]


def added(name: str, by: str = DUTY) -> Written:
    body = bodies.OperatorAdded(
        name=name, role="duty-worker", agency="OOH", public_key=signer(name).public_key
    )
    return item(body, REGISTER, operator=by)


def registered(incident: str, by: str = DUTY) -> Written:
    return item(bodies.IncidentRegistered(reference=incident), REGISTER, operator=by)


def begin_register(ledger: Ledger) -> None:
    """The first operator, who adds the second."""
    ledger.append_now([added(DUTY), added(MANAGER)], signer())


def small_night(ledger: Ledger) -> None:
    """Two operators, two incidents, a kept screen, a bit of everything."""
    begin_register(ledger)
    numbers = itertools.count(1)
    for incident in ("R1", "R2"):
        ledger.append_now(
            [registered(incident), note("a call came in", incident, minute=next(numbers))],
            signer(),
        )
        maker = bodies.DecisionMakerSet(who=bodies.Party(name="A Consultant", agency="Maternity"))
        ledger.append_now(
            [
                item(maker, incident, operator=MANAGER, minute=next(numbers)),
                note("café, a dog in the garden ☂", incident, operator=MANAGER),
            ],
            signer(MANAGER),
        )
        ledger.append_now(
            [
                item(bodies.HoldingSeen(screen=digest(SCREEN)), incident),
                note("the last line", incident, minute=next(numbers)),
            ],
            signer(),
            contents=[SCREEN],
        )


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as another program sees it: guards off, constraints gone; guards back at the end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for name in GUARDS:
            connection.execute(f"DROP TRIGGER {name}")
        for table in ("entry", "content", "screen"):
            number = "" if table == "screen" else "rowid AS place_kept, "
            connection.execute(f"CREATE TABLE loose AS SELECT {number}* FROM {table}")
            connection.execute(f"DROP TABLE {table}")
            if number:
                connection.execute("ALTER TABLE loose DROP COLUMN place_kept")
            connection.execute(f"ALTER TABLE loose RENAME TO {table}")
        yield connection
        for statement in GUARDS.values():
            connection.execute(statement)
