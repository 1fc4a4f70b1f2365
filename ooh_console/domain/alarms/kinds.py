"""What an alarm is, and what its rules look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from pydantic import BaseModel, ConfigDict, Field

from ooh_console.domain.holdings import Holdings
from ooh_console.domain.protocol import Protocol
from ooh_console.domain.state import State
from ooh_console.domain.times import age, countdown

MINUTE = timedelta(minutes=1)


class Thresholds(BaseModel):
    """How long something may stand before it is an alarm, in minutes (`config/console.toml`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    no_decision_maker: float = Field(default=5, ge=0)
    not_accepted: float = Field(default=3, ge=0)
    no_lead: float = Field(default=5, ge=0)
    ooh_not_asked: float = Field(default=5, ge=0)
    nobody_linked: float = Field(default=2, ge=0)
    ooh_unanswered: float = Field(default=5, ge=0)
    source_stale: float = Field(default=2, ge=0)
    not_told: float = Field(default=10, ge=0)
    not_invited: float = Field(default=3, ge=0)
    meeting_not_held: float = Field(default=10, ge=0)
    agency_unanswered: float = Field(default=5, ge=0)
    power_ends_soon: float = Field(default=12 * 60, ge=0)
    power_ends: float = Field(default=2 * 60, ge=0)
    parents_not_told: float = Field(default=60, ge=0)


class Level(IntEnum):
    """How loud. The word stands on the screen; colour only repeats it."""

    ALARM = 1
    WARNING = 2


LEVEL_WORDS = {Level.ALARM: "ALARM", Level.WARNING: "check"}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that nobody has answered yet."""

    code: str
    """Stable name of the rule, such as `no-decision-maker`."""
    subject: str
    """What it is about: an agency, a recipient, or empty. With the code, its identity."""
    text: str
    since: datetime
    command: str
    """The command that answers it (desk/commands.py gives its key)."""
    level: Level = Level.ALARM
    until: datetime | None = None
    """What it counts down to, where it is about something to come."""

    def words(self, now: datetime) -> str:
        """The sentence with the time it has stood, or the time that is left."""
        if self.until is not None and self.until > now:
            return f"{self.text}, {countdown(self.until - now)} left"
        return f"{self.text}, {age(self.since, now)}"


@dataclass(frozen=True, slots=True)
class Night:
    """What the rules look at."""

    state: State
    holdings: Holdings
    now: datetime
    limits: Thresholds
    opened_at: datetime
    protocols: tuple[Protocol, ...] = ()

    def past(self, since: datetime, minutes: float) -> bool:
        """Whether something has stood for so many minutes."""
        return self.now - since >= minutes * MINUTE


def counted(number: int, what: str) -> str:
    """`1 part`, `2 parts`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
