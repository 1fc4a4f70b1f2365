"""A link ends, is corrected, and two who are linked are one person: always by an entry."""

from __future__ import annotations

import pytest

from ooh_console.desk import linking
from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.desk import Rejected
from ooh_console.desk.family import resembles
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.people import births, people, people_page
from ooh_console.desk.wording import sentence
from ooh_console.domain import bodies as b
from ooh_console.domain.people import Relation
from ooh_console.domain.persons import persons
from ooh_console.domain.sources import Offer
from tests.desk.desks import FATHER, MOTHER, Room, link_typed


async def linked(room: Room) -> Incident:
    """Mother and father by number, the unborn baby without one; the agencies have answered."""
    incident = await room.incident()
    await link_typed(incident, "Jodie Penhallow", "mother", MOTHER)
    await link_typed(incident, "Craig Rudderham", "father", FATHER)
    await link_typed(incident, "Baby Penhallow", "unborn baby", due="4/12/2026")
    await incident.refresh()
    return incident


def link_of(incident: Incident, relation: Relation) -> str:
    (found,) = (e.id for e in incident.state.linked if e.body.relation is relation)  # type: ignore[union-attr]
    return found


async def test_what_was_asked_about_somebody_ends_with_the_link(room: Room) -> None:
    incident = await linked(room)
    assert any(m.subject.nhs_number == FATHER for _, m in incident.holdings.markers)
    link = link_of(incident, Relation.FATHER)
    values = {"person": link, "reason": "another family's father"}
    (entry, *_) = await perform(incident, ACTS["unlink"], values)
    assert FATHER not in incident.sought().nhs_numbers
    # Nobody has answered the new question yet; nothing about him is shown from memory.
    assert not any(m.subject.nhs_number == FATHER for _, m in incident.holdings.markers)
    assert any(m.subject.kind == "address" for _, m in incident.holdings.markers)
    assert any(plan.subject == MOTHER for _, plan in incident.holdings.plans)
    assert [p.relation for p in incident.state.people] == [Relation.MOTHER, Relation.UNBORN]
    assert room.kinds(incident).count("person_linked") == 3, "the log keeps it"
    page = plain(people_page(incident.view()))
    assert "UNLINKED father Craig Rudderham, NHS 999 000 0026. Reason: another family" in page
    with pytest.raises(Rejected, match="Who: choose one of: mother"):
        await perform(incident, ACTS["unlink"], values)
    # Struck out, the link stands again, at every desk.
    await perform(incident, ACTS["strike"], {"entry": entry.id, "reason": "it is him after all"})
    again = Incident.load(incident.desk, incident.reference)
    assert FATHER in again.sought().nhs_numbers
    assert FATHER in incident.sought().nhs_numbers


async def test_a_relation_is_corrected_in_one_act(room: Room) -> None:
    incident = await linked(room)
    before, count = link_of(incident, Relation.FATHER), len(room.log(incident))
    values = {"person": before, "relation": "father", "reason": "x"}
    with pytest.raises(Rejected, match="linked as father already"):
        await perform(incident, ACTS["relink"], values)
    assert len(room.log(incident)) == count
    values = {"person": before, "relation": "mother's partner", "reason": "not the father"}
    entries = await perform(incident, ACTS["relink"], values)
    assert [e.kind for e in entries] == ["person_unlinked", "person_linked"]
    (him,) = (one for one in incident.state.people if one.nhs_number == FATHER)
    assert him.relation is Relation.PARTNER
    # He was never out of sight: the agencies are asked the same.
    assert any(m.subject.nhs_number == FATHER for _, m in incident.holdings.markers)


async def test_a_baby_with_a_number_keeps_the_old_identity(room: Room) -> None:
    incident = await linked(room)
    baby = {"name": "Amy Penhallow", "relation": "baby", "number": "9990000034"}
    await link_typed(incident, *baby.values(), born="25/11/2026")
    values = {
        "person": link_of(incident, Relation.UNBORN),
        "same_as": link_of(incident, Relation.BABY),
        "said_by": "Helen Garrow, community midwife",
    }
    with pytest.raises(Rejected) as caught:
        await perform(incident, ACTS["same-person"], {**values, "said_by": " "})
    assert caught.value.field == "said_by"
    with pytest.raises(Rejected, match="two of those"):
        await perform(incident, ACTS["same-person"], {**values, "same_as": values["person"]})
    mother = link_of(incident, Relation.MOTHER)
    with pytest.raises(Rejected, match="two NHS numbers"):
        await perform(incident, ACTS["same-person"], {**values, "person": mother})
    await perform(incident, ACTS["same-person"], values)
    assert [(one.name, len(one.links)) for one in persons(incident.state)] == [
        ("Jodie Penhallow", 1),
        ("Craig Rudderham", 1),
        ("Amy Penhallow", 2),
    ]
    assert len(people(incident.view())) == 3
    page = plain(people_page(incident.view()))
    for words in ("Baby Penhallow", "NHS 999 000 0034", "Said by Helen Garrow, community midwife"):
        assert words in page
    with pytest.raises(Rejected, match="one person already"):
        await perform(incident, ACTS["same-person"], values)
    # Corrected, the right link is the same person still.
    values = {"person": values["same_as"], "relation": "sibling", "reason": "typed wrongly"}
    await perform(incident, ACTS["relink"], values)
    assert len(persons(incident.state)) == 3
    assert [one.relation for one in persons(incident.state)][-1] is Relation.SIBLING


