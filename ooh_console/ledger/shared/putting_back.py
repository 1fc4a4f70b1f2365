"""Putting back what the database lost, as this desk knew it: signed as it was, by its authors.

A standby that had not everything, or a backup, took the place of the database: entries that were
answered as recorded are in this computer's copy alone (I1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter

from ooh_console.domain.bodies import HoldingSeen
from ooh_console.domain.entries import REGISTER, Written, read_body
from ooh_console.ledger import statements as sql
from ooh_console.ledger.appending import Signed
from ooh_console.ledger.database import Row
from ooh_console.ledger.excerpt import facts_on
from ooh_console.ledger.reading import moment, number, text
from ooh_console.ledger.shared.local_copy import LocalCopy
from ooh_console.ledger.shared.outbox import Letter

_COLUMN = {name: place for place, name in enumerate(sql.ENTRY_COLUMNS)}
# What was lost first comes first: places of two pasts say nothing of which was recorded before.
_LOST = f"SELECT {', '.join(sql.ENTRY_COLUMNS)} FROM lost ORDER BY incident <> ?, incident, rowid"  # noqa: S608


def lost_rows(copy: LocalCopy) -> tuple[Row, ...]:
    """What the database has no more, chain by chain, as it was stored (`ENTRY_COLUMNS`); who may
    sign in first of all."""
    return tuple(copy.ledger.reads(lambda _, c: c.execute(_LOST, (REGISTER,)).fetchall()))


def letters_back(copy: LocalCopy, sent: Collection[str]) -> Iterator[Letter]:
    """One for each chain, but for what was sent already (ids)."""
    found = [row for row in lost_rows(copy) if row[_COLUMN["id"]] not in sent]
    for chain, lost in groupby(found, key=itemgetter(_COLUMN["incident"])):
        rows, incident = list(lost), text(chain)
        since = moment(text(rows[0][_COLUMN["recorded_at"]]))
        screens = tuple(one for one in copy.ledger.screens(incident) if one.at >= since)
        yield Letter(
            tuple(map(_signed, rows)),
            dict(_contents(copy, {*_seen(rows), *(one.screen for one in screens)})),
            screens,
            known={incident: min(number(row[_COLUMN["seq"]]) for row in rows) - 1},
            back=True,
        )


def _signed(row: Row) -> Signed:
    written = Written(*(text(row[_COLUMN[name]]) for name in sql.WRITTEN_COLUMNS))
    return Signed(written, text(row[_COLUMN["digest"]]), text(row[_COLUMN["signature"]]))


def _seen(rows: list[Row]) -> Iterator[str]:
    """The screens in front of which answers were given."""
    for row in rows:
        body = read_body(text(row[_COLUMN["kind"]]), text(row[_COLUMN["body"]]))
        if isinstance(body, HoldingSeen):
            yield body.screen


def _contents(copy: LocalCopy, screens: set[str]) -> Iterator[tuple[str, str]]:
    """What was to be seen on these."""
    for screen in screens:
        for digest in (screen, *facts_on(copy.ledger.content(screen) or "")):
            if (kept := copy.ledger.content(digest)) is not None:
                yield digest, kept
