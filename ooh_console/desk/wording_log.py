"""An entry as it stands in the log: its line, the marks before its words, and all of it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ooh_console.desk.marking import Marking
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_clocks import clock_detail, clock_mark
from ooh_console.domain.apart import after_disabled, shared_at
from ooh_console.domain.entries import Entry
from ooh_console.domain.state import State
from ooh_console.domain.text import line
from ooh_console.domain.times import age, day_clock, short_clock

ROLE_LETTERS = {"duty worker": "DW", "control room": "CR", "on-call manager": "MG"}


def marks(entry: Entry, state: State, tz: ZoneInfo | None = None) -> tuple[str, ...]:
    """`STRUCK`, `LATE`, `SHARED 03:10`: what a reader must know before the words."""
    found = []
    if entry.id in state.struck:
        found.append("STRUCK")
    if entry.late_reason:
        found.append("LATE")
    if entry.waiting:
        found.append("NOT YET SHARED")
    if (at := shared_at(entry, state)) is not None:
        found.append(f"SHARED {short_clock(at, tz)}")
    if after_disabled(entry, state):
        found.append("KEY DISABLED")
    if by := clock_mark(entry, state):
        found.append(by)
    return tuple(found)


def log_line(
    entry: Entry, state: State, tz: ZoneInfo | None, marking: Marking, limit: int = 400
) -> str:
    """`02:14 DW OOH will attend: …`: the time is that of the event; late, struck and not for the
    family are said."""
    return f"{short_clock(entry.occurred_at, tz)} {_said(entry, state, tz, marking, limit)}"


def alone(
    entry: Entry, state: State, tz: ZoneInfo | None, marking: Marking, limit: int = 400
) -> str:
    """The same for an entry that leaves the log: with its day and zone."""
    return f"{day_clock(entry.occurred_at, tz)} {_said(entry, state, tz, marking, limit)}"


def _said(entry: Entry, state: State, tz: ZoneInfo | None, marking: Marking, limit: int) -> str:
    said = " ".join(marks(entry, state, tz))
    mark = f"[{said}] " if said else ""
    who = ROLE_LETTERS.get(entry.role, "??")
    return f"{who} {mark}{marking.marked(sentence(entry, state, tz, limit), entry)}"


def details(entry: Entry, state: State, tz: ZoneInfo | None = None) -> tuple[str, ...]:
    """Everything about one entry, a line each, for the full view."""
    lines = [f"Entry {entry.seq} · {entry.kind.replace('_', ' ')}"]
    lines.append(f"Happened  {day_clock(entry.occurred_at, tz)}")
    lines.append(f"Recorded  {day_clock(entry.recorded_at, tz)}")
    if entry.waiting:
        lines.append("SHARED    not yet: the database is away; saved on this computer")
    if (shared := shared_at(entry, state)) is not None:
        lines.append(f"SHARED    {day_clock(shared, tz)}: the database was away from that desk")
    if after_disabled(entry, state):
        lines.append(
            f"KEY DISABLED before it was recorded: it may not be by {line(entry.operator)}. Ask "
            "them."
        )
    if by := clock_detail(entry, state):
        lines.append(by)
    if entry.late_reason:
        gap = age(entry.occurred_at, entry.recorded_at)
        lines.append(f"LATE, {gap} after. Reason: {line(entry.late_reason)}")
    lines.append(f"By        {line(entry.operator)}, {line(entry.role)}, {line(entry.agency)}")
    lines.append(f"Desk      {line(entry.desk)}")
    correction = state.struck.get(entry.id)
    if correction is not None:
        reason = line(getattr(correction.body, "reason", ""))
        lines.append(
            f"STRUCK THROUGH by {line(correction.operator)} at "
            f"{day_clock(correction.recorded_at, tz)}. Reason: {reason}"
        )
    lines.append(f"Id        {entry.id}")
    return tuple(lines)
