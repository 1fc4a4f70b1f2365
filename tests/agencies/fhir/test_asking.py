"""The whole family over real HTTP: every question, what is searched for it, what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.attendance import Attendance, Commitment
from ooh_console.domain.holdings import FACTS, Holding, WatchEntry
from ooh_console.domain.markers import Marker, SubjectKind
from ooh_console.domain.people import Address, Person
from ooh_console.domain.plans import BirthPlan, PlanStatus
from ooh_console.domain.sources import Offer, Sought, SourceState

from .conftest import holding
from .resources import EVERYTHING, FATHER_NUMBER, FLAG, LOCATION, MOTHER_NUMBER, NHS, PLAN, to
from .server import FhirServer

Make = Callable[[FhirServer], Gateway]
MOTHER = Sought(nhs_numbers=(MOTHER_NUMBER,))
HERE = Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ")


def server(*more: Any) -> FhirServer:
    return FhirServer([*EVERYTHING, *more])


def whole(found: Holding) -> None:
    """Held, fully read, and the same when it comes back from store."""
    assert (found.state, found.reason) == (SourceState.HELD, "")
    for fact in found.facts:
        assert fact.unread == ()
        again = FACTS[found.offer].read(json.loads(fact.stored))
        assert again == fact
        assert again.digest == fact.digest


async def test_people_by_number_with_their_family(asking: Make) -> None:
    fhir = server()
    found = await holding(asking(fhir), Offer.PEOPLE, MOTHER)
    whole(found)
    (mother,) = found.facts
    assert isinstance(mother, Person)
    assert (mother.name, mother.nhs_number, mother.born) == (
        "Jodie Ann Penhallow",
        MOTHER_NUMBER,
        date(2001, 4, 9),
    )
    assert (mother.identifier, mother.telephone) == ("Patient/m1", "07700 900123")
    assert [address.words() for address in mother.addresses] == [
        "14 Saltpan Lane, Merrowby, ZZ99 3VZ"
    ]
    (link,) = mother.links
    assert (link.relation, link.name, link.nhs_number, link.identifier) == (
        "partner",
        "Kyle Brannock",
        FATHER_NUMBER,
        "RelatedPerson/f1",
    )
    assert fhir.paths()[:3] == [
        f"Patient?identifier={NHS}|{MOTHER_NUMBER}",
        f"RelatedPerson?identifier={NHS}|{MOTHER_NUMBER}",
        "RelatedPerson?patient=Patient/m1",
    ]
    assert {request.headers["accept"] for request in fhir.asked} == {"application/fhir+json"}
    assert {request.headers["prefer"] for request in fhir.asked} == {"handling=strict"}


async def test_a_related_person_is_found_and_linked_back(asking: Make) -> None:
    found = await holding(asking(server()), Offer.PEOPLE, Sought(nhs_numbers=(FATHER_NUMBER,)))
    whole(found)
    (father,) = found.facts
    assert isinstance(father, Person)
    assert father.name == "Kyle Brannock"
    assert [(link.relation, link.identifier) for link in father.links] == [
        ("partner", "Patient/m1")
    ]


async def test_people_by_name_by_address_and_by_own_id(asking: Make) -> None:
    fhir = server()
    gate = asking(fhir)
    by_name = Sought(name="Jodie Penhallow", born=date(2001, 4, 9))
    by_id = Sought(identifiers=(("A", "Patient/m1"), ("A", "RelatedPerson/f1"), ("B", "Patient/x")))
    for sought, names in (
        (by_name, ["Jodie Ann Penhallow"]),
        (Sought(name="Jodie Penhallow", born=date(2001, 4, 10)), []),
        (Sought(addresses=(HERE,)), ["Jodie Ann Penhallow"]),
        (by_id, ["Jodie Ann Penhallow", "Kyle Brannock"]),
    ):
        found = await holding(gate, Offer.PEOPLE, sought)
        assert found.reason == ""
        people = [fact for fact in found.facts if isinstance(fact, Person)]
        assert [person.name for person in people] == names
        assert all(person.links for person in people)
    assert "Patient?name=Jodie&name=Penhallow&birthdate=2001-04-09" in fhir.paths()
    assert "Patient?address-postalcode=ZZ99 3VZ" in fhir.paths()
    assert "Patient?_id=m1" in fhir.paths()


async def test_the_birth_plan_with_answers_and_team(asking: Make) -> None:
    found = await holding(asking(server()), Offer.PLANS, MOTHER)
    whole(found)
    (plan,) = found.facts
    assert isinstance(plan, BirthPlan)
    assert (plan.version, plan.status, plan.subject) == ("3", PlanStatus.DRAFT, MOTHER_NUMBER)
    assert plan.dated is not None
    assert plan.dated.isoformat() == "2026-11-12T15:30:00+00:00"
    assert plan.author == "Safeguarding midwifery"
    assert plan.fields == {
        "title": "Birth plan",
        "expected_date": "2026-12-09",
        "place_of_birth": "County Hospital",
        "parents_not_told": "The planned order",
        "Car seat": "yes",
    }
    assert [(one.role, one.name, one.telephone) for one in plan.professionals] == [
        ("social worker", "D. Lowther", ""),
        ("safeguarding midwife", "Rosa Okafor", "01632 960011"),
        ("OOH team", "Out-of-hours social care", "01632 960010"),
    ]
    assert [one.agency for one in plan.distribution] == ["Police"]
    assert plan.restricted("parents_not_told")
    sent = json.loads(plan.raw)
    assert sent[0] == PLAN, "the resource is kept as it was sent"


async def test_markers_of_a_person_and_of_an_address(asking: Make) -> None:
    here = {**FLAG, "id": "fl2", "subject": to("Location", "l1"), "contained": []}
    other = {**LOCATION, "id": "l2", "address": {"line": ["3 Quay"], "postalCode": "ZZ99 3VZ"}}
    fhir = server(here, other, {**here, "id": "fl3", "subject": to("Location", "l2")})
    sought = Sought(nhs_numbers=(MOTHER_NUMBER,), addresses=(HERE,))
    found = await holding(asking(fhir), Offer.MARKERS, sought)
    whole(found)
    of_person, of_place = found.facts
    assert isinstance(of_person, Marker)
    assert isinstance(of_place, Marker)
    assert (of_person.category, of_person.code) == ("Scene safety", "U")
    assert of_person.text == "UNSAFE; Two dogs loose, one has bitten"
    assert of_person.source == "Ambulance control, desk 4"
    assert (of_person.set_on, of_person.until) == (date(2026, 6, 1), date(2027, 5, 31))
    about = of_person.subject
    assert (about.name, about.nhs_number) == ("Jodie Ann Penhallow", MOTHER_NUMBER)
    assert of_place.subject.kind is SubjectKind.ADDRESS
    assert of_place.subject.words() == "14 Saltpan Lane, Merrowby"
    assert fhir.paths()[-1] == "Flag?subject=Location/l1,Patient/m1"


async def test_attendance(asking: Make) -> None:
    fhir = server()
    gate = asking(fhir)
    for sought in (MOTHER, Sought(addresses=(HERE,))):
        found = await holding(gate, Offer.COMMITMENTS, sought)
        whole(found)
        (task,) = found.facts
        assert isinstance(task, Commitment)
        assert (task.who, task.state) == ("Crew 214", Attendance.ON_SCENE)
        assert task.eta is not None
        assert task.eta.isoformat() == "2026-11-25T02:25:00+00:00"
        assert task.place == "14 Saltpan Lane, Merrowby, ZZ99 3VZ"
        assert (task.note, task.subject) == ("Crew expects OOH on scene", MOTHER_NUMBER)


async def test_births_expected(asking: Make) -> None:
    diet = {**PLAN, "id": "c2", "title": "Diet", "supportingInfo": [], "status": "active"}
    fhir = server(diet, {**PLAN, "id": "c3", "status": "revoked"})
    found = await holding(asking(fhir), Offer.WATCH_LIST, Sought())
    whole(found)
    (entry,) = found.facts
    assert isinstance(entry, WatchEntry)
    assert (entry.mother, entry.nhs_number) == ("Jodie Ann Penhallow", MOTHER_NUMBER)
    assert entry.expected == date(2026, 12, 9)
    assert (entry.plan_version, entry.plan_status) == ("3", "draft")


async def test_nobody_known_is_none_held_for_every_question(asking: Make) -> None:
    gate = asking(server())
    stranger = Sought(nhs_numbers=("9990000042",))
    for offer in (Offer.PEOPLE, Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS):
        found = await holding(gate, offer, stranger)
        assert (found.state, found.reason) == (SourceState.NONE_HELD, "")


async def test_somebody_known_by_no_number_or_id_of_theirs_cannot_be_checked(asking: Make) -> None:
    """Nothing could be searched for, so that "none held" would be a guess."""
    gate = asking(server())
    for offer in (Offer.PLANS, Offer.MARKERS):
        sought = Sought(identifiers=(("A", "MAT-20417"),))
        found = await holding(gate, offer, sought)
        assert found.state is SourceState.COULD_NOT_CHECK
        assert "without an NHS number" in found.reason
