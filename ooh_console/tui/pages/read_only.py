"""Pages of an incident that are only read: nothing is chosen on them, and nothing done."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.tui.pages.of_incident import IncidentPage


class HomeBirthPage(IncidentPage):
    """What each copy of the birth plan says for a birth at home."""

    SCREEN = "home-birth"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("B", "back", show=False)]


class AgenciesPage(IncidentPage):
    """How each agency answered, and who comes."""

    SCREEN = "sources"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "back", show=False)]
