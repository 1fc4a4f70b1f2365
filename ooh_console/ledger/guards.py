"""The triggers by which the database itself refuses to change or remove what was recorded (I2).

SQLite only. A changed guard needs a migration that drops the old one and creates the new one.
"""

from __future__ import annotations

_SAME = {
    "entry": "id = NEW.id OR (incident = NEW.incident AND seq = NEW.seq) OR rowid = NEW.rowid",
    "content": "digest = NEW.digest OR rowid = NEW.rowid",
    "screen": "number = NEW.number",
}


def _guard(name: str, when: str, table: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, 'what is recorded is never changed or removed'); END"
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


GUARDS = _guards()
"""Name of each trigger and the statement that creates it, exactly as the file keeps it."""
