"""A desk on a real file for the measurements, and a long night in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from ooh_console.agencies.agency import Agency
from ooh_console.bootstrap import CHEAP, Parts
from ooh_console.desk.desk import Desk, Recording
from ooh_console.domain.bodies import Action, AttendanceProgress, IncidentOpened, Note
from ooh_console.domain.people import Address
from ooh_console.settings import Settings

LONG = "261125-LANG"


def parts(folder: Path, agencies: tuple[Agency, ...] = ()) -> Parts:
    settings = Settings(config_folder=folder, data_folder=folder)
    return Parts(settings, agencies=agencies, hardness=CHEAP)


def desk(opened: Parts) -> Desk:
    return opened.desk(opened.add("Sam Okafor", "duty worker", "OOH social care", "bench"))


def opening() -> IncidentOpened:
    return IncidentOpened(
        address=Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ"),
        nature="Birth at home",
    )


def long_night(at: Desk, opened: Parts, entries: int = 100_000) -> None:
    """An incident of this many entries: nineteen notes, then one that bears on the state."""
    start = datetime.now(UTC) - timedelta(days=1)
    bodies = [opening()]
    for number in range(1, entries):
        if number % 40 == 0:
            bodies.append(Action(text=f"ring unit {number}", owner="Jo Whitlock"))
        elif number % 20 == 0:
            bodies.append(
                AttendanceProgress(agency="Police", progress="on-scene", note=f"{number}")
            )
        else:
            bodies.append(
                Note(text=f"Number {number}: the dog is in the garden, the door is shut.")
            )
    for first in range(0, entries, 5_000):
        items = [
            at.written(LONG, Recording(body), moment, moment)
            for place, body in enumerate(bodies[first : first + 5_000], first)
            for moment in (start + timedelta(seconds=place / 2),)
        ]
        opened.ledger.append_now(items, at.signer)
