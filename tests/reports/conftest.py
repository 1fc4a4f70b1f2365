"""Nights of the reports: the one that the commands read, made once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ooh_console.bootstrap import Parts
from ooh_console.reports.night import Night, night
from tests.cli.conftest import filled, make_desk, make_place, servers, write_config
from tests.cli.places import PASSPHRASE, Place

__all__ = ["filled", "make_desk", "make_place", "servers", "write_config"]


@pytest.fixture(scope="session")
def read_night() -> Callable[[Place], Night]:
    """The night of a folder, as its operator reads it."""

    def read(place: Place) -> Night:
        parts = Parts(place.settings(), agencies=())
        try:
            desk = parts.desk(parts.unlock(parts.names[0], PASSPHRASE))
            return night(desk, place.reference, "OFFICIAL-SENSITIVE")
        finally:
            parts.close()

    return read
