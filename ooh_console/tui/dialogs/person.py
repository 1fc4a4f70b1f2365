"""A person typed in by hand, whom no agency has sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ooh_console.desk.acts.form import Context, Field, Option, fixed
from ooh_console.desk.incident import Incident
from ooh_console.desk.linking import about_number, link_typed
from ooh_console.domain.entries import Entry
from ooh_console.domain.people import Relation
from ooh_console.tui.dialogs.sheet import Sheet

FIELDS: tuple[Field, ...] = (
    Field("name", "Name", required=True),
    Field(
        "relation",
        "Relation to the baby",
        required=True,
        closed=True,
        options=fixed(*(Option(relation.value) for relation in Relation)),
    ),
    Field("nhs_number", "NHS number", hint="ten digits; the last one checks the others"),
    Field("born", "Date of birth", hint="17/04/2003"),
    Field("expected", "Expected (unborn baby)", hint="04/12/2026"),
)


class TypedPersonDialog(Sheet[tuple[Entry, ...]]):
    """Links somebody by what is typed. Dismisses with the entries saved, or `None`."""

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident.desk, "Type somebody in", incident.reference, "person")
        self.incident = incident

    @property
    def fields(self) -> Sequence[Field]:
        """Name and relation are needed; a number finds what agencies hold."""
        return FIELDS

    def context(self) -> Context:
        """The incident as it stands."""
        return Context(self.incident.view())

    def meaning(self, field: Field, text: str) -> str:
        """Whether the check digit fits, while it is typed."""
        return about_number(text)[0] if field.name == "nhs_number" else super().meaning(field, text)

    async def save(self, values: Mapping[str, str]) -> tuple[Entry, ...]:
        """Links them."""
        return await link_typed(
            self.incident,
            values["name"],
            values["relation"],
            values["nhs_number"],
            values["born"],
            values["expected"],
        )
