"""Agencies in full: who comes, and how each has answered."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.panels.coming import attendance_spoken
from ooh_console.desk.panels.desk_clock import in_full
from ooh_console.desk.panels.holdings import attendance, sources
from ooh_console.desk.panels.lines import Line, row, title
from ooh_console.desk.view import View

_COMING, _ANSWERED = title("COMING"), title("HOW EACH AGENCY ANSWERED")


def asked_again(sources: Sequence[object]) -> str:
    """What is said when somebody wants every agency asked now."""
    if not sources:
        return "No agency is configured, so there is nobody to ask."
    return "Every agency was asked again: what each answers comes here, with its age."


def agencies_page(view: View) -> list[Line]:
    """Attendance to the end of what each unit says of itself, which the one screen cuts; then how
    each agency answered."""
    return [
        *in_full(view.desk_clock),
        _COMING,
        *attendance(view),
        row(""),
        _ANSWERED,
        *sources(view),
    ]


def agencies_spoken(view: View) -> list[Line]:
    """The same for somebody who hears it."""
    return [
        *in_full(view.desk_clock),
        _COMING,
        *attendance_spoken(view),
        row(""),
        _ANSWERED,
        *sources(view, spoken=True),
    ]
