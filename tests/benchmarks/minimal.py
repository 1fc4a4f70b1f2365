"""The floor of the first frame: header, input and table, and not a line more."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Header, Input

WORDS = ("Minimal", "ype here", "Reference", "261125-K7QM")
"""What its first frame says. The cursor stands on the T, in a style of its own."""


class Minimal(App[None]):
    """The least that a console could be."""

    TITLE = "Minimal"

    def compose(self) -> ComposeResult:
        """Three widgets."""
        yield Header()
        yield Input(placeholder="Type here")
        yield DataTable()

    def on_mount(self) -> None:
        """One line in the table."""
        table = self.query_one(DataTable)
        table.add_columns("Reference", "Place")
        table.add_row("261125-K7QM", "14 Saltpan Lane")


if __name__ == "__main__":
    Minimal().run()
