"""What happens inside a transaction that writes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from ooh_console.domain.canonical import digest as digest_of
from ooh_console.domain.entries import Entry, Written
from ooh_console.domain.times import stamp
from ooh_console.ledger import statements as sql
from ooh_console.ledger.chain import GENESIS, link
from ooh_console.ledger.database import Connection, Database, Row
from ooh_console.ledger.errors import LedgerDamaged, LedgerError, LedgerMoved, not_kept
from ooh_console.ledger.reading import entry_of
from ooh_console.ledger.shapes import LastKnown, ScreenShown, Signer
from ooh_console.program_log.events import tell

_LOG = logging.getLogger(__name__)
_columns = attrgetter(*sql.WRITTEN_COLUMNS)


@dataclass(frozen=True, slots=True)
class Signed:
    """An entry with its signature, ready to take its place."""

    written: Written
    digest: str
    signature: str


def sign(items: Sequence[Written], signer: Signer) -> list[Signed]:
    """Sign every item. Raises `LedgerError` for an entry in somebody else's name."""
    found: list[Signed] = []
    for item in items:
        if item.operator != signer.name:
            raise LedgerError(
                f"This entry names {item.operator} and would be signed by {signer.name}. It was "
                f"not saved, and what you typed is kept. Sign in as the person who records it."
            )
        digest = item.digest()
        found.append(Signed(item, digest, signer.sign(digest)))
    return found


