"""A desk on a real file for the measurements, and nights of any length in it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from ooh_console.agencies.agency import Agency
from ooh_console.bootstrap import CHEAP, Parts
from ooh_console.database_address import DatabaseAddress
from ooh_console.desk.desk import Desk, Recording
from ooh_console.domain.bodies import Action, AttendanceProgress, IncidentOpened, Note
from ooh_console.domain.people import Address
from ooh_console.ledger.keys import OperatorKey
from ooh_console.settings import Settings

LONG = "261125-LANG"
PASSPHRASE = "the bench of this desk"
MANY, FEW = 100_000, 100
"""Entries of a long incident, and of the short one that stands beside it."""


DATABASE, DATABASE_PASSWORD = "BENCH_DATABASE", "BENCH_DATABASE_PASSWORD"


def parts(folder: Path, agencies: tuple[Agency, ...] = (), database: str = "") -> Parts:
    """What stands behind a desk. It asks agencies when told to, and not by the clock."""
    shared = DatabaseAddress(url=database, password=f"env:{DATABASE_PASSWORD}" if database else "")
    settings = Settings(
        config_folder=folder, data_folder=folder, refresh_seconds=3600, database=shared
    )
    return Parts(settings, agencies=agencies, hardness=CHEAP)


def desk(opened: Parts, by: OperatorKey | None = None) -> Desk:
    """A desk with its first operator at it, or one whom `by` adds."""
    name, role, agency = "Sam Okafor", "duty worker", "OOH social care"
    return opened.desk(opened.add(name, role, agency, PASSPHRASE, by))


def opening() -> IncidentOpened:
    """The first entry of an incident."""
    return IncidentOpened(
        address=Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ"),
        nature="Birth at home",
    )


def words(number: int) -> str:
    """What the nth note of a night begins with."""
    return f"Number {number}:"


def night(folder: Path, entries: int) -> str:
    """An incident of this many entries in a new folder: nineteen notes, then one that bears on
    the state. Returns the operator's public key."""
    folder.mkdir()
    opened = parts(folder)
    at = desk(opened)
    start = datetime.now(UTC) - timedelta(days=1)
    for first in range(0, entries, 5_000):
        items = [
            at.written(LONG, Recording(_body(number)), moment, moment)
            for number in range(first, min(first + 5_000, entries))
            for moment in (start + timedelta(seconds=number / 2),)
        ]
        opened.ledger.append_now(items, at.signer)
    opened.close()
    return at.signer.public_key


def _body(number: int) -> IncidentOpened | Action | AttendanceProgress | Note:
    if number == 0:
        return opening()
    if number % 40 == 0:
        return Action(text=f"ring unit {number}", owner="Jo Whitlock")
    if number % 20 == 0:
        return AttendanceProgress(agency="Police", progress="on-scene", note=f"{number}")
    return Note(text=f"{words(number)} the dog is in the garden, the door is shut.")


class Nights:
    """The long night, built once for every row that needs it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def built(self) -> tuple[Path, str]:
        """Its folder, which is only read, and the operator's public key."""
        place = self._folder / "long night"
        return place, night(place, MANY)

    def copy(self, name: str) -> Path:
        """A copy to write in."""
        place = self._folder / name
        shutil.copytree(self.built[0], place)
        return place

    def folder(self, name: str) -> Path:
        """A new folder for one row."""
        place = self._folder / name
        place.mkdir()
        return place
