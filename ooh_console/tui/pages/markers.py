"""Every warning marker by whom it is about, in plain words; each is confirmed by name (L12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.acts.reading import has_read, read_marker
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.warnings import (
    group_marked,
    in_groups,
    marker_in_full,
    sources_of_markers,
)
from ooh_console.domain.subjects import About, Held, about
from ooh_console.domain.text import ended, line
from ooh_console.tui.pages.of_incident import IncidentPage


class MarkersPage(IncidentPage):
    """Markers under the person or address that they are about. The chosen one has an arrow;
    confirming goes to the next.

    The order is that of opening: what is confirmed, or arrives, does not move the others (I14).
    What arrives, or has changed, stands at the end.
    """

    SCREEN = "markers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "read", "I have read it", show=False, priority=True),
        Binding("down,n,j", "step(1)", show=False, priority=True),
        Binding("up,p,k", "step(-1)", show=False, priority=True),
        Binding("f8", "back", show=False),
    ]
    KEYS = "↑ ↓ choose · y I have read this one, go to next · PgDn scroll · Esc back"

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident)
        self._order: list[tuple[str, str]] = []
        self._at = 0
        self._starts: list[int] = []

    def on_mount(self) -> None:
        """Starts at the first marker that the person at the desk has not read."""
        self._sort()
        first = self._unread_from(0)
        self._at = first if first is not None else 0
        self.call_after_refresh(self._in_sight)

    # Which markers

    def held(self) -> list[Held]:
        """The markers in the order of this page; new ones at the end."""
        self._sort()
        now = {_key(pair): pair for pair in self.incident.holdings.markers}
        return [now[key] for key in self._order if key in now]

    def _sort(self) -> None:
        for _, pair in in_groups(self.incident.view()):
            if _key(pair) not in self._order:
                self._order.append(_key(pair))

    def _mine(self, pair: Held) -> bool:
        return has_read(self.incident.state, pair[1].digest, self.incident.desk.operator.name)

    def _unread_from(self, at: int) -> int | None:
        held = self.held()
        round_trip = [*range(at, len(held)), *range(min(at, len(held)))]
        return next((n for n in round_trip if not self._mine(held[n])), None)

    # Showing

    def lines(self) -> Sequence[Line]:
        """Each marker in full, the chosen one marked; then how each agency answered."""
        view = self.incident.view()
        found: list[Line] = []
        self._starts = []
        before: About | None = None
        width = (self.panel.scrollable_content_region.width or self.size.width - 4) - 2
        for number, pair in enumerate(self.held()):
            who = about(*pair, view.state, view.in_doubt)
            start = len(found)
            if who != before:
                found.append(group_marked(who, view))
                before = who
            # The name of the group stays in sight with its first marker.
            self._starts.append(start)
            chosen = number == self._at
            for place, one in enumerate(marker_in_full(*pair, view, width)):
                edge = "▸ " if chosen and not place else "┃ " if chosen else "  "
                found.append(row(Span(edge, Tone.STRONG), *one.spans))
            found.append(row(""))
        return [*found, *sources_of_markers(view)]

    def _in_sight(self) -> None:
        if self._starts:
            self.panel.scroll_to_line(self._starts[min(self._at, len(self._starts) - 1)])

    # Doing

    def action_step(self, by: int) -> None:
        """To the marker before or after."""
        count = len(self.held())
        if count:
            self._at = max(0, min(count - 1, self._at + by))
            self.draw()
            self._in_sight()

    def action_read(self) -> None:
        """Records that the person at the desk read this marker, and goes to the next unread."""
        held = self.held()
        if not held:
            return
        pair = held[min(self._at, len(held) - 1)]
        if self._mine(pair):
            self._next("You have read this one already.")
            return
        name = line(self.incident.desk.operator.name, 60)
        done = f"Recorded: {name} has read: {ended(line(pair[1].summary(), 120))}"
        self.record(lambda: read_marker(self.incident, *pair), lambda: self._next(done))

    def _next(self, said: str) -> None:
        after = self._unread_from(self._at)
        if after is None:
            self.tell(f"{said} You have read every marker. Esc goes back.", Tone.GOOD)
        else:
            self._at = after
            self.tell(said, Tone.GOOD)
        self.draw()
        self._in_sight()


def _key(pair: Held) -> tuple[str, str]:
    return pair[0].agency, pair[1].digest
