"""The one screen as it stood once an entry was recorded; stepped entry by entry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import known_in
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.panels.review import in_full
from ooh_console.desk.panels.screen import screen
from ooh_console.desk.reviewing import Night, stood_after
from ooh_console.domain.entries import Entry
from ooh_console.domain.times import day_clock
from ooh_console.tui.pages.page import Page, mark
from ooh_console.tui.trouble import explain

LAST = 200
"""So many of the last entries stand under the screen; the timeline has every one."""


class StoodPage(Page):
    """The entry in full, and under it the screen that the person at the desk had then.

    The order of stepping is that of recording: what is looked at is what was known.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,n", "step(1)", "Next entry", show=False),
        Binding("left,p", "step(-1)", "Entry before", show=False),
    ]
    KEYS = "← → entry by entry · ↑ ↓ PgUp PgDn scroll · Esc back to the timeline"

    def __init__(
        self, incident: Incident, night: Night, entry: Entry, stepped: Callable[[Entry], None]
    ) -> None:
        super().__init__()
        self._stepped = stepped
        self.incident = incident
        self.entry = entry
        self._night = night
        self._steps = [one for one in night.recorded if one.kind != "holding_seen"]
        self._at = next(n for n, one in enumerate(self._steps) if one.id == entry.id)
        self._lines: tuple[Line, ...] = (quiet("…"),)

    def on_mount(self) -> None:
        """Reads the first one."""
        self._read()

    def heading(self) -> Line:
        """Which moment, and which entry of how many."""
        tz = self.incident.desk.habits.tz
        when = day_clock(self.entry.recorded_at, tz)
        return row(
            *mark(self.incident.view().exercise),
            Span(f"AS IT STOOD {when}", Tone.WARNING),
            f" · entry {self.entry.seq} of {self._night.count}",
        )

    def lines(self) -> Sequence[Line]:
        """What was read last."""
        return self._lines

    def marked(self, lines: Sequence[Line]) -> Sequence[Line]:
        """A protected address is marked, also where it was known to be only later."""
        return marked(lines, self.incident.view().marking)

    def action_step(self, by: int) -> None:
        """To the entry recorded before or after."""
        to = max(0, min(len(self._steps) - 1, self._at + by))
        if to == self._at:
            self.tell("This is the last entry." if by > 0 else "This is the first entry.")
            return
        self._at, self.entry = to, self._steps[to]
        self.tell("")
        self._stepped(self.entry)
        self._read()

    def _read(self) -> None:
        self.run_worker(self._stood(), group="stood", exclusive=True, exit_on_error=False)

    async def _stood(self) -> None:
        entry, desk = self.entry, self.incident.desk
        try:
            view = await asyncio.to_thread(
                stood_after, desk, self.incident.reference, self._night, entry
            )
        except Exception as error:
            self.tell(explain(error), Tone.ALARM)
            return
        log = known_in(self._night.recorded, view)
        said = in_full(entry, self.incident.view())
        shown = screen(view, log[-LAST:])
        self._lines = (*said, row(""), title("THE SCREEN THEN"), *shown)
        self.panel.scroll_home(animate=False)
        self.draw()
