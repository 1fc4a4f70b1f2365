"""The invented family as FHIR resources, put together from the published structure."""

from __future__ import annotations

from typing import Any

NHS = "https://fhir.nhs.uk/Id/nhs-number"
MOTHER_NUMBER, FATHER_NUMBER, BABY_NUMBER = "9990000018", "9990000026", "9990000034"
BARS = "https://fhir.nhs.uk/CodeSystem/flag-categories-bars"
SAFETY = "https://fhir.nhs.uk/CodeSystem/scene-safety-bars"
ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
PLACE = {"line": ["14 Saltpan Lane"], "city": "Merrowby", "postalCode": "ZZ99 3VZ"}


def number(value: str) -> list[dict[str, str]]:
    return [{"system": NHS, "value": value}]


def coded(system: str, code: str, display: str = "", text: str = "") -> dict[str, Any]:
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


def to(kind: str, own: str, display: str = "") -> dict[str, str]:
    return {"reference": f"{kind}/{own}"} | ({"display": display} if display else {})


MOTHER: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "m1",
    "identifier": number(MOTHER_NUMBER),
    "name": [
        {"use": "old", "family": "Trevose", "given": ["Jodie"]},
        {"use": "official", "family": "Penhallow", "given": ["Jodie", "Ann"], "prefix": ["Ms"]},
    ],
    "gender": "female",
    "birthDate": "2001-04-09",
    "telecom": [
        {"system": "email", "value": "nobody@merrowby.example"},
        {"system": "phone", "use": "home", "value": "01632 960123"},
        {"system": "phone", "use": "mobile", "value": "07700 900123"},
    ],
    "address": [PLACE, {"use": "old", "line": ["2 Quay"], "postalCode": "ZZ99 3CZ"}],
}
FATHER: dict[str, Any] = {
    "resourceType": "RelatedPerson",
    "id": "f1",
    "identifier": number(FATHER_NUMBER),
    "patient": to("Patient", "m1"),
    "relationship": [coded(ROLE, "DOMPART", "domestic partner")],
    "name": [{"text": "Kyle Brannock"}],
    "gender": "male",
}
FLAG: dict[str, Any] = {
    "resourceType": "Flag",
    "id": "fl1",
    "contained": [
        {
            "resourceType": "Provenance",
            "id": "p1",
            "target": [{"reference": "#"}],
            "recorded": "2026-06-02T10:00:00Z",
            "agent": [{"who": {"display": "Ambulance control, desk 4"}}],
        }
    ],
    "status": "active",
    "category": [coded(BARS, "SS")],
    "code": coded(SAFETY, "U", text="Two dogs loose, one has bitten"),
    "subject": to("Patient", "m1"),
    "period": {"start": "2026-06-01", "end": "2027-05-31"},
}
LOCATION: dict[str, Any] = {"resourceType": "Location", "id": "l1", "address": PLACE}
ANSWERS: dict[str, Any] = {
    "resourceType": "QuestionnaireResponse",
    "id": "q1",
    "questionnaire": "https://ooh-console.example/fhir/Questionnaire/birth-plan|1.0.0",
    "status": "completed",
    "subject": to("Patient", "m1"),
    "authored": "2026-11-12T15:30:00Z",
    "item": [
        {
            "linkId": "section-birth",
            "item": [
                {"linkId": "expected_date", "answer": [{"valueDate": "2026-12-09"}]},
                {"linkId": "place_of_birth", "answer": [{"valueString": "County Hospital"}]},
            ],
        },
        {"linkId": "parents_not_told", "answer": [{"valueString": "The planned order"}]},
        {"linkId": "local-7", "text": "Car seat", "answer": [{"valueBoolean": True}]},
        {
            "linkId": "professionals",
            "item": [
                {"linkId": "professionals.role", "answer": [{"valueString": "social worker"}]},
                {"linkId": "professionals.name", "answer": [{"valueString": "D. Lowther"}]},
            ],
        },
        {
            "linkId": "distribution",
            "item": [{"linkId": "distribution.agency", "answer": [{"valueString": "Police"}]}],
        },
    ],
}
TEAM: dict[str, Any] = {
    "resourceType": "CareTeam",
    "id": "t1",
    "telecom": [{"system": "phone", "use": "work", "value": "01632 960010"}],
    "participant": [
        {
            "role": [{"text": "safeguarding midwife"}],
            "member": to("Practitioner", "d1"),
        },
        {"role": [{"text": "OOH team"}], "member": {"display": "Out-of-hours social care"}},
    ],
}
MIDWIFE: dict[str, Any] = {
    "resourceType": "Practitioner",
    "id": "d1",
    "name": [{"family": "Okafor", "given": ["Rosa"]}],
    "telecom": [{"system": "phone", "value": "01632 960011"}],
}
PLAN: dict[str, Any] = {
    "resourceType": "CarePlan",
    "id": "c1",
    "meta": {"versionId": "3", "lastUpdated": "2026-11-12T16:00:00Z"},
    "status": "draft",
    "intent": "plan",
    "title": "Birth plan",
    "subject": to("Patient", "m1"),
    "created": "2026-10-01",
    "author": {"display": "Safeguarding midwifery"},
    "careTeam": [to("CareTeam", "t1")],
    "supportingInfo": [to("QuestionnaireResponse", "q1")],
}
TASK: dict[str, Any] = {
    "resourceType": "Task",
    "id": "k1",
    "status": "in-progress",
    "intent": "order",
    "businessStatus": {"text": "On scene"},
    "for": to("Patient", "m1"),
    "owner": {"display": "Crew 214"},
    "location": to("Location", "l1"),
    "lastModified": "2026-11-25T02:09:00Z",
    "restriction": {"period": {"start": "2026-11-25T02:00:00Z", "end": "2026-11-25T02:25:00Z"}},
    "note": [{"text": "Crew expects OOH on scene"}],
}
EVERYTHING = [MOTHER, FATHER, FLAG, LOCATION, ANSWERS, TEAM, MIDWIFE, PLAN, TASK]
