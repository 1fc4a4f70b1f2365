"""The national child-protection service, as strict as its guide says: each look is on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ooh_console.domain.people import nhs_number

NHS = "https://fhir.nhs.uk/Id/nhs-number"
KIND = "application/fhir+json"
MOTHER, FATHER = "9990000018", "9990000026"
WITH_WHOM = "AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass|ASSIGNED"

UNBORN, CHILD, LOOKED_AFTER = "818901000000100", "342191000000101", "764841000000100"

Resource = dict[str, Any]


def plan(number: str = MOTHER, code: str = UNBORN, **more: Any) -> Resource:
    """A CareTeam as the service sends one."""
    return {
        "resourceType": "CareTeam",
        "id": f"plan-{number}-{code}",
        "status": "active",
        "category": [
            {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": "As coded"}]}
        ],
        "name": "Quayshire Council",
        "subject": {"identifier": {"system": NHS, "value": number}},
        "period": {"start": "2026-10-14", "end": "2027-04-30"},
        "telecom": [
            {"system": "phone", "value": "01632 960141", "use": "work"},
            {"system": "phone", "value": "01632 960142", "use": "mobile"},
        ],
        **more,
    }


def look(number: str = MOTHER, at: str = "2026-11-20T23:05:00Z", **more: Any) -> list[Resource]:
    """An AuditEvent, and the organisation at which that look was made."""
    event = {
        "resourceType": "AuditEvent",
        "id": f"look-{number}-{at[:10]}",
        "type": {
            "system": "http://terminology.hl7.org/CodeSystem/audit-event-type",
            "code": "rest",
        },
        "recorded": at,
        "agent": [
            {
                "requestor": True,
                "name": "B. Underhay",
                "role": [{"text": "Nurse, emergency department"}],
            }
        ],
        "source": {"observer": {"reference": "Organization/ed"}},
        "entity": [{"what": {"identifier": {"system": NHS, "value": number}}}],
        **more,
    }
    ward = {"resourceType": "Organization", "id": "ed", "name": "Saltpan General Hospital"}
    return [event, ward]


def outcome(code: str) -> Resource:
    """An OperationOutcome in the service's own codes."""
    coding = {"system": "https://fhir.nhs.uk/CodeSystem/Spine-ErrorOrWarningCode", "code": code}
    issue = {"severity": "error", "code": "invalid", "details": {"coding": [coding]}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def bundle(*resources: Any, kind: str, total: int | None = None, next_link: str = "") -> Resource:
    """The answer to a search."""
    matches = sum(isinstance(one, dict) and one.get("resourceType") == kind for one in resources)
    found: Resource = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": matches if total is None else total,
        "entry": [
            {
                "resource": one,
                "search": {"mode": "match" if one.get("resourceType") == kind else "include"},
            }
            for one in resources
        ],
    }
    if next_link:
        found["link"] = [{"relation": "next", "url": next_link}]
    if not resources:
        del found["entry"]
    return found


@dataclass
class CpisService:
    """`plans` and `looks` are what it holds by NHS number; `rule` may answer instead of it."""

    plans: dict[str, list[Any]] = field(default_factory=lambda: {MOTHER: [plan()]})
    looks: dict[str, list[Any]] = field(default_factory=lambda: {MOTHER: look()})
    rule: Callable[[Request], Response | None] = lambda request: None
    asked: list[Request] = field(default_factory=list)
    base: str = ""

    @property
    def app(self) -> Starlette:
        """The web application."""
        return Starlette(
            routes=[
                Route("/cpis/CareTeam", self._answer),
                Route("/cpis/AuditEvent", self._answer),
                Route("/{path:path}", self._nothing),
            ]
        )

    def at(self, base: str) -> None:
        """Its address, with the path of the service."""
        self.base = f"{base}/cpis"

    async def _nothing(self, request: Request) -> Response:
        self.asked.append(request)
        return _fhir(outcome("RESOURCE_NOT_FOUND"), 404)

    async def _answer(self, request: Request) -> Response:
        self.asked.append(request)
        if (special := self.rule(request)) is not None:
            return special
        headers = request.headers
        if headers.get("isunscheduledaccessevent") != "true" or headers.get("accept") != KIND:
            return _fhir(outcome("PRECONDITION_FAILED"), 400)
        try:
            UUID(headers.get("traceid", ""))
            system, _, number = request.query_params["patient:identifier"].partition("|")
            nhs_number(number)
        except (ValueError, KeyError):
            return _fhir(outcome("INVALID_SEARCH_DATA"), 400)
        kind = request.url.path.rpartition("/")[2]
        wanted = {"patient:identifier": f"{NHS}|{number}"}
        if kind == "AuditEvent":
            wanted["_include"] = WITH_WHOM
        if system != NHS or dict(request.query_params) != wanted:
            return _fhir(outcome("INVALID_SEARCH_DATA"), 400)
        held = self.plans if kind == "CareTeam" else self.looks
        return _fhir(bundle(*held.get(number, ()), kind=kind))


def _fhir(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status, media_type=KIND)


def refuses(code: str, status: int) -> Callable[[Request], Response | None]:
    """A rule: every question is refused so."""
    return lambda request: _fhir(outcome(code), status)
