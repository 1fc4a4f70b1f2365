"""The debrief of an incident: how long what matters took, so far or in the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.panels.debrief import debrief
from ooh_console.desk.panels.lines import Line, Span
from ooh_console.tui.pages.of_incident import IncidentPage


class DebriefPage(IncidentPage):
    """Every measure, beside the alarm of the configuration."""

    NAME = "Debrief"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("D", "back", show=False)]

    def stands(self) -> Sequence[Span | str]:
        """Whether the night is over."""
        return (" · closed" if self.incident.state.closed else " · so far",)

    def lines(self) -> Sequence[Line]:
        """As it stands."""
        view = self.incident.view()
        return debrief(view, over=view.state.closed is not None)
