"""Searching and linking with an agency down, late, or of two minds about who somebody is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from ooh_console.domain.entries import REGISTER
from ooh_console.domain.people import Relation
from ooh_console.domain.sources import Offer
from ooh_console.tui.dialogs import people as people_dialog
from ooh_console.tui.dialogs.opening import OpenIncidentDialog
from ooh_console.tui.dialogs.people import LinkPeopleDialog
from ooh_console.tui.dialogs.people_list import PeopleList
from tests.desk.desks import FATHER, MOTHER, Room
from tests.tui.dialogs.stage import HOSTILE, no_orders, results, seen, staged, until


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(seen(pilot).replace("│", " ").split())


def mark(pilot: Pilot[Any]) -> str:
    people = pilot.app.screen.query_one(OptionList)
    return people.highlighted_option.id or "" if people.highlighted_option else ""


async def test_a_family_in_a_few_keys(room: Room) -> None:
    incident = await room.incident()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "Jodie Penhallow, NHS 999 000 0018" in flat(pilot))
        await pilot.press("down", "enter", "enter")
        await until(pilot, lambda: "Saved: Linked mother" in flat(pilot))
        # Social care holds somebody of his name without a number: that is asked, not guessed.
        await until(pilot, lambda: "perhaps also: RUDDERHAM, Craig · Social care" in flat(pilot))
        await pilot.press("1", "y", "enter")
        await until(pilot, lambda: len(incident.state.people) == 2)
        await until(pilot, lambda: "1 unborn baby: Baby Penhallow" in flat(pilot))
        await pilot.press("1")
        await until(pilot, lambda: len(incident.state.people) == 3)
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot))
    assert [one.relation for one in incident.state.people] == [
        Relation.MOTHER,
        Relation.PARTNER,
        Relation.UNBORN,
    ]
    assert len(results(pilot)[0]) == 3
    assert set(incident.state.people[1].identifiers) == {"Police", "Social care"}
    looks = [entry for entry in room.log(REGISTER) if entry.kind == "record_opened"]
    assert len(looks) == 1


async def test_whoever_was_linked_is_not_offered_again(room: Room) -> None:
    incident = await room.incident()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "Jodie Penhallow, NHS 999 000 0018" in flat(pilot))
        await pilot.press("down", "enter", "enter")
        await until(pilot, lambda: "Saved: Linked mother" in flat(pilot))
        # On to her family, who are to be linked next.
        await until(pilot, lambda: mark(pilot) == f"nhs {FATHER}")
        await pilot.press("1", "enter")
        await until(pilot, lambda: len(incident.state.people) == 2)
        # Not confirmed as the same, so somebody else so far; and it says of whom it is alike.
        await until(pilot, lambda: "alike RUDDERHAM Craig, who is linked" in flat(pilot))
        people = pilot.app.screen.query_one(PeopleList)
        place = next(n for n, one in enumerate(people.items) if one.id == f"nhs {MOTHER}")
        people.highlighted = place
        await pilot.press("enter")
        await until(pilot, lambda: "Jodie Penhallow is linked already, as mother." in flat(pilot))
        assert pilot.app.screen._chosen is None
        assert len(incident.state.people) == 2


@pytest.mark.parametrize("order", [1, -1])
async def test_the_family_names_each_person_once(room: Room, order: int) -> None:
    """Two agencies name the same baby and the same man: with a number, without, in any order."""
    links = [
        {"relation": "mother's partner", "name": "RUDDERHAM, Craig", "identifier": "SC-1"},
        {"relation": "unborn baby", "name": "Unborn PENHALLOW", "identifier": "SC-2"},
        # Of one agency: twins, not one baby twice.
        {"relation": "unborn baby", "name": "Unborn PENHALLOW 2", "identifier": "SC-3"},
    ]
    mother = {"identifier": "SC-9", "nhs_number": MOTHER, "name": "Jodie Penhallow"}
    # His own record is sent too, so that he is found by name and by the link.
    father = room.agencies.held["Social care", Offer.PEOPLE]
    room.agencies.held["Social care", Offer.PEOPLE] = [{**mother, "links": links}, *father]
    room.agencies.sources = room.agencies.sources[::order]
    incident = await room.incident()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await pilot.press(*MOTHER, "enter")
        await until(pilot, lambda: "Found by number" in flat(pilot))
        await pilot.press("down", "enter", "1", "enter")
        await until(pilot, lambda: incident.state.people)
        people = pilot.app.screen.query_one(PeopleList)
        await until(pilot, lambda: any(one.digit for one in people.items))
        family = [one for one in people.items if one.digit]
        relations = sorted(str(one.relation) for one in family)
        assert relations == ["mother's partner", "unborn baby", "unborn baby"]
        (man,) = (one for one in family if one.relation is Relation.PARTNER)
        assert man.id == f"nhs {FATHER}"
        assert man.asks


async def test_an_agency_that_is_down_is_said_and_hides_nobody(room: Room) -> None:
    room.agencies.down.add("Police")
    incident = await room.incident()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "✗ COULD NOT CHECK (no answer" in flat(pilot))
        await until(pilot, lambda: "Jodie Penhallow" in flat(pilot))
        await until(pilot, lambda: "ring 01632 960140" in flat(pilot))
        await pilot.press(*MOTHER, "enter")
        await until(pilot, lambda: "Found by number" in flat(pilot))


async def test_without_a_telephone_nobody_is_told_to_ring(room: Room) -> None:
    room.agencies.sources = tuple(replace(s, telephone="") for s in room.agencies.sources)
    room.agencies.down.add("Police")
    incident = await room.incident()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "Police ✗ COULD NOT CHECK (no answer" in flat(pilot))
        assert "ring" not in flat(pilot)


async def test_nobody_found_is_only_said_when_everybody_answered(room: Room) -> None:
    incident = await room.incident()
    room.agencies.held.clear()
    gate = room.agencies.gates["Social care"] = asyncio.Event()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "○ none held" in flat(pilot))
        assert "Nobody found" not in flat(pilot)
        assert "… not checked yet" in flat(pilot)
        gate.set()
        await until(pilot, lambda: "every agency answered" in flat(pilot))
        room.agencies.down.add("Police")
        await pilot.press("f5")
        await until(pilot, lambda: "Nobody found SO FAR" in flat(pilot))


async def test_without_an_agency_to_ask_nobody_is_said_to_have_answered(room: Room) -> None:
    room.agencies.sources = tuple(
        replace(source, offers=(Offer.PLANS,)) for source in room.agencies.sources
    )
    incident = await room.incident()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "NOBODY WAS ASKED: no agency that holds people" in flat(pilot))
        assert "answered" not in flat(pilot)


async def test_after_a_search_down_or_enter_comes_to_the_first_person(room: Room) -> None:
    for key in ("down", "enter"):
        incident = await room.incident()
        async with staged(LinkPeopleDialog(incident)) as pilot:
            await pilot.press(*MOTHER, "enter")
            await until(pilot, lambda: "Found by number" in flat(pilot))
            first = next(one.id for one in pilot.app.screen._people.items if one.id)
            await pilot.press(key)
            await until(pilot, lambda: pilot.app.focused is pilot.app.screen.query_one(OptionList))
            assert mark(pilot) == first
            await pilot.press("enter")
            await until(pilot, lambda: pilot.app.screen._chosen is not None)
            assert pilot.app.screen._chosen.id == first


async def test_what_arrives_does_not_move_the_mark(room: Room) -> None:
    incident = await room.incident()
    gate = room.agencies.gates["County Maternity"] = asyncio.Event()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "RUDDERHAM Craig" in flat(pilot))
        await pilot.press("down")
        while mark(pilot) != f"nhs {FATHER}":
            await pilot.press("down")
        gate.set()
        await until(pilot, lambda: "Baby Penhallow" in flat(pilot))
        assert mark(pilot) == f"nhs {FATHER}"
        assert "▸ RUDDERHAM Craig" in flat(pilot)


async def test_the_check_digit_is_judged_at_once(room: Room) -> None:
    incident = await room.incident()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await pilot.press(*"999000001")
        await until(pilot, lambda: "9 of 10 digits" in flat(pilot))
        await pilot.press("9")
        await until(pilot, lambda: "NOT an NHS number" in flat(pilot))
        before = len(room.agencies.asked)
        await pilot.press("enter")
        await pilot.pause()
        assert len(room.agencies.asked) == before
        await pilot.press("backspace", "8")
        await until(pilot, lambda: "the check digit fits" in flat(pilot))


async def test_a_possible_match_is_listed_apart_and_confirmed(room: Room) -> None:
    incident = await room.incident()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await pilot.press(*FATHER, "enter")
        await until(pilot, lambda: "Found by number" in flat(pilot))
        await until(pilot, lambda: ("POSSIBLE" not in flat(pilot) and "SC" in flat(pilot)) or True)
        await until(pilot, lambda: "RUDDERHAM, Craig, no NHS number" in flat(pilot))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "y ( ) the same person too?" in flat(pilot))
        await pilot.press("y")
        await until(pilot, lambda: "y (•) the same person too?" in flat(pilot))
        await pilot.press("3", "enter")
        await until(pilot, lambda: incident.state.people)
    (father,) = incident.state.people
    assert father.match == "possible-confirmed"
    assert set(father.identifiers) == {"Police", "Social care"}


async def test_typed_in_by_hand(room: Room) -> None:
    incident = await room.incident()
    room.agencies.held.clear()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "every agency answered" in flat(pilot))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Relation to the baby" in flat(pilot))
        await pilot.press(*"Jo", "enter", "m", "enter", *"9990000019", "ctrl+s")
        await until(pilot, lambda: "✗ NOT an NHS number" in flat(pilot))
        await pilot.press("backspace", "8", "ctrl+s")
        await until(pilot, lambda: incident.state.people)
        await until(pilot, lambda: "Saved: Linked mother: Jo (typed in)" in flat(pilot))


async def test_an_agency_that_answers_while_it_closes_finds_nothing_to_fail_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It loses its parts before it is told that it is being taken away."""
    told: list[Exception] = []
    monkeypatch.setattr(people_dialog, "explain", lambda error: told.append(error) or "")
    incident = await room.incident()
    gate = room.agencies.gates["Police"] = asyncio.Event()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, LinkPeopleDialog)
        await until(pilot, lambda: "Jodie Penhallow" in flat(pilot))
        for part in ("#status", "#keys", "#sources"):
            await screen.query_one(part).remove()
        gate.set()
        await until(pilot, lambda: screen._found and screen._found.records[-1][0] == "Police")
        screen._draw_sources()
        assert told == []


