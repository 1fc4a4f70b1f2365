"""The full screen. Imports the screen alone: the desk is imported while its first frame stands."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ooh_console.desk.opening import Opening

FRAMES_A_SECOND = "120"
"""A change waits for the next frame: half as long as with Textual's own 60. Only changes are drawn,
so more frames cost nothing at rest."""


def run_screen(opening: Callable[[], Opening], *, exercise: bool) -> int:
    """The full screen, until the person leaves it. Returns the exit status."""
    os.environ.setdefault("TEXTUAL_FPS", FRAMES_A_SECOND)  # Read when Textual is imported.
    from ooh_console.tui.app import ConsoleApp

    app = ConsoleApp(opening, exercise=exercise)
    app.run()
    return app.return_code or 0
