"""Opening: files that cannot be written, are newer, are something else, or are held by another."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from ooh_console.ledger.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerNewer,
    LedgerReadOnly,
    NotALedger,
)
from ooh_console.ledger.ledger import Ledger
from tests.ledger.conftest import Child
from tests.ledger.making import note, signer

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")


def other_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entry (id, words)")
        connection.execute("PRAGMA application_id = 7")
        connection.commit()


def unnamed_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
        connection.commit()


NOT_OURS = {
    "random bytes": lambda path: path.write_bytes(os.urandom(9000)),
    "a text": lambda path: path.write_text("a letter, and no ledger\n" * 100),
    "another application": other_application,
    "an application without a name": unnamed_application,
    "a folder": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
}


@pytest.mark.parametrize("make", NOT_OURS.values(), ids=NOT_OURS.keys())
@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_not_ours_is_left_as_it_is(
    tmp_path: Path, make: object, read_only: bool
) -> None:
    path = tmp_path / "something"
    make(path)  # type: ignore[operator]
    regular = stat.S_ISREG(path.stat().st_mode)
    before = path.read_bytes() if regular else b""
    with pytest.raises(NotALedger, match="It was left as it is"):
        Ledger.open(path, read_only=read_only)
    assert not regular or path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["something"]


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    with pytest.raises(LedgerError, match="nothing in empty yet"):
        Ledger.open(path, read_only=True)
    with Ledger.open(path) as ledger:
        ledger.append_now([note("one")], signer())


def test_reading_does_not_make_a_file(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="There is no ledger at"):
        Ledger.open(tmp_path / "not" / "there.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("versions", [["9999"], ["9f3a"], ["0001", "9999"]])
def test_a_newer_file_can_be_read_and_not_written(night: Path, versions: list[str]) -> None:
    with closing(sqlite3.connect(night)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.executemany("INSERT INTO alembic_version VALUES (?)", [(v,) for v in versions])
        connection.commit()
    with Ledger.open(night) as ledger:
        assert ledger.problem is not None
        assert "newer version" in ledger.problem
        assert ledger.head("R1") == 5
        assert ledger.verify().ok
        with pytest.raises(LedgerNewer, match="what you typed is kept"):
            ledger.append_now([note("no")], signer())


def test_open_for_reading_only(night: Path) -> None:
    with Ledger.open(night, read_only=True) as ledger:
        assert ledger.problem is not None
        assert ledger.head("R1") == 5
        with pytest.raises(LedgerReadOnly, match="what you typed is kept"):
            ledger.append_now([note("no")], signer())


@as_root
@pytest.mark.parametrize(
    ("what", "beside"),
    [("file", False), ("folder", False), ("both", False), ("file", True), ("both", True)],
)
def test_a_file_or_folder_without_the_right_to_write(
    night: Path, child: Child, what: str, beside: bool
) -> None:
    """`beside`: another process has it open, so that the log of SQLite stands beside the file."""
    folder = Path(tempfile.mkdtemp())  # Another user cannot reach the folders of pytest.
    path = folder / "ledger.db"
    path.write_bytes(night.read_bytes())
    opened = Ledger.open(path) if beside else None
    try:
        if opened:
            opened.append_now([note("in the log of SQLite only")], signer())
        for file in folder.iterdir():
            file.chmod(0o644 if what in ("file", "both") else 0o666)
        folder.chmod(0o755 if what in ("folder", "both") else 0o777)
        out, _ = child("as_nobody", path).communicate(timeout=30)
        lines = out.splitlines()
        assert "can be read and not written" in lines[0]
        assert lines[1] == f"{6 if beside else 5} True"
        assert lines[2] == "LedgerReadOnly"
    finally:
        if opened:
            opened.close()
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


@as_root
def test_a_file_that_cannot_even_be_read(child: Child, night: Path) -> None:
    night.chmod(0o600)
    out, _ = child("as_nobody", night).communicate(timeout=30)
    assert out.startswith("LedgerReadOnly ")


def test_a_lock_held_by_another_process(path: Path, child: Child) -> None:
    holder = child("hold_lock", path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with Ledger.open(path, busy_seconds=0.3) as ledger:
        assert ledger.problem is None
        assert ledger.head("R1") == 0
        with pytest.raises(LedgerBusy, match=r"more than 0\.3 seconds"):
            ledger.append_now([note("waits")], signer())
        holder.communicate("\n", timeout=10)
        assert ledger.append_now([note("again")], signer())[0].seq == 1


def test_closing_does_not_wait_for_another_s_lock(path: Path, child: Child) -> None:
    holder = child("hold_lock", path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    ledger = Ledger.open(path, busy_seconds=60)
    answers: list[BaseException] = []

    def waits() -> None:
        try:
            ledger.append_now([note("waits")], signer())
        except LedgerError as error:
            answers.append(error)

    thread = threading.Thread(target=waits)
    thread.start()
    while ledger._writer._queue.qsize() or ledger._writer._thread is None:
        time.sleep(0.001)
    begun = time.monotonic()
    ledger.close()
    thread.join(5)
    assert time.monotonic() - begun < 3
    assert len(answers) == 1
    assert "not saved" in str(answers[0])


def test_a_file_without_its_version_is_damaged_or_not_ours(night: Path) -> None:
    with closing(sqlite3.connect(night)) as connection:
        connection.execute("DROP TABLE alembic_version")
    with pytest.raises((NotALedger, LedgerDamaged)):
        Ledger.open(night)


def test_a_name_with_odd_characters(tmp_path: Path) -> None:
    path = tmp_path / "a #?%20 'folder'" / "night ☂ 100%.db"
    with Ledger.open(path) as ledger:
        ledger.append_now([note("one")], signer())
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.head("R1") == 1
