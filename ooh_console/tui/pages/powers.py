"""Powers and their clocks in full, and the forms that change them, one key each."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.tui.pages.of_incident import IncidentPage


class PowersPage(IncidentPage):
    """Which powers are in force and how long; what the parents were told and must not be told."""

    SCREEN = "powers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "form('power')", "A power starts", show=False),
        Binding("E", "form('power-extend')", "Extended", show=False),
        Binding("X", "form('power-end')", "A power ends", show=False),
        Binding("O", "form('order-checked')", "Order in force?", show=False),
        Binding("F", "form('parents-told')", "Parents told", show=False),
        Binding("L", "back", show=False),
    ]
    KEYS = "w power starts · O order? · E extended · X ends · F parents told · Esc back"
