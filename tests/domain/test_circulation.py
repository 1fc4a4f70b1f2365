"""Who must know which answer, and what each of them knows: by default, edited, told, changed."""

from __future__ import annotations

from typing import Any

import pytest

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Level, Thresholds, alarms
from ooh_console.domain.alarms.telling import old_in_words
from ooh_console.domain.attendance import Commitment
from ooh_console.domain.circulation import (
    Knows,
    circulation,
    is_named,
    must_be_told,
    telephone,
)
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.rules import objection
from ooh_console.domain.sources import AgencyKind, Offer, Source
from tests.domain.nights import Night, accepted, at, cannot, lead, moved, named, opened, told, will

OFFERS = (Offer.COMMITMENTS,)
POLICE = Source("Police", AgencyKind.POLICE, OFFERS, "01632 960120")
AMBULANCE = Source("Ambulance", AgencyKind.AMBULANCE, OFFERS, "01632 960140")
OOH = Source("OOH social care", AgencyKind.OOH, OFFERS, "01632 960150")
NOBODY = Holdings()


def holdings(*units: tuple[str, str, str]) -> Holdings:
    """The agencies, with units: agency, who, state."""
    found = Holdings.unasked((POLICE, AMBULANCE, OOH))
    for agency in dict.fromkeys(agency for agency, _, _ in units):
        facts = [
            Commitment.read({"who": who, "state": state})
            for of, who, state in units
            if of == agency
        ]
        found = found.with_holding(Holding(agency, Offer.COMMITMENTS).answered(facts, at(0)))
    return found


def known(night: Night, topic: b.Topic = b.Topic.OOH, what: Holdings = NOBODY) -> dict[str, Knows]:
    return {one.recipient.name: one.knows for one in circulation(topic, night.state, what)}


def confirmed(notice: Any, outcome: Any = "confirmed") -> b.NoticeConfirmed:
    return b.NoticeConfirmed(notice=notice.id, by="PC 9", outcome=outcome)


def change(who: str, what: Any, topic: b.Topic | None = None, **more: str) -> b.CirculationChanged:
    reason = "gone home" if what == "removed" else ""
    return b.CirculationChanged(topic=topic, recipient=who, change=what, reason=reason, **more)


def hospital(name: str = "Westmarch", why: str = "") -> b.HospitalChosen:
    return b.HospitalChosen(name=name, decided_by="Insp Example", change_reason=why)


def protection() -> b.PowerStarted:
    power = b.Power.POLICE_PROTECTION
    return b.PowerStarted(power=power, by=b.Party(name="Insp Example"), epo_in_force="no")


def born() -> Night:
    night = opened()
    night.add(b.BirthRecorded(place="at home", heard_from="crew"), 11)
    return night


# Who must know by default


def test_without_an_answer_nobody_must_be_told() -> None:
    night = opened()
    night.add(change("Midwife", "added"), 1)
    assert all(circulation(t, night.state, holdings()) == () for t in b.Topic)


def test_agencies_with_their_telephone_units_and_whoever_decides() -> None:
    night = opened()
    night.add(named("CI Example"), 5, agency="Control room")
    night.add(will(), 6)
    what = holdings(("Police", "Unit 7", "en-route"), ("Ambulance", "Crew A4", "on-scene"))
    found = circulation(b.Topic.OOH, night.state, what)
    assert [(one.recipient.name, one.recipient.telephone) for one in found] == [
        ("Police", "01632 960120"),
        ("Ambulance", "01632 960140"),
        ("Unit 7", "01632 960120"),
        ("Crew A4", "01632 960140"),
        ("CI Example", ""),
    ]
    assert {one.knows for one in found} == {Knows.NOT_TOLD}


def test_a_service_in_which_people_only_look_is_told_nothing() -> None:
    night = opened()
    night.add(will(), 3)
    offers = (Offer.CHILD_PROTECTION, Offer.EARLIER_LOOKS)
    looked_up = Source("CP-IS", AgencyKind.OTHER, offers)
    what = Holdings.unasked((POLICE, looked_up))
    assert [one.recipient.name for one in must_be_told(night.state, what)] == ["Police"]


def test_units_that_left_or_never_come_need_not_be_told() -> None:
    night = opened()
    night.add(will(), 6)
    what = holdings(
        ("Police", "Unit 7", "left"), ("Police", "Unit 8", "cannot-attend"), ("Police", "", "left")
    )
    assert list(known(night, what=what)) == ["Police", "Ambulance"]


