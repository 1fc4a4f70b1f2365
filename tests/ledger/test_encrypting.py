"""A plain log becomes an encrypted one: whole, checked, or the plain one stays."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ooh_console.ledger import encrypting
from ooh_console.ledger.encrypting import encrypt
from ooh_console.ledger.errors import LedgerBusy, LedgerError
from ooh_console.ledger.ledger import Ledger
from tests.ledger.making import note, signer, tampering
from tests.ledger.test_encrypted import CANARIES


def test_every_row_hash_and_signature_is_as_it_was(night: Path, key: bytes) -> None:
    with Ledger.open(night) as plain:
        before = plain.verify()
    moved = encrypt(night, key)
    assert [one.name for one in night.parent.iterdir()] == [night.name]
    assert night.stat().st_mode & 0o777 == 0o600
    assert not [word for word in CANARIES if word in night.read_bytes()]
    with Ledger.open(night, key=key) as ledger:
        after = ledger.verify()
        assert (after.heads, after.entries, after.findings) == (before.heads, before.entries, ())
        assert moved.rows["entry"] == before.entries
        ledger.append_now([note("goes on")], signer())
        assert ledger.verify().ok


def test_it_waits_for_nobody_who_has_it_open(
    night: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encrypting, "PATIENCE", 0.01)
    with Ledger.open(night) as open_still:
        head = open_still.head("R1")
        with pytest.raises(LedgerBusy, match=r"open in another console.*Close every console"):
            encrypt(night, key)
        open_still.append_now([note("in the meantime")], signer())
        assert open_still.head("R1") == head + 1
    with Ledger.open(night) as plain:
        assert plain.verify().ok


def test_what_is_wrong_in_it_is_wrong_in_the_copy(night: Path, key: bytes) -> None:
    with tampering(night) as connection:
        connection.execute("UPDATE entry SET body = replace(body, 'a dog', 'no dog')")
    with Ledger.open(night) as plain:
        before = plain.verify().findings
    assert before
    encrypt(night, key)
    with Ledger.open(night, key=key) as ledger:
        assert {one.sentence for one in ledger.verify().findings} == {
            one.sentence for one in before if "guard" not in one.sentence
        }


def test_a_copy_that_is_not_the_same_is_not_put_in_its_place(
    night: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(database: Any, connection: Any, target: Ledger) -> dict[str, int]:
        target.append_now([note("something else")], signer())
        return {}

    monkeypatch.setattr(encrypting, "copy", forgetful)
    before = night.read_bytes()
    with pytest.raises(LedgerError, match=r"was not encrypted.*It is as it was"):
        encrypt(night, key)
    assert night.read_bytes()[:16] == before[:16]
    assert [one.name for one in night.parent.iterdir()] == [night.name]
    with Ledger.open(night) as plain:
        assert plain.verify().ok


def test_whoever_was_opening_it_at_that_moment_writes_nothing(night: Path, key: bytes) -> None:
    """A connection that was made before, and looks only after: its file has no name any more."""
    late = os.open(night, os.O_RDWR)
    encrypt(night, key)
    handed = night.with_name("late.db")
    with os.fdopen(late, "rb") as file:
        handed.write_bytes(file.read())
    with pytest.raises(LedgerBusy, match="put in the place of"):
        Ledger.open(handed)


STEPS = ("verify", "copy", "_same", "put_in_place", "settle", "os.fsync", "Path.replace")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_one_of_the_two_is_whole(
    night: Path, key: bytes, step: str, after: bool
) -> None:
    child = os.fork()
    if child == 0:
        _die_at(step, after=after)
        encrypt(night, key)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9, "it came to that step"
    plain = night.read_bytes()[:16] == b"SQLite format 3\x00"
    with Ledger.open(night, key=None if plain else key) as ledger:
        assert ledger.verify().ok
        assert ledger.verify().entries == 14
        ledger.append_now([note("goes on")], signer())
        (mode,) = ledger.reads(lambda _, c: c.execute("PRAGMA journal_mode").fetchone())
        assert mode == "wal"
    if plain:
        encrypt(night, key)
    assert [one.name for one in night.parent.iterdir()] == [night.name]


def _die_at(step: str, *, after: bool) -> None:
    owner: Any = {"os.fsync": os, "Path.replace": Path}.get(step, encrypting)
    name = step.rpartition(".")[2]
    real: Callable[..., Any] = getattr(owner, name)

    def dying(*arguments: Any, **more: Any) -> None:
        if after:
            real(*arguments, **more)
        os._exit(9)

    setattr(owner, name, dying)


def test_a_file_that_is_no_log_is_left_as_it_is(tmp_path: Path, key: bytes) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE shopping (item TEXT)")
    connection.close()
    before = other.read_bytes()
    with pytest.raises(LedgerError):
        encrypt(other, key)
    assert other.read_bytes() == before
