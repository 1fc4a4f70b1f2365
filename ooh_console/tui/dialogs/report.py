"""A report of the incident as a file: what for, as what; then where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ooh_console.desk.acts.form import Context, Field
from ooh_console.desk.acts.reporting import FIELDS, asked, left_in_words, what_it_holds
from ooh_console.desk.exporting import Left, report
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line
from ooh_console.tui.dialogs.sheet import Sheet
from ooh_console.tui.pages.lines import LinesPage


class ReportDialog(Sheet[Left]):
    """Makes the report, and shows where it is. Dismisses with it, or `None`."""

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident.desk, "Report", incident.reference, "report")
        self._incident = incident

    @property
    def fields(self) -> Sequence[Field]:
        """What for, as what, with or without what must not be told."""
        return FIELDS

    def context(self) -> Context:
        """The incident as it stands."""
        return Context(self._incident.view())

    def beside(self, values: Mapping[str, str]) -> list[Line]:
        """What to know before it is written."""
        return what_it_holds(values)

    async def save(self, values: Mapping[str, str]) -> Left:
        """Writes it."""
        return await report(self.desk, asked(values, self.context()))

    def saved(self, result: Left) -> None:
        """Where it is stays on the screen until the person leaves it."""
        exercise = self.context().view.exercise
        page = LinesPage("Report", lambda: left_in_words(result), exercise=exercise)
        self.app.push_screen(page, lambda _: self.dismiss(result))
