"""How a server itself refuses to change or remove what was recorded (I2): triggers, and rights.

The triggers fire for everybody, the owner of the tables included; the rights keep a desk from even
trying. A changed guard needs a migration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ooh_console.ledger.verification import Found

DESK_ROLE = "ooh_console_desk"
"""The role that every desk's own login is a member of."""

GUARDED = ("entry", "content", "screen")

_BODY = "BEGIN RAISE EXCEPTION 'what is recorded is never changed or removed'; END"
FUNCTION = (
    f"CREATE OR REPLACE FUNCTION ooh_console_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$${_BODY}$$"
)


def _guards() -> dict[str, str]:
    found = {}
    for table in GUARDED:
        found[f"{table}_no_change"] = (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION ooh_console_refuse()"
        )
        found[f"{table}_no_truncate"] = (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION ooh_console_refuse()"
        )
    return found


GUARDS = _guards()
"""Name of each trigger and the statement that creates it."""


def statements() -> Iterator[str]:
    """What makes the guards, in order."""
    yield FUNCTION
    for name, statement in GUARDS.items():
        yield statement
        # Also where triggers are switched off for a session that plays a replica.
        table = name.partition("_no_")[0]
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


RIGHTS = (
    "REVOKE ALL ON entry, content, screen, last_known, alembic_version FROM PUBLIC",
    f"GRANT SELECT, INSERT ON entry, content, screen TO {DESK_ROLE}",
    f"GRANT SELECT, INSERT, UPDATE ON last_known TO {DESK_ROLE}",
    f"GRANT SELECT ON alembic_version TO {DESK_ROLE}",
    f"GRANT USAGE ON SEQUENCE screen_number_seq TO {DESK_ROLE}",
)
"""What a desk may do: add and read; only the cache of last answers is replaced."""


def trouble(connection: Any) -> Iterator[tuple[Found, str]]:
    """Guards that are missing, changed, switched off or unknown, each in one sentence."""
    there = {
        str(name): (str(made), str(enabled))
        for name, made, enabled in connection.execute(
            "SELECT tgname, pg_get_triggerdef(oid), tgenabled FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid IN "
            "('entry'::regclass, 'content'::regclass, 'screen'::regclass)"
        )
    }
    for name, statement in GUARDS.items():
        table, _, what = name.partition("_no_")
        made, enabled = there.get(name, ("", ""))
        if _plain(made) != _plain(statement) or enabled != "A":
            yield (
                Found.GUARD_MISSING,
                f"The guard that refuses to {what} in the table '{table}' is missing, was altered "
                f"or is switched off: somebody has worked on the database with another program.",
            )
    for name in there.keys() - GUARDS.keys():
        yield (
            Found.GUARD_MISSING,
            f"The database holds an unknown trigger '{name}': somebody has worked on it with "
            f"another program.",
        )
    body = connection.execute(
        "SELECT prosrc FROM pg_proc WHERE proname = 'ooh_console_refuse'"
    ).fetchall()
    if [str(source) for (source,) in body] != [_BODY]:
        yield (
            Found.GUARD_MISSING,
            "What the guards do was altered: somebody has worked on the database with another "
            "program.",
        )


def _plain(statement: str) -> str:
    """Without what PostgreSQL adds or orders otherwise when it says a trigger back."""
    plain = statement.replace("public.", "").replace("DELETE OR UPDATE", "UPDATE OR DELETE")
    return " ".join(plain.split())
