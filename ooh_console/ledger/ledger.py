"""The ledger as the rest of the console sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ooh_console.domain.canonical import digest as digest_of
from ooh_console.domain.entries import REGISTER, Entry, Written
from ooh_console.domain.operators import Operators
from ooh_console.domain.sharing import Sharing
from ooh_console.domain.times import stamp
from ooh_console.ledger import opening
from ooh_console.ledger import statements as sql
from ooh_console.ledger.appender import Appender
from ooh_console.ledger.appending import Appending, Signed, digested, sign
from ooh_console.ledger.believing import NOBODY_BELIEVED, believed
from ooh_console.ledger.database import Connection, Database, Row, Watch
from ooh_console.ledger.errors import LedgerDamaged, LedgerError, LedgerUnreachable
from ooh_console.ledger.feed import Feed, OnChange
from ooh_console.ledger.glance import Glance
from ooh_console.ledger.readers import Readers
from ooh_console.ledger.reading import entry_of, moment, number, text
from ooh_console.ledger.shapes import IncidentHead, LastKnown, ScreenShown, Signer
from ooh_console.ledger.sqlite import BUSY_SECONDS
from ooh_console.ledger.verification import ChainHead
from ooh_console.ledger.writer import T, Work, Writer

if TYPE_CHECKING:
    from ooh_console.ledger.checkpoint import Checkpoint
    from ooh_console.ledger.excerpt import Excerpt
    from ooh_console.ledger.verification import Verification

_CHUNK = 1000
_REST = 2**31 - 1
_CLOSE_SECONDS = 2.0


class Ledger(Appender):
    """One file of entries, kept contents and screens. Every method may be called from any thread.

    Reading methods block for as long as SQLite reads, and raise `LedgerError`.
    """

    sharing: Sharing | None = None
    """How this desk stands to a database that desks share: `ledger.shared` says it."""
    problem: str | None
    """Why this file can only be read (read-only file or folder, newer version), or `None`."""

    def __init__(self, database: Database, refusal: LedgerError | None) -> None:
        self.problem = refusal.sentence if refusal else None
        self._refusal = refusal
        self._database = database
        self._readers = Readers(database)
        self._glance = Glance(database)
        self._feed = Feed(database)
        self._writer = Writer(database, self._feed.wake)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        busy_seconds: float = BUSY_SECONDS,
        key: bytes | None = None,
    ) -> Self:
        """Open the file, made and brought up to date if need be. Blocks.

        `key` (32 bytes, random) opens an encrypted file, and encrypts one that is made. A file that
        can be read and not written opens with `problem` set. Raises `NotALedger`, `LedgerSealed`
        (wrong key), `LedgerReadOnly`, `LedgerBusy`, `LedgerFull`, `LedgerDamaged`, or `LedgerError`
        when a file to be read is not there.
        """
        place, refusal = opening.prepare(
            path, read_only=read_only, busy_seconds=busy_seconds, key=key
        )
        return cls(place, refusal)

    @classmethod
    def on_server(
        cls,
        url: str,
        password: str = "",
        *,
        read_only: bool = False,
        busy_seconds: float = BUSY_SECONDS,
        silence_seconds: float | None = None,
    ) -> Self:
        """The ledger of a PostgreSQL server that `server_setup.set_up` made ready. Blocks.

        A server that says nothing for `silence_seconds` is given up, if they are named.
        One that can be read and not written opens with `problem` set. Raises `LedgerUnreachable`,
        or another `LedgerError`.
        """
        from ooh_console.ledger.server_opening import prepare

        database, refusal = prepare(
            url,
            password,
            read_only=read_only,
            busy_seconds=busy_seconds,
            silence_seconds=silence_seconds,
        )
        return cls(database, refusal)

    @property
    def name(self) -> str:
        """What the database is called in a sentence: a file, or a server."""
        return self._database.name

    def close(self) -> None:
        """Finish what is being written, for at most two seconds, and let the file go."""
        self._writer.close(_CLOSE_SECONDS)
        self._feed.close(0.5)
        self._readers.close()

    # Writing

    def append_signed_now(
        self,
        items: Sequence[Signed],
        *,
        contents: Mapping[str, str],
        expect: Mapping[str, int] | None = None,
        screens: Sequence[ScreenShown] = (),
        seconds: float | None = None,
    ) -> tuple[Entry, ...]:
        """As `append_now`, for what is signed already; contents by their digest.

        Waits for so long, then raises `LedgerUnreachable`: it may be stored all the same, and is
        safe to send again.
        """
        expected = dict(expect or {})
        work = self._writing(lambda it: it.append(items, contents, expected, screens))
        try:
            return self._writer.run_now(work, seconds)
        except TimeoutError as error:
            raise LedgerUnreachable(
                f"{self.name} does not answer. Nothing is known of what was sent to it; everything "
                f"saved before is safe, and what you typed is kept. Try again."
            ) from error

    async def keep(self, contents: Sequence[str]) -> tuple[str, ...]:
        """Keep texts under their digests and return these, in order. Raises as `append` does."""
        texts = tuple(contents)

        def work(appending: Appending) -> tuple[str, ...]:
            appending.keep(digested(texts))
            return tuple(map(digest_of, texts))

        return await self._writer.run(self._writing(work))

    async def screen_shown(self, incident: str, desk: str, at: datetime, screen: str) -> None:
        """Remember that this desk showed this screen (digest of kept content) from `at` on.

        Raises `LedgerError` when that content is not kept, and as `append` does.
        """
        shown = ScreenShown(incident, desk, at, screen)
        await self._writer.run(self._writing(lambda appending: appending.show(shown)))

    async def remember(self, known: LastKnown) -> None:
        """Replace what was last known for this agency, offer and query. Raises as `append` does."""
        await self._writer.run(self._writing(lambda appending: appending.remember(known)))

    def _appending(
        self,
        items: Sequence[Written],
        signer: Signer,
        contents: Sequence[str],
        expect: Mapping[str, int] | None,
    ) -> Work[tuple[Entry, ...]]:
        items, contents, expect = tuple(items), tuple(contents), dict(expect or {})

        def work(appending: Appending) -> tuple[Entry, ...]:
            return appending.append(sign(items, signer), digested(contents), expect)

        return self._writing(work)

    def _writing(self, work: Callable[[Appending], T]) -> Work[T]:
        if self._refusal is not None:
            kept = "This was not saved, and what you typed is kept."
            raise type(self._refusal)(f"{self._refusal.sentence} {kept}")
        database, giving_up = self._database, self._writer.giving_up
        return lambda connection: work(Appending(database, connection, giving_up))

    # Reading

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

    def replaced(self) -> str:
        """Why nothing can be saved here any more though all seems well, and what to do: another
        file was put in the place of the one that is open. Empty while it was not."""
        return self._database.replaced()

    def waiting_from(self, incident: str) -> int:
        """The place of the first entry that has none for good yet: 0, here all of them have."""
        return 0

    def past(self, incident: str) -> int:
        """How often its entries were found to be others than before: here nobody looks."""
        return 0

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

    def follow(self, on_change: OnChange) -> Callable[[], None]:
        """Call back with chain name and new head when entries were committed, here or elsewhere.

        Called from a thread of the ledger, within a second, at once for our own. Whatever is
        committed after this returns is told. Returns what ends it. Raises `LedgerError`.
        """
        try:
            return self._feed.follow(on_change)
        except self._database.failures as error:
            raise self._database.translate(error, writing=False) from error

    def watch(self) -> Watch:
        """News from now on, for whoever looks after the connection. Raises `LedgerError`."""
        try:
            return self._database.watch()
        except self._database.failures as error:
            raise self.translated(error) from error

    def translated(self, error: Exception) -> LedgerError:
        """What a driver raised, in a sentence."""
        if isinstance(error, self._database.failures):
            return self._database.translate(error, writing=False)
        return LedgerError(f"{self.name} failed: {type(error).__name__}. Nothing was changed.")

    # Whole

    def whole(self) -> Ledger:
        """The log itself, for whoever copies it."""
        return self

    def reads(self, work: Callable[[Database, Connection], T]) -> T:
        """Something that reads the whole database. Blocks. Raises as reading does."""
        return self._readers.read(lambda connection: work(self._database, connection))

    def writes(self, work: Callable[[Database, Connection], T]) -> T:
        """Something that writes it whole, in its turn. Blocks. Raises as `append` does."""
        return self._writer.run_now(lambda connection: work(self._database, connection))

    # Integrity

    def verify(
        self, incident: str | None = None, checkpoint: Checkpoint | None = None
    ) -> Verification:
        """Check the register and every chain, or one, as they stand at this moment. Blocks.

        Whatever is wrong is a finding; no damage raises. Raises `LedgerError` only when the file
        cannot be opened any more.
        """
        from ooh_console.ledger.verify import verify

        return self._readers.read(lambda c: verify(self._database, c, incident, checkpoint))

    def excerpt(self, incident: str, count: int, *, contents: bool = False) -> Excerpt:
        """The first so many entries exactly as they are stored, with whose keys count. Blocks."""
        from ooh_console.ledger.excerpt import excerpt

        return self._readers.read(
            lambda c: excerpt(self._database, c, incident, count, contents=contents)
        )

    def checkpoint(self, signer: Signer, at: datetime) -> Checkpoint:
        """The signed heads of every chain at this moment, to be kept elsewhere. Blocks."""
        from ooh_console.ledger.checkpoint import Head, sign_heads

        heads = tuple(Head(name, head.count, head.chain) for name, head in self.heads().items())
        return sign_heads(heads, signer, at)

    def _fetch(self, statement: str, *values: object) -> Sequence[Row]:
        return self._readers.read(lambda c: self._database.fetch(c, statement, values))
