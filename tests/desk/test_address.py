"""The address was wrong: where it is stands everywhere at once, and nobody goes to the other."""

from __future__ import annotations

import pytest

from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.acts.form import Context
from ooh_console.desk.desk import Rejected
from ooh_console.desk.handover import gathered
from ooh_console.desk.incident import Incident
from ooh_console.desk.noticing import notice_of
from ooh_console.desk.panels.answers import heading
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.told import everybody, table, told_page
from ooh_console.desk.script import script
from ooh_console.desk.wording import sentence
from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Level
from ooh_console.domain.circulation import Knows, must_be_told
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.notices import Due
from ooh_console.domain.protected import MARK, Protected
from ooh_console.domain.sources import Offer
from tests.desk.desks import MATERNITY, PLACE, Room
from tests.desk.test_telling import do, knows, will

RIGHT = "40 Saltpan Lane, Merrowby"


async def correct(incident: Incident, to: str = RIGHT, **more: str) -> None:
    values = {"said_by": "PC 1204", "reason": "heard as 14", "postcode": "zz99 3vz", **more}
    await do(incident, "address", address=to, **values)


def wrong_way(incident: Incident) -> list[tuple[str, Level]]:
    return [(a.text, a.level) for a in incident.view().alarms if "ADDRESS" in a.text]


async def test_it_stands_on_the_screen_and_agencies_are_asked_about_it(room: Room) -> None:
    incident = await room.incident()
    before = incident.sought()
    await correct(incident)
    view = incident.view()
    assert view.place(80) == f"{RIGHT}, ZZ99 3VZ"
    assert RIGHT in heading(view).text
    assert [place.text for place in incident.sought().addresses] == [RIGHT]
    assert incident.sought().key() != before.key()
    assert any(RIGHT in one for one in gathered(view)["open_answers"])
    entry = incident.state.answer(b.Topic.ADDRESS)
    assert entry is not None
    assert sentence(entry, incident.state) == (
        f"ADDRESS CORRECTED: {RIGHT}, ZZ99 3VZ. It is NOT 14 Saltpan Lane, Merrowby, ZZ99 3VZ. "
        "Said by PC 1204. Reason: heard as 14."
    )


async def test_whoever_has_the_other_one_is_an_alarm_at_once_and_is_rung_first(room: Room) -> None:
    incident = await room.incident()
    await will(incident)
    for who in ("Police", "County Maternity"):
        await do(incident, "tell", recipient=who, topic="OOH attendance", how="radio")
    await do(incident, "attendance-cannot", agreed_role="telephone", reason="flood")
    await correct(incident)
    everyone = knows(incident, b.Topic.ADDRESS)
    assert {"Police", "County Maternity"} <= everyone.keys()
    assert set(everyone.values()) == {Knows.NOT_TOLD}
    ((text, level),) = wrong_way(incident)
    assert text.startswith(f"{len(everyone)} may go to the OLD ADDRESS: ")
    assert level is Level.ALARM
    waiting = must_be_told(incident.state, incident.holdings)
    assert {one.topic for one in waiting[: len(everyone)]} <= {b.Topic.ADDRESS, b.Topic.OOH}
    assert waiting[0].knows is Knows.OLD or waiting[0].topic is b.Topic.ADDRESS
    for who in everyone:
        await do(incident, "tell", recipient=who, topic="corrected address", how="radio")
    assert wrong_way(incident) == []


async def test_whoever_was_told_anything_before_has_the_other_one_too(room: Room) -> None:
    incident = await room.incident()
    await will(incident)
    early, late, said = "Crew A412", "Dr Late Example", "Jo Example"
    for who in (early, said):
        await do(incident, "tell", recipient=who, topic="OOH attendance", how="radio")
    room.clock.forward(1)
    await correct(incident, said_by=said)
    room.clock.forward(1)
    await do(incident, "tell", recipient=late, topic="OOH attendance", how="telephone")
    everyone = knows(incident, b.Topic.ADDRESS)
    assert everyone[early] is Knows.NOT_TOLD
    assert everyone.keys().isdisjoint({late, said})
    assert wrong_way(incident)[0][0].startswith(f"{len(everyone)} may go to the OLD ADDRESS")
    await do(incident, "tell", recipient=early, topic="corrected address", how="radio")
    assert knows(incident, b.Topic.ADDRESS)[early] is Knows.TOLD


