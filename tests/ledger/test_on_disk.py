"""What is acknowledged is on disk, wherever it is written (I1): the commit waits for the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ooh_console.ledger.postgres import Server
from ooh_console.ledger.shared.outbox import Letter, open_outbox
from ooh_console.ledger.sqlite import Place
from ooh_console.ledger.writer import Writer
from tests.servers import DESK, PASSWORD, TestServer

FULL = 2


def waits_for(writer: Writer) -> int:
    try:
        return writer.run_now(lambda c: int(c.execute("PRAGMA synchronous").fetchone()[0]))
    finally:
        writer.close(5)


def nobody() -> None:
    pass


def test_a_file(path: Path) -> None:
    assert waits_for(Writer(Place(path, "rw"), nobody)) == FULL


def test_an_encrypted_file(sealed: Path, key: bytes) -> None:
    assert waits_for(Writer(Place(sealed, "rw", key=key), nobody)) == FULL


@pytest.mark.parametrize("of", [lambda key: key, lambda _: None], ids=["encrypted", "plain"])
def test_what_waits_to_be_shared(
    tmp_path: Path, key: bytes, of: Callable[[bytes], bytes | None]
) -> None:
    outbox, _ = open_outbox(tmp_path / "outbox.db", of(key))
    writer = Writer(outbox.place, nobody)
    writer.run_now(lambda connection: outbox.put(connection, Letter()))
    assert waits_for(writer) == FULL
    outbox.close()


@pytest.mark.parametrize("habit", ["off", "local", "on", "remote_apply"])
def test_a_server_whose_own_habit_is_another(server: TestServer, database: str, habit: str) -> None:
    with psycopg.connect(server.owner, autocommit=True) as owner:
        owner.execute(f'ALTER DATABASE "{database}" SET synchronous_commit = {habit}')
    there = Server(server.of(database, DESK), PASSWORD)
    connection = there.writer()
    try:
        (found,) = connection.execute("SHOW synchronous_commit").fetchall()[0]
    finally:
        connection.close()
    assert found == ("remote_apply" if habit == "remote_apply" else "on")
