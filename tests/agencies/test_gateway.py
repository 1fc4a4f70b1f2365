"""What the gateway promises: at once, as it arrives, and no more than an agency can bear."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from datetime import datetime
from typing import Any

import pytest

from ooh_console.agencies import calling
from ooh_console.agencies import gateway as module
from ooh_console.domain.people import Address
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import Offer, Sought, SourceState

from .conftest import (
    MOTHER,
    NUMBER,
    PLAN,
    Clock,
    Held,
    Make,
    Proper,
    Raw,
    agency,
    answers,
    holds,
    says,
)


async def test_asks_each_agency_for_what_it_offers_and_this_can_ask(
    proper: Proper, gateway: Make
) -> None:
    held = Held(items={})
    everything = ("people", "plans", "markers", "commitments", "watch-list", "notices")
    url = proper.url("offers", held)
    gate = gateway(agency("A", url, *everything), agency("B", url, "plans"))

    async def offers(sought: Sought, asked: list[Offer] | None = None) -> list[tuple[str, str]]:
        got = await answers(gate, sought, asked)
        assert all(answer.key == sought.key() for answer in got)
        assert all(answer.holding.state is SourceState.NONE_HELD for answer in got)
        return sorted((a.holding.agency, a.holding.offer.value) for a in got)

    persons = [("A", "commitments"), ("A", "markers"), ("A", "people"), ("A", "plans")]
    assert await offers(MOTHER) == [*persons, ("B", "plans")]
    place = Sought(addresses=(Address(text="14 Saltpan Lane", postcode="ZZ99 3VZ"),))
    assert await offers(place) == [("A", "commitments"), ("A", "markers"), ("A", "people")]
    assert await offers(Sought(name="Penhallow")) == [("A", "people")]
    assert await offers(Sought(identifiers=(("B", "7"),))) == [("B", "plans")]
    assert await offers(Sought()) == [("A", "watch-list")]
    assert await offers(MOTHER, [Offer.WATCH_LIST]) == [("A", "watch-list")]
    assert await offers(MOTHER, [Offer.PLANS, Offer.NOTICES]) == [("A", "plans"), ("B", "plans")]


async def test_parameters_as_the_contract_says(proper: Proper, gateway: Make, clock: Clock) -> None:
    held = Held(items={})
    gate = gateway(
        agency("A", proper.url("params", held), "people", "commitments", "watch-list"),
        clock=clock,
        watch_days=10,
    )
    sought = Sought(
        nhs_numbers=(NUMBER, "9990000026"),
        name="Jodie & Co",
        born=datetime(2001, 4, 9).date(),
        addresses=(Address(text="14 Saltpan Lane", postcode="ZZ99 3VZ"), Address(text="2 Quay")),
        identifiers=(("A", "own-1"), ("B", "not ours")),
    )
    await answers(gate, sought, [Offer.PEOPLE])
    await answers(gate, sought, [Offer.COMMITMENTS])
    await answers(gate, Sought())
    asked = [request.query_params.multi_items() for request in held.asked]
    places = [
        ("address", "14 Saltpan Lane"),
        ("postcode", "ZZ99 3VZ"),
        ("address", "2 Quay"),
        ("postcode", ""),
    ]
    numbers = [("nhs_number", NUMBER), ("nhs_number", "9990000026")]
    named = [("name", "Jodie & Co"), ("born", "2001-04-09"), ("identifier", "own-1")]
    assert asked[0] == [*numbers, *named, *places]
    assert asked[1] == [*numbers, *places]
    assert asked[2] == [("until", "2026-12-05")]


async def test_an_answer_is_given_out_before_a_slow_agency_has_answered(
    raw: Raw, gateway: Make
) -> None:
    release = asyncio.Event()

    async def waits(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        await holds(PLAN)(reader, writer)

    gate = gateway(agency("slow", await raw(waits)), agency("quick", await raw(holds(PLAN))))
    order = []
    async for answer in gate.ask(MOTHER):
        order.append(answer.holding.agency)
        release.set()  # Only the quick answer, once given out, lets the slow agency answer.
    assert order == ["quick", "slow"]


async def test_an_answer_that_was_overtaken_is_dropped(raw: Raw, gateway: Make) -> None:
    release, begun = asyncio.Event(), asyncio.Event()
    first = True

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal first
        if first:
            first = False
            begun.set()
            await release.wait()
            await holds({**PLAN, "version": "2"})(reader, writer)
        else:
            await holds(PLAN)(reader, writer)

    gate = gateway(agency("A", await raw(handler)))
    older = asyncio.create_task(answers(gate))
    await begun.wait()
    await answers(gate)
    release.set()
    (late,) = await older
    (plan,) = late.holding.facts
    assert isinstance(plan, BirthPlan)
    assert plan.version == "3"


async def test_a_wait_that_is_too_long_is_said_and_kept_to(
    raw: Raw, gateway: Make, clock: Clock
) -> None:
    asked: list[None] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(None)
        await (says("429 Slow\nRetry-After: 600") if len(asked) == 1 else holds(PLAN))(
            reader, writer
        )

    gate = gateway(agency("A", await raw(handler)), clock=clock)
    (answer,) = await answers(gate)
    assert answer.holding.reason == "asks to be left alone until 02:24 GMT"
    clock.forward(minutes=5)
    (answer,) = await answers(gate)
    assert answer.holding.reason == "asks to be left alone until 02:24 GMT"
    assert len(asked) == 1
    clock.forward(minutes=5)
    (answer,) = await answers(gate)
    assert answer.holding.state is SourceState.HELD


async def test_a_wait_as_a_date_and_one_without_end(raw: Raw, gateway: Make, clock: Clock) -> None:
    date = says("503 Busy\nRetry-After: Wed, 25 Nov 2026 02:30:00 GMT")
    forever = says("503 Busy\nRetry-After: 99999999999999999999")
    gate = gateway(agency("A", await raw(date)), agency("B", await raw(forever)), clock=clock)
    got = {a.holding.agency: a.holding.reason for a in await answers(gate)}
    assert got["A"] == "asks to be left alone until 02:30 GMT"
    clock.forward(minutes=61)
    questions = {a.holding.agency: a.holding.reason for a in await answers(gate)}
    assert questions["B"].startswith("asks to be left alone until")


async def test_time_that_runs_out_between_two_attempts_says_why_it_was_failing(
    raw: Raw, gateway: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "ATTEMPTS", 50)
    gate = gateway(agency("A", await raw(says("503 Busy")), deadline=0.3))
    (answer,) = await answers(gate)
    assert answer.holding.reason == "is out of order (status 503)"


async def test_no_more_than_so_many_questions_to_one_agency_at_once(
    raw: Raw, gateway: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "AT_ONCE", 2)
    under_way = most = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.wait([asyncio.ensure_future(reader.read(1))], timeout=0.02)
        under_way -= 1
        await holds()(reader, writer)

    gate = gateway(agency("A", await raw(handler)))
    people = [Sought(nhs_numbers=(NUMBER,), name=str(n)) for n in range(8)]
    got = await asyncio.gather(*(answers(gate, one) for one in people))
    assert most == 2
    assert all(a.holding.state is SourceState.NONE_HELD for one in got for a in one)


async def test_a_fault_of_our_own_is_an_answer_too(
    proper: Proper, gateway: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> bool:
        raise ZeroDivisionError("with 9990000018 in it")

    monkeypatch.setattr(module, "somebody_else", broken)
    (answer,) = await answers(gateway(agency("A", proper.url("own", Held()))))
    assert "ZeroDivisionError" in answer.holding.reason
    assert NUMBER not in answer.holding.reason


async def test_a_client_that_cannot_be_built_is_built_at_the_next_question(
    proper: Proper, gateway: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = gateway(agency("A", proper.url("build", Held())))
    with monkeypatch.context() as patch:
        patch.setattr(gate._calling, "_build", lambda: 1 / 0)
        (answer,) = await answers(gate)
        assert answer.holding.state is SourceState.COULD_NOT_CHECK
    (answer,) = await answers(gate)
    assert answer.holding.state is SourceState.HELD


async def test_a_long_answer_does_not_hold_up_the_loop_thread(
    proper: Proper, gateway: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ooh_console.agencies import native

    threads: set[threading.Thread] = set()
    read = native.read

    def watched(offer: Offer, body: bytes) -> Any:
        threads.add(threading.current_thread())
        return read(offer, body)

    monkeypatch.setattr(native, "read", watched)
    held = Held(items={"plans": [{**PLAN, "author": "x" * 100_000}]})
    await answers(gateway(agency("A", proper.url("long", held))))
    assert threads
    assert threading.main_thread() not in threads


def test_nothing_heavy_is_loaded_before_the_first_question() -> None:
    code = (
        "import sys, ooh_console.settings, ooh_console.agencies.gateway as g; g.Gateway([]);"
        "print([m for m in ('httpx', 'stamina', 'textual', 'sqlmodel', 'fhir', 'fhir_core')"
        " if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
