"""Alarms: each at its threshold and not before, gone when answered, in words for 3 am."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.desk.commands import BY_ID
from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import LEVEL_WORDS, Alarm, Level, Thresholds, alarms
from ooh_console.domain.attendance import Commitment
from ooh_console.domain.child_protection import ChildProtection, EarlierLook
from ooh_console.domain.holdings import Holding, Holdings, WatchEntry
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Relation
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import BY_HAND, AgencyKind, Offer, Source
from ooh_console.domain.state import State
from tests.domain.nights import (
    Night,
    accepted,
    at,
    cannot,
    lead,
    named,
    nights,
    opened,
    progress,
    told,
    will,
)

JUST_BEFORE = 0.0001
COMMANDS = frozenset(BY_ID)
"""The one table: an alarm names a command that is in it."""
NONE = Holdings()
MATERNITY, POLICE = "Maternity", "Police"
OFFERS = (*tuple(Offer)[1:5], *BY_HAND)
SOURCES = (
    Source(MATERNITY, AgencyKind.MATERNITY, OFFERS),
    Source(POLICE, AgencyKind.POLICE, OFFERS),
)


def held(agency: str, offer: Offer, *facts: Any, minute: float = 10_000) -> Holding:
    """What an agency answered; never stale unless a minute is given."""
    return Holding(agency, offer).answered(facts, at(minute))


def holdings(*known: Holding) -> Holdings:
    found = Holdings.unasked(SOURCES)
    for holding in known:
        found = found.with_holding(holding)
    return found


def raised(
    night: Night, minute: float, what: Holdings = NONE, limits: Thresholds | None = None
) -> dict[str, Alarm]:
    """The alarms of that minute by code; for tests in which no code stands twice."""
    found = alarms(night.state, what, at(minute), limits or Thresholds())
    assert len({alarm.code for alarm in found}) == len(found)
    return {alarm.code: alarm for alarm in found}


def codes(night: Night, minute: float, what: Holdings = NONE) -> list[str]:
    return [alarm.code for alarm in alarms(night.state, what, at(minute), Thresholds())]


def words(night: Night, minute: float, code: str, what: Holdings = NONE) -> str:
    return raised(night, minute, what)[code].words(at(minute))


def plan(version: str = "3", status: str = "draft", **more: Any) -> BirthPlan:
    return BirthPlan.read({"version": version, "status": status, **more})


# The night has begun and nobody has answered


def test_without_an_incident_there_is_nothing_to_answer() -> None:
    assert alarms(State(), holdings(), at(600), Thresholds()) == ()


@pytest.mark.parametrize(
    ("code", "limit", "sentence"),
    [
        ("no-decision-maker", "no_decision_maker", "NO DECISION MAKER, 5 min"),
        ("no-lead", "no_lead", "NO LEAD PROFESSIONAL, 5 min"),
        ("ooh-not-asked", "ooh_not_asked", "Nobody has asked whether OOH attends, 5 min"),
    ],
)
def test_what_nobody_answered_is_an_alarm_at_its_threshold(
    code: str, limit: str, sentence: str
) -> None:
    night = opened()
    assert code not in raised(night, 5 - JUST_BEFORE)
    assert words(night, 5, code) == sentence
    assert raised(night, 5)[code].since == at(0)
    later = Thresholds(**{limit: 7.5})
    assert code not in raised(night, 7.5 - JUST_BEFORE, limits=later)
    assert code in raised(night, 7.5, limits=later)
    assert code in raised(night, 0, limits=Thresholds(**{limit: 0}))


def test_a_night_opened_late_counts_from_when_it_began() -> None:
    night = Night()
    night.add(opened().entries[0].body, -20, recorded=0)
    assert words(night, 0, "no-decision-maker") == "NO DECISION MAKER, 20 min"


def test_thresholds_are_minutes_that_exist() -> None:
    with pytest.raises(ValueError, match="greater than or equal to 0"):
        Thresholds(no_lead=-1)
    with pytest.raises(ValueError, match="Extra inputs"):
        Thresholds(no_leed=1)  # type: ignore[call-arg]


def test_a_decision_maker_answers_and_must_accept() -> None:
    night = opened()
    naming = night.add(named("Insp Example"), 22)
    assert "no-decision-maker" not in raised(night, 22)
    assert "not-accepted" not in raised(night, 25 - JUST_BEFORE)
    sentence = "Insp Example named as decision maker, NOT ACCEPTED, 3 min"
    assert words(night, 25, "not-accepted") == sentence
    assert "not-accepted" in raised(night, 23, limits=Thresholds(not_accepted=1))
    acceptance = night.add(accepted(naming), 25)
    assert "not-accepted" not in raised(night, 60)
    night.strike(acceptance, 60)
    assert "not-accepted" in raised(night, 60)
    night.strike(naming, 61)
    assert words(night, 61, "no-decision-maker") == "NO DECISION MAKER, 1 h 01 min"


def test_a_lead_answers_and_not_reached_does_not() -> None:
    night = opened()
    night.add(b.LeadSet(not_reached="team manager, twice"), 6)
    sentence = "LEAD PROFESSIONAL NOT IDENTIFIED: none reached, 1 min"
    assert words(night, 7, "no-lead") == sentence
    night.add(lead(), 8)
    assert "no-lead" not in raised(night, 600)


# OOH


def test_ooh_asked_and_unanswered() -> None:
    night = opened()
    night.add(b.AttendanceRequested(asked_by="Police"), 4)
    assert "ooh-not-asked" not in raised(night, 8)
    assert "ooh-unanswered" not in raised(night, 9 - JUST_BEFORE)
    assert words(night, 9, "ooh-unanswered") == "OOH asked, NO ANSWER, 5 min"
    night.add(b.AttendanceRequested(asked_by="Police"), 10)
    assert words(night, 11, "ooh-unanswered") == "OOH asked, NO ANSWER, 7 min"
    answer = night.add(cannot(), 12)
    assert not {"ooh-unanswered", "ooh-not-asked"} & set(raised(night, 600))
    night.strike(answer, 13)
    assert "ooh-unanswered" in raised(night, 13)


def test_a_promise_whose_time_has_passed_is_overdue_until_on_scene() -> None:
    night = opened()
    night.add(will(56), 6)
    assert "eta-passed" not in raised(night, 56)
    night.add(progress("en-route"), 40)
    assert words(night, 60, "eta-passed") == "OVERDUE: OOH, expected 02:56 GMT, 4 min"
    there = night.add(progress("on-scene"), 60)
    assert "eta-passed" not in raised(night, 600)
    night.strike(there, 61)
    assert "eta-passed" in raised(night, 61)
    night.add(cannot(), 62)
    assert "eta-passed" not in raised(night, 62)


def test_a_new_eta_ends_overdue() -> None:
    night = opened()
    night.add(will(56), 6)
    night.add(will(80, "roadworks"), 60)
    assert "eta-passed" not in raised(night, 80)
    assert "eta-passed" in raised(night, 80.1)


def test_overdue_over_the_clock_change_names_the_right_hour() -> None:
    start = datetime.fromisoformat("2026-10-25T00:30:00Z")
    night = Night()
    shift = (start - at(0)).total_seconds() / 60
    night.add(opened().entries[0].body, shift)
    night.add(will(shift + 35), shift + 1)
    assert "eta-passed" not in raised(night, shift + 35)
    sentence = "OVERDUE: OOH, expected 01:05 GMT, 25 min"
    assert words(night, shift + 60, "eta-passed") == sentence


# Who still believes the old answer (I5)


def test_those_who_still_expect_ooh_are_counted_and_named_until_told() -> None:
    night = opened()
    first = night.add(will(), 6)
    for who in ("Police control", "Ambulance control", "Midwife"):
        night.add(told(first, who), 7)
    assert "old-answer" not in raised(night, 24)
    second = night.add(cannot(), 25)
    alarm = raised(night, 25)["old-answer"]
    assert alarm.text == "3 still expect OOH: Police control, Ambulance control, Midwife"
    assert (alarm.since, alarm.subject) == (at(25), "OOH attendance")
    night.add(told(second, "Police control"), 26)
    night.add(told(second, "Midwife"), 26)
    assert words(night, 31, "old-answer") == "1 still expects OOH: Ambulance control, 6 min"
    night.add(told(second, "Ambulance control"), 31)
    assert "old-answer" not in raised(night, 31)


def test_the_time_counts_from_when_the_change_was_recorded() -> None:
    night = opened()
    night.add(told(night.add(will(), 6), "Midwife"), 7)
    night.add(cannot(), 20, recorded=24)
    assert raised(night, 25)["old-answer"].since == at(24)


def test_what_each_believes_is_said_as_it_is() -> None:
    night = opened()
    first = night.add(cannot(), 6)
    night.add(told(first, "Midwife"), 7)
    second = night.add(will(56, "free again"), 10)
    assert words(night, 11, "old-answer") == "1 still thinks OOH is not coming: Midwife, 1 min"
    night.add(told(second, "Police control"), 11)
    night.add(will(80, "roadworks"), 20)
    assert raised(night, 20)["old-answer"].text == (
        "1 still thinks OOH is not coming: Midwife; 1 not told OOH's new answer: Police control"
    )
    night.add(cannot(), 30)
    assert raised(night, 30)["old-answer"].text == (
        "1 not told OOH's new answer: Midwife; 1 still expects OOH: Police control"
    )


def test_a_struck_answer_leaves_those_told_expecting() -> None:
    night = opened()
    answer = night.add(will(), 6)
    night.add(told(answer, "Midwife"), 7)
    night.strike(answer, 9)
    alarm = raised(night, 10)["old-answer"]
    assert (alarm.text, alarm.since) == ("1 still expects OOH: Midwife", at(9))


@pytest.mark.parametrize(
    ("topic", "answer", "change", "sentence"),
    [
        (
            b.Topic.DECISION_MAKER,
            named(),
            named("Supt Sample", "shift"),
            "2 not told who decides now: Midwife, Police control",
        ),
        (
            b.Topic.LEAD,
            lead(),
            lead("Dr Sample", "nearer"),
            "2 not told who leads now: Midwife, Police control",
        ),
    ],
)
def test_who_was_not_told_who_decides_or_leads(
    topic: b.Topic, answer: Any, change: Any, sentence: str
) -> None:
    night = opened()
    first = night.add(answer, 6)
    night.add(told(first, "Midwife", topic), 7)
    night.add(told(first, "Police control", topic), 7)
    night.add(change, 25)
    assert raised(night, 25)["old-answer"].text == sentence


# Promises of others


def _promise(agency: str = POLICE, eta: float = 12) -> b.CommitmentRecorded:
    return b.CommitmentRecorded(
        agency=agency, answer="will-attend", eta=at(eta), heard_from="control", how="radio"
    )


def test_a_promise_heard_here_is_overdue_until_they_are_there() -> None:
    night = opened()
    night.add(_promise(), 3)
    assert "eta-passed" not in raised(night, 12)
    sentence = "OVERDUE: Police, expected 02:12 GMT (as recorded here), 3 min"
    assert words(night, 15, "eta-passed") == sentence
    night.add(progress("on-scene", "police"), 15)
    assert "eta-passed" not in raised(night, 600)


def _unit(state: str, who: str = "Unit 1", eta: float = 12) -> Holding:
    sent = {"identifier": "c1", "who": who, "state": state, "eta": at(eta).isoformat()}
    return held(POLICE, Offer.COMMITMENTS, Commitment.read(sent))


def test_a_promise_in_an_agencys_own_system_is_overdue_until_on_scene() -> None:
    night = opened()
    assert "eta-passed" not in raised(night, 12, holdings(_unit("en-route")))
    sentence = "OVERDUE: Unit 1, expected 02:12 GMT, 3 min"
    assert words(night, 15, "eta-passed", holdings(_unit("en-route"))) == sentence
    for state in ("on-scene", "left", "holding", "cannot-attend"):
        assert "eta-passed" not in raised(night, 600, holdings(_unit(state)))


def test_who_was_seen_there_is_not_overdue_though_their_system_lags() -> None:
    """What the alarm's command records must be able to answer the alarm."""
    late = holdings(_unit("will-attend"))
    for who, answered in (("", True), ("unit 1", True), ("Unit 2", False)):
        night = opened()
        night.add(progress("on-scene", POLICE, who), 14)
        assert ("eta-passed" not in raised(night, 20, late)) == answered
    night = opened()
    night.add(progress("en-route", POLICE, "Unit 1"), 14)
    assert "eta-passed" in raised(night, 20, late)


