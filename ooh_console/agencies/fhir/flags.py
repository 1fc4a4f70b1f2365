"""Flag as a warning marker, whatever system its category and code are of.

Known systems are named in words, since their codes alone say nothing: booking and referral
(`flag-categories-bars`: SG, SS, AC, RC; scene safety S, U, UNK), NHS England's patient flags, and
HL7's own categories. A local code is shown as it was sent; `markers.toml` says what it means.
"""

from __future__ import annotations

from typing import Any

from ooh_console.agencies.fhir.elements import (
    address_line,
    at,
    codings,
    concept_words,
    joined,
    notes,
    postcode,
    record,
    records,
    restricted,
    words,
)
from ooh_console.agencies.fhir.narrative import resource_words
from ooh_console.agencies.fhir.references import Known, resource_key, resource_type
from ooh_console.agencies.fhir.validation import not_read, translated
from ooh_console.domain.markers import Marker, SubjectKind
from ooh_console.domain.tolerant import Unread

DETAIL = "http://hl7.org/fhir/StructureDefinition/flag-detail"

_CATEGORIES: dict[str, dict[str, str]] = {
    "flag-categories-bars": {
        "SG": "Safeguarding",
        "SS": "Scene safety",
        "AC": "Agency contacted",
        "RC": "Repeat caller",
    },
    "patientflagcategory": {
        "NRAF": "Reasonable adjustments",
        "CP-IS": "Child protection (CP-IS)",
        "FGM": "Female genital mutilation",
    },
}
"""By the last part of the system's address: what a code is called where it came without words."""

_SAFETY: dict[str, str] = {"S": "Safe", "U": "UNSAFE", "UNK": "Not known whether it is safe"}
"""Scene safety, of the category SS alone: one letter means other things elsewhere."""
_CODES: dict[str, str] = {
    "342191000000101": "Child protection plan",
    "818901000000100": "Unborn child subject to a child protection plan",
    "764841000000100": "Looked-after child",
}
"""SNOMED CT, as child-protection systems use it."""

_ENDED = {
    "inactive": "INACTIVE: the agency has ended this flag",
    "entered-in-error": "ENTERED IN ERROR, the agency says",
}


def marker(resource: Any, known: Known) -> Marker:
    """A Flag. What it leads to on the same server is in `known`."""
    flag = record(resource)
    provenance = _provenance(flag)
    details = [known.follow(one, flag) for one in detail_references(flag)]
    start, end = at(flag, "period", "start"), at(flag, "period", "end")
    status = words(flag.get("status"))
    unread: list[Unread] = [
        not_read("detail", why, one)
        for one in detail_references(flag)
        if (why := known.why_not(one, flag))
    ]
    if why := known.why_not(flag.get("subject"), flag):
        unread.append(not_read("subject", why, flag.get("subject")))
    if flag and status not in ("active", *_ENDED):
        unread.append(not_read("status", "not a status of a Flag", flag.get("status")))
    category, code = _category(flag), _code(flag)
    read_as = {
        "identifier": resource_key(flag),
        "subject": _subject(flag, known),
        "category": category,
        "code": code,
        "text": _text(flag, status, code, details, category),
        "set_on": start or provenance.get("recorded") or at(provenance, "occurredDateTime"),
        "until": end,
        "source": known.who(flag.get("author"), flag) or _agents(provenance, flag, known),
    }
    return translated(Marker, read_as, resource, "Flag", unread, also=details)


def detail_references(flag: Any) -> list[dict[str, Any]]:
    """Where a flag says that its detail is (extension `flag-detail`)."""
    return [
        record(one.get("valueReference"))
        for one in records(record(flag).get("extension"))
        if words(one.get("url")) == DETAIL and record(one.get("valueReference"))
    ]


def leads_to(flag: Any) -> list[Any]:
    """The references of a flag that its marker needs followed."""
    found: list[Any] = list(detail_references(flag))
    people = [record(flag).get("author")]
    people += [one.get("who") for one in records(_provenance(record(flag)).get("agent"))]
    return found + [one for one in people if not words(record(one).get("display"))]


def _subject(flag: dict[str, Any], known: Known) -> dict[str, object]:
    reference = flag.get("subject")
    about = known.follow(reference, flag)
    key = known.key(reference)
    kind = words(about.get("resourceType")) or resource_type(key)
    if kind == "Location":
        place = about.get("address")
        return {
            "kind": SubjectKind.ADDRESS.value,
            "identifier": key,
            "address": address_line(place) or known.who(reference, flag),
            "postcode": postcode(place),
        }
    return {
        "name": known.who(reference, flag),
        "nhs_number": known.number(reference, flag),
        "identifier": key,
    }


def _category(flag: dict[str, Any]) -> str:
    found = []
    for concept in records(flag.get("category")):
        called = [
            display or _called(system, code) or code for system, code, display in codings(concept)
        ]
        found.append(words(concept.get("text")) or joined(called, ", "))
    return joined(found, ", ")


def _called(system: str, code: str) -> str:
    """What a code of a known system is called."""
    names = _CATEGORIES.get(system.rstrip("/").rpartition("/")[2].casefold(), {})
    return names.get(code, "")


def _code(flag: dict[str, Any]) -> str:
    """The code of the flag itself; else, where it has none, that of its first category."""
    own = [code for _, code, _ in codings(flag.get("code")) if code]
    of_category = [c for one in records(flag.get("category")) for _, c, _ in codings(one) if c]
    return (own or of_category or [""])[0]


def _text(
    flag: dict[str, Any], status: str, code: str, details: list[dict[str, Any]], category: str
) -> str:
    said = concept_words(flag.get("code"))
    displays = joined(display for _, _, display in codings(flag.get("code")))
    safety = "scene safety" in category.casefold() or category == "SS"
    named = _SAFETY.get(code, "") if safety else _CODES.get(code, "")
    if said == code:
        said = displays or named or said
    if named.casefold() in (said.casefold(), displays.casefold()):
        named = ""
    extensions = [_extension(one) for one in records(flag.get("extension"))]
    parts = [_ENDED.get(status, ""), named, said, displays, *extensions]
    parts += [resource_words(one) for one in details]
    if not any(parts[1:]):
        # A flag that carries nothing but its category still warns of it.
        parts.append(category)
    if restricted(flag):
        parts.append("(marked as confidential by the agency)")
    return joined(parts)


def _extension(extension: dict[str, Any]) -> str:
    """Words that an extension carries, such as the notes of a patient flag."""
    if words(extension.get("url")) == DETAIL:
        return ""
    plain = (extension.get(f"value{kind}") for kind in ("String", "Markdown"))
    return joined([notes(extension.get("valueAnnotation")), *map(words, plain)])


def _provenance(flag: dict[str, Any]) -> dict[str, Any]:
    contained = records(flag.get("contained"))
    return next((one for one in contained if one.get("resourceType") == "Provenance"), {})


def _agents(provenance: dict[str, Any], flag: dict[str, Any], known: Known) -> str:
    found = []
    for agent in records(provenance.get("agent")):
        who = known.who(agent.get("who"), flag)
        behalf = known.who(agent.get("onBehalfOf"), flag)
        role = joined(concept_words(one) for one in records(agent.get("role")))
        found.append(joined([who or role, behalf], ", "))
    return joined(found)
