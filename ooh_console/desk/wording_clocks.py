"""What a desk says of its clock, in words."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from ooh_console.domain.bodies import ClockDiffers, ClockSet
from ooh_console.domain.clocks import WHOSE, desk_words, set_words
from ooh_console.domain.desk_clocks import noted_for, seconds_off
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.state import State
from ooh_console.domain.text import line
from ooh_console.domain.times import clock, span


def say_clock(entry: Entry, tz: ZoneInfo | None = None) -> str:
    """The sentence of such an entry; empty for any other."""
    desk = line(entry.desk, 30)
    match entry.body:
        case ClockDiffers() as body if body.seconds:
            words = desk_words(timedelta(seconds=body.seconds), body.against)
            return f"CLOCK of {desk} is {words}: times recorded there are by its own clock."
        case ClockDiffers() as body:
            return f"CLOCK of {desk} is right again, by {WHOSE[body.against]}."
        case ClockSet() as body:
            by = set_words(timedelta(seconds=body.seconds))
            return f"CLOCK of {desk} was set {by}, noticed at {clock(body.at, tz)}."
        case _:
            return ""


def clocks_differed(state: State) -> list[str]:
    """A sentence for each desk by whose clock something was recorded while it differed: what is
    measured between desks may be wrong by as much."""
    worst: dict[str, int] = {}
    for entry in state.kinds.get("clock_differs", ()):
        seconds = body_of(entry, ClockDiffers).seconds
        if abs(seconds) >= abs(worst.get(entry.desk, 0)) and seconds:
            worst[entry.desk] = seconds
    return [
        f"The clock of {line(desk, 30)} was up to {span(timedelta(seconds=abs(seconds)))} "
        f"{'behind' if seconds > 0 else 'ahead'}: what was recorded there is by that clock."
        for desk, seconds in worst.items()
    ]


def clock_mark(entry: Entry, state: State) -> str:
    """`CLOCK 7 min slow`: by which clock an entry was recorded, where that was known to differ;
    empty where it was not."""
    seconds = seconds_off(entry, state.kinds.get("clock_differs", ()))
    if not seconds:
        return ""
    return f"CLOCK {span(timedelta(seconds=abs(seconds)))} {'slow' if seconds > 0 else 'fast'}"


def clock_detail(entry: Entry, state: State) -> str:
    """The same, with whose clock it was compared with."""
    body = noted_for(entry, state.kinds.get("clock_differs", ()))
    if body is None:
        return ""
    words = desk_words(timedelta(seconds=body.seconds), body.against)
    return f"CLOCK     {words}: both times are by the clock of this desk"
