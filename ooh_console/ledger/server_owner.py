"""What must hold before a server is made ready, and what to have done where it does not.

Whoever owns the database runs the set-up, with all their rights: nothing that somebody else put
among the tables may act in it.
"""

from __future__ import annotations

import contextlib

from psycopg import errors

from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.postgres_connection import ServerConnection
from ooh_console.ledger.postgres_rights import DESK_ROLE

_MAKES = "SELECT pg_catalog.has_schema_privilege('public', 'public', 'CREATE')"
# What belongs to an extension was made by whoever may; the owner of the database is trusted as the
# one who sets up is.
_STRANGE = (
    "SELECT o.what || ' ' || o.name || ' of ' || r.rolname FROM ("
    "SELECT 'the function'::text AS what, proname::text AS name, oid, tableoid, proowner AS owner, "
    "pronamespace AS place FROM pg_catalog.pg_proc UNION ALL "
    "SELECT 'the operator', oprname::text, oid, tableoid, oprowner, oprnamespace "
    "FROM pg_catalog.pg_operator UNION ALL "
    "SELECT 'the table', relname::text, oid, tableoid, relowner, relnamespace "
    "FROM pg_catalog.pg_class) AS o JOIN pg_catalog.pg_roles r ON r.oid = o.owner "
    "WHERE o.place = 'public'::regnamespace AND NOT r.rolsuper AND r.rolname <> current_user "
    "AND o.owner <> (SELECT datdba FROM pg_catalog.pg_database "
    "WHERE datname = pg_catalog.current_database()) "
    "AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d "
    "WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype = 'e') LIMIT 1"
)
_ME = (
    "SELECT rolsuper, rolsuper OR rolcreaterole, rolname::text FROM pg_catalog.pg_roles "
    "WHERE rolname = current_user"
)
_ABOVE = (
    "SELECT rolsuper OR rolcreaterole OR rolbypassrls "
    "OR pg_catalog.pg_has_role(rolname, current_user, 'MEMBER') "
    "OR pg_catalog.pg_has_role(rolname, 'pg_write_all_data', 'MEMBER') "
    "FROM pg_catalog.pg_roles WHERE rolname = ?"
)
_IS_IN = "SELECT pg_catalog.pg_has_role(?::name, ?::name, ?)"


def close_to_others(connection: ServerConnection, where: str) -> None:
    """Takes everybody's right away to make things among the tables, which up to PostgreSQL 14 they
    have; refuses a database in which somebody used it, or whose text is not UTF-8.

    Raises `LedgerError`, and `psycopg.Error`.
    """
    encoding = connection.driver.info.parameter_status("server_encoding") or ""
    if encoding != "UTF8":
        raise LedgerError(
            f"{where} keeps text as {encoding or 'unknown'} and not as UTF8: some names could not "
            "be written in it. Nothing was changed. Have an empty database made with ENCODING "
            "'UTF8', and name that."
        )
    with contextlib.suppress(errors.InsufficientPrivilege):
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    if connection.execute(_MAKES).fetchall()[0][0]:
        me = _me(connection)
        raise LedgerError(
            f"Whoever signs in to {where} may make things of their own among its tables, and so "
            "act with its owner's rights. Nothing was changed. Have a superuser run there: REVOKE "
            f'CREATE ON SCHEMA public FROM PUBLIC; GRANT CREATE ON SCHEMA public TO "{me}";'
        )
    for (what,) in connection.execute(_STRANGE).fetchall():
        raise LedgerError(
            f"Among the tables of {where} stands what somebody else made ({what}): it could act "
            "with the owner's rights. Nothing was changed. Look at it, have it removed, and try "
            "again."
        )


def may_make_users(connection: ServerConnection, where: str) -> None:
    """Raises `LedgerError` where the owner may not."""
    ((_, makes, me),) = connection.execute(_ME).fetchall()
    if not makes:
        raise LedgerError(
            f"{me} may not make users at {where}, and each desk needs one. Nothing was changed. "
            f'Have a superuser run there: ALTER ROLE "{me}" CREATEROLE;'
        )


def may_let_in(connection: ServerConnection, desk: str, where: str) -> bool:
    """Whether this user is to be let in among the desks; not where it is already.

    Raises `LedgerError` where the owner may not: another one made the role of the desks, which all
    databases of a server share.
    """
    if connection.execute(_IS_IN, (desk, DESK_ROLE, "MEMBER")).fetchall()[0][0]:
        return False
    ((superuser, makes, me),) = connection.execute(_ME).fetchall()
    # Up to PostgreSQL 15 whoever makes users lets them in everywhere.
    may = superuser or (makes and connection.driver.info.server_version < 160_000)
    keeps = "MEMBER WITH ADMIN OPTION"
    if not may and not connection.execute(_IS_IN, (me, DESK_ROLE, keeps)).fetchall()[0][0]:
        raise LedgerError(
            f"{me} may not let {desk} in among the desks at {where}: another owner made the role "
            f"{DESK_ROLE} there. Nothing was changed. Have a superuser run there: GRANT "
            f'{DESK_ROLE} TO "{me}" WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;'
        )
    return True


def refuse_above(connection: ServerConnection, desk: str) -> None:
    """Raises `LedgerError` for a user who may do more than a desk does."""
    if connection.execute(_ABOVE, (desk,)).fetchall()[0][0]:
        raise LedgerError(
            f"{desk} may do more than a desk does (a superuser, one who makes users, or of those "
            "who own the database): at that desk anybody could change what is recorded. Nothing "
            "was changed. Name another user for the desk in console.toml, [database] url."
        )


def _me(connection: ServerConnection) -> str:
    return str(connection.execute(_ME).fetchall()[0][2])