def test_an_agency_heard_by_telephone_must_know() -> None:
    night = opened()
    night.add(b.AttendanceRequested(agency="Fire", asked_by="x"), 1)
    night.add(will(), 6)
    assert list(known(night)) == ["Fire"]


def test_whoever_gave_the_answer_is_not_told_it() -> None:
    units = holdings(("Police", "Unit 7, Insp Example", "on-scene"))
    night = born()
    night.add(named("Insp Example"), 12, agency="Police")
    night.add(will(), 13)
    night.add(hospital(), 14)
    night.add(protection(), 15)
    night.add(lead("Insp Example"), 16)
    names = {topic: list(known(night, topic, units)) for topic in b.Topic}
    # Recorded at the desk of the police: they have it. OOH's own answer is never told to OOH.
    assert names[b.Topic.DECISION_MAKER] == ["Ambulance"]
    for topic in (b.Topic.HOSPITAL, b.Topic.POWER, b.Topic.LEAD):
        assert names[topic] == ["Police", "Ambulance"], topic
    assert names[b.Topic.OOH] == ["Police", "Ambulance", "Unit 7, Insp Example"]


@pytest.mark.parametrize(
    ("name", "among", "is_it"),
    [
        ("Insp. Shah", "Unit PA21, Insp. Shah", True),
        ("insp.  shah", "Insp. Shah", True),
        ("Al", "Ambulance crew A4", False),
        ("Shah", "Shahid", False),
        ("", "anybody", False),
        ("Unit 7 Insp", "Unit 7", False),
    ],
)
def test_a_name_within_a_name_is_whole(name: str, among: str, is_it: bool) -> None:
    assert is_named(name, among) is is_it


def test_the_telephone_of_a_unit_is_that_of_its_agency() -> None:
    what = holdings(("Police", "Unit 7", "en-route"))
    assert telephone("unit  7", what) == telephone("POLICE", what) == "01632 960120"
    assert telephone("Midwife", what) == ""


# What each knows


def test_told_read_back_refused_and_the_old_answer() -> None:
    night = opened()
    first = night.add(will(), 6)
    for minute, who in enumerate(("A", "B", "C"), 7):
        night.add(told(first, who), minute)
    night.add(confirmed(night.entries[-2]), 10)
    night.add(confirmed(night.entries[-2], "refused"), 11)
    assert known(night) == {"A": Knows.TOLD, "B": Knows.CONFIRMED, "C": Knows.REFUSED}
    night.add(cannot(), 25)
    assert set(known(night).values()) == {Knows.OLD}
    assert old_in_words(night.state) == "3 still expect OOH"


@pytest.mark.parametrize("topic", list(b.Topic))
def test_every_topic_has_an_answer_and_a_change_sets_everybody_to_not_told(topic: b.Topic) -> None:
    first, second = {
        b.Topic.DECISION_MAKER: (named("A"), named("B", "end of shift")),
        b.Topic.LEAD: (lead("A"), lead("B", "rang back")),
        b.Topic.OOH: (will(), cannot()),
        b.Topic.HOSPITAL: (hospital("A"), hospital("B", "no bed")),
        b.Topic.POWER: (protection(), None),
        b.Topic.ADDRESS: (moved("40 Low Row"), moved("4 Low Row")),
    }[topic]
    night = born()
    assert night.state.answer(topic) is None
    one = night.add(first, 20)
    assert night.state.answer(topic) == one
    night.add(told(one, "Police", topic), 21)
    assert known(night, topic) | {"Police": Knows.TOLD} == known(night, topic)
    end = b.PowerEnded(started=one.id, reason="order made")
    new = night.add(second or end, 30)
    assert night.state.answer(topic) == new
    assert known(night, topic)["Police"] is Knows.OLD
    night.add(told(new, "police ", topic), 31)
    assert known(night, topic)["police "] is Knows.TOLD
    # The answer before is in force again, and they have heard another one since.
    night.strike(new, 32)
    assert night.state.answer(topic) == one
    assert known(night, topic)["police "] is Knows.OLD


def test_the_end_of_a_power_that_was_struck_says_nothing() -> None:
    night = born()
    power = night.add(protection(), 20)
    night.add(b.PowerEnded(started=power.id, reason="order made"), 21)
    night.strike(power, 22)
    assert night.state.answer(b.Topic.POWER) is None


