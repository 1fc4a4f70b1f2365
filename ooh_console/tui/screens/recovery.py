"""The recovery key of a new desk, shown once: whoever made the desk writes it down."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.tui.render import words
from ooh_console.tui.screens.base import DeskScreen
from ooh_console.tui.widgets.panel import Panel

WHY = (
    "This desk is encrypted. Your passphrase opens it, and so does that of",
    "everybody whom you add. If one day nobody can sign in, this key lets",
    "somebody in:",
)
WHAT_TO_DO = (
    "Write it down now: it is shown this once, and kept nowhere. Keep the paper",
    "away from this computer, as you would a key of the office. How it is used:",
    "ooh-console recover",
)


class RecoveryKey(DeskScreen):
    """Goes on once its last four characters were typed from the paper."""

    TABLE = "sign-in"

    def __init__(self, key: str, go_on: Callable[[], None]) -> None:
        super().__init__(id="recovery")
        self._key = key
        self._go_on = go_on

    def compose(self) -> ComposeResult:
        """The key, what it is for, and a line to type in."""
        yield Panel([row(Span("The recovery key of this desk", Tone.STRONG))], id="heading")
        with Vertical(id="form"):
            yield Panel(self._lines(), id="recovery-key")
            yield Label(words("Type its last four characters from your paper"))
            yield Input(id="last", compact=True, max_length=4, select_on_focus=False)
            yield Panel(id="why")
        yield Panel([row(Span("Enter go on · Ctrl+Q leave", Tone.QUIET))], id="keys")

    def _lines(self) -> list[Line]:
        key = row("    ", Span(self._key, Tone.STRONG))
        return [*map(row, WHY), row(), key, row(), *map(row, WHAT_TO_DO), row()]

    def on_mount(self) -> None:
        """The line has the cursor."""
        self.query_one("#last").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: on, if it is the end of the key."""
        if event.value.strip().upper() == self._key[-4:]:
            self._go_on()
            return
        self.query_one("#why", Panel).show(
            [row(Span("These are not its last four characters: look at the paper.", Tone.ALARM))]
        )
        self.query_one("#last", Input).value = ""
