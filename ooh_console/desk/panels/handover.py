"""The handover sheet in lines: as it would be given now, or as it was given."""

from __future__ import annotations

from collections.abc import Mapping

from ooh_console.desk.handover import PARTS, gathered
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.view import View
from ooh_console.domain.bodies import ShiftHandedOver
from ooh_console.domain.entries import body_of
from ooh_console.domain.text import line
from ooh_console.domain.times import day_clock


def sheet(view: View) -> list[Line]:
    """The sheet that waits to be accepted; where none does, what would be given now."""
    waiting = view.state.shift_waiting
    if waiting is None:
        return [quiet("This is what the next person would be given now."), *_lists(gathered(view))]
    body = body_of(waiting, ShiftHandedOver)
    given = day_clock(waiting.occurred_at, view.habits.tz)
    found = [
        row(
            Span(f"Given to {line(body.to, 60)} ", Tone.STRONG),
            f"at {given} by {line(waiting.operator, 60)}. ",
            Span("NOT ACCEPTED", Tone.ALARM),
        )
    ]
    if body.summary.strip():
        found.append(row(Span("They said  ", Tone.TITLE), line(body.summary, 1_000)))
    then = {name: getattr(body, name) for name in PARTS}
    found += _lists(then)
    now = gathered(view)
    fresh = {name: [one for one in now[name] if one not in then[name]] for name in _ANSWERED}
    if any(fresh.values()):
        found += [row(""), row(Span("CHANGED SINCE IT WAS GIVEN", Tone.WARNING))]
        found += [row(f"  {line(one, 300)}") for lines in fresh.values() for one in lines]
    return found


_ANSWERED = ("unconfirmed", "open_actions")
"""Lists whose lines do not change with the clock: what is new in them has happened since."""


def _lists(lists: Mapping[str, tuple[str, ...]]) -> list[Line]:
    found: list[Line] = []
    for name, heading in PARTS.items():
        found += [row(""), title(heading)]
        found += [row(f"  {line(one, 400)}") for one in lists[name]] or [quiet("  none")]
    return found
