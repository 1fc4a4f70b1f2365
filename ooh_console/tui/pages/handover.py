"""The shift changes hands: the sheet before it is given, and when it is accepted by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.panels.lines import Span, Tone
from ooh_console.tui.pages.of_incident import IncidentPage


class HandoverPage(IncidentPage):
    """The sheet in full. `g` gives it, `y` accepts it; both ask for the name."""

    SCREEN = "handover"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "form('shift-give')", "Give", show=False, priority=True),
        Binding("y", "accept", "Accept", show=False, priority=True),
        Binding("H", "back", show=False),
    ]
    KEYS = "g hand over to somebody · y accept it, by name · ↑ ↓ PgDn scroll · Esc back"

    def stands(self) -> Sequence[Span | str]:
        """Whose turn it is."""
        if self.incident.state.shift_waiting is not None:
            return " · ", Span("NOT ACCEPTED: y accepts", Tone.ALARM)
        return (" · g hands it over",)

    def action_accept(self) -> None:
        """By whom?"""
        if self.incident.state.shift_waiting is None:
            self.tell("No handover is waiting: g hands the shift over.", Tone.WARNING)
        else:
            self.action_form("shift-accept")
