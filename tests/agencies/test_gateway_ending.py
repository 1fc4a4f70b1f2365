"""A gateway that is closed, or an ask that ends early: quick, and nothing is left behind."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from ooh_console.agencies import calling
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.sources import SourceState

from .conftest import (
    MOTHER,
    PLAN,
    Make,
    Raw,
    agency,
    answers,
    hangs,
    holds,
)


async def test_closing_is_quick_while_an_agency_hangs(raw: Raw, gateway: Make) -> None:
    quick = agency("quick", await raw(holds(PLAN)))
    gate = gateway(agency("hangs", await raw(hangs)), quick)
    arrived = asyncio.Event()
    got: list[str] = []

    async def listen() -> None:
        async for answer in gate.ask(MOTHER):
            got.append(answer.holding.agency)
            arrived.set()

    listening = asyncio.create_task(listen())
    await arrived.wait()
    began = time.monotonic()
    await gate.aclose()
    await asyncio.wait_for(listening, 2)
    assert time.monotonic() - began < 1
    assert got == ["quick"]
    assert await answers(gate) == []
    await gate.aclose()


async def test_closing_is_quick_while_the_client_is_still_being_built(
    refused_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gateway([agency("A", refused_url)])
    building, release = threading.Event(), threading.Event()

    def build() -> None:
        building.set()
        release.wait(20)
        raise OSError

    monkeypatch.setattr(gate._calling, "_build", build)
    monkeypatch.setattr(calling, "CLOSING", 0.1)
    asking = asyncio.create_task(answers(gate))
    try:
        await asyncio.to_thread(building.wait, 20)
        await asyncio.wait_for(gate.aclose(), 2)
        assert await asking == []
        await asyncio.wait_for(gate.aclose(), 2)
    finally:
        release.set()


@pytest.mark.parametrize("how", ["cancelled", "left"])
async def test_an_ask_that_ends_early_leaves_nothing_behind(
    how: str, raw: Raw, gateway: Make
) -> None:
    gone = asyncio.Event()

    async def notices(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        gone.set()

    gate = gateway(agency("hangs", await raw(notices)), agency("quick", await raw(holds(PLAN))))
    arrived = asyncio.Event()

    async def listen() -> None:
        async for _ in gate.ask(MOTHER):
            arrived.set()

    if how == "cancelled":
        listening = asyncio.create_task(listen())
        await arrived.wait()
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
    else:
        asking = gate.ask(MOTHER)
        await anext(asking)
        await asking.aclose()
    await asyncio.wait_for(gone.wait(), 2)
    assert not gate._running
    (known,) = [h for h in gate.known(MOTHER.key()) if h.agency == "hangs"]
    assert known.state is SourceState.NOT_CHECKED
    asking = gate.ask(MOTHER)
    assert (await anext(asking)).holding.state is SourceState.HELD
    await asking.aclose()
