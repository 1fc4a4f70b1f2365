"""Where text is typed. What is shown is what is saved: what a terminal would obey never gets in."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.strip import Strip
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult

from ooh_console.domain.text import clean

LONGEST_ROW = 20_000
"""A pasted line without an end is broken here, so that typing after it stays quick."""


def one_line(text: str) -> str:
    """Typed or pasted text for a field of one line: nothing is dropped but line ends."""
    return text if text.isascii() and text.isprintable() else clean(text).replace("\n", " ")


class TextLine(Input):
    """A field of one line. Draws only the part around the cursor, so that its length is no matter.

    A paste of several lines becomes one line instead of losing all but the first.
    """

    DEFAULT_CSS = """
    TextLine { height: 1; border: none; padding: 0 1; background: $surface; width: 1fr; }
    TextLine:focus { border: none; background: $boost; }
    """

    def __init__(self, value: str = "", *, id: str | None = None) -> None:
        self._left = 0
        self.offered = ""
        """Nobody typed it: what is typed takes its place, and is not joined to it."""
        super().__init__(value, id=id, compact=True, select_on_focus=False)

    def _on_focus(self, event: events.Focus) -> None:  # Textual goes on to that of Input.
        self.select_on_focus = bool(self.offered) and self.value == self.offered

    def validate_value(self, value: str) -> str:
        """Cleans whatever way the text comes in: typed, pasted, restored, suggested."""
        return one_line(value)

    def _on_paste(self, event: events.Paste) -> None:
        text = one_line(event.text.rstrip("\r\n"))
        self.replace(text, *sorted(self.selection))
        event.stop()
        event.prevent_default()

    def replace(self, text: str, start: int, end: int) -> None:
        """Cleaned first, since the cursor is set by the length of what goes in."""
        super().replace(one_line(text), start, end)

    @property
    def content_width(self) -> int:
        """Never wider than it is: it does not scroll by itself, it draws another part."""
        return max(1, self.size.width)

    def _window(self) -> int:
        """The first character drawn: the cursor is always among those drawn.

        Where nobody types, the beginning is what tells most.
        """
        if not self.has_focus:
            return 0
        room = max(2, self.content_size.width) - 1
        cursor = self.cursor_position
        left = min(self._left, cursor, len(self.value))
        if (
            cell_len(self.value[max(left, cursor - room - 1) : cursor]) > room
            or cursor - left > room
        ):
            left = cursor
            used = 0
            while left > 0:
                used += max(1, cell_len(self.value[left - 1]))
                if used > room:
                    break
                left -= 1
        # Once there is more room, or less text, the beginning comes back into sight.
        while left > 0 and len(self.value) - left < room:
            if cell_len(self.value[left - 1 :]) > room:
                break
            left -= 1
        self._left = left
        return left

    def _position_to_cell(self, position: int) -> int:
        left = self._window()
        return cell_len(self.value[left:position]) if position > left else 0

    def _cell_offset_to_index(self, offset: int) -> int:
        left, used = self._window(), 0
        for place in range(left, min(len(self.value), left + self.size.width + 1)):
            used += cell_len(self.value[place])
            if used > offset:
                return place
        return min(len(self.value), left + self.size.width)

    def render_line(self, y: int) -> Strip:
        """The part around the cursor, with selection and cursor in it."""
        width = self.scrollable_content_region.width
        if y != 0 or width <= 0:
            return Strip.blank(self.size.width, self.rich_style)
        left = self._window()
        # One more than fits: whether the text goes on is seen at the edge.
        drawn = Text(self.value[left : left + width + 1], no_wrap=True, overflow="ignore", end="")
        drawn.pad_right(1)
        if self.has_focus:
            start, end = sorted(self.selection)
            if start != end:
                style = self.get_component_rich_style("input--selection")
                drawn.stylize(style, max(0, start - left), max(0, end - left))
            if self._cursor_visible:
                at = self.cursor_position - left
                drawn.stylize(self.get_component_rich_style("input--cursor"), at, at + 1)
        console = self.app.console
        options = self.app.console_options.update_width(width + 4)
        strip = Strip(list(console.render(drawn, options)))
        return strip.crop(0, width).extend_cell_length(width).apply_style(self.rich_style)


class TextBlock(TextArea):
    """A field of several lines. Tab leaves it; Enter makes a new line."""

    DEFAULT_CSS = """
    TextBlock { height: 4; border: none; padding: 0 1; background: $surface; width: 1fr; }
    TextBlock:focus { border: none; background: $boost; }
    """

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(
            _rows(text), id=id, tab_behavior="focus", compact=True, highlight_cursor_line=False
        )

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual's own, which comes after this one, takes it in.
        event.stop()

    def edit(self, edit: Edit) -> EditResult:
        """Cleans what is typed or pasted."""
        edit.text = _rows(edit.text)
        return super().edit(edit)

    def load_text(self, text: str) -> None:
        """Cleans what is restored."""
        super().load_text(_rows(text))


def _rows(text: str) -> str:
    if len(text) == 1:
        return clean(text)
    rows: list[str] = []
    for row in clean(text).split("\n"):
        rows += [row[at : at + LONGEST_ROW] for at in range(0, len(row), LONGEST_ROW)] or [""]
    return "\n".join(rows)
