"""A page of any lines: alarms, agencies, one entry in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.tui.pages.page import Page, mark


class LinesPage(Page):
    """Shows what `get_lines` gives, and again as it changes."""

    def __init__(
        self, title: str, get_lines: Callable[[], Sequence[Line]], *, exercise: bool = False
    ) -> None:
        super().__init__()
        self._words = title
        self._get_lines = get_lines
        self._exercise = exercise

    def heading(self) -> Line:
        """The title."""
        return row(*mark(self._exercise), Span(self._words, Tone.TITLE))

    def lines(self) -> Sequence[Line]:
        """The lines as they are now."""
        return self._get_lines()
