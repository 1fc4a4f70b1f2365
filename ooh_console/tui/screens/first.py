"""The first frame: there before anything of the desk is, and keeping what is typed meanwhile."""

from __future__ import annotations

from datetime import datetime

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from ooh_console.desk.commands import COMMANDS
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.tui.widgets.footer import CommandFooter
from ooh_console.tui.widgets.panel import Panel

_LEAVE = tuple(command for command in COMMANDS if command.id == "quit")


class FirstFrame(Screen[None]):
    """Tonight's frame, without what has to be read first."""

    AUTO_FOCUS = None

    def __init__(self, exercise: bool) -> None:
        super().__init__(id="first")
        self._exercise = exercise
        self._typed: list[events.Event] = []
        self._passed_on = False

    def compose(self) -> ComposeResult:
        """A heading, a sentence, the keys."""
        yield Panel([self._heading()], id="heading")
        yield Panel([row(""), row("  Opening the desk…")], id="opening")
        yield CommandFooter(_LEAVE)

    def on_mount(self) -> None:
        """The clock goes from the first second."""
        self.set_interval(1.0, self._tick)

    def _heading(self) -> Line:
        spans: list[Span | str] = [Span("EXERCISE", Tone.WARNING), " "] if self._exercise else []
        # An exercise has a clock of its own, which is not here yet.
        clock = "" if self._exercise else f" · {datetime.now().astimezone():%H:%M:%S %Z}"
        return row(*spans, Span("Tonight", Tone.STRONG), clock)

    def _tick(self) -> None:
        if self.is_current:
            self.query_one("#heading", Panel).show([self._heading()])

    def say_why(self, sentence: str) -> None:
        """The desk could not be opened: why, and that it can be left."""
        from textwrap import wrap

        lines = [row(Span(one, Tone.ALARM)) for one in wrap(sentence, max(20, self.size.width - 4))]
        panel = self.query_one("#opening", Panel)
        panel.show([row(""), *lines, row(""), row("Ctrl+Q leaves; then start the console again.")])

    def action_run(self, command: str) -> None:
        """There is one thing that can be done here."""
        if command == "quit":
            self.run_worker(self.app.action_quit(), exit_on_error=False)

    # Keys are for the screen that is on its way.

    def on_key(self, event: events.Key) -> None:
        """Kept until somebody can read it."""
        self._typed.append(events.Key(event.key, event.character))
        event.stop()

    def on_paste(self, event: events.Paste) -> None:
        """Kept until somebody can read it."""
        self._typed.append(events.Paste(event.text))
        event.stop()

    def pass_on(self) -> None:
        """Gives what was typed to the screen that has come; the first time only."""
        typed, self._typed = self._typed, []
        for event in typed:
            self.app.post_message(event)
