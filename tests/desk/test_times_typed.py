"""A time as somebody types it into a form: what it means, and what is none."""

from __future__ import annotations

import re

import pytest

from ooh_console.desk.acts.form import WHEN, Context, Field, event_time, meaning
from ooh_console.domain.times import clock
from tests.desk.acting import GOOD, rejected
from tests.desk.desks import START, Room


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5", "01:58 GMT"), ("5 min", "01:58 GMT"), ("02:01", "02:01 GMT"), ("23:50", "23:50 GMT")],
)
async def test_when(room: Room, text: str, expected: str) -> None:
    incident = await room.incident()
    moment = event_time(text, Context(incident.view()))
    assert moment is not None
    assert moment <= START
    assert clock(moment) == expected


@pytest.mark.parametrize(
    "text", ["soon", "25:00", "02:10 yesterday", "[/x]", "\x1b]0;x\x07", "9" * 5_000, "-5"]
)
async def test_what_is_no_time(room: Room, text: str) -> None:
    incident = await room.incident()
    for field, act in (("when", "birth"), ("due", "action")):
        said = await rejected(room, incident, act, {**GOOD[act][0], field: text}, field)
        assert len(said) < 200
        assert not re.search("[\x00-\x1f]", said)


async def test_a_time_says_what_it_means(room: Room) -> None:
    incident = await room.incident()
    context = Context(incident.view())
    ahead = Field("eta", "ETA", moment="ahead")
    assert meaning(ahead, "20", context) == "02:23 GMT, in 20 min"
    assert meaning(WHEN, "20", context) == "01:43 GMT, 20 min ago"
    assert meaning(WHEN, "", context) == meaning(ahead, "soon", context) == ""
