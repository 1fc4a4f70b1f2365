"""How much there is in a log: rows, sizes and kinds. No content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from ooh_console.ledger.database import Connection, Database
from ooh_console.ledger.reading import number, text

T = TypeVar("T")

_ROWS = {
    "entry": "SELECT count(*), coalesce(sum(length(body)), 0) FROM entry",
    "content": "SELECT count(*), coalesce(sum(length(body)), 0) FROM content",
    "screen": "SELECT count(*), 0 FROM screen",
    "last_known": "SELECT count(*), 0 FROM last_known",
}
_KINDS = "SELECT kind, count(*) FROM entry GROUP BY kind ORDER BY kind"
_CHAINS = "SELECT count(DISTINCT incident), coalesce(max(seq), 0) FROM entry"


class Readable(Protocol):
    """A ledger, as far as it is asked here."""

    def reads(self, work: Callable[[Database, Connection], T]) -> T:
        """Something that reads."""


def counted(ledger: Readable) -> dict[str, object]:
    """Rows and characters by table, entries by kind, chains and the longest of them. Blocks.
    Raises `LedgerError`."""

    def read(database: Database, connection: Connection) -> dict[str, object]:
        tables = {}
        for name, statement in _ROWS.items():
            ((rows, size),) = database.fetch(connection, statement)
            tables[name] = {"rows": number(rows), "characters": int(size)}
        ((chains, longest),) = database.fetch(connection, _CHAINS)
        kinds = {text(kind): number(rows) for kind, rows in database.fetch(connection, _KINDS)}
        return {
            "tables": tables,
            "entries_by_kind": kinds,
            "chains": number(chains),
            "longest_chain": number(longest),
        }

    return ledger.reads(read)
