"""The line to type in, with what is being saved above it and the reason for lateness beside it."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.tui.dialogs.writing import TextLine
from ooh_console.tui.render import words
from ooh_console.tui.widgets.panel import Panel


class EntryBar(Vertical):
    """Says what was typed and what was wanted with it; saves nothing itself."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop_asking", show=False)]

    @dataclass
    class Entered(Message):
        """Enter on the line, or on the reason."""

        text: str
        reason: str
        asked: bool
        """Whether the reason was asked for."""

    @dataclass
    class Edited(Message):
        """Something was typed."""

    def __init__(self, prompt: str) -> None:
        super().__init__()
        self._prompt = prompt

    def compose(self) -> ComposeResult:
        """Three rows; the reason's only when it is asked for."""
        yield Panel(id="saving")
        with Horizontal():
            yield Label(words(f"{self._prompt} ▸ "), id="whose")
            yield TextLine(id="line")
        with Horizontal(id="reason-row"):
            yield Label(words("Why late? ▸ "))
            yield TextLine(id="reason")

    def prompt(self, letters: str) -> None:
        """Whose line it is."""
        self.query_one("#whose", Label).update(words(f"{letters} ▸ "))

    @property
    def line(self) -> TextLine:
        """Where one types."""
        return self.query_one("#line", TextLine)

    @property
    def reason(self) -> TextLine:
        """Where one says why it is late."""
        return self.query_one("#reason", TextLine)

    @property
    def asking(self) -> bool:
        """Whether the reason is asked for."""
        return self.has_class("-asking")

    @property
    def typing(self) -> bool:
        """Whether the cursor is here."""
        return self.line.has_focus or self.reason.has_focus

    def status(self, line: Line) -> None:
        """What stands above the line. An alarm is said whole: its end says what to do now."""
        lines = [line]
        if any(span.tone is Tone.ALARM for span in line.spans):
            lines = [
                row(Span(one, Tone.ALARM)) for one in wrap(line.text, max(20, self.size.width))
            ]
        self.query_one("#saving", Panel).show(lines)

    def ask_reason(self, reason: str = "") -> None:
        """Asks for the reason; the text stays in its line."""
        self.add_class("-asking")
        if reason:
            self.put(self.reason, reason)
        self.reason.focus()

    def stop_asking(self) -> None:
        """The reason is not wanted any more."""
        focused = self.reason.has_focus
        self.remove_class("-asking")
        self.put(self.reason, "")
        if focused:
            self.line.focus()

    def put(self, field: TextLine, text: str) -> None:
        """Puts a text into a field; the cursor goes to its end."""
        field.value = text
        field.cursor_position = len(field.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self.post_message(self.Entered(self.line.value, self.reason.value, self.asking))

    def on_input_changed(self, event: Input.Changed) -> None:
        """A key."""
        event.stop()
        self.post_message(self.Edited())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc is the screen's, unless the reason is asked for."""
        return self.asking if action == "stop_asking" else True

    def action_stop_asking(self) -> None:
        """Takes the question back and leaves the text."""
        self.stop_asking()
