"""Looking into FHIR elements without trusting their shape.

A part that is not there, or is something else than it should be, is an empty one; `validation`
says what was wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
"""The system of an identifier that is an NHS number."""

ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
NOT_TO_PATIENT = "NOPAT"
"""Security label: not to be disclosed to the patient or the family."""


def record(value: Any) -> dict[str, Any]:
    """The record, or an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[dict[str, Any]]:
    """The records of a list; one that stands where a list is due counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def at(value: Any, *path: str) -> Any:
    """What lies under these names, one inside the other; `None` where there is nothing."""
    for name in path:
        value = record(value).get(name)
    return value


def words(value: Any) -> str:
    """A primitive as text, without white space around it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def texts(value: Any) -> list[str]:
    """The primitives of a list, or one that stands alone, without empty ones."""
    found = value if isinstance(value, list) else [value]
    return [text for text in map(words, found) if text]


def joined(parts: Iterable[str], by: str = "; ") -> str:
    """Each text once, in order, without empty ones."""
    return by.join(dict.fromkeys(part for part in parts if part))


def codings(concept: Any) -> list[tuple[str, str, str]]:
    """(system, code, display) of a CodeableConcept."""
    return [
        (words(one.get("system")), words(one.get("code")), words(one.get("display")))
        for one in records(record(concept).get("coding"))
    ]


def concept_words(concept: Any) -> str:
    """A CodeableConcept in words: its text, else what its codes are called, else the codes."""
    text = words(record(concept).get("text"))
    found = codings(concept)
    return (
        text or joined(display for _, _, display in found) or joined(code for _, code, _ in found)
    )


def concepts_words(concepts: Any) -> str:
    """Several of them."""
    return joined(concept_words(one) for one in records(concepts))


def identifier(of: Any, system: str) -> str:
    """The value of the first identifier of this system."""
    found = (one for one in records(at(of, "identifier")) if words(one.get("system")) == system)
    return next((words(one.get("value")) for one in found if words(one.get("value"))), "")


def nhs_number(of: Any) -> str:
    """The NHS number of a Patient or RelatedPerson, or of a reference that names one by it."""
    return "".join(identifier(of, NHS_NUMBER).split())


_NAME_USES = ("official", "usual", "", "temp", "nickname", "anonymous", "maiden", "old")


def human_name(names: Any) -> str:
    """The name as it is read out: the official one before nicknames and earlier ones."""
    spelt = [(words(one.get("use")), _spelt(one)) for one in records(names)]
    spelt = [(use, name) for use, name in spelt if name]
    spelt.sort(key=lambda pair: _NAME_USES.index(pair[0]) if pair[0] in _NAME_USES else 2)
    return spelt[0][1] if spelt else ""


def _spelt(name: dict[str, Any]) -> str:
    parts = [*texts(name.get("given")), words(name.get("family")), *texts(name.get("suffix"))]
    return words(name.get("text")) or " ".join(part for part in parts if part)


_PHONE_USES = ("mobile", "home", "work", "", "temp")


def telephone(telecoms: Any, uses: tuple[str, ...] = _PHONE_USES) -> str:
    """The number to ring: by rank, then by use; none that is marked as old."""
    found = [
        (one.get("rank"), words(one.get("use")), words(one.get("value")))
        for one in records(telecoms)
        if words(one.get("system")) in ("phone", "sms", "") and words(one.get("use")) != "old"
    ]
    found = [one for one in found if one[2]]

    def order(one: tuple[Any, str, str]) -> tuple[int, int]:
        rank = one[0] if isinstance(one[0], int) else 1_000
        return rank, uses.index(one[1]) if one[1] in uses else len(uses)

    return min(found, key=order)[2] if found else ""


def address_line(address: Any) -> str:
    """The address on one line, without its postcode."""
    found = record(address)
    text = words(found.get("text"))
    parts = [
        *texts(found.get("line")),
        words(found.get("city")),
        words(found.get("district")),
    ]
    return text.replace("\n", ", ") or joined(parts, ", ")


def postcode(address: Any) -> str:
    """The postcode of an address."""
    return words(record(address).get("postalCode"))


def notes(annotations: Any) -> str:
    """Annotations, each with who wrote it where that is said in words."""
    found = []
    for one in records(annotations):
        text = words(one.get("text"))
        by = words(one.get("authorString")) or words(at(one, "authorReference", "display"))
        found.append(f"{text} ({by})" if text and by else text)
    return joined(found)


def labels(of: Any) -> set[str]:
    """The codes of the security labels on a resource."""
    return {words(one.get("code")) for one in records(at(of, "meta", "security"))} - {""}


def restricted(of: Any) -> bool:
    """Whether the resource is labelled as restricted, so that its address is protected."""
    return bool(labels(of) & {"R", "V", "REDACTED"})


def not_to_family(of: Any) -> bool:
    """Whether the resource is labelled as not to be disclosed to the patient or the family."""
    return NOT_TO_PATIENT in labels(of)