async def test_hostile_people(room: Room) -> None:
    incident = await room.incident()
    room.agencies.held.clear()
    room.agencies.held["Police", next(iter(room.agencies.sources[2].offers))] = [
        {
            "identifier": text,
            "name": text,
            "addresses": [{"text": text, "postcode": text}],
            "links": [{"relation": text, "name": text, "identifier": text}],
        }
        for text in HOSTILE
    ]
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "[/x] [00] [bold]" in flat(pilot))
        for _ in HOSTILE:
            await pilot.press("down")
            await pilot.press("enter")
            await pilot.pause()
            assert no_orders(seen(pilot))
            await pilot.press("escape")
        await pilot.press("enter", "8", "enter")
        await until(pilot, lambda: incident.state.people)
        assert no_orders(seen(pilot))


async def test_opening_goes_on_to_the_people(room: Room) -> None:
    desk = room.desk()
    async with staged(OpenIncidentDialog(desk)) as pilot:
        await pilot.press(*"14 Saltpan Lane".replace(" ", "_"), "enter")
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot) == [None])
    async with staged(OpenIncidentDialog(desk)) as pilot:
        assert "14_Saltpan_Lane" in flat(pilot)
        assert "Birth at home, unborn baby on a child" in flat(pilot)
        await pilot.press("enter", *"ZZ993VZ", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, LinkPeopleDialog))
        await until(pilot, lambda: "Jodie Penhallow" in flat(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot))
    incident = results(pilot)[0]
    assert room.kinds(incident) == ["incident_opened"]
    assert desk.drafts.get("new") == {}