class Appending:
    """Writes on one connection. Every method is one transaction, all or nothing, and raises the
    driver's errors."""

    def __init__(
        self, database: Database, connection: Connection, closing: Callable[[], bool]
    ) -> None:
        self._database = database
        self._connection = connection
        self._closing = closing

    def append(
        self,
        items: Sequence[Signed],
        contents: Mapping[str, str],
        expect: Mapping[str, int],
        screens: Sequence[ScreenShown] = (),
    ) -> tuple[Entry, ...]:
        """Put the items at the ends of their chains, keep the contents, and remember the screens.

        An id that is stored already is handed back as stored, and a screen that is remembered
        already is not remembered again. Raises `LedgerMoved` when a chain is not where `expect`
        says, and `LedgerError` when an id stands for something else.
        """
        began = time.monotonic()
        with self._transaction(dict.fromkeys(i.written.incident for i in items)) as heads:
            places = self._place(items, expect, heads)
            for digest, text in contents.items():
                if not self._has(digest):
                    added = self._connection.execute(self._database.insert_content, (digest, text))
                    self._kept(added.rowcount == 1 or self._has(digest))
            for shown in screens:
                once = sql.INSERT_SCREEN_ONCE + self._database.proof
                added = self._connection.execute(once, _screen(shown) * 2)
                self._kept(added.rowcount == 1 or self._has_screen(shown))
        if items:
            tell(_LOG, "appended", entries=len(items), ms=(time.monotonic() - began) * 1000)
        return tuple(
            entry_of((*_columns(item.written), seq))
            for item, seq in zip(items, places, strict=True)
        )

    def keep(self, contents: Mapping[str, str]) -> None:
        """Keep the texts that are not kept yet; nothing is written when all are."""
        missing = {digest: text for digest, text in contents.items() if not self._has(digest)}
        if missing:
            self.append((), missing, {})

    def show(self, shown: ScreenShown) -> None:
        """Remember what a desk showed. Raises `LedgerError` when that content is not kept."""
        with self._transaction():
            if not self._has(shown.screen):
                raise LedgerError(
                    "The content of this screen is not kept, so it cannot be named as shown. "
                    "Nothing was saved. Keep the content first."
                )
            self._add(sql.INSERT_SCREEN, _screen(shown))

    def remember(self, known: LastKnown) -> None:
        """Replace what was last known for this agency, offer and query."""
        with self._transaction():
            self._connection.execute(
                sql.REMEMBER,
                (
                    known.agency, known.offer, known.query, known.digest, stamp(known.fetched_at),
                    known.etag, known.state, known.reason,
                ),
            )  # fmt: skip

    @contextmanager
    def _transaction(self, chains: Iterable[str] = ()) -> Iterator[dict[str, int]]:
        """Committed at the end of the `with`; heads that are put into what it gives are told."""
        heads: dict[str, int] = {}
        self._database.begin(self._connection, tuple(chains), self._closing)
        try:
            yield heads
            self._database.commit(self._connection, heads)
        except BaseException:
            self._database.rollback(self._connection)
            raise

    def _place(
        self, items: Sequence[Signed], expect: Mapping[str, int], grown: dict[str, int]
    ) -> list[int]:
        heads: dict[str, tuple[int, str]] = {}
        places: list[int] = []
        for item in items:
            id, chain = item.written.id, item.written.incident
            known = heads.get(chain)
            if known is None:
                stored, known = self._stored_and_head(id, chain)
            else:
                stored = self._connection.execute(sql.STORED, (id,)).fetchone()
            if stored is not None:
                if stored[1] != item.digest:
                    raise LedgerError(
                        f"The entry {id} is in the log already, with other words. Nothing was "
                        f"saved, and what you typed is kept. Record it again as a new entry."
                    )
                places.append(int(stored[0]))
                continue
            if chain not in heads:
                self._sound(chain, *known)
                heads[chain] = known
                if chain in expect and known[0] != expect[chain]:
                    raise self._moved(expect)
            count, prev = heads[chain]
            value = link(prev, item.digest, item.signature)
            self._add(
                sql.INSERT_ENTRY,
                (*_columns(item.written), count + 1, item.digest, item.signature, prev, value),
            )
            heads[chain] = (count + 1, value)
            grown[chain] = count + 1
            places.append(count + 1)
        return places

    def _add(self, statement: str, row: Row) -> None:
        added = self._connection.execute(statement + self._database.proof, row)
        self._kept(added.rowcount == 1)

    def _kept(self, there: bool) -> None:
        """What the database took without a word, and did not keep, must not count as saved (I1)."""
        if not there:
            raise LedgerDamaged(not_kept(self._database.name))

    def _has(self, digest: str) -> bool:
        return self._connection.execute(sql.HAS_CONTENT, (digest,)).fetchone() is not None

    def _has_screen(self, shown: ScreenShown) -> bool:
        return self._connection.execute(sql.HAS_SCREEN, _screen(shown)).fetchone() is not None

    def _stored_and_head(self, id: str, chain: str) -> tuple[Any, tuple[int, str]]:
        """Place and digest of an entry that is there already, and where its chain ends."""
        row = self._connection.execute(sql.STORED_AND_HEAD, (id, chain)).fetchone()
        seq, digest, count, value = row
        stored = None if seq is None and digest is None else (seq, digest)
        return stored, (0, GENESIS) if count is None and value is None else (count, value)

    def _sound(self, chain: str, count: Any, value: Any) -> None:
        if type(count) is not int or type(value) is not str:
            raise LedgerDamaged(
                f"The last entry of {chain} is damaged in {self._database.name}. This was not "
                f"saved, and what you typed is kept. Run verify, and restore the last backup."
            )

    def _head(self, chain: str) -> tuple[int, str]:
        count, value = self._connection.execute(sql.HEAD, (chain,)).fetchone() or (0, GENESIS)
        self._sound(chain, count, value)
        return count, value

    def _moved(self, expect: Mapping[str, int]) -> LedgerMoved:
        # What this transaction had placed already must not count.
        self._database.rollback(self._connection)
        heads = {name: self._head(name)[0] for name in expect}
        return LedgerMoved(
            "Somebody recorded in this incident in the meantime. This was not saved, and what you "
            "typed is kept. Read what is new, then save again.",
            heads,
        )


def _screen(shown: ScreenShown) -> tuple[str, ...]:
    return shown.incident, shown.desk, stamp(shown.at), shown.screen


def digested(contents: Sequence[str]) -> dict[str, str]:
    """Each text under its digest. Raises `ValueError` for text that is not UTF-8."""
    return {digest_of(text): text for text in contents}
