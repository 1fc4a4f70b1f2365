"""How a file is opened: made when it is not there, brought up to date, or read only and why."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

from ooh_console.ledger.errors import LedgerError, LedgerFull, LedgerReadOnly
from ooh_console.ledger.files import OWNER_FILE, narrow, private_folder
from ooh_console.ledger.migrate import Standing, migrate, standing
from ooh_console.ledger.sqlite import BUSY_SECONDS, Mode, Place, begin, file_at, rollback
from ooh_console.ledger.sqlite_failures import (
    FAILURES,
    REFUSALS,
    newer,
    not_ours,
    primary,
    translate,
)

_CANNOT_WRITE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN)


def prepare(
    path: Path,
    *,
    read_only: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    key: bytes | None = None,
) -> tuple[Place, LedgerError | None]:
    """Where the ledger is and how to open it, and what refuses writing, if anything does.

    With a key a file that is made is encrypted. Raises `LedgerError` when it cannot even be read.
    """
    make_file(path, read_only=read_only)
    file = file_at(path)
    if read_only:
        place, stands = _readable(Place(path, "ro", busy_seconds, key, file))
        if stands == "fresh":
            raise LedgerError(f"There is nothing in {path.name} yet. Open the console to start it.")
        return place, LedgerReadOnly(
            f"{path.name} is open for reading only. Nothing can be saved from here."
        )
    narrow(path)
    place = Place(path, "rw", busy_seconds, key, file)
    try:
        return _writable(place)
    except FAILURES as error:
        if primary(error) not in _CANNOT_WRITE:
            raise translate(error, place, writing=False) from error
    place, stands = _readable(place)
    if stands == "fresh":
        raise LedgerReadOnly(
            f"{path.name} cannot be written, and there is nothing in it yet. "
            f"Ask for the right to write in its folder, or choose another folder."
        )
    return place, LedgerReadOnly(
        f"{path.name} can be read and not written (read-only file, folder or disk). Everything in "
        f"it is safe. Ask for the right to write in its folder."
    )


def make_file(path: Path, *, read_only: bool = False) -> None:
    """A private, empty file if there is none. Never opens a file that is there.

    Closing such a file would drop the locks that this process holds on it through SQLite.
    """
    try:
        if not read_only:
            private_folder(path.parent)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            try:
                os.close(os.open(path, flags, OWNER_FILE))
            except FileExistsError:
                pass
            except OSError:
                if not path.exists():
                    raise
        if not stat.S_ISREG(path.stat().st_mode):
            raise not_ours(path)
    except FileNotFoundError as error:
        raise LedgerError(
            f"There is no ledger at {path}. Nothing was made. Check the folder that was named."
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LedgerFull(
                f"The disk is full, and {path.name} could not be made. "
                f"Free some space, then start again."
            ) from error
        raise LedgerReadOnly(
            f"{path} cannot be reached or made ({error.strerror}). Nothing was changed. "
            f"Ask for the right to its folder, or choose another folder."
        ) from error


def _writable(place: Place) -> tuple[Place, LedgerError | None]:
    connection = place.connect()
    try:
        stands = standing(connection, place)
        if stands == "newer":
            return replace(place, mode="ro"), newer(place.path)
        if stands == "current":
            try:
                # Off when somebody had the file alone, and was stopped.
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                # BEGIN alone passes on a read-only file; this does not, and is rolled back.
                connection.execute("PRAGMA user_version = 0")
            except REFUSALS as error:
                # Somebody else is writing: so it can be written.
                if primary(error) != sqlite3.SQLITE_BUSY:
                    raise
            finally:
                rollback(connection)
            return place, None
    finally:
        connection.close()
    migrate(place)
    return place, None


def _readable(asked: Place) -> tuple[Place, Standing]:
    """The first way in which the file can be read."""
    modes: tuple[Mode, ...] = ("ro",)
    if not _has_unmerged(asked.path):
        # In a folder where SQLite cannot put its files beside it, the file alone is complete.
        modes = ("ro", "immutable")
    for mode in modes:
        place = replace(asked, mode=mode)
        try:
            connection = place.connect()
            try:
                begin(
                    connection, place.busy_seconds, statement="SELECT count(*) FROM sqlite_master"
                )
                return place, standing(connection, place)
            finally:
                connection.close()
        except FAILURES as error:
            if primary(error) not in _CANNOT_WRITE or mode == modes[-1]:
                raise translate(error, place, writing=False) from error
    raise AssertionError("unreachable")


def _has_unmerged(path: Path) -> bool:
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False
