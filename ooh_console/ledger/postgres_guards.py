"""How a server itself refuses to change or remove what was recorded (I2), and takes an entry
only at the end of its chain: by triggers.

They fire for everybody, the owner of the tables included. A changed guard needs a migration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ooh_console.ledger.chain import GENESIS
from ooh_console.ledger.guards import MISPLACED, PLACE, REFUSED, is_before_places

GUARDED = ("entry", "content", "screen")

_REFUSE, _PLACE = "ooh_console_refuse", "ooh_console_place"
# Every name in full: whoever inserts has a search path of their own.
BODIES = {
    _REFUSE: f"BEGIN RAISE EXCEPTION '{REFUSED}'; END",
    _PLACE: f"""DECLARE
  last public.entry.seq%TYPE;
  value public.entry.chain%TYPE;
BEGIN
  SELECT seq, chain INTO last, value FROM public.entry
    WHERE incident = NEW.incident ORDER BY seq DESC LIMIT 1;
  IF NOT FOUND THEN
    last := 0;
    value := '{GENESIS}';
  END IF;
  IF NEW.seq = last + 1 AND NEW.prev = value THEN
    RETURN NEW;
  END IF;
  -- A log that is carried here whole, in one transaction, is taken as it is: what is damaged in it
  -- is evidence. An older snapshot would not see who has recorded meanwhile.
  IF pg_catalog.current_setting('transaction_isolation') = 'read committed'
    AND NOT EXISTS (SELECT FROM public.entry WHERE tx < pg_catalog.pg_current_xact_id())
    AND NOT EXISTS (SELECT FROM public.entry WHERE tx > pg_catalog.pg_current_xact_id()) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '{MISPLACED}';
END""",  # noqa: S608
}
"""What each function of a guard does."""


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


FIRST = _guards()
"""Those of the first version."""

GUARDS = {
    **FIRST,
    PLACE: (
        f"CREATE TRIGGER {PLACE} BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION {_PLACE}()"
    ),
}
"""Name of each trigger and the statement that creates it."""


def guards_of(versions: Sequence[str]) -> Mapping[str, str]:
    """Those of a database that names these versions, as a rule one."""
    return FIRST if is_before_places(versions) else GUARDS


def statements(names: Iterable[str]) -> Iterator[str]:
    """What makes these guards, in order."""
    made = {name: GUARDS[name] for name in names}
    for function, body in BODIES.items():
        if any(f"{function}()" in statement for statement in made.values()):
            yield (
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$${body}$$"
            )
    for name, statement in made.items():
        yield statement
        # Also where triggers are switched off for a session that plays a replica.
        table = name.partition("_no_")[0]
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
