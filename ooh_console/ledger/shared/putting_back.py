"""Putting back what the database lost, as this desk knew it: signed as it was, by its authors.

A standby that had not everything, or a backup, took the place of the database: entries that were
answered as recorded are in this computer's copy alone (I1).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from ooh_console.domain.bodies import HoldingSeen, IncidentRegistered
from ooh_console.domain.entries import REGISTER, Written, read_body
from ooh_console.ledger import statements as sql
from ooh_console.ledger.appending import Signed, sign
from ooh_console.ledger.database import Row
from ooh_console.ledger.excerpt import facts_on
from ooh_console.ledger.reading import number, text
from ooh_console.ledger.shared.delivering import Author
from ooh_console.ledger.shared.local_copy import LocalCopy
from ooh_console.ledger.shared.outbox import Letter

_COLUMN = {name: place for place, name in enumerate(sql.ENTRY_COLUMNS)}
_LOST = f"SELECT {', '.join(sql.ENTRY_COLUMNS)} FROM lost ORDER BY incident, seq"  # noqa: S608


def lost_rows(copy: LocalCopy) -> tuple[Row, ...]:
    """What the database has no more, chain by chain, as it was stored (`ENTRY_COLUMNS`)."""
    return tuple(copy.ledger.reads(lambda _, c: c.execute(_LOST).fetchall()))


def letters_back(copy: LocalCopy, by: Author, now: datetime) -> Iterator[Letter]:
    """One for each incident; where all of it was lost, with its line on the register."""
    for incident, lost in groupby(lost_rows(copy), key=itemgetter(_COLUMN["incident"])):
        rows = list(lost)
        first = number(rows[0][_COLUMN["seq"]])
        items = [_signed(row) for row in rows]
        if first == 1:
            line = by.written(REGISTER, IncidentRegistered(reference=text(incident)), now)
            items = [*sign([line], by.signer), *items]
        yield Letter(
            tuple(items),
            dict(_contents(copy, rows)),
            known={text(incident): first - 1},
            back=True,
        )


def _signed(row: Row) -> Signed:
    written = Written(*(text(row[_COLUMN[name]]) for name in sql.WRITTEN_COLUMNS))
    return Signed(written, text(row[_COLUMN["digest"]]), text(row[_COLUMN["signature"]]))


def _contents(copy: LocalCopy, rows: list[Row]) -> Iterator[tuple[str, str]]:
    """What the screens showed in front of which answers were given."""
    for row in rows:
        body = read_body(text(row[_COLUMN["kind"]]), text(row[_COLUMN["body"]]))
        if isinstance(body, HoldingSeen):
            screen = copy.ledger.content(body.screen) or ""
            for digest in (body.screen, *facts_on(screen)):
                if (kept := copy.ledger.content(digest)) is not None:
                    yield digest, kept
