"""Panels: lines of words, one a row, cut at the width; and the same with scrolling, in full."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.tui.render import content, cut

_CHOSEN = ("▸", "┃")
_COLUMNS = re.compile(r"^[▸┃ ]+(?:\S (?! ))?|(?<=\S) {2,}(?=\S)")
"""Where words begin: after the edge (and a box to tick), and after a key or a name before them."""


class Panel(Widget):
    """Lines that are cut at the width, as many as there is height for; never wrapped.

    When lines are left out, the last row says how many, and `more` says where they are. Setting
    the same lines again draws nothing, so a screen may do so every second.
    """

    DEFAULT_CSS = """
    Panel { height: auto; width: 1fr; }
    """

    def __init__(
        self,
        lines: Sequence[Line] = (),
        *,
        more: str = "",
        id: str | None = None,
        classes: str = "",
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = tuple(lines)
        self._more = more

    @property
    def lines(self) -> tuple[Line, ...]:
        """What it shows."""
        return self._lines

    def show(self, lines: Sequence[Line]) -> bool:
        """Shows these lines; whether anything changed."""
        lines = tuple(lines)
        if lines == self._lines:
            return False
        layout = len(lines) != len(self._lines)
        self._lines = lines
        self.refresh(layout=layout)
        return True

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as lines."""
        return len(self._lines)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the longest line."""
        return max((content(one).cell_length for one in self._lines), default=0)

    def render(self) -> Content:
        """The lines that fit."""
        width, height = self.content_size
        lines = self._lines
        if height and len(lines) > height:
            left = len(lines) - height + 1
            last = row(Span(f"+{left} more{f': {self._more}' if self._more else ''}", Tone.QUIET))
            lines = (*lines[: height - 1], last)
        return Content("\n").join([cut(one, width) for one in lines])


class ScrollPanel(ScrollView, can_focus=True):
    """Lines in full: wrapped at the width, scrolled by keys and mouse.

    New lines leave the scroll where the reader has it (I14).
    """

    DEFAULT_CSS = """
    ScrollPanel { height: 1fr; width: 1fr; overflow-x: hidden; overflow-y: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    def __init__(
        self, lines: Sequence[Line] = (), *, id: str | None = None, classes: str = ""
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = tuple(lines)
        self._rows: list[Content] = []
        self._starts: list[int] = []
        self._width = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """What it shows."""
        return self._lines

    def show(self, lines: Sequence[Line]) -> bool:
        """Shows these lines; whether anything changed."""
        lines = tuple(lines)
        if lines == self._lines:
            return False
        self._lines = lines
        self._wrap(self._width)
        self.refresh()
        return True

    def scroll_to_line(self, number: int) -> None:
        """Puts a line, counted from 0, at the top."""
        if self._starts:
            at = self._starts[max(0, min(number, len(self._starts) - 1))]
            self.scroll_to(y=at, animate=False)

    def scroll_into_sight(self, number: int) -> None:
        """Scrolls as little as is needed to have a line, counted from 0, and the one after it in
        sight."""
        if not self._starts:
            return
        number = max(0, min(number, len(self._starts) - 1))
        after = self._starts[number + 2] if number + 2 < len(self._starts) else len(self._rows)
        top, height = round(self.scroll_offset.y), self.scrollable_content_region.height
        if self._starts[number] < top:
            self.scroll_to(y=self._starts[number], animate=False)
        elif after > top + height:
            self.scroll_to(y=min(after - height, self._starts[number]), animate=False)

    @property
    def top_line(self) -> int:
        """The line, counted from 0, of which some row is the first in sight."""
        return self._line_at(round(self.scroll_offset.y))

    def on_resize(self) -> None:
        """Wraps again when the width has changed; the line at the top stays at the top."""
        width = self.scrollable_content_region.width
        if width == self._width:
            return
        top = self.top_line
        self._wrap(width)
        self.refresh()
        if top:
            self.call_after_refresh(self.scroll_to_line, top)

    def _line_at(self, y: int) -> int:
        return max((n for n, start in enumerate(self._starts) if start <= y), default=0)

    def _wrap(self, width: int) -> None:
        self._width, self._rows, self._starts = width, [], []
        if width <= 0:
            return
        for one in self._lines:
            self._starts.append(len(self._rows))
            drawn = content(one)
            if drawn.cell_length <= width:
                self._rows.append(drawn)
                continue
            self._rows += wrapped(drawn, width)
        self.virtual_size = Size(width, len(self._rows))

    def render_line(self, y: int) -> Strip:
        """One row."""
        width, style = self.size.width, self.visual_style
        number = y + round(self.scroll_offset.y)
        if not 0 <= number < len(self._rows):
            return Strip.blank(width, style.rich_style)
        return drawn_row(self, self._rows[number], width)


def wrapped(drawn: Content, width: int) -> list[Content]:
    """Continued rows stand under the words, so that a reader sees where the next item begins."""
    text = drawn.plain
    beginnings = [found.end() for found in _COLUMNS.finditer(text, 0, width // 3)]
    words = max((at for at in beginnings if cell_len(text[:at]) <= width // 3), default=0)
    indent = cell_len(text[:words])
    first, *others = (piece.rstrip() for piece in drawn[words:].wrap(width - indent))
    under = ("┃" if text[:1] in _CHOSEN else "").ljust(indent)
    return [drawn[:words] + first, *(Content(under) + other for other in others)]


def drawn_row(widget: Widget, drawn: Content, width: int) -> Strip:
    """A row of `Content` as the terminal gets it, in the colours of its widget."""
    base = widget.visual_style
    parse = widget.app.stylesheet.parse_style
    segments = [
        Segment(text, (base + style).rich_style)
        for text, style in drawn.render(base, end="", parse_style=parse)
    ]
    return Strip(segments, drawn.cell_length).adjust_cell_length(width, base.rich_style)
