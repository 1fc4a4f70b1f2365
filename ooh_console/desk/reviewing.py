"""The night as the review reads it: every entry as things happened, with its lanes."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.desk.desk import Desk
from ooh_console.desk.looking_back import as_it_stood, shown_screens
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_log import marks
from ooh_console.domain.entries import Entry, happened
from ooh_console.domain.log_filter import LogFilter, Searched
from ooh_console.domain.state import State, fold
from ooh_console.domain.timeline import Timeline, timeline

_ROWS_AT_ONCE = 500
_SEARCHED = 4_000
"""Characters of an entry that can be searched; a megabyte that was pasted in is read, not found."""


@dataclass(frozen=True, slots=True)
class Night:
    """One incident, read to its end. Not changed: what is added makes another one."""

    recorded: tuple[Entry, ...]
    """As they were recorded, kept screens among them."""
    entries: tuple[Entry, ...]
    """As things happened, without the kept screens: what is shown, one a row."""
    searched: tuple[Searched, ...]
    """For each of `entries`, what can be found of it."""
    state: State
    timeline: Timeline | None

    @property
    def count(self) -> int:
        """How many entries the log had."""
        return self.recorded[-1].seq if self.recorded else 0

    def chosen(self, wanted: LogFilter) -> tuple[int, ...]:
        """The places among `entries` of those that a filter takes."""
        if not wanted:
            return tuple(range(len(self.entries)))
        return tuple(n for n, one in enumerate(self.searched) if wanted.takes(one))

    def place_at(self, moment: datetime) -> int:
        """The place of the last entry that had happened by a moment; 0 before the first."""
        found = bisect_right(self.entries, moment, key=lambda entry: entry.occurred_at)
        return max(0, found - 1)

    @property
    def late(self) -> int:
        """How many entries were written down late."""
        return sum(bool(entry.late_reason) for entry in self.entries)

    def kinds(self) -> Counter[str]:
        """How often there is each kind, in words."""
        return Counter(entry.kind.replace("_", " ") for entry in self.entries)

    def people(self) -> Counter[str]:
        """How many entries each operator wrote."""
        return Counter(entry.operator for entry in self.entries)

    def agencies(self) -> Counter[str]:
        """How many entries were written for each agency."""
        return Counter(entry.agency for entry in self.entries)


def read_night(desk: Desk, reference: str, before: Night | None = None) -> Night:
    """Reads an incident; of one that was read before, only what was added. Blocking: for a thread.

    Raises the ledger's errors.
    """
    so_far = list(before.recorded) if before else []
    if any(entry.waiting for entry in so_far):
        so_far = []  # They may have other places now.
    last, head = so_far[-1].seq if so_far else 0, desk.ledger.head(reference)
    while last < head:
        rows = desk.ledger.rows(reference, last + 1, min(head, last + _ROWS_AT_ONCE))
        so_far += rows
        last = min(head, last + _ROWS_AT_ONCE)
    return _night(desk, reference, so_far)


def _night(desk: Desk, reference: str, recorded: Sequence[Entry]) -> Night:
    state, tz = fold(recorded), desk.habits.tz
    shown = sorted((e for e in recorded if e.kind != "holding_seen"), key=happened)
    return Night(
        recorded=tuple(recorded),
        entries=tuple(shown),
        searched=tuple(searched(entry, state, tz) for entry in shown),
        state=state,
        timeline=timeline(recorded, state, desk.clock(), shown_screens(desk, reference)),
    )


def searched(entry: Entry, state: State, tz: ZoneInfo) -> Searched:
    """What can be found of an entry."""
    return Searched.of(entry, sentence(entry, state, tz, _SEARCHED), marks(entry, state, tz))


def stood_after(desk: Desk, reference: str, night: Night, entry: Entry) -> View:
    """The one screen as it stood, where an entry was recorded, once it was. Blocking. Raises
    `Rejected`."""
    return as_it_stood(desk, reference, entry.recorded_at, night.recorded, entry.desk)