# Actions


def test_an_action_is_overdue_after_its_time_until_done() -> None:
    night = opened()
    action = night.add(b.Action(text="ring the ward", owner="Jo Example", due=at(30)), 2)
    night.add(b.Action(text="no time said", owner="Jo Example"), 2)
    assert "action-overdue" not in raised(night, 30)
    sentence = "ACTION OVERDUE: Jo Example: ring the ward, 5 min"
    assert words(night, 35, "action-overdue") == sentence
    night.add(b.ActionDone(action=action.id), 36)
    assert "action-overdue" not in raised(night, 600)


# Plans


def test_a_draft_says_its_version_and_how_much_is_missing() -> None:
    dated = at(-21 * 24 * 60).isoformat()
    what = holdings(held(MATERNITY, Offer.PLANS, plan(dated=dated)))
    sentence = words(opened(), 1, "plan-draft", what)
    assert sentence.startswith("Plan at Maternity is a DRAFT (version 3, ")
    assert sentence.endswith(" parts missing), 21 days")
    agreed = holdings(held(MATERNITY, Offer.PLANS, plan(status="agreed")))
    assert "plan-draft" not in raised(opened(), 1, agreed)


def test_copies_that_differ_say_from_which() -> None:
    old = plan("2", "agreed", fields={"home_hospital": "another"})
    what = holdings(
        held(MATERNITY, Offer.PLANS, plan("3", "agreed")), held(POLICE, Offer.PLANS, old)
    )
    sentence = "Plan at Police (version 2) DIFFERS from the newest copy (version 3) in 2 places"
    assert raised(opened(), 1, what)["plan-differs"].text == sentence
    same = holdings(
        held(MATERNITY, Offer.PLANS, plan("3", "agreed")),
        held(POLICE, Offer.PLANS, plan("3", "agreed")),
    )
    assert "plan-differs" not in raised(opened(), 1, same)


