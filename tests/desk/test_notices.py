"""Agencies told by their own systems: real HTTP to played agencies, a real log, a clock by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from ooh_console.agencies.gateway import Gateway
from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.desk.notices import Notices
from ooh_console.desk.noticing import READ_LATE, notice_of
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.told import cell_in_full, everybody
from ooh_console.domain import bodies as b
from ooh_console.domain.circulation import Knows, circulation
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.meetings import Invited, waiting
from ooh_console.domain.notices import BY_SYSTEM, due, key_of
from ooh_console.domain.people import Address
from ooh_console.domain.text import name_key
from ooh_console.exercise.process import ExerciseServers, start_servers
from tests.desk.desks import PLACE, START, Room

NIGHT = """
name = "notices"
title = "Who takes notices"
clock = "02:03"

[[agency]]
name = "County Maternity"
kind = "maternity"
telephone = "01632 960110"
auth = "bearer"
token = "NOTICES_MATERNITY"
offers = ["notices"]
reads = [{ after = 2, by = "Night coordinator" }]

[[agency]]
name = "Police"
kind = "police"
telephone = "01632 960140"
auth = "api-key"
token = "NOTICES_POLICE"
offers = ["notices"]
reads = [
    { topic = "ooh-attendance", after = 1, by = "Sgt. Oakes", refuses = "Two of ours are held." },
    { topic = "professionals-meeting", after = 1, by = "Sgt. Oakes", refuses = "Nobody is free." },
    { after = 0, by = "Sgt. Oakes" },
]

[[agency]]
name = "Ambulance"
kind = "ambulance"
telephone = "01632 960150"
auth = "bearer"
token = "NOTICES_AMBULANCE"
offers = ["notices"]
behaviour = [{ from = 0, to = 10, status = 500, error = "Being mended." }]

