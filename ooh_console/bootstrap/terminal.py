"""The full screen. Imports the screen alone: the desk is imported while its first frame stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ooh_console.desk.opening import Opening


def run_screen(opening: Callable[[], Opening], *, exercise: bool) -> int:
    """The full screen, until the person leaves it. Returns the exit status."""
    from ooh_console.tui.app import ConsoleApp

    app = ConsoleApp(opening, exercise=exercise)
    app.run()
    return app.return_code or 0
