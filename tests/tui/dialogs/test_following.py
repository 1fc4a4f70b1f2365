"""What an agency answers while a dialog or a page is closing finds nothing to fail on."""

from __future__ import annotations

import asyncio
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from ooh_console.desk.acts import ACTS
from ooh_console.tui.dialogs.attendance import AttendanceDialog
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.pages.alarms import AlarmsPage
from ooh_console.tui.pages.attendance import AttendancePage
from ooh_console.tui.pages.child_protection import ChildProtectionPage
from ooh_console.tui.pages.debrief import DebriefPage
from ooh_console.tui.pages.handover import HandoverPage
from ooh_console.tui.pages.markers import MarkersPage
from ooh_console.tui.pages.of_incident import IncidentPage
from ooh_console.tui.pages.people import PeoplePage
from ooh_console.tui.pages.plan import PlanPage
from ooh_console.tui.pages.powers import PowersPage
from ooh_console.tui.pages.protocol import ProtocolPage
from ooh_console.tui.pages.read_only import AgenciesPage, HomeBirthPage
from ooh_console.tui.pages.review import ReviewPage
from ooh_console.tui.pages.told import ToldPage
from tests.desk.desks import Room
from tests.tui.dialogs.stage import staged

TUI = Path(__file__).parents[3] / "ooh_console" / "tui"

PAGES = [
    AgenciesPage,
    AlarmsPage,
    AttendancePage,
    ChildProtectionPage,
    DebriefPage,
    HandoverPage,
    HomeBirthPage,
    MarkersPage,
    PeoplePage,
    PlanPage,
    PowersPage,
    ProtocolPage,
    ReviewPage,
    ToldPage,
]
FOLLOWERS = [lambda incident: FormDialog(incident, ACTS["action"]), AttendanceDialog, *PAGES]


@pytest.mark.parametrize("make", FOLLOWERS, ids=lambda make: getattr(make, "__name__", "?"))
async def test_an_answer_while_it_closes(make: Any, room: Room) -> None:
    incident = await room.incident()
    async with staged(make(incident)) as pilot:
        screen = pilot.app.screen
        screen.dismiss(None)
        async with asyncio.timeout(20):
            while incident._listeners:
                incident.changed()
                await asyncio.sleep(0)


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_is_drawn_once_a_second_and_follows_once(
    page: type[IncidentPage], room: Room
) -> None:
    """Textual calls `on_mount` of every class: one that called its base's would do all twice."""
    incident = await room.incident()
    async with staged(page(incident)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, page)
        assert len(incident._listeners) == 1
        assert [timer._callback for timer in screen._timers].count(screen._pace.tick) == 1


def test_whoever_follows_is_named_here() -> None:
    """Only the one screen, which draws by message, follows in another way."""
    follows, subscribes = set(), set()
    for path in TUI.rglob("*.py"):
        text = path.read_text()
        if re.search(r"\bfollow\(self,", text):
            follows.add(path.relative_to(TUI).as_posix())
        if "incident.subscribe(" in text:
            subscribes.add(path.relative_to(TUI).as_posix())
    assert subscribes == {"following.py", "screens/incident.py"}
    assert follows == {"dialogs/form.py", "dialogs/stepping.py", "pages/of_incident.py"}
    for path in (TUI / "pages").glob("*.py"):
        importlib.import_module(f"ooh_console.tui.pages.{path.stem}")
    assert set(IncidentPage.__subclasses__()) == set(PAGES)
