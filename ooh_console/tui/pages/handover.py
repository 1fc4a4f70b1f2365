"""The shift changes hands: the sheet before it is given, and when it is accepted by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.acts import ACTS
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.handover import sheet
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.wording import sentence
from ooh_console.domain.entries import Entry
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.following import follow
from ooh_console.tui.pages.page import Page, mark


class HandoverPage(Page):
    """The sheet in full. `g` gives it, `y` accepts it; both ask for the name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "give", "Give", show=False, priority=True),
        Binding("y", "accept", "Accept", show=False, priority=True),
        Binding("H", "back", show=False),
    ]
    KEYS = "g hand over to somebody · y accept it, by name · ↑ ↓ PgDn scroll · Esc back"

    def __init__(self, incident: Incident) -> None:
        super().__init__()
        self.incident = incident

    def on_mount(self) -> None:
        """Follows the incident: what is on the sheet is true now."""
        self._unfollow = follow(self, self.incident, self.draw)

    def on_unmount(self) -> None:
        """Stops following."""
        self._unfollow()

    def heading(self) -> Line:
        """Whose turn it is."""
        view = self.incident.view()
        waiting = view.state.shift_waiting is not None
        said = Span("NOT ACCEPTED: y accepts", Tone.ALARM) if waiting else "g hands it over"
        return row(
            *mark(view.exercise),
            Span("Shift handover", Tone.TITLE),
            f" · {view.reference} · ",
            said,
        )

    def lines(self) -> Sequence[Line]:
        """The sheet."""
        return sheet(self.incident.view())

    def action_give(self) -> None:
        """To whom?"""
        self._open("shift-give")

    def action_accept(self) -> None:
        """By whom?"""
        if self.incident.state.shift_waiting is None:
            self.tell("No handover is waiting: g hands the shift over.", Tone.WARNING)
        else:
            self._open("shift-accept")

    def _open(self, act: str) -> None:
        self.app.push_screen(FormDialog(self.incident, ACTS[act]), self._recorded)

    def _recorded(self, entries: tuple[Entry, ...] | None) -> None:
        if entries:
            words = sentence(entries[0], self.incident.state, self.incident.desk.habits.tz, 200)
            self.tell(f"saved: {words}", Tone.GOOD)
        self.draw()