[[agency]]
name = "Social care"
kind = "social-care"
telephone = "01632 960130"
auth = "bearer"
token = "NOTICES_SOCIAL_CARE"
offers = ["plans"]
"""


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExerciseServers]:
    scenario = tmp_path_factory.mktemp("night") / "notices.toml"
    scenario.write_text(NIGHT, encoding="utf-8")
    with start_servers(scenario, start=START, stepped=True) as running:
        yield running


@dataclass
class Night:
    """One incident at a desk whose agencies take notices."""

    room: Room
    servers: ExerciseServers
    desk: Desk
    incident: Incident
    notices: Notices

    async def at(self, minute: float) -> None:
        """The clocks of desk and agencies, then everything sent and asked once."""
        self.servers.step(minute)
        self.room.clock.now = START
        self.room.clock.forward(minute)
        await self.notices.once()
        self.incident.catch_up()

    async def does(self, act: str, **values: str) -> tuple[Entry, ...]:
        entries = await perform(self.incident, ACTS[act], values)
        await self.notices.once()
        self.incident.catch_up()
        return entries

    def knows(self, topic: b.Topic = b.Topic.OOH) -> dict[str, Knows]:
        view = self.incident.view()
        return {o.recipient.name: o.knows for o in circulation(topic, view.state, view.holdings)}

    def kinds(self) -> list[str]:
        return [kind for kind in self.room.kinds(self.incident) if kind != "holding_seen"]

    def of(self, kind: str) -> list[Any]:
        return [entry.body for entry in self.room.log(self.incident) if entry.kind == kind]


@pytest.fixture
async def night(room: Room, servers: ExerciseServers, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in servers.environment.items():
        monkeypatch.setenv(name, value)
    servers.step(0)
    gateway = Gateway(servers.agencies, clock=room.clock)
    desk = room.desk(gateway=gateway)
    opened = b.IncidentOpened(address=Address.model_validate(PLACE), nature="Birth at home")
    incident = await Incident.open_new(desk, opened)
    yield Night(room, servers, desk, incident, Notices(desk))
    await gateway.aclose()


WILL = {"who": "Sam Okafor", "eta": "30"}
CANNOT = {"agreed_role": "By telephone", "reason": "Second call", "change_reason": "Second call"}


async def test_an_answer_is_told_at_once_to_whoever_takes_notices(night: Night) -> None:
    await night.does("attendance-will", **WILL)
    assert night.knows() == {
        "County Maternity": Knows.TOLD,
        "Police": Knows.TOLD,
        "Ambulance": Knows.NOT_TOLD,
        "Social care": Knows.NOT_TOLD,
    }
    for given in night.of("notice_given"):
        assert given.how == BY_SYSTEM
        assert given.words.startswith("OOH social care will attend: Sam Okafor")
    (failed,) = night.of("notice_failed")
    assert (failed.recipient, failed.topic) == ("Ambulance", b.Topic.OOH)
    assert failed.reason == "is out of order (status 500); it says: Being mended."
    assert night.kinds().count("holding_seen") == 0


async def test_a_person_there_reads_it_back_by_name_or_refuses(night: Night) -> None:
    await night.does("attendance-will", **WILL)
    await night.at(3)
    assert night.knows()["County Maternity"] is Knows.CONFIRMED
    assert night.knows()["Police"] is Knows.REFUSED
    said = {body.by: (body.outcome, body.words) for body in night.of("notice_confirmed")}
    assert said == {
        "Night coordinator": ("confirmed", ""),
        "Sgt. Oakes": ("refused", "Two of ours are held."),
    }
    happened = [e.occurred_at for e in night.room.log(night.incident) if e.kind[7:] == "confirmed"]
    assert sorted((at - START).total_seconds() / 60 for at in happened) == [1, 2]
    before = night.kinds()
    await night.at(4)
    assert night.kinds() == before, "nothing is asked of a notice that was read or refused"


async def test_what_was_read_long_ago_is_recorded_late_with_the_reason(night: Night) -> None:
    await night.does("attendance-will", **WILL)
    await night.at(9)
    late = {e.late_reason for e in night.room.log(night.incident) if e.kind == "notice_confirmed"}
    assert late == {READ_LATE}


async def test_a_changed_answer_is_told_again_by_itself(night: Night) -> None:
    await night.does("attendance-will", **WILL)
    await night.at(3)
    await night.does("attendance-cannot", **CANNOT)
    assert night.knows()["County Maternity"] is Knows.TOLD
    assert not night.incident.state.still_believe_old(b.Topic.OOH)
    last = [body for body in night.of("notice_given") if body.recipient == "County Maternity"][-1]
    assert "This replaces what you heard before" in last.words
    assert "will NOT attend" in last.words


async def test_a_system_out_of_order_is_tried_again_and_named_once(night: Night) -> None:
    await night.does("attendance-will", **WILL)
    for minute in (1, 2, 5, 9):
        await night.at(minute)
    assert night.knows()["Ambulance"] is Knows.NOT_TOLD
    assert len(night.of("notice_failed")) == 1
    view = night.incident.view()
    one = everybody(view).cells[name_key("Ambulance"), b.Topic.OOH]
    assert "NOT SENT" in plain(cell_in_full("Ambulance", b.Topic.OOH, one, view))
    await night.at(20)
    assert night.knows()["Ambulance"] is Knows.TOLD
    view = night.incident.view()
    one = everybody(view).cells[name_key("Ambulance"), b.Topic.OOH]
    assert "NOT SENT" not in plain(cell_in_full("Ambulance", b.Topic.OOH, one, view))


async def test_told_by_telephone_meanwhile_it_is_not_sent_again(night: Night) -> None:
    await night.does("attendance-will", **WILL)
    telling = {"topic": "OOH attendance", "recipient": "Ambulance", "how": "telephone"}
    await night.does("tell", **telling)
    assert night.knows()["Ambulance"] is Knows.TOLD
    await night.at(20)
    given = [body for body in night.of("notice_given") if body.recipient == "Ambulance"]
    assert [body.how for body in given] == ["telephone"]


async def test_after_a_restart_only_what_is_missing_is_sent(night: Night) -> None:
    await night.does("attendance-will", **WILL)
    count = len(night.of("notice_given"))
    night.notices = Notices(night.desk)
    await night.at(20)
    given = night.of("notice_given")
    assert len(given) == count + 1
    assert given[-1].recipient == "Ambulance"


async def test_a_notice_that_was_taken_and_not_recorded_is_taken_once(night: Night) -> None:
    """The desk ends between the agency's answer and the log: the same key is sent again."""
    (answer, *_) = await perform(night.incident, ACTS["attendance-will"], WILL)
    taken = []
    gateway = night.desk.gateway

    class Cut(Notices):
        async def _send(self, incident: Incident, one: Any) -> None:
            taken.append(await gateway.send(one.recipient, notice_of(incident, one)))

    await Cut(night.desk).once()
    assert sorted(d.receipt is not None for d in taken) == [False, True, True]
    assert night.knows()["County Maternity"] is Knows.NOT_TOLD
    await night.at(0)
    given = [body for body in night.of("notice_given") if body.recipient == "County Maternity"]
    assert [body.key for body in given] == [key_of(answer, "County Maternity")]


