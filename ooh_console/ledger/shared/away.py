"""The log as a desk knows it while the database is away: its copy, then what waits to be shared."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter

from ooh_console.domain.canonical import canonical
from ooh_console.domain.entries import REGISTER, Entry, UnreadBody, Written
from ooh_console.domain.operators import Operators, with_entries
from ooh_console.domain.state import NOT_BEARING
from ooh_console.ledger import statements as sql
from ooh_console.ledger.reading import entry_of
from ooh_console.ledger.shapes import IncidentHead, LastKnown, ScreenShown
from ooh_console.ledger.shared.local_copy import LocalCopy
from ooh_console.ledger.shared.outbox import Letter, Outbox

_columns = attrgetter(*sql.WRITTEN_COLUMNS)


@dataclass(frozen=True, slots=True)
class Beyond:
    """The entries of one chain that the copy does not have."""

    entries: tuple[Entry, ...]
    waiting_from: int = 0
    """The place of the first that waits to be shared: from there on places may change. 0: none."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """From what it was made, and what was made of it."""

    letters: tuple[Letter, ...] = ()
    mark: object = None
    shown: int = -1
    chains: Mapping[str, Beyond] = field(default_factory=dict)


class AwayLog:
    """Reads as `Ledger` does, from any thread. Raises the errors of the local files."""

    def __init__(self, copy: LocalCopy, outbox: Outbox) -> None:
        self._copy = copy.ledger
        self._outbox = outbox
        self._lock = threading.Lock()
        self._moment = _Moment()
        self._shown: dict[str, dict[int, Entry]] = {}
        """What was read of the server before the copy had it: it stays on the screen."""
        self._changes = 0

    def was_shown(self, incident: str, entries: Iterable[Entry], *, own: bool = False) -> None:
        """These were read of the server. Of an incident that is not copied, nothing is kept but
        what was recorded here."""
        have = self._copy.head(incident)
        fresh = {entry.seq: entry for entry in entries if entry.seq > have} if have or own else {}
        if fresh:
            with self._lock:
                self._shown.setdefault(incident, {}).update(fresh)
                self._changes += 1

    def copied(self, heads: Mapping[str, int]) -> None:
        """The copy has these chains up to here, or what it wants of them: nothing of that is kept
        beside it. 0: the chain is gone."""
        with self._lock:
            for name in heads.keys() & self._shown.keys():
                left = {q: e for q, e in self._shown[name].items() if 0 < heads[name] < q}
                self._changes += 1
                if left:
                    self._shown[name] = left
                else:
                    del self._shown[name]

    @property
    def not_copied(self) -> frozenset[str]:
        """The chains of which something was read, or recorded here, that the copy has not yet."""
        with self._lock:
            return frozenset(self._shown)

    def known(self, incident: str) -> int:
        """How many entries of the chain this desk knows, those that wait left out."""
        beyond = self.beyond().get(incident)
        if beyond is None:
            return self._copy.head(incident)
        return beyond.waiting_from - 1 if beyond.waiting_from else beyond.entries[-1].seq

    def beyond(self) -> Mapping[str, Beyond]:
        """Chain to what the copy does not have of it. Quick while nothing has changed."""
        with self._lock:
            letters = self._outbox.letters()
            mark = self._copy.reads(lambda database, connection: database.mark(connection))
            now = self._moment
            if (now.letters, now.mark, now.shown) != (letters, mark, self._changes):
                now = _Moment(letters, mark, self._changes, dict(self._made(letters)))
                self._moment = now
            return now.chains

    def _made(self, letters: tuple[Letter, ...]) -> Iterator[tuple[str, Beyond]]:
        items = [item.written for letter in letters if not letter.refused for item in letter.items]
        there = set(self._copy.stored(item.id for item in items))
        waiting: dict[str, list[Written]] = {}
        for item in items:
            if item.id not in there:
                there.add(item.id)
                waiting.setdefault(item.incident, []).append(item)
        for name in {**self._shown, **waiting}:
            head = self._copy.head(name)
            shown = self._shown.get(name, {})
            for seq in [seq for seq in shown if seq <= head]:
                del shown[seq]
            entries = [shown[seq] for seq in sorted(shown)]
            first = (entries[-1].seq if entries else head) + 1
            entries += [
                replace(entry_of((*_columns(one), seq)), waiting=True)
                for seq, one in enumerate(waiting.get(name, ()), first)
            ]
            if entries:
                yield name, Beyond(tuple(entries), first if name in waiting else 0)

    def waiting_from(self, incident: str) -> int:
        """The place of the first entry that waits; 0 when none does."""
        beyond = self.beyond().get(incident)
        return beyond.waiting_from if beyond else 0

    def waiting_heads(self) -> dict[str, int]:
        """The chains in which something waits, with the place of their last entry."""
        return {
            name: one.entries[-1].seq for name, one in self.beyond().items() if one.waiting_from
        }

    def _more(self, incident: str) -> tuple[Entry, ...]:
        beyond = self.beyond().get(incident)
        return beyond.entries if beyond else ()

    # As of a log

    def incidents(self) -> tuple[IncidentHead, ...]:
        """Every incident of which this desk has a copy, or which was opened here meanwhile."""
        found = {head.reference: head for head in self._copy.incidents()}
        for name, beyond in self.beyond().items():
            if name == REGISTER:
                continue
            last, opening = beyond.entries[-1], beyond.entries[0]
            head = found.get(name) or IncidentHead(
                name, 0, last.recorded_at, last.kind, opening.kind, _stored(opening)
            )
            found[name] = replace(
                head, count=last.seq, last_recorded_at=last.recorded_at, last_kind=last.kind
            )
        return tuple(found[name] for name in sorted(found))

    def head(self, incident: str) -> int:
        """The place of the last entry, waiting or not."""
        more = self._more(incident)
        return more[-1].seq if more else self._copy.head(incident)

    def rows(self, incident: str, first: int, last: int) -> tuple[Entry, ...]:
        """By place, both ends included."""
        more = self._more(incident)
        found = self._copy.rows(incident, first, last)
        return (*found, *(entry for entry in more if first <= entry.seq <= last))

    def bearing(self, incident: str, after: int = 0) -> Iterator[Entry]:
        """Those that bear on the state, after a place."""
        more = self._more(incident)
        yield from self._copy.bearing(incident, after)
        for entry in more:
            if entry.seq > after and entry.kind not in NOT_BEARING:
                yield entry

    def entry(self, id: str) -> Entry | None:
        """By its id."""
        more = (entry for beyond in self.beyond().values() for entry in beyond.entries)
        return next((e for e in more if e.id == id), None) or self._copy.entry(id)

    def operators(self) -> Operators:
        """Everybody whom the register names, as far as this desk knows it, what waits here too."""
        return with_entries(self._copy.operators(), self._more(REGISTER))

    def content(self, digest: str) -> str | None:
        """A kept text."""
        return self._copy.content(digest)

    def screen_at(self, incident: str, at: datetime, desk: str | None = None) -> ScreenShown | None:
        """The newest screen at or before a moment, of those that were shown here."""
        return self._copy.screen_at(incident, at, desk)

    def screens(self, incident: str) -> tuple[ScreenShown, ...]:
        """Those that were shown here."""
        return self._copy.screens(incident)

    def last_known(self) -> tuple[LastKnown, ...]:
        """What agencies last answered to this desk."""
        return self._copy.last_known()


def _stored(opening: Entry) -> str:
    """The body of an entry as it is stored."""
    body = opening.body
    return body.raw if isinstance(body, UnreadBody) else canonical(body.content())
