"""The log of a desk that shares a database: of the server while it is there, else as it is known.

What is recorded while the server is away is on this computer's disk when `append` returns (I1), and
is shared in order, each entry once, when the server is back. One act after another is on its way,
so nothing overtakes what was recorded before it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from ooh_console.domain.canonical import digest as digest_of
from ooh_console.domain.entries import REGISTER, Entry, Written
from ooh_console.ledger.appender import Appender
from ooh_console.ledger.appending import digested, sign
from ooh_console.ledger.database import Connection, Database, Row
from ooh_console.ledger.errors import LedgerError, LedgerMoved, LedgerUnreachable
from ooh_console.ledger.excerpt import facts_on
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shapes import LastKnown, ScreenShown, Signer
from ooh_console.ledger.shared.delivering import PASSES, Author
from ooh_console.ledger.shared.exchange import Exchange
from ooh_console.ledger.shared.in_use import InUse
from ooh_console.ledger.shared.line import Line
from ooh_console.ledger.shared.local_copy import LocalCopy
from ooh_console.ledger.shared.outbox import OUTBOX, Letter, acts_waiting, open_outbox
from ooh_console.ledger.shared.putting_back import letters_back, lost_rows
from ooh_console.ledger.shared.reading import Reading
from ooh_console.ledger.writer import Work

T = TypeVar("T")

COPY = "shared-copy.db"
PATIENCE = 2.0
"""Seconds for which the server is waited for, before an entry is kept here: nobody who writes down
a night waits longer for each line."""

SILENCE = 4.0
"""Seconds after which a server that says nothing is taken to be away, though its network is there:
so long a screen stands still at most, once."""
NO_COPY = (
    "This computer has no copy of the shared log yet, so the desk cannot open without it. Nothing "
    "was changed. Go on by telephone and on paper, and open this desk again when the database is "
    "back."
)
OF_ANOTHER = (
    "What this computer has kept is of another log than the one that this database holds: it stays "
    "as it is, and nothing of it was shared or changed. Put the former address back, or give this "
    "desk another data folder."
)
_CLOSE_SECONDS = 2.0


class SharedLedger(Appender, Reading):
    """Every method may be called from any thread, and blocks and raises as those of `Ledger`. What
    is appended is kept on this computer while the server is away."""

    def __init__(
        self,
        folder: Path,
        key: bytes | None,
        reach: Callable[[], Ledger],
        server: Ledger | None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`reach` opens the server anew, and raises `LedgerUnreachable`; `server` is it, where it
        was reached already. Raises `LedgerError` when the files of this computer fail, when
        neither the server nor a copy of its log is there, or when the copy is of another log.
        """
        self._in_use = InUse(folder)
        try:
            copy = LocalCopy.open(folder / COPY, key, again=server is not None)
        except BaseException:
            self._in_use.let_go()
            raise
        try:
            if server is None and not copy.ledger.operators():
                raise LedgerUnreachable(NO_COPY)
            log = server.chain_at(REGISTER, 1) if server is not None else ""
            if log and not copy.is_of(log) and not acts_waiting(folder):
                raise LedgerError(OF_ANOTHER)
            outbox, self.trouble = open_outbox(folder / OUTBOX, key)
        except BaseException:
            copy.ledger.close()
            self._in_use.let_go()
            raise
        super().__init__(Exchange(copy, outbox, reach, server, clock))
        self._writer = self._exchange.writer
        self._copy = copy.ledger
        self._line = Line(self._exchange)
        self._line.start()

    def sits_here(self, author: Author) -> None:
        """Whoever sits at the desk from now on: what waits is shared by them."""
        self._exchange.author = author

    def lost_rows(self) -> tuple[Row, ...]:
        """What the database had and has no more, and is kept here, as it was stored.

        Raises `LedgerUnreachable` while the two cannot be held against each other.
        """
        if not self._exchange.looked.wait(SILENCE):
            raise LedgerUnreachable(f"{self.name} cannot be reached. Nothing was changed.")
        return lost_rows(self._exchange.copy)

    def put_back(self) -> None:
        """Shares anew what the database lost, as it was signed; whoever sits here says that it was.
        On this computer's disk when it returns. Raises `LedgerError`."""
        self._may_write()
        exchange = self._exchange
        if exchange.author is None:
            raise LedgerError("Nobody is signed in here. Nothing was changed.")
        letters = exchange.outbox.letters()
        sent = {item.written.id for letter in letters for item in letter.items}
        letters = tuple(letters_back(exchange.copy, sent))
        exchange.writer.run_now(lambda connection: exchange.put_back(connection, letters))

    def wait_until_shared(self, seconds: float) -> bool:
        """Whether nothing waits any more, after so long at most."""
        return self._exchange.back.wait(seconds)

    def close(self) -> None:
        """Finishes what is being written, for at most two seconds, and lets everything go."""
        self._writer.close(_CLOSE_SECONDS)
        self._line.close(_CLOSE_SECONDS)
        self._exchange.close()
        self._in_use.let_go()

    # Writing

    def _appending(
        self,
        items: Sequence[Written],
        signer: Signer,
        contents: Sequence[str],
        expect: Mapping[str, int] | None,
    ) -> Work[tuple[Entry, ...]]:
        self._may_write()
        signed, texts = sign(items, signer), digested(contents)

        def work(connection: Any) -> tuple[Entry, ...]:
            exchange, server = self._exchange, self._exchange.server
            if server is not None and exchange.may_send(connection):
                try:
                    entries = server.append_signed_now(
                        signed, contents=texts, expect=expect, seconds=PATIENCE
                    )
                except PASSES as error:
                    exchange.lost(error)
                else:
                    exchange.answered(Letter(tuple(signed), texts), entries)
                    self._keep_here(texts)
                    return entries
            self._as_expected(expect or {})
            known = {one.written.incident: 0 for one in signed}
            known = {chain: exchange.away.known(chain) for chain in known}
            exchange.post(connection, Letter(tuple(signed), texts, known=known))
            self._keep_here(texts)
            placed = (exchange.away.entry(one.written.id) for one in signed)
            return tuple(entry for entry in placed if entry is not None)

        return work

    def _as_expected(self, expect: Mapping[str, int]) -> None:
        heads = {chain: self.head(chain) for chain in expect}
        if heads != dict(expect):
            raise LedgerMoved(
                "Somebody recorded in this incident in the meantime. This was not saved, and what "
                "you typed is kept. Read what is new, then save again.",
                heads,
            )

    async def keep(self, contents: Sequence[str]) -> tuple[str, ...]:
        """Keeps texts under their digests; while the server is away on this computer alone, until
        an entry or a screen names them."""
        self._may_write()
        server = self._server
        kept = server is not None and await self._within_patience(server.keep(contents))
        try:
            return await self._copy.keep(contents)
        except LedgerError:
            if not kept:
                raise
            return tuple(map(digest_of, contents))

    async def screen_shown(self, incident: str, desk: str, at: datetime, screen: str) -> None:
        """This desk shows this screen from `at` on."""
        self._may_write()
        server = self._server
        try:
            await self._copy.screen_shown(incident, desk, at, screen)
        except LedgerError:
            # Tidied away in this moment: the copy may miss what the server has.
            if server is None:
                raise
        if server is not None and await self._within_patience(
            server.screen_shown(incident, desk, at, screen)
        ):
            return
        shown = ScreenShown(incident, desk, at, screen)
        letter = Letter(contents=self._texts_of(screen), screens=(shown,))
        await self._writer.run(lambda c: self._exchange.post(c, letter))

    async def remember(self, known: LastKnown) -> None:
        """Replaces what was last known: a cache, which need not be shared."""
        self._may_write()
        if (server := self._server) is not None:
            await self._within_patience(server.remember(known))
        await self._copy.remember(known)

    def reads(self, work: Callable[[Database, Connection], T]) -> T:
        """Something that only the server can say. Raises `LedgerUnreachable` while it is away."""
        if (server := self._server) is None:
            raise LedgerUnreachable(f"{self.name} cannot be reached. Nothing was changed.")
        return server.reads(work)

    def _may_write(self) -> None:
        if self.problem is not None:
            raise LedgerError(f"{self.problem} This was not saved, and what you typed is kept.")

    async def _within_patience(self, writing: Any) -> bool:
        """Whether the server did it."""
        try:
            await asyncio.wait_for(writing, PATIENCE)
        except PASSES as error:
            self._exchange.lost(error)
            return False
        except TimeoutError:
            self._exchange.lost(LedgerUnreachable(f"{self.name} does not answer."))
            return False
        return True

    def _keep_here(self, texts: Mapping[str, str]) -> None:
        """A cache: the server, or the letter, has them as well."""
        if texts:
            with contextlib.suppress(LedgerError):
                self._copy.append_signed_now((), contents=texts)

    def _texts_of(self, screen: str) -> dict[str, str]:
        """What a screen needs to be read again."""
        whole = self._copy.content(screen)
        found = {
            screen: whole,
            **{fact: self._copy.content(fact) for fact in facts_on(whole or "")},
        }
        return {digest: text for digest, text in found.items() if text is not None}
