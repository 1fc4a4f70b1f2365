"""The dialog of any act: its fields, what stands beside them, and the way to the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ooh_console.desk.acts.form import Act, Context, Field, perform
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line
from ooh_console.domain.entries import Entry
from ooh_console.tui.dialogs.beside import beside
from ooh_console.tui.dialogs.sheet import Sheet


class FormDialog(Sheet[tuple[Entry, ...]]):
    """Fills in and records one act. Dismisses with the entries saved, or `None`.

    `entry` is the entry under the cursor, for acts about one.
    """

    def __init__(self, incident: Incident, act: Act, entry: Entry | None = None) -> None:
        # Words about one entry must not come back over another one.
        form = act.id if entry is None else f"{act.id}:{entry.id}"
        super().__init__(incident.desk, act.title, incident.reference, form)
        self.incident = incident
        self.act = act
        self.entry = entry

    @property
    def fields(self) -> Sequence[Field]:
        """The act's fields, with the time of the event."""
        return self.act.all_fields

    def context(self) -> Context:
        """The incident as it stands."""
        return Context(self.incident.view(), self.entry)

    def beside(self, values: Mapping[str, str]) -> list[Line]:
        """What this act needs in sight."""
        return beside(self.act.id, values, self.context())

    def on_mount(self) -> None:
        """Follows the incident: what stands beside is always true."""
        super().on_mount()
        self._unfollow = self.incident.subscribe(self._changed)

    def on_unmount(self) -> None:
        """Stops following."""
        self._unfollow()

    def _changed(self) -> None:
        if self.is_mounted:
            self.show_beside(self.values())

    async def save(self, values: Mapping[str, str]) -> tuple[Entry, ...]:
        """Records the act."""
        return await perform(self.incident, self.act, values, self.entry)
