"""Every page about an incident, and the dialogs: a protected address is never without its mark."""

from __future__ import annotations

import importlib
import pkgutil

from ooh_console.desk.acts import ACTS
from ooh_console.tui import pages
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.dialogs.people import LinkPeopleDialog
from ooh_console.tui.dialogs.people_list import PeopleList
from ooh_console.tui.pages.of_incident import IncidentPage
from tests.desk.desks import Room
from tests.desk.hiding import NAMED, TELEPHONE, hidden_night, leaks
from tests.tui.dialogs.stage import seen, staged, until

for found in pkgutil.iter_modules(pages.__path__, f"{pages.__name__}."):
    importlib.import_module(found.name)


def every(kind: type[IncidentPage]) -> list[type[IncidentPage]]:
    return [one for sub in kind.__subclasses__() for one in (sub, *every(sub))]


PAGES = sorted(every(IncidentPage), key=lambda page: page.__name__)


async def test_every_page_has_the_mark(room: Room) -> None:
    incident = await hidden_night(room)
    named = 0
    for kind in PAGES:
        page = kind(incident)
        async with staged(page, (120, 40)):
            lines = [one.text for one in page.marked(page.lines())]
        named += any(NAMED.search(one) for one in lines)
        assert leaks(lines) == [], kind.__name__
    assert len(PAGES) >= 8
    assert named >= 3


async def test_linking_and_the_birth_have_it(room: Room) -> None:
    incident = await hidden_night(room)
    async with staged(LinkPeopleDialog(incident)) as pilot:
        people = pilot.app.screen.query_one(PeopleList)
        await until(pilot, lambda: any(one.digit for one in people.items))
        await pilot.press("down", "enter")
        await until(pilot, lambda: NAMED.search(seen(pilot)))
        assert "PROTECTED ADDRESS" in seen(pilot)
        assert TELEPHONE not in seen(pilot)
    async with staged(FormDialog(incident, ACTS["birth"])) as pilot:
        await until(pilot, lambda: "PROTECTED ADDRESS" in seen(pilot))
