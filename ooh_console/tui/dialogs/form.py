"""The dialog of any act: its fields, what stands beside them, and the way to the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ooh_console.desk.acts.form import Act, Context, Field, perform
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.beside import beside
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.marked import marked
from ooh_console.domain.entries import Entry
from ooh_console.domain.protected import MARK
from ooh_console.domain.text import is_blank
from ooh_console.tui.dialogs.fields import FieldRow
from ooh_console.tui.dialogs.sheet import Sheet
from ooh_console.tui.following import follow


class FormDialog(Sheet[tuple[Entry, ...]]):
    """Fills in and records one act. Dismisses with the entries saved, or `None`.

    `entry` is the entry under the cursor, for acts about one; `given` fills fields in beforehand.
    """

    def __init__(
        self,
        incident: Incident,
        act: Act,
        entry: Entry | None = None,
        given: Mapping[str, str] | None = None,
    ) -> None:
        # Words about one entry, or to one person, must not come back over another one.
        about = (entry.id if entry else "", *(given or {}).values())
        form = ":".join((act.id, *filter(None, about)))
        super().__init__(incident.desk, act.title, incident.reference, form)
        self.incident = incident
        self.act = act
        self.entry = entry
        self._given = dict(given or {})

    @property
    def fields(self) -> Sequence[Field]:
        """The act's fields, with the time of the event."""
        return self.act.all_fields

    def context(self) -> Context:
        """The incident as it stands."""
        return Context(self.incident.view(), self.entry)

    def blank(self) -> dict[str, str]:
        """The form as it opens, with what is given."""
        return super().blank() | self._given

    def first(self, shown: Sequence[FieldRow]) -> FieldRow:
        """What is given already is not asked first."""
        empty = (one for one in shown if is_blank(one.value)) if self._given else iter(shown)
        return next(empty, shown[0])

    def beside(self, values: Mapping[str, str]) -> list[Line]:
        """What this act needs in sight."""
        context = self.context()
        lines, protected = beside(self.act.id, values, context), context.view.protected
        # A field scrolls with the cursor: what it names is said where it does not.
        named = [f.label for f in self.fields if protected.named_in(values.get(f.name, ""))]
        said = [row(Span(f"{MARK} in: {', '.join(named)}", Tone.RESTRICTED))] if named else []
        return [*said, *marked(lines, context.view.marking)]

    def on_mount(self) -> None:
        """Follows the incident: what stands beside is always true."""
        # Textual calls the sheet's own `on_mount` after this one.
        self._unfollow = follow(self, self.incident, self._changed)

    def on_unmount(self) -> None:
        """Stops following."""
        self._unfollow()

    def _changed(self) -> None:
        self.show_beside(self.values())

    async def save(self, values: Mapping[str, str]) -> tuple[Entry, ...]:
        """Records the act."""
        return await perform(self.incident, self.act, values, self.entry)
