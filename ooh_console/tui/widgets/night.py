"""The rows of the review: one entry a row as things happened, with the lanes of the timeline."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.binding import Binding, BindingType

from ooh_console.desk.marking import Marking
from ooh_console.desk.panels.lanes import WIDTH, Lanes
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.log_row import entry_lead, entry_words
from ooh_console.desk.reviewing import Night
from ooh_console.domain.entries import Entry
from ooh_console.domain.log_filter import LogFilter
from ooh_console.domain.review import Review
from ooh_console.domain.times import turn
from ooh_console.tui.widgets.rows import Rows

LEAD = 11
"""Cells before the lanes: the pointer, the time and the role."""
WORDS_LEAST = 44
"""Cells that the words keep, however many lanes there are."""


class NightRows(Rows):
    """Only what is in sight is drawn, so that its length does not matter.

    What arrives moves neither the cursor nor the row at the top (I14).
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "lane(-1)", show=False),
        Binding("right", "lane(1)", show=False),
    ]

    def __init__(self, tz: ZoneInfo) -> None:
        super().__init__(id="night")
        self._tz = tz
        self._night: Night | None = None
        self._chosen: tuple[int, ...] = ()
        self._wrong: frozenset[int] = frozenset()
        self._review: Review | None = None
        self._marking = Marking()
        self.lanes = Lanes()
        self.lane = 0
        """The lane chosen with ← and →."""
        self._rows_before = 0
        self.marked = ""
        """The id of the entry at the marked moment."""

    # What is shown

    def show(self, night: Night, wanted: LogFilter, review: Review, marking: Marking) -> None:
        """Shows those that the filter takes; cursor and top stay with their entries."""
        here, first = self.entry, self._entry(round(self.scroll_offset.y))
        seen = self._in_sight()
        self._review, self._marking = review, marking
        if night is not self._night:
            self._night, self.lanes = night, Lanes.of(night.timeline)
        self._chosen = night.chosen(wanted)
        self.set_items(len(self._chosen), self._place_of(here))
        self._scroll_there(self._place_of(first) if round(self.scroll_offset.y) else 0)
        if seen:
            self.show_cursor()

    def _in_sight(self) -> bool:
        """Whether the cursor is, or was before there were fewer rows."""
        top, rows = round(self.scroll_offset.y), max(self._height(), self._rows_before)
        return top <= self.cursor < top + rows

    def wrong_at(self, places: frozenset[int]) -> None:
        """The entries with which checking the log found something wrong."""
        if places != self._wrong:
            self._wrong = places
            self.refresh()

    def on_resize(self) -> None:
        """A row that was in sight under the cursor stays so when there are fewer rows."""
        seen = self._in_sight()
        self._rows_before = self._height()
        if seen:
            self.show_cursor()

    def _scroll_there(self, top: int) -> None:
        # At once: what is worked out from where it stands must not be from where it stood.
        self.scroll_to(y=top, animate=False, force=True, immediate=True)

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entry(self.cursor)

    def go_to(self, entry: Entry) -> None:
        """The cursor to an entry, or, where it is not shown, to the last one shown before it."""
        self.move_to(self._place_of(entry))

    def go_to_moment(self, moment: datetime) -> None:
        """The cursor to the last entry shown that had happened by a moment."""
        if self._night is not None and self._night.entries:
            self.go_to(self._night.entries[self._night.place_at(moment)])

    def _entry(self, item: int) -> Entry | None:
        if self._night is None or not 0 <= item < len(self._chosen):
            return None
        return self._night.entries[self._chosen[item]]

    def _place_of(self, entry: Entry | None) -> int:
        if entry is None:
            return 0
        wanted = (entry.occurred_at, entry.seq)
        low, high = 0, len(self._chosen)
        while low < high:
            middle = (low + high) // 2
            one = self._entry(middle)
            assert one is not None
            if (one.occurred_at, one.seq) <= wanted:
                low = middle + 1
            else:
                high = middle
        return max(0, low - 1)

    # Lanes

    @property
    def fitting(self) -> int:
        """How many lanes are drawn: as many as leave room for the words."""
        room = self.scrollable_content_region.width - LEAD - WORDS_LEAST
        return max(1, min(len(self.lanes.lanes), room // WIDTH))

    @property
    def first_lane(self) -> int:
        """The first lane drawn: the chosen one is always in sight."""
        fitting = self.fitting
        return max(0, min(self.lane - fitting + 1, len(self.lanes.lanes) - fitting))

    def action_lane(self, by: int) -> None:
        """One lane to the left or right."""
        self.lane = max(0, min(len(self.lanes.lanes) - 1, self.lane + by))
        self.refresh()
        self.post_message(self.Moved(self))

    # Drawing

    def item_lines(self, item: int) -> tuple[Line, ...]:
        """Time and role, the lanes, what stands out, the words."""
        entry = self._entry(item)
        if entry is None or self._night is None:
            return (row(""),)
        above = self._entry(item - 1) if item else None
        lead = turn(above.occurred_at if above else None, entry.occurred_at, self._tz)
        spans: list[Span | str] = [
            entry_lead(entry, self._tz),
            *self.lanes.cells(entry, self.first_lane, self.fitting),
            " ",
        ]
        if lead:
            spans.append(Span(lead, Tone.TITLE))
        if entry.id == self.marked:
            spans.append(Span("[MARKED] ", Tone.TITLE))
        if entry.seq in self._wrong:
            spans.append(Span("[NOT AS RECORDED] ", Tone.ALARM))
        if self._review is not None and (about := len(self._review.about(entry.id))):
            spans.append(Span(f"[◇{about}] ", Tone.TITLE))
        state = self._night.state
        words = entry_words(entry, state, self._tz, self._marking, both_times=True)
        return (row(*spans, *words),)