def test_an_answer_that_is_struck_is_withdrawn_and_they_can_be_told_so() -> None:
    night = opened()
    answer = night.add(will(), 6)
    night.add(told(answer, "Police"), 7)
    correction = night.strike(answer, 8)
    assert night.state.answer(b.Topic.OOH) is None
    assert night.state.to_tell(b.Topic.OOH) == correction
    assert known(night, what=holdings()) == {"Police": Knows.OLD}
    assert old_in_words(night.state) == "1 still expects OOH"
    notice = told(correction, "Police")
    assert objection(notice, night.state, at(9), at(9), night.find) is None
    assert objection(told(answer, "Police"), night.state, at(9), at(9), night.find) is not None
    night.add(notice, 9)
    assert known(night, what=holdings()) == {}
    assert old_in_words(night.state) == ""
    # The next answer is a new one for them too.
    night.add(cannot(), 10)
    assert known(night, what=holdings())["Police"] is Knows.OLD


# Edited


def test_added_with_a_telephone_for_one_answer_or_for_all() -> None:
    night = opened()
    night.add(will(), 6)
    night.add(lead(), 6)
    night.add(change("Ward 4", "added", b.Topic.OOH, telephone="01632 960199"), 7)
    night.add(change("Midwife", "added"), 8)
    assert known(night) == {"Ward 4": Knows.NOT_TOLD, "Midwife": Knows.NOT_TOLD}
    assert known(night, b.Topic.LEAD) == {"Midwife": Knows.NOT_TOLD}
    found = circulation(b.Topic.OOH, night.state, NOBODY)
    assert found[0].recipient.telephone == "01632 960199"


def test_added_again_keeps_the_number_that_is_known() -> None:
    night = opened()
    night.add(will(), 6)
    night.add(change("police", "added"), 7)
    found = {
        r.recipient.name: r.recipient for r in circulation(b.Topic.OOH, night.state, holdings())
    }
    assert found["police"].telephone == "01632 960120"
    assert "Police" not in found


def test_taken_out_with_the_reason_and_back_by_being_told_or_added() -> None:
    with pytest.raises(ValueError, match="say why"):
        b.CirculationChanged(recipient="Police", change="removed", reason=" ")
    night = opened()
    answer = night.add(will(), 6)
    gone = night.add(change("police ", "removed", b.Topic.OOH), 7)
    assert list(known(night, what=holdings())) == ["Ambulance"]
    night.strike(gone, 8)
    assert list(known(night, what=holdings())) == ["Police", "Ambulance"]
    night.add(change("Police", "removed"), 9)
    assert list(known(night, what=holdings())) == ["Ambulance"]
    night.add(told(answer, "Police"), 10)
    assert known(night, what=holdings())["Police"] is Knows.TOLD
    night.add(change("Police", "removed"), 11)
    night.add(change("Police", "added"), 12)
    assert known(night, what=holdings())["Police"] is Knows.TOLD


def test_who_is_taken_out_is_not_counted_and_a_notice_from_before_does_not_put_them_back() -> None:
    night = opened()
    answer = night.add(will(), 6)
    night.add(told(answer, "Crew"), 7)
    night.add(cannot(), 20)
    night.add(change("Crew", "removed"), 25)
    night.add(told(answer, "Crew"), 10, recorded=26)
    assert known(night) == {}
    assert night.state.still_believe_old(b.Topic.OOH) == ()
    night.strike(night.entries[-2], 27)
    assert known(night) == {"Crew": Knows.OLD}


# Whom to ring next, and the alarms


def standing(night: Night, minute: float, what: Holdings = NOBODY, **limits: float) -> list[str]:
    found = alarms(night.state, what, at(minute), Thresholds(**limits))
    codes = ("old-answer", "not-told", "answer-refused", "shift-not-accepted")
    return [f"{a.code}: {a.text}" for a in found if a.code in codes]


def test_whoever_believes_the_old_answer_is_rung_before_whoever_knows_none() -> None:
    night = opened()
    night.add(lead(), 5)
    first = night.add(will(), 6)
    night.add(told(first, "Ambulance"), 7)
    night.add(cannot(), 25)
    found = must_be_told(night.state, holdings())
    assert [(one.topic, one.recipient.name) for one in found] == [
        (b.Topic.OOH, "Ambulance"),
        (b.Topic.LEAD, "Police"),
        (b.Topic.LEAD, "Ambulance"),
        (b.Topic.OOH, "Police"),
    ]