def test_one_place_is_one_place() -> None:
    what = holdings(
        held(MATERNITY, Offer.PLANS, plan("3", "agreed", fields={"feeding": "x"})),
        held(POLICE, Offer.PLANS, plan("3", "agreed")),
    )
    assert raised(opened(), 1, what)["plan-differs"].text.endswith("in 1 place")


def test_none_held_is_said_and_could_not_check_is_not_none_held() -> None:
    none = held(MATERNITY, Offer.PLANS)
    what = holdings(none)
    assert raised(opened(), 1, what)["plan-missing"].text == "Maternity holds NO birth plan"
    assert "plan-missing" not in raised(opened(), 1, holdings())
    failed = holdings(Holding(MATERNITY, Offer.PLANS).failed("timed out", at(1)))
    assert "plan-missing" not in raised(opened(), 1, failed)
    assert "plan-missing" not in raised(opened(), 1, holdings(none.failed("timed out", at(1))))


def test_the_newest_plan_is_unread_until_read_and_again_when_it_changes() -> None:
    night = opened()
    newest = plan("3", "agreed")
    what = holdings(
        held(MATERNITY, Offer.PLANS, newest), held(POLICE, Offer.PLANS, plan("2", "agreed"))
    )
    sentence = "Nobody has read the newest birth plan (version 3, agreed), 1 min"
    assert words(night, 1, "plan-unread", what) == sentence
    reading = b.PlanRead(agency=MATERNITY, digest=newest.digest, reader="Jo Example")
    entry = night.add(reading, 2)
    assert "plan-unread" not in raised(night, 2, what)
    changed = what.with_holding(held(MATERNITY, Offer.PLANS, plan("3", "agreed", author="x")))
    assert "plan-unread" in raised(night, 2, changed)
    night.strike(entry, 3)
    assert "plan-unread" in raised(night, 3, what)


