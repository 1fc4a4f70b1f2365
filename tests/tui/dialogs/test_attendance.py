"""Three keys to a complete answer; nothing vague, nothing twice, nothing for somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import perform
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.domain.attendance import Attendance
from ooh_console.domain.entries import REGISTER, body_of
from ooh_console.domain.times import clock
from ooh_console.tui.dialogs.attendance import AttendanceDialog
from tests.desk.desks import Room
from tests.tui.dialogs.stage import HOSTILE, no_orders, results, seen, staged, until


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(seen(pilot).replace("│", " ").split())


async def will(incident: Incident) -> None:
    await perform(incident, ACTS["attendance-will"], {"who": "Sam Okafor", "eta": "30"})


async def test_will_attend_in_two_keys_after_opening(room: Room) -> None:
    incident = await room.incident()
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("w")
        assert "2 in 30 min ETA 02:33 GMT" in flat(pilot)
        await pilot.press("2")
        await until(pilot, lambda: results(pilot))
    body = body_of(results(pilot)[0][0], b.AttendanceAnswered)
    assert body.eta is not None
    assert (body.answer, body.who, clock(body.eta)) == ("will-attend", "Sam Okafor", "02:33 GMT")


async def test_cannot_attend_in_two_keys_with_role_and_reason(room: Room) -> None:
    incident = await room.incident()
    await will(incident)
    told = {"topic": "OOH attendance", "recipient": "Police", "how": "radio"}
    await perform(incident, ACTS["tell"], told)
    async with staged(AttendanceDialog(incident)) as pilot:
        assert "will attend, Sam Okafor" in flat(pilot)
        assert "Police (not read back)" in flat(pilot)
        await pilot.press("c", "1")
        await until(pilot, lambda: results(pilot))
        # Nothing lies over what is opened next; the alarm says who must be told now.
        assert not pilot.app._notifications
    said = [(alarm.command, alarm.words(incident.view().now)) for alarm in incident.view().alarms]
    assert any(command == "tell" and "Police" in words for command, words in said), said
    body = body_of(results(pilot)[0][0], b.AttendanceAnswered)
    assert body.agreed_role == "By telephone for the whole event"
    assert body.reason == "One worker covers the county"
    assert room.kinds(incident)[-2:] == ["attendance_answered", "holding_seen"]


async def test_asked_by_me_is_enter(room: Room) -> None:
    incident = room.sit_down(await room.incident(), "control")
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("a", "enter")
        await until(pilot, lambda: results(pilot))
    assert body_of(results(pilot)[0][0], b.AttendanceRequested).asked_by == "Ines Varga"


async def test_asked_by_somebody_else_is_their_name_alone(room: Room) -> None:
    incident = room.sit_down(await room.incident(), "control")
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("a", *"PA21", "enter")
        await until(pilot, lambda: results(pilot))
    assert body_of(results(pilot)[0][0], b.AttendanceRequested).asked_by == "PA21"


async def test_a_change_asks_why_in_one_line(room: Room) -> None:
    incident = await room.incident()
    await will(incident)
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("w", "4")
        assert "The answer changes. Why?" in flat(pilot)
        assert "ETA 03:03 GMT" in flat(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "NOT SAVED" in flat(pilot))
        await pilot.press(*"floods", "enter")
        await until(pilot, lambda: results(pilot))
    body = body_of(results(pilot)[0][0], b.AttendanceAnswered)
    assert body.change_reason == "floods"


async def test_another_person_and_another_time(room: Room) -> None:
    incident = await room.incident()
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("w", "p", *"Tom", "enter")
        assert "OOH WILL attend: Tom" in flat(pilot)
        await pilot.press("t", *"soon", "enter")
        await until(pilot, lambda: "Type minutes from now" in flat(pilot))
        await pilot.press("ctrl+u", *"02:40")
        await until(pilot, lambda: "= 02:40 GMT, in 37 min" in flat(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: results(pilot))
    body = body_of(results(pilot)[0][0], b.AttendanceAnswered)
    assert body.who == "Tom"


async def test_role_and_reason_typed(room: Room) -> None:
    incident = await room.incident()
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("c", "0", *"phone", "enter", "enter")
        await until(pilot, lambda: "NOT SAVED. OOH cannot attend: say why." in flat(pilot))
        await pilot.press(*"busy", "enter")
        await until(pilot, lambda: results(pilot))
    assert body_of(results(pilot)[0][0], b.AttendanceAnswered).agreed_role == "phone"


async def test_the_control_room_knows_before_it_presses(room: Room) -> None:
    incident = room.sit_down(await room.incident(), "control")
    async with staged(AttendanceDialog(incident)) as pilot:
        assert "Only the OOH team answers for OOH." in flat(pilot)
        assert "WILL attend" not in flat(pilot)
        await pilot.press("w")
        await until(pilot, lambda: room.log(REGISTER)[-1].kind == "refused")
        await until(pilot, lambda: "ask them, and record that you asked" in flat(pilot))
        await pilot.press("1", "escape")
        await until(pilot, lambda: results(pilot) == [None])
    assert room.kinds(incident) == ["incident_opened"]


async def test_the_manager_may_answer(room: Room) -> None:
    incident = room.sit_down(await room.incident(), "manager")
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("w", "1")
        await until(pilot, lambda: results(pilot))
    assert body_of(results(pilot)[0][0], b.AttendanceAnswered).who == "Tom Achterberg"


async def test_an_answer_that_was_given_earlier_says_when_and_why_it_is_late(room: Room) -> None:
    incident = await room.incident()
    room.clock.forward(30)
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("n", *"02:13")
        await until(pilot, lambda: "= 02:13 GMT, 20 min ago" in flat(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "say why it is recorded late" in flat(pilot))
        await pilot.press(*"driving", "enter")
        await until(pilot, lambda: "said at 02:13 GMT, 20 min ago" in flat(pilot))
        await pilot.press("c")
        assert "said at 02:13 GMT, 20 min ago" in flat(pilot)
        await pilot.press("1")
        await until(pilot, lambda: results(pilot))
    entry = results(pilot)[0][0]
    assert entry.kind == "attendance_answered"
    assert clock(entry.occurred_at) == "02:13 GMT"
    assert entry.late_reason == "driving"


async def test_what_has_become_late_meanwhile_is_asked_before_it_is_saved(room: Room) -> None:
    incident = await room.incident()
    room.clock.forward(30)
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("n", *"2:30", "enter")
        await until(pilot, lambda: "said at 02:30 GMT, 3 min ago" in flat(pilot))
        room.clock.forward(5)
        await pilot.press("c", "1")
        await until(pilot, lambda: "NOT SAVED" in flat(pilot))
        assert "Why it is recorded late" in flat(pilot)
        assert room.kinds(incident) == ["incident_opened"]
        await pilot.press(*"driving", "enter", "c", "1")
        await until(pilot, lambda: results(pilot))
    assert results(pilot)[0][0].late_reason == "driving"


@pytest.mark.parametrize("typed", ["soon", "25:00", "in 5"])
async def test_what_is_no_time_is_said_and_nothing_counts_for_it(room: Room, typed: str) -> None:
    incident = await room.incident()
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("n", *typed, "enter")
        await until(pilot, lambda: "is not a time" in flat(pilot) or "There is no" in flat(pilot))
        await pilot.press("escape", "c", "1")
        await until(pilot, lambda: "NOT SAVED" in flat(pilot))
    assert room.kinds(incident) == ["incident_opened"]


@pytest.mark.parametrize(("key", "state"), [("e", Attendance.EN_ROUTE), ("s", Attendance.ON_SCENE)])
async def test_under_way(room: Room, key: str, state: Attendance) -> None:
    incident = await room.incident()
    await will(incident)
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: results(pilot))
    assert incident.state.ooh.state is state
    assert incident.state.ooh.who == "Sam Okafor"


async def test_en_route_before_an_answer_is_refused_in_words(room: Room) -> None:
    incident = await room.incident()
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("e")
        await until(pilot, lambda: "its answer comes first" in flat(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot) == [None])


async def test_typed_text_is_kept_on_esc(room: Room) -> None:
    incident = await room.incident()
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("c", "0", *"phone only", "escape")
        assert "OOH WILL attend" in flat(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot) == [None])
    async with staged(AttendanceDialog(room.sit_down(incident, "duty"))) as pilot:
        assert "still here: Role of OOH instead" in flat(pilot)
        await pilot.press("c", "0")
        assert "phone" in flat(pilot)
        await pilot.press(*"busy", "enter")
        await until(pilot, lambda: results(pilot))
    assert incident.desk.drafts.get(incident.reference) == {}


async def test_any_other_key_does_nothing(room: Room) -> None:
    incident = await room.incident()
    async with staged(AttendanceDialog(incident)) as pilot:
        await pilot.press("z", "1", "enter", "tab", "w", "9", "0", "x")
        assert results(pilot) == []
    assert room.kinds(incident) == ["incident_opened"]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text(room: Room, text: str) -> None:
    incident = await room.incident()
    cannot = {"agreed_role": text.replace("\ud800", "?"), "reason": text.replace("\ud800", "?")}
    await perform(incident, ACTS["attendance-cannot"], cannot)
    await perform(
        incident,
        ACTS["tell"],
        {"topic": "OOH attendance", "recipient": cannot["reason"], "how": "radio"},
    )
    async with staged(AttendanceDialog(incident)) as pilot:
        assert no_orders(seen(pilot))
        await pilot.press("c", "1")
        await until(pilot, lambda: results(pilot))
        await pilot.pause()
        assert no_orders(seen(pilot))


@pytest.mark.parametrize("step", ["", "a", "w", "c", "n"])
async def test_fits(room: Room, step: str) -> None:
    incident = await room.incident()
    await will(incident)
    async with staged(AttendanceDialog(incident)) as pilot:
        if step:
            await pilot.press(step)
        await pilot.pause()
        assert pilot.app.screen.region.contains_region(pilot.app.screen.query_one("#sheet").region)
        assert "Esc" in seen(pilot)
