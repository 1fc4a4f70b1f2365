"""The SQL of the ledger: plain, shared by every database, with the columns of the table definition.

The tables are defined once, in `tables.py`. Importing that costs most of a second, so the words
here are written out, and a test holds them against the definition.
"""

from __future__ import annotations

from dataclasses import fields

from ooh_console.domain.entries import Written

WRITTEN_COLUMNS = tuple(field.name for field in fields(Written))
ENTRY_COLUMNS = (*WRITTEN_COLUMNS, "seq", "digest", "signature", "prev", "chain")
CONTENT_COLUMNS = ("digest", "body")
SCREEN_COLUMNS = ("incident", "desk", "shown_at", "screen")
LAST_KNOWN_COLUMNS = (
    "agency", "offer", "query", "digest", "fetched_at", "etag", "state", "reason",
)  # fmt: skip

_ROW = ", ".join((*WRITTEN_COLUMNS, "seq"))
_ALL = ", ".join(ENTRY_COLUMNS)


def _insert(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


# Nothing but names of columns is put into these; every value travels as a parameter.
INSERT_ENTRY = _insert("entry", ENTRY_COLUMNS)
HEAD = "SELECT seq, chain FROM entry WHERE incident = ? ORDER BY seq DESC LIMIT 1"
STORED = "SELECT seq, digest FROM entry WHERE id = ?"
# Both in one way to the server and back: always one row, empty where there is nothing.
STORED_AND_HEAD = (
    "SELECT mine.seq, mine.digest, last.seq, last.chain FROM (SELECT 1) AS one "
    "LEFT JOIN entry AS mine ON mine.id = ? "
    "LEFT JOIN (SELECT seq, chain FROM entry WHERE incident = ? ORDER BY seq DESC LIMIT 1) AS last "
    "ON 1 = 1"
)
BY_ID = f"SELECT {_ROW} FROM entry WHERE id = ?"  # noqa: S608
CHAIN_AT = "SELECT chain FROM entry WHERE incident = ? AND seq = ?"
ROWS = f"SELECT {_ROW} FROM entry WHERE incident = ? AND seq BETWEEN ? AND ? ORDER BY seq"  # noqa: S608
BEARING = (
    f"SELECT {_ROW} FROM entry WHERE incident = ? AND seq > ? AND kind <> 'note' "  # noqa: S608
    "ORDER BY seq LIMIT ?"
)
_OF_OPERATORS = "kind IN ('operator_added', 'operator_disabled', 'operator_role_set')"
OPERATORS = f"SELECT {_ALL} FROM entry WHERE incident = ? AND {_OF_OPERATORS} ORDER BY seq"  # noqa: S608
# A chain's name is found by a seek from the one before: 10,000 incidents cost 10,000 seeks and
# not a walk over every entry.
_CHAINS = (
    "WITH RECURSIVE chains (name) AS (SELECT min(incident) FROM entry UNION ALL "
    "SELECT (SELECT min(incident) FROM entry WHERE incident > chains.name) "
    "FROM chains WHERE chains.name IS NOT NULL) "
)
HEADS = (
    _CHAINS + "SELECT name, (SELECT max(seq) FROM entry WHERE incident = name) "  # noqa: S608
    "FROM chains WHERE name IS NOT NULL"
)
INCIDENTS = (
    _CHAINS + "SELECT name, last.seq, last.recorded_at, last.kind, first.kind, first.body "  # noqa: S608
    "FROM chains JOIN entry AS last ON last.incident = name "
    "AND last.seq = (SELECT max(seq) FROM entry WHERE incident = name) "
    "LEFT JOIN entry AS first ON first.incident = name AND first.seq = 1 "
    "WHERE name IS NOT NULL"
)
INCIDENT = (
    "SELECT last.incident, last.seq, last.recorded_at, last.kind, first.kind, first.body "
    "FROM entry AS last LEFT JOIN entry AS first "
    "ON first.incident = last.incident AND first.seq = 1 "
    "WHERE last.incident = ? ORDER BY last.seq DESC LIMIT 1"
)
CHAIN_HEADS = (
    _CHAINS + "SELECT name, last.seq, last.chain "  # noqa: S608
    "FROM chains JOIN entry AS last ON last.incident = name "
    "AND last.seq = (SELECT max(seq) FROM entry WHERE incident = name) "
    "WHERE name IS NOT NULL ORDER BY name"
)

CONTENT = "SELECT body FROM content WHERE digest = ?"
HAS_CONTENT = "SELECT 1 FROM content WHERE digest = ?"
INSERT_CONTENT = _insert("content", CONTENT_COLUMNS)

INSERT_SCREEN = _insert("screen", SCREEN_COLUMNS)
INSERT_SCREEN_ONCE = (
    f"INSERT INTO screen ({', '.join(SCREEN_COLUMNS)}) SELECT ?, ?, ?, ? WHERE NOT EXISTS "  # noqa: S608
    f"(SELECT 1 FROM screen WHERE {' AND '.join(f'{name} = ?' for name in SCREEN_COLUMNS)})"
)
HAS_SCREEN = f"SELECT 1 FROM screen WHERE {' AND '.join(f'{name} = ?' for name in SCREEN_COLUMNS)}"  # noqa: S608
_SCREEN = f"SELECT {', '.join(SCREEN_COLUMNS)} FROM screen WHERE incident = ? AND shown_at <= ?"  # noqa: S608
_NEWEST = " ORDER BY shown_at DESC, number DESC LIMIT 1"
SCREENS = (
    f"SELECT {', '.join(SCREEN_COLUMNS)} FROM screen WHERE incident = ? "  # noqa: S608
    "ORDER BY shown_at, number"
)
SCREEN_AT = _SCREEN + _NEWEST
SCREEN_AT_DESK = _SCREEN + " AND desk = ?" + _NEWEST

REMEMBER = (
    _insert("last_known", LAST_KNOWN_COLUMNS)
    + " ON CONFLICT (agency, offer, query) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in LAST_KNOWN_COLUMNS[3:])
)
LAST_KNOWN = f"SELECT {', '.join(LAST_KNOWN_COLUMNS)} FROM last_known ORDER BY agency, offer, query"  # noqa: S608

# For carrying a whole log into another database: everything as it is stored.
TABLES = {
    "entry": (f"SELECT {_ALL} FROM entry ORDER BY incident, seq", INSERT_ENTRY),  # noqa: S608
    "content": (f"SELECT {', '.join(CONTENT_COLUMNS)} FROM content", INSERT_CONTENT),  # noqa: S608
    "screen": (
        f"SELECT {', '.join(SCREEN_COLUMNS)} FROM screen ORDER BY number",  # noqa: S608
        INSERT_SCREEN,
    ),
    "last_known": (
        f"SELECT {', '.join(LAST_KNOWN_COLUMNS)} FROM last_known",  # noqa: S608
        _insert("last_known", LAST_KNOWN_COLUMNS),
    ),
}
"""Table to the statements that read it and that add a row."""
# For the copy that a desk keeps of a shared log: raw, what it does not have yet.
CHAIN_AFTER = f"SELECT {_ALL} FROM entry WHERE incident = ? AND seq > ? ORDER BY seq"  # noqa: S608
OPERATORS_AFTER = (
    f"SELECT {_ALL} FROM entry WHERE incident = ? AND seq > ? AND {_OF_OPERATORS} ORDER BY seq"  # noqa: S608
)
COPY_ENTRY = f"{INSERT_ENTRY} ON CONFLICT DO NOTHING"
CLOSED = "SELECT DISTINCT incident FROM entry WHERE kind = 'incident_closed'"
# For verifying: raw, in the order of the chains.
EVERYTHING = (
    f"SELECT {_ALL} FROM entry WHERE incident <> ? OR incident IS NULL ORDER BY incident, seq"  # noqa: S608
)
ONE_CHAIN = f"SELECT {_ALL} FROM entry WHERE incident = ? ORDER BY seq"  # noqa: S608
CHAIN_AT = "SELECT chain FROM entry WHERE incident = ? AND seq = ?"
CHAIN_VALUES = "SELECT chain, seq, id FROM entry WHERE incident = ?"
EVERY_CONTENT = "SELECT digest, body FROM content"
SCREENS_SHOWN = (
    "SELECT desk, shown_at, screen FROM screen WHERE incident = ? ORDER BY shown_at, number"
)
SCREENS_OF = "SELECT DISTINCT screen FROM screen WHERE incident = ?"
SEEN_OF = "SELECT body FROM entry WHERE incident = ? AND kind = 'holding_seen'"
EVERY_SCREEN = (
    "SELECT DISTINCT screen.incident, screen.screen FROM screen "
    "WHERE NOT EXISTS (SELECT 1 FROM content WHERE content.digest = screen.screen)"
)
