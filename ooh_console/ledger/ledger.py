"""The ledger as the rest of the console sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ooh_console.domain.canonical import digest as digest_of
from ooh_console.domain.entries import Entry, Written
from ooh_console.domain.sharing import Sharing
from ooh_console.ledger import opening
from ooh_console.ledger.appender import Appender
from ooh_console.ledger.appending import Appending, Signed, digested, sign
from ooh_console.ledger.database import Connection, Database, Watch
from ooh_console.ledger.errors import LedgerError, LedgerUnreachable
from ooh_console.ledger.feed import Feed, OnChange
from ooh_console.ledger.shapes import LastKnown, ScreenShown, Signer
from ooh_console.ledger.sqlite import BUSY_SECONDS
from ooh_console.ledger.stored import StoredLog
from ooh_console.ledger.writer import T, Work, Writer

if TYPE_CHECKING:
    from ooh_console.ledger.checkpoint import Checkpoint
    from ooh_console.ledger.excerpt import Excerpt
    from ooh_console.ledger.verification import Verification

_CLOSE_SECONDS = 2.0


class Ledger(Appender, StoredLog):
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
        super().__init__(database)
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

    # Standing

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
