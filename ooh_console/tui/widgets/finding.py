"""A line to type in under a list: what to show of it, or which time to go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label, Static

from ooh_console.desk.panels.lines import Line
from ooh_console.tui.dialogs.writing import TextLine
from ooh_console.tui.render import block, words


class FindBar(Vertical):
    """Not there until it is opened. Says what is typed, and when somebody is done with it."""

    DEFAULT_CSS = """
    FindBar { height: auto; padding: 0 1; display: none; border-top: solid $primary; }
    FindBar Horizontal { height: 1; }
    FindBar Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, priority=True)]

    @dataclass
    class Typed(Message):
        """Something else stands in the line."""

        what: str
        text: str

    @dataclass
    class Done(Message):
        """Enter; or Esc, which leaves nothing in the line."""

        what: str
        text: str
        left: bool

    def __init__(self) -> None:
        super().__init__(id="finding")
        self.what = ""
        """What the line is for; empty while it is not open."""

    def compose(self) -> ComposeResult:
        """What is offered, and under it the line."""
        yield Static(id="offered")
        with Horizontal():
            yield Label(id="what")
            yield TextLine(id="typed")

    def open(self, what: str, text: str, offered: Sequence[Line]) -> None:
        """Opens the line with what stood in it before."""
        self.what = what
        self.query_one("#what", Label).update(words(f"{what} ▸ "))
        self.query_one("#offered", Static).update(block(offered))
        field = self.query_one(TextLine)
        field.value = text
        field.cursor_position = len(text)
        self.display = True
        field.focus()

    def close(self) -> None:
        """Takes it away."""
        self.what = ""
        self.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """A key in the line."""
        event.stop()
        if self.what:
            self.post_message(self.Typed(self.what, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self.post_message(self.Done(self.what, event.value, left=False))

    def action_leave(self) -> None:
        """Esc."""
        self.post_message(self.Done(self.what, "", left=True))
