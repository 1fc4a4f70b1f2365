"""What cannot be recorded as things stand: each rule, both ways, and its sentence."""

from __future__ import annotations

from typing import Any

import pytest

from ooh_console.domain import bodies as b
from ooh_console.domain.rules import objection
from tests.domain.nights import (
    OPENING,
    Night,
    accepted,
    at,
    cannot,
    lead,
    named,
    opened,
    progress,
    told,
    unread,
    will,
)


def said(night: Night, body: Any, minute: float = 100, now: float | None = None) -> str | None:
    """The objection to recording this at that minute."""
    return objection(body, night.state, at(minute), at(minute if now is None else now), night.find)


def test_an_event_may_be_a_minute_ahead_and_no_more() -> None:
    assert said(opened(), b.Note(text="x"), 11, now=10) is None
    assert said(opened(), b.Note(text="x"), 11.001, now=10) == "02:11 GMT has not happened yet."


def test_an_incident_is_opened_once_and_before_all_else() -> None:
    assert said(Night(), OPENING) is None
    assert said(Night(), b.Note(text="x")) == "This incident has not been opened."
    assert said(opened(), b.Note(text="x")) is None
    assert said(opened(), OPENING) == "This incident is open already."


def test_an_incident_is_closed_once_and_still_takes_entries() -> None:
    night = opened()
    closing = b.IncidentClosed(reason="baby in hospital")
    assert said(night, closing) is None
    entry = night.add(closing, 75)
    assert said(night, closing) == "This incident is closed already."
    assert said(night, b.Learning(point="L7", text="tell them again")) is None
    night.strike(entry, 76)
    assert said(night, closing) is None


@pytest.mark.parametrize("reason", ["", " ", "\u200b"])
def test_a_second_answer_says_why(reason: str) -> None:
    night = opened()
    for first, change in (
        (named(), named("Supt Sample", reason)),
        (lead(), lead("Dr Sample", reason)),
        (will(), will(70, reason)),
    ):
        assert said(night, change) is None, "the first needs no reason"
        night.add(first, 10)
        sentence = said(night, change)
        assert sentence is not None
        assert sentence.endswith("changes: say why.")


def test_a_second_answer_with_its_reason_is_taken() -> None:
    night = opened()
    night.add(named(), 10)
    night.add(lead(), 10)
    night.add(will(), 10)
    assert said(night, named("Supt Sample", "end of shift")) is None
    assert said(night, lead("Dr Sample", "nearer")) is None
    assert said(night, b.LeadSet(not_reached="Dr Example went off duty")) is None
    assert said(night, will(70, "roadworks")) is None
    assert said(night, cannot("")) is None, "why it cannot attend is why it changes"
    invisible = cannot("").model_copy(update={"change_reason": "\u200b"})
    assert said(night, invisible) is None


def test_a_struck_answer_needs_no_reason_to_follow() -> None:
    night = opened()
    night.strike(night.add(will(), 10), 11)
    assert said(night, will(70)) is None


def test_only_who_is_named_now_can_accept() -> None:
    night = opened()
    refusal = "That person is no longer the one named as decision maker."
    assert said(night, b.DecisionMakerAccepted(answer="e0001", acceptance=_heard())) == refusal
    first = night.add(named(), 22)
    assert said(night, accepted(first)) is None
    second = night.add(named("Supt Sample", "shift"), 40)
    assert said(night, accepted(first)) == refusal
    assert said(night, accepted(second)) is None
    night.strike(second, 41)
    assert said(night, accepted(first)) is None
    assert said(night, accepted(second)) == refusal


def _heard() -> b.Acceptance:
    return b.Acceptance(heard_by="Police control", how="radio")


@pytest.mark.parametrize("agency", [b.OOH, "ooh social CARE", "OOH  social care\u200b"])
def test_nobody_promises_for_ooh(agency: str) -> None:
    """Else the control room could answer for OOH, which only OOH does."""
    promise = b.CommitmentRecorded(
        agency=agency, answer="will-attend", eta=at(40), heard_from="x", how="radio"
    )
    sentence = said(opened(), promise)
    assert sentence is not None
    assert sentence.startswith("Only the OOH team answers for OOH")
    assert said(opened(), promise.model_copy(update={"agency": "Police"})) is None


