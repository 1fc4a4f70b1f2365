"""Child protection on the desk: a real service on loopback, asked by a key and by nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.responses import Response
from textual.pilot import Pilot

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Gateway
from ooh_console.desk.desk import Recording
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.screen import screen as whole_screen
from ooh_console.domain.bodies import PersonLinked, RecordOpened
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.people import Relation
from ooh_console.tui.pages.child_protection import ChildProtectionPage
from ooh_console.tui.screens.incident import IncidentScreen
from tests.agencies.cpis_service import MOTHER, CpisService, look, plan, refuses
from tests.serving import placed
from tests.tui.desks import (
    HOSTILE,
    LARGE,
    SEEN_OF_HOSTILE,
    SMALL,
    Set,
    open_incident,
    tonight,
    until,
    words,
)


@pytest.fixture
def service() -> Iterator[CpisService]:
    with placed(CpisService()) as made:
        yield made


@asynccontextmanager
async def at_desk(
    found: Set, service: CpisService, size: tuple[int, int] = SMALL, *, linked: bool = True
) -> AsyncIterator[tuple[Pilot[Any], Incident]]:
    """An incident's screen at a desk that can ask the service."""
    agency = Agency.model_validate(
        {
            "name": "CP-IS",
            "adapter": "cpis",
            "url": service.base,
            "offers": ["child-protection", "earlier-looks"],
        }
    )
    gate = found.desk.gateway = Gateway([agency], clock=found.clock)
    incident = await open_incident(found.desk)
    if linked:
        mother = PersonLinked(
            name="Jodie Penhallow", relation=Relation.MOTHER, nhs_number=MOTHER, match="typed"
        )
        await incident.record([Recording(mother)])
    try:
        async with tonight(found, size) as pilot:
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, IncidentScreen))
            yield pilot, pilot.app.screen.incident  # type: ignore[attr-defined]
    finally:
        await gate.aclose()


async def opened_page(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*(keys or ("tab", "N")))
    await until(pilot, lambda: isinstance(pilot.app.screen, ChildProtectionPage))


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(words(pilot.app).split())


