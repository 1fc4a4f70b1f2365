"""How a server is made ready for desks, by whoever owns the database: tables, guards, rights."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import psycopg
from psycopg import sql as spelt

from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.migrate import ONE_AT_A_TIME, VERSIONS, Standing, upgrade
from ooh_console.ledger.postgres import Server
from ooh_console.ledger.postgres_connection import ServerConnection
from ooh_console.ledger.postgres_guards import DESK_ROLE, RIGHTS

_SETTING_UP = "SELECT pg_advisory_xact_lock(hashtextextended('ooh-console set-up', 0))"


def standing(connection: ServerConnection) -> Standing:
    """How the database stands to this version of the console. Raises `psycopg.Error`."""
    there = connection.execute("SELECT to_regclass('alembic_version')").fetchall()[0][0]
    if there is None:
        return "fresh"
    versions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    names = [str(name) for (name,) in versions]
    if names == [VERSIONS[-1]]:
        return "current"
    return "older" if len(names) == 1 and names[0] in VERSIONS else "newer"


def set_up(owner: Server, desk: str = "", password: str = "") -> tuple[Standing, str]:
    """Makes or brings up to date tables, guards and rights, and the login of a desk if one is
    named. Safe to do again, also after it was broken off.

    Returns how the database stood before, and the password made for a new login (empty when one
    was given, or the login was there). Raises `LedgerError`.
    """
    try:
        connection = owner.connect()
        try:
            before = _tables(owner, connection)
            with connection.driver.transaction():
                connection.execute(_SETTING_UP)
                _role(connection, DESK_ROLE, "NOLOGIN")
                for statement in RIGHTS:
                    connection.execute(statement)
                made = _login(connection, desk, password) if desk else ""
        finally:
            connection.close()
    except psycopg.Error as error:
        raise owner.translate(error, writing=False) from error
    return before, made


def _tables(owner: Server, connection: ServerConnection) -> Standing:
    found: list[Standing] = []

    def wanted() -> bool:
        connection.execute(_SETTING_UP)
        found.append(standing(connection))
        return found[0] in ("fresh", "older")

    with ONE_AT_A_TIME:
        connection.driver.autocommit = False
        upgrade("postgresql+psycopg://", connection.driver, wanted)
        connection.driver.rollback()
        connection.driver.autocommit = True
    if found[0] == "newer":
        raise LedgerError(
            f"A newer version of the console made the tables of {owner.name}. Nothing was changed. "
            "Update this console."
        )
    return found[0]


def _login(connection: ServerConnection, name: str, password: str) -> str:
    made = "" if password else secrets.token_urlsafe(24)
    if not _role(connection, name, "LOGIN"):
        made = ""
    if password or made:
        _run(connection, "ALTER ROLE {} PASSWORD {}", name, password or made, literal=True)
    _run(connection, "GRANT {} TO {}", DESK_ROLE, name)
    return made


def _role(connection: ServerConnection, name: str, kind: str) -> bool:
    """Whether it was made, and was not there before."""
    there = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = ?", (name,)).fetchall()
    if not there:
        # A superuser would pass every right by.
        _run(connection, f"CREATE ROLE {{}} {kind} NOSUPERUSER NOCREATEDB NOCREATEROLE", name)
    return not there


def _run(connection: ServerConnection, words: str, *names: str, literal: bool = False) -> None:
    parts: Sequence[spelt.Composable] = [spelt.Identifier(name) for name in names]
    if literal:
        parts = [*parts[:-1], spelt.Literal(names[-1])]
    connection.driver.execute(spelt.SQL(words).format(*parts))
