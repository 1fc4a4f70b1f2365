"""Following an incident from a screen, for as long as there is something to draw on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    from ooh_console.desk.incident import Incident


def follow(screen: Screen[Any], incident: Incident, draw: Callable[[], None]) -> Callable[[], None]:
    """Draws whenever the view may have changed; returns the end of it, for `on_unmount`.

    A screen that is being taken away loses its parts before it is told: it is left alone then, so
    that an agency's answer in that moment does not fail on it.
    """

    def changed() -> None:
        if screen.is_mounted and screen.display:
            draw()

    return incident.subscribe(changed)
