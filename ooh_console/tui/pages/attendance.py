"""Attendance of every agency in full, and the forms that add to it, one key each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.acts import ACTS
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.coming import attendance_table
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.wording import sentence
from ooh_console.domain.entries import Entry
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.following import follow
from ooh_console.tui.pages.page import Page, mark


class AttendancePage(Page):
    """Who was asked, who comes when, who is there, who cannot, by system and as heard."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "form('agency-asked')", "Asked", show=False),
        Binding("c", "form('commitment')", "Promise heard", show=False),
        Binding("g", "form('progress')", "On the way, there", show=False),
        Binding("C", "back", show=False),
    ]
    KEYS = "a asked · c promise heard · g on the way, holding, there, left · Esc back"

    def __init__(self, incident: Incident) -> None:
        super().__init__()
        self.incident = incident

    def on_mount(self) -> None:
        """Follows the incident."""
        super().on_mount()
        self._unfollow = follow(self, self.incident, self.draw)

    def on_unmount(self) -> None:
        """Stops following."""
        self._unfollow()

    def heading(self) -> Line:
        """Which incident."""
        view = self.incident.view()
        title = Span("Attendance", Tone.TITLE)
        return row(*mark(view.exercise), title, f" · {view.reference}")

    def lines(self) -> Sequence[Line]:
        """As it stands."""
        return attendance_table(self.incident.view())

    def action_form(self, act: str) -> None:
        """Opens the form of an act; what it saved is said above the keys."""
        self.app.push_screen(FormDialog(self.incident, ACTS[act]), self._saved)

    def _saved(self, entries: tuple[Entry, ...] | None) -> None:
        if entries:
            view = self.incident.view()
            words = sentence(entries[0], view.state, view.habits.tz, 200)
            self.tell(f"saved {words}", Tone.GOOD)
        self.draw()
