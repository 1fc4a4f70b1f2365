"""How the ledger of a server is opened: as it stands there, or read only and why."""

from __future__ import annotations

import psycopg

from ooh_console.ledger.errors import (
    LedgerError,
    LedgerNewer,
    LedgerReadOnly,
    LedgerUnreachable,
)
from ooh_console.ledger.postgres import Server
from ooh_console.ledger.server_setup import standing
from ooh_console.ledger.sqlite import BUSY_SECONDS

_FOLLOWS = "SELECT pg_is_in_recovery()"
_CAN_WRITE = (
    "SELECT has_any_column_privilege('entry', 'INSERT') "
    "AND has_any_column_privilege('content', 'INSERT')"
)


def prepare(
    url: str,
    password: str,
    *,
    read_only: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    silence_seconds: float | None = None,
) -> tuple[Server, LedgerError | None]:
    """The server, and what refuses writing, if anything does.

    Raises `LedgerError` when it cannot even be read.
    """
    server = Server(url, password, busy_seconds, silence_seconds)
    try:
        connection = server.reader()
        try:
            stands = standing(connection)
            follows = connection.execute(_FOLLOWS).fetchall()[0][0]
            can_write = stands == "current" and connection.execute(_CAN_WRITE).fetchall()[0][0]
        finally:
            connection.close()
    except psycopg.Error as error:
        raise server.translate(error, writing=False) from error
    if follows and not read_only:
        # As if it were away: what is recorded meanwhile waits on this computer.
        raise LedgerUnreachable(
            f"{server.name} only follows another server at the moment (a standby), and takes "
            "nothing. Nothing was changed. Try again; if it stays so, ring whoever keeps it."
        )
    if stands == "fresh":
        raise LedgerError(
            f"{server.name} has no tables yet. Nothing was changed. Ask whoever keeps it to run "
            "`ooh-console database init` there."
        )
    if stands == "newer":
        return server, LedgerNewer(
            f"A newer version of the console made {server.name}: it can be read here and not "
            "written. Everything in it is safe. Update this console to write in it."
        )
    if stands == "older":
        return server, LedgerReadOnly(
            f"{server.name} is of an older version: it can be read here and not written. "
            "Everything in it is safe. Ask whoever keeps it to run `ooh-console database init` "
            "there."
        )
    if read_only:
        return server, LedgerReadOnly(
            f"{server.name} is open for reading only. Nothing can be saved from here."
        )
    if not can_write:
        return server, LedgerReadOnly(
            f"{server.name} can be read and not written by this desk. Everything in it is safe. "
            "Ask whoever keeps it."
        )
    return server, None
