"""What a screen can show of an incident: one value, the same for every face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from operator import is_

from ooh_console.desk.desk import Habits
from ooh_console.desk.integrity import Integrity
from ooh_console.desk.marking import Marking
from ooh_console.desk.ports import Operator
from ooh_console.domain.alarms import Alarm, alarms
from ooh_console.domain.clocks import DeskClock
from ooh_console.domain.copies import Copy, about_whom, by_subject, copies, newest_copy
from ooh_console.domain.disputes import Dispute, disputes, numbers_in_doubt
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.protected import Protected
from ooh_console.domain.protocol import StepNow, steps
from ooh_console.domain.review import Review, review
from ooh_console.domain.sharing import Sharing
from ooh_console.domain.state import State

_TIMELESS = frozenset(
    ("copies", "plans_by_subject", "newest", "protected", "marking", "disputes", "in_doubt")
)
"""What a view works out of log and answers alone, whatever the time is."""


@dataclass(frozen=True)
class View:
    """An incident as it stands, or stood, at one moment."""

    reference: str
    state: State
    holdings: Holdings
    now: datetime
    count: int
    """How many entries the log has."""
    habits: Habits
    operator: Operator
    desk: str
    exercise: bool = False
    problem: str = ""
    """Why this desk can only read, or what is not known about this moment."""
    as_it_stood: bool = False
    integrity: Integrity | None = None
    """What checking the log came to, where somebody had it checked on this screen."""
    sharing: Sharing | None = None
    """How this desk stands to the database that desks share."""
    waiting_from: int = 0
    """From which place on entries wait to be shared, and may move; 0: none does."""
    past: int = 0
    """How often its entries were found to be others than those that had been read."""
    clocks: Mapping[str, timedelta] = field(default_factory=dict)
    """How far the clock of each agency that told the time is ahead of ours."""
    desk_clock: DeskClock | None = None
    """How this desk's own clock stands, where anything tells."""

    screens: tuple[tuple[datetime, Holdings], ...] = ()
    """What a desk showed from each moment on, oldest first, where the night is looked back on."""

    def after(self, before: View | None) -> View:
        """This view, with what was worked out for the one before, where log, answers and
        configuration are the same ones and only time has gone on. Screens are drawn every
        second."""
        now = (self.state, self.holdings, self.habits)
        if before and all(map(is_, now, (before.state, before.holdings, before.habits))):
            known = vars(before)
            vars(self).update((name, known[name]) for name in _TIMELESS & known.keys())
            if "marking" in known:
                self.marking.kept.tidy()
        return self

    @cached_property
    def alarms(self) -> tuple[Alarm, ...]:
        """Every alarm that stands."""
        habits = self.habits
        return alarms(self.state, self.holdings, self.now, habits.thresholds, habits.protocols)

    @cached_property
    def steps(self) -> tuple[StepNow, ...]:
        """Every step of the protocol that applies, those due now first."""
        return steps(self.habits.protocols, self.state, self.holdings, self.now)

    @cached_property
    def copies(self) -> tuple[Copy, ...]:
        """Every copy of the birth plan: sent by an agency, or read out by telephone."""
        return copies(self.state, self.holdings)

    @cached_property
    def plans_by_subject(self) -> tuple[tuple[Copy, ...], ...]:
        """The copies by whom they are about; nearly always all of them are about one."""
        return by_subject(self.copies, self.state)

    @cached_property
    def newest(self) -> Copy | None:
        """The newest copy about mother and baby; else the newest of any."""
        found = map(newest_copy, self.plans_by_subject)
        return next((best for best in found if best is not None), None)

    def newest_beside(self, copy: Copy) -> Copy | None:
        """The newest copy about the same person."""
        return next((newest_copy(one) for one in self.plans_by_subject if copy in one), None)

    def whose(self, copy: Copy) -> str:
        """Whom a copy is about, where there are plans about several; empty otherwise."""
        several = len(self.plans_by_subject) > 1
        return about_whom(copy.plan, self.state) if several else ""

    @cached_property
    def review(self) -> Review:
        """What reviewers have added."""
        return review(self.state, self.count)

    @cached_property
    def protected(self) -> Protected:
        """The addresses that somebody holds as protected."""
        return Protected.of(self.state, self.holdings)

    def place(self, limit: int) -> str:
        """Where it happens, on one line, marked when it is protected."""
        return self.protected.words(self.state.address, limit)

    @cached_property
    def marking(self) -> Marking:
        """The marks on what must not reach the family, and on protected addresses."""
        return Marking.of(self.state, self.holdings, self.habits.protocols, self.protected)

    @cached_property
    def disputes(self) -> tuple[Dispute, ...]:
        """Every NHS number that is held for more than one person."""
        return disputes(self.state, self.holdings)

    @cached_property
    def in_doubt(self) -> frozenset[str]:
        """Those numbers."""
        return numbers_in_doubt(self.disputes)
