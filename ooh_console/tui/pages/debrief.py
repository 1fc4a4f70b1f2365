"""The debrief of an incident: how long what matters took, so far or in the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.debrief import debrief, measured
from ooh_console.desk.panels.lines import Line
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.measures import Measure
from ooh_console.domain.state import State
from ooh_console.tui.pages.of_incident import IncidentPage


class DebriefPage(IncidentPage):
    """Every measure, beside the alarm of the configuration."""

    SCREEN = "debrief"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("D", "back", show=False)]

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident)
        self._of: tuple[State, Holdings] | None = None
        self._found: tuple[Measure, ...] = ()

    def lines(self) -> Sequence[Line]:
        """As it stands."""
        view = self.incident.view()
        # It is drawn every second; measured only when something was recorded, or an agency spoke.
        of = view.state, view.holdings
        if self._of is None or any(now is not then for now, then in zip(of, self._of, strict=True)):
            self._of, self._found = of, measured(view)
        return debrief(view, over=view.state.closed is not None, found=self._found)
