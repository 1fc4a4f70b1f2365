"""Patient and RelatedPerson as people, with the family that links them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ooh_console.agencies.fhir.elements import (
    address_line,
    codings,
    concepts_words,
    human_name,
    nhs_number,
    postcode,
    records,
    restricted,
    telephone,
    words,
)
from ooh_console.agencies.fhir.references import Known, resource_key
from ooh_console.agencies.fhir.validation import translated
from ooh_console.domain.people import Person

_ROLES: dict[str, str] = {
    **dict.fromkeys(("MTH", "NMTH", "GESTM"), "mother"),
    **dict.fromkeys(("FTH", "NFTH", "NFTHF"), "father"),
    **dict.fromkeys(("SPS", "HUSB", "WIFE", "DOMPART", "SIGOTHR"), "partner"),
    **dict.fromkeys(("SIB", "NSIB", "BRO", "SIS", "NBRO", "NSIS", "TWIN", "TWINBRO"), "sibling"),
    **dict.fromkeys(("HSIB", "HBRO", "HSIS", "STPSIB", "STPBRO", "STPSIS"), "half-sibling"),
    **dict.fromkeys(("GRPRN", "GRMTH", "GRFTH", "MGRMTH", "MGRFTH", "PGRMTH"), "grandparent"),
    "PGRFTH": "grandparent",
}
"""Codes of HL7's RoleCode: what the related person is to the patient."""

_PARENTS = ("mother", "father")
GROWN_UP = 10
"""Years. From this age a patient is taken for a parent to be and not for the baby: the father of
such a patient is not the father of the baby, and must not be offered as such."""


def person(resource: Any, related: Iterable[dict[str, Any]], today: date) -> Person:
    """A Patient; `related` are the RelatedPersons who are known to belong to them."""
    links = [_link(one, resource, today) for one in related]
    return _person(resource, "Patient", links)


def related_person(resource: Any, known: Known, today: date) -> Person:
    """A RelatedPerson, linked to the patient whom they belong to."""
    patient = known.follow(_get(resource, "patient"), resource)
    key = known.key(_get(resource, "patient"))
    link = {
        "relation": _back(relation(resource), patient, today),
        "name": known.who(_get(resource, "patient"), resource),
        "nhs_number": nhs_number(patient),
        "identifier": key,
    }
    return _person(resource, "RelatedPerson", [link] if key or patient else [])


def relation(related: Any) -> str:
    """What a RelatedPerson is to the patient, in the console's words where a code says so."""
    concepts = records(_get(related, "relationship"))
    known = (_ROLES.get(code, "") for one in concepts for _, code, _ in codings(one))
    return next((word for word in known if word), "") or concepts_words(concepts).casefold()


def _person(resource: Any, kind: str, links: list[dict[str, str]]) -> Person:
    protected = restricted(resource)
    read_as = {
        "identifier": resource_key(resource),
        "nhs_number": nhs_number(resource),
        "name": human_name(_get(resource, "name")),
        "born": _get(resource, "birthDate"),
        "sex": words(_get(resource, "gender")),
        "telephone": telephone(_get(resource, "telecom")),
        "addresses": [
            {"text": address_line(one), "postcode": postcode(one), "protected": protected}
            for one in records(_get(resource, "address"))
            if words(one.get("use")) != "old"
        ],
        "links": links,
    }
    return translated(Person, read_as, resource, kind)


def _link(related: dict[str, Any], patient: Any, today: date) -> dict[str, str]:
    word = relation(related)
    if word in _PARENTS and _grown_up(patient, today):
        word = f"own {word}"
    return {
        "relation": word,
        "name": human_name(related.get("name")),
        "nhs_number": nhs_number(related),
        "identifier": resource_key(related),
    }


def _back(word: str, patient: Any, today: date) -> str:
    """What the patient is to their related person, where that is certain."""
    if word == "partner":
        return word
    if word not in _PARENTS or not patient:
        return ""
    born = _born(patient)
    if born is None:
        return "unborn baby" if not words(_get(patient, "birthDate")) else ""
    return "baby" if today.year - born.year <= 1 else "child"


def _grown_up(patient: Any, today: date) -> bool:
    born = _born(patient)
    return born is not None and today.year - born.year >= GROWN_UP


def _born(patient: Any) -> date | None:
    try:
        return date.fromisoformat(words(_get(patient, "birthDate")))
    except ValueError:
        return None


def _get(resource: Any, name: str) -> Any:
    return resource.get(name) if isinstance(resource, dict) else None
