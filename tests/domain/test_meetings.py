"""Professionals meetings: to come until held, moved or called off; every invitation followed."""

from __future__ import annotations

import pytest
from hypothesis import given

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Alarm, Thresholds, alarms
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.meetings import Invited, waiting
from ooh_console.domain.rules import objection
from ooh_console.domain.state import fold
from tests.domain.nights import Night, at, nights, opened

WHO = ("Insp Example", "Dr Specimen")


def called(minute: float = 20, **more: str) -> b.MeetingConvened:
    return b.MeetingConvened(at=at(minute), number="01632 960155", invited=WHO, **more)


def reply(meeting: str, who: str, outcome: str) -> b.MeetingInvitation:
    return b.MeetingInvitation.model_validate(
        {"meeting": meeting, "who": who, "outcome": outcome, "how": "telephone", "reason": "asleep"}
    )


def about_meetings(night: Night, minute: float) -> dict[str, Alarm]:
    found = alarms(night.state, Holdings(), at(minute), Thresholds())
    return {alarm.code: alarm for alarm in found if alarm.code.startswith("meeting-")}


def refused(night: Night, body: object, minute: float) -> str | None:
    return objection(body, night.state, at(minute), at(minute), night.find)  # type: ignore[arg-type]


def test_a_meeting_is_to_come_with_everybody_not_told() -> None:
    night = opened()
    entry = night.add(called(), 10)
    (meeting,) = waiting(night.state)
    assert (meeting.entry, meeting.at, meeting.number) == (entry, at(20), "01632 960155")
    assert [(one.who, one.standing) for one in meeting.invitations] == [
        ("Insp Example", Invited.NOT_TOLD),
        ("Dr Specimen", Invited.NOT_TOLD),
    ]


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        ("invited", Invited.TOLD),
        ("joined", Invited.JOINED),
        ("could-not", Invited.COULD_NOT),
    ],
)
def test_an_invitation_is_followed_by_the_last_that_was_said(
    outcome: str, standing: Invited
) -> None:
    night = opened()
    entry = night.add(called(), 10)
    night.add(reply(entry.id, "insp  example", "invited"), 11)
    last = night.add(reply(entry.id, "Insp Example", outcome), 12)
    night.add(reply(entry.id, "Somebody Else", "joined"), 13)
    (meeting,) = waiting(night.state)
    first, second, third = meeting.invitations
    assert (first.who, first.standing, first.entry) == ("Insp Example", standing, last)
    assert second.standing is Invited.NOT_TOLD
    assert (third.who, third.standing) == ("Somebody Else", Invited.JOINED)
    night.strike(last, 14)
    assert waiting(night.state)[0].invitations[0].standing is Invited.TOLD


def test_it_is_over_when_held_moved_or_called_off_and_back_when_that_is_struck() -> None:
    for end in (
        lambda id: b.MeetingHeld(present=WHO, points=("s46",), meeting=id),
        lambda id: b.MeetingCalledOff(meeting=id, reason="not needed"),
    ):
        night = opened()
        entry = night.add(called(), 10)
        over = night.add(end(entry.id), 15)
        assert waiting(night.state) == ()
        night.strike(over, 16)
        assert [one.entry for one in waiting(night.state)] == [entry]


def test_a_moved_meeting_is_the_new_one_alone() -> None:
    night = opened()
    first = night.add(called(), 10)
    second = night.add(called(40, moves=first.id, reason="no crew free"), 15)
    assert [(one.entry, one.at) for one in waiting(night.state)] == [(second, at(40))]


def test_a_meeting_that_nobody_had_called_does_not_settle_one_still_to_come() -> None:
    """As it was written before meetings were named: the one whose time had come is meant."""
    night = opened()
    early, late = night.add(called(20), 10), night.add(called(60), 11)
    night.add(b.MeetingHeld(present=WHO, agreed="s46"), 25)
    assert [one.entry for one in waiting(night.state)] == [late]
    assert early.id != late.id


def test_time_passed_alarms_until_held_or_moved() -> None:
    night = opened()
    entry = night.add(called(20), 10)
    for who in WHO:
        night.add(reply(entry.id, who, "invited"), 11)
    assert about_meetings(night, 29.99) == {}
    alarm = about_meetings(night, 30)["meeting-passed"]
    assert "NEITHER HELD NOR MOVED" in alarm.text
    assert (alarm.since, alarm.command) == (at(20), "meeting")
    moved = night.add(called(50, moves=entry.id, reason="waiting for the dog"), 31)
    assert "meeting-passed" not in about_meetings(night, 31)
    assert "meeting-passed" in about_meetings(night, 60)
    night.add(b.MeetingHeld(present=WHO, points=("s46",), meeting=moved.id), 55)
    assert about_meetings(night, 100) == {}


def test_somebody_not_told_alarms_by_name_until_told() -> None:
    night = opened()
    entry = night.add(called(20), 10)
    assert about_meetings(night, 12.99) == {}
    alarm = about_meetings(night, 13)["meeting-not-told"]
    assert "2 people not told: Insp Example, Dr Specimen" in alarm.text
    assert alarm.command == "invite"
    night.add(reply(entry.id, "Insp Example", "invited"), 13)
    assert "1 person not told: Dr Specimen" in about_meetings(night, 14)["meeting-not-told"].text
    night.add(reply(entry.id, "Dr Specimen", "could-not"), 14)
    assert about_meetings(night, 15) == {}


def test_only_a_meeting_to_come_can_be_followed_held_moved_or_called_off() -> None:
    night = opened()
    entry = night.add(called(20), 10)
    bodies = (
        reply(entry.id, "Dr Specimen", "joined"),
        b.MeetingHeld(present=WHO, points=("s46",), meeting=entry.id),
        called(40, moves=entry.id, reason="later"),
        b.MeetingCalledOff(meeting=entry.id, reason="not needed"),
    )
    assert [refused(night, body, 15) for body in bodies] == [None] * 4
    night.add(bodies[-1], 15)
    for body in bodies:
        assert "not waiting to be held" in str(refused(night, body, 16))
    assert refused(night, called(40), 16) is None
    assert refused(night, b.MeetingHeld(present=WHO, points=("s46",)), 16) is None


@given(nights())
def test_any_prefix_of_a_night_gives_meetings_without_error(entries: tuple) -> None:
    for count in range(1, len(entries) + 1):
        state = fold(entries[:count])
        found = waiting(state)
        assert list(found) == sorted(found, key=lambda one: one.at)
        for meeting in found:
            names = [one.who for one in meeting.invitations]
            assert len(names) == len({" ".join(name.casefold().split()) for name in names})
