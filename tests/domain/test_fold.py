"""The fold, over nights made by chance: what holds for every night."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Thresholds, alarms
from ooh_console.domain.entries import Entry, UnreadBody
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.state import State, fold
from tests.domain.nights import AGENCIES, Night, at, made, nights

Log = tuple[Entry, ...]


def answers(state: State) -> tuple[object, ...]:
    """Everything that a state says, worked out."""
    return (
        *(state.opened, state.closed, state.people, state.decision_maker, state.lead),
        *(tuple(state.attending(agency) for agency in AGENCIES), state.agencies_heard),
        *(state.told, state.open_actions, state.birth, state.powers, state.restrictions),
        *(state.readers("d1"), state.readers("m1"), dict(state.struck)),
    )


@given(nights())
def test_entry_by_entry_is_the_same_as_from_scratch_at_every_moment(log: Log) -> None:
    state = State()
    for count, entry in enumerate(log, 1):
        state = state.with_entry(entry)
        scratch = fold(log[:count])
        assert state == scratch
        assert answers(state) == answers(scratch)


@given(nights())
def test_any_beginning_of_a_night_can_be_shown(log: Log) -> None:
    for count in range(len(log) + 1):
        state = fold(log[:count])
        answers(state)
        alarms(state, Holdings(), at(1_000), Thresholds())


@given(nights(), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_arrive_does_not_matter(log: Log, random: object) -> None:
    shuffled = list(log)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert answers(fold(shuffled)) == answers(fold(log))
    state = State()
    for entry in shuffled:
        state = state.with_entry(entry)
    assert answers(state) == answers(fold(log))


@given(nights())
def test_a_new_entry_leaves_the_state_before_it_alone(log: Log) -> None:
    before = fold(log[:-1])
    kept = answers(before)
    before.with_entry(log[-1])
    assert answers(before) == kept
    assert before == fold(log[:-1])


@given(nights())
def test_notes_do_not_change_the_state(log: Log) -> None:
    assert fold(entry for entry in log if entry.kind != "note") == fold(log)


@given(nights())
def test_what_cannot_be_read_does_not_change_the_state(log: Log) -> None:
    assert fold(entry for entry in log if not isinstance(entry.body, UnreadBody)) == fold(log)


@given(nights(), st.data())
def test_a_strike_takes_an_entry_out_and_striking_the_strike_brings_it_back(
    log: Log, data: st.DataObject
) -> None:
    state = fold(log)
    free = [
        e
        for e in log
        if e.id not in state.struck
        and e.kind != "correction"
        and not isinstance(e.body, UnreadBody)
    ]
    assume(free)
    target = data.draw(st.sampled_from(free))
    night = Night(list(log))

    strike = night.strike(target, 300)
    assert night.state.struck[target.id] == strike
    assert _said(night.state) == _said(fold(entry for entry in log if entry.id != target.id))
    assert target in night.state.kinds.get(target.kind, (target,)), "it stays readable"

    restored = night.strike(strike, 301)
    assert target.id not in night.state.struck
    assert night.state.struck[strike.id] == restored
    assert _said(night.state) == _said(state)

    night.strike(restored, 302)
    assert _said(night.state) == _said(fold(entry for entry in log if entry.id != target.id))


def _said(state: State) -> tuple[object, ...]:
    return answers(state)[:-1]


@given(nights())
def test_who_is_struck_is_so_by_a_correction_that_counts(log: Log) -> None:
    state = fold(log)
    corrections = [e for e in log if isinstance(e.body, b.Correction)]
    for entry in log:
        striking = [c for c in corrections if c.body.entry == entry.id and c.id not in state.struck]
        assert (entry.id in state.struck) == bool(striking)
    for struck, correction in state.struck.items():
        assert correction.body.entry == struck  # type: ignore[union-attr]
        assert correction.id not in state.struck


@given(nights(), st.sampled_from(["decision_maker_set", "lead_set", "attendance_answered"]))
def test_an_old_event_recorded_late_never_overrides_a_newer_answer(log: Log, kind: str) -> None:
    state = fold(log)
    newest = state.last(kind)
    if newest is None:
        return
    old = made(len(log) + 1, newest.body, at(-60), at(600))
    after = state.with_entry(old)
    assert after.last(kind) == newest
    assert answers(after)[3:6] == answers(state)[3:6]
    assert after.told == state.told


@given(nights())
def test_the_answer_in_force_is_the_latest_event_that_counts(log: Log) -> None:
    state = fold(log)
    for topic, kind in (
        (b.Topic.DECISION_MAKER, "decision_maker_set"),
        (b.Topic.LEAD, "lead_set"),
        (b.Topic.OOH, "attendance_answered"),
    ):
        counting = [
            e
            for e in log
            if e.kind == kind and e.id not in state.struck and not isinstance(e.body, UnreadBody)
        ]
        latest = max(counting, key=lambda e: (e.occurred_at, e.seq), default=None)
        assert state.answer(topic) == latest


@given(nights())
def test_the_decision_maker_accepted_only_if_this_naming_was(log: Log) -> None:
    maker = fold(log).decision_maker
    if maker is None:
        return
    assert isinstance(maker.entry.body, b.DecisionMakerSet)
    assert maker.party == maker.entry.body.who
    struck = fold(log).struck
    acceptances = [
        e
        for e in log
        if isinstance(e.body, b.DecisionMakerAccepted)
        and e.body.answer == maker.entry.id
        and e.id not in struck
    ]
    assert (maker.accepted is not None) == bool(acceptances)
    assert maker.accepted is None or maker.accepted in acceptances


@given(nights())
def test_nobody_is_counted_as_told_what_they_were_not_told(log: Log) -> None:
    state = fold(log)
    for one in state.told:
        notice = one.notice.body
        assert isinstance(notice, b.NoticeGiven)
        assert one.notice.id not in state.struck
        answer = state.answer(one.topic)
        assert one.current == (answer is not None and notice.answer == answer.id)
        believes = not one.current and not state.is_removed(one.topic, one.recipient)
        assert (one in state.still_believe_old(one.topic)) == believes
        if one.confirmed or one.refused:
            reply = (one.confirmed or one.refused).body  # type: ignore[union-attr]
            assert reply.notice == one.notice.id  # type: ignore[union-attr]
            assert reply.outcome == ("confirmed" if one.confirmed else "refused")  # type: ignore[union-attr]


@given(nights())
def test_each_recipient_counts_once_a_topic_by_what_they_heard_last(log: Log) -> None:
    state = fold(log)
    heard: dict[tuple[b.Topic, str], list[Entry]] = {}
    for entry in log:
        if isinstance(entry.body, b.NoticeGiven) and entry.id not in state.struck:
            name = " ".join(entry.body.recipient.split()).casefold()
            heard.setdefault((entry.body.topic, name), []).append(entry)
    last = {max(told, key=lambda e: (e.occurred_at, e.seq)).id for told in heard.values()}
    assert sorted(one.notice.id for one in state.told) == sorted(last)


@given(nights())
def test_a_changed_answer_makes_everybody_told_before_not_current_at_once(log: Log) -> None:
    night = Night(list(log))
    changed = night.add(_will(), 400)
    state = night.state
    ooh = [one for one in state.told if one.topic is b.Topic.OOH]
    assert not any(one.current for one in ooh)
    for minute, one in enumerate(ooh, 401):
        night.add(_told(changed, one.recipient), minute)
    assert all(one.current for one in night.state.told if one.topic is b.Topic.OOH)
    assert len([one for one in night.state.told if one.topic is b.Topic.OOH]) == len(ooh)


def _will() -> b.AttendanceAnswered:
    return b.AttendanceAnswered(
        answer="will-attend", who="Jo Example", eta=at(500), change_reason="free again"
    )


def _told(answer: Entry, who: str) -> b.NoticeGiven:
    return b.NoticeGiven(
        topic=b.Topic.OOH, answer=answer.id, recipient=who, how="radio", words="OOH comes"
    )


@given(nights())
def test_what_others_heard_is_never_the_answer_of_ooh(log: Log) -> None:
    state = fold(log)
    without = fold(e for e in log if e.kind != "commitment_recorded")
    assert state.ooh == without.ooh