async def test_one_number_for_two_people_is_said_and_the_mark_stays(room: Room) -> None:
    """Police hold the mother's number for somebody else; what arrives moves no mark (I14)."""
    other = {"identifier": "N-9", "nhs_number": MOTHER, "name": "Amy Wren", "born": "1999-01-01"}
    room.agencies.held["Social care", Offer.PEOPLE] = [other]
    incident = await room.incident()
    gate = room.agencies.gates["Social care"] = asyncio.Event()
    async with staged(LinkPeopleDialog(incident)) as pilot:
        await until(pilot, lambda: "Jodie Penhallow, NHS 999 000 0018" in flat(pilot))
        await pilot.press("down")
        while mark(pilot) != f"nhs {MOTHER}":
            await pilot.press("down")
        gate.set()
        await until(pilot, lambda: "CONFLICT, the dates of birth differ" in flat(pilot))
        people = pilot.app.screen.query_one(PeopleList)
        chosen = people.item(mark(pilot))
        assert chosen is not None
        assert chosen.candidate is not None
        assert chosen.candidate.known.name == "Jodie Penhallow"
        await pilot.press("enter")
        await until(pilot, lambda: "CONFLICT" in flat(pilot) and "LINK" in flat(pilot))
        await pilot.press("1", "enter")
        await until(pilot, lambda: incident.state.people)
        # The other of the two is not taken for her, and can be linked as somebody else.
        await until(pilot, lambda: any(not i.linked and i.id for i in people.items))
        assert [i.linked for i in people.items if i.candidate and i.candidate.disputed] == [
            Relation.MOTHER,
            None,
        ]
