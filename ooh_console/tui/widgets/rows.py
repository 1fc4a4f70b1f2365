"""A list of any length: only the rows in sight are made, and the cursor stays with its item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ooh_console.desk.panels.lines import Line
from ooh_console.tui.render import content
from ooh_console.tui.widgets.panel import drawn_row

POINTER, PLACE = "▸", "›"
"""The cursor has a shape of its own: it is seen without colour, with and without the focus."""


class Rows(ScrollView, can_focus=True):
    """Items of one height, drawn on demand by `item_lines`.

    The cursor moves only by the person's own keys and mouse (I14).
    """

    ALLOW_SELECT = False
    ITEM_HEIGHT: ClassVar[int] = 1

    DEFAULT_CSS = """
    Rows {
        height: 1fr; width: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,ctrl+home", "first", show=False),
        Binding("end,ctrl+end", "last", show=False),
        Binding("enter", "choose", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """The item under the cursor is wanted in full (Enter, double click)."""

        rows: Rows
        item: int

        @property
        def control(self) -> Rows:
            """The list."""
            return self.rows

    @dataclass
    class Moved(Message):
        """The person moved the cursor."""

        rows: Rows

        def can_replace(self, message: Message) -> bool:
            """A burst is one move."""
            return isinstance(message, Rows.Moved) and message.rows is self.rows

    def __init__(self, *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._items = 0
        self._cursor = 0
        self._drawn: tuple[tuple[Line, ...], ...] = ()

    def item_lines(self, item: int) -> tuple[Line, ...]:
        """What an item says, a line each row of its height."""
        raise NotImplementedError

    def item_style(self, item: int) -> str:
        """A style over the words of an item."""
        return ""

    @property
    def items(self) -> int:
        """How many items there are."""
        return self._items

    @property
    def cursor(self) -> int:
        """The item under the cursor, from 0."""
        return self._cursor

    @property
    def at_end(self) -> bool:
        """Whether the last item is in sight."""
        return round(self.scroll_offset.y) >= self._last_top()

    def set_items(self, count: int, cursor: int | None = None) -> None:
        """There are so many items now; the cursor is put where its item has gone."""
        self._items = count
        wanted = self._cursor if cursor is None else cursor
        self._cursor = max(0, min(wanted, count - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, count * self.ITEM_HEIGHT)
        self.refresh()

    def refresh_changed(self) -> None:
        """Draws again when anything in sight says something else than before."""
        top = round(self.scroll_offset.y) // self.ITEM_HEIGHT
        last = min(self._items, top + self._height() // self.ITEM_HEIGHT + 2)
        drawn = tuple(self.item_lines(item) for item in range(top, last))
        if drawn != self._drawn:
            self._drawn = drawn
            self.refresh()

    def move_to(self, item: int) -> None:
        """The person moves the cursor."""
        item = max(0, min(item, self._items - 1))
        if item != self._cursor:
            self._cursor = item
            self.refresh()
            self.post_message(self.Moved(self))
        self.show_cursor()

    def show_cursor(self) -> None:
        """Scrolls as little as is needed to have the cursor in sight."""
        height, top = self._height(), round(self.scroll_offset.y)
        first = self._cursor * self.ITEM_HEIGHT
        last = first + self.ITEM_HEIGHT - 1
        if first < top:
            self._scroll_there(first)
        elif last >= top + height:
            self._scroll_there(last - height + 1)

    def scroll_to_last(self) -> None:
        """Has the last item in sight."""
        self._scroll_there(self._last_top())

    def _scroll_there(self, top: int) -> None:
        # Forced: where the list has only now outgrown its place, its scroll bar is not there yet,
        # and Textual would not scroll.
        self.scroll_to(y=top, animate=False, force=True)

    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _last_top(self) -> int:
        return max(0, self._items * self.ITEM_HEIGHT - self._height())

    # Keys and mouse

    def action_move(self, by: int) -> None:
        """Up and down."""
        self.move_to(self._cursor + by)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self.move_to(self._cursor + by * max(1, self._height() // self.ITEM_HEIGHT - 1))

    def action_first(self) -> None:
        """To the first item."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last item."""
        self.move_to(self._items - 1)

    def action_choose(self) -> None:
        """The item in full."""
        if self._items:
            self.post_message(self.Chosen(self, self._cursor))

    def on_click(self, event: events.Click) -> None:
        """One click puts the cursor there, two open it."""
        item = (event.y + round(self.scroll_offset.y)) // self.ITEM_HEIGHT
        if 0 <= item < self._items:
            self.move_to(item)
            if event.chain == 2:
                self.action_choose()

    def on_focus(self) -> None:
        """The cursor changes its shape."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor changes its shape."""
        self.refresh()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One row of the terminal."""
        width = self.size.width
        item, part = divmod(y + round(self.scroll_offset.y), self.ITEM_HEIGHT)
        if not 0 <= item < self._items:
            return drawn_row(self, Content(""), width)
        lines = self.item_lines(item)
        words = content(lines[part]) if part < len(lines) else Content("")
        style = self.item_style(item)
        if style:
            words = words.stylize(style)
        here = item == self._cursor
        mark = (POINTER if self.has_focus else PLACE) if here and part == 0 else " "
        drawn = Content(f"{mark} ") + words
        drawn = drawn.truncate(max(1, self.scrollable_content_region.width), ellipsis=True)
        if here and self.has_focus:
            drawn = drawn.truncate(width, pad=True).stylize("bold on $boost")
        return drawn_row(self, drawn, width)

    def refresh_item(self, item: int) -> None:
        """Draws one item again."""
        y = item * self.ITEM_HEIGHT - round(self.scroll_offset.y)
        self.refresh(Region(0, y, self.size.width, self.ITEM_HEIGHT))
