"""Legal powers and their clocks (Children Act 1989 s38, s44, s45, s46).

Hours are hours that pass: 72 hours are 72 hours, also over a clock change. Days are days of the
calendar here, so an order of eight days ends at the same time by the clock on the wall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ooh_console.domain.bodies import OrderChecked, Power, PowerEnded, PowerExtended, PowerStarted
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.state import State
from ooh_console.domain.times import local, zone

POLICE_PROTECTION_AT_MOST = timedelta(hours=72)
"""s46(6): no child may be kept in police protection for more than 72 hours."""
ORDER_DAYS = 8
"""s45(1): an emergency protection order has effect for at most eight days."""
SUNDAY = 6
HOLIDAYS_AT_MOST = 4
"""s45(2): the longest run of public holidays is Christmas and a Sunday with their bank holidays."""
EXTENSION_DAYS = 7
"""s45(5): it may be extended by at most seven days; s45(6): once."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One power that started and has not been said to end."""

    entry: Entry
    power: Power
    starts: datetime
    ends: datetime | None
    """`None`: the order names no day (an interim care order until the case is decided)."""
    until: str = ""
    """The end in the words of the order, where it names no day."""
    extended: Entry | None = None

    def left(self, now: datetime) -> timedelta | None:
        """How much is left; zero or less when it has run out; `None` without a stated end."""
        return None if self.ends is None else self.ends - now

    def runs(self, now: datetime) -> bool:
        """Whether it is in force at this moment, as far as the log says."""
        return self.starts <= now and (self.ends is None or now < self.ends)


def clock_of(entry: Entry, state: State) -> Clock:
    """The clock of a `power_started` entry, with the extension of the order if there is one."""
    body = body_of(entry, PowerStarted)
    extended = extension(entry, state)
    ends = body_of(extended, PowerExtended).expires if extended else body.expires
    if body.power is Power.POLICE_PROTECTION:
        limit = entry.occurred_at + POLICE_PROTECTION_AT_MOST
        ends = min(ends, limit) if ends else limit
    return Clock(entry, body.power, entry.occurred_at, ends, body.until, extended)


def extension(entry: Entry, state: State) -> Entry | None:
    """The entry that extended this order."""
    found = [
        e for e in state.live("power_extended") if body_of(e, PowerExtended).started == entry.id
    ]
    return found[-1] if found else None


def clocks(state: State) -> tuple[Clock, ...]:
    """Every power that started and that nobody has ended, run out or not, oldest first."""
    return tuple(clock_of(entry, state) for entry in state.powers)


def in_force(state: State, power: Power, at: datetime) -> Clock | None:
    """The latest power of this sort in force at a moment; one that has ended since counts too."""
    ended = {body_of(e, PowerEnded).started: e.occurred_at for e in state.live("power_ended")}
    for entry in reversed(state.live("power_started")):
        clock = clock_of(entry, state)
        over = ended.get(entry.id)
        if clock.power is power and clock.runs(at) and (over is None or at < over):
            return clock
    return None


def order_check(entry: Entry, state: State) -> Entry | None:
    """The last entry that says whether an order is in force beside this police protection."""
    found = [e for e in state.live("order_checked") if body_of(e, OrderChecked).started == entry.id]
    return found[-1] if found else None


def order_known(entry: Entry, state: State, at: datetime) -> bool:
    """Whether it is known of this police protection if an emergency protection order is in force:
    it was said with it or since, or an order itself is recorded."""
    said = body_of(entry, PowerStarted).epo_in_force != "not known"
    recorded = in_force(state, Power.EMERGENCY_PROTECTION, at) is not None
    return said or recorded or order_check(entry, state) is not None


def protected_since(state: State, at: datetime) -> datetime | None:
    """When police protection was first used in the eight days before; `None` when it was not.

    The police apply while they keep the child (s46(7)). Of a protection that began earlier none of
    the eight days is left, so an order made now was not applied for under it.
    """
    found = [
        entry.occurred_at
        for entry in state.live("power_started")
        if body_of(entry, PowerStarted).power is Power.POLICE_PROTECTION
        and entry.occurred_at <= at < _midnight_after(entry.occurred_at, ORDER_DAYS)
    ]
    return min(found, default=None)


def order_at_most(body: PowerStarted, starts: datetime, state: State) -> datetime:
    """The latest end that an emergency protection order can state, but for a public holiday
    (`ends_after_holiday`).

    Eight days (s45(1)). Of an order that the police applied for while the child was in their
    protection, the eight days begin with the first day of that protection (s45(3)), and so end
    with the eighth day. Who applied is not known: the sooner end holds.
    """
    since = protected_since(state, starts)
    if since is not None and body.applied_by in ("police", "not known"):
        return _midnight_after(since, ORDER_DAYS)
    return days_later(starts, ORDER_DAYS)


def ends_after_holiday(expires: datetime, latest: datetime) -> bool:
    """Whether an order may end so, where the last of its eight days is a public holiday (s45(2)).

    It then ends at noon on the first later day that is none: not a Sunday, Christmas Day or Good
    Friday. Bank holidays are proclaimed, so whoever records names them. `latest` is the end without
    the holiday; the last of the eight days is that of `latest`, or the day before.
    """
    end = local(expires)
    waited = (end.date() - local(latest - timedelta.resolution).date()).days
    noon = (end.hour, end.minute, end.second, end.microsecond) == (12, 0, 0, 0)
    return noon and waited <= HOLIDAYS_AT_MOST and not _always_holiday(end.date())


def _always_holiday(day: date) -> bool:
    christmas = (day.month, day.day) == (12, 25)
    return day.weekday() == SUNDAY or christmas or day + timedelta(days=2) == _easter(day.year)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the moon of the year."""
    century = year // 100
    golden = year % 19
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= moon // 28 * (1 - moon // 28 * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    after = moon - weekday
    month = 3 + (after + 40) // 44
    return date(year, month, after + 28 - 31 * (month // 4))


def days_later(moment: datetime, days: int) -> datetime:
    """So many days of the calendar later, at the same time by the clock on the wall, in UTC."""
    return (
        (local(moment).replace(tzinfo=None) + timedelta(days=days))
        .replace(tzinfo=zone())
        .astimezone(UTC)
    )


def _midnight_after(moment: datetime, days: int) -> datetime:
    """The end of the last of so many days, the first of which is that of `moment`, in UTC."""
    first = local(moment).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return (first + timedelta(days=days)).replace(tzinfo=zone()).astimezone(UTC)
