"""Opening an incident: where, what, who raised it; then who it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ooh_console.desk.acts.beginning import NEW, UNSAVED, before, begin
from ooh_console.desk.acts.form import Context, Field
from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.tui.dialogs.people import LinkPeopleDialog
from ooh_console.tui.dialogs.sheet import Sheet


class OpenIncidentDialog(Sheet[Incident]):
    """Opens an incident, goes on to linking people, and dismisses with the incident, or `None`.

    `link=False` leaves linking people to the screen that opens next.
    """

    def __init__(self, desk: Desk, *, link: bool = True) -> None:
        super().__init__(desk, NEW.title, UNSAVED, UNSAVED)
        self._link = link

    @property
    def fields(self) -> Sequence[Field]:
        """Address first: it alone finds markers and people."""
        return NEW.all_fields

    def context(self) -> Context:
        """There is no incident yet."""
        return Context(before(self.desk))

    async def save(self, values: Mapping[str, str]) -> Incident:
        """Opens it."""
        return await begin(self.desk, values)

    def saved(self, result: Incident) -> None:
        """On to the people; the incident is open whatever happens there."""
        if self._link:
            self.app.push_screen(LinkPeopleDialog(result), lambda _: self.dismiss(result))
        else:
            self.dismiss(result)
