"""The triggers by which the database itself refuses to change or remove what was recorded (I2), and
takes an entry only at the end of its chain.

SQLite only. A changed guard needs a migration that drops the old one and creates the new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ooh_console.ledger.chain import GENESIS

REFUSED = "what is recorded is never changed or removed"
MISPLACED = f"an entry is added at the end of its chain alone: {REFUSED}"
_BEFORE_PLACES = ("0001", "0002")

_SAME = {
    "entry": "id = NEW.id OR (incident = NEW.incident AND seq = NEW.seq) OR rowid = NEW.rowid",
    "content": "digest = NEW.digest OR rowid = NEW.rowid",
    "screen": "number = NEW.number",
}


def _guard(name: str, when: str, table: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )


def _guards() -> dict[str, str]:
    found: dict[str, str] = {}
    for table, same in _SAME.items():
        found[f"{table}_no_update"] = _guard(f"{table}_no_update", "UPDATE", table)
        found[f"{table}_no_delete"] = _guard(f"{table}_no_delete", "DELETE", table)
        # INSERT OR REPLACE removes the old row without a word to the DELETE trigger.
        condition = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "  # noqa: S608
        found[f"{table}_no_replace"] = _guard(f"{table}_no_replace", "INSERT", table, condition)
    return found


FIRST = _guards()
"""Those of the first version."""

PLACE = "entry_no_misplace"
_LAST = "FROM entry WHERE incident = NEW.incident ORDER BY seq DESC LIMIT 1"
PLACE_GUARD = (
    f"CREATE TRIGGER {PLACE} BEFORE INSERT ON entry "
    f"WHEN NEW.seq IS NOT 1 + coalesce((SELECT seq {_LAST}), 0) "
    f"OR NEW.prev IS NOT coalesce((SELECT chain {_LAST}), '{GENESIS}') "
    f"BEGIN SELECT RAISE(ABORT, '{MISPLACED}'); END"
)
"""One entry that claims a place far ahead would leave none for whatever comes after it."""

GUARDS = {**FIRST, PLACE: PLACE_GUARD}
"""Name of each trigger and the statement that creates it, exactly as the file keeps it."""


def guards_of(versions: Sequence[str]) -> Mapping[str, str]:
    """Those of a file that names these versions, as a rule one."""
    return FIRST if is_before_places(versions) else GUARDS


def is_before_places(versions: Sequence[str]) -> bool:
    """Whether a database that names these versions had no guard for the place of an entry yet."""
    return len(versions) == 1 and versions[0] in _BEFORE_PLACES
