"""Attendance of every agency in full, and the forms that add to it, one key each."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.tui.pages.of_incident import IncidentPage


class AttendancePage(IncidentPage):
    """Who was asked, who comes when, who is there, who cannot, by system and as heard."""

    SCREEN = "coming"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "form('agency-asked')", "Asked", show=False),
        Binding("c", "form('commitment')", "Promise heard", show=False),
        Binding("g", "form('progress')", "On the way, there", show=False),
        Binding("C", "back", show=False),
    ]
    KEYS = "a asked · c promise heard · g on the way, holding, there, left · Esc back"
