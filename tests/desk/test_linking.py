"""Searching people at every agency, and linking them: numbers decide, everything else is asked."""

from __future__ import annotations

import asyncio

import pytest

from ooh_console.desk import linking
from ooh_console.desk.desk import Rejected
from ooh_console.desk.family import already, identity, relation_of, suggested
from ooh_console.domain.bodies import PersonLinked, RecordOpened
from ooh_console.domain.entries import REGISTER, body_of
from ooh_console.domain.matches import Candidate
from ooh_console.domain.people import Relation
from ooh_console.domain.sources import SourceState
from tests.desk.desks import FATHER, MOTHER, PLACE, Room, link_typed


def named(found: linking.Found, name: str) -> Candidate:
    grouped = found.candidates
    everybody = (*grouped.certain, *grouped.possible, *grouped.others)
    return next(one for one in everybody if name in [h.person.name for h in one.holders])


@pytest.mark.parametrize(
    ("text", "said", "valid"),
    [
        ("", "", False),
        ("Jodie", "", False),
        ("999", "3 of 10 digits", False),
        ("999 000 0018", "999 000 0018: the check digit fits", True),
        ("999-000-0019", "the check digit does not fit", False),
        ("99900000181", "ten digits", False),
    ],
)
def test_a_number_is_judged_while_it_is_typed(text: str, said: str, valid: bool) -> None:
    words, fits = linking.about_number(text)
    assert said in words
    assert fits is valid


@pytest.mark.parametrize("text", ["17/4/2003", "17.04.2003", "2003-04-17", "17 Apr 2003"])
def test_a_day_as_people_type_it(text: str) -> None:
    day = linking.day_typed(text)
    assert day is not None
    assert day.isoformat() == "2003-04-17"


@pytest.mark.parametrize(
    ("text", "born", "field"),
    [("", "", "search"), ("9990000019", "", "search"), ("Jodie", "31/02/2003", "born")],
)
def test_what_cannot_be_asked(text: str, born: str, field: str) -> None:
    with pytest.raises(Rejected) as caught:
        linking.search_for(text, born)
    assert caught.value.field == field


async def test_answers_are_painted_as_they_arrive(room: Room) -> None:
    gate = room.agencies.gates["Social care"] = asyncio.Event()
    seen = []
    async for found in linking.searching(room.desk(), linking.search_for(MOTHER)):
        seen.append({holding.agency: holding.state for holding in found.sources})
        if len(seen) == 3:
            assert seen[-1]["Social care"] is SourceState.NOT_CHECKED
            gate.set()
    assert len(seen) == 4
    assert set(seen[0].values()) == {SourceState.NOT_CHECKED}
    assert set(seen[-1].values()) == {SourceState.HELD}


async def test_a_look_is_on_the_register_before_anybody_is_asked(room: Room) -> None:
    room.agencies.down.add("Police")
    found = await linking.look(room.desk(), "999 000 0018")
    looks = [entry for entry in room.log(REGISTER) if entry.kind == "record_opened"]
    assert body_of(looks[-1], RecordOpened).what == "people: NHS number 999 000 0018"
    states = {holding.agency: holding.state for holding in found.sources}
    assert states["Police"] is SourceState.COULD_NOT_CHECK
    assert found.candidates.certain[0].agencies == ("County Maternity",)


async def test_when_the_register_cannot_be_written_nobody_is_asked(room: Room) -> None:
    desk = room.desk()
    room.ledger.close()
    with pytest.raises(Exception, match="closing"):
        await linking.look(desk, MOTHER)
    assert room.agencies.asked == []


async def test_one_person_with_everybody_who_holds_them(room: Room) -> None:
    incident = await room.incident()
    found = await linking.look(incident.desk, MOTHER)
    (mother,) = found.candidates.certain
    assert set(mother.agencies) == {"County Maternity", "Police"}
    assert suggested(mother, found.records) is Relation.MOTHER
    (entry, *_) = await linking.link(incident, mother, Relation.MOTHER)
    body = body_of(entry, PersonLinked)
    assert (body.nhs_number, body.match, body.born) == (MOTHER, "nhs-number", "2003-04-17")
    assert body.identifiers == {"County Maternity": "WCH1", "Police": "N-8"}
    with pytest.raises(Rejected, match="linked already, as mother"):
        await linking.link(incident, mother, Relation.OTHER)
    assert set(incident.sought().nhs_numbers) == {MOTHER}


