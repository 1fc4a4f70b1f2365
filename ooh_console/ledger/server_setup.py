"""How a server is made ready for desks, by whoever owns the database: tables, guards, rights."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import errors
from psycopg import sql as spelt

from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.migrate import ONE_AT_A_TIME, VERSIONS, Standing, upgrade
from ooh_console.ledger.postgres import Server
from ooh_console.ledger.postgres_connection import ServerConnection
from ooh_console.ledger.postgres_rights import DESK_ROLE, RIGHTS
from ooh_console.ledger.postgres_trouble import sentences
from ooh_console.ledger.server_owner import (
    close_to_others,
    may_let_in,
    may_make_users,
    refuse_above,
)

_SETTING_UP = (
    "SELECT pg_catalog.pg_advisory_xact_lock("
    "pg_catalog.hashtextextended('ooh-console set-up', 0::bigint))"
)
_OPEN = (
    "SELECT d::text, pg_catalog.has_database_privilege('public', d, 'CONNECT') "
    "FROM pg_catalog.current_database() AS d"
)
_DESKS = (
    "SELECT r.rolname FROM pg_catalog.pg_auth_members m "
    "JOIN pg_catalog.pg_roles r ON r.oid = m.member "
    "JOIN pg_catalog.pg_roles desk ON desk.oid = m.roleid "
    "WHERE desk.rolname = ? AND r.rolcanlogin"
)


@dataclass(frozen=True, slots=True)
class MadeReady:
    """What became of a server."""

    before: Standing
    """How it stood."""
    password: str = field(default="", repr=False)
    """Of a new login, where none was given."""
    trouble: tuple[str, ...] = ()
    """What gets past guards and rights all the same, each in one sentence."""


def standing(connection: ServerConnection) -> Standing:
    """How the database stands to this version of the console. Raises `psycopg.Error`."""
    name = "public.alembic_version"
    there = connection.execute(f"SELECT pg_catalog.to_regclass('{name}')").fetchall()[0][0]
    if there is None:
        return "fresh"
    versions = connection.execute(f"SELECT version_num FROM {name}").fetchall()  # noqa: S608
    names = [str(name) for (name,) in versions]
    if names == [VERSIONS[-1]]:
        return "current"
    return "older" if len(names) == 1 and names[0] in VERSIONS else "newer"


def set_up(owner: Server, desk: str = "", password: str = "") -> MadeReady:
    """Makes or brings up to date tables, guards and rights, and the login of a desk if one is
    named: all of it, or nothing. Safe to do again. Raises `LedgerError`.
    """
    try:
        connection = owner.connect()
        try:
            close_to_others(connection, owner.name)
            return _set_up(owner, connection, desk, password)
        finally:
            connection.close()
    except errors.InsufficientPrivilege as error:
        raise LedgerError(
            f"Whoever was named as the owner may not do that in {owner.name} "
            f"({str(error).splitlines()[0]}). Nothing was changed. Name whoever owns the database "
            "and its tables."
        ) from error
    except psycopg.Error as error:
        raise owner.translate(error, writing=False) from error


def _set_up(owner: Server, connection: ServerConnection, desk: str, password: str) -> MadeReady:
    found: list[MadeReady] = []

    def wanted() -> bool:
        connection.execute(_SETTING_UP)
        before = standing(connection)
        if before == "newer":
            raise LedgerError(
                f"A newer version of the console made the tables of {owner.name}. Nothing was "
                "changed. Update this console."
            )
        _role(connection, DESK_ROLE, "NOLOGIN", owner.name)
        made = _login(connection, desk, password, owner.name) if desk else ""
        found.append(MadeReady(before, made))
        return before in ("fresh", "older")

    def then() -> None:
        for statement in RIGHTS:
            connection.execute(statement)
        one = found.pop()
        trouble = (*sentences(connection), *_let_in_alone(connection, desk, one.before))
        found.append(MadeReady(one.before, one.password, trouble))

    with ONE_AT_A_TIME:
        connection.driver.autocommit = False
        upgrade("postgresql+psycopg://", connection.driver, wanted, then)
    return found[0]


def _login(connection: ServerConnection, name: str, password: str, where: str) -> str:
    made = "" if password else secrets.token_urlsafe(24)
    if not _role(connection, name, "LOGIN", where):
        made = ""
        refuse_above(connection, name)
    if password or made:
        _run(connection, "ALTER ROLE {} PASSWORD {}", name, password or made, literal=True)
    if may_let_in(connection, name, where):
        _run(connection, "GRANT {} TO {}", DESK_ROLE, name)
    return made


def _let_in_alone(connection: ServerConnection, desk: str, before: Standing) -> Iterator[str]:
    """Nobody but its own desks signs in to this database: the desks of another database of the
    server have the same role. Where it was open before, whoever could be one of its desks may."""
    ((database, is_open),) = connection.execute(_OPEN).fetchall()
    own = [desk] if desk else []
    if is_open and before != "fresh":
        own += [str(name) for (name,) in connection.execute(_DESKS, (DESK_ROLE,)).fetchall()]
    for name in own:
        _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, name)
    _run(connection, "REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC", database)
    if connection.execute(_OPEN).fetchall()[0][1]:
        yield (
            "Whoever signs in at the server may sign in to this database too, the desks of its "
            "other databases among them: have its owner, or a superuser, run there: REVOKE CONNECT "
            f'ON DATABASE "{database}" FROM PUBLIC;'
        )


def _role(connection: ServerConnection, name: str, kind: str, where: str) -> bool:
    """Whether it was made, and was not there before."""
    there = connection.execute(
        "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ?", (name,)
    ).fetchall()
    if not there:
        may_make_users(connection, where)
        # A superuser would pass every right by.
        _run(connection, f"CREATE ROLE {{}} {kind} NOSUPERUSER NOCREATEDB NOCREATEROLE", name)
    return not there


def _run(connection: ServerConnection, words: str, *names: str, literal: bool = False) -> None:
    parts: Sequence[spelt.Composable] = [spelt.Identifier(name) for name in names]
    if literal:
        parts = [*parts[:-1], spelt.Literal(names[-1])]
    connection.driver.execute(spelt.SQL(words).format(*parts))
