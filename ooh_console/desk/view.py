"""What a screen can show of an incident: one value, the same for every face."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ooh_console.desk.desk import Habits
from ooh_console.desk.ports import Operator
from ooh_console.domain.alarms import Alarm, alarms
from ooh_console.domain.copies import Copy, copies
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.protocol import StepNow, steps
from ooh_console.domain.state import State


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
