"""Any value in any column of any row, as damage or another program may leave it: every way of
reading goes on, shows the other rows, and verify says what was changed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import REGISTER, Entry
from ooh_console.ledger import statements as sql
from ooh_console.ledger import stored
from ooh_console.ledger.errors import LedgerDamaged
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shapes import LastKnown
from tests.ledger.making import SCREEN, START, tampering

COLUMNS = [
    *(("entry", name) for name in sql.ENTRY_COLUMNS),
    *(("content", name) for name in sql.CONTENT_COLUMNS),
    *(("screen", name) for name in sql.SCREEN_COLUMNS),
    *(("last_known", name) for name in sql.LAST_KNOWN_COLUMNS),
]
SIGNED = ("entry", "content")
"""Tables of which nothing can be changed unnoticed."""

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=40),
    st.binary(max_size=40),
    st.builds(lambda raw: ("text", raw), st.binary(max_size=20)),
    st.datetimes().map(datetime.isoformat),
    st.sampled_from(
        ["9999-12-31T23:59-14:00", "0001-01-01T00:00+14:00", "NaN", "[" * 9_000, '{"kind":"note"}',
         "{}", "null", '{"kind":[]}', "incident_opened", "operator_added", REGISTER, "R1", "R2"]
    ),
)  # fmt: skip
"""What SQLite can hold, text that is no UTF-8 among it, and what is nearly right."""


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory, night_file: Path) -> Path:
    """A night with a screen and a last answer, without what would refuse a change."""
    path = tmp_path_factory.mktemp("loose") / "ledger.db"
    shutil.copy(night_file, path)
    with Ledger.open(path) as ledger:
        asyncio.run(ledger.screen_shown("R1", "desk 1", START, digest(SCREEN)))
        for offer in ("plans", "markers"):
            known = LastKnown("Maternity", offer, "999 123", digest(SCREEN), START)
            asyncio.run(ledger.remember(known))
    with tampering(path) as connection:
        connection.execute("CREATE TABLE free AS SELECT * FROM last_known")
        connection.execute("DROP TABLE last_known")
        connection.execute("ALTER TABLE free RENAME TO last_known")
    return path


@pytest.fixture(scope="module", autouse=True)
def small_bites() -> Iterator[None]:
    """So that even a short log is read in several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored, "_CHUNK", 2)
        yield


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(COLUMNS), st.integers(0, 20), VALUES)
@example(("entry", "seq"), 4, "nonsense")
def test_every_way_of_reading_goes_on(
    loose: Path, column: tuple[str, str], row: int, value: Any
) -> None:
    table, name = column
    with contextlib.closing(sqlite3.connect(loose, isolation_level=None)) as connection:
        places = [one for (one,) in connection.execute(f"SELECT rowid FROM {table} ORDER BY 1")]
        place = places[row % len(places)]
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall()
        before = connection.execute(
            f"SELECT {name} FROM {table} WHERE rowid = ?", (place,)
        ).fetchone()
        try:
            put(connection, column, place, value, guards)
            after = connection.execute(
                f"SELECT CAST({name} AS BLOB), typeof({name}) FROM {table} WHERE rowid = ?",
                (place,),
            ).fetchone()
            same = after[1] in ("text", "integer") and after[0] == str(before[0]).encode()
            everything_reads(loose, table, noticed=table in SIGNED and not same)
        finally:
            put(connection, column, place, before[0], guards)


def put(
    connection: sqlite3.Connection,
    column: tuple[str, str],
    place: int,
    value: Any,
    guards: list[tuple[str, str]],
) -> None:
    table, name = column
    for guard, _ in guards:
        connection.execute(f"DROP TRIGGER {guard}")
    expression = "CAST(? AS TEXT)" if isinstance(value, tuple) else "?"
    value = value[1] if isinstance(value, tuple) else value
    value = value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
    connection.execute(f"UPDATE {table} SET {name} = {expression} WHERE rowid = ?", (value, place))
    for _, made in guards:
        connection.execute(made)


def everything_reads(path: Path, table: str, *, noticed: bool) -> None:
    with Ledger.open(path, read_only=True) as ledger:
        chains = {head.reference for head in ledger.incidents()} | {"R1", "R2", REGISTER}
        ledger.heads()
        for chain in chains:
            head = ledger.head(chain)
            ledger.chain_at(chain, head)
            entries = ledger.rows(chain, 1, 50)
            several = list(itertools.islice(ledger.bearing(chain), 100))
            assert len(several) <= 20, "none is read again and again"
            for entry in (*entries, *several):
                sound(entry)
                found = ledger.entry(entry.id)
                assert found is None or sound(found)
            for shown in ledger.screens(chain):
                assert shown.at.tzinfo is not None
                ledger.content(shown.screen)
            ledger.screen_at(chain, START)
            ledger.screen_at(chain, START, "desk 1")
        if table == "entry":
            assert sum(len(ledger.rows(chain, -(2**62), 2**62)) for chain in chains) >= 9
        known = ledger.last_known()
        assert len(known) == 2
        for one in known:
            assert one.fetched_at.tzinfo is not None
            for field in fields(one):
                assert str(getattr(one, field.name)).encode() is not None
        with contextlib.suppress(LedgerDamaged):  # Where nobody of the register is believed.
            ledger.operators()
        checked = ledger.verify()
        assert not (noticed and checked.ok)


def sound(entry: Entry) -> bool:
    for text in (entry.id, entry.incident, entry.kind, entry.operator, entry.role, entry.agency,
                 entry.desk, entry.late_reason):  # fmt: skip
        assert type(text) is str
        assert text.encode() is not None
    assert entry.occurred_at.tzinfo is not None
    assert entry.recorded_at.tzinfo is not None
    return True
