"""A FHIR server as others write them: searches what it holds, pages it, and misbehaves as told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Resource = dict[str, Any]
KIND = "application/fhir+json"


def outcome(*issues: tuple[str, str], code: str = "processing") -> Resource:
    """An OperationOutcome of (severity, text)."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {"severity": severity, "code": code, "details": {"text": text}}
            for severity, text in issues
        ],
    }


@dataclass
class FhirServer:
    """`url` is its base, given by whoever lets it listen. `rule` is asked first about every
    request; what it gives is the answer. `bend` may change a Bundle before it is sent."""

    holds: list[Any] = field(default_factory=list)
    page: int = 1_000
    rule: Callable[[Request], Response | None] = lambda request: None
    bend: Callable[[Resource, Request], None] = lambda bundle, request: None
    knows: frozenset[str] = frozenset(
        {
            *("identifier", "_id", "subject", "patient", "name", "birthdate", "status"),
            *("address", "address-postalcode", "part-of"),
        }
    )
    strict: bool = False
    """Whether an unknown parameter is refused; otherwise it is left out, and nothing matches."""
    url: str = ""
    asked: list[Request] = field(default_factory=list)
    sent: list[tuple[Any, str]] = field(default_factory=list)
    """(body, If-None-Exist) of everything that was to be created."""

    def paths(self) -> list[str]:
        """What was asked, each as `Patient?identifier=...`, without what shapes the answer."""
        found = []
        for request in self.asked:
            asked = [(n, v) for n, v in request.query_params.multi_items() if n != "_count"]
            path = request.path_params["path"]
            found.append(path + ("?" + "&".join(f"{n}={v}" for n, v in asked) if asked else ""))
        return found

    async def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        if (special := self.rule(request)) is not None:
            return special
        path = request.path_params["path"]
        if request.method == "POST":
            return await self._create(request)
        if "/" in path:
            return self._read(path)
        return self._search(path, request)

    def _read(self, path: str) -> Response:
        for one in self.holds:
            if isinstance(one, dict) and f"{one.get('resourceType')}/{one.get('id')}" == path:
                return said(one)
        return said(outcome(("error", f"{path} is not known")), 404)

    def _search(self, kind: str, request: Request) -> Response:
        asked = request.query_params.multi_items()
        known = [(n, v) for n, v in asked if n in self.knows or n == "_count"]
        unknown = [n for n, _ in asked if n not in self.knows and n not in ("_count", "_page")]
        if unknown and self.strict:
            return said(outcome(("error", f"unknown parameter {unknown[0]}")), 400)
        found = [] if unknown else [one for one in self._of(kind) if fits(one, known)]
        start = int(dict(asked).get("_page", "0"))
        links = [{"relation": "self", "url": f"{self.url}/{kind}?{urlencode(known)}"}]
        if start + self.page < len(found):
            more = urlencode([*known, ("_page", str(start + self.page))])
            links.append({"relation": "next", "url": f"{self.url}/{kind}?{more}"})
        bundle: Resource = {
            "resourceType": "Bundle",
            "type": "searchset",
            "total": len(found),
            "link": links,
            "entry": [self._entry(one) for one in found[start : start + self.page]],
        }
        self.bend(bundle, request)
        return said(bundle)

    def _of(self, kind: str) -> list[Any]:
        return [one for one in self.holds if one.get("resourceType") == kind]

    def _entry(self, one: Resource) -> Resource:
        name = f"{one['resourceType']}/{one.get('id')}"
        return {"fullUrl": f"{self.url}/{name}", "resource": one, "search": {"mode": "match"}}

    async def _create(self, request: Request) -> Response:
        body = json.loads(await request.body())
        condition = request.headers.get("if-none-exist", "")
        self.sent.append((body, condition))
        asked = parse_qsl(condition)
        there = [one for one in self._of(body["resourceType"]) if asked and fits(one, asked)]
        if len(there) > 1:
            return said(outcome(("error", "several match"), code="multiple-matches"), 412)
        if there:
            return said(there[0], 200)
        made = {**body, "id": f"made-{len(self.holds)}", "meta": {"versionId": "1"}}
        self.holds.append(made)
        return said(made, 201)


def said(content: Any, status: int = 200, kind: str = KIND) -> Response:
    """One answer."""
    return Response(json.dumps(content), status, media_type=kind)


def plain(content: Any, status: int = 200) -> Response:
    """One answer that is JSON, and not called FHIR."""
    return JSONResponse(content, status)


def fits(one: Resource, asked: list[tuple[str, str]]) -> bool:
    """Whether a resource matches every parameter."""
    return all(_fits(one, name, value.split(",")) for name, value in asked if name[0] != "_") and (
        all(one.get("id") in v.split(",") for n, v in asked if n == "_id")
    )


def _fits(one: Resource, name: str, values: list[str]) -> bool:
    match name:
        case "identifier":
            own = {f"{i.get('system')}|{i.get('value')}" for i in one.get("identifier", [])}
            return bool(own & set(values))
        case "subject" | "patient":
            subject = one.get("subject") or one.get("for") or one.get("patient") or {}
            return subject.get("reference") in values
        case "status":
            return one.get("status") in values
        case "part-of":
            return any(part.get("reference") in values for part in one.get("partOf", []))
        case "birthdate":
            return one.get("birthDate") in values
        case "name":
            spelt = json.dumps(one.get("name", [])).casefold()
            return any(f'"{value.casefold()}' in spelt for value in values)
        case "address-postalcode" | "address":
            return any(value in json.dumps(one.get("address", {})) for value in values)
        case _:
            return True
