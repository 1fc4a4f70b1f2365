"""The line that people are searched with: a number or a name, a date of birth."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from ooh_console.desk.linking import about_number
from ooh_console.desk.panels.lines import Span, Tone, row
from ooh_console.tui.dialogs.writing import TextLine
from ooh_console.tui.render import content

NOTHING = {"search": "", "born": ""}
"""What is typed when nothing is."""


class PeopleSearch(Vertical):
    """The check digit of a number is judged as soon as it is typed, on the line below."""

    DEFAULT_CSS = """
    PeopleSearch { height: auto; }
    PeopleSearch Horizontal { height: 1; }
    PeopleSearch Horizontal Static { width: auto; }
    PeopleSearch #born { max-width: 16; }
    PeopleSearch #about { display: none; }
    """

    def compose(self) -> ComposeResult:
        """Both fields on one line."""
        with Horizontal():
            yield Static(content(row(Span("NHS number or name ", Tone.STRONG))))
            yield TextLine(id="search")
            yield Static(content(row(" born ")))
            yield TextLine(id="born")
        yield Static(id="about")

    def values(self) -> dict[str, str]:
        """What is typed."""
        return {name: self.query_one(f"#{name}", TextLine).value for name in NOTHING}

    def fill(self, values: Mapping[str, str]) -> None:
        """Puts back what was typed."""
        for name in NOTHING:
            self.query_one(f"#{name}", TextLine).value = values.get(name, "")

    def focus_on(self, name: str = "search") -> None:
        """The cursor to one of the two."""
        self.query_one(f"#{name}").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """What can be said of the number. The dialog hears of it too, and keeps it."""
        said, valid = about_number(self.values()["search"])
        about = self.query_one("#about", Static)
        wrong = said.startswith("NOT")
        tone = Tone.GOOD if valid else Tone.ALARM if wrong else Tone.QUIET
        about.update(content(row(Span(f"  {said}", tone))))
        about.display = bool(said)
