"""What is read for every new entry does not grow with the log: found by a key, never by a walk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ooh_console.ledger import statements as sql
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.sqlite import Place, heads_since, last_row
from tests.ledger.making import note, signer

FOR_EVERY_ENTRY: dict[str, tuple[object, ...]] = {
    sql.HEAD: ("R1",),
    sql.STORED: ("an id",),
    sql.STORED_AND_HEAD: ("an id", "R1"),
    sql.BY_ID: ("an id",),
    sql.ROWS: ("R1", 1, 64),
    sql.BEARING: ("R1", 5, 1000),
    sql.INCIDENT: ("R1",),
    sql.HAS_CONTENT: ("a digest",),
    sql.SCREEN_AT_DESK: ("R1", "2026-11-25T02:03:00.000Z", "desk 1"),
}


ONE_ROW = {"SCAN CONSTANT ROW", "SCAN one", "SCAN last LEFT-JOIN"}
"""Steps over a row that stands there by itself, or the single one that was sought."""


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    path = tmp_path / "console.db"
    with Ledger.open(path) as ledger:
        ledger.append_now([note(f"line {number}") for number in range(5)], signer())
    return Place(path, "rw").connect()


def walks(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> list[str]:
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
    return [step[3] for step in plan if step[3].startswith("SCAN") and step[3] not in ONE_ROW]


def test_no_statement_walks_the_log(connection: sqlite3.Connection) -> None:
    found = {words: walks(connection, words, values) for words, values in FOR_EVERY_ENTRY.items()}
    connection.close()
    assert {words: steps for words, steps in found.items() if steps} == {}


def test_news_of_a_commit_is_found_by_row_number(connection: sqlite3.Connection) -> None:
    said: list[str] = []
    connection.set_trace_callback(said.append)
    assert heads_since(connection, 3) == {"R1": 5}
    assert last_row(connection) == 5
    connection.set_trace_callback(None)
    assert len(said) == 2
    assert [walks(connection, statement, ()) for statement in said] == [[], []]
    connection.close()
