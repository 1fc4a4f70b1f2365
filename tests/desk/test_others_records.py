"""An agency that sends somebody else's record: refused, an alarm, and once on the register."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Gateway
from ooh_console.desk.desk import Recording
from ooh_console.desk.incident import Incident
from ooh_console.desk.linking import look
from ooh_console.desk.tonight import Tonight
from ooh_console.desk.wording import sentence
from ooh_console.domain.bodies import OthersRecordRefused, PersonLinked
from ooh_console.domain.entries import REGISTER, Entry
from ooh_console.domain.sources import Offer
from ooh_console.domain.state import State
from tests.desk.desks import FATHER, MOTHER, Room
from tests.serving import serving

SECRET = "Nobody of this family"
OFFERS = ("people", "plans", "markers", "commitments", "watch-list")


def refused(room: Room) -> list[Entry]:
    return [e for e in room.log(REGISTER) if isinstance(e.body, OthersRecordRefused)]


class Careless:
    """It answers every question about the mother with the father's record."""

    def __init__(self) -> None:
        self.careless = True
        self.url = ""

    async def answer(self, request: Request) -> JSONResponse:
        offer = request.path_params["offer"]
        who = FATHER if self.careless else MOTHER
        items = {
            "people": {"nhs_number": who, "name": "Somebody"},
            "plans": {"subject": who, "version": "3", "status": "draft", "author": SECRET},
            "watch-list": {"mother": "Jodie", "nhs_number": MOTHER, "expected": "2026-12-01"},
        }
        return JSONResponse({"items": [items[offer]] if offer in items else []})


@pytest.fixture
def careless() -> Iterator[Careless]:
    made = Careless()
    with serving(Starlette(routes=[Route("/v1/{offer}", made.answer)])) as made.url:
        yield made


@pytest.fixture
async def gateway(room: Room, careless: Careless) -> AsyncIterator[Gateway]:
    agency = Agency(
        name="Police",
        url=careless.url,
        offers=tuple(map(Offer, OFFERS)),
        telephone="01632 960140",
    )
    made = Gateway([agency], clock=room.clock)
    yield made
    await made.aclose()


async def about_mother(room: Room, gateway: Gateway) -> Incident:
    incident = await room.incident()
    incident.desk.gateway = gateway
    mother = PersonLinked(relation="mother", name="Jodie Penhallow", nhs_number=MOTHER)
    await incident.record([Recording(mother)])
    return Incident.load(incident.desk, incident.reference)


async def test_refused_with_an_alarm_and_once_a_night_on_the_register(
    room: Room, gateway: Gateway, careless: Careless
) -> None:
    incident = await about_mother(room, gateway)
    for _ in range(3):
        await incident.refresh()
        room.clock.forward(1)
    (entry,) = refused(room)
    words = sentence(entry, State(), incident.desk.habits.tz, 400)
    assert words == (
        f"REFUSED: Police sent somebody else's record (plans) for {incident.reference}."
    )
    alarm = next(a for a in incident.view().alarms if a.code == "others-record")
    assert alarm.text == (
        "Police SENT SOMEBODY ELSE'S RECORD (plans): refused, ring them 01632 960140"
    )
    kept = json.dumps([e.body.content() for e in (*room.log(incident), *room.log(REGISTER))])
    assert SECRET not in kept + incident.holdings.content() + "".join(incident.holdings.texts())
    assert FATHER not in kept
    careless.careless = False
    await incident.refresh()
    assert "others-record" not in {a.code for a in incident.view().alarms}


async def test_another_desk_says_it_no_second_time_and_the_next_night_does(
    room: Room, gateway: Gateway
) -> None:
    await (await about_mother(room, gateway)).refresh()
    again = await about_mother(room, gateway)
    again.desk.others_records = frozenset()
    await again.refresh()
    assert len(refused(room)) == 1
    room.clock.now += timedelta(days=1)
    await again.refresh()
    assert len(refused(room)) == 2


async def test_wherever_it_is_asked(room: Room, gateway: Gateway) -> None:
    desk = room.desk(gateway=gateway)
    await look(desk, MOTHER)
    assert len(refused(room)) == 1
    room.clock.now += timedelta(days=1)
    await Tonight(desk).ask()
    assert len(refused(room)) == 2
