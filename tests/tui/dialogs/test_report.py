"""A report from the desk: three choices, then where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ooh_console.bootstrap.reporting import ReportsHere
from ooh_console.desk.desk import Recording
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.settings import Reporting, Settings
from ooh_console.tui.dialogs.report import ReportDialog
from tests.desk.desks import Room
from tests.tui.dialogs.stage import no_orders, results, seen, staged, until

SECRET = "the quokka order"


@pytest.fixture
async def incident(room: Room, tmp_path: Path) -> Incident:
    """A night with something that must not be told, at a desk that makes reports."""
    made = await room.incident()
    await made.record([Recording(b.DisclosureRestricted(what=SECRET, until="dawn"))])
    settings = Settings(
        config_folder=tmp_path,
        data_folder=tmp_path,
        reports=Reporting(folder=tmp_path / "out"),
    )
    made.desk.reports = ReportsHere(settings, room.ledger)
    return made


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_enter_three_times_writes_it_without_what_must_not_be_told(incident, tmp_path, size):
    async with staged(ReportDialog(incident), size) as pilot:
        assert "put on the register" in seen(pilot)
        await pilot.press("enter", "enter", "enter")
        await until(pilot, lambda: "It is in this file" in seen(pilot))
        shown = seen(pilot)
        (path,) = (tmp_path / "out").iterdir()
        assert "the register has it" in shown.casefold()
        assert SECRET not in path.read_text()
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot))
    (left,) = results(pilot)
    assert left.place == path
    assert left.sha256 in shown
    assert no_orders(shown)


async def test_what_must_not_be_told_is_asked_for_in_words(incident, tmp_path):
    async with staged(ReportDialog(incident)) as pilot:
        await pilot.press("enter", "enter", "down")
        await until(pilot, lambda: "it will hold what they must not be told" in seen(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "It is in this file" in seen(pilot))
    (path,) = (tmp_path / "out").iterdir()
    assert SECRET in path.read_text()
    assert "-restricted-" in path.name


async def test_who_may_not_export_is_told_why_and_nothing_is_written(room, incident, tmp_path):
    other = room.sit_down(incident, "control")
    other.desk.reports = incident.desk.reports
    async with staged(ReportDialog(other)) as pilot:
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "control room exports nothing" in seen(pilot))
    assert not (tmp_path / "out").exists()
    assert room.kinds("register")[-1] == "refused"


async def test_redacted_asks_for_nothing_that_must_not_be_told_and_shows_what_to_read(incident):
    await incident.note("the tall one with the scar")
    async with staged(ReportDialog(incident), (120, 40)) as pilot:
        await pilot.press("down", "down")
        await until(pilot, lambda: "Names, numbers and places are replaced" in seen(pilot))
        assert "in it, and marked" not in seen(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "READ THESE" in seen(pilot))
        assert "the tall one with the scar" in seen(pilot)
