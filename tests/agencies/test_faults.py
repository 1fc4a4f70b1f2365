"""Each thing that can go wrong with an agency, alone and all at once: said, and nobody else's."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.sources import SourceState
from tests.listening import Handler

from .conftest import (
    PLAN,
    Held,
    Proper,
    agency,
    answers,
    floods,
    hangs,
    holds,
    says,
    trickles,
)

Raw = Callable[[Handler], Awaitable[str]]
Make = Callable[..., Gateway]

PACKED = gzip.compress(json.dumps({"items": [PLAN]}).encode())
BOMB = gzip.compress(b" " * 60_000_000)
DEEP = b'{"items": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"

FAULTS: dict[str, tuple[Handler, str]] = {
    "hanging": (hangs, "did not answer within 0.6 s"),
    "trickle": (trickles, "did not answer within 0.6 s"),
    "500": (says("500 Oops"), "is out of order (status 500)"),
    "503": (says("503 Busy"), "is out of order (status 503)"),
    "half a body": (
        says("200 OK\nContent-Length: 900", b'{"items": ['),
        "broke off in the middle of its answer",
    ),
    "half a chunk": (
        says("200 OK\nTransfer-Encoding: chunked", b'40\r\n{"items": ['),
        "broke off in the middle of its answer",
    ),
    "nothing": (says("", kind=""), "ended the connection without an answer"),
    "html": (
        says("200 OK", b"<html><h1>Sign in</h1>", kind="text/html; charset=utf-8"),
        "sent a web page instead of data",
    ),
    "text": (says("200 OK", b"ok", kind="text/plain"), "sent text/plain instead of data"),
    "no type": (says("200 OK", b"{}", kind=""), "sent something unnamed instead of data"),
    "20 MB": (floods(20_000_000), "sent more than 5 MB"),
    "20 MB said": (says("200 OK\nContent-Length: 20000000", b"{"), "sent more than 5 MB"),
    "bomb": (says("200 OK\nContent-Encoding: gzip", BOMB), "sent more than 5 MB"),
    "bad gzip": (
        says("200 OK\nContent-Encoding: gzip", b"\x1f\x8b" + b"x" * 50),
        "sent packed data that cannot be unpacked",
    ),
    "cut gzip": (
        says("200 OK\nContent-Encoding: gzip", PACKED[:-12]),
        "broke off in the middle of its answer",
    ),
    "other packing": (
        says("200 OK\nContent-Encoding: br", b"xx"),
        "sent data packed in a way that was not asked for",
    ),
    "not JSON": (
        says("200 OK", b'{"items": [}'),
        "sent data that cannot be read (it is not valid JSON)",
    ),
    "not UTF-8": (
        says("200 OK", b'{"items": ["\xff\xfe"]}'),
        "sent data that cannot be read (it is not valid JSON)",
    ),
    "too deep": (says("200 OK", DEEP), "sent data that is nested too deeply to be read"),
    "a list": (says("200 OK", b"[]"), "sent data of a shape that the console does not know"),
    "items no list": (
        says("200 OK", b'{"items": {}}'),
        "sent data of a shape that the console does not know",
    ),
    "too many": (
        says("200 OK", b'{"items": [' + b"0," * 5000 + b"0]}"),
        "sent more than 5,000 records in one answer",
    ),
    "redirect": (
        says("302 Found\nLocation: http://127.0.0.1:1/"),
        "sends us on to another address, which the console never follows",
    ),
    "304 unasked": (
        says("304 Not Modified"),
        "says that nothing has changed, though we had nothing",
    ),
    "400": (
        says("400 Bad", b'{"error": "The parameter\\u001b[2J is unknown."}'),
        "did not accept the question; it says: The parameter\ufffd[2J is unknown.",
    ),
    "401": (says("401 No"), "refused our credentials: tell the agency's service desk"),
    "403": (
        says("403 No"),
        "does not allow this desk to ask this: tell the agency's service desk",
    ),
    "404": (says("404 No"), "has no such service at the address that is configured"),
    "429": (
        says("429 Slow"),
        "is asked too often, and wants to be left alone for a while",
    ),
    "204": (says("204 Nothing"), "gave an answer without data (status 204)"),
}
SLOW = ("hanging", "trickle")


async def faulty(raw: Raw, name: str, **more: Any) -> Any:
    handler, _ = FAULTS[name]
    return agency(name, await raw(handler), **({"deadline": 0.6} if name in SLOW else {}), **more)


@pytest.mark.parametrize("name", FAULTS)
async def test_one_fault_is_said_and_the_other_agency_is_unaffected(
    name: str, raw: Raw, proper: Proper, gateway: Make
) -> None:
    well = agency("well", proper.url(name.replace(" ", "-"), Held()))
    gate = gateway(await faulty(raw, name), well)
    got = {answer.holding.agency: answer.holding for answer in await answers(gate)}
    assert got[name].state is SourceState.COULD_NOT_CHECK
    assert got[name].reason == FAULTS[name][1]
    assert got["well"].state is SourceState.HELD
    assert len(got["well"].facts) == 1


async def test_all_faults_at_once_and_the_healthy_agency_comes_before_the_slow(
    raw: Raw, proper: Proper, gateway: Make, refused_url: str
) -> None:
    agencies = [await faulty(raw, name) for name in FAULTS]
    agencies.append(agency("refused", refused_url))
    agencies.append(agency("well", proper.url("all", Held())))
    got = [answer.holding for answer in await answers(gateway(*agencies))]
    order = [holding.agency for holding in got]
    assert sorted(order) == sorted([*FAULTS, "refused", "well"])
    assert order.index("well") < min(order.index(name) for name in SLOW)
    for holding in got:
        if holding.agency == "well":
            assert holding.state is SourceState.HELD
        elif holding.agency != "refused":
            assert holding.reason == FAULTS[holding.agency][1]


async def test_refused(gateway: Make, refused_url: str) -> None:
    (answer,) = await answers(gateway(agency("A", refused_url)))
    assert answer.holding.reason == "is not there: the connection was refused"


async def test_a_failure_keeps_what_was_held_with_its_age(raw: Raw, gateway: Make) -> None:
    steps = iter([holds(PLAN), says("500 Oops"), says("500 Oops"), holds()])

    async def next_step(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await next(steps)(reader, writer)

    gate = gateway(agency("A", await raw(next_step)))
    (first,) = await answers(gate)
    (second,) = await answers(gate)
    assert second.holding.state is SourceState.COULD_NOT_CHECK
    assert second.holding.facts == first.holding.facts
    assert second.holding.fetched_at == first.holding.fetched_at
    assert second.holding.from_memory
    (third,) = await answers(gate)
    assert third.holding.failing_since == second.holding.failing_since
    (fourth,) = await answers(gate)
    assert fourth.holding.state is SourceState.NONE_HELD
    assert fourth.holding.facts == ()
    assert fourth.holding.failing_since is None


async def test_what_passes_is_asked_again(raw: Raw, gateway: Make) -> None:
    steps = iter([says("503 Busy"), says("429 Slow\nRetry-After: 0"), holds(PLAN)])

    async def next_step(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await next(steps)(reader, writer)

    (answer,) = await answers(gateway(agency("A", await raw(next_step))))
    assert answer.holding.state is SourceState.HELD


@pytest.mark.parametrize("status", [400, 401, 404, 500])
async def test_what_does_not_pass_is_asked_once(status: int, raw: Raw, gateway: Make) -> None:
    asked: list[None] = []

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(None)
        await says(f"{status} No")(reader, writer)

    await answers(gateway(agency("A", await raw(count))))
    assert len(asked) == 1


async def test_a_packed_answer_is_unpacked(raw: Raw, gateway: Make) -> None:
    url = await raw(says("200 OK\nContent-Encoding: gzip", PACKED))
    (answer,) = await answers(gateway(agency("A", url)))
    assert answer.holding.state is SourceState.HELD


async def test_an_answer_just_below_the_limit_is_read(raw: Raw, gateway: Make) -> None:
    body = json.dumps({"items": [PLAN], "padding": "x" * 4_999_000}).encode()
    assert 4_999_000 < len(body) <= 5_000_000
    (answer,) = await answers(gateway(agency("A", await raw(says("200 OK", body)))))
    assert answer.holding.state is SourceState.HELD
