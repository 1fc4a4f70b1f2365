"""The log on the screen: one line an entry, read in pages, so that its length does not matter."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.message import Message

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.domain.times import turn
from ooh_console.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from ooh_console.desk.marking import Marking
    from ooh_console.domain.entries import Entry
    from ooh_console.domain.state import State

PAGE, PAGES = 64, 24
"""Entries a page, and pages kept: some 1,500 lines, well under a megabyte."""

Read = Callable[[int, int], Sequence["Entry"]]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An entry as its line: the entry itself, which may hold a megabyte, is let go."""

    id: str
    line: Line
    moment: datetime
    struck: bool


class LogView(Rows):
    """Entries by place, the kept screens (`holding_seen`) left out.

    It follows the end only while nobody has put the focus or the scroll elsewhere (I14).
    """

    @dataclass
    class Unreadable(Message):
        """The log could not be read."""

        error: Exception

    def __init__(self, *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._read: Read | None = None
        self._state: State | None = None
        self._marking: Marking | None = None
        self._tz: ZoneInfo | None = None
        self._count = 0
        self._hidden: list[int] = []
        self._waiting_from = self._past = 0
        self._pages: OrderedDict[int, dict[int, _Drawn]] = OrderedDict()
        self._failed = ""
        self._following = True
        """Whether the end is followed: it was in sight, and nobody has scrolled up since."""

    def read_from(self, read: Read, tz: ZoneInfo) -> None:
        """Where entries come from."""
        self._read, self._tz = read, tz

    def show(
        self, count: int, state: State, marking: Marking, waiting_from: int = 0, past: int = 0
    ) -> bool:
        """The log has so many entries now, the last of which may wait for their places, and may
        have another past than before; whether anything changed."""
        remarked = self._marking is not None and self._marking != marking
        self._marking = marking
        previous, before = self._state, self._count
        moved = (self._waiting_from, self._past) != (waiting_from, past)
        self._waiting_from, self._past = waiting_from, past
        if state is previous and count == before and not (moved or remarked):
            return False
        following = self._following and not self.has_focus
        seq = self.cursor_seq
        chosen = self._entry(seq) if moved and seq else None
        if previous is not None and (
            moved
            or remarked
            or state.struck != previous.struck
            or state.deliveries != previous.deliveries
        ):
            self._pages.clear()
        else:
            self._pages.pop(before // PAGE, None)
        self._state, self._count = state, count
        hidden = state.kinds.get("holding_seen", ())
        if moved or len(hidden) != len(self._hidden):
            self._hidden = sorted(entry.seq for entry in hidden)
        if chosen is not None:
            seq = self._place_of(chosen.id, seq)
        items = count - len(self._hidden)
        self.set_items(items, items - 1 if following or not seq else self._item(seq))
        if following:
            self.scroll_to_last()
        return True

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Somebody scrolled."""
        super().watch_scroll_y(old_value, new_value)
        # On the way down to an end that has moved on meanwhile, nobody has left the end.
        self._following = self.at_end or (self._following and new_value > old_value)

    def on_resize(self) -> None:
        """The end stays in sight where it was in sight."""
        if self._following:
            self.call_after_refresh(self.scroll_to_last)

    def _place_of(self, id: str, seq: int) -> int:
        """Where an entry is that was at this place: only the last ones ever move, and only down."""
        found = self._read(seq, self._count) if self._read is not None else ()
        return next((entry.seq for entry in found if entry.id == id), seq)

    # Where an entry stands among those shown

    @property
    def cursor_seq(self) -> int:
        """The place in the log of the entry under the cursor; 0 when there is none."""
        return self._seq(self.cursor) if self.items else 0

    @property
    def below(self) -> int:
        """How many entries are below what is in sight."""
        bottom = round(self.scroll_offset.y) + self._height()
        return max(0, self.items - bottom)

    def _item(self, seq: int) -> int:
        return seq - bisect_right(self._hidden, seq) - 1

    def _seq(self, item: int) -> int:
        """The place of the nth entry that is shown."""
        low, high = item + 1, item + 1 + len(self._hidden)
        while low < high:
            middle = (low + high) // 2
            if self._item(middle) < item:
                low = middle + 1
            else:
                high = middle
        return low

    # Drawing

    def item_lines(self, item: int) -> tuple[Line, ...]:
        """One entry on one line; the date and the zone are said where they change."""
        drawn = self._entry(self._seq(item))
        if drawn is None:
            return (row(Span(self._failed or "…", Tone.QUIET)),)
        above = self._entry(self._seq(item - 1)) if item else None
        lead = turn(above.moment if above else None, drawn.moment, self._tz)
        return (row(Span(lead, Tone.TITLE), *drawn.line.spans) if lead else drawn.line,)

    def item_style(self, item: int) -> str:
        """A struck entry is struck through, and stays readable."""
        drawn = self._entry(self._seq(item))
        return "strike" if drawn is not None and drawn.struck else ""

    def _entry(self, seq: int) -> _Drawn | None:
        number = (seq - 1) // PAGE
        page = self._pages.get(number)
        if page is None or seq not in page:
            page = self._load(number)
        else:
            self._pages.move_to_end(number)
        return page.get(seq)

    def _load(self, number: int) -> dict[int, _Drawn]:
        if self._read is None or self._state is None or self._marking is None:
            return {}
        try:
            entries = self._read(number * PAGE + 1, min((number + 1) * PAGE, self._count))
        except Exception as error:
            # Told once; the rows say so until it can be read again.
            if not self._failed:
                self._failed = "This part of the log cannot be read now."
                self.post_message(self.Unreadable(error))
            return {}
        self._failed = ""
        state, marking = self._state, self._marking
        page = {entry.seq: _draw(entry, state, self._tz, marking) for entry in entries}
        self._pages[number] = page
        while len(self._pages) > PAGES:
            self._pages.popitem(last=False)
        return page


def _draw(entry: Entry, state: State, tz: ZoneInfo | None, marking: Marking) -> _Drawn:
    from ooh_console.desk.panels.log_row import entry_lead, entry_words

    drawn = row(entry_lead(entry, tz), *entry_words(entry, state, tz, marking))
    return _Drawn(entry.id, drawn, entry.occurred_at, entry.id in state.struck)
