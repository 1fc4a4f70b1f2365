"""What SQLite refuses or fails at, as a sentence for the person at the desk."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlcipher

from ooh_console.ledger.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerFull,
    LedgerNewer,
    LedgerReadOnly,
    LedgerSealed,
    NotALedger,
)

if TYPE_CHECKING:
    from ooh_console.ledger.sqlite import Place

FAILURES: tuple[type[Exception], ...] = (sqlite3.Error, sqlcipher.Error, UnicodeDecodeError)
"""What SQLite may raise: its message about a damaged file can hold the damaged bytes. The driver
of encrypted files has exceptions of its own, with the same codes."""

REFUSALS: tuple[type[Exception], ...] = (sqlite3.OperationalError, sqlcipher.OperationalError)
"""Of these, what another moment or another way may change."""

_WRITE_FAILED = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_TRUNCATE)


def primary(error: Exception) -> int:
    """The primary result code of an SQLite error; 1 for an error of the driver."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF


def translate(error: Exception, place: Place, *, writing: bool) -> LedgerError:
    """The error of the driver as a sentence for the person at the desk."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if isinstance(error, UnicodeDecodeError):
        code = sqlite3.SQLITE_CORRUPT
    kept = (
        "This was not saved; everything saved before is safe, and what you typed is kept."
        if writing
        else "Nothing was changed."
    )
    name = place.path.name
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return LedgerFull(f"The disk is full. {kept} Free some space, then save again.")
        case sqlite3.SQLITE_IOERR if code in _WRITE_FAILED:
            return LedgerFull(
                f"The disk did not take what was written: it is full, or this user's limit is "
                f"reached, or it fails. {kept} Free some space or change the disk, then save again."
            )
        case sqlite3.SQLITE_IOERR:
            return LedgerError(
                f"The disk of {name} answers with an error ({error}). {kept} Try again; if it "
                f"stays so, copy the folder to another disk."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LedgerBusy(
                f"Another program has held {name} for more than {place.busy_seconds:g} seconds. "
                f"{kept} Try again; if it stays so, end the other program."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return LedgerReadOnly(
                f"{name} cannot be {'written' if writing else 'opened'} (read-only file, folder or "
                f"disk, or no right to it). {kept} Ask for the right to write in its folder."
            )
        case sqlite3.SQLITE_NOTADB:
            return not_ours(place.path) if place.key is None else sealed(place.path)
        case sqlite3.SQLITE_CORRUPT:
            return LedgerDamaged(
                f"{name} is damaged. {kept} Keep a copy of it as it is, run verify, and restore "
                f"the last backup."
            )
        case _ if "no such" in str(error):
            return LedgerDamaged(
                f"{name} lacks a part that it should have ({error}). {kept} Keep a copy of it as "
                f"it is, run verify, and restore the last backup."
            )
        case _:
            return LedgerError(f"The ledger {name} failed: {error}. {kept} Try again.")


def not_ours(path: Path) -> NotALedger:
    """The error for a file that is something else."""
    return NotALedger(
        f"{path.name} is not a ledger of this console, or is encrypted and its key is not here. It "
        f"was left as it is. Choose another file, or put back the folder of keys."
    )


def newer(path: Path) -> LedgerNewer:
    """The error for a file that a newer console made."""
    return LedgerNewer(
        f"A newer version of the console made {path.name}: it can be read here and not written. "
        f"Everything in it is safe. Update this console to write in it."
    )


def sealed(path: Path) -> LedgerSealed:
    """The error for a file that the key at hand does not open."""
    return LedgerSealed(
        f"The key of this desk does not open {path.name}: it belongs to another file, or this one "
        f"is damaged. It was left as it is. Put back the folder of keys that belongs to it, or "
        f"restore the last backup."
    )
