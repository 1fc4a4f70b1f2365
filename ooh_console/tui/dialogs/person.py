"""A person typed in by hand, whom no agency has sent."""

from __future__ import annotations

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Field
from ooh_console.desk.incident import Incident
from ooh_console.desk.linking import about_number
from ooh_console.tui.dialogs.form import FormDialog


class TypedPersonDialog(FormDialog):
    """Links somebody by what is typed. Dismisses with the entries saved, or `None`."""

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident, ACTS["link"])

    def meaning(self, field: Field, text: str) -> str:
        """Whether the check digit fits, while it is typed."""
        return about_number(text)[0] if field.name == "nhs_number" else super().meaning(field, text)
