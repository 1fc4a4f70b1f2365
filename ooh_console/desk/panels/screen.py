"""The one screen as text: for `show`, for an exercise in a pipeline, for screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.integrity import entries
from ooh_console.desk.panels import child_protection
from ooh_console.desk.panels.answers import alarms, answers, heading, standing_facts
from ooh_console.desk.panels.holdings import attendance, markers, plans, sources
from ooh_console.desk.panels.lines import Line, Span, Tone, row, title
from ooh_console.desk.panels.log import log_lines, read_by_people
from ooh_console.desk.panels.marked import NOT_FOR_THEM, marked
from ooh_console.desk.panels.matrix import matrix
from ooh_console.desk.panels.meeting import meetings
from ooh_console.desk.panels.people import people
from ooh_console.desk.panels.sharing import sharing_lines
from ooh_console.desk.panels.steps import steps
from ooh_console.desk.panels.warnings import meanings_in_short
from ooh_console.desk.view import View
from ooh_console.domain.entries import Entry


def screen(view: View, log: Sequence[Entry]) -> list[Line]:
    """Everything that the one screen shows, nothing cut; `log` is the part of the log to show."""
    found = [heading(view)]
    if view.problem:
        found.append(row(Span(view.problem, Tone.ALARM)))
    found += sharing_lines(view.sharing, view.now, view.habits.tz)
    found += [*answers(view), *standing_facts(view)]
    looked_up = child_protection.said(view) if child_protection.asked(view) else []
    parts = (
        ("Alarms", alarms(view)),
        ("Birth plan", plans(view)),
        ("Who holds which copy", matrix(view)),
        ("Warning markers", _marked_markers(view)),
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
    found += [row(""), title(f"Log ({entries(view.count)})")]
    found += log_lines(read_by_people(log), view)
    return marked(found, view.marking)


def _marked_markers(view: View) -> list[Line]:
    """None of what markers say is for the family, however little it is."""
    lines, held = markers(view), len(view.holdings.markers)
    return [*(row(NOT_FOR_THEM, *one.spans) for one in lines[:held]), *lines[held:]]
