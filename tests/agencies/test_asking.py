"""One id for all requests of an act, and one for each: at the agency as in the program log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from ooh_console.agencies.gateway import Gateway
from ooh_console.program_log import acts
from ooh_console.program_log.lines import written

from .conftest import MOTHER, Held, Proper, agency, answers

OFFERS = ("plans", "markers", "commitments")


@pytest.fixture
def lines() -> Iterator[list[str]]:
    found: list[str] = []

    class Caught(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(written(record))

    log, handler = logging.getLogger("ooh_console"), Caught()
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield found
    log.setLevel(before)
    log.removeHandler(handler)


async def test_both_ids_reach_the_agency_and_the_log(
    proper: Proper, gateway: Callable[..., Gateway], lines: list[str]
) -> None:
    held = Held()
    gate = gateway(agency("A", proper.url("ids", held), *OFFERS))
    act = acts.begin()
    await answers(gate, MOTHER)
    requests = [one.headers["x-request-id"] for one in held.asked]
    assert len(set(requests)) == len(OFFERS)
    assert all(str(UUID(one)) == one for one in requests)
    assert {one.headers["x-correlation-id"] for one in held.asked} == {act.id}
    told = [json.loads(line) for line in lines]
    asked = [one for one in told if one["what"] == "asked"]
    assert sorted(one["request"] for one in asked) == sorted(requests)
    assert {(one["act"], one["agency"], one["status"]) for one in asked} == {(act.id, "A", 200)}
    answered = {(one["offer"], one["state"]) for one in told if one["what"] == "answers"}
    assert answered == {("plans", "held"), ("markers", "none-held"), ("commitments", "none-held")}


async def test_what_the_desk_asks_by_itself_is_told_only_when_it_fails(
    proper: Proper, gateway: Callable[..., Gateway], lines: list[str]
) -> None:
    held = Held()
    gate = gateway(agency("A", proper.url("quiet", held), "plans"))
    with acts.by_itself():
        own = acts.current().id
        await answers(gate, MOTHER)
        lines.clear()
        await answers(gate, MOTHER)
    assert {one.headers["x-correlation-id"] for one in held.asked} == {own}
    assert lines == []
    other = gateway(agency("A", proper.url("quiet", held) + "/nowhere", "plans"))
    with acts.by_itself():
        await answers(other, MOTHER)
    told = [json.loads(line) for line in lines]
    assert [(one["what"], one["level"], one.get("status")) for one in told] == [
        ("asked", "warning", 404),
        ("answers", "info", None),
    ]