async def test_a_notice_that_is_struck_through_is_not_sent_again(night: Night) -> None:
    await night.does("attendance-will", **WILL)
    given = next(
        e
        for e in night.room.log(night.incident)
        if e.kind == "notice_given" and body_of(e, b.NoticeGiven).recipient == "Police"
    )
    await night.does("strike", entry=given.id, reason="Nobody is at that desk tonight")
    assert night.knows()["Police"] is Knows.NOT_TOLD
    await night.at(3)
    assert night.knows()["Police"] is Knows.NOT_TOLD


async def test_a_withdrawn_answer_is_withdrawn_there_too(night: Night) -> None:
    (answer, *_) = await night.does("attendance-will", **WILL)
    await night.does("strike", entry=answer.id, reason="Wrong incident")
    last = [body for body in night.of("notice_given") if body.recipient == "County Maternity"][-1]
    assert "WITHDRAWN" in last.words
    assert not [o for o, knows in night.knows().items() if knows is Knows.OLD]


async def test_invitations_go_out_as_notices_too(night: Night) -> None:
    invited = "County Maternity\nPolice\nDr Amara Finch"
    await night.does("convene", at="15", number="01632 960199", invited=invited)
    (meeting,) = waiting(night.incident.state)
    standing = {one.who: one.standing for one in meeting.invitations}
    assert standing == {
        "County Maternity": Invited.TOLD,
        "Police": Invited.TOLD,
        "Dr Amara Finch": Invited.NOT_TOLD,
    }
    await night.at(3)
    (meeting,) = waiting(night.incident.state)
    standing = {one.who: one.standing for one in meeting.invitations}
    assert standing["County Maternity"] is Invited.TOLD
    assert standing["Police"] is Invited.COULD_NOT
    read = next(o for o in meeting.invitations if o.who == "County Maternity").entry
    assert body_of(read, b.MeetingInvitation).how == f"{BY_SYSTEM}, read by Night coordinator"
    before = night.kinds()
    await night.at(4)
    assert night.kinds() == before


async def test_a_closed_incident_sends_nothing(night: Night) -> None:
    await perform(night.incident, ACTS["attendance-will"], WILL)
    await perform(night.incident, ACTS["close"], {"reason": "Over"})
    await night.notices.once()
    assert night.of("notice_given") == []
    assert due(night.incident.state, night.incident.holdings) == ()


async def test_another_desk_sends_what_the_first_one_left(night: Night) -> None:
    """The desk at which it was answered goes first; one that is gone is stood in for."""
    await perform(night.incident, ACTS["attendance-will"], WILL)
    other = Notices(night.room.desk("control", name="Police desk", gateway=night.desk.gateway))
    await other.once()
    assert night.of("notice_given") == []
    night.room.clock.forward(1)
    await other.once()
    given = {e.operator for e in night.room.log(night.incident) if e.kind == "notice_given"}
    assert given == {"Ines Varga"}


async def test_two_desks_at_once_tell_once(night: Night) -> None:
    await perform(night.incident, ACTS["attendance-will"], WILL)
    night.room.clock.forward(1)
    other = Notices(night.room.desk("control", name="Police desk", gateway=night.desk.gateway))
    await asyncio.gather(night.notices.once(), other.once())
    keys = [body.key for body in night.of("notice_given")]
    assert len(keys) == len(set(keys)) == 2


async def test_it_runs_in_the_background_and_wakes_at_every_entry(night: Night) -> None:
    running = asyncio.create_task(night.notices.run())
    try:
        await perform(night.incident, ACTS["attendance-will"], WILL)
        async with asyncio.timeout(20):
            while len(night.of("notice_given")) < 2 or not night.of("notice_failed"):
                await asyncio.wait({running}, timeout=0.02)
                assert not running.done()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert not night.notices._under_way


async def test_a_notice_of_an_answer_that_changed_on_the_way_is_not_counted(night: Night) -> None:
    """While a slow system takes the old answer, the new one is given: they know the old one."""
    await perform(night.incident, ACTS["attendance-will"], WILL)
    gateway, asked, changed = night.desk.gateway, asyncio.Event(), asyncio.Event()

    class Slow:
        sources = gateway.sources
        known = gateway.known
        clocks = gateway.clocks

        async def send(self, agency: str, notice: Any) -> Any:
            asked.set()
            await changed.wait()
            return await gateway.send(agency, notice)

    night.desk.gateway = Slow()  # type: ignore[assignment]
    sending = asyncio.create_task(Notices(night.desk).once())
    await asked.wait()
    await perform(night.incident, ACTS["attendance-cannot"], CANNOT)
    changed.set()
    await sending
    night.incident.catch_up()
    assert night.knows()["County Maternity"] is Knows.NOT_TOLD
    night.desk.gateway = gateway
    await night.at(0)
    assert night.knows()["County Maternity"] is Knows.TOLD
