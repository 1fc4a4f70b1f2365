"""Who is linked, in full, and the forms that correct it, one key each."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.tui.pages.of_incident import IncidentPage


class PeoplePage(IncidentPage):
    """Each person once, under every identity that is known; who is not linked any more."""

    SCREEN = "people"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "link", "Link people", show=False),
        Binding("c", "form('relink')", "Correct", show=False),
        Binding("u", "form('unlink')", "Unlink", show=False),
        Binding("s", "form('same-person')", "Same person", show=False),
        Binding("K", "back", show=False),
    ]
    KEYS = "k link · c correct a link · u unlink · s two are the same person · Esc back"

    def action_link(self) -> None:
        """Searches and links, as on the incident's own screen."""
        from ooh_console.tui.dialogs.people import LinkPeopleDialog

        self.app.push_screen(LinkPeopleDialog(self.incident), lambda _: self.draw())
