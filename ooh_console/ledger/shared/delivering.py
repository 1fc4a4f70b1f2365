"""Sharing what waited: in order, each once, and said in the chains in which it takes its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from uuid_utils import uuid7

from ooh_console.domain.apart import SHARED_AT_ONCE
from ooh_console.domain.bodies import IncidentRegistered, SharedLate
from ooh_console.domain.entries import REGISTER, Written, write
from ooh_console.domain.operators import Operators
from ooh_console.domain.times import to_milliseconds
from ooh_console.ledger.appending import Signed, sign
from ooh_console.ledger.believing import is_signed
from ooh_console.ledger.errors import (
    LedgerBusy,
    LedgerClosed,
    LedgerError,
    LedgerFull,
    LedgerMoved,
    LedgerReadOnly,
    LedgerUnreachable,
)
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.reading import moment
from ooh_console.ledger.shapes import Signer
from ooh_console.ledger.shared.outbox import Letter

AT_ONCE = 100
"""So many letters are shared in one transaction."""
SECONDS = 15.0
TRIES = 5
"""How often somebody else may record between the look at a chain and the place in it."""

PASSES = (LedgerUnreachable, LedgerBusy, LedgerFull, LedgerReadOnly, LedgerClosed)
"""What another moment changes: the letter waits."""


class Author(Protocol):
    """Whoever sits at the desk: they sign that something was shared late."""

    @property
    def signer(self) -> Signer:
        """Their key."""

    def written(self, chain: str, body: SharedLate | IncidentRegistered, at: datetime) -> Written:
        """An entry of theirs."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Fits `Author`."""

    name: str
    role: str
    agency: str
    desk: str
    signer: Signer

    def written(self, chain: str, body: SharedLate | IncidentRegistered, at: datetime) -> Written:
        """An entry by this person at this desk."""
        at = to_milliseconds(at)
        return write(
            id=str(uuid7()),
            incident=chain,
            body=body,
            occurred_at=at,
            recorded_at=at,
            late_reason="",
            operator=self.name,
            role=self.role,
            agency=self.agency,
            desk=self.desk,
        )


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of some letters."""

    numbers: tuple[int, ...] = ()
    refused: Mapping[int, str] = field(default_factory=dict)
    """Number of a letter, and why the database never takes it."""
    chains: frozenset[str] = frozenset()
    entries: int = 0
    """How many of those that are shared people read."""


def deliver(
    server: Ledger,
    letters: Sequence[Letter],
    by: Author,
    outbox: str,
    clock: Callable[[], datetime],
) -> Delivered:
    """Shares the first letters. Blocks; safe to do again, whatever became of it before.

    Raises what passes (`PASSES`): nothing, or all of it, is shared then. A letter that the database
    never takes is named, and holds up no other.
    """
    batch = letters[:AT_ONCE]
    try:
        return _shared(server, batch, by, outbox, clock)
    except PASSES:
        raise
    except (LedgerError, ValueError) as error:
        if len(batch) > 1:
            return deliver(server, batch[:1], by, outbox, clock)
        return Delivered(refused={batch[0].number: str(error)})


def _shared(
    server: Ledger, batch: Sequence[Letter], by: Author, outbox: str, clock: Callable[[], datetime]
) -> Delivered:
    items = {item.written.id: item for letter in batch for item in letter.items}
    contents = {digest: text for letter in batch for digest, text in letter.contents.items()}
    screens = [shown for letter in batch for shown in letter.screens]
    chains = dict.fromkeys(item.written.incident for item in items.values())
    disabled = _after_disabled(items.values(), server.operators())
    for _ in range(TRIES):
        heads = {name: server.head(name) for name in chains}
        # What was sent before, and not answered, is there already, and so may be what another desk
        # puts back: nothing is said of it twice.
        there, now = server.stored(items), clock()
        fresh = {id: item for id, item in items.items() if id not in there}
        own = Counter(items[id].written.incident for id in there)
        said = [
            *_registered_again(batch, fresh, by, now),
            *_said_late(batch, fresh, own, disabled, heads, by, outbox, now),
        ]
        try:
            server.append_signed_now(
                [*fresh.values(), *sign(said, by.signer)],
                contents=contents,
                expect={name: head for name, head in heads.items() if name != REGISTER},
                screens=screens,
                seconds=SECONDS,
            )
        except LedgerMoved:
            continue
        return Delivered(
            numbers=tuple(letter.number for letter in batch),
            chains=frozenset(chains),
            entries=sum(letter.entries for letter in batch),
        )
    raise LedgerBusy(
        f"Others record in {server.name} at this moment. What waits here is kept, and is shared "
        f"soon."
    )


def _registered_again(
    batch: Iterable[Letter], fresh: Mapping[str, Signed], by: Author, now: datetime
) -> Iterator[Written]:
    """An incident that the database lost whole was lost with its line on the register."""
    named = {item.written.body for item in fresh.values() if item.written.incident == REGISTER}
    for letter in batch:
        if letter.back and letter.items and letter.items[0].written.id in fresh:
            for chain, known in letter.known.items():
                line = by.written(REGISTER, IncidentRegistered(reference=chain), now)
                if chain != REGISTER and not known and line.body not in named:
                    yield line


def _said_late(
    batch: Iterable[Letter],
    fresh: Mapping[str, Signed],
    own: Mapping[str, int],
    disabled: frozenset[str],
    heads: Mapping[str, int],
    by: Author,
    outbox: str,
    now: datetime,
) -> Iterator[Written]:
    """For each chain, desk and state of knowledge, the entry that says what was shared late.

    Nothing is said of what was shared within a minute, where nobody recorded in between, and with
    keys that counted, unless it had to be put back.
    """
    unsaid = set(fresh)
    groups: dict[tuple[str, str, int, bool], list[Signed]] = {}
    since: dict[tuple[str, str, int, bool], datetime] = {}
    waited = timedelta()
    for letter in batch:
        for item in letter.items:
            one = item.written
            if one.id not in unsaid:
                continue
            unsaid.remove(one.id)
            key = (one.incident, one.desk, letter.known.get(one.incident, 0), letter.back)
            groups.setdefault(key, []).append(item)
            recorded = moment(one.recorded_at)
            since.setdefault(key, min(letter.away_since or recorded, recorded))
            waited = max(waited, now - recorded)
    for (chain, desk, known, back), items in groups.items():
        apart = chain != REGISTER and heads[chain] > known + own[chain]
        ids = tuple(item.written.id for item in items)
        after = tuple(id for id in ids if id in disabled)
        if apart or after or back or waited > SHARED_AT_ONCE:
            late = SharedLate(
                desk=desk, outbox=outbox, away_since=since[chain, desk, known, back], known=known,
                entries=ids, after_disabled=after, back=back,
            )  # fmt: skip
            yield by.written(chain, late, now)


def _after_disabled(items: Iterable[Signed], operators: Operators) -> frozenset[str]:
    """Those that were signed with a key which was disabled before they were recorded."""
    found: set[str] = set()
    for item in items:
        person = operators.get(item.written.operator)
        recorded = moment(item.written.recorded_at)
        for key in person.keys if person is not None else ():
            over = key.disabled_at is not None and recorded >= key.disabled_at
            if over and is_signed(key.public_key, item.signature, item.digest):
                found.add(item.written.id)
    return frozenset(found)
