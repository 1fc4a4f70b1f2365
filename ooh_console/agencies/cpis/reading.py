"""CareTeam as a child protection plan, AuditEvent as an earlier look; nothing sent is dropped (I6).

Loads the models of FHIR: beside the event loop.
"""

from __future__ import annotations

from typing import Any

from ooh_console.agencies.fhir.bundles import Page
from ooh_console.agencies.fhir.elements import (
    codings,
    concepts_words,
    joined,
    nhs_number,
    record,
    records,
    words,
)
from ooh_console.agencies.fhir.references import Known, name_of
from ooh_console.agencies.fhir.validation import not_read, translated
from ooh_console.domain.child_protection import ChildProtection, EarlierLook, ProtectionKind
from ooh_console.domain.tolerant import Unread

SNOMED = "http://snomed.info/sct"
KINDS: dict[str, ProtectionKind] = {
    "342191000000101": ProtectionKind.CHILD,
    "818901000000100": ProtectionKind.UNBORN,
    "764841000000100": ProtectionKind.LOOKED_AFTER,
}
"""Types of plan by their SNOMED CT code."""


class Found:
    """What all pages of one answer hold. `base` is the service's own address."""

    def __init__(self, base: str) -> None:
        self.matches: list[Any] = []
        self.known = Known(base)
        self._beside: dict[int, dict[str, Any]] = {}

    def take(self, page: Page) -> None:
        """Adds a page."""
        self.matches += page.matches
        for full_url, resource in page.included:
            self.known.add(resource, full_url)
            self._beside[id(resource)] = resource
        for match in page.matches:
            self._beside.pop(id(match), None)

    def also(self, match: Any) -> list[dict[str, Any]]:
        """What came beside a match and belongs to it; with the first, also what no match leads to,
        so that it is kept."""
        mine = self._led_to(match)
        if match is self.matches[0]:
            led = {place for other in self.matches for place in self._led_to(other)}
            mine |= {place: one for place, one in self._beside.items() if place not in led}
        return list(mine.values())

    def _led_to(self, match: Any) -> dict[int, dict[str, Any]]:
        found = (self.known.follow(reference, match) for reference in _references(match))
        return {id(one): one for one in found if id(one) in self._beside}


def plans(found: Found, number: str) -> list[ChildProtection]:
    """Every CareTeam of an answer about the person with this NHS number. Never raises."""
    return [_plan(match, found, number) for match in found.matches]


def _plan(match: Any, found: Found, number: str) -> ChildProtection:
    team = record(match)
    kinds, unread = _kinds(team)
    period = record(team.get("period"))
    read_as = {
        "identifier": words(team.get("id")),
        "subject": found.known.number(team.get("subject"), team) or number,
        "kinds": kinds,
        "said": concepts_words(team.get("category")),
        "status": words(team.get("status")),
        "since": words(period.get("start")),
        "until": words(period.get("end")),
        "authority": words(team.get("name")),
        "office_telephone": _telephones(team, "work"),
        "ooh_telephone": _telephones(team, "mobile"),
    }
    return translated(ChildProtection, read_as, match, "CareTeam", unread, found.also(match))


def _kinds(team: dict[str, Any]) -> tuple[list[ProtectionKind], list[Unread]]:
    """The types of plan; a code that is none of them is said to be not read."""
    kinds: list[ProtectionKind] = []
    unread: list[Unread] = []
    for concept in records(team.get("category")):
        codes = [code for system, code, _ in codings(concept) if system in (SNOMED, "")]
        known = [KINDS[code] for code in codes if code in KINDS]
        kinds += [kind for kind in known if kind not in kinds]
        if not known:
            unread.append(
                not_read("kinds", "a type of plan that the console does not know", concept)
            )
    return kinds, unread


def _telephones(team: dict[str, Any], use: str) -> str:
    """The telephone numbers of a use. The service means by `work` the office hours, and by
    `mobile` the team out of hours."""
    return joined(
        words(one.get("value"))
        for one in records(team.get("telecom"))
        if words(one.get("use")) == use and words(one.get("system")) in ("phone", "sms", "")
    )


def earlier_looks(found: Found, number: str) -> list[EarlierLook]:
    """Every AuditEvent of an answer about the person with this NHS number. Never raises."""
    return [_look(match, found, number) for match in found.matches]


def _look(match: Any, found: Found, number: str) -> EarlierLook:
    event, known = record(match), found.known
    agents = records(event.get("agent"))
    # Who asked, before the systems that passed it on.
    agents.sort(key=lambda one: one.get("requestor") is not True)
    people = [one for one in agents if one.get("requestor") is True] or agents
    observer = record(record(event.get("source")).get("observer"))
    organisation = known.who(observer, event) or words(record(event.get("source")).get("site"))
    read_as = {
        "identifier": words(event.get("id")),
        "subject": _looked_up(event, known) or number,
        "at": words(event.get("recorded")),
        "who": joined(known.who(one.get("who"), event) or words(one.get("name")) for one in people),
        "role": joined(
            concepts_words(one.get("role")) or concepts_words(one.get("type")) for one in people
        ),
        "organisation": joined((organisation, *_organisations(event, known))),
    }
    return translated(EarlierLook, read_as, match, "AuditEvent", (), found.also(match))


def _looked_up(event: dict[str, Any], known: Known) -> str:
    """The NHS number of the patient whom an AuditEvent is about."""
    for entity in records(event.get("entity")):
        what = entity.get("what")
        if found := known.number(what, event) or nhs_number(record(what)):
            return found
    return ""


def _organisations(event: dict[str, Any], known: Known) -> list[str]:
    """Organisations that an AuditEvent names beside the patient: where the look was made."""
    found = []
    for entity in records(event.get("entity")):
        what = known.follow(entity.get("what"), event)
        if words(what.get("resourceType")) == "Organization":
            found.append(name_of(what, known))
    return found


def _references(of: Any) -> list[Any]:
    """The references of a CareTeam or an AuditEvent that this console follows."""
    one = record(of)
    return [
        one.get("subject"),
        *(agent.get("who") for agent in records(one.get("agent"))),
        *(entity.get("what") for entity in records(one.get("entity"))),
        record(one.get("source")).get("observer"),
        *records(one.get("managingOrganization")),
    ]
