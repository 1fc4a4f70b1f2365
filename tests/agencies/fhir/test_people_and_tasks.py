"""Families as FHIR links them, and tasks as promises to come."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ooh_console.agencies.fhir.patients import person, related_person
from ooh_console.agencies.fhir.references import Known
from ooh_console.agencies.fhir.tasks import commitment
from ooh_console.domain.attendance import Attendance

from .resources import FATHER, LOCATION, MOTHER, ROLE, TASK, coded, to

TODAY = date(2026, 11, 25)
BABY: dict[str, Any] = {"resourceType": "Patient", "id": "b1", "name": [{"text": "Baby Penhallow"}]}


def known(*more: dict[str, Any]) -> Known:
    found = Known("https://maternity.example/fhir")
    for one in (*more, MOTHER, LOCATION):
        found.add(one)
    return found


def relative(code: str, **more: Any) -> dict[str, Any]:
    return {**FATHER, "relationship": [coded(ROLE, code)], **more}


@pytest.mark.parametrize(
    ("code", "of_mother", "of_baby"),
    [
        ("MTH", "own mother", "mother"),
        ("NFTH", "own father", "father"),
        ("HUSB", "partner", "partner"),
        ("NBRO", "sibling", "sibling"),
        ("MGRMTH", "grandparent", "grandparent"),
    ],
)
def test_the_father_of_a_mother_is_never_offered_as_the_father_of_her_baby(
    code: str, of_mother: str, of_baby: str
) -> None:
    for patient, word in ((MOTHER, of_mother), (BABY, of_baby)):
        (link,) = person(patient, [relative(code)], TODAY).links
        assert link.relation == word


def test_a_relation_without_a_known_code_is_shown_in_its_own_words() -> None:
    other = relative("XYZ", relationship=[{"text": "Neighbour"}, coded(ROLE, "ZZ", "Landlord")])
    (link,) = person(MOTHER, [other], TODAY).links
    assert link.relation == "neighbour; landlord"


@pytest.mark.parametrize(
    ("born", "word"),
    [(None, "unborn baby"), ("2026-11-25", "baby"), ("2015-01-01", "child"), ("2026-11", "")],
)
def test_what_a_patient_is_to_a_parent(born: str | None, word: str) -> None:
    child = {**BABY, "birthDate": born} if born else BABY
    parent = relative("NMTH", patient=to("Patient", "b1"))
    (link,) = related_person(parent, known(child), TODAY).links
    assert (link.relation, link.name, link.identifier) == (word, "Baby Penhallow", "Patient/b1")


def test_a_restricted_record_has_a_protected_address() -> None:
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
    found = person({**MOTHER, "meta": {"security": [label]}}, [], TODAY)
    assert [address.protected for address in found.addresses] == [True]
    assert not person(MOTHER, [], TODAY).addresses[0].protected


def test_a_number_with_a_wrong_check_digit_is_told_and_matches_nobody() -> None:
    wrong = [{**MOTHER["identifier"][0], "value": "999 000 0019"}]
    found = person({**MOTHER, "identifier": wrong}, [], TODAY)
    assert found.nhs_number == ""
    assert [part.field for part in found.unread] == ["nhs_number"]


def test_a_date_of_birth_without_its_day_is_told() -> None:
    (part,) = person({**MOTHER, "birthDate": "2001-04"}, [], TODAY).unread
    assert (part.field, part.raw) == ("born", "2001-04")


STATES = {
    "draft": Attendance.REQUESTED,
    "requested": Attendance.REQUESTED,
    "received": Attendance.REQUESTED,
    "accepted": Attendance.WILL_ATTEND,
    "ready": Attendance.WILL_ATTEND,
    "rejected": Attendance.CANNOT_ATTEND,
    "cancelled": Attendance.CANNOT_ATTEND,
    "failed": Attendance.CANNOT_ATTEND,
    "in-progress": Attendance.EN_ROUTE,
    "on-hold": Attendance.HOLDING,
    "completed": Attendance.LEFT,
    "entered-in-error": None,
    "somewhere": None,
}


@pytest.mark.parametrize("status", STATES)
def test_every_status_of_a_task(status: str) -> None:
    found = commitment({**TASK, "status": status, "businessStatus": None}, known())
    assert found.state is STATES[status]
    assert found.fully_read is (STATES[status] is not None)


@pytest.mark.parametrize(
    ("status", "closer", "wanted"),
    [
        ("accepted", "en-route", Attendance.EN_ROUTE),
        ("in-progress", "ON_SCENE", Attendance.ON_SCENE),
        ("in-progress", "holding", Attendance.HOLDING),
        ("in-progress", "left", Attendance.LEFT),
        ("rejected", "on-scene", Attendance.CANNOT_ATTEND),
        ("requested", "en route", Attendance.REQUESTED),
        ("completed", "will attend", Attendance.LEFT),
        ("in-progress", "at the lights", Attendance.EN_ROUTE),
    ],
)
def test_the_business_status_says_it_closer_and_never_against_the_status(
    status: str, closer: str, wanted: Attendance
) -> None:
    concept = {"coding": [{"system": "https://x.example", "code": closer}]}
    found = commitment({**TASK, "status": status, "businessStatus": concept}, known())
    assert found.state is wanted
    agrees = wanted.value == closer.casefold().replace("_", "-").replace(" ", "-")
    assert (closer in found.note) is not agrees, "what does not fit is a note, and not lost"


def test_why_they_cannot_and_what_they_do_instead() -> None:
    output = {"type": {"text": "Agreed role"}, "valueString": "Telephone support"}
    found = commitment(
        {**TASK, "status": "rejected", "statusReason": {"text": "No crew"}, "output": [output]},
        known(),
    )
    assert (found.reason, found.agreed_role) == ("No crew", "Telephone support")


@pytest.mark.parametrize(
    ("period", "eta"),
    [
        ({"start": "2026-11-25T02:00:00Z"}, "02:00"),
        ({"start": "2026-11-25T02:00:00Z", "end": "2026-11-25T02:25:00Z"}, "02:25"),
        ({}, ""),
    ],
)
def test_the_time_by_which_they_come(period: dict[str, str], eta: str) -> None:
    found = commitment({**TASK, "restriction": {"period": period}}, known())
    assert (found.eta.strftime("%H:%M") if found.eta else "") == eta


def test_nobody_named_is_told() -> None:
    found = commitment({**TASK, "owner": to("Practitioner", "gone")}, known())
    assert [(part.field, part.reason) for part in found.unread] == [("who", "was not asked for")]
    found = commitment({**TASK, "owner": {}}, known())
    assert [(part.field, part.reason) for part in found.unread] == [("who", "missing")]
