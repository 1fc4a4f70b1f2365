"""The standard birth plan as a FHIR Questionnaire, which the console publishes, and its answers.

The linkIds are the keys of the template, so that a QuestionnaireResponse to it is a birth plan
field by field. A part that must not reach the family carries the security label NOPAT, as an inline
label of HL7's "Data Segmentation for Privacy"; so may any answer, and a whole response in its meta.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ooh_console.agencies.fhir.elements import (
    ACT_CODE,
    NOT_TO_PATIENT,
    at,
    joined,
    not_to_family,
    record,
    records,
    words,
)
from ooh_console.agencies.fhir.narrative import value_words
from ooh_console.domain.plans import PARTS, ROLES, TEMPLATE, Part, Section

URL = "https://ooh-console.example/fhir/Questionnaire/birth-plan"
"""Names the questionnaire; nothing is ever fetched from there."""
VERSION = "1.0.0"
INLINE_LABEL = (
    "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label"
)
PROFESSIONALS, DISTRIBUTION = "professionals", "distribution"
_LABEL = {
    "url": INLINE_LABEL,
    "valueCoding": {
        "system": ACT_CODE,
        "code": NOT_TO_PATIENT,
        "display": "no disclosure to patient, family or caregivers without attending provider's "
        "authorization",
    },
}
_DISTRIBUTION = (
    ("agency", "Agency"),
    ("recipient", "Person or mailbox"),
    ("sent", "Sent when"),
    ("how", "By what means"),
    ("receipt", "How receipt was confirmed"),
)


def questionnaire() -> dict[str, Any]:
    """The Questionnaire, as JSON values: valid FHIR R4 and R4B."""
    return {
        "resourceType": "Questionnaire",
        "id": "birth-plan",
        "url": URL,
        "version": VERSION,
        "name": "BirthPlan",
        "title": "Multi-agency birth plan for an unborn baby at risk",
        "status": "active",
        "subjectType": ["Patient"],
        "description": (
            "The parts on which published multi-agency birth plans agree. Answer with a "
            "QuestionnaireResponse about the mother, and name it in supportingInfo of the CarePlan "
            "that is the birth plan: its status says draft or agreed, its meta.versionId which "
            "version. Leave out what is not known. Items labelled NOPAT must not reach the family."
        ),
        "item": [*map(_section, Section), _professionals(), _distribution()],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "linkId": f"section-{section.name.casefold().replace('_', '-')}",
        "text": section.value,
        "type": "group",
        "item": [_part(part) for part in TEMPLATE if part.section is section],
    }


def _part(part: Part) -> dict[str, Any]:
    item: dict[str, Any] = {"extension": [_LABEL]} if part.restricted else {}
    item |= {"linkId": part.key, "text": part.title}
    item["type"] = "date" if part.key == "expected_date" else "text"
    # Not `required`: a draft with gaps must be shared all the same, and the console names the gaps.
    return item


def _professionals() -> dict[str, Any]:
    return {
        "linkId": PROFESSIONALS,
        "text": f"Named professionals: {', '.join(ROLES)}",
        "type": "group",
        "repeats": True,
        "item": [
            {"linkId": f"{PROFESSIONALS}.{name}", "text": text, "type": "string"}
            for name, text in (("role", "Role"), ("name", "Name"), ("telephone", "Telephone"))
        ],
    }


def _distribution() -> dict[str, Any]:
    return {
        "linkId": DISTRIBUTION,
        "text": "To whom the plan was sent",
        "type": "group",
        "repeats": True,
        "item": [
            {"linkId": f"{DISTRIBUTION}.{name}", "text": text, "type": "string"}
            for name, text in _DISTRIBUTION
        ],
    }


@dataclass
class Answers:
    """What a QuestionnaireResponse says, as the parts of a birth plan."""

    fields: dict[str, str] = field(default_factory=dict)
    professionals: list[dict[str, str]] = field(default_factory=list)
    distribution: list[dict[str, str]] = field(default_factory=list)
    not_for_family: list[str] = field(default_factory=list)


def answers(response: Any) -> Answers:
    """Every answer of a response. Keys of the template stand as they are; other items are called by
    their text, and nothing that was answered is left out."""
    found = Answers()
    whole = not_to_family(response)
    for item, groups in _items(at(response, "item"), ()):
        link = words(item.get("linkId"))
        if link in (PROFESSIONALS, DISTRIBUTION):
            rows = found.professionals if link == PROFESSIONALS else found.distribution
            row = {
                words(one.get("linkId")).rpartition(".")[2]: _said(one)
                for one, _ in _items(item.get("item"), ())
            }
            if any(row.values()):
                rows.append(row)
            continue
        said = _said(item)
        if not said or {PROFESSIONALS, DISTRIBUTION} & set(groups):
            continue
        key = link if link in PARTS else words(item.get("text")) or link or "without a name"
        before = found.fields.get(key, "")
        found.fields[key] = f"{before}; {said}" if before and before != said else said
        if whole or _labelled(item):
            found.not_for_family.append(key)
    found.not_for_family = list(dict.fromkeys(found.not_for_family))
    return found


def is_birth_plan(response: Any) -> bool:
    """Whether this is a response to the standard template, by its name or by what it answers."""
    if words(at(response, "questionnaire")).partition("|")[0] == URL:
        return True
    return any(words(item.get("linkId")) in PARTS for item, _ in _items(at(response, "item"), ()))


_Item = tuple[dict[str, Any], tuple[str, ...]]


def _items(items: Any, groups: tuple[str, ...]) -> Iterator[_Item]:
    """Every item, with the linkIds of those that it stands in; also those inside an answer."""
    for item in records(items):
        yield item, groups
        inside = (*groups, words(item.get("linkId")))
        yield from _items(item.get("item"), inside)
        for answer in records(item.get("answer")):
            yield from _items(answer.get("item"), inside)


def _said(item: dict[str, Any]) -> str:
    found = []
    for answer in records(item.get("answer")):
        values = (value for name, value in answer.items() if name.startswith("value"))
        found.append(next((said for said in map(value_words, values) if said), ""))
    return joined(found)


def _labelled(item: dict[str, Any]) -> bool:
    """Whether the item, or one of its answers, carries the label that keeps it from the family."""
    parts = [item, *records(item.get("answer"))]
    extensions = (one for part in parts for one in records(part.get("extension")))
    return any(
        words(one.get("url")) == INLINE_LABEL
        and words(record(one.get("valueCoding")).get("code")) == NOT_TO_PATIENT
        for one in extensions
    )
