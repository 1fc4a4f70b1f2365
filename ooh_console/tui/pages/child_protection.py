"""Child protection at the national service: what it said, its age, and the key that asks it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.child_protection import OFFERS, look
from ooh_console.desk.panels.lines import Tone
from ooh_console.domain.sources import SourceState
from ooh_console.tui.pages.of_incident import IncidentPage
from ooh_console.tui.trouble import explain


class ChildProtectionPage(IncidentPage):
    """Opening it asks nobody: what was said before can be read without another look."""

    SCREEN = "child-protection"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "look", "Ask now", show=False, priority=True),
        Binding("N", "back", show=False),
    ]
    KEYS = "Enter asks now, on record there · ↑ ↓ scroll · Esc back"

    _asking = False

    def action_look(self) -> None:
        """Asks, one look at a time: each is on record."""
        if self._asking:
            self.tell("Asking already: one look is enough.")
            return
        self._asking = True
        self.tell("Asking… this look is on the register here, and on record there.")
        self.run_worker(self._look(), exit_on_error=False)

    async def _look(self) -> None:
        try:
            await look(self.incident)
        except Exception as error:
            self.tell(explain(error), Tone.ALARM)
            return
        finally:
            self._asking = False
        held = [h for h in self.incident.holdings.held if h.offer in OFFERS]
        if any(h.state is SourceState.COULD_NOT_CHECK for h in held):
            self.tell("COULD NOT CHECK all of it: why stands above. Enter asks again.", Tone.ALARM)
        elif any(h.state is SourceState.NOT_CHECKED for h in held):
            self.tell("Somebody was linked meanwhile: Enter asks about everybody.", Tone.WARNING)
        else:
            self.tell("The service has answered.", Tone.GOOD)
        self.draw()
