"""What `doctor` finds of this computer's clock beside that of the database that desks share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ooh_console.bootstrap import clock_of_database, open_log, server_of
from ooh_console.cli.check_shapes import CheckShape
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Unsaved
from ooh_console.domain.clocks import DeskClock

if TYPE_CHECKING:
    from ooh_console.bootstrap import Settings


def database_clock(settings: Settings) -> Iterator[CheckShape]:
    """How the two stand beside each other; nothing where there is no such database, or it cannot
    be reached, which is said already."""
    try:
        if server_of(settings) is None:
            return
        with open_log(settings) as log:
            apart = clock_of_database(log)
    except (CannotOpen, Unsaved):
        return
    if apart is None:
        return
    clock = DeskClock(apart, "database")
    yield CheckShape(
        about="clock",
        subject="clock of the database",
        state="failed" if clock.carried else "check" if clock.spoken_of else "ok",
        sentence=f"{clock.words()}{': set the clock of this computer' * clock.spoken_of}.",
    )
