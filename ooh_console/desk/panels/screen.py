"""The one screen as text: for `show`, for an exercise in a pipeline, for screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.panels import child_protection
from ooh_console.desk.panels.answers import alarms, answers, heading, standing_facts
from ooh_console.desk.panels.holdings import attendance, markers, plans, sources
from ooh_console.desk.panels.lines import Line, Span, Tone, row, title
from ooh_console.desk.panels.matrix import matrix
from ooh_console.desk.panels.meeting import meetings
from ooh_console.desk.panels.people import people
from ooh_console.desk.panels.protected import protected_marked
from ooh_console.desk.panels.steps import steps
from ooh_console.desk.panels.warnings import meanings_in_short
from ooh_console.desk.view import View
from ooh_console.desk.wording import log_line
from ooh_console.domain.entries import Entry
from ooh_console.domain.times import turn

NOT_IN_THE_LOG_BY_DEFAULT = frozenset({"holding_seen"})
"""Kept for the review; on the screen they would only be noise."""


def screen(view: View, log: Sequence[Entry]) -> list[Line]:
    """Everything that the one screen shows, nothing cut; `log` is the part of the log to show."""
    found = [heading(view)]
    if view.problem:
        found.append(row(Span(view.problem, Tone.ALARM)))
    found += [*answers(view), *standing_facts(view)]
    looked_up = child_protection.said(view) if child_protection.asked(view) else []
    parts = (
        ("Alarms", alarms(view)),
        ("Birth plan", plans(view)),
        ("Who holds which copy", matrix(view)),
        ("Warning markers", markers(view)),
        ("What the markers mean", meanings_in_short(view)),
        ("Attendance", attendance(view)),
        *((("Professionals meeting", called),) if (called := meetings(view)) else ()),
        *((("Child protection", looked_up),) if looked_up else ()),
        ("Protocol: steps due now", steps(view)),
        ("People", people(view)),
        ("Agencies", sources(view)),
    )
    for name, lines in parts:
        found += [row(""), title(name), *lines]
    found += [row(""), title(f"Log ({view.count} entries)")]
    found += log_lines([e for e in log if e.kind not in NOT_IN_THE_LOG_BY_DEFAULT], view)
    return protected_marked(found, view.protected)


def log_lines(log: Sequence[Entry], view: View) -> list[Line]:
    """An entry a line; the date and the zone where they change."""
    tz, before = view.habits.tz, None
    found = []
    for entry in log:
        lead = turn(before, entry.occurred_at, tz)
        found.append(row(f"{lead}{log_line(entry, view.state, tz, 2_000)}"))
        before = entry.occurred_at
    return found
