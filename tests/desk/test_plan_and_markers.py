"""Plan and markers in words: who holds which copy, read out by telephone, given; what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.acts.form import Context
from ooh_console.desk.acts.reading import read_marker
from ooh_console.desk.desk import Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.matrix import matrix
from ooh_console.desk.panels.pair import cells, pairs, side_by_side, wrapped
from ooh_console.desk.panels.plan import home_birth, plan_page
from ooh_console.desk.panels.screen import screen
from ooh_console.desk.panels.warnings import markers_page
from ooh_console.domain.bodies import PlanRead, PlanReadOut
from ooh_console.domain.entries import body_of
from ooh_console.domain.meanings import Meaning
from ooh_console.domain.sources import Offer
from tests.desk.desks import DOG, PLACE, PLAN_2, PLAN_3, Room

DOGS = Meaning(
    name="Dangerous dog", meaning="It bites.", do=("Ring the handler.",), do_not=("Do not pat.",),
    words=("dog",), codes=("DG",), always_on_screen=True,
)  # fmt: skip
SPOKEN = {
    "agency": "Social care",
    "read_by": "Moira Stanbury",
    "version": "4",
    "status": "agreed",
    "section": "If born at home or unexpectedly",
}


async def night(room: Room) -> Incident:
    incident = await room.incident()
    incident.desk.habits = replace(incident.desk.habits, meanings=(DOGS,))
    await incident.refresh()
    return incident


async def spoken(incident: Incident, **parts: str) -> PlanReadOut:
    act = ACTS["read-out"]
    blank = act.blank(Context(incident.view()))
    entries = await perform(incident, act, {**blank, **SPOKEN, **parts})
    return body_of(entries[0], PlanReadOut)


def text(incident: Incident, width: int = 80) -> str:
    return plain(plan_page(incident.view(), 0, width))


async def test_the_matrix_names_every_agency_and_that_nothing_is_agreed(room: Room) -> None:
    room.agencies.down.add("Police")
    incident = await night(room)
    rows = [one.text for one in matrix(incident.view())]
    assert rows[0].startswith("NO AGREED COPY. The newest is version 3, DRAFT, County Maternity")
    table = {row[:17].strip(): row.split() for row in rows}
    assert table["County Maternity"][2:] == [
        "●",
        "held",
        "3",
        "DRAFT",
        "4",
        "Nov",
        "2026",
        "nobody",
    ]
    assert "none held" in " ".join(table["Social care"])
    assert "COULD NOT CHECK" in " ".join(table["Police"])
    assert any("no answer within 8 s" in row for row in rows)
    assert any(
        row.startswith("  if born at home: Which power is to be used; Transport") for row in rows
    )


async def test_the_newest_agreed_copy_is_named_beside_a_newer_draft(room: Room) -> None:
    room.agencies.held["Police", Offer.PLANS] = [{**PLAN_2, "status": "agreed"}]
    incident = await night(room)
    rows = [one.text for one in matrix(incident.view())]
    assert rows[0].startswith("NEWEST AGREED COPY: version 2, agreed, Police")
    assert rows[1].startswith("There is a newer one, NOT AGREED: version 3, DRAFT")


async def test_no_copy_anywhere(room: Room) -> None:
    room.agencies.held = {}
    room.agencies.down.add("Police")
    incident = await night(room)
    words = "NO COPY is here yet, and not everybody has answered: Police"
    assert matrix(incident.view())[0].text == words, "could not check is not none held"
    room.agencies.down.clear()
    await incident.refresh()
    assert matrix(incident.view())[0].text.startswith("NO COPY of a birth plan is here")


async def test_a_plan_on_paper_is_typed_in_part_by_part(room: Room) -> None:
    incident = await night(room)
    room.agencies.down.add("Social care")
    await incident.refresh()
    await spoken(incident, home_attends="Midwife", home_power="s46", dated="20 Nov 2026")
    act = ACTS["read-out"]
    blank = act.blank(Context(incident.view()))
    assert blank["agency"] == "Social care", "who reads which version is typed once"
    assert (blank["version"], blank["status"]) == ("4", "agreed")
    assert blank["section"] == "Plan and legal status", "the first section with nothing yet"
    body = await spoken(
        incident, section="Plan and legal status", concerns="Neglect", whole_section="yes"
    )
    assert body.not_for_family == ("concerns",)
    await spoken(incident, section="Named professionals", named_social_worker="Dan, 01632 960131")
    rows = [one.text for one in matrix(incident.view())]
    mine = [row.split() for row in rows if row.startswith("Social care ")]
    assert mine[0][2:6] == ["✗", "COULD", "NOT", "CHECK"]
    assert mine[1][2:7] == ["☎", "READ", "OUT", "4", "agreed"]
    assert any("by Moira Stanbury, typed by Sam Okafor" in row for row in rows)
    page = text(incident)
    assert "Dan, 01632 960131" in page
    assert "READ OUT by telephone" in plain(screen(incident.view(), room.log(incident)))
    for one in page.split("\n"):
        if one.strip().endswith("Neglect"):
            assert DO_NOT_TELL in one
    log = [entry.kind for entry in room.log(incident)]
    assert log.count("plan_read_out") == 3
    words = plain(screen(incident.view(), room.log(incident)))
    assert "BIRTH PLAN READ OUT BY TELEPHONE by Moira Stanbury, Social care" in words


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({}, "section", "at least one part"),
        ({"home_attends": " "}, "section", "at least one part"),
        ({"home_attends": "x", "dated": "soon"}, "dated", "is not a day"),
        ({"home_attends": "x", "agency": ""}, "agency", "say something"),
        ({"home_attends": "x", "read_by": ""}, "read_by", "say something"),
        ({"home_attends": "x", "status": ""}, "status", "Ask whether it is a draft"),
        ({"home_attends": "x", "status": "fine"}, "status", "choose one of"),
    ],
)
async def test_what_cannot_be_typed_in(
    values: dict[str, str], field: str, says: str, room: Room
) -> None:
    incident = await night(room)
    before = room.kinds(incident)
    with pytest.raises(Rejected, match=says) as refused:
        await spoken(incident, **values)
    assert refused.value.field == field
    assert room.kinds(incident) == before


async def test_a_status_that_was_not_said_is_no_agreed_copy(room: Room) -> None:
    room.agencies.held = {}
    incident = await night(room)
    await spoken(incident, home_attends="Midwife", status="not said", version="")
    rows = [one.text for one in matrix(incident.view())]
    assert rows[0].startswith("NO AGREED COPY")
    assert "NOT SAID" in plain(matrix(incident.view()))
    assert "NOT FULLY READ" not in text(incident)


async def test_giving_the_newest_copy_to_whoever_decides_clears_the_alarm(room: Room) -> None:
    incident = await night(room)

    def stands() -> bool:
        return any(alarm.code == "plan-not-given" for alarm in incident.view().alarms)

    await perform(incident, ACTS["decision-maker"], {"name": "Insp. Adeyemi"})
    assert stands()
    assert "NOT BEEN GIVEN the newest version: G records it" in text(incident)
    alarm = next(a for a in incident.view().alarms if a.code == "plan-not-given")
    act = ACTS[alarm.command]
    form = act.blank(Context(incident.view()))
    assert form["reader"] == "Insp. Adeyemi"
    await perform(incident, act, form)
    assert not stands()
    assert "has the newest version" in text(incident)
    body = body_of(incident.state.live("plan_read")[0], PlanRead)
    assert body.how == "read out, telephone"
    with pytest.raises(Rejected, match="on record"):
        await perform(incident, act, form)
    await spoken(incident, home_attends="Midwife")
    assert stands(), "version 4 is newer than what was given"


async def test_the_mark_has_the_end_of_the_restriction_in_force_on_every_line(room: Room) -> None:
    incident = await night(room)
    assert f"[{DO_NOT_TELL}] Removal is planned" in text(incident)
    await perform(incident, ACTS["restrict"], {"what": "Removal", "until": "The baby is safe"})
    marked = f"[{DO_NOT_TELL} until the baby is safe]"
    page = text(incident)
    told = [one for one in page.split("\n") if "Removal is planned" in one]
    assert len(told) == 2, "the difference, and the copy"
    assert all(marked in one for one in told)
    assert marked in next(one for one in text(incident, 120).split("\n") if "must not" in one)
    columns = [one for one in text(incident, 120).split("\n") if "Removal is planned" in one]
    assert all(DO_NOT_TELL in one for one in columns)


async def test_two_columns_where_there_is_room_and_pairs_to_choose_from(room: Room) -> None:
    incident = await night(room)
    await spoken(incident, home_attends="Midwife\tand 警察 " * 20)
    view = incident.view()
    assert len(pairs(view)) == 3
    assert pairs(view)[0][0].plan.version == "4", "the newest with each other first"
    for width in (100, 120, 200):
        for one in side_by_side(pairs(view)[0], 0, 3, view, width):
            if " │ " in one.text:
                assert cells(one.text) <= width
    under = plain(side_by_side(pairs(view)[0], 0, 3, view, 80))
    assert " │ " not in under
    assert "County Maternity v3:" in under


def test_wrapping_loses_nothing_and_never_overflows() -> None:
    for words in ("a b c", "x" * 50, "警察 " * 9, "e\u0301" * 30, "", "one " + "y" * 30):
        pieces = wrapped(words, 10)
        assert all(cells(piece) <= 10 for piece in pieces)
        assert "".join(pieces).replace(" ", "") == words.replace(" ", "")


async def test_if_born_at_home_is_nothing_but_that(room: Room) -> None:
    incident = await night(room)
    said = plain(home_birth(incident.view()))
    assert "Community midwife and two officers" in said
    assert "Transport: MISSING" in said
    assert "Summary of concerns" not in said


async def test_markers_by_whom_they_are_about_with_what_to_do(room: Room) -> None:
    incident = await night(room)
    again = {**DOG, "identifier": "A-1", "code": "Q9", "text": "large dog not safe to approach!"}
    room.agencies.held["County Maternity", Offer.MARKERS] = [again]
    await incident.refresh()
    page = plain(markers_page(incident.view()))
    assert f"{PLACE['text'].upper()}, {PLACE['postcode']} · address of this incident" in page
    for words in ("MEANS     It bites.", "DO        Ring the handler.", "DO NOT    Do not pat."):
        assert page.count(words) == 2
    assert "Code «Q9»: meaning not known here" in page
    assert "PAST REVIEW 25 Sep 2026" in page
    assert "Perhaps the same as the one of Police" in page
    assert "Perhaps the same as the one of County Maternity" in page
    assert page.count("large dog not safe to approach!") == 2, "its text, and in the other's line"
    assert "Meaning not known here: read its text." in page, "the violent one, with no table"


async def test_a_changed_marker_is_unread_again_and_says_so(room: Room) -> None:
    incident = await night(room)
    held = room.agencies.held["Police", Offer.MARKERS]
    pair = next(p for p in incident.holdings.markers if p[1].category == "Dangerous dog")
    await read_marker(incident, *pair)
    assert "CHANGED" not in plain(markers_page(incident.view()))
    changed = [{**one, "text": "Two dogs"} if one is DOG else one for one in held]
    room.agencies.held["Police", Offer.MARKERS] = changed
    await incident.refresh()
    page = plain(markers_page(incident.view()))
    assert "CHANGED since Sam Okafor read it at 02:03 GMT" in page


async def test_hostile_words_in_every_part(room: Room) -> None:
    hostile = "[/x]\x1b]0;t\x07\u202e {0} %s \U000e0041 ﷽"
    incident = await night(room)
    room.agencies.held["Police", Offer.MARKERS] = [
        {"category": hostile, "code": hostile, "text": hostile, "subject": {"name": hostile}}
    ]
    room.agencies.held["Police", Offer.PLANS] = [{**PLAN_3, "fields": {hostile: hostile}}]
    await incident.refresh()
    await perform(incident, ACTS["restrict"], {"what": hostile, "until": hostile})
    values: dict[str, Any] = dict.fromkeys(
        ("agency", "read_by", "version", "home_attends"), hostile
    )
    await spoken(incident, **values)
    view = incident.view()
    for width in (80, 120):
        for lines in (plan_page(view, 1, width), markers_page(view), home_birth(view)):
            for one in lines:
                assert not any(ord(c) < 32 or c in "\u202e\U000e0041" for c in one.text)
    assert "[/x]" in plain(plan_page(view))
