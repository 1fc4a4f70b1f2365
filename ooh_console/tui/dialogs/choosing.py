"""A closed choice: every possible answer in view while it has the focus, one key picks one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from ooh_console.desk.acts.form import Option
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.domain.text import line
from ooh_console.tui.render import block

ROWS = 6
"""More choices than this scroll."""


def window(count: int, at: int, rows: int = ROWS) -> range:
    """Which of `count` are drawn in `rows` rows so that the one at `at` is among them."""
    first = max(0, min(at - rows // 2, count - rows))
    return range(first, min(count, first + rows))


class Choice(Widget, can_focus=True):
    """One of several. Arrows move; a digit or the first letter picks; Enter goes on."""

    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; padding: 0 1; background: $surface; }
    Choice:focus { background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "step(-1)", show=False),
        Binding("down,right", "step(1)", show=False),
        Binding("enter", "go_on", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Something was picked."""

        choice: Choice

    @dataclass
    class GoOn(Message):
        """Enter was pressed."""

        choice: Choice

    def __init__(
        self,
        options: Sequence[Option],
        value: str = "",
        *,
        rows: int = ROWS,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self._most = rows
        self._at = next((n for n, one in enumerate(self.options) if one.value == value), -1)

    @property
    def value(self) -> str:
        """What is picked; empty when nothing is."""
        return self.options[self._at].value if self._at >= 0 else ""

    @value.setter
    def value(self, value: str) -> None:
        self._pick(next((n for n, one in enumerate(self.options) if one.value == value), -1))

    def _pick(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self.refresh(layout=True)
            self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """To the one before or after, not round the end: two presses too many do no harm."""
        if self.options:
            start = self._at if self._at >= 0 else (-1 if by > 0 else len(self.options))
            self._pick(max(0, min(len(self.options) - 1, start + by)))

    def action_go_on(self) -> None:
        """It is chosen."""
        self.post_message(self.GoOn(self))

    def on_key(self, event: events.Key) -> None:
        """A digit, or the first letter of the words; the same letter again goes to the next."""
        key = event.character or ""
        if len(key) != 1 or not key.isalnum():
            return
        if key.isdigit() and 0 < int(key) <= len(self.options):
            self._pick(int(key) - 1)
        else:
            fits = [
                n
                for n, one in enumerate(self.options)
                if one.words.casefold().startswith(key.casefold())
            ]
            if not fits:
                return
            self._pick(next((n for n in fits if n > self._at), fits[0]))
        event.stop()

    def on_focus(self) -> None:
        """Opens."""
        self.refresh(layout=True)

    def on_blur(self) -> None:
        """Closes to the one row that says what is picked."""
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A row a choice while it has the focus, else one."""
        return len(self._lines())

    def render(self) -> Content:
        """The choices."""
        return block(self._lines(), max(1, self.content_size.width))

    def _lines(self) -> list[Line]:
        if not self.options:
            return [row(Span("nothing to choose from", Tone.WARNING))]
        if not self.has_focus:
            if self._at < 0:
                return [row(Span("not chosen yet", Tone.QUIET))]
            return [row(line(self.options[self._at].words, 200))]
        found = []
        for place in window(len(self.options), max(0, self._at), self._most):
            number = f"{place + 1} " if place < 9 else "  "
            mark = "(•) " if place == self._at else "( ) "
            tone = Tone.STRONG if place == self._at else Tone.PLAIN
            found.append(row(Span(f"{mark}{number}{line(self.options[place].words, 200)}", tone)))
        return found
