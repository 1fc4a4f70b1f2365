"""What a report says, before it is a page: headings, paragraphs, tables, a timeline. No layout.

Every text is cleaned by whoever puts it in (I8: no terminal control, no hidden characters); it is
never markup: what writes a page out escapes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from ooh_console.domain.timeline import Timeline
from ooh_console.domain.times import day_clock


class Weight(StrEnum):
    """How a stretch of words is meant. The words say it too: none rests on weight alone (I7)."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    ALARM = "alarm"
    WARNING = "warning"
    GOOD = "good"
    RESTRICTED = "restricted"
    """Must not be told to the family: its words say DO NOT TELL FAMILY (I9)."""
    STRUCK = "struck"
    """Struck through, and readable (I2): the words beside it say by whom and why."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words."""

    text: str
    weight: Weight = Weight.PLAIN


Words = tuple[Run, ...]


def words(*parts: Run | str) -> Words:
    """Stretches in a row; plain text is plain."""
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that flow."""

    words: Words


@dataclass(frozen=True, slots=True)
class Listing:
    """Items, one below the other."""

    items: tuple[Words, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are: `Decision maker: Insp. …`."""

    pairs: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `share` is its part of the width beside the others'."""

    head: str
    share: float = 1.0
    number: bool = False
    """Figures, aligned at the right."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads. The first column names the row. May have many thousand rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Words, ...]]


@dataclass(frozen=True, slots=True)
class NightDrawn:
    """The timeline of the night as a picture, with a text equivalent."""

    timeline: Timeline
    tz: ZoneInfo
    caption: str


Block = Paragraph | Listing | Facts | Table | NightDrawn


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it, and the sections within."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    restricted: bool = False
    """All of it must not be told to the family; the page marks it so (I9)."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report of one incident, whole."""

    reference: str
    title: str
    """`Incident 261125-AB2C: full report`."""
    classification: str
    """The line that stands on each page, such as `OFFICIAL-SENSITIVE`."""
    exercise: bool
    made_at: datetime
    made_by: str
    tz: ZoneInfo
    head: str | None
    """The chain value of the last entry that the report has: what ties a page to the log. `None`:
    nothing does."""
    entries: int
    """How many entries the log had."""
    lead: tuple[Block, ...]
    """What stands before the first heading: what must be known at once."""
    sections: tuple[Section, ...]
    dated: bool = True
    """Whether it says when it was made: that gives the date of the night away."""

    @property
    def made(self) -> str | None:
        """When it was made, by the clock here; `None` where it does not say."""
        return None if not self.dated else day_clock(self.made_at, self.tz)