def test_never_told_is_a_quiet_alarm_after_ten_minutes_until_all_are_told() -> None:
    night = opened()
    answer = night.add(will(), 6)
    assert standing(night, 15.99, holdings()) == []
    assert standing(night, 16, holdings()) == [
        "not-told: 2 not told whether OOH attends: Police, Ambulance"
    ]
    assert standing(night, 7, holdings(), not_told=1) != []
    quiet = [a for a in alarms(night.state, holdings(), at(16), Thresholds()) if "told" in a.code]
    assert [(a.level, a.command, a.since) for a in quiet] == [(Level.WARNING, "tell", at(6))]
    night.add(told(answer, "Police"), 17)
    assert standing(night, 18, holdings()) == [
        "not-told: 1 not told whether OOH attends: Ambulance"
    ]
    night.add(told(answer, "Ambulance"), 18)
    assert standing(night, 60, holdings()) == []


def test_who_was_added_late_has_the_ten_minutes_too_and_many_names_are_counted() -> None:
    night = opened()
    night.add(will(), 6)
    for minute, who in enumerate("ABCDE", 20):
        night.add(change(who, "added"), minute)
    assert standing(night, 29.9) == []
    assert standing(night, 40) == ["not-told: 5 not told whether OOH attends: A, B, C and 2 more"]


def test_a_refusal_is_an_alarm_until_they_take_it() -> None:
    night = opened()
    notice = night.add(told(night.add(will(), 6), "Police"), 7)
    night.add(confirmed(notice, "refused"), 8)
    assert standing(night, 9) == ["answer-refused: 1 REFUSED the answer on OOH attendance: Police"]
    night.add(confirmed(notice), 10)
    assert standing(night, 11) == []


def test_the_old_answer_of_each_topic_in_words() -> None:
    night = opened()
    night.add(told(night.add(hospital(), 6), "Crew", b.Topic.HOSPITAL), 7)
    night.add(hospital("Elsewhere", "no bed"), 8)
    night.add(told(night.add(will(), 9), "Crew"), 10)
    night.add(cannot(), 11)
    assert standing(night, 12) == [
        "old-answer: 1 not told of the new hospital: Crew",
        "old-answer: 1 still expects OOH: Crew",
    ]
    assert old_in_words(night.state) == "1 still expects OOH +1 more"


# The shift


def given(to: str = "Kit Example") -> b.ShiftHandedOver:
    return b.ShiftHandedOver(to=to)


def test_a_shift_handed_over_is_an_alarm_until_somebody_else_accepts_it() -> None:
    night = opened()
    handover = night.add(given(), 30)
    words = "shift-not-accepted: Shift handed over to Kit Example, NOT ACCEPTED"
    assert standing(night, 30) == [words]
    taken = b.ShiftAccepted(handover=handover.id, by="Kit Example")
    mine = b.ShiftAccepted(handover=handover.id, by="jo  example")
    assert "the incoming person" in str(objection(mine, night.state, at(31), at(31), night.find))
    other = b.ShiftAccepted(handover="e0001", by="Kit Example")
    assert "not waiting" in str(objection(other, night.state, at(31), at(31), night.find))
    assert objection(taken, night.state, at(31), at(31), night.find) is None
    acceptance = night.add(taken, 31, operator="Kit Example")
    assert standing(night, 32) == []
    assert "not waiting" in str(objection(taken, night.state, at(32), at(32), night.find))
    night.strike(acceptance, 33)
    assert standing(night, 33) == [words]


def test_the_latest_handover_is_the_one_that_waits() -> None:
    night = opened()
    night.add(given("Kit Example"), 30)
    second = night.add(given("Lee Example"), 31)
    assert night.state.shift_waiting == second
    night.strike(second, 32)
    assert night.state.shift_waiting == night.entries[1]


def test_the_manager_who_was_reached_said_something() -> None:
    with pytest.raises(ValueError, match="what the manager said"):
        b.ManagerCalled(who="M Example", about="x", how="telephone", reached="reached")
    b.ManagerCalled(who="M Example", about="x", how="telephone", reached="not reached")


def test_a_changed_hospital_says_why() -> None:
    night = opened()
    assert objection(hospital(), night.state, at(1), at(1), night.find) is None
    night.add(hospital(), 1)
    assert objection(hospital("B"), night.state, at(2), at(2), night.find) is not None
    assert objection(hospital("B", "no bed"), night.state, at(2), at(2), night.find) is None


def test_whoever_decides_is_told_of_everything_else() -> None:
    night = opened()
    night.add(accepted(night.add(named("CI Example"), 5)), 6)
    night.add(will(), 7)
    assert list(known(night)) == ["CI Example"]
    assert known(night, b.Topic.DECISION_MAKER) == {}
