"""What a desk may do at a server, by the rights of its role, and who may do more than that.

The rights keep a desk from even trying what the guards refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ooh_console.ledger import statements as sql
from ooh_console.ledger.postgres_guards import GUARDED

DESK_ROLE = "ooh_console_desk"
"""The role that every desk's own login is a member of."""

_TABLES = (*GUARDED, "last_known", "alembic_version")
_ADDED = {
    "entry": sql.ENTRY_COLUMNS,
    "content": sql.CONTENT_COLUMNS,
    "screen": sql.SCREEN_COLUMNS,
}
RIGHTS = (
    f"REVOKE ALL ON entry, content, screen, last_known, alembic_version FROM PUBLIC, {DESK_ROLE}",
    f"GRANT SELECT ON entry, content, screen TO {DESK_ROLE}",
    # Column by column: which transaction added an entry, and the number of a screen, are the
    # server's to say. By a wrong one others would not find an entry, or have no number left.
    *(
        f"GRANT INSERT ({', '.join(columns)}) ON {table} TO {DESK_ROLE}"
        for table, columns in _ADDED.items()
    ),
    f"GRANT SELECT, INSERT, UPDATE ON last_known TO {DESK_ROLE}",
    f"GRANT SELECT ON alembic_version TO {DESK_ROLE}",
    f"GRANT USAGE ON SEQUENCE screen_number_seq TO {DESK_ROLE}",
)
"""What a desk may do: add and read; only the cache of last answers is replaced."""

_ALLOWED = frozenset(
    {(table, "", "SELECT") for table in _TABLES}
    | {(table, name, "INSERT") for table, columns in _ADDED.items() for name in columns}
    | {("last_known", "", "INSERT"), ("last_known", "", "UPDATE")}
)
_OURS = ", ".join(f"'public.{table}'::regclass" for table in _TABLES)
_GRANTED = (
    "SELECT c.relname, '', a.privilege_type, coalesce(r.rolname, '') "  # noqa: S608
    "FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a "
    "LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee "
    f"WHERE c.oid IN ({_OURS}) AND a.grantee <> c.relowner UNION ALL "
    "SELECT c.relname, t.attname, a.privilege_type, coalesce(r.rolname, '') "
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute t ON t.attrelid = c.oid "
    "CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) a "
    "LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee "
    f"WHERE c.oid IN ({_OURS}) AND a.grantee <> c.relowner"
)
# Whoever sits at a desk signs in as one of these. An owner who made the role is its administrator,
# and so a member, and signs in as no desk.
_ABOVE = (
    "WITH RECURSIVE desk AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = ? "
    "UNION SELECT m.member FROM pg_catalog.pg_auth_members m JOIN desk ON m.roleid = desk.oid), "
    "kept AS (SELECT c.relowner AS owner FROM pg_catalog.pg_class c "
    "WHERE c.oid = 'public.entry'::regclass) "
    "SELECT DISTINCT r.rolname FROM pg_catalog.pg_roles r, kept WHERE r.rolcanlogin "
    "AND ((r.oid IN (SELECT oid FROM desk) AND r.oid <> kept.owner) OR r.rolname = ?) AND ("
    "pg_catalog.pg_has_role(r.oid, kept.owner, 'MEMBER') "
    "OR pg_catalog.pg_has_role(r.oid, 'pg_write_all_data', 'MEMBER')) ORDER BY 1"
)
_MAKES = "SELECT pg_catalog.has_schema_privilege('public', 'public', 'CREATE')"


def beyond(connection: Any, signed_in: str, *, older: bool) -> Iterator[str]:
    """Who may do more than a desk does, each in one sentence. Raises `psycopg.Error`.

    `signed_in` is who the desk signs in as; `older`: the tables are of a version that gave whole
    tables and not columns.
    """
    more: dict[tuple[str, str], set[str]] = {}
    for table, column, right, who in connection.execute(_GRANTED).fetchall():
        fits = right == "SELECT" if who != DESK_ROLE else (table, column, right) in _ALLOWED
        if older and who == DESK_ROLE and right == "INSERT":
            fits = True
        if not fits or not who:
            more.setdefault((str(who), str(table)), set()).add(str(right))
    for (who, table), rights in sorted(more.items()):
        name = f"'{who}'" if who else "Whoever signs in to the database"
        yield (
            f"{name} has more rights in the table '{table}' than a desk needs "
            f"({', '.join(sorted(rights))}): have them taken away, and run `ooh-console database "
            f"init`."
        )
    for (name,) in connection.execute(_ABOVE, (DESK_ROLE, signed_in)).fetchall():
        yield (
            f"A desk signs in as '{name}', which may do everything in the database, or belongs to "
            f"whoever owns the tables: make a user of its own for it by `ooh-console database "
            f"init`."
        )
    if connection.execute(_MAKES).fetchall()[0][0]:
        yield (
            "Whoever signs in to the database may make things of their own among the tables (in "
            "the schema 'public'): run `ooh-console database init`."
        )
