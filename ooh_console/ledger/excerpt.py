"""What of the database an export takes: one log exactly as it is stored, and who may sign in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ooh_console.domain.bodies import (
    HoldingSeen,
    IncidentRegistered,
    OperatorAdded,
    OperatorDisabled,
    OperatorRoleSet,
)
from ooh_console.domain.entries import REGISTER, read_body
from ooh_console.ledger import statements as sql
from ooh_console.ledger.database import Connection, Database, Row
from ooh_console.ledger.reading import text

_SEQ = sql.ENTRY_COLUMNS.index("seq")
_KIND, _BODY = sql.ENTRY_COLUMNS.index("kind"), sql.ENTRY_COLUMNS.index("body")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows with all columns (`ENTRY_COLUMNS`), as they are stored."""

    incident: str
    rows: tuple[Row, ...]
    register: tuple[Row, ...]
    """Its lines that say who may sign in, and that open this incident."""
    screens: tuple[Row, ...]
    """Desk, from when, digest of what it showed."""
    contents: tuple[tuple[str, str], ...] = ()
    """Digest and text of everything that was on a screen, where that was asked for."""


def excerpt(
    database: Database, connection: Connection, incident: str, count: int, *, contents: bool
) -> Excerpt:
    """The first so many entries of an incident, on one snapshot."""
    with database.snapshot(connection):
        chain = database.stream(connection, sql.ONE_CHAIN, (incident,))
        rows = tuple(row for row in chain if type(row[_SEQ]) is not int or row[_SEQ] <= count)
        register = database.stream(connection, sql.ONE_CHAIN, (REGISTER,))
        said = tuple(row for row in register if _bears_on(row, incident))
        shown = tuple(database.stream(connection, sql.SCREENS_SHOWN, (incident,)))
        seen = dict.fromkeys((*(text(row[2]) for row in shown), *_seen(rows)))
        kept = tuple(_contents(connection, seen)) if contents else ()
        return Excerpt(incident, rows, said, shown, kept)


def _bears_on(row: Row, incident: str) -> bool:
    body = read_body(text(row[_KIND]), text(row[_BODY]))
    opens = isinstance(body, IncidentRegistered) and body.reference == incident
    return opens or isinstance(body, OperatorAdded | OperatorDisabled | OperatorRoleSet)


def _seen(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        body = read_body(text(row[_KIND]), text(row[_BODY]))
        if isinstance(body, HoldingSeen):
            yield body.screen


def _contents(connection: Connection, screens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each screen, and each fact to which it points, once."""
    done: set[str] = set()

    def kept(digest: str) -> Iterator[tuple[str, str]]:
        if digest in done:
            return
        done.add(digest)
        found = connection.execute(sql.CONTENT, (digest,)).fetchone()
        if found is not None and type(found[0]) is str:
            yield digest, found[0]

    for screen in screens:
        for digest, content in kept(screen):
            yield digest, content
            for fact in facts_on(content):
                yield from kept(fact)


def facts_on(screen: str) -> Iterator[str]:
    """The digests of what agencies said on a screen, which is kept as this text."""
    try:
        held: Any = json.loads(screen)["held"]
        for holding in held:
            yield from (fact for fact in holding["facts"] if isinstance(fact, str))
    except (ValueError, TypeError, KeyError):
        return  # Verifying says that it was changed.