async def test_agencies_are_asked_under_both_identities(room: Room) -> None:
    incident = await room.incident()
    found = await linking.look(incident.desk, MOTHER)
    await linking.link(incident, found.candidates.certain[0], Relation.MOTHER)
    baby = next(one for one in found.family(incident) if one.relation is Relation.UNBORN)
    await linking.link(incident, baby.candidate, Relation.UNBORN)
    await link_typed(incident, "Amy Penhallow", "baby", "9990000034")
    one, other = (e.id for e in incident.state.linked[1:])
    values = {"person": one, "same_as": other, "said_by": "Helen Garrow, midwife"}
    await perform(incident, ACTS["same-person"], values)
    sought = incident.sought()
    assert "9990000034" in sought.nhs_numbers
    assert ("County Maternity", "WCH1-B") in sought.identifiers


async def test_everybody_may_unlink_and_hostile_words_stay_words(room: Room) -> None:
    incident = room.sit_down(await linked(room), "control")
    link = link_of(incident, Relation.UNBORN)
    await perform(incident, ACTS["unlink"], {"person": link, "reason": "[/x] \x1b]0;y\x07"})
    page = plain(people_page(incident.view()))
    assert "[/x]" in page
    assert "\x1b" not in page
    assert isinstance(room.log(incident)[-1].body, b.PersonUnlinked)


async def test_a_born_baby_is_asked_to_be_the_unborn_one_and_never_taken_for_it(
    room: Room,
) -> None:
    incident = await room.incident()
    await link_typed(incident, "Baby Penhallow", "unborn baby", due="4/12/2026")
    born = {"identifier": "WCH9", "nhs_number": "9990000034", "name": "Amy Penhallow"}
    room.agencies.held["County Maternity", Offer.PEOPLE] = [{**born, "born": "2026-11-25"}]
    found = await linking.look(incident.desk, "9990000034")
    (amy,) = found.candidates.certain
    assert resembles(incident.state.people, amy, Relation.BABY) == "Baby Penhallow"
    assert resembles(incident.state.people, amy, Relation.SIBLING) == ""
    await linking.link(incident, amy, Relation.BABY)
    assert len(persons(incident.state)) == 2
    # A second baby with a number of its own is not asked to be the first.
    other = {**born, "identifier": "WCH8", "nhs_number": "9990000042", "name": "Ben Penhallow"}
    room.agencies.held["County Maternity", Offer.PEOPLE] = [other]
    found = await linking.look(incident.desk, "9990000042")
    amy_alone = [one for one in incident.state.people if one.nhs_number]
    assert resembles(amy_alone, found.candidates.certain[0], Relation.BABY) == ""


async def test_a_birth_of_twins_says_which(room: Room) -> None:
    incident = await room.incident()
    birth = {"place": "at home", "heard_from": "the grandmother"}
    await link_typed(incident, "Baby Penhallow", "unborn baby", due="4/12/2026")
    (only, *_) = await perform(incident, ACTS["birth"], birth)
    assert sentence(only, incident.state).startswith("BABY BORN at home")
    assert only.body.baby == incident.state.linked[0].id  # type: ignore[union-attr]
    await perform(incident, ACTS["strike"], {"entry": only.id, "reason": "not yet"})
    await link_typed(incident, "Baby Penhallow", "unborn baby", due="4/12/2026")
    with pytest.raises(Rejected, match="which of them"):
        await perform(incident, ACTS["birth"], birth)
    second = incident.state.linked[1].id
    (entry, *_) = await perform(incident, ACTS["birth"], {**birth, "baby": second})
    said = sentence(entry, incident.state)
    assert said.startswith("BABY BORN (Baby Penhallow (2 of 2)) at home")
    assert births(incident.view()) == [
        "Baby Penhallow (2 of 2) BORN 02:03 GMT",
        "NO BIRTH RECORDED of Baby Penhallow (1 of 2)",
    ]