def test_only_superseded_copies_is_said() -> None:
    old = held(POLICE, Offer.PLANS, plan("2", "superseded"))
    what = holdings(old)
    text = "Every birth plan held is SUPERSEDED: ask for the one in force"
    assert raised(opened(), 1, what)["plan-superseded"].text == text
    assert "plan-unread" not in raised(opened(), 1, what)
    both = what.with_holding(held(MATERNITY, Offer.PLANS, plan("3", "agreed")))
    assert "plan-superseded" not in raised(opened(), 1, both)
    assert "plan-superseded" not in raised(opened(), 1, holdings())


def test_a_plan_that_was_not_fully_read_is_said() -> None:
    what = holdings(held(POLICE, Offer.PLANS, plan("2", "final-ish")))
    assert "not fully read" in raised(opened(), 1, what)["plan-not-read"].text


# Markers


def _marker(text: str = "large dog", category: str | None = "dog") -> Marker:
    return Marker.read({"category": category, "text": text})


def test_markers_are_unread_until_each_is_read_and_again_when_one_changes() -> None:
    night = opened()
    dog, threat = _marker(), _marker("threats", "violence")
    what = holdings(held(POLICE, Offer.MARKERS, dog, threat))
    assert words(night, 1, "markers-unread", what) == "2 warning markers UNREAD, 1 min"
    night.add(b.MarkerRead(agency=POLICE, digest=dog.digest, reader="Jo Example"), 3)
    assert words(night, 3, "markers-unread", what) == "1 warning marker UNREAD, 3 min"
    night.add(b.MarkerRead(agency=POLICE, digest=threat.digest, reader="Jo Example"), 3)
    assert "markers-unread" not in raised(night, 600, what)
    changed = what.with_holding(held(POLICE, Offer.MARKERS, _marker("two large dogs"), threat))
    assert words(night, 4, "markers-unread", changed) == "1 warning marker UNREAD, 4 min"