@pytest.mark.parametrize("moving", ["en-route", "holding"])
def test_ooh_is_on_its_way_only_after_its_answer(moving: str) -> None:
    night = opened()
    sentence = "OOH has not answered that it will attend: its answer comes first, with who and ETA."
    assert said(night, progress(moving)) == sentence
    night.add(b.AttendanceRequested(asked_by="Police"), 4)
    assert said(night, progress(moving)) == sentence
    night.add(will(), 6)
    assert said(night, progress(moving)) is None
    night.add(cannot(), 25)
    assert said(night, progress(moving)) == sentence
    assert said(night, progress(moving, "Police")) is None


@pytest.mark.parametrize("seen", ["on-scene", "left"])
def test_arrival_is_seen_whatever_was_promised(seen: str) -> None:
    assert said(opened(), progress(seen)) is None


def test_only_an_open_action_can_be_done() -> None:
    night = opened()
    action = night.add(b.Action(text="ring", owner="Jo Example"), 2)
    assert said(night, b.ActionDone(action=action.id)) is None
    assert said(night, b.ActionDone(action="e0001")) == "That action is not open."
    done = night.add(b.ActionDone(action=action.id), 3)
    assert said(night, b.ActionDone(action=action.id)) == "That action is not open."
    night.strike(done, 4)
    assert said(night, b.ActionDone(action=action.id)) is None


# Telling (I5)


def test_only_the_answer_in_force_can_be_told_now() -> None:
    night = opened()
    sentence = said(night, b.NoticeGiven(topic=b.Topic.OOH, answer="e0001", **_words()))
    assert sentence == "Nobody has answered yet on OOH attendance: there is nothing to tell."
    first = night.add(will(), 6)
    assert said(night, told(first, "Midwife")) is None
    second = night.add(cannot(), 25)
    changed = "The answer on OOH attendance has changed: tell them the new one."
    assert said(night, told(first, "Midwife"), 25) == changed
    assert said(night, told(first, "Midwife"), 26) == changed
    assert said(night, told(second, "Midwife"), 26) is None
    assert said(night, told(second, "Midwife", b.Topic.LEAD), 26) is not None


def test_what_was_told_before_the_answer_changed_can_still_be_written_down() -> None:
    """And then that person counts as not told, instead of not being known at all."""
    night = opened()
    first = night.add(will(), 6)
    naming = night.add(named(), 6)
    night.add(cannot(), 25)
    assert said(night, told(first, "Ambulance control"), 7, now=40) is None
    night.add(told(first, "Ambulance control"), 7, recorded=40)
    assert [one.recipient for one in night.state.still_believe_old(b.Topic.OOH)] == [
        "Ambulance control"
    ]
    assert said(night, told(naming, "Midwife"), 7, now=40) is not None, "no answer on this topic"
    assert said(night, told(first, "Midwife").model_copy(update={"answer": "x"}), 7, 40) is not None


def test_nobody_heard_an_answer_before_it_was_given() -> None:
    night = opened()
    answer = night.add(cannot(""), 25)
    sentence = "The answer was given at 02:25 GMT: nobody heard it before."
    assert said(night, told(answer, "Midwife"), 7, now=40) == sentence
    assert said(night, told(answer, "Midwife"), 24, now=40) is None, "clocks differ a little"
    assert said(night, told(answer, "Midwife"), 23.9, now=40) == sentence


def _words() -> dict[str, str]:
    return {"recipient": "Midwife", "how": "radio", "words": "OOH comes"}


