"""`--at TIME`: which moment of an incident a reader means, by the clock or by an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.cli.outcome import CannotDo
from ooh_console.desk.desk import Desk
from ooh_console.desk.looking_back import first_moment, last_moment
from ooh_console.domain import moments
from ooh_console.domain.entries import Entry

LOG = "log"


def moment_in(
    text: str, first: datetime, last: datetime, now: datetime, tz: ZoneInfo, option: str = "--at"
) -> datetime:
    """As `domain.moments.moment_in`. Raises `CannotDo`, which names the option."""
    try:
        return moments.moment_in(text, first, last, now, tz)
    except ValueError as error:
        raise CannotDo(f"{option}: {error}") from error


@dataclass(frozen=True, slots=True)
class Stood:
    """A moment at which an incident is looked at."""

    at: datetime
    desk: str = ""
    """At which desk; empty: at this one, if it showed anything."""


def stood_at(desk: Desk, reference: str, text: str, option: str = "--at") -> Stood:
    """A time as it is typed; `log:12` is when entry 12 was recorded, where it was. Raises
    `CannotDo`."""
    name, found, number = text.strip().partition(":")
    if found and name.casefold() == LOG and number.isascii() and number.isdigit():
        entry = entry_of(desk, reference, int(number))
        return Stood(entry.recorded_at, entry.desk)
    last = last_moment(desk, reference)
    now = max(desk.clock(), last) if desk.exercise else desk.clock()
    at = moment_in(text, first_moment(desk, reference), last, now, desk.habits.tz, option)
    return Stood(min(at, now))


def entry_of(desk: Desk, reference: str, number: int) -> Entry:
    """The entry of this number. Raises `CannotDo`."""
    rows = desk.ledger.rows(reference, number, number) if 0 < number < 10**9 else ()
    if not rows:
        raise CannotDo(f"The log of {reference} has no entry {number}.")
    return rows[0]
