"""A night drawn out: lanes side by side, and on them what lasted (bars) and what happened (marks).

Words and shapes only: a face says where on the page a minute is, and in which colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ooh_console.domain.entries import Entry


class Group(StrEnum):
    """What a lane is about, in the order in which lanes stand."""

    ANSWER = "answers"
    """Who decides, who leads, where to, which power: what people act on (I5)."""
    ATTENDANCE = "attendance"
    """Whether an agency comes: OOH first (L7)."""
    KNOWING = "who was told"
    """One lane for each recipient: what they were told, and when they believed what had changed."""
    ASKED = "agencies' systems"
    """Whether an agency's system could be asked, as the screens of the night showed it (I7)."""
    EVENTS = "events"
    RECORDED = "recorded by"
    """One lane for each role: every entry of the log."""


class Stood(StrEnum):
    """How something stood for as long as a bar lasts, in words that a reader can be shown."""

    MISSING = "nobody"
    """There was no answer (I4)."""
    WAITING = "waiting"
    """Asked and not answered; named and not accepted."""
    IN_FORCE = "in force"
    OVERDUE = "OVERDUE"
    """A promise whose time had passed without anybody there (I13)."""
    DECLINED = "cannot"
    ENDED = "ended"
    """Nobody waits for it any more: they have left."""
    OLD = "believed the OLD answer"
    """Told an answer that had changed by then, and not told the new one (I5)."""
    REACHED = "answered"
    UNREACHED = "COULD NOT CHECK"
    IN_PART = "in part"


SHAPES: dict[Stood, str] = {
    Stood.MISSING: "?",
    Stood.WAITING: "…",
    Stood.IN_FORCE: "█",
    Stood.OVERDUE: "!",
    Stood.DECLINED: "▒",
    Stood.ENDED: "░",
    Stood.OLD: "✗",
    Stood.REACHED: "│",
    Stood.UNREACHED: "✗",
    Stood.IN_PART: "◐",
}
"""One cell for each, so that none is told from another by its colour (I7)."""


class Happened(StrEnum):
    """What a mark is."""

    TOLD = "told"
    READ_BACK = "read back"
    REFUSED = "refused"
    NOT_TAKEN = "not taken"
    """An agency's own system did not take a notice."""
    EVENT = "event"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Lane:
    """One column of the night."""

    key: str
    group: Group
    title: str
    """As it was written: a face cleans it (I8)."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that stood from one moment to another."""

    lane: str
    since: datetime
    until: datetime | None
    """`None`: it still stands at the end."""
    stood: Stood
    words: str
    """What stood, shortly; as it was written."""
    entry: str = ""
    """The id of the entry that began it; empty where nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a moment."""

    lane: str
    what: Happened
    entry: Entry
    words: str = ""
    """On which answer, for `TOLD` and its like."""
    struck: bool = False

    @property
    def at(self) -> datetime:
        """When it happened; `entry.recorded_at` says when it was written down."""
        return self.entry.occurred_at


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lanes of a night with what is on them, bars and marks in the order of time."""

    since: datetime
    until: datetime
    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]

    def on(self, lane: str) -> tuple[tuple[Bar, ...], tuple[Mark, ...]]:
        """What is on one lane."""
        return (
            tuple(bar for bar in self.bars if bar.lane == lane),
            tuple(mark for mark in self.marks if mark.lane == lane),
        )

    def share(self, moment: datetime) -> float:
        """Where a moment stands between beginning (0) and end (1); what lies outside is at its
        edge."""
        length = (self.until - self.since).total_seconds()
        return min(1.0, max(0.0, (moment - self.since).total_seconds() / length)) if length else 0.0
