"""`agency-check`: the exercise's server passes every clause; whoever breaks one fails that one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ooh_console.agencies.conformance.checking import check
from ooh_console.agencies.conformance.questions import NOBODY, UNKNOWN, WRONG_DIGIT
from ooh_console.agencies.conformance.verdicts import Verdict
from ooh_console.agencies.contract_words import EXAMPLES
from ooh_console.exercise.agency_side import agency_now
from ooh_console.exercise.native_server import application
from ooh_console.exercise.scenario import Scenario
from tests.serving import serving

NUMBER, OTHER = "9990000018", "9990000026"
QUESTIONS = ("people", "plans", "markers", "commitments", "watch-list")
PROOF = {"Authorization": "Bearer key"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"null")

    def saying(self, content: Any, status: int = 0) -> Reply:
        return replace(self, status=status or self.status, body=json.dumps(content).encode())

    def head(self, **headers: str | None) -> Reply:
        kept = {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return replace(self, headers={k: v for k, v in kept.items() if v is not None})


Break = Callable[[Request, Reply], Reply]


def items(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Break:
    """Changes every item that is sent."""

    def broken(asked: Request, reply: Reply) -> Reply:
        if reply.status != 200 or "items" not in reply.json:
            return reply
        return reply.saying({"items": [change(item) for item in reply.json["items"]]})

    return broken


def anybody(asked: Request, reply: Reply) -> Reply:
    """Sends something, whoever is asked about."""
    if reply.status != 200 or "items" not in reply.json:
        return reply
    offer = asked.url.path.rpartition("/")[2]
    return reply.saying({"items": reply.json["items"] or [EXAMPLES[offer]]})


def where(is_so: Callable[[Request], bool], then: Callable[[Reply], Reply]) -> Break:
    return lambda asked, reply: then(reply) if is_so(asked) else reply


def ok(reply: Reply) -> Reply:
    return reply.saying({"items": []}, 200)


def question(asked: Request) -> bool:
    return asked.url.path.rpartition("/")[2] in QUESTIONS


def changes(asked: Request) -> bool:
    return asked.url.path.endswith("/changes")


def post(asked: Request) -> bool:
    return asked.method == "POST"


def key(asked: Request) -> str:
    return asked.headers.get("idempotency-key", "")


def other(item: dict[str, Any]) -> dict[str, Any]:
    about = {"kind": "person", "nhs_number": OTHER}
    return {**item, "nhs_number": OTHER, "subject": about if "category" in item else OTHER}


def zoneless(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "seen": "2026-11-25T02:14:05"}


ABOUT = QUESTIONS[:4]
EVERY = (*QUESTIONS, "changes")

BREAKS: dict[str, tuple[Break, tuple[str, ...], tuple[str, ...]]] = {
    # What it does, the clauses that must fail, and about what.
    "404 without a sentence": (
        where(lambda a: "no-such" in a.url.path, lambda r: r.saying({})), ("not-offered",), ("",)),
    "200 for what is not there": (
        where(lambda a: "no-such-offer" in a.url.path, ok), ("not-offered",), ("",)),
    "another version": (lambda a, r: r.head(ooh_contract="2.0"), ("version",), ("",)),
    "a clock that differs": (
        lambda a, r: r.head(date=format_datetime(datetime.now(UTC) + timedelta(hours=1), True)),
        ("clock",), ("",)),
    "no clock": (lambda a, r: r.head(date=None), ("clock",), ("",)),
    "text": (
        where(question, lambda r: r.head(content_type="text/plain")), ("answer",), QUESTIONS),
    "a bare list": (
        lambda a, r: r.saying(r.json["items"]) if question(a) and r.status == 200 else r,
        ("answer",), QUESTIONS),
    "404 for nothing held": (
        where(lambda a: question(a) and (NOBODY in str(a.url) or "1900" in str(a.url)),
              lambda r: r.saying({"error": "None."}, 404)), ("none-held",), QUESTIONS),
    "204 for nothing held": (
        where(lambda a: question(a) and (NOBODY in str(a.url) or "1900" in str(a.url)),
              lambda r: replace(r, status=204, body=b"")), ("none-held",), QUESTIONS),
    "something for everybody": (anybody, ("none-held",), QUESTIONS),
    "a field of the wrong shape": (
        items(lambda item: {**item, "who": [], "name": [], "status": "so-so", "mother": []}
              | ({"set_on": "soon"} if "category" in item else {})), ("items",), QUESTIONS),
    "somebody else's record": (items(other), ("subject",), ("people", "plans", "markers",
                                                            "commitments")),
    "a time without a zone": (items(zoneless), ("zone",), QUESTIONS),
    "no etag": (where(question, lambda r: r.head(etag=None)), ("etag",), QUESTIONS),
    "an etag that is not honoured": (
        where(lambda a: "if-none-match" in a.headers, ok), ("etag",), QUESTIONS),
    "unknown parameters ignored": (
        where(lambda a: UNKNOWN in a.query_params,
              lambda r: r.saying({"items": [], "mark": "m", "changed": []}, 200)),
        ("unknown",), EVERY),
    "a refusal without a sentence": (
        where(lambda a: UNKNOWN in a.query_params, lambda r: r.saying({"why": 7})),
        ("unknown",), EVERY),
    "a refusal that repeats the number": (
        where(lambda a: a.query_params.get("nhs_number") == WRONG_DIGIT,
              lambda r: r.saying({"error": f"{WRONG_DIGIT} is wrong."})),
        ("check-digit",), (*ABOUT, "changes")),
    "a wrong check digit taken": (
        where(lambda a: a.query_params.get("nhs_number") == WRONG_DIGIT,
              lambda r: r.saying({"items": [], "mark": "m", "changed": []}, 200)),
        ("check-digit",), (*ABOUT, "changes")),
    "a day that is none taken": (
        where(lambda a: a.query_params.get("until") == "tomorrow", ok), ("bad-day",),
        ("watch-list",)),
    "no credential asked": (
        where(lambda a: a.headers.get("authorization") != "Bearer key",
              lambda r: r.saying({"items": []}, 200)), ("credential",), (*EVERY, "notices")),
    "any credential taken": (
        where(lambda a: a.headers.get("authorization") == "Bearer wrong",
              lambda r: r.saying({"items": []}, 200)), ("credential",), (*EVERY, "notices")),
    "no mark": (
        lambda a, r: r.saying({"changed": []}) if changes(a) and r.status == 200 else r,
        ("mark", "same", "old-mark"), ("changes",)),
    "nothing named without a mark": (
        where(lambda a: changes(a) and not a.query_params.get("since"),
              lambda r: r.saying({**r.json, "changed": []}) if r.status == 200 else r),
        ("mark",), ("changes",)),
    "an old mark taken for the newest": (
        where(lambda a: a.query_params.get("since") == "never-given-out",
              lambda r: r.saying({**r.json, "changed": []})), ("old-mark",), ("changes",)),
    "everything named always": (
        where(changes, lambda r: r.saying({**r.json, "changed": list(ABOUT)})
              if r.status == 200 else r), ("same",), ("changes",)),
    "every notice is new": (
        where(post, lambda r: replace(r, status=201) if r.status == 200 else r), ("again",),
        ("notices",)),
    "two notices under one key": (
        where(post, lambda r: r.saying({"key": "x", "state": "received"}, 200)
              if r.status == 409 else r), ("conflict",), ("notices",)),
    "a receipt about another": (
        where(lambda a: "/notices/" in a.url.path,
              lambda r: r.saying({**r.json, "key": "another"}) if r.status == 200 else r),
        ("receipt",), ("notices",)),
    "read by nobody": (
        where(post, lambda r: r.saying({**r.json, "state": "read"}) if r.status == 201 else r),
        ("taken",), ("notices",)),
    "a receipt for every key": (
        where(lambda a: "/notices/" in a.url.path,
              lambda r: r.saying({"key": "k", "state": "received"}, 200)
              if r.status == 404 else r), ("no-such",), ("notices",)),
    "no key needed": (
        where(lambda a: post(a) and not key(a), lambda r: replace(r, status=201)), ("key",),
        ("notices",)),
    "broken notices taken": (
        where(lambda a: post(a) and int(a.headers["content-length"]) < 20,
              lambda r: replace(r, status=201)), ("not-json",), ("notices",)),
}  # fmt: skip


class Front:
    """The exercise's server behind one that may break a clause: `/NAME/v1/…`."""

    def __init__(self) -> None:
        subject = {"plans": "subject", "commitments": "subject"}
        held = {
            offer: [
                {k: v for k, v in example.items() if not str(v).startswith("2026-1")}
                | ({"subject": NUMBER} if offer in subject else {})
                | ({"nhs_number": NUMBER} if offer == "watch-list" else {})
                for example in [EXAMPLES[offer]]
            ]
            for offer in QUESTIONS
        }
        held["markers"][0]["subject"] = {"kind": "person", "nhs_number": NUMBER}
        held["watch-list"][0]["expected"] = "+9d"
        scenario = Scenario.model_validate(
            {
                "name": "one",
                "title": "One",
                "clock": "02:00",
                "agency": [
                    {
                        "name": "One",
                        "kind": "other",
                        "auth": "bearer",
                        "token": "ONE",
                        "offers": [*QUESTIONS, "changes", "notices"],
                        **held,
                    }
                ],
            }
        )
        agency = scenario.agency[0]
        self.inner = application(
            agency, "key", lambda: agency_now(scenario, agency, 1, datetime.now(UTC))
        )
        self.app = Starlette(
            routes=[Route("/{name}/v1/{rest:path}", self.answer, methods=["GET", "POST"])]
        )

    async def answer(self, request: Request) -> Response:
        transport = httpx.ASGITransport(self.inner)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://one", verify=False, trust_env=False
        ) as client:
            got = await client.request(
                request.method,
                f"/v1/{request.path_params['rest']}",
                params=request.query_params.multi_items(),
                headers=request.headers.raw,
                content=await request.body(),
            )
        reply = Reply(got.status_code, dict(got.headers), got.content)
        reply = reply.head(
            date=format_datetime(datetime.now(UTC), True), ooh_contract="1.1.0", content_length=None
        )
        breaks = BREAKS.get(request.path_params["name"].replace("-", " "))
        if breaks:
            reply = breaks[0](request, reply)
        return Response(reply.body, reply.status, reply.headers)


