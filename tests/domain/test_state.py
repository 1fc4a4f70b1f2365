"""What a night's entries say, case by case."""

from __future__ import annotations

from ooh_console.domain import bodies as b
from ooh_console.domain.attendance import Attendance
from ooh_console.domain.people import Relation
from ooh_console.domain.state import State
from tests.domain.nights import (
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

# Decision maker (L5): one at a time, named, then accepted


def test_nobody_decides_until_somebody_is_named() -> None:
    assert State().decision_maker is None
    assert opened().state.decision_maker is None


def test_a_decision_maker_is_named_and_then_accepted() -> None:
    night = opened()
    naming = night.add(named("Insp Example"), 22)
    maker = night.state.decision_maker
    assert maker is not None
    assert (maker.party.name, maker.since, maker.accepted) == ("Insp Example", at(22), None)
    acceptance = night.add(accepted(naming), 23)
    assert night.state.decision_maker is not None
    assert night.state.decision_maker.accepted == acceptance


def test_a_handover_leaves_one_decision_maker_who_has_not_accepted_yet() -> None:
    night = opened()
    first = night.add(named("Insp Example"), 22)
    night.add(accepted(first), 23)
    second = night.add(named("Supt Sample", "end of shift"), 40)
    maker = night.state.decision_maker
    assert maker is not None
    assert (maker.party.name, maker.accepted) == ("Supt Sample", None)
    night.add(accepted(first), 41)
    assert night.state.decision_maker is not None
    assert night.state.decision_maker.accepted is None, "an acceptance of the naming before"
    acceptance = night.add(accepted(second), 42)
    assert night.state.decision_maker is not None
    assert night.state.decision_maker.accepted == acceptance


def test_naming_the_same_person_again_needs_a_new_acceptance() -> None:
    night = opened()
    night.add(accepted(night.add(named(), 10)), 11)
    night.add(named(why="back on scene"), 30)
    assert night.state.decision_maker is not None
    assert night.state.decision_maker.accepted is None


def test_a_struck_naming_gives_way_to_the_one_before() -> None:
    night = opened()
    first = night.add(named("Insp Example"), 10)
    acceptance = night.add(accepted(first), 11)
    wrong = night.add(named("Supt Sample", "misheard"), 20)
    night.strike(wrong, 21)
    maker = night.state.decision_maker
    assert maker is not None
    assert (maker.entry, maker.accepted) == (first, acceptance)
    night.strike(acceptance, 22)
    assert night.state.decision_maker is not None
    assert night.state.decision_maker.accepted is None


def test_an_old_naming_written_down_late_does_not_take_over() -> None:
    night = opened()
    night.add(named("Supt Sample"), 30)
    night.add(named("Insp Example", "before that"), 10, recorded=45)
    assert night.state.decision_maker is not None
    assert night.state.decision_maker.party.name == "Supt Sample"


# Lead professional (L4)


def test_a_lead_is_named_or_not_reached() -> None:
    night = opened()
    assert night.state.lead is None
    night.add(b.LeadSet(not_reached="team manager, twice"), 6)
    assert night.state.lead is not None
    assert (night.state.lead.party, night.state.lead.not_reached) == (None, "team manager, twice")
    night.add(lead("Dr Example"), 12)
    after = night.state.lead
    assert after is not None
    assert after.party is not None
    assert (after.party.name, after.since) == ("Dr Example", at(12))


# Attendance (L7, L8)


def test_ooh_is_not_asked_then_asked_then_answers_and_changes_its_answer() -> None:
    night = opened()
    assert (night.state.ooh.state, night.state.ooh.answer) == (None, None)
    night.add(b.AttendanceRequested(asked_by="Police"), 4)
    night.add(b.AttendanceRequested(asked_by="Police, again"), 5)
    asked = night.state.ooh
    assert (asked.state, asked.since, asked.answer) == (Attendance.REQUESTED, at(4), None)
    first = night.add(will(56), 6)
    yes = night.state.ooh
    assert (yes.state, yes.eta, yes.who) == (Attendance.WILL_ATTEND, at(56), "Jo Example")
    assert yes.answer == first
    second = night.add(cannot(), 25)
    no = night.state.ooh
    assert (no.state, no.eta, no.who) == (Attendance.CANNOT_ATTEND, None, "")
    assert (no.agreed_role, no.reason, no.answer) == ("telephone support", "second call", second)


def test_asking_again_does_not_hide_the_answer() -> None:
    night = opened()
    night.add(cannot(), 6)
    night.add(b.AttendanceRequested(asked_by="Police"), 8)
    assert night.state.ooh.state is Attendance.CANNOT_ATTEND


def test_progress_keeps_the_promise_and_a_new_answer_ends_it() -> None:
    night = opened()
    answer = night.add(will(56), 6)
    night.add(progress("en-route"), 30)
    moving = night.state.ooh
    assert (moving.state, moving.eta, moving.who) == (Attendance.EN_ROUTE, at(56), "Jo Example")
    assert (moving.answer, moving.since) == (answer, at(30))
    night.add(progress("on-scene", who="Sam Sample"), 50)
    there = night.state.ooh
    assert (there.state, there.who) == (Attendance.ON_SCENE, "Sam Sample")
    night.add(cannot(), 60)
    assert night.state.ooh.state is Attendance.CANNOT_ATTEND


def test_an_old_answer_written_down_late_does_not_undo_the_new_one() -> None:
    night = opened()
    new = night.add(cannot(), 25)
    night.add(will(56), 6, recorded=40)
    assert night.state.ooh.state is Attendance.CANNOT_ATTEND
    assert night.state.answer(b.Topic.OOH) == new


def test_of_two_answers_at_one_moment_the_one_recorded_later_counts() -> None:
    night = opened()
    night.add(will(56), 6)
    second = night.add(cannot(), 6)
    assert night.state.ooh.answer == second


def test_agencies_are_told_apart_by_name_however_it_is_spelt() -> None:
    night = opened()
    night.add(b.AttendanceRequested(agency="Police", asked_by="x"), 1)
    night.add(progress("on-scene", " POLICE "), 14)
    night.add(progress("holding", "Ambulance"), 15)
    state = night.state
    assert state.attending("police").state is Attendance.ON_SCENE
    assert state.attending("Ambulance").state is Attendance.HOLDING
    assert state.attending("Maternity").state is None
    assert state.agencies_heard == ("Police", "Ambulance")
    assert state.ooh.state is None


def test_another_agencys_promise_counts_for_it_and_never_for_ooh() -> None:
    night = opened()
    heard = {"heard_from": "control", "how": "radio"}
    promise = b.CommitmentRecorded(agency="Police", answer="will-attend", eta=at(12), **heard)
    night.add(promise, 3)
    assert night.state.attending("Police").eta == at(12)
    night.add(promise.model_copy(update={"agency": "ooh SOCIAL care"}), 4)
    assert night.state.ooh.state is None


# Who was told what (I5)


def test_a_changed_answer_makes_everybody_not_current_until_told_again() -> None:
    night = opened()
    first = night.add(will(), 6)
    for who in ("Police control", "Ambulance control", "Midwife"):
        night.add(told(first, who), 7)
    assert [one.current for one in night.state.told] == [True, True, True]
    second = night.add(cannot(), 25)
    assert [one.current for one in night.state.told] == [False, False, False]
    night.add(told(second, "police  CONTROL"), 26)
    night.add(told(second, "Midwife"), 26)
    old = night.state.still_believe_old(b.Topic.OOH)
    assert [one.recipient for one in old] == ["Ambulance control"]
    night.add(told(second, "Ambulance control"), 31)
    assert night.state.still_believe_old(b.Topic.OOH) == ()
    assert len(night.state.told) == 3


def test_striking_the_change_makes_the_old_answer_current_again_for_who_heard_it_last() -> None:
    night = opened()
    first = night.add(will(), 6)
    night.add(told(first, "Police control"), 7)
    night.add(told(first, "Midwife"), 7)
    change = night.add(cannot(), 25)
    night.add(told(change, "Midwife"), 26)
    night.strike(change, 27)
    current = {one.recipient: one.current for one in night.state.told}
    assert current == {"Police control": True, "Midwife": False}


def test_a_struck_answer_leaves_nobody_current() -> None:
    night = opened()
    answer = night.add(will(), 6)
    night.add(told(answer, "Police control"), 7)
    night.strike(answer, 8)
    assert [one.current for one in night.state.told] == [False]


def test_a_struck_notice_was_never_given() -> None:
    night = opened()
    first = night.add(will(), 6)
    night.add(told(first, "Midwife"), 7)
    second = night.add(cannot(), 25)
    wrong = night.add(told(second, "Midwife"), 26)
    assert night.state.told[0].current
    night.strike(wrong, 27)
    assert not night.state.told[0].current


def test_an_old_notice_written_down_late_does_not_undo_the_new_one() -> None:
    night = opened()
    first = night.add(will(), 6)
    second = night.add(cannot(), 25)
    night.add(told(second, "Midwife"), 26)
    night.add(told(first, "Midwife"), 7, recorded=40)
    assert [one.current for one in night.state.told] == [True]


def test_topics_are_kept_apart() -> None:
    night = opened()
    naming = night.add(named(), 5)
    answer = night.add(will(), 6)
    night.add(told(naming, "Midwife", b.Topic.DECISION_MAKER), 7)
    night.add(told(answer, "Midwife"), 8)
    night.add(cannot(), 25)
    assert {one.topic: one.current for one in night.state.told} == {
        b.Topic.DECISION_MAKER: True,
        b.Topic.OOH: False,
    }


def test_reading_back_is_kept_apart_from_refusing() -> None:
    night = opened()
    notice = night.add(told(night.add(will(), 6), "Midwife"), 7)
    assert (night.state.told[0].confirmed, night.state.told[0].refused) == (None, None)
    refusal = night.add(
        b.NoticeConfirmed(notice=notice.id, by="Midwife", outcome="refused", words="who says so?"),
        8,
    )
    assert (night.state.told[0].confirmed, night.state.told[0].refused) == (None, refusal)
    read_back = night.add(b.NoticeConfirmed(notice=notice.id, by="Midwife"), 9)
    assert (night.state.told[0].confirmed, night.state.told[0].refused) == (read_back, None)


def test_reading_back_the_notice_before_does_not_confirm_the_new_one() -> None:
    night = opened()
    first = night.add(told(night.add(will(), 6), "Midwife"), 7)
    night.add(b.NoticeConfirmed(notice=first.id, by="Midwife"), 8)
    night.add(told(night.add(cannot(), 25), "Midwife"), 26)
    assert night.state.told[0].confirmed is None


# Strike-outs (I2)


def test_a_note_and_a_strike_out_can_be_struck_through() -> None:
    night = opened()
    note = night.add(b.Note(text="wrong house"), 2)
    strike = night.strike(note, 3)
    assert night.state.struck == {note.id: strike}
    again = night.strike(strike, 4)
    assert night.state.struck == {strike.id: again}
    third = night.strike(again, 5)
    assert night.state.struck == {note.id: strike, again.id: third}


def test_a_struck_entry_stays_readable() -> None:
    night = opened()
    action = night.add(b.Action(text="ring the ward", owner="Jo Example"), 2)
    night.strike(action, 3)
    assert night.state.open_actions == ()
    assert night.state.find(action.id) == action
    assert night.state.live("action") == ()


def test_an_unread_strike_out_strikes_nothing() -> None:
    night = opened()
    action = night.add(b.Action(text="ring the ward", owner="Jo Example"), 2)
    night.entries[-1] = unread(night.strike(action, 3))
    assert night.state.open_actions == (action,)


# The rest


def test_actions_powers_and_restrictions_are_open_until_ended() -> None:
    night = opened()
    action = night.add(b.Action(text="ring the ward", owner="Jo Example"), 2)
    power = night.add(
        b.PowerStarted(
            power=b.Power.POLICE_PROTECTION, by=b.Party(name="Sgt Example"), epo_in_force="no"
        ),
        3,
    )
    restriction = night.add(b.DisclosureRestricted(what="the plan", until="s46 is used"), 4)
    assert night.state.open_actions == (action,)
    assert night.state.powers == (power,)
    assert night.state.restrictions == (restriction,)
    done = night.add(b.ActionDone(action=action.id), 5)
    night.add(b.PowerEnded(started=power.id, reason="order made"), 5)
    night.add(
        b.DisclosureLifted(restriction=restriction.id, decided_by="Sgt Example", reason="told"), 5
    )
    assert night.state.open_actions == night.state.powers == night.state.restrictions == ()
    night.strike(done, 6)
    assert night.state.open_actions == (action,)


def test_who_read_a_plan_or_marker_is_known_by_its_content() -> None:
    night = opened()
    read = night.add(b.MarkerRead(agency="Police", digest="d1", reader="Jo Example"), 3)
    plan = night.add(b.PlanRead(agency="Maternity", digest="d1", reader="Jo Example"), 3)
    assert set(night.state.readers("d1")) == {read, plan}
    assert night.state.readers("d2") == ()
    night.strike(read, 4)
    assert night.state.readers("d1") == (plan,)


def test_people_and_place() -> None:
    night = opened()
    night.add(b.PersonLinked(name="A Example", relation=Relation.MOTHER), 1)
    night.add(b.PersonLinked(name="B Example", relation=Relation.MOTHER), 2)
    state = night.state
    assert [person.name for person in state.people] == ["A Example", "B Example"]
    mother = state.person(Relation.MOTHER)
    assert mother is not None
    assert mother.name == "B Example"
    assert state.person(Relation.FATHER) is None
    assert state.address.postcode == "ZZ99 3VZ"
    assert State().address.text == ""
    assert not state.exercise


def test_a_closing_can_be_struck_through() -> None:
    night = opened()
    closing = night.add(b.IncidentClosed(reason="baby in hospital"), 75)
    assert night.state.closed == closing
    night.strike(closing, 76)
    assert night.state.closed is None
