"""What a report is made from: one incident at one moment, its whole log, and what was shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import as_it_stands, shown_screens
from ooh_console.desk.marking import Marking
from ooh_console.desk.view import View
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.kept_from_family import KeptFromFamily, is_restricted
from ooh_console.domain.protected import Protected
from ooh_console.domain.protocol import Protocol
from ooh_console.domain.state import fold
from ooh_console.domain.times import day_clock
from ooh_console.reports.redaction.since import SinceOpening
from ooh_console.reports.whole_entries import named_by, not_for_family, own_words

SHOWN_AT_MOST = 20_000
"""Characters of one text that a page shows: a dozen sheets. What is more stands in CSV and JSON."""


@dataclass(frozen=True)
class Night:
    """Everything that the contents of a report are taken from. They add no fact of their own."""

    view: View
    log: tuple[Entry, ...]
    """Every entry, in the order of recording."""
    made_at: datetime
    made_by: str
    classification: str = ""
    screens: tuple[tuple[datetime, Holdings], ...] = ()
    """What a desk showed from each moment on, oldest first."""
    notes: tuple[str, ...] = ()
    """What a reader must know of how the report was made, such as what was left out."""

    redacted: bool = False
    """Whether names are replaced in it."""
    free_text: frozenset[str] = frozenset()
    """Of a redacted night: the ids of the entries that hold somebody's own words."""
    restricted: bool = True
    """Whether what must not be told to the family is in it."""

    @cached_property
    def kept(self) -> KeptFromFamily:
        """What must not reach the family, and what was said beside it."""
        found, whole = self._by_themselves
        return found.with_words(t for one in self.log if one.id in whole for t in own_words(one))

    @cached_property
    def _by_themselves(self) -> tuple[KeptFromFamily, frozenset[str]]:
        """What is restricted by itself, and the entries that it makes restricted as a whole."""
        found = self.view.marking.kept
        return found, not_for_family(self.log, found, self.protocols_shown)

    @cached_property
    def not_for_family(self) -> frozenset[str]:
        """The ids of the entries that must not reach the family with all their words."""
        found, whole = self._by_themselves
        if self.kept is found:
            return whole
        return not_for_family(self.log, self.kept, self.protocols_shown)

    @cached_property
    def marking(self) -> Marking:
        """The marks of the screen, and what only the whole log tells."""
        return replace(
            self.view.marking,
            kept=self.kept,
            entries=self.not_for_family,
            protected=self.protected,
        )

    @cached_property
    def protected(self) -> Protected:
        """Where one was misheard as another, the other tells of it: of a corrected address that is
        protected all that were said are."""
        known, said = self.view.protected, self.view.state.addresses
        if not any(map(known.covers, said)):
            return known
        return replace(known, places=tuple(dict.fromkeys((*known.places, *said))))

    @cached_property
    def protocols_shown(self) -> tuple[Protocol, ...]:
        """Those that tell of nothing that must not reach the family."""
        return self.view.marking.shown

    def about(self, entry: Entry) -> tuple[int, ...]:
        """The numbers of the entries that an entry is about: which one it strikes through."""
        numbers = self._numbers
        return tuple(dict.fromkeys(numbers[id] for id in named_by(entry) if id in numbers))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {entry.id: entry.seq for entry in self.log}

    def is_restricted(self, entry: Entry) -> bool:
        """Whether an entry is not for the family, with all its words."""
        return entry.id in self.not_for_family or is_restricted(entry, self.protocols_shown)

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return self.view.habits.tz

    @property
    def over(self) -> bool:
        """Whether nothing more will happen: what was not done by then never was."""
        ended = self.view.exercise and self.view.as_it_stood
        return self.view.state.closed is not None or ended

    @property
    def relative(self) -> bool:
        """Whether times are told since the opening."""
        return isinstance(self.tz, SinceOpening)

    def at(self, moment: datetime | None) -> str:
        """`25 Nov 2026 02:14 GMT`; empty without a moment."""
        return day_clock(moment, self.tz) if moment else ""


def night(desk: Desk, reference: str, classification: str = "", *, drawn: bool = False) -> Night:
    """An incident as it stands, its log checked; `drawn`: with what desks showed all the while, of
    which a timeline tells whether agencies answered. Blocking.

    What arrives while it is checked is not in it: log and verdict are of one snapshot. Raises
    `Rejected` when there is no such incident, and what reading the log raises.
    """
    view = as_it_stands(Incident.load(desk, reference))
    checked = desk.check(reference) if desk.check else None
    count = checked.entries if checked else view.count
    log = desk.ledger.rows(reference, 1, count)
    view = replace(view, state=fold(log), count=len(log), integrity=checked)
    operator = desk.operator
    return Night(
        view=view,
        log=log,
        made_at=desk.clock(),
        made_by=f"{operator.name}, {operator.role}, {operator.agency}",
        classification=classification,
        screens=tuple(_answered(desk, reference)) if drawn else (),
    )


def _answered(desk: Desk, reference: str) -> Iterator[tuple[datetime, Holdings]]:
    """How each agency answered, without what it said: a long night has thousands of screens."""
    for at, shown in shown_screens(desk, reference):
        yield at, replace(shown, held=tuple(replace(one, facts=()) for one in shown.held))
