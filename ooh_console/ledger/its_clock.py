"""How far the clock of the database is ahead of this computer's."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from ooh_console.ledger.database import Connection, Database

T = TypeVar("T")

UNSURE_AT_MOST = 10.0
"""Seconds; an answer that was longer on its way tells no time."""


class Readable(Protocol):
    """A ledger, as far as it is asked here."""

    def reads(self, work: Callable[[Database, Connection], T]) -> T:
        """Something that reads."""


def apart(ledger: Readable, clock: Callable[[], datetime]) -> timedelta | None:
    """Half the way is taken off, and what the way leaves in doubt counts as no difference.

    `None` where the database goes by this computer's clock, or the answer took too long. Blocks.
    Raises `LedgerError`.
    """

    def asked(database: Database, connection: Connection) -> timedelta | None:
        ours, began = clock(), time.monotonic()
        there = database.now(connection)
        unsure = (time.monotonic() - began) / 2
        if there is None or unsure > UNSURE_AT_MOST:
            return None
        found = there - (ours + timedelta(seconds=unsure))
        return timedelta() if abs(found.total_seconds()) <= unsure else found

    return ledger.reads(asked)
