"""Help: every key of a screen or of one page, how to type a time, what an agency's answer means."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.panels.help import NAMES, help_lines
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.tui.pages.page import Page


class HelpPage(Page):
    """Help for one screen (`tonight`, `incident`, `page`, `form`); `own` are keys of it alone."""

    def __init__(self, screen: str, own: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._for = screen
        self._own = tuple(own)

    def heading(self) -> Line:
        """Which screen it is about."""
        return row(Span("Help", Tone.TITLE), f" · {NAMES.get(self._for, 'every screen')}")

    def lines(self) -> Sequence[Line]:
        """Keys, dialogs, times, words."""
        return help_lines(self._for, self._own)
