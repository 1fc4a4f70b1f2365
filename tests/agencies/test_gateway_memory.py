"""What the gateway remembers of an answer, and when it asks whether it still holds."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from ooh_console.agencies import memory
from ooh_console.agencies.gateway import Answer
from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import Offer, Sought, SourceState

from .conftest import (
    MOTHER,
    START,
    Clock,
    Held,
    Make,
    Proper,
    agency,
    answers,
)


async def test_304_confirms_what_is_held(proper: Proper, gateway: Make, clock: Clock) -> None:
    held = Held(etag='"v3"')
    gate = gateway(agency("A", proper.url("etag", held)), clock=clock)
    (first,) = await answers(gate)
    clock.forward(seconds=15)
    (second,) = await answers(gate)
    assert [r.headers.get("if-none-match") for r in held.asked] == [None, '"v3"']
    assert second.holding.state is SourceState.HELD
    assert second.holding.facts == first.holding.facts
    assert second.holding.fetched_at == START + timedelta(seconds=15)
    held.etag, held.items = '"v4"', {}
    (third,) = await answers(gate)
    assert third.holding.state is SourceState.NONE_HELD


async def test_an_etag_is_never_used_for_another_question(proper: Proper, gateway: Make) -> None:
    held = Held(etag='"same"')
    url = proper.url("etag-bound", held)
    gate = gateway(agency("A", url))
    (answer,) = await answers(gate)
    other = gateway(agency("A", url + "/"), agency("B", proper.url("etag-other", held)))
    other.recall(Answer(MOTHER.key(), Holding("B", Offer.PLANS).answered((), START), answer.etag))
    await answers(other)
    assert held.asked[-1].headers.get("if-none-match") is None


async def test_memory_across_a_restart(
    proper: Proper, gateway: Make, clock: Clock, refused_url: str
) -> None:
    held = Held(etag='"v3"')
    url = proper.url("restart", held)
    (before,) = await answers(gateway(agency("A", url), clock=clock))
    clock.forward(hours=3)

    after = gateway(agency("A", url), clock=clock)
    assert after.known(MOTHER.key()) == ()
    after.recall(before)
    (known,) = after.known(MOTHER.key())
    assert known.state is SourceState.NOT_CHECKED
    assert known.facts == before.holding.facts
    assert known.fetched_at == START
    assert known.from_memory
    (answer,) = await answers(after)
    assert held.asked[-1].headers["if-none-match"] == '"v3"'
    assert answer.holding.state is SourceState.HELD
    assert answer.holding.fetched_at == START + timedelta(hours=3)

    down = gateway(agency("A", refused_url), clock=clock)
    down.recall(before)
    down.recall(Answer(MOTHER.key(), Holding("gone", Offer.PLANS)))
    (answer,) = await answers(down)
    assert answer.holding.state is SourceState.COULD_NOT_CHECK
    assert answer.holding.facts == before.holding.facts
    assert answer.holding.fetched_at == START
    down.recall(before)  # Older than what is known by now.
    assert down.known(MOTHER.key()) == (answer.holding,)
    assert down.known(Sought(name="x").key()) == ()


async def test_a_holding_comes_back_from_disk_as_the_same(proper: Proper, gateway: Make) -> None:
    (answer,) = await answers(gateway(agency("A", proper.url("disk", Held()))))
    kept = json.loads(json.dumps(answer.holding.content()))
    texts = {fact.digest: fact.raw for fact in answer.holding.facts}
    assert Holding.from_content(kept, texts.get) == answer.holding


async def test_memory_has_an_end(
    proper: Proper, gateway: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "REMEMBERED", 2)
    gate = gateway(agency("A", proper.url("end", Held()), "people"))
    people = [Sought(name=name) for name in ("a", "b", "c")]
    for one in people:
        await answers(gate, one)
    assert [len(gate.known(one.key())) for one in people] == [0, 1, 1]
