"""The two lists of Tonight: incidents, and births expected."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.panels.lines import Line
from ooh_console.desk.panels.tonight import incident
from ooh_console.desk.tonight import Shown, Tonight
from ooh_console.domain.readiness import Readiness
from ooh_console.tui.compact import fit
from ooh_console.tui.widgets.rows import Rows


class IncidentList(Rows):
    """Open incidents, then those closed within a day; two lines each."""

    ITEM_HEIGHT = 2

    def __init__(self, tonight: Tonight) -> None:
        super().__init__(id="incidents")
        self._tonight = tonight
        self._shown: tuple[Shown, ...] = ()

    def item_lines(self, item: int) -> tuple[Line, ...]:
        """One incident."""
        first, second = incident(self._shown[item], self._tonight.desk.clock())
        return fit(first, max(20, self.scrollable_content_region.width - 2)), second

    def show(self) -> None:
        """Takes in what was read; the cursor stays with its incident (I14)."""
        before = self.chosen
        self._shown = self._tonight.incidents
        place = next((n for n, one in enumerate(self._shown) if one.reference == before), None)
        top_item = self.cursor * self.ITEM_HEIGHT - round(self.scroll_offset.y)
        self.set_items(len(self._shown), place)
        if before and place is not None and self.scroll_offset.y:
            # What arrives above must not push away what is being read.
            self.scroll_to(y=place * self.ITEM_HEIGHT - top_item, animate=False)

    @property
    def chosen(self) -> str:
        """The reference under the cursor; empty when there is none."""
        return self._shown[self.cursor].reference if self._shown else ""


class BirthList(Rows):
    """Births expected, a row each, then agencies that expect none or did not answer."""

    def __init__(self, tonight: Tonight) -> None:
        super().__init__(id="births")
        self._tonight = tonight
        self._lines: tuple[Line, ...] = ()

    def item_lines(self, item: int) -> tuple[Line, ...]:
        """One birth."""
        return (self._lines[item],)

    def show(self, lines: Sequence[Line]) -> None:
        """Shows these; the cursor stays in its row."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.set_items(len(self._lines))

    @property
    def chosen(self) -> Readiness | None:
        """The checks of the family under the cursor."""
        expected = self._tonight.expected
        if self.cursor >= len(expected):
            return None
        return self._tonight.ready_for(expected[self.cursor].entry)
