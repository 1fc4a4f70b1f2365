"""Each alarm about an entry gives its form that very entry, so that Enter answers this alarm."""

from __future__ import annotations

import pytest

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Context
from ooh_console.desk.answering import _ABOUT_AN_ENTRY, given
from tests.desk.acting import do
from tests.desk.desks import Room

POWER = {"power": "s46 police protection", "name": "Shah", "epo_in_force": "no"}
ALARMS = {
    "action-overdue": ("action", {"text": "ring", "owner": "Kit", "due": "5"}, 30),
    "power-expired": ("power", POWER, 72 * 60 + 1),
    "order-not-known": ("power", POWER | {"epo_in_force": "not known"}, 1),
    "meeting-passed": ("convene", {"at": "5", "invited": "Insp. Shah"}, 30),
    "meeting-not-told": ("convene", {"at": "60", "invited": "Insp. Shah"}, 30),
}


@pytest.mark.parametrize("code", ALARMS)
async def test_the_form_gets_the_entry_of_the_alarm(room: Room, code: str) -> None:
    act, values, minutes = ALARMS[code]
    incident = await room.incident()
    if act == "power":
        await do(incident, "birth", place="home", heard_from="crew")
    (entry, *_) = await do(incident, act, **values)
    room.clock.forward(minutes)
    view = incident.view()
    (found,) = (one for one in view.alarms if one.code == code)
    ((name, value),) = given(found, view).items()
    assert value == entry.id
    field = next(one for one in ACTS[found.command].fields if one.name == name)
    field.check({name: value}, Context(view))


def test_every_alarm_about_an_entry_is_tried() -> None:
    assert set(ALARMS) == set(_ABOUT_AN_ENTRY)