def test_a_malformed_marker_and_one_from_memory_count_too() -> None:
    malformed = Marker.read({"text": "free text only"})
    assert not malformed.fully_read
    remembered = held(POLICE, Offer.MARKERS, malformed).failed("timed out", at(2))
    assert "markers-unread" in raised(opened(), 3, holdings(remembered))


# Sources


def test_a_failing_source_says_what_why_and_since_when() -> None:
    night = opened()
    failing = Holding(POLICE, Offer.PLANS).failed("no answer within 8 s", at(5))
    again = failing.failed("no answer within 8 s", at(7))
    markers = Holding(POLICE, Offer.MARKERS).failed("no answer within 8 s", at(6))
    what = holdings(again, markers)
    sentence = "COULD NOT CHECK Police (plans, markers: no answer within 8 s), 4 min"
    assert words(night, 9, "source-failing", what) == sentence
    assert raised(night, 9, what)["source-failing"].since == at(5)
    back = what.with_holding(again.answered((), at(9))).with_holding(markers.answered((), at(9)))
    assert "source-failing" not in raised(night, 9, back)


def test_two_reasons_of_one_agency_are_one_alarm() -> None:
    what = holdings(
        Holding(POLICE, Offer.PLANS).failed("timed out", at(5)),
        Holding(POLICE, Offer.WATCH_LIST).failed("refused", at(6)),
    )
    text = "COULD NOT CHECK Police (plans: timed out; watch list: refused)"
    assert raised(opened(), 9, what)["source-failing"].text == text


