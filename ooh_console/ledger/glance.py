"""All incidents at a glance, read once and then only where something was added."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

from ooh_console.domain.entries import REGISTER
from ooh_console.ledger import statements as sql
from ooh_console.ledger.reading import moment, number, text
from ooh_console.ledger.shapes import IncidentHead
from ooh_console.ledger.sqlite import Row, fetch, heads_since, last_row

_FEW = 500
"""Up to so many changed incidents, reading each costs less than reading all."""


class Glance:
    """What was read so far. Entries are only ever added, so nothing read before becomes wrong."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._row = 0
        self._known: dict[str, IncidentHead] = {}
        self._sorted: tuple[IncidentHead, ...] = ()

    def incidents(self, connection: sqlite3.Connection) -> tuple[IncidentHead, ...]:
        """Every incident, by reference. Raises `sqlite3.Error`."""
        with self._lock:
            newest = last_row(connection)
            if newest != self._row:
                self._read(connection, newest)
                self._row = newest
            return self._sorted

    def _read(self, connection: sqlite3.Connection, newest: int) -> None:
        changed = heads_since(connection, self._row) if 0 < self._row < newest else {}
        if changed and len(changed) <= _FEW:
            rows = [row for name in changed for row in fetch(connection, sql.INCIDENT, (name,))]
        else:
            self._known.clear()
            rows = fetch(connection, sql.INCIDENTS, ())
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
