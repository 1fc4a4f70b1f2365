"""What an error of PostgreSQL means for the person at the desk, in one sentence."""

from __future__ import annotations

import psycopg
from psycopg import errors

from ooh_console.ledger.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerFull,
    LedgerReadOnly,
    LedgerUnreachable,
    not_kept,
)


def in_words(error: Exception, name: str, seconds: float, *, writing: bool) -> LedgerError:
    """The sentence, for a server of this name at which another desk is waited for so long."""
    kept = (
        "This was not saved; everything saved before is safe, and what you typed is kept."
        if writing
        else "Nothing was changed."
    )
    match error:
        case errors.DiskFull():
            return LedgerFull(
                f"The disk of {name} is full. {kept} Have space freed there, then save again."
            )
        case errors.LockNotAvailable() | errors.QueryCanceled() | errors.DeadlockDetected():
            return LedgerBusy(
                f"Another desk has held {name} for more than {seconds:g} seconds. {kept} Try again."
            )
        case errors.ReadOnlySqlTransaction():
            return LedgerReadOnly(
                f"{name} can only be read at the moment (a standby, or closed for work). "
                f"{kept} Try again; if it stays so, ask whoever keeps it."
            )
        case errors.InsufficientPrivilege():
            return LedgerReadOnly(
                f"This desk may not do that in {name}. {kept} Ask whoever keeps it to run "
                f"`ooh-console database init` there."
            )
        case errors.CharacterNotInRepertoire() | errors.UntranslatableCharacter() | UnicodeError():
            return _no_such_character(name, kept)
        case psycopg.DataError() if error.sqlstate is None:
            return _no_such_character(name, kept)  # The driver itself did not send it.
        case psycopg.DataError():
            return LedgerDamaged(
                f"The log in {name} is damaged where this would have to stand "
                f"({_first_line(error)}). {kept} Run verify, and ring whoever keeps it."
            )
        case errors.FeatureNotSupported() if writing:
            return LedgerDamaged(not_kept(name))  # A rule stands between: see `Database.proof`.
        case errors.UndefinedTable() | errors.UndefinedColumn():
            return LedgerDamaged(
                f"{name} lacks a part that it should have. {kept} Ask whoever keeps it to "
                f"run `ooh-console database init` there."
            )
        case psycopg.OperationalError():
            return LedgerUnreachable(
                f"{name} cannot be reached ({_first_line(error)}). {kept} Try again; if "
                f"it stays so, go on by telephone and on paper, and ring whoever keeps it."
            )
        case _:
            return LedgerError(f"{name} failed: {_first_line(error)}. {kept} Try again.")


def _no_such_character(name: str, kept: str) -> LedgerError:
    return LedgerError(
        f"{name} does not take a character in this text. {kept} Write it without control "
        f"characters, then save again."
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
