"""One question about what has changed spares the others, and never hides anything for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ooh_console.agencies.changes import FULL_EVERY
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import Offer, SourceState
from tests.serving import serving

from .conftest import MOTHER, NUMBER, PLAN, Held, Proper, agency, answers

START = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)
OFFERS = ("people", "plans", "markers", "commitments", "watch-list", "changes")
ALL = ["commitments", "markers", "people", "plans"]


class Told:
    """An agency that says what has changed, as a test wants it."""

    def __init__(self, proper: Proper, name: str, make: Callable[..., Gateway]) -> None:
        self.held = Held(items={"plans": [PLAN]}, then=self.then)
        self.now, self.mark, self.says = START, 0, list[str]()
        self.instead: Response | None = None
        url = proper.url(name, self.held)
        self.gate = make(agency("A", url, *OFFERS), clock=lambda: self.now)

    def then(self, request: Request) -> Response | None:
        if request.path_params["offer"] != "changes":
            return None
        if self.instead is not None:
            return self.instead
        self.mark += 1
        return JSONResponse({"mark": f"m{self.mark}", "changed": self.says})

    async def ask(self) -> tuple[list[str], dict[Offer, Holding]]:
        """What was asked, the question about changes left out, and what came of it."""
        del self.held.asked[:]
        self.now += timedelta(seconds=15)
        got = {a.holding.offer: a.holding for a in await answers(self.gate)}
        assert len(got) == len(ALL)
        asked = sorted(r.path_params["offer"] for r in self.held.asked)
        return [one for one in asked if one != "changes"], got

    @property
    def since(self) -> list[str | None]:
        asked = (r for r in self.held.asked if r.path_params["offer"] == "changes")
        return [r.query_params.get("since") for r in asked]


@pytest.fixture
def told(proper: Proper, gateway: Callable[..., Gateway], request: Any) -> Told:
    return Told(proper, request.node.name, gateway)


async def test_first_in_full_then_only_what_has_changed(told: Told) -> None:
    assert (await told.ask())[0] == ALL
    assert told.since == [], "nobody waits for it before the first answer is on the screen"
    assert (await told.ask())[0] == ALL
    assert told.since == [None]
    asked, got = await told.ask()
    assert (asked, told.since) == ([], ["m1"])
    assert {h.checked_at for h in got.values()} == {told.now}
    assert got[Offer.PLANS].state is SourceState.HELD
    told.says = ["plans", "something new"]
    told.held.items["plans"] = [{**PLAN, "version": "4"}]
    asked, got = await told.ask()
    assert (asked, told.since) == (["plans"], ["m2"])
    assert '"4"' in got[Offer.PLANS].facts[0].raw
    told.says = []
    assert (await told.ask())[0] == []


async def test_what_changed_and_could_not_be_fetched_is_asked_until_it_is(told: Told) -> None:
    await told.ask()
    await told.ask()
    told.says, usual = ["markers"], told.held.then
    told.held.then = lambda r: (
        Response(status_code=500) if r.path_params["offer"] == "markers" else usual(r)
    )
    assert (await told.ask())[0] == ["markers"]
    told.says = []
    assert (await told.ask())[0] == ["markers"]
    told.held.then = usual
    assert (await told.ask())[0] == ["markers"]
    assert (await told.ask())[0] == []


async def test_in_full_when_a_person_wants_it_and_every_half_hour(told: Told) -> None:
    for _ in range(2):
        await told.ask()
    told.gate.resume()
    assert ((await told.ask())[0], told.since) == (ALL, [])
    assert (await told.ask())[0] == []
    told.now += FULL_EVERY
    assert ((await told.ask())[0], told.since) == (ALL, [None])
    assert (await told.ask())[0] == []


@pytest.mark.parametrize(
    "instead",
    [
        Response(status_code=404),
        Response(status_code=500),
        JSONResponse([]),
        JSONResponse({"changed": []}),
        JSONResponse({"mark": "", "changed": []}),
        JSONResponse({"mark": "x" * 1001, "changed": []}),
        JSONResponse({"mark": "1", "changed": "nothing"}),
        JSONResponse({"mark": "1", "changed": []}, headers={"OOH-Contract": "2.0"}),
    ],
)
async def test_whatever_else_it_says_the_full_question_is_the_truth(
    told: Told, instead: Response
) -> None:
    for _ in range(2):
        await told.ask()
    told.instead = instead
    for _ in range(2):
        asked, got = await told.ask()
        assert asked == ALL
        assert all(h.state is not SourceState.COULD_NOT_CHECK for h in got.values())
    assert told.since == [], "it is left alone for a while"


async def test_the_same_question_goes_to_both(told: Told) -> None:
    for _ in range(3):
        await told.ask()
    (asked,) = told.held.asked
    assert asked.query_params.multi_items() == [("nhs_number", NUMBER), ("since", "m1")]
    assert MOTHER.nhs_numbers == (NUMBER,)


@pytest.mark.parametrize(
    ("version", "refused"), [("", False), ("1", False), ("1.9.3", False), ("2.0.0", True)]
)
async def test_an_answer_in_another_version_of_the_contract_is_refused(
    proper: Proper, gateway: Callable[..., Gateway], version: str, refused: bool
) -> None:
    held = Held(then=lambda _: JSONResponse({"items": [PLAN]}, headers={"OOH-Contract": version}))
    (answer,) = await answers(gateway(agency("A", proper.url(f"v{version}", held))))
    state = SourceState.COULD_NOT_CHECK if refused else SourceState.HELD
    assert answer.holding.state is state
    assert ("speaks version 2.0.0 of the contract" in answer.holding.reason) is refused


async def test_one_that_hangs_on_it_delays_no_other_and_is_asked_in_full_soon(
    proper: Proper, gateway: Callable[..., Gateway]
) -> None:
    """The question that spares questions must cost nobody a paint."""
    well_asked: list[str] = []

    async def hangs(request: Request) -> Response:
        async with asyncio.timeout(30):
            while (await request.receive())["type"] != "http.disconnect":
                pass
        return Response(status_code=504)

    def full(request: Request) -> Response:
        well_asked.append(request.path_params["offer"])
        return JSONResponse({"items": []})

    app = Starlette(routes=[Route("/v1/changes", hangs), Route("/v1/{offer}", full)])
    with serving(app) as url:
        slow = agency("slow", url, *OFFERS, deadline=2.0)
        gate = gateway(slow, agency("quick", proper.url("quick", Held()), "plans"))
        await answers(gate)
        del well_asked[:]
        order = [one.holding.agency async for one in gate.ask(MOTHER)]
        assert order == ["quick", *["slow"] * 4]
        assert sorted(well_asked) == ALL
        assert all(h.state is SourceState.NONE_HELD for h in gate.known(MOTHER.key())[:4])
