"""What the screen tells the program log: that a person did something, and which screen is up."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from textual import events

from ooh_console.program_log import acts
from ooh_console.program_log.events import tell

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

    Base = App[Any]
else:
    Base = object

_LOG = logging.getLogger(__name__)
_BEGINS = (events.Key, events.Paste, events.MouseDown)


class Logged(Base):
    """Before `App` among the bases of an app, and after whatever puts keys in order.

    Which key it was is never told: keys make up what somebody types.
    """

    def on_mount(self) -> None:
        """Beside the app's own: Textual calls both."""
        self.screen_change_signal.subscribe(self, _screen_is_up, immediate=True)

    async def on_event(self, event: events.Event) -> None:
        """Each begins an act of its own: what follows from it belongs to it."""
        if isinstance(event, _BEGINS) and not getattr(event, "is_forwarded", False):
            acts.begin()
        await super().on_event(event)


def _screen_is_up(screen: Screen[Any]) -> None:
    tell(_LOG, "screen", screen=type(screen).__name__)
