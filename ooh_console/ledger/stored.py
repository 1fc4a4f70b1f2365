"""What is stored in a log: incidents, entries, contents, and the screens that were shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from ooh_console.domain.entries import REGISTER, Entry
from ooh_console.domain.operators import Operators
from ooh_console.domain.times import stamp
from ooh_console.ledger import statements as sql
from ooh_console.ledger.believing import NOBODY_BELIEVED, believed
from ooh_console.ledger.database import Connection, Database, Row
from ooh_console.ledger.errors import LedgerDamaged
from ooh_console.ledger.glance import Glance
from ooh_console.ledger.readers import Readers
from ooh_console.ledger.reading import entry_of, moment, number, text
from ooh_console.ledger.shapes import IncidentHead, LastKnown, ScreenShown
from ooh_console.ledger.verification import ChainHead
from ooh_console.ledger.writer import T

_CHUNK = 1000
_REST = 2**31 - 1


class StoredLog:
    """Every method may be called from any thread, blocks for as long as the database reads, and
    raises `LedgerError`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers = Readers(database)
        self._glance = Glance(database)

    def incidents(self) -> tuple[IncidentHead, ...]:
        """Every incident at a glance, by reference. Quick also with 10,000 incidents."""
        return self._readers.read(self._glance.incidents)

    def head(self, incident: str) -> int:
        """The number of entries of a chain, which is the seq of its last; 0 when there is none."""
        found = self._fetch(sql.HEAD, incident)
        return number(found[0][0]) if found else 0

    def chain_at(self, incident: str, seq: int) -> str:
        """The chain value of an entry; empty when there is none."""
        found = self._fetch(sql.CHAIN_AT, incident, seq)
        return text(found[0][0]) if found else ""

    def heads(self) -> Mapping[str, ChainHead]:
        """The end of every chain, the register among them, as the database itself has it now."""
        return {
            text(name): ChainHead(number(seq), text(chain))
            for name, seq, chain in self._fetch(sql.CHAIN_HEADS)
        }

    def rows(self, incident: str, first: int, last: int) -> tuple[Entry, ...]:
        """The entries from one seq to another, both included; a damaged one with `UnreadBody`."""
        return tuple(entry_of(row) for row in self._fetch(sql.ROWS, incident, first, last))

    def bearing(self, incident: str, after: int = 0) -> Iterator[Entry]:
        """The entries after a seq that bear on the state (all but notes), by seq, streaming."""
        while True:
            rows = self._fetch(sql.BEARING, incident, after, _CHUNK)
            if rows and type(rows[-1][-1]) is not int:
                # A damaged place is after every other, and nothing can be sought after it.
                yield from map(entry_of, self._fetch(sql.BEARING, incident, after, _REST))
                return
            yield from map(entry_of, rows)
            if len(rows) < _CHUNK:
                return
            after = rows[-1][-1]

    def entry(self, id: str) -> Entry | None:
        """The entry with this id, or `None`."""
        found = self._fetch(sql.BY_ID, id)
        return entry_of(found[0]) if found else None

    def operators(self) -> Operators:
        """Everybody whom the register names, with their keys, by lines that are signed by whoever
        could say so. Raises `LedgerDamaged` too."""
        found = believed(self._fetch(sql.OPERATORS, REGISTER))
        if not found and self.head(REGISTER):
            raise LedgerDamaged(NOBODY_BELIEVED)
        return found

    def stored(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these entries that are in the log."""

        def found(database: Database, connection: Connection) -> frozenset[str]:
            return frozenset(id for id in ids if database.fetch(connection, sql.STORED, (id,)))

        return self.reads(found)

    def content(self, digest: str) -> str | None:
        """The kept text with this digest, or `None`."""
        found = self._fetch(sql.CONTENT, digest)
        return text(found[0][0]) if found else None

    def screen_at(self, incident: str, at: datetime, desk: str | None = None) -> ScreenShown | None:
        """What was shown at this moment: the newest at or before it, at one desk or at any."""
        if desk is None:
            found = self._fetch(sql.SCREEN_AT, incident, stamp(at))
        else:
            found = self._fetch(sql.SCREEN_AT_DESK, incident, stamp(at), desk)
        for name, shown_at, when, screen in found:
            return ScreenShown(text(name), text(shown_at), moment(when), text(screen))
        return None

    def screens(self, incident: str) -> tuple[ScreenShown, ...]:
        """Every screen that was shown of an incident, at any desk, oldest first."""
        return tuple(
            ScreenShown(text(name), text(desk), moment(when), text(screen))
            for name, desk, when, screen in self._fetch(sql.SCREENS, incident)
        )

    def last_known(self) -> tuple[LastKnown, ...]:
        """What every agency last answered, as remembered."""
        return tuple(
            LastKnown(
                agency=text(agency),
                offer=text(offer),
                query=text(query),
                digest=text(digest),
                fetched_at=moment(fetched),
                etag=text(etag),
                state=text(state),
                reason=text(reason),
            )
            for agency, offer, query, digest, fetched, etag, state, reason in self._fetch(
                sql.LAST_KNOWN
            )
        )

    def reads(self, work: Callable[[Database, Connection], T]) -> T:
        """Something that reads the whole database. Blocks. Raises as reading does."""
        return self._readers.read(lambda connection: work(self._database, connection))

    def _fetch(self, statement: str, *values: object) -> Sequence[Row]:
        return self._readers.read(lambda c: self._database.fetch(c, statement, values))
