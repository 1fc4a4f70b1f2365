"""All incidents at a glance, read once and then only where something was added."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from ooh_console.domain.entries import REGISTER
from ooh_console.ledger import statements as sql
from ooh_console.ledger.database import Connection, Database, Mark, Row
from ooh_console.ledger.reading import moment, number, text
from ooh_console.ledger.shapes import IncidentHead

_FEW = 500
"""Up to so many changed incidents, reading each costs less than reading all."""


class Glance:
    """What was read so far. Entries are only ever added, so nothing read before becomes wrong."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._mark: Mark = None
        self._known: dict[str, IncidentHead] = {}
        self._sorted: tuple[IncidentHead, ...] = ()

    def incidents(self, connection: Connection) -> tuple[IncidentHead, ...]:
        """Every incident, by reference. Raises the driver's errors."""
        with self._lock:
            mark = self._database.mark(connection)
            if mark != self._mark:
                self._read(connection)
                self._mark = mark
            return self._sorted

    def _read(self, connection: Connection) -> None:
        since = self._mark
        changed = None if since is None else self._database.heads_since(connection, since)
        rows: Sequence[Row]
        if changed is not None and len(changed) <= _FEW:
            rows = [
                row
                for name in changed
                for row in self._database.fetch(connection, sql.INCIDENT, (name,))
            ]
        else:
            self._known.clear()
            rows = self._database.fetch(connection, sql.INCIDENTS)
        self._known.update((head.reference, head) for head in map(_head, rows))
        self._known.pop(REGISTER, None)
        self._sorted = tuple(self._known[name] for name in sorted(self._known))


def _head(row: Row) -> IncidentHead:
    values: tuple[Any, ...] = row
    name, seq, recorded, last_kind, first_kind, body = values
    return IncidentHead(
        reference=text(name),
        count=number(seq),
        last_recorded_at=moment(recorded),
        last_kind=text(last_kind),
        first_kind=text(first_kind),
        first_body=text(body),
    )
