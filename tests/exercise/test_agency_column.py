"""Every row of the first night's agency side, at its minute, over real HTTP."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from ooh_console.domain.holdings import FACTS
from ooh_console.domain.markers import Marker, SubjectKind
from ooh_console.domain.people import Person
from ooh_console.domain.plans import BirthPlan, PlanStatus, differences, missing
from ooh_console.domain.sources import Offer
from ooh_console.exercise.process import STEPPED_SPEED

MOTHER, FATHER = "9990000018", "9990000026"
ADDRESS, POSTCODE = "14 Saltpan Lane, Merrowby", "ZZ99 3VZ"
FAMILY: dict[str, Any] = {
    "nhs_number": [MOTHER, FATHER],
    "address": ADDRESS,
    "postcode": POSTCODE,
}
START = datetime.fromisoformat("2026-11-25T02:03:00+00:00")
TODAY = date(2026, 11, 25)


def facts(answer: httpx.Response, offer: str) -> list[Any]:
    assert answer.status_code == 200, answer.text
    assert answer.json()["as_of"].endswith("Z")
    return [FACTS[Offer(offer)].read(item) for item in answer.json()["items"]]


@pytest.fixture
def plans(ask):
    def held(minute: float, agency: str) -> list[BirthPlan]:
        return facts(ask(minute, agency, "plans", nhs_number=MOTHER), "plans")

    return held


@pytest.fixture
def markers(ask):
    def held(minute: float, agency: str) -> list[Marker]:
        return facts(ask(minute, agency, "markers", **FAMILY), "markers")

    return held


@pytest.fixture
def promise(ask):
    """The one commitment of an agency at a minute, or None."""

    def held(minute: float, agency: str):
        found = facts(ask(minute, agency, "commitments", **FAMILY), "commitments")
        assert len(found) <= 1
        return found[0] if found else None

    return held


# Before


@pytest.mark.parametrize("agency", ["County Maternity", "Social Care", "Police", "OOH social care"])
def test_mother_is_known_to_four_agencies(ask, agency):
    (mother,) = facts(ask(0, agency, "people", nhs_number=MOTHER), "people")
    assert (mother.nhs_number, mother.born) == (MOTHER, date(2003, 4, 17))
    assert mother.fully_read


def test_maternity_knows_the_unborn_baby_due_in_nine_days(ask):
    people: list[Person] = facts(
        ask(0, "County Maternity", "people", address=ADDRESS, postcode=POSTCODE), "people"
    )
    unborn = next(person for person in people if person.expected)
    assert unborn.expected == TODAY + timedelta(days=9)
    assert unborn.links[0].nhs_number == MOTHER


def test_maternity_holds_version_3_as_a_draft_three_weeks_old_believed_shared(plans):
    (plan,) = plans(0, "County Maternity")
    assert (plan.version, plan.status, plan.subject) == ("3", PlanStatus.DRAFT, MOTHER)
    assert (START - plan.dated).days in (20, 21)
    assert plan.fully_read
    sent = {line.agency: line.how for line in plan.distribution}
    assert "sent" in sent["Police"]
    assert "sent" in sent["Social Care"]
    assert 1 <= len(missing(plan)) <= 8
    assert all(person.telephone for person in plan.professionals)
    for key in ("home_attends", "home_power", "home_transport", "home_hospital", "flight_risk"):
        assert plan.fields[key]
    assert plan.restricted("parents_not_told")
    assert "interim care order" in plan.fields["parents_not_told"]
    assert "neglect and emotional abuse" in plan.fields["legal_status"]


def test_police_hold_version_2_unopened_another_hospital_nothing_for_home(plans):
    old, newest = plans(0, "Police")[0], plans(0, "County Maternity")[0]
    assert old.version == "2"
    assert (START - old.dated).days in (29, 30)
    assert "NOT OPENED" in [line.receipt for line in old.distribution]
    assert "St Aldric's" in old.fields["place_of_birth"]
    assert "Westmarch" in newest.fields["place_of_birth"]
    home = {key: text for key, text in old.fields.items() if key.startswith("home_")}
    assert len(home) == 5
    assert not any(home.values())
    assert {"place_of_birth", "home_power"} <= {d.key for d in differences(newest, old)}


@pytest.mark.parametrize("offer", ["plans", "watch-list"])
def test_ooh_has_no_alert(ask, offer):
    asked = {"nhs_number": MOTHER} if offer == "plans" else {"until": "2027-12-31"}
    assert facts(ask(0, "OOH social care", offer, **asked), offer) == []


def test_ambulance_knows_nobody_and_flags_the_address_unsafe(ask, markers):
    assert facts(ask(0, "Ambulance", "people", nhs_number=MOTHER), "people") == []
    (flag,) = markers(0, "Ambulance")
    assert (flag.subject.kind, flag.code) == (SubjectKind.ADDRESS, "U")
    assert not flag.expired(TODAY)


def test_police_markers_one_past_review_one_malformed(markers):
    found = markers(0, "Police")
    whole = {m.category: m for m in found if m.fully_read}
    assert set(whole) == {
        "Violent",
        "Threats to professionals",
        "Domestic abuse: at risk",
        "Dangerous dog",
    }
    assert whole["Violent"].subject.nhs_number == FATHER
    assert "Assault on police" in whole["Violent"].text
    assert whole["Domestic abuse: at risk"].subject.nhs_number == MOTHER
    assert whole["Dangerous dog"].subject.kind is SubjectKind.ADDRESS
    late = [m for m in whole.values() if m.past_review(TODAY)]
    assert [m.subject.nhs_number for m in late] == [FATHER]
    assert late[0].review == date(2026, 9, 25)
    (broken,) = [m for m in found if not m.fully_read]
    assert not broken.category
    assert "BLOCK DOOR" in broken.text


def test_watch_list_names_this_family_and_other_births(ask):
    until = TODAY + timedelta(days=14)
    soon = facts(ask(0, "County Maternity", "watch-list", until=until.isoformat()), "watch-list")
    assert {entry.nhs_number: (entry.expected - TODAY).days for entry in soon} == {
        "9990000050": 3,
        MOTHER: 9,
    }
    assert len(facts(ask(0, "County Maternity", "watch-list"), "watch-list")) == 3


# During


def test_0_ambulance_has_the_call(promise):
    call = promise(0, "Ambulance")
    assert "labour, nine days early" in call.note


def test_1_three_answer_at_once_and_social_care_after_its_delay(ask, plans, markers):
    assert plans(1, "County Maternity")
    assert plans(1, "Police")
    assert markers(1, "Ambulance")
    answer = ask(1, "Social Care", "plans", nhs_number=MOTHER)
    assert facts(answer, "plans") == []
    assert answer.elapsed >= timedelta(seconds=4 / STEPPED_SPEED)


def test_3_police_accept_and_ambulance_is_en_route(promise):
    assert promise(2.9, "Police") is None
    police, ambulance = promise(3, "Police"), promise(3, "Ambulance")
    assert (police.state, police.eta) == ("will-attend", START + timedelta(minutes=15))
    assert "12 minutes" in police.note
    assert ambulance.state == "en-route"
    assert "rendezvous" in ambulance.note


@pytest.mark.parametrize("offer", ["people", "plans", "markers"])
def test_5_social_care_stops_answering(ask, offer):
    with pytest.raises(httpx.ReadTimeout):
        ask(5, "Social Care", offer, nhs_number=MOTHER, timeout=0.2)
    with pytest.raises(httpx.ReadTimeout):
        ask(8.9, "Social Care", offer, nhs_number=MOTHER, timeout=0.2)


def test_6_police_ask_for_ooh(promise):
    assert "is OOH coming?" in promise(6, "Police").note


def test_9_social_care_answers_again_still_none_held(ask):
    assert facts(ask(9, "Social Care", "plans", nhs_number=MOTHER), "plans") == []
    assert facts(ask(9, "Social Care", "markers", **FAMILY), "markers") == []


def test_11_ambulance_notes_the_birth_while_holding(promise):
    crew = promise(11, "Ambulance")
    assert crew.state == "holding"
    assert "rendezvous" in crew.place.casefold()
    assert crew.note.startswith("Baby born 02:14 GMT (heard from the grandmother)")
    assert "born" not in promise(10, "Ambulance").note


def test_14_police_on_scene_refused_entry_dog(promise):
    unit = promise(14, "Police")
    assert (unit.state, unit.eta) == ("on-scene", None)
    assert "Refused entry" in unit.note
    assert "Dog" in unit.note


def test_26_police_confirm_having_heard(promise):
    assert "has heard that OOH cannot attend" in promise(26, "Police").note


def test_31_ambulance_still_expects_ooh(promise):
    assert "Still expects OOH" in promise(31, "Ambulance").note


def test_41_entry_and_dog_contained(promise):
    assert "Entry gained. Dog contained" in promise(41, "Police").note


def test_47_police_protection(promise):
    assert promise(47, "Police").note == "Police protection used at 02:50 GMT (s46), Insp. Shah."


def test_62_baby_to_hospital_and_received(promise):
    assert promise(61, "County Maternity") is None
    crew, ward = promise(62, "Ambulance"), promise(62, "County Maternity")
    assert crew.state == "left"
    assert "Hospital" in crew.note
    assert ward.note.startswith("Baby received on the unit")
