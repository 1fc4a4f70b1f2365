"""Clocks that differ: an agency's and ours, and this desk's own against the database's.

Times of an entry are always those of the desk at which it was recorded (I3): a desk's clock is
never put right behind anybody's back. That it differs is said, and from a minute on it is recorded
with the entries (`bodies.ClockDiffers`), so that whoever reads them knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ooh_console.domain.times import span, to_milliseconds

SPOKEN_OF = timedelta(seconds=2)
"""A clock that differs by more is spoken of."""
APART_AT_MOST = timedelta(minutes=1)
"""A clock that differs by more makes times wrong that people read: entries carry it."""
PUT_RIGHT = timedelta(seconds=30)
"""What was carried is carried no longer below this, and anew when it has changed by more."""
SLEPT = timedelta(seconds=30)
"""A computer that slept for longer is spoken of: nothing was asked or sent meanwhile."""


def differ(apart: timedelta, most: timedelta = SPOKEN_OF) -> bool:
    """Whether it must be said. `apart` is how far the other clock is ahead of ours."""
    return abs(apart) > most


def apart_words(apart: timedelta) -> str:
    """`7 min ahead of ours`, `7 min behind ours`."""
    return f"{span(abs(apart))} {'ahead of' if apart > timedelta() else 'behind'} ours"


# This desk's own


@dataclass(frozen=True, slots=True)
class DeskClock:
    """What this desk's clock was last compared with."""

    apart: timedelta
    """How far the other is ahead of ours."""
    against: str
    """`database`, or `agencies`, where most of them agree."""

    @property
    def spoken_of(self) -> bool:
        """Whether it is said on the desk."""
        return differ(self.apart)

    @property
    def carried(self) -> bool:
        """Whether entries carry it."""
        return differ(self.apart, APART_AT_MOST)

    def words(self) -> str:
        """`This desk's clock is 4 s behind the database's`."""
        return f"This desk's clock is {desk_words(self.apart, self.against)}"


WHOSE = {"database": "the database's", "agencies": "most agencies'"}


def desk_words(apart: timedelta, against: str) -> str:
    """`7 min behind the database's`: a desk's clock, said from its side."""
    if not differ(apart):
        return f"as {WHOSE.get(against, against)}"
    side = "behind" if apart > timedelta() else "ahead of"
    return f"{span(abs(apart))} {side} {WHOSE.get(against, against)}"


def desk_clock(database: timedelta | None, agencies: Mapping[str, timedelta]) -> DeskClock | None:
    """How this desk's clock stands; `None` while nothing is known that could tell.

    The database that desks share counts first. Without one, several agencies can tell: when more
    than half of at least two differ from us to the same side, it is ours that is wrong. One alone
    cannot: which of the two is wrong, nobody knows.
    """
    if database is not None:
        return DeskClock(database, "database")
    if len(agencies) < 2:
        return None
    ahead = [one for one in agencies.values() if one > SPOKEN_OF]
    behind = [one for one in agencies.values() if one < -SPOKEN_OF]
    for side in (ahead, behind):
        if len(side) * 2 > len(agencies) and len(side) > 1:
            return DeskClock(sorted(side)[len(side) // 2], "agencies")
    return DeskClock(timedelta(), "agencies")


def to_carry(noted: int, clock: DeskClock | None) -> int | None:
    """The seconds that the next entry has to bring with it, or `None` when what stands in the
    incident is still so. `noted` is what stands there (0: nothing, or put right)."""
    if clock is None:
        return None
    seconds = round(clock.apart.total_seconds())
    if not noted:
        return seconds if clock.carried else None
    if abs(clock.apart) <= PUT_RIGHT:
        return 0
    return seconds if abs(seconds - noted) > PUT_RIGHT.total_seconds() else None


# A clock that jumps


@dataclass(frozen=True, slots=True)
class Ticks:
    """This computer's clocks at one moment, in seconds but for the first."""

    wall: datetime
    """The time of day, in UTC, which can be set."""
    awake: float
    """A clock that nobody sets, and that stands while the computer sleeps."""
    passed: float
    """One that nobody sets, and that runs on meanwhile; where there is none, the same."""


@dataclass(frozen=True, slots=True)
class Jump:
    """What happened to this desk's clock between two looks."""

    at: datetime
    """When it was noticed, by the clock as it is now."""
    by: timedelta
    """How far it was set forward; negative: back."""
    slept: timedelta

    @property
    def was_set(self) -> bool:
        """Whether the clock was set, and did not only run on while the computer slept."""
        return differ(self.by)

    def words(self) -> str:
        """What to tell the person, in one sentence."""
        said = []
        if self.slept > SLEPT:
            said.append(f"this computer slept for {span(self.slept)}, and asked nobody meanwhile")
        if self.was_set:
            said.append(f"this desk's clock was set {set_words(self.by)}")
        joined = "; ".join(said)
        return f"{joined[:1].upper()}{joined[1:]}."


def set_words(by: timedelta) -> str:
    """`forward by 7 min`, `back by 40 s`."""
    return f"{'forward' if by > timedelta() else 'back'} by {span(abs(by))}"


def jumped(before: Ticks, after: Ticks) -> Jump | None:
    """What is to be told of what the clock did between two looks; `None` when it only ran."""
    passed = timedelta(seconds=after.passed - before.passed)
    slept = passed - timedelta(seconds=after.awake - before.awake)
    found = Jump(to_milliseconds(after.wall), after.wall - before.wall - passed, slept)
    return found if found.was_set or slept > SLEPT else None
