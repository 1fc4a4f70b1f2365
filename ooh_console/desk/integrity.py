"""Whether the log of an incident is complete and unchanged: checked, and said in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.domain.text import line
from ooh_console.domain.times import near_clock

NOT_AS_RECORDED = "NOT AS IT WAS RECORDED"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: a sentence, and the place of the entry where it is about one."""

    sentence: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The checkpoint with which the log was compared."""

    written_at: datetime | None
    operator: str
    file: str
    entries: int
    """How many entries of this incident it vouches for; 0 where it does not know the incident."""


@dataclass(frozen=True, slots=True)
class Integrity:
    """What checking one incident, with the register, came to: on a snapshot of the log, so that
    what arrives meanwhile is neither checked nor missed."""

    at: datetime
    entries: int
    """How many entries the incident had then."""
    head: str
    """The chain value of the last of them."""
    wrong: tuple[Wrong, ...] = ()
    signed: Mapping[str, int] = field(default_factory=dict)
    """How many entries each operator signed, counting valid signatures only."""
    compared: Compared | None = None
    """`None` when there is no checkpoint."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def places(self) -> frozenset[int]:
        """The entries with which something is wrong."""
        return frozenset(one.seq for one in self.wrong if one.seq is not None)


Check = Callable[[str], Integrity]
"""Checks one incident, with the register, as they stand at this moment. Blocking."""


def verdict(found: Integrity, now: datetime, tz: ZoneInfo | None = None) -> str:
    """`Complete and unchanged: 97 entries, checked 09:12 GMT`; or how much is wrong."""
    checked = f"{entries(found.entries)}, checked {near_clock(found.at, now, tz)}"
    if found.ok:
        return f"Complete and unchanged: {checked}"
    count = len(found.wrong)
    return f"{NOT_AS_RECORDED}: {count} finding{'s' if count != 1 else ''} in {checked}"


def not_as_recorded(findings: Sequence[str], at_most: int = 20) -> list[str]:
    """What is said of a report whose log is not whole: how much is wrong, then each of the first of
    it. Nothing where nothing is wrong."""
    if not findings:
        return []
    count, left = len(findings), len(findings) - at_most
    said = [
        f"THE LOG IS {NOT_AS_RECORDED}: {count} finding{'s' if count != 1 else ''}. What this "
        "report says is to be relied on only with that in mind.",
        *(f"  {number}. {line(one)}" for number, one in enumerate(findings[:at_most], 1)),
    ]
    return [*said, f"  and {left} more: `ooh-console verify`"] if left > 0 else said


def compared_in_words(found: Integrity, tz: ZoneInfo | None = None) -> str:
    """What the last checkpoint vouches for; or that nothing does for the end of the log."""
    one = found.compared
    if one is None:
        return "no checkpoint: entries cut off at the end would not be seen"
    when = near_clock(one.written_at, found.at, tz) if one.written_at else "an unknown time"
    named = f"checkpoint of {when} by {line(one.operator, 40)}"
    if not one.entries:
        return f"{named} is older than this incident"
    since = found.entries - one.entries
    return f"{named}: {entries(one.entries)}{f', {since} since' if since > 0 else ''}"


def signed_in_words(found: Integrity) -> str:
    """`signed by Sam Okafor (61), Ann Price (36)`."""
    each = ", ".join(f"{line(name, 40)} ({count})" for name, count in found.signed.items())
    return f"signed by {each}" if each else "nobody's signature fits"


def entries(count: int) -> str:
    """`1 entry`, `97 entries`."""
    return f"{count} {'entry' if count == 1 else 'entries'}"