async def test_the_words_to_read_out_and_a_correction_that_was_none(room: Room) -> None:
    incident = await room.incident()
    assert script(b.Topic.ADDRESS, incident.view()) == ""
    await correct(incident)
    words = script(b.Topic.ADDRESS, incident.view())
    assert words.startswith(f"The address is {RIGHT}, ZZ99 3VZ. Do NOT go to 14 Saltpan Lane")
    await do(incident, "tell", recipient="Police", topic="corrected address", how="radio")
    entry = incident.state.answer(b.Topic.ADDRESS)
    assert entry is not None
    await perform(incident, ACTS["strike"], {"reason": "it was 14", "entry": entry.id})
    assert incident.view().place(80).startswith("14 Saltpan Lane")
    assert [told.recipient for told in incident.state.still_believe_old(b.Topic.ADDRESS)] == [
        "Police"
    ]
    words = script(b.Topic.ADDRESS, incident.view())
    assert words.startswith("This replaces what you heard before. The address is 14 Saltpan Lane")
    assert f"Do NOT go to {RIGHT}" in words
    ((text, level),) = wrong_way(incident)
    assert (text, level) == ("1 told ANOTHER ADDRESS before: Police", Level.ALARM)
    await do(incident, "tell", recipient="Police", topic="corrected address", how="radio")
    assert wrong_way(incident) == []


async def test_an_address_that_was_corrected_twice_names_both_wrong_ones(room: Room) -> None:
    incident = await room.incident()
    await correct(incident)
    await correct(incident, "44 Saltpan Lane, Merrowby")
    words = script(b.Topic.ADDRESS, incident.view())
    assert "The address is 44 Saltpan Lane" in words
    assert f"Do NOT go to 14 Saltpan Lane, Merrowby, ZZ99 3VZ or {RIGHT}, ZZ99 3VZ." in words


async def test_the_form_begins_with_what_stands_and_refuses_the_same(room: Room) -> None:
    incident = await room.incident()
    blank = ACTS["address"].blank(Context(incident.view()))
    assert (blank["address"], blank["postcode"]) == (PLACE["text"], PLACE["postcode"])
    with pytest.raises(Rejected, match="That is the address already"):
        await correct(incident, blank["address"])
    with pytest.raises(Rejected, match="Postcode: «nowhere» is none"):
        await correct(incident, postcode="nowhere")
    assert incident.state.answer(b.Topic.ADDRESS) is None


@pytest.mark.parametrize("width", [77, 117])
async def test_it_has_a_column_only_where_it_was_corrected(room: Room, width: int) -> None:
    incident = await room.incident()

    def drawn() -> str:
        view = incident.view()
        found = everybody(view)
        return plain(table(found, list(found.names), (0, 0), width, view))

    assert "ADDRESS" not in drawn()
    assert "address" not in plain(told_page(incident.view()))
    await correct(incident)
    assert "ADDRESS" in drawn()
    assert max(map(len, drawn().splitlines())) <= width
    assert "○ not told" in drawn(), "in each cell, or in words under the table"
    cells = drawn().splitlines()[1].split("—")
    assert all(cell.strip() in ("○ not told", "○ not") for cell in cells if "○" in cell)
    assert "corrected address, in force: ADDRESS CORRECTED" in plain(told_page(incident.view()))


@pytest.mark.parametrize("which", [RIGHT, PLACE["text"]])
async def test_a_protected_one_is_marked_and_told_to_no_system_that_did_not_send_it(
    room: Room, which: str
) -> None:
    """The right one or the wrong one: a family may have fled from the one to the other."""
    hidden = {"text": which, "postcode": PLACE["postcode"], "protected": True}
    room.agencies.held["County Maternity", Offer.PEOPLE] = [
        {**MATERNITY[0], "addresses": [hidden, *MATERNITY[0]["addresses"]]}
    ]
    incident = await room.incident()
    await correct(incident)
    await incident.refresh()
    view = incident.view()
    assert Protected.of(view.state, view.holdings).named_in(which)
    assert MARK in view.marking.marked(script(b.Topic.ADDRESS, view))
    answer = incident.state.answer(b.Topic.ADDRESS)
    assert answer is not None
    notice = notice_of(incident, Due("key", "Social care", answer, b.Topic.ADDRESS, tried=False))
    assert notice is not None
    assert notice.topic == "corrected-address"
    assert "Saltpan" not in notice.words
    assert "is protected. Ring the desk" in notice.words


async def test_an_incident_without_agencies(room: Room) -> None:
    """Nobody to tell: no alarm."""
    incident = await room.incident()
    await correct(incident)
    incident.holdings = Holdings()
    assert wrong_way(incident) == []
