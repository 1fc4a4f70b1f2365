"""This desk's own clock, where it differs from others."""

from __future__ import annotations

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.domain.clocks import DeskClock
from ooh_console.domain.times import span


def beside_the_time(clock: DeskClock | None) -> list[Span]:
    """` CLOCK 7 min SLOW`, for the line with the time in it; nothing below a minute: no second
    is of any use to whoever looks there."""
    if clock is None or not clock.carried:
        return []
    side = "SLOW" if clock.apart.total_seconds() > 0 else "FAST"
    return [Span(f" CLOCK {span(abs(clock.apart))} {side}", Tone.ALARM)]


def in_full(clock: DeskClock | None) -> list[Line]:
    """For the page of the agencies: from two seconds on, with what to do."""
    if clock is None or not clock.spoken_of:
        return []
    more = ". Have whoever keeps this computer set it."
    if clock.carried:
        more = f": entries carry the difference{more}"
    tone = Tone.ALARM if clock.carried else Tone.WARNING
    return [row(Span(f"{clock.words()}{more}", tone))]