@pytest.fixture(scope="module")
def front() -> Iterator[str]:
    with serving(Front().app, date_header=False) as url:
        yield url


async def verdicts(url: str, **more: Any) -> list[Verdict]:
    asked: dict[str, Any] = {"proof": PROOF, "number": NUMBER, "notices": True, **more}
    return [one async for one in check(url, **asked)]


def failed(found: list[Verdict]) -> set[tuple[str, str]]:
    return {(one.clause, one.about) for one in found if one.state == "failed"}


async def test_a_server_that_keeps_the_contract_passes_every_clause(front: str) -> None:
    found = await verdicts(f"{front}/well")
    assert [one for one in found if one.state != "passed"] == []
    assert {one.about for one in found} == {"", *EVERY, "notices"}


@pytest.mark.parametrize("name", BREAKS)
async def test_whoever_breaks_a_clause_fails_it(front: str, name: str) -> None:
    _, clauses, about = BREAKS[name]
    found = await verdicts(f"{front}/{name.replace(' ', '-')}")
    wanted = {(clause, one) for clause in clauses for one in about}
    assert wanted <= failed(found), [one for one in found if one.state == "failed"]
    for one in found:
        if one.state == "failed":
            assert len(one.sentence) > 30, "what is asked for, and what came"


def test_every_clause_is_broken_by_somebody() -> None:
    """A clause that nothing can fail says nothing."""
    from ooh_console.agencies.conformance.changed import Changed
    from ooh_console.agencies.conformance.noticed import Noticed
    from ooh_console.agencies.conformance.questions import Questions
    from ooh_console.domain.holdings import FACTS
    from ooh_console.domain.sources import Offer

    server: Any = None
    there = {(c.name, "notices") for c in Noticed(server, NUMBER).clauses}
    there |= {(c.name, "changes") for c in Changed(server, NUMBER, ()).clauses}
    for offer in QUESTIONS:
        there |= {(c.name, offer) for c in Questions(server, Offer(offer), NUMBER).clauses}
    assert FACTS
    broken = {(clause, one) for _, names, about in BREAKS.values() for clause in names
              for one in about}  # fmt: skip
    assert there - broken == {("subject", "watch-list")}


async def test_what_is_not_offered_is_skipped_unless_it_is_expected(front: str) -> None:
    from ooh_console.domain.sources import Offer

    found = await verdicts(f"{front}/well/v1/nowhere", notices=False)
    assert {one.state for one in found if one.about} == {"skipped"}
    found = await verdicts(f"{front}/well/v1/nowhere", notices=False, expected=[Offer.PLANS])
    assert ("answer", "plans") in failed(found)
