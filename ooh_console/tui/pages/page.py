"""A page: a title, lines in full, one row that says what was done, one row of keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.domain.text import line
from ooh_console.tui.keys import own_keys
from ooh_console.tui.pace import Pace
from ooh_console.tui.pages.reading import Reading
from ooh_console.tui.render import content


class Page(Screen[None]):
    """What a person reads in full. Esc goes back; new lines leave the scroll as it is (I14)."""

    DEFAULT_CSS = """
    Page #page-title, Page #page-status, Page #page-keys { height: auto; padding: 0 1; }
    Page Reading { padding: 0 1; overflow-y: scroll; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", show=False),
        Binding("f1", "help", show=False),
    ]
    KEYS = "↑ ↓ PgUp PgDn scroll · F1 every key · Esc back"

    def __init__(self) -> None:
        super().__init__()
        self.panel = Reading(id="page-lines")
        self._pace = Pace(self.draw)

    def heading(self) -> Line:
        """The title."""
        raise NotImplementedError

    def lines(self) -> Sequence[Line]:
        """What is read."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Title, lines, what was done, keys."""
        yield Static(id="page-title")
        yield self.panel
        yield Static(id="page-status")
        yield Static(content(quiet(self.KEYS)), id="page-keys")

    def on_mount(self) -> None:
        """Draws it, and again every second: ages and the clock go on."""
        self.query_one("#page-status").display = False
        self.draw()
        self.panel.focus()
        self.set_interval(1.0, self._pace.tick)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is there. What was worked out beside the screen may come before it is
        composed, or while it goes."""
        parts = ("title", "status", "keys")
        return self.is_attached and all(self.query(f"#page-{part}") for part in parts)

    def draw(self) -> None:
        """Shows what there is now."""
        if self.is_whole:
            self.query_one("#page-title", Static).update(content(self.heading()))
            self.panel.show(self.marked(self.lines()))

    def marked(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The lines with what must stand before some of them."""
        return lines

    def tell(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Says what was done, above the keys; stays until the next thing is done."""
        if not self.is_whole:
            return
        status = self.query_one("#page-status", Static)
        status.update(content(row(Span(line(text, 400), tone))))
        status.display = bool(text)

    def action_help(self) -> None:
        """The keys of this page, in words."""
        from ooh_console.tui.pages.help import HelpPage

        if not isinstance(self, HelpPage):
            self.app.push_screen(HelpPage("page", own_keys(type(self))))

    def action_back(self) -> None:
        """Back to the screen before."""
        self.dismiss()


def mark(exercise: bool) -> list[Span]:
    """EXERCISE, in words, wherever it is one."""
    return [Span("EXERCISE ", Tone.WARNING)] if exercise else []
