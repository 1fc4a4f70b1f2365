"""What is pasted goes to the field that has the cursor, and somebody is told when it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events

from ooh_console.tui.paste_parser import PasteGoesOn, PasteIsOver
from ooh_console.tui.render import say

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver

    Base = App[Any]
else:
    Base = object

NO_FIELD = "Nothing here takes what you pasted, and none of it is kept: paste it where you type."
GOES_ON = "The end of your paste has not come, so that keys are taken as part of it. Esc ends it."
OVER = "Your paste is over, and keys are keys again: look whether all of it is there."


class Pasting(Base):
    """Put before `App` among the bases of an app."""

    def get_driver_class(self) -> type[Driver]:
        """In a terminal, one that obeys nothing that is pasted; in a browser it is named so."""
        from textual.drivers.linux_driver import LinuxDriver

        from ooh_console.tui.in_terminal import TerminalDriver

        chosen = super().get_driver_class()
        return TerminalDriver if chosen is LinuxDriver else chosen

    def on_paste(self, event: events.Paste) -> None:
        """No field has taken it."""
        if event.text.strip():
            say(self, NO_FIELD, "warning")

    def on_paste_goes_on(self, _: PasteGoesOn) -> None:
        """From the terminal, once for each paste."""
        say(self, GOES_ON, "warning")

    def on_paste_is_over(self, _: PasteIsOver) -> None:
        """Its end never came."""
        say(self, OVER, "warning")
