"""An agency that keeps failing is asked less and less often, and at once when a person wants it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.circuit import FAILURES, PAUSES, SPREAD, Circuit
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.holdings import Holding
from ooh_console.domain.people import Address
from ooh_console.domain.sources import Offer, Sought, SourceState
from tests.listening import Handler

from .conftest import MOTHER, PLAN, Held, Proper, agency, answers, holds, says

Raw = Callable[[Handler], Awaitable[str]]
Make = Callable[..., Gateway]
START = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)
GONE = CouldNotCheck("is not there: the connection was refused", passing=True)


def fail(circuit: Circuit, now: datetime, failure: CouldNotCheck = GONE) -> None:
    circuit.failed(failure, circuit.begins(), now)


def test_pauses_grow_to_some_minutes_and_end_with_an_answer() -> None:
    circuit, now, seen = Circuit(), START, []
    for _ in range(FAILURES - 1):
        fail(circuit, now)
        assert circuit.paused_until(now) is None
    for expected in (*PAUSES, PAUSES[-1], PAUSES[-1]):
        fail(circuit, now)
        until = circuit.paused_until(now)
        assert until is not None
        seen.append(until - now)
        assert expected * (1 - SPREAD) <= until - now <= expected * (1 + SPREAD)
        now = until
        assert circuit.paused_until(now) is None
    assert max(seen) < timedelta(minutes=5)
    circuit.answered()
    fail(circuit, now)
    assert circuit.paused_until(now) is None


def test_questions_put_at_one_time_are_one_try() -> None:
    circuit = Circuit()
    for _ in range(FAILURES - 1):
        for number in [circuit.begins() for _ in range(40)]:
            circuit.failed(GONE, number, START)
    assert circuit.failures == FAILURES - 1
    assert circuit.paused_until(START) is None


@pytest.mark.parametrize("status", [400, 404, 409, 410, 412, 413])
def test_what_is_said_to_one_question_spares_the_agency_no_other(status: int) -> None:
    circuit = Circuit()
    for _ in range(FAILURES * 2):
        fail(circuit, START, CouldNotCheck("did not accept the question", status=status))
    assert circuit.paused_until(START) is None


def test_a_clock_that_is_set_back_makes_no_pause_longer() -> None:
    circuit = Circuit()
    for _ in range(FAILURES):
        fail(circuit, START)
    assert circuit.paused_until(START) is not None
    assert circuit.paused_until(START - timedelta(hours=1)) is None


class Night:
    """One agency on loopback that fails until it is mended, beside one that answers."""

    def __init__(self, gate: Gateway, now: list[datetime], asked: list[None]) -> None:
        self.gate, self.now, self.asked = gate, now, asked
        self.mended = False

    async def ask(self, sought: Sought = MOTHER, offers: list[Offer] | None = None) -> Holding:
        got = {a.holding.agency: a.holding for a in await answers(self.gate, sought, offers)}
        assert got["Well"].state is SourceState.HELD
        return got["Police"]


@pytest.fixture
async def night(raw: Raw, proper: Proper, gateway: Make, request: pytest.FixtureRequest) -> Night:
    now, asked = [START], list[None]()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(None)
        await (holds(PLAN) if made.mended else says("500 Oops"))(reader, writer)

    well = agency("Well", proper.url(request.node.name, Held()))
    gate = gateway(agency("Police", await raw(talk)), well, clock=lambda: now[0])
    made = Night(gate, now, asked)
    return made


async def test_it_is_spared_then_asked_again_and_the_other_agency_never_waits(night: Night) -> None:
    for number in range(FAILURES):
        holding = await night.ask()
        assert len(night.asked) == number + 1
    until = holding.asked_again_at
    assert until is not None
    for _ in range(5):
        holding = await night.ask()
        assert holding.state is SourceState.COULD_NOT_CHECK
        assert holding.reason == "is out of order (status 500)"
        assert (holding.asked_again_at, holding.checked_at) == (until, START)
    assert len(night.asked) == FAILURES
    night.now[0] = until
    holding = await night.ask()
    assert len(night.asked) == FAILURES + 1
    assert holding.asked_again_at is not None
    assert holding.asked_again_at - until > (until - START) * 1.5
    night.now[0], night.mended = holding.asked_again_at, True
    holding = await night.ask()
    assert (holding.state, holding.asked_again_at) == (SourceState.HELD, None)


async def test_a_person_is_never_made_to_wait(night: Night) -> None:
    for _ in range(FAILURES + 1):
        await night.ask()
    night.mended = True
    night.gate.resume()
    assert (await night.ask()).state is SourceState.HELD
    assert len(night.asked) == FAILURES + 1


async def test_a_question_that_was_never_put_is_put_while_the_agency_is_spared(
    night: Night,
) -> None:
    for _ in range(FAILURES + 1):
        await night.ask()
    new = Sought(MOTHER.nhs_numbers, addresses=(Address(text="14 Saltpan Lane"),))
    night.mended = True
    assert (await night.ask(new)).state is SourceState.HELD


async def test_what_was_held_is_said_to_be_unchecked_while_the_agency_is_spared(
    night: Night,
) -> None:
    """One question had an answer before the others failed: it must not look checked."""
    night.mended = True
    new = Sought(MOTHER.nhs_numbers, addresses=(Address(text="14 Saltpan Lane"),))
    before = await night.ask(new)
    night.mended = False
    for _ in range(FAILURES):
        await night.ask()
    asked = len(night.asked)
    holding = await night.ask(new)
    assert len(night.asked) == asked
    assert holding.state is SourceState.COULD_NOT_CHECK
    assert (holding.facts, holding.fetched_at) == (before.facts, before.fetched_at)
    assert holding.from_memory
