"""What a debrief measures: worked examples, and the same found again slowly for any night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Thresholds
from ooh_console.domain.entries import Entry, UnreadBody
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.markers import Marker
from ooh_console.domain.measures import Measure, What, measures
from ooh_console.domain.sources import AgencyKind, Offer, Source, SourceState
from ooh_console.domain.state import fold
from ooh_console.domain.text import name_key
from ooh_console.domain.times import clock, local
from tests.domain.nights import Night, accepted, at, cannot, made, named, nights, opened, told, will

LIMITS = Thresholds()


def marker(text: str) -> Marker:
    return Marker.read({"category": text, "text": text, "subject": {"kind": "person", "name": "A"}})


DOG, GUN = marker("Dog"), marker("Gun")


def holding(*markers: Marker) -> Holdings:
    source = Source("Police", AgencyKind.POLICE, (Offer.MARKERS,))
    held = Holding("Police", Offer.MARKERS, SourceState.HELD, facts=markers, fetched_at=at(0))
    return Holdings.unasked((source,)).with_holding(held)


BOTH = holding(DOG, GUN)


def read(one: Marker) -> b.MarkerRead:
    return b.MarkerRead(agency="Police", digest=one.digest, reader="Insp Example")


def of(night: Night, what: What, holdings: Holdings = BOTH) -> list[Measure]:
    return [one for one in measures(night.state, holdings, LIMITS) if one.what is what]


def minutes(night: Night, what: What) -> list[float | None]:
    return [one.minutes for one in of(night, what)]


def test_a_night_in_which_nothing_happens_measures_nothing() -> None:
    assert measures(Night().state, BOTH, LIMITS) == ()
    night = opened()
    assert {one.minutes for one in measures(night.state, BOTH, LIMITS)} == {None}
    assert not of(night, What.FULLY_TOLD)
    assert not of(night, What.MARKERS_READ, holding()), "no marker is held, so none is read"


def test_the_plan_is_opened_by_reading_it_and_by_typing_it_in() -> None:
    night = opened()
    typed = night.add(
        b.PlanReadOut(agency="Maternity", read_by="Midwife", fields={"concerns": "x"}), 9
    )
    assert minutes(night, What.PLAN_OPENED) == [9]
    night.add(b.PlanRead(agency="Maternity", digest="d", reader="x"), 4, recorded=30)
    assert minutes(night, What.PLAN_OPENED) == [4], "when it happened, not when written down"
    night.strike(typed, 31)
    night.strike(night.entries[-2], 32)
    assert minutes(night, What.PLAN_OPENED) == [None], "what was struck through did not happen"


def test_markers_are_read_one_by_one_and_all_when_the_last_is() -> None:
    night = opened()
    night.add(read(GUN), 3)
    assert minutes(night, What.MARKER_READ) == [None, 3]
    assert minutes(night, What.MARKERS_READ) == [None]
    night.add(read(DOG), 22)
    night.add(read(DOG), 40)
    assert minutes(night, What.MARKER_READ) == [22, 3]
    assert minutes(night, What.MARKERS_READ) == [22]
    assert [one.subject for one in of(night, What.MARKER_READ)] == [
        "Police, A, Dog",
        "Police, A, Gun",
    ]
    changed = holding(DOG, marker("Gun, loaded"))
    assert of(night, What.MARKERS_READ, changed)[0].minutes is None, "it reads otherwise now"


def test_who_decides_is_named_and_then_accepts() -> None:
    night = opened()
    first = night.add(named(), 7)
    assert minutes(night, What.DECISION_MAKER_NAMED) == [7]
    assert minutes(night, What.ACCEPTANCE) == [None]
    night.add(accepted(first), 11)
    night.add(named("Sgt Sample", "relieved"), 30)
    assert minutes(night, What.DECISION_MAKER_ACCEPTED) == [11]
    assert minutes(night, What.ACCEPTANCE) == [4]
    night.strike(first, 31)
    assert minutes(night, What.DECISION_MAKER_NAMED) == [30]
    assert minutes(night, What.DECISION_MAKER_ACCEPTED) == [None], "of one who was never named"


def test_ooh_is_asked_and_answers() -> None:
    night = opened()
    night.add(b.AttendanceRequested(agency="Ambulance", asked_by="x"), 1)
    assert minutes(night, What.OOH_ASKED) == [None], "another agency was asked"
    night.add(b.AttendanceRequested(asked_by="Unit 7"), 6)
    assert minutes(night, What.OOH_ANSWER) == [None]
    night.add(will(), 8)
    night.add(cannot(), 25)
    found = [minutes(night, what) for what in (What.OOH_ASKED, What.OOH_ANSWERED, What.OOH_ANSWER)]
    assert found == [[6], [8], [2]]


def test_an_answer_that_nobody_asked_for_counts_as_asked() -> None:
    night = opened()
    night.add(cannot(), 4)
    assert minutes(night, What.OOH_ASKED) == minutes(night, What.OOH_ANSWERED) == [4]


def test_from_a_changed_answer_until_everybody_knows_it() -> None:
    night = opened()
    promise = night.add(will(), 6)
    for name in ("Police control", "Ambulance control", "Midwife"):
        night.add(told(promise, name), 6)
    assert not of(night, What.FULLY_TOLD)
    other = night.add(cannot(), 25)
    (waiting,) = of(night, What.FULLY_TOLD)
    assert (waiting.minutes, waiting.people, waiting.subject) == (None, 3, "OOH attendance")
    night.add(told(other, "Midwife"), 31)
    # Told first, written down last: the last of them heard it at 31.
    night.add(told(other, "Ambulance control"), 27, recorded=33)
    night.add(
        b.CirculationChanged(recipient="police  control", change="removed", reason="gone"), 34
    )
    (done,) = of(night, What.FULLY_TOLD)
    assert (done.since, done.until, done.minutes) == (at(25), at(34), 9)


def test_an_answer_that_changes_again_before_everybody_knows_is_one_wait() -> None:
    night = opened()
    promise = night.add(will(), 6)
    night.add(told(promise, "Midwife"), 6)
    night.add(cannot(), 20)
    again = night.add(will(90, "the other call is over"), 30)
    night.add(told(again, "Midwife"), 34)
    assert minutes(night, What.FULLY_TOLD) == [14]
    last = night.add(cannot(), 50)
    night.add(told(last, "Midwife"), 51)
    assert minutes(night, What.FULLY_TOLD) == [14, 1]


def test_a_notice_written_down_late_waits_from_when_the_answer_changed() -> None:
    night = opened()
    promise = night.add(will(), 6)
    other = night.add(cannot(), 25)
    night.add(told(promise, "Midwife"), 10, recorded=40)
    night.add(told(other, "Midwife"), 41)
    assert minutes(night, What.FULLY_TOLD) == [16]


def test_an_answer_struck_through_is_wrong_from_when_it_was_heard() -> None:
    night = opened()
    night.add(will(), 6)
    wrong = night.add(cannot(), 25)
    night.add(told(wrong, "Midwife"), 28)
    night.strike(wrong, 35)
    night.add(told(night.entries[1], "Midwife"), 37)
    assert minutes(night, What.FULLY_TOLD) == [9]


@pytest.mark.parametrize(
    "change", [datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)]
)
def test_minutes_are_those_that_pass_over_a_clock_change(change: datetime) -> None:
    """In autumn the clock shows the first time again, in spring it skips an hour: ten minutes from
    five before the change are ten minutes."""
    log = opened().entries
    before, after = change - timedelta(minutes=5), change + timedelta(minutes=5)
    log = [replace(log[0], occurred_at=before, recorded_at=before)]
    answer = made(2, will(), before, before)
    log += [answer, made(3, told(answer, "Midwife"), before, before)]
    other = made(4, cannot(), before, before)
    log += [other, made(5, named(), after, after), made(6, told(other, "Midwife"), after, after)]
    assert (clock(before), clock(after)) in (("01:55 BST", "01:05 GMT"), ("00:55 GMT", "02:05 BST"))
    by = {one.what: one for one in measures(fold(log), BOTH, LIMITS)}
    assert by[What.DECISION_MAKER_NAMED].minutes == 10
    assert by[What.DECISION_MAKER_NAMED].exceeded(after)
    assert by[What.FULLY_TOLD].minutes == 10
    assert not by[What.ACCEPTANCE].exceeded(local(after + timedelta(minutes=2)))
    assert by[What.ACCEPTANCE].exceeded(local(after + timedelta(minutes=3)))


@pytest.mark.parametrize(
    ("minute", "now", "exceeded"),
    [(4.9, 60, False), (5, 60, True), (22, 60, True), (None, 4, False), (None, 5, True)],
)
def test_the_limit_is_the_alarm_of_the_configuration(
    minute: float | None, now: float, exceeded: bool
) -> None:
    night = opened()
    if minute is not None:
        night.add(named(), minute)
    (one,) = of(night, What.DECISION_MAKER_NAMED)
    assert one.limit == LIMITS.no_decision_maker == 5
    assert one.exceeded(at(now)) is exceeded
    assert not of(night, What.PLAN_OPENED)[0].exceeded(at(10_000)), "no alarm has a word on it"


# Any night


Log = tuple[Entry, ...]
_READ = {"m1": DOG.digest, "m2": GUN.digest}


def _reading(log: Log) -> Log:
    """The markers that are read in it are those of `BOTH`."""
    return tuple(
        replace(e, body=e.body.model_copy(update={"digest": _READ[e.body.digest]}))
        if isinstance(e.body, b.MarkerRead)
        else e
        for e in log
    )


logs = nights().map(_reading).filter(lambda log: fold(log).opened is not None)


def slowly(log: Log) -> Counter[tuple[str, float | None]]:
    """The measures worked out again, each from the raw entries alone."""
    struck = fold(log).struck
    live = [e for e in log if e.id not in struck and not isinstance(e.body, UnreadBody)]
    began = min(log[0].occurred_at, log[0].recorded_at)

    def when(entries: Iterable[Entry]) -> list[datetime]:
        return sorted(entry.occurred_at for entry in entries)

    def after(start: list[datetime], found: list[datetime]) -> float | None:
        if not start or not found:
            return None
        return max(0.0, (found[0] - start[0]).total_seconds() / 60)

    start = [began]
    plan = when(e for e in live if e.kind in ("plan_read", "plan_read_out"))
    named = [e for e in live if e.kind == "decision_maker_set"]
    yes = when(
        e
        for e in live
        if isinstance(e.body, b.DecisionMakerAccepted) and e.body.answer in {n.id for n in named}
    )
    answered = when(e for e in live if e.kind == "attendance_answered")
    asked = sorted(
        [
            *answered,
            *when(
                e
                for e in live
                if isinstance(e.body, b.AttendanceRequested)
                and name_key(e.body.agency) == name_key(b.OOH)
            ),
        ]
    )
    found = Counter(
        [
            ("plan-opened", after(start, plan)),
            ("decision-maker-named", after(start, when(named))),
            ("decision-maker-accepted", after(start, yes)),
            ("acceptance", after(when(named), yes)),
            ("ooh-asked", after(start, asked)),
            ("ooh-answered", after(start, answered)),
            ("ooh-answer", after(asked, answered)),
        ]
    )
    read = [
        when(e for e in live if isinstance(e.body, b.MarkerRead) and e.body.digest == one.digest)
        for one in (DOG, GUN)
    ]
    found.update(("marker-read", after(start, one)) for one in read)
    last = [max(one[0] for one in read)] if all(read) else []
    found["markers-read", after(start, last)] += 1
    for topic in b.Topic:
        found.update(("fully-told", took) for took in waits(log, topic))
    return found


def waits(log: Log, topic: b.Topic) -> list[float | None]:
    """How long somebody believed an old answer, from the state after each entry, made anew."""
    found: list[float | None] = []
    since = until = None
    before = 0
    for count, entry in enumerate(log, 1):
        state = fold(log[:count])
        believing = state.still_believe_old(topic)
        if believing and since is None:
            heard = min(one.notice.occurred_at for one in believing)
            answer = state.to_tell(topic)
            since = until = max(heard, answer.occurred_at) if answer else heard
        elif since is not None and until is not None and len(believing) < before:
            until = max(until, entry.occurred_at)
        if since is not None and until is not None and not believing:
            found.append((until - since).total_seconds() / 60)
            since = None
        before = len(believing)
    return [*found, None] if since is not None else found


@given(logs)
def test_the_same_is_found_slowly(log: Log) -> None:
    found = measures(fold(log), BOTH, LIMITS)
    assert Counter((one.what.value, one.minutes) for one in found) == slowly(log)


@given(logs)
def test_no_measure_is_negative_and_the_whole_never_takes_less_than_a_part(log: Log) -> None:
    found = measures(fold(log), BOTH, LIMITS)
    for one in found:
        assert one.minutes is None or one.minutes >= 0
    by = {one.what: one for one in found}
    asked, answered = by[What.OOH_ASKED], by[What.OOH_ANSWERED]
    if answered.until:
        assert asked.until is not None
        assert asked.until <= answered.until
    parts = [one.minutes for one in found if one.what is What.MARKER_READ]
    whole = by[What.MARKERS_READ].minutes
    assert (whole is None) == (None in parts)
    assert whole is None or whole == max(m for m in parts if m is not None)


@given(logs)
def test_what_has_happened_is_not_measured_otherwise_later(log: Log) -> None:
    """Entries that come in the order of events, with nothing struck: a measure that was reached
    stays as it is, and one that was not can only come."""
    calm = tuple(
        sorted((e for e in log if e.kind != "correction"), key=lambda e: (e.occurred_at, e.seq))
    )
    calm = tuple(replace(entry, seq=seq) for seq, entry in enumerate(calm, 1))
    if calm[0].kind != "incident_opened":
        return
    before: list[tuple[str, float]] = []
    for count in range(1, len(calm) + 1):
        now = [
            (f"{one.what}/{one.subject}/{one.since}", one.minutes)
            for one in measures(fold(calm[:count]), BOTH, LIMITS)
            if one.minutes is not None
        ]
        assert not Counter(before) - Counter(now)
        before = now
