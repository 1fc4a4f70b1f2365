"""What is wrong with the guards of a server, and which ways past them somebody has made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ooh_console.ledger.guard_words import missing, unknown, worked_on
from ooh_console.ledger.guards import is_before_places
from ooh_console.ledger.postgres_guards import BODIES, GUARDED, guards_of
from ooh_console.ledger.postgres_rights import beyond
from ooh_console.ledger.verification import Found

_TABLES = ", ".join(f"'public.{table}'::regclass" for table in GUARDED)
# By the function that a guard calls, whatever else has that name: anybody may have one of their
# own, among what is theirs alone for as long as they are signed in.
_GUARDS = (
    "SELECT t.tgname, pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled, n.nspname, "  # noqa: S608
    "p.proname, p.prosrc FROM pg_catalog.pg_trigger t "
    "JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace "
    f"WHERE NOT t.tgisinternal AND t.tgrelid IN ({_TABLES})"
)
_RULES = (
    "SELECT r.rulename, c.relname FROM pg_catalog.pg_rewrite r "  # noqa: S608
    f"JOIN pg_catalog.pg_class c ON c.oid = r.ev_class WHERE c.oid IN ({_TABLES})"
)
_KINDS = (
    "SELECT c.relname, c.relrowsecurity, "  # noqa: S608
    "c.relkind <> 'r' OR c.relpersistence <> 'p' OR EXISTS "
    "(SELECT FROM pg_catalog.pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent)) "
    f"FROM pg_catalog.pg_class c WHERE c.oid IN ({_TABLES})"
)
_WORKED_ON = worked_on("database")


def trouble(connection: Any) -> Iterator[tuple[Found, str]]:
    """For the desk that this connection is of: guards that are missing, changed, switched off or
    unknown, and who or what gets past them, each in one sentence. Raises `psycopg.Error`."""
    ((name,),) = connection.execute("SELECT session_user::text").fetchall()
    for sentence in sentences(connection, str(name)):
        yield Found.GUARD_MISSING, sentence


def sentences(connection: Any, signed_in: str = "") -> Iterator[str]:
    """The same, for whoever looks; `signed_in` is who a desk signs in as."""
    found = connection.execute("SELECT version_num FROM public.alembic_version").fetchall()
    versions = [str(name) for (name,) in found]
    yield from _guards(connection, versions)
    yield from _ways_past(connection)
    yield from beyond(connection, signed_in, older=is_before_places(versions))


def _guards(connection: Any, versions: Sequence[str]) -> Iterator[str]:
    wanted = guards_of(versions)
    there = {
        str(name): (_plain(str(made)), str(enabled), str(schema), str(function), str(body))
        for name, made, enabled, schema, function, body in connection.execute(_GUARDS)
    }
    altered = False
    for name, statement in wanted.items():
        made, enabled, schema, function, body = there.get(name, ("",) * 5)
        if made != _plain(statement) or enabled != "A" or schema != "public":
            yield missing(name, "is missing, was altered or is switched off", "database")
        elif body != BODIES[function]:
            altered = True
    if altered:
        yield f"What the guards do was altered: {_WORKED_ON}"
    for name in there.keys() - wanted.keys():
        yield unknown(name, "database")


def _ways_past(connection: Any) -> Iterator[str]:
    for rule, table in connection.execute(_RULES):
        yield (
            f"A rule '{rule}' on the table '{table}' may lead what is recorded elsewhere, or "
            f"nowhere: {_WORKED_ON}"
        )
    for table, hides, other in connection.execute(_KINDS):
        if hides:
            yield f"The table '{table}' hides rows from some who read it: {_WORKED_ON}"
        if other:
            yield (
                f"The table '{table}' is kept in another way than the console made it, and may not "
                f"be whole after a crash: {_WORKED_ON}"
            )


def _plain(statement: str) -> str:
    """Without what PostgreSQL adds or orders otherwise when it says a trigger back."""
    plain = statement.replace("public.", "").replace("DELETE OR UPDATE", "UPDATE OR DELETE")
    return " ".join(plain.split())