def test_only_a_notice_that_was_given_can_be_read_back() -> None:
    night = opened()
    notice = night.add(told(night.add(will(), 6), "Midwife"), 7)
    assert said(night, b.NoticeConfirmed(notice=notice.id, by="Midwife")) is None
    missing = "There is no such notice to confirm."
    assert said(night, b.NoticeConfirmed(notice="e0001", by="Midwife")) == missing
    night.strike(notice, 8)
    assert said(night, b.NoticeConfirmed(notice=notice.id, by="Midwife")) == missing


# Powers and disclosure


def _power() -> b.PowerStarted:
    return b.PowerStarted(
        power=b.Power.POLICE_PROTECTION, by=b.Party(name="Sgt Example"), epo_in_force="no"
    )


def test_no_power_starts_before_the_birth() -> None:
    night = opened()
    unborn = "No power can start before the birth is recorded: record the birth first."
    assert said(night, _power(), 47) == unborn
    birth = night.add(b.BirthRecorded(place="home", heard_from="x"), 11, recorded=18)
    assert said(night, _power(), 47) is None
    assert said(night, _power(), 11) is None
    early = "No power can start before the birth at 02:11 GMT."
    assert said(night, _power(), 10.99, now=47) == early
    night.strike(birth, 48)
    assert said(night, _power(), 49) == unborn


def test_of_twins_the_first_birth_counts() -> None:
    night = opened()
    night.add(b.BirthRecorded(place="home", heard_from="x"), 11)
    night.add(b.BirthRecorded(place="ambulance", heard_from="x"), 40)
    assert said(night, _power(), 30, now=50) is None


def test_only_what_is_in_force_can_end() -> None:
    night = opened()
    night.add(b.BirthRecorded(place="home", heard_from="x"), 11)
    power = night.add(_power(), 47)
    ended = b.PowerEnded(started=power.id, reason="order made")
    assert said(night, ended) is None
    night.add(ended, 60)
    assert said(night, ended) == "That power is not in force."
    restriction = night.add(b.DisclosureRestricted(what="plan", until="s46"), 2)
    lifted = b.DisclosureLifted(restriction=restriction.id, decided_by="x", reason="y")
    assert said(night, lifted) is None
    assert said(night, b.DisclosureLifted(decided_by="x", reason="y")) is None
    night.add(lifted, 61)
    assert said(night, lifted) == "That restriction is not in force."


# Strike-outs (I2)


def strike(id: str) -> b.Correction:
    return b.Correction(entry=id, reason="wrong incident")


def test_what_is_in_the_incident_can_be_struck_once() -> None:
    night = opened()
    note = night.add(b.Note(text="x"), 2)
    assert said(night, strike(note.id)) is None
    assert said(night, strike("elsewhere")) == "That entry is not in this incident."
    correction = night.strike(note, 3)
    already = "Jo Example struck that entry through at 02:03 GMT already."
    assert said(night, strike(note.id)) == already
    assert said(night, strike(correction.id)) is None
    night.strike(correction, 4)
    assert said(night, strike(note.id)) is None


def test_the_opening_cannot_be_struck() -> None:
    sentence = said(opened(), strike("e0001"))
    assert sentence is not None
    assert sentence.startswith("The opening of an incident cannot be struck through: open another")


def test_a_strike_out_of_what_is_gone_stays() -> None:
    night = opened()
    correction = night.add(strike("gone"), 3)
    assert said(night, strike(correction.id)) == "The entry that it struck is gone."


def test_an_entry_that_this_version_cannot_read_can_be_struck() -> None:
    night = opened()
    night.entries[-1] = unread(night.strike(night.add(b.Note(text="x"), 2), 3))
    assert said(night, strike(night.entries[-1].id)) is None


@pytest.mark.parametrize(
    "body",
    [
        b.Note(text="x"),
        b.Action(text="x", owner="y"),
        b.AttendanceRequested(asked_by="x"),
        b.BirthRecorded(place="home", heard_from="x"),
        b.Handover(to="daytime team", summary="x"),
        b.PlanRead(agency="Maternity", digest="d", reader="x"),
    ],
    ids=lambda body: body.kind,
)
def test_nothing_stands_in_the_way_of_the_rest(body: Any) -> None:
    assert said(opened(), body) is None
