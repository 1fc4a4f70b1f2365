"""What a shared database lost and this computer kept: listed, and put back."""

from __future__ import annotations

from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.entries import Entry
from ooh_console.domain.sharing import Sharing
from ooh_console.ledger import statements as sql
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.log import Log
from ooh_console.ledger.reading import entry_of
from ooh_console.ledger.shared.ledger import PATIENCE, SharedLedger

_READ = len(sql.WRITTEN_COLUMNS) + 1
"""What an entry is read of: what its author signed, and its place."""


def lost_entries(ledger: Log) -> tuple[Entry, ...]:
    """Chain by chain; a desk that shares no database has lost none. Raises `CannotOpen`."""
    if not isinstance(ledger, SharedLedger):
        return ()
    try:
        return tuple(entry_of(row[:_READ]) for row in ledger.lost_rows())
    except LedgerError as error:
        raise CannotOpen(str(error)) from error


def put_back(ledger: Log) -> Sharing | None:
    """Puts back what was lost; how it stands then: it is there, waits here, or was not taken.

    Raises `CannotOpen`; nothing was changed then.
    """
    if not isinstance(ledger, SharedLedger):
        return None
    try:
        ledger.put_back()
        ledger.wait_until_shared(PATIENCE)
        return ledger.sharing
    except LedgerError as error:
        raise CannotOpen(str(error)) from error
