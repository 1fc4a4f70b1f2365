"""What is told to somebody who listens: each thing once, when it begins and when it has ended."""

from __future__ import annotations

from datetime import timedelta

from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.desk.news import News, Piece
from ooh_console.domain.sources import Offer
from tests.desk.desks import Room
from tests.desk.hiding import hidden_night, leaks


def words(pieces: list[Piece], what: str) -> list[str]:
    return [one.words for one in pieces if one.what == what]


async def test_an_alarm_is_told_when_it_begins_and_when_it_has_ended(room: Room) -> None:
    incident = await room.incident()
    news = News()
    news.of(incident.view(), ())
    assert news.of(incident.view(), ()) == []
    room.clock.now += timedelta(minutes=6)
    (begun,) = (
        one
        for one in words(news.of(incident.view(), ()), "alarm-begins")
        if "DECISION MAKER" in one
    )
    assert begun.startswith("ALARM begins: ")
    assert begun.endswith(" Decision maker: record REF --form decision-maker.")
    room.clock.now += timedelta(minutes=1)
    assert not words(news.of(incident.view(), ()), "alarm-begins")
    await perform(incident, ACTS["decision-maker"], {"name": "Insp. A"})
    ended = words(news.of(incident.view(), ()), "alarm-ends")
    assert any(one.startswith("ALARM ended: ") and "DECISION MAKER" in one for one in ended)


async def test_what_agencies_say_otherwise_is_told_once(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    news = News()
    assert not words(news.of(incident.view(), ()), "source"), "the first look tells alarms alone"
    held = room.agencies.held["Police", Offer.MARKERS]
    gun = {"identifier": "M-9", "category": "Firearm", "text": "shotgun", "subject": {}}
    room.agencies.held["Police", Offer.MARKERS] = [gun, *held[1:]]
    await incident.refresh()
    told = words(news.of(incident.view(), ()), "source")
    mark = f"[{DO_NOT_TELL}] Police: warning marker about"
    assert sum(one.startswith(mark) and "shotgun" in one for one in told) == 1
    assert sum(one.startswith(f"Not said any more: {mark}") for one in told) == 1
    room.agencies.down.add("Police")
    await incident.refresh()
    failed = words(news.of(incident.view(), ()), "source")
    assert any(one.startswith("Police, markers: COULD NOT CHECK (no answer") for one in failed)
    assert not words(news.of(incident.view(), ()), "source")


async def test_it_is_marked_wherever_it_must_be(room: Room) -> None:
    incident = await hidden_night(room)
    log = room.log(incident)
    news = News()
    told = [one.words for one in news.of(incident.view(), log)]
    assert len(told) > 5
    assert leaks(told) == []
