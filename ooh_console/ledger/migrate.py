"""Which version a file has, and the way to the current one. Alembic is imported when needed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import Any, Literal

from ooh_console.ledger.errors import LedgerBusy
from ooh_console.ledger.sqlite import APPLICATION_ID, Place, begin, fetch, rollback
from ooh_console.ledger.sqlite_failures import not_ours

VERSIONS = ("0001", "0002", "0003")
"""Every version there has been, the current one last; a test holds them against the migrations."""

REPLACED = "replaced"
"""Stands for the version in a file in whose place another was put: whoever was opening it at that
moment must not write into what has no name any more."""

Standing = Literal["fresh", "older", "current", "newer"]

# Alembic keeps the running migration in module globals.
ONE_AT_A_TIME = threading.Lock()


def standing(connection: sqlite3.Connection, place: Place) -> Standing:
    """How the file stands to this version of the console.

    Raises `NotALedger`, and one of `FAILURES` when the file cannot be read.
    """
    inside = connection.in_transaction
    if not inside:
        # One snapshot: another process may be making the tables at this moment.
        begin(connection, place.busy_seconds, statement="BEGIN")
    try:
        return _standing(connection, place)
    finally:
        if not inside:
            rollback(connection)


def _standing(connection: sqlite3.Connection, place: Place) -> Standing:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    names = {str(name) for (name,) in fetch(connection, "SELECT name FROM sqlite_master", ())}
    if application == 0 and not names:
        return "fresh"
    if application != APPLICATION_ID or "alembic_version" not in names:
        raise not_ours(place.path)
    versions = [row[0] for row in fetch(connection, "SELECT version_num FROM alembic_version", ())]
    if versions == [REPLACED]:
        raise LedgerBusy(
            f"Another file was put in the place of {place.name} at this moment. Nothing was "
            f"changed. Open the console again."
        )
    if versions == [VERSIONS[-1]]:
        return "current"
    return "older" if len(versions) == 1 and versions[0] in VERSIONS else "newer"


def migrate(place: Place) -> None:
    """Bring the file to the current version, in one transaction; others wait for it.

    Raises one of `FAILURES`, `NotALedger` when another program was quicker to use the file.
    """
    with ONE_AT_A_TIME:
        # Imported before the lock on the file is taken, since this takes most of a second.
        import alembic.command  # noqa: F401

        driver = place.writer()
        try:
            begin(driver, place.busy_seconds, statement="PRAGMA journal_mode = WAL")

            def fresh() -> bool:
                # Only now: the engine's first connection ends with a rollback.
                begin(driver, place.busy_seconds)
                if standing(driver, place) not in ("fresh", "older"):
                    return False  # Another process was quicker.
                driver.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                return True

            upgrade("sqlite://", driver, fresh)
        finally:
            rollback(driver)
            driver.close()


def upgrade(
    kind: str, driver: Any, wanted: Callable[[], bool], then: Callable[[], None] = lambda: None
) -> None:
    """Run the steps that are missing on a driver's connection, within `ONE_AT_A_TIME`.

    `wanted` is asked when everything is ready: no step is run when it says no. `then` is called
    after them, either way. All of it is one transaction, committed at the end.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine = create_engine(kind, creator=lambda: driver, poolclass=StaticPool)
    with engine.connect() as connection, connection.begin():
        if wanted():
            config = Config()
            config.set_main_option("script_location", "ooh_console.ledger:migrations")
            config.set_main_option("path_separator", "os")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        then()