def looks(found: Set) -> list[str]:
    rows = found.ledger.rows(REGISTER, 1, found.ledger.head(REGISTER))
    said = [entry.body.what for entry in rows if isinstance(entry.body, RecordOpened)]
    return [what for what in said if what.startswith("child protection")]


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_nothing_asks_but_the_key_and_what_is_said_stands_with_its_age(
    found: Set, service: CpisService, size: tuple[int, int]
) -> None:
    async with at_desk(found, service, size) as (pilot, incident):
        shown = "… not checked yet: N asks (each look is on record there)"
        await until(pilot, lambda: shown in words(pilot.app))
        if size == LARGE:
            assert "… not checked yet (incident: N)" in words(pilot.app)
        await pilot.press("f5")
        await incident.refresh()
        await opened_page(pilot)
        assert "Enter asks now about: 999 000 0018 Jodie Penhallow (mother)" in flat(pilot)
        assert "… not checked yet: Enter asks" in flat(pilot)
        assert "Each look is on record there and on the register here" in flat(pilot)
        assert (service.asked, looks(found)) == ([], [])

        await pilot.press("enter")
        await until(pilot, lambda: "The service has answered." in words(pilot.app))
        whom = f"999 000 0018 Jodie Penhallow (mother); incident {incident.reference}"
        assert looks(found) == [f"child protection at CP-IS: {whom}"]
        for said in (
            "unborn child: child protection plan, since 14 Oct 2026, until 30 Apr 2027",
            "Under: Jodie Penhallow (mother), NHS number 999 000 0018",
            "RING AT NIGHT: 01632 960142",
            "Office hours: 01632 960141",
        ):
            assert said in flat(pilot)
        await pilot.press("end")
        await until(pilot, lambda: "B. Underhay, Nurse, emergency department" in flat(pilot))

        found.clock.passes(minutes=25)
        await pilot.press("escape")
        line = "CHILD PROTECTION plan, unborn child · OOH 01632 960142 · 25 min ago · Quayshire"
        await until(pilot, lambda: line in words(pilot.app))
        assert "not refreshed" not in words(pilot.app), "no alarm drives anybody to look again"
        text = plain(whole_screen(incident.view(), ()))
        assert "25 min ago · Quayshire Council" in text
        assert "RING AT NIGHT: 01632 960142" in text
        assert "not asked: ring" not in text, "it holds no birth plan that it could read out"
        assert "Enter asks" not in text, "on paper there is no key"
        assert len(service.asked) == 2


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_anybodys_words_are_only_words(
    found: Set, service: CpisService, size: tuple[int, int]
) -> None:
    numbers = [{"system": "phone", "value": HOSTILE, "use": use} for use in ("work", "mobile")]
    kind = {"text": HOSTILE, "coding": [{"code": HOSTILE, "display": HOSTILE}]}
    service.plans[MOTHER] = [
        plan(name=HOSTILE, telecom=numbers, category=[kind], status=HOSTILE, id=HOSTILE)
    ]
    agent = {"requestor": True, "name": HOSTILE, "role": [{"text": HOSTILE}]}
    service.looks[MOTHER] = look(agent=[agent], recorded=HOSTILE)
    async with at_desk(found, service, size) as (pilot, _):
        await opened_page(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "The service has answered." in words(pilot.app))
        assert SEEN_OF_HOSTILE in words(pilot.app)
        await pilot.press("end")
        await until(pilot, lambda: "Enter asks now about" in words(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: f"[not fully read] {SEEN_OF_HOSTILE}" in words(pilot.app))
        assert not {"\x1b", "\x07", "\u202e"} & set(words(pilot.app))


async def test_a_look_that_cannot_be_put_on_the_register_is_not_made(
    found: Set, service: CpisService
) -> None:
    async with at_desk(found, service) as (pilot, _):
        await opened_page(pilot)
        found.ledger.problem = "The disk is full."
        await pilot.press("enter")
        await until(pilot, lambda: "nobody was asked" in flat(pilot))
        assert service.asked == []
        found.ledger.problem = None


async def test_nobody_linked_is_nobody_to_ask_about(found: Set, service: CpisService) -> None:
    async with at_desk(found, service, linked=False) as (pilot, _):
        await opened_page(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "Link the mother first (k)" in flat(pilot))
        assert (service.asked, looks(found)) == ([], [])


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (refuses("ACCESS_DENIED", 403), "does not allow whoever asked to see this"),
        (lambda request: Response("no", 500), "is out of order (status 500)"),
    ],
)
async def test_why_it_could_not_be_checked_is_said_and_the_alarm_leads_there(
    found: Set, service: CpisService, rule: Any, says: str
) -> None:
    service.rule = rule
    async with at_desk(found, service) as (pilot, incident):
        await opened_page(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "Enter asks again" in flat(pilot))
        assert says in flat(pilot)
        await pilot.press("escape")
        (alarm,) = [a for a in incident.view().alarms if a.code == "source-not-looked"]
        assert alarm.command == "child-protection"
        service.rule = lambda request: None
        await opened_page(pilot, "N")
        await pilot.press("enter")
        await until(pilot, lambda: "The service has answered." in words(pilot.app))
        assert not [a for a in incident.view().alarms if a.code.startswith("source-")]


async def test_whoever_is_linked_later_was_not_asked_about(
    found: Set, service: CpisService
) -> None:
    async with at_desk(found, service) as (pilot, incident):
        await opened_page(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "The service has answered." in words(pilot.app))
        father = PersonLinked(
            name="Craig Rudderham", relation=Relation.FATHER, nhs_number="9990000026", match="typed"
        )
        await incident.record([Recording(father)])
        await until(pilot, lambda: "not checked yet; shown from memory" in flat(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "CHILD PROTECTION [memory, " in flat(pilot))
        assert len(service.asked) == 2
