"""A plain log becomes an encrypted one, in the same place: whole, or the plain one stays."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ooh_console.ledger.errors import LedgerBusy, LedgerError
from ooh_console.ledger.files import settle
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.migrate import REPLACED
from ooh_console.ledger.moving import Moved, copy, difference
from ooh_console.ledger.sqlite import Place, begin
from ooh_console.ledger.sqlite_failures import FAILURES, primary, translate
from ooh_console.ledger.verification import Verification
from ooh_console.ledger.verify import verify

PATIENCE = 2.0
"""Seconds for a console that is just closing."""


def encrypt(path: Path, key: bytes) -> Moved:
    """Copies the plain file into an encrypted one, checks every hash, signature and count there,
    and puts it in the place of the plain one. Blocks, and nobody else may have it open.

    Raises `LedgerBusy` while somebody has, and another `LedgerError`; the plain file is as it was
    then. After a crash at any moment one of the two is there, whole.
    """
    plain = Place(path, "rw")
    with alone(plain) as connection, beside(path) as part:
        try:
            before = verify(plain, connection, None, None)
            plain.rollback(connection)
            with Ledger.open(part, key=key) as target:
                rows = copy(plain, connection, target)
                plain.rollback(connection)
                after = target.verify()
        except FAILURES as error:
            raise translate(error, plain, writing=False) from error
        _same(path, before, after)
        put_in_place(part, connection, path)
    return Moved(rows)


def _same(path: Path, before: Verification, after: Verification) -> None:
    if why := difference(before, after):
        raise LedgerError(
            f"{path.name} was not encrypted: what was copied is not what is there. {why} It is as "
            "it was. Run verify, and keep a copy of the file."
        )


@contextlib.contextmanager
def alone(place: Place) -> Iterator[sqlite3.Connection]:
    """A connection to a file that nobody else has open, or can open while the `with` lasts; nothing
    of it is in a file beside it then.

    Raises `LedgerBusy` while somebody has it open.
    """
    connection = place.writer()
    try:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            # Refused as long as there is another connection.
            begin(connection, PATIENCE, statement="PRAGMA journal_mode = DELETE")
            begin(connection, PATIENCE, statement="BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except FAILURES as error:
            if primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise LedgerBusy(
                    f"{place.name} is open in another console. Nothing was changed. Close every "
                    "console of this desk, then try again."
                ) from error
            raise translate(error, place, writing=True) from error
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """The name of a file beside it, for what may take its place; gone at the end, with those that
    a crash left."""
    for left in path.parent.glob(f".{path.name}.*.part*"):
        left.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        yield part
    finally:
        for left in path.parent.glob(f"{part.name}*"):
            left.unlink(missing_ok=True)


def put_in_place(part: Path, connection: sqlite3.Connection | None, path: Path) -> None:
    """The whole, closed file `part` gets this name. `connection` (`alone`) has what stood there.

    Raises `LedgerError`; what stood there stands there still.
    """
    if part.with_name(f"{part.name}-wal").exists():
        raise LedgerError(
            f"What was written beside {path.name} is still in use. Nothing was changed. Try again."
        )
    try:
        with part.open("rb") as whole:
            os.fsync(whole.fileno())
        # Empty while nothing is written, and it has the name that the new file's will have.
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        part.replace(path)
        settle(path.parent)
    except OSError as error:
        raise LedgerError(
            f"{path.name} could not be replaced ({error.strerror}). It is as it was. Ask for the "
            "right to its folder, then try again."
        ) from error
    if connection is not None:
        # Nothing of the old file may be written under a name that is the new one's now.
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("UPDATE alembic_version SET version_num = ?", (REPLACED,))
