"""A desk whose clock differs: entries carry it, in each incident once, until it is put right."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.agencies import agencies_page
from ooh_console.desk.panels.answers import heading
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.ports import Unsaved
from ooh_console.desk.timekeeping import ASK_SECONDS, Timekeeping
from ooh_console.domain import bodies as b
from ooh_console.domain.clocks import Ticks
from ooh_console.domain.people import Address
from tests.desk.acting import do
from tests.desk.desks import Room


class Computer:
    """Its clocks, and what it is compared with; moved by hand."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.database: timedelta | None = None
        self.away = False
        self.agencies: Mapping[str, timedelta] = {}
        self.passed = 0.0
        self.asked = 0
        self.keeping = Timekeeping(self.ask, lambda: self.agencies, self.ticks)

    def ask(self) -> timedelta | None:
        self.asked += 1
        if self.away:
            raise Unsaved("The database cannot be reached.")
        return self.database

    def ticks(self) -> Ticks:
        return Ticks(self.room.clock(), self.passed, self.passed)

    def runs(self, seconds: float) -> None:
        self.passed += seconds
        self.room.clock.forward(seconds / 60)

    def is_set(self, seconds: float) -> None:
        self.room.clock.forward(seconds / 60)


async def begun(room: Room, computer: Computer) -> Incident:
    """An incident at a desk that looks at this computer's clocks."""
    opened = b.IncidentOpened(address=Address(text="1 Example Street"), nature="labour")
    return await Incident.open_new(room.desk(timekeeping=computer.keeping), opened)


def kinds(room: Room, reference: str) -> list[str]:
    ledger = room.ledger
    return [entry.kind for entry in ledger.rows(reference, 1, ledger.head(reference))]


async def test_the_first_entry_after_it_was_noticed_brings_it_along(room: Room) -> None:
    computer = Computer(room)
    incident = await begun(room, computer)
    computer.database = timedelta(minutes=7)
    await incident.note("before anybody asked")
    computer.keeping.ask()
    assert "CLOCK 7 min SLOW" in heading(incident.view()).text
    note = await incident.note("dog is loose")
    assert note.kind == "note", "what was recorded comes first, whatever the desk adds"
    await incident.note("dog is quiet")
    assert kinds(room, incident.reference)[-4:] == ["note", "note", "clock_differs", "note"]
    computer.database = timedelta(seconds=1)
    computer.keeping.ask()
    assert "CLOCK" not in heading(incident.view()).text
    await incident.note("all well")
    await incident.note("and still")
    assert kinds(room, incident.reference)[-3:] == ["note", "clock_differs", "note"]
    # Whoever opens it anew knows the same.
    assert incident.catch_up() is False
    assert room.ledger.verify(incident.reference).ok


async def test_an_incident_that_is_opened_by_a_wrong_clock_says_so(room: Room) -> None:
    computer = Computer(room)
    computer.database = timedelta(minutes=-3)
    computer.keeping.ask()
    one = await begun(room, computer)
    assert kinds(room, one.reference)[:2] == ["incident_opened", "clock_differs"]
    assert one.state.opened is not None
    assert one.count == room.ledger.head(one.reference)
    await do(one, "birth", place="home", heard_from="crew")
    assert kinds(room, one.reference).count("clock_differs") == 1


async def test_while_the_database_is_away_what_was_known_stays(room: Room) -> None:
    computer = Computer(room)
    computer.database = timedelta(minutes=7)
    computer.keeping.ask()
    computer.away = True
    computer.keeping.ask()
    clock = computer.keeping.clock
    assert clock is not None
    assert clock.apart == timedelta(minutes=7)


async def test_seconds_are_said_on_the_page_of_the_agencies_alone(room: Room) -> None:
    computer = Computer(room)
    incident = await begun(room, computer)
    computer.agencies = {"A": timedelta(seconds=-40), "B": timedelta(seconds=-44)}
    page = plain(agencies_page(incident.view()))
    assert page.startswith("This desk's clock is 40 s ahead of most agencies'. Have whoever")
    assert "CLOCK" not in heading(incident.view()).text
    await incident.note("nothing is carried")
    assert "clock_differs" not in kinds(room, incident.reference)


async def test_what_another_desk_recorded_is_judged_by_its_clock(room: Room) -> None:
    """Born at 02:10 by the clock of the one, and at 02:03 by that of the other: the power after."""
    incident = await room.incident()
    room.clock.forward(7)
    await do(incident, "birth", place="home", heard_from="crew")
    room.clock.forward(-6)
    computer = Computer(room)
    computer.database = timedelta(minutes=7)
    computer.keeping.ask()
    slow = await asyncio.to_thread(
        type(incident).load,
        room.desk("manager", name="desk 2", timekeeping=computer.keeping),
        incident.reference,
    )
    power = {"power": "s46 police protection", "name": "Shah", "epo_in_force": "no"}
    (entry, *_) = await do(slow, "power", **power)
    assert entry.kind == "power_started"


async def test_it_is_watched_while_the_desk_is_open(room: Room) -> None:
    computer = Computer(room)
    incident = await begun(room, computer)
    await incident.note("before the clock was set")
    said: list[str] = []
    heard = asyncio.Event()

    def say(sentence: str) -> None:
        said.append(sentence)
        heard.set()

    computer.is_set(600)
    computer.database = timedelta(minutes=-10)
    watching = asyncio.create_task(computer.keeping.run(say))
    async with asyncio.timeout(10):
        while len(said) < 2:
            await heard.wait()
            heard.clear()
    watching.cancel()
    assert said[0] == "This desk's clock was set forward by 10 min."
    assert said[1].startswith("This desk's clock is 10 min ahead of the database's, and entries")
    assert computer.asked == 1, "at once, since it jumped"
    await incident.note("after")
    assert kinds(room, incident.reference)[-3:] == ["note", "clock_set", "clock_differs"]
    body = incident.state.live("clock_set")[0].body
    assert isinstance(body, b.ClockSet)
    assert body.seconds == 600
    await incident.note("later")
    assert kinds(room, incident.reference).count("clock_set") == 1
    computer.runs(ASK_SECONDS)
    assert computer.keeping.look() is None
    # What began afterwards has nothing to do with it.
    other = await begun(room, computer)
    await other.note("another family")
    assert "clock_set" not in kinds(room, other.reference)
