"""What happens inside a transaction that writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ooh_console.domain.canonical import digest as digest_of
from ooh_console.domain.entries import Entry, Written
from ooh_console.domain.times import stamp
from ooh_console.ledger import statements as sql
from ooh_console.ledger.chain import GENESIS, link
from ooh_console.ledger.errors import LedgerDamaged, LedgerError, LedgerMoved
from ooh_console.ledger.reading import entry_of
from ooh_console.ledger.shapes import LastKnown, ScreenShown, Signer
from ooh_console.ledger.sqlite import rollback

_columns = attrgetter(*sql.WRITTEN_COLUMNS)

Take = Callable[[sqlite3.Connection], None]
"""Takes the write lock."""


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


def append(
    connection: sqlite3.Connection,
    take: Take,
    items: Sequence[Signed],
    contents: Mapping[str, str],
    expect: Mapping[str, int],
) -> tuple[Entry, ...]:
    """Put the items at the ends of their chains, and keep the contents, all or nothing.

    An id that is stored already is handed back as stored. Raises `LedgerMoved` when a chain is not
    where `expect` says, `LedgerError` when an id stands for something else, and `sqlite3.Error`.
    """
    take(connection)
    try:
        places = _place(connection, items, expect)
        for digest, text in contents.items():
            if connection.execute(sql.HAS_CONTENT, (digest,)).fetchone() is None:
                connection.execute(sql.INSERT_CONTENT, (digest, text))
        connection.execute("COMMIT")
    except BaseException:
        rollback(connection)
        raise
    return tuple(
        entry_of((*_columns(item.written), seq)) for item, seq in zip(items, places, strict=True)
    )


def _place(
    connection: sqlite3.Connection, items: Sequence[Signed], expect: Mapping[str, int]
) -> list[int]:
    heads: dict[str, tuple[int, str]] = {}
    places: list[int] = []
    for item in items:
        stored = connection.execute(sql.STORED, (item.written.id,)).fetchone()
        if stored is not None:
            if stored[1] != item.digest:
                raise LedgerError(
                    f"The entry {item.written.id} is in the log already, with other words. Nothing "
                    f"was saved, and what you typed is kept. Record it again as a new entry."
                )
            places.append(int(stored[0]))
            continue
        chain = item.written.incident
        if chain not in heads:
            heads[chain] = _head(connection, chain)
            if chain in expect and heads[chain][0] != expect[chain]:
                raise _moved(connection, expect)
        count, prev = heads[chain]
        value = link(prev, item.digest, item.signature)
        connection.execute(
            sql.INSERT_ENTRY,
            (*_columns(item.written), count + 1, item.digest, item.signature, prev, value),
        )
        heads[chain] = (count + 1, value)
        places.append(count + 1)
    return places


def _head(connection: sqlite3.Connection, chain: str) -> tuple[int, str]:
    count, value = connection.execute(sql.HEAD, (chain,)).fetchone() or (0, GENESIS)
    if type(count) is not int or type(value) is not str:
        raise LedgerDamaged(
            f"The last entry of {chain} is damaged in the file. This was not saved, and what you "
            f"typed is kept. Run verify, and restore the last backup."
        )
    return count, value


def _moved(connection: sqlite3.Connection, expect: Mapping[str, int]) -> LedgerMoved:
    rollback(connection)  # What this transaction had placed already must not count.
    heads = {name: _head(connection, name)[0] for name in expect}
    return LedgerMoved(
        "Somebody recorded in this incident in the meantime. This was not saved, and what you "
        "typed is kept. Read what is new, then save again.",
        heads,
    )


def keep(connection: sqlite3.Connection, take: Take, contents: Mapping[str, str]) -> None:
    """Keep the texts that are not kept yet; nothing is written when all are."""
    missing = {
        digest: text
        for digest, text in contents.items()
        if connection.execute(sql.HAS_CONTENT, (digest,)).fetchone() is None
    }
    if missing:
        append(connection, take, (), missing, {})


def show(connection: sqlite3.Connection, take: Take, shown: ScreenShown) -> None:
    """Remember what a desk showed. Raises `LedgerError` when that content is not kept."""
    take(connection)
    try:
        if connection.execute(sql.HAS_CONTENT, (shown.screen,)).fetchone() is None:
            raise LedgerError(
                "The content of this screen is not kept, so it cannot be named as shown. "
                "Nothing was saved. Keep the content first."
            )
        connection.execute(
            sql.INSERT_SCREEN, (shown.incident, shown.desk, stamp(shown.at), shown.screen)
        )
        connection.execute("COMMIT")
    except BaseException:
        rollback(connection)
        raise


def remember(connection: sqlite3.Connection, take: Take, known: LastKnown) -> None:
    """Replace what was last known for this agency, offer and query."""
    take(connection)
    try:
        connection.execute(
            sql.REMEMBER,
            (
                known.agency, known.offer, known.query, known.digest, stamp(known.fetched_at),
                known.etag, known.state, known.reason,
            ),
        )  # fmt: skip
        connection.execute("COMMIT")
    except BaseException:
        rollback(connection)
        raise


def digested(contents: Sequence[str]) -> dict[str, str]:
    """Each text under its digest. Raises `ValueError` for text that is not UTF-8."""
    return {digest_of(text): text for text in contents}
