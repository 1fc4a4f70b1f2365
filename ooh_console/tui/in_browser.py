"""The same screens, drawn into a pipe for a browser, in place of a terminal.

`ooh-console serve` starts one console a visit, with this driver named in its environment. The pipe
is its terminal: when that closes, `tui.hangup` keeps what was typed and leaves.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from textual import events
from textual.drivers.web_driver import WebDriver

from ooh_console.tui.in_terminal import reading

REPAINT = "repaint"
"""Asks for the whole picture, for a page that has none or lost its own."""


class BrowserDriver(WebDriver):
    """Textual's driver for the web, which also paints anew, and outlives whoever is looking."""

    run_input_thread = reading(WebDriver.run_input_thread)

    def write(self, data: str) -> None:
        """Draws."""
        self._told(lambda: super(BrowserDriver, self).write(data))

    def write_meta(self, data: dict[str, object]) -> None:
        """Tells the server something that is no drawing."""
        self._told(lambda: super(BrowserDriver, self).write_meta(data))

    def start_application_mode(self) -> None:
        """Begins. Whoever looks has the focus: a page that is not looked at is still the desk."""
        super().start_application_mode()
        self._app.call_later(self._app.post_message, events.AppFocus())

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """What the server says. Blurring would take the cursor from whoever comes back (I14)."""
        if packet_type == REPAINT:
            self._modes()
            self._app.call_later(self._app.refresh)
        elif packet_type not in ("focus", "blur"):
            super().on_meta(packet_type, payload)

    def _modes(self) -> None:
        """What a terminal must know before it is drawn on; said once at the start, and again."""
        self.write("\x1b[?1049h\x1b[?25l")
        self._enable_mouse_support()
        self._enable_bracketed_paste()

    @staticmethod
    def _told(write: Callable[[], None]) -> None:
        # Nobody looks any more; `tui.hangup` leaves in order.
        with contextlib.suppress(BrokenPipeError):
            write()
