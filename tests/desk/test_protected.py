"""A protected address: marked wherever it is named, and told to no agency that did not send it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

from ooh_console.cli import asking, held_as_json, look_words, shown_as_json
from ooh_console.desk import panels
from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.incident import Incident
from ooh_console.desk.noticing import about_of
from ooh_console.desk.panels.lines import Line
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.panels.screen import screen
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import body_of
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.protected import MARK, Protected, same_place
from ooh_console.domain.sources import Sought
from ooh_console.domain.state import State
from tests.desk.desks import MOTHER, Room
from tests.desk.hiding import HIDDEN, NAMED, hidden_night, leaks

PLACE = Address.model_validate(HIDDEN)


def of_a_view() -> dict[str, Callable[[View], list[Line]]]:
    """Every panel of `desk.panels` that is drawn from a view alone, found by itself."""
    found: dict[str, Callable[[View], list[Line]]] = {}
    for module in pkgutil.iter_modules(panels.__path__, f"{panels.__name__}."):
        for name, made in vars(importlib.import_module(module.name)).items():
            if not inspect.isfunction(made) or made.__module__ != module.name or name[0] == "_":
                continue
            takes = [p for p in inspect.signature(made).parameters.values() if p.default is p.empty]
            lines = str(inspect.signature(made).return_annotation) in ("list[Line]", "Line")
            if lines and [p.annotation for p in takes] == ["View"]:
                found[f"{module.name.rsplit('.', 1)[1]}.{name}"] = made
    return found


async def test_no_panel_names_it_without_the_mark(room: Room) -> None:
    view = (await hidden_night(room)).view()
    named = 0
    for name, panel in of_a_view().items():
        drawn = panel(view)
        lines = marked([drawn] if isinstance(drawn, Line) else drawn, view.marking)
        named += any(NAMED.search(one.text) for one in lines)
        assert leaks(one.text for one in lines) == [], name
    assert named >= 6, "the night names it in many panels"


async def test_the_screen_as_text_and_every_entry(room: Room) -> None:
    incident = await hidden_night(room)
    log = room.log(incident)
    assert leaks(one.text for one in screen(incident.view(), log)) == []
    said = [sentence(entry, incident.state) for entry in log]
    assert sum(MARK in one for one in said) >= 4
    assert leaks(said) == []


async def test_a_look_keeps_it_apart_from_every_telephone(room: Room) -> None:
    incident = await hidden_night(room)
    before = len(room.agencies.asked)
    found = await asking.ask(room.agencies, Sought(nhs_numbers=(MOTHER,)))
    lines = list(look_words.words(found, incident.desk))
    assert not [one for one in lines if NAMED.search(one) and MARK not in one]
    start, middle = lines.index("PEOPLE"), lines.index("PROTECTED ADDRESSES, NOT FOR THE FAMILY")
    people, apart = lines[start:middle], lines[middle : lines.index("BIRTH PLANS")]
    assert any("07700 900777" in one for one in people)
    assert not any(NAMED.search(one) for one in people)
    assert sum(bool(NAMED.search(one)) for one in apart) >= 2
    assert not any("07700 900777" in one for one in apart)
    asked = [place for sought in room.agencies.asked[before:] for place in sought.addresses]
    assert not any(same_place(place, PLACE) for place in asked), "nor is it passed on to the others"


async def test_json_marks_it_whoever_sent_it(room: Room) -> None:
    incident = await hidden_night(room)
    shown = shown_as_json.show(incident.view(), (), ())
    assert shown.place.protected
    assert [one.address.protected for one in shown.people if one.address] == [True]
    found = await asking.ask(room.agencies, Sought(nhs_numbers=(MOTHER,)))
    records = [r for c in held_as_json.candidates(found.people, found.holdings) for r in c.records]
    places = [a for record in records for a in record.addresses]
    assert len(places) >= 4
    assert all(place.protected for place in places)


async def test_one_agencys_word_is_enough_and_it_is_not_passed_on(room: Room) -> None:
    incident = await hidden_night(room)
    (linked,) = incident.state.people
    assert linked.address is not None
    assert linked.address.protected
    other = b.PersonLinked(
        name="Ada Penhallow",
        relation=Relation.GRANDPARENT,
        address=Address(text="9 Quiet Close", postcode="ZZ99 9BB", protected=True),
    )
    before = incident.sought()
    values: dict[str, Any] = {"person": incident.state.linked[0].id, "reason": "another"}
    await perform(incident, ACTS["unlink"], values)
    assert Protected.of(incident.state, Holdings()).covers(PLACE), "the log still names it"
    state = State(kinds={"person_linked": (_entry(other, room, incident),)})
    assert Protected.of(state, Holdings()).named_in("she fled to 9 quiet close, I think")
    assert all(place.key == PLACE.key for place in before.addresses)


def _entry(body: b.PersonLinked, room: Room, incident: Incident) -> Any:
    (found, *_) = (e for e in room.log(incident) if e.kind == "person_linked")
    return type(found)(**{n: getattr(found, n) for n in type(found).__slots__} | {"body": body})


@pytest.mark.parametrize(
    ("recipient", "told"), [("County Maternity", True), ("Police", True), ("Social care", False)]
)
async def test_a_notice_carries_it_only_to_whoever_sent_it(
    room: Room, recipient: str, told: bool
) -> None:
    incident = await hidden_night(room)
    about = about_of(incident, recipient)
    assert bool(about.address) is told
    assert MOTHER in about.nhs_numbers


async def test_an_address_that_nobody_protects_is_told_as_before(room: Room) -> None:
    incident = await room.incident()
    assert about_of(incident, "Anybody").address
    assert not any(MARK in one.text for one in screen(incident.view(), room.log(incident)))
    opened = body_of(room.log(incident)[0], b.IncidentOpened)
    assert same_place(opened.address, Address(text="14 saltpan lane merrowby"))
