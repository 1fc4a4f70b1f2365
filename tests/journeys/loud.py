"""The real console, which tells hostile text in a notification of each kind once it is open."""

from __future__ import annotations

import sys
from pathlib import Path

from ooh_console.bootstrap import open_live
from ooh_console.desk.desk import Desk, Rejected
from ooh_console.tui.app import ConsoleApp
from tests.journeys import hostile


def loud(app: ConsoleApp) -> ConsoleApp:
    """Tells it as sentences of the desk are told."""
    enter = app.enter

    async def entering(desk: Desk) -> None:
        await enter(desk)
        # The same sentence twice would be told once.
        app.tell(f"1 {hostile.TEXT}")
        app.report(Rejected(f"2 {hostile.TEXT}"))
        app.report(Rejected(f"3 {hostile.TEXT}"), "warning")

    app.enter = entering  # type: ignore[method-assign]
    return app


if __name__ == "__main__":
    _, config, _, data = sys.argv[1:]
    loud(ConsoleApp(lambda: open_live(Path(config), Path(data)))).run()
