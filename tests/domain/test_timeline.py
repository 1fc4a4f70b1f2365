"""The timeline of a night: worked examples, and what must hold for any night."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from ooh_console.domain import bodies as b
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.sources import BY_HAND, AgencyKind, Offer, Source, SourceState
from ooh_console.domain.state import fold
from ooh_console.domain.text import name_key
from ooh_console.domain.timeline import Bar, Group, Happened, Stood, Timeline, timeline
from tests.domain.nights import (
    Night,
    accepted,
    at,
    cannot,
    named,
    nights,
    opened,
    progress,
    told,
    will,
)

END = at(600)


def drawn(night: Night) -> Timeline:
    found = timeline(night.entries, night.state, END)
    assert found is not None
    return found


def bars(night: Night, lane: str) -> list[tuple[float, float | None, Stood, str]]:
    """Bars in minutes of the night."""

    def minute(moment: object) -> float | None:
        return None if moment is None else (moment - at(0)) / timedelta(minutes=1)  # type: ignore[operator]

    found = drawn(night).on(lane)[0]
    return [(minute(o.since) or 0, minute(o.until), o.stood, o.words) for o in found]


def test_nothing_without_an_opening() -> None:
    assert timeline((), fold(()), END) is None


def test_a_decision_maker_is_missing_named_accepted_and_changed() -> None:
    night = opened()
    first = night.add(named("Insp Example"), 7)
    night.add(accepted(first), 9)
    night.add(named("Sgt Sample", "shift"), 30)
    assert bars(night, "decision maker") == [
        (0, 7, Stood.MISSING, "NOT IDENTIFIED"),
        (7, 9, Stood.WAITING, "Insp Example, not accepted"),
        (9, 30, Stood.IN_FORCE, "Insp Example"),
        (30, None, Stood.WAITING, "Sgt Sample, not accepted"),
    ]


def test_a_promise_past_its_time_is_overdue_until_somebody_is_there() -> None:
    night = opened()
    night.add(will(eta=20), 5)
    night.add(progress("on-scene", who="Jo Example"), 41)
    assert bars(night, "attendance:ooh") == [
        (0, 5, Stood.MISSING, "not asked"),
        (5, 20, Stood.IN_FORCE, "will attend: Jo Example"),
        (20, 41, Stood.OVERDUE, "OVERDUE: Jo Example"),
        (41, None, Stood.IN_FORCE, "on scene: Jo Example"),
    ]


def test_who_believed_the_old_answer_and_for_how_long() -> None:
    night = opened()
    first = night.add(will(), 5)
    night.add(told(first, "Police control"), 6)
    night.add(told(first, "Midwife"), 7)
    second = night.add(cannot("second emergency"), 20)
    heard = night.add(told(second, "police  control"), 33)
    night.add(b.NoticeConfirmed(notice=heard.id, by="Sgt Sample"), 34)
    assert bars(night, "told:police control") == [(20, 33, Stood.OLD, "OOH attendance")]
    assert bars(night, "told:midwife") == [(20, None, Stood.OLD, "OOH attendance")]
    marks = drawn(night).on("told:police control")[1]
    assert [(m.what, m.at) for m in marks] == [
        (Happened.TOLD, at(6)),
        (Happened.TOLD, at(33)),
        (Happened.READ_BACK, at(34)),
    ]


def test_an_answer_told_late_was_old_from_when_it_was_told() -> None:
    night = opened()
    first = night.add(will(), 5)
    night.add(cannot("second emergency"), 20)
    night.add(told(first, "Midwife"), 25)
    night.add(b.CirculationChanged(recipient="Midwife", change="removed", reason="gone home"), 40)
    assert bars(night, "told:midwife") == [(25, 40, Stood.OLD, "OOH attendance")]


def test_a_struck_answer_makes_no_bar_and_its_mark_stays() -> None:
    night = opened()
    wrong = night.add(named("Somebody Else"), 7)
    night.strike(wrong, 8)
    assert bars(night, "decision maker") == [(0, None, Stood.MISSING, "NOT IDENTIFIED")]
    marks = drawn(night).on("recorded:duty worker")[1]
    assert [mark.entry.id for mark in marks if mark.struck] == [wrong.id]


def test_what_happened_long_before_stands_at_the_edge() -> None:
    night = opened()
    night.add(b.Note(text="referred last week"), -7 * 24 * 60, 10)
    found = drawn(night)
    assert found.since == at(-12 * 60)
    assert found.share(at(-7 * 24 * 60)) == 0.0
    assert found.share(found.until) == 1.0


def _screen(state: SourceState) -> Holdings:
    source = Source("Police", AgencyKind.POLICE, (Offer.MARKERS,))
    held = Holding("Police", Offer.MARKERS, state, fetched_at=at(0), reason="no answer")
    return Holdings.unasked((source,)).with_holding(held)


def test_an_agency_that_could_not_be_asked_has_a_bar_of_its_own() -> None:
    night = opened()
    screens = [
        (at(1), _screen(SourceState.NONE_HELD)),
        (at(2), _screen(SourceState.HELD)),
        (at(5), _screen(SourceState.COULD_NOT_CHECK)),
        (at(9), _screen(SourceState.HELD)),
    ]
    found = timeline(night.entries, night.state, END, screens)
    assert found is not None
    assert [(bar.since, bar.until, bar.stood) for bar in found.on("asked:Police")[0]] == [
        (at(1), at(5), Stood.REACHED),
        (at(5), at(9), Stood.UNREACHED),
        (at(9), None, Stood.REACHED),
    ]


@pytest.mark.parametrize("offer", sorted({*BY_HAND, Offer.WATCH_LIST}))
@pytest.mark.parametrize(
    ("state", "stood"),
    [
        (SourceState.HELD, Stood.REACHED),
        (SourceState.COULD_NOT_CHECK, Stood.UNREACHED),
        (SourceState.NOT_CHECKED, Stood.WAITING),
    ],
)
def test_what_no_refresh_of_an_incident_asks_for_is_no_lack_of_its_agency(offer, state, stood):
    source = Source("Maternity", AgencyKind.MATERNITY, (Offer.PLANS, offer))
    held = Holding("Maternity", Offer.PLANS, state, fetched_at=at(0), reason="no answer")
    only = Source("Wards", AgencyKind.OTHER, (offer,))
    screens = [(at(1), Holdings.unasked((source, only)).with_holding(held))]
    night = opened()
    found = timeline(night.entries, night.state, END, screens)
    assert found is not None
    (bar,) = found.on("asked:Maternity")[0]
    assert (bar.stood, offer.value in bar.words) == (stood, False)
    assert not found.on("asked:Wards")[0]


@given(nights())
def test_any_night(log: tuple[Entry, ...]) -> None:
    state = fold(log)
    found = timeline(log, state, END)
    if state.opened is None:
        assert found is None
        return
    assert found is not None
    lanes = {lane.key: lane for lane in found.lanes}
    assert len(lanes) == len(found.lanes)
    assert all(thing.lane in lanes for thing in (*found.bars, *found.marks))
    assert all(bar.until is None or bar.since <= bar.until for bar in found.bars)
    for lane in ("decision maker", "lead professional", "attendance:ooh"):
        _no_gap(found.on(lane)[0])
    maker = state.decision_maker
    last = found.on("decision maker")[0][-1]
    assert last.entry == (maker.entry.id if maker else "")
    for topic in b.Topic:
        believing = {name_key(one.recipient) for one in state.still_believe_old(topic)}
        assert believing == {
            bar.lane.removeprefix("told:")
            for bar in found.bars
            if bar.stood is Stood.OLD and bar.words == topic.value and bar.until is None
        }
    recorded = [m.entry.id for m in found.marks if lanes[m.lane].group is Group.RECORDED]
    kept = {"holding_seen", "review_note", "learning", "signed_off"}
    assert sorted(recorded) == sorted(entry.id for entry in log if entry.kind not in kept)


def _no_gap(on: tuple[Bar, ...]) -> None:
    """Answers follow each other, and the last one stands."""
    assert on
    assert on[-1].until is None
    assert all(before.until == after.since for before, after in pairwise(on))