def test_a_source_is_stale_at_its_threshold_until_it_answers() -> None:
    night = opened()
    what = holdings(held(POLICE, Offer.WATCH_LIST, minute=3))
    assert "source-stale" not in raised(night, 5 - JUST_BEFORE, what)
    assert words(night, 5, "source-stale", what) == "Police: watch list not refreshed, 2 min"
    assert "source-stale" not in raised(night, 5, what, Thresholds(source_stale=3))
    fresh = what.with_holding(held(POLICE, Offer.WATCH_LIST, minute=5))
    assert "source-stale" not in raised(night, 5, fresh)


def test_what_was_never_asked_for_is_no_alarm() -> None:
    assert set(raised(opened(), 1, holdings())) == set()


def test_nobody_linked_is_said_where_plans_cannot_be_asked_for() -> None:
    night = opened()
    unasked = holdings(held(MATERNITY, Offer.PLANS, plan(), minute=1))
    assert "nobody-linked" not in raised(night, 2 - JUST_BEFORE, unasked)
    alarm = raised(night, 2, unasked)["nobody-linked"]
    assert alarm.text == "NOBODY IS LINKED: birth plans are asked by NHS number"
    assert alarm.command == "people"
    mother = {"name": "A Example", "relation": Relation.MOTHER}
    night.add(b.PersonLinked(**mother), 2)
    text = raised(night, 3, unasked)["nobody-linked"].text
    assert text.startswith("NOBODY WITH AN NHS NUMBER IS LINKED")
    night.add(b.PersonLinked(**mother, nhs_number="9990000018"), 3)
    assert "nobody-linked" not in raised(night, 3, unasked)


def test_where_no_agency_holds_plans_nobody_need_be_linked_for_them() -> None:
    assert "nobody-linked" not in raised(opened(), 60)


# All together


def test_a_closed_incident_keeps_only_what_it_left_behind() -> None:
    night = opened()
    first = night.add(will(20), 6)
    night.add(told(first, "Ambulance control"), 7)
    night.add(b.Action(text="MARAC", owner="daytime team", due=at(60)), 8)
    night.add(cannot(), 25)
    what = holdings(
        held(MATERNITY, Offer.PLANS, plan(), minute=1),
        held(POLICE, Offer.MARKERS, _marker(), minute=1),
        Holding(POLICE, Offer.PLANS).failed("timed out", at(5)),
    )
    assert len(codes(night, 70, what)) > 6
    closing = night.add(b.IncidentClosed(reason="baby in hospital"), 75)
    assert codes(night, 80, what) == ["old-answer", "action-overdue"]
    night.strike(closing, 81)
    assert len(codes(night, 82, what)) > 6


def test_the_loudest_stands_first() -> None:
    night = opened()
    night.add(told(night.add(will(20), 6), "Midwife"), 7)
    night.add(will(30, "roadworks"), 8)
    night.add(b.Action(text="MARAC", owner="daytime team", due=at(60)), 8)
    what = holdings(
        held(MATERNITY, Offer.PLANS, plan(), minute=1),
        held(POLICE, Offer.PLANS, plan("2"), minute=1),
        held(POLICE, Offer.MARKERS, _marker(), minute=1),
        Holding(POLICE, Offer.WATCH_LIST).failed("timed out", at(5)),
    )
    found = alarms(night.state, what, at(70), Thresholds())
    codes = list(dict.fromkeys(alarm.code for alarm in found))
    assert codes == [
        *("old-answer", "no-decision-maker", "eta-passed", "markers-unread", "plan-unread"),
        *("no-lead", "action-overdue"),
        *("not-told", "source-failing", "plan-differs", "plan-draft", "source-stale"),
    ]
    assert [alarm.level for alarm in found] == sorted(alarm.level for alarm in found)