async def test_alike_is_never_the_same_by_itself(room: Room) -> None:
    incident = await room.incident()
    found = await linking.look(incident.desk, FATHER)
    (father,) = found.candidates.certain
    assert father.agencies == ("Police",)
    assert [holder.agency for holder in father.perhaps] == ["Social care"]
    (entry, *_) = await linking.link(incident, father, Relation.FATHER)
    assert body_of(entry, PersonLinked).identifiers == {"Police": "N-7"}


async def test_a_person_confirms_that_it_is_the_same(room: Room) -> None:
    incident = await room.incident()
    found = await linking.look(incident.desk, FATHER)
    (father,) = found.candidates.certain
    (entry, *_) = await linking.link(incident, father, Relation.FATHER, also=father.perhaps)
    body = body_of(entry, PersonLinked)
    assert body.match == "possible-confirmed"
    assert body.identifiers == {"Police": "N-7", "Social care": "SC-1"}


async def test_by_name_and_date_of_birth_a_match_is_possible(room: Room) -> None:
    incident = await room.incident()
    found = await linking.look(incident.desk, "Craig Rudderham", "2/9/1997")
    assert not found.candidates.certain
    assert len(found.candidates.possible) == 2
    first = found.candidates.possible[0]
    (entry, *_) = await linking.link(incident, first, Relation.FATHER)
    assert body_of(entry, PersonLinked).match == "possible-confirmed"


async def test_mother_then_father_and_unborn_baby(room: Room) -> None:
    incident = await room.incident()
    async for found in linking.searching(incident.desk, linking.search_around(incident)):
        last = found
    assert last.family(incident) == ()
    await linking.link(incident, named(last, "Jodie Penhallow"), Relation.MOTHER)
    family = last.family(incident)
    assert [(one.relation, one.of) for one in family] == [
        (Relation.PARTNER, "Jodie Penhallow"),
        (Relation.UNBORN, "Jodie Penhallow"),
    ]
    for one in family:
        await linking.link(incident, one.candidate, one.relation)
    assert last.family(incident) == ()
    assert [person.relation for person in incident.state.people] == [
        Relation.MOTHER,
        Relation.PARTNER,
        Relation.UNBORN,
    ]
    baby = incident.state.person(Relation.UNBORN)
    assert baby is not None
    assert baby.identifiers == {"County Maternity": "WCH1-B"}


async def test_family_whom_no_agency_sent_is_linked_by_the_number_in_the_link(room: Room) -> None:
    incident = await room.incident()
    room.agencies.down.add("Police")
    found = await linking.look(incident.desk, MOTHER)
    await linking.link(incident, found.candidates.certain[0], Relation.MOTHER)
    father = next(one for one in found.family(incident) if one.relation is Relation.PARTNER)
    (entry, *_) = await linking.link(incident, father.candidate, father.relation)
    body = body_of(entry, PersonLinked)
    assert (body.name, body.nhs_number, body.match) == (
        "Craig Rudderham",
        FATHER,
        "nhs-number",
    )


async def test_typed_in_by_hand(room: Room) -> None:
    incident = await room.incident()
    for values, field in (
        (("", "mother"), "name"),
        (("Jo", "aunt's cat"), "relation"),
        (("Jo", "mother", "9990000019"), "nhs_number"),
        (("Jo", "mother", "", "soon"), "born"),
        (("Jo", "mother", "", "", "soon"), "expected"),
    ):
        with pytest.raises(Rejected) as caught:
            await link_typed(incident, *values)
        assert caught.value.field == field
    assert room.kinds(incident) == ["incident_opened"]
    (entry, *_) = await link_typed(incident, "Jodie Penhallow [/x]", "mother", "9990000018")
    assert body_of(entry, PersonLinked).match == "typed"
    found = await linking.look(incident.desk, MOTHER)
    assert already(incident.state.people, found.candidates.certain[0]) is not None
    with pytest.raises(Rejected, match="linked already"):
        await link_typed(incident, "Jodie", "mother", MOTHER)


async def test_a_name_stays_itself_while_more_arrives(room: Room) -> None:
    gate = room.agencies.gates["Police"] = asyncio.Event()
    names = []
    async for found in linking.searching(room.desk(), linking.search_for("", "", **_PLACE)):
        names.append([identity(one) for one in found.candidates.others])
        if len(names) == 3:
            gate.set()
    assert f"nhs {MOTHER}" in names[2]
    assert f"nhs {MOTHER}" in names[-1]


_PLACE = {"address": PLACE["text"], "postcode": PLACE["postcode"]}


def test_words_of_other_agencies() -> None:
    assert relation_of(" Grandmother ") is Relation.GRANDPARENT
    assert relation_of("Mother's partner") is Relation.PARTNER
    assert relation_of("[/x]") is None