def test_of_one_kind_the_oldest_stands_first() -> None:
    night = opened()
    for minute in (40, 20, 30):
        night.add(b.Action(text=f"due {minute}", owner="x", due=at(minute)), 2)
    found = [a for a in alarms(night.state, NONE, at(60), Thresholds()) if a.subject]
    assert [alarm.since for alarm in found] == [at(20), at(30), at(40)]


def test_two_drafts_of_one_agency_are_two_alarms_told_apart() -> None:
    what = holdings(held(MATERNITY, Offer.PLANS, plan("3"), plan("2"), plan("1")))
    drafts = [
        a for a in alarms(opened().state, what, at(1), Thresholds()) if a.code == "plan-draft"
    ]
    assert [a.subject for a in drafts] == ["Maternity", "Maternity #2", "Maternity #3"]
    assert [a.text[:39] for a in drafts] == [
        f"Plan at Maternity is a DRAFT (version {n}" for n in (3, 2, 1)
    ]


FACTS: dict[Offer, st.SearchStrategy[Any]] = {
    Offer.PLANS: st.builds(
        plan,
        st.sampled_from(["1", "2", "3", "\x1b[2J"]),
        st.sampled_from(["draft", "agreed", "superseded", "?"]),
    ),
    Offer.MARKERS: st.builds(_marker, st.sampled_from(["dog", "\x1b]0;x\x07", "x" * 5_000])),
    Offer.COMMITMENTS: st.sampled_from(["en-route", "on-scene"]).map(
        lambda state: _unit(state, "\x1b[31mUnit\n1").facts[0]
    ),
    Offer.WATCH_LIST: st.just(WatchEntry.read({"mother": "A Example"})),
    Offer.CHILD_PROTECTION: st.just(ChildProtection.read({"authority": "\x1b[2J"})),
    Offer.EARLIER_LOOKS: st.just(EarlierLook.read({"who": "\x1b[2J"})),
}


@st.composite
def anything_held(draw: Any) -> Holdings:
    found = Holdings.unasked(SOURCES)
    for holding in found.held:
        facts = draw(st.lists(FACTS[holding.offer], max_size=3))
        minute = draw(st.integers(0, 90))
        match draw(st.sampled_from(["unasked", "answered", "failed", "remembered"])):
            case "answered":
                new = holding.answered(facts, at(minute))
            case "failed":
                new = holding.failed("\x1b[2J" * 99, at(minute))
            case "remembered":
                new = holding.answered(facts, at(minute)).failed("timed out", at(minute + 1))
            case _:
                new = holding
        found = found.with_holding(new)
    return found


ANY_LENGTH = (
    "old-answer",
    "source-failing",
    "source-not-looked",
    "plan-not-read",
    "plan-not-given",
)
"""Alarms that name somebody else's words; the others fit a line."""


@given(nights(), anything_held(), st.integers(0, 300))
def test_every_alarm_can_be_shown_answered_and_told_apart(
    log: tuple[Any, ...], what: Holdings, minute: int
) -> None:
    night = Night(list(log))
    now = at(minute)
    found = alarms(night.state, what, now, Thresholds())
    assert len({(alarm.code, alarm.subject) for alarm in found}) == len(found)
    assert list(found) == sorted(found, key=lambda alarm: alarm.level)
    for alarm in found:
        assert alarm.command in COMMANDS
        assert alarm.level in LEVEL_WORDS
        assert alarm.text.isprintable(), "one line, and nothing that a terminal obeys"
        assert len(alarm.words(now)) < 1_000
        if alarm.code not in ANY_LENGTH:
            assert len(alarm.text) <= 120
        if alarm.level is Level.ALARM:
            assert alarm.since <= now + timedelta(days=1)
