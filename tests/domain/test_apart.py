"""Desks that were cut off: who knew what, which answers need a person, what each desk showed."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Thresholds, alarms
from ooh_console.domain.apart import (
    closed_without,
    given_apart,
    knew,
    known_since,
    seen_at,
    shared_at,
)
from ooh_console.domain.bodies import Topic
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.rules import objection
from ooh_console.domain.state import fold
from tests.domain.nights import Night, at, cannot, lead, moved, named, opened, shared, told, will


def two_cut_off() -> tuple[Night, Entry, Entry]:
    """Desk 1 was connected; desk 2 was not, from minute 10 to 70."""
    night = opened()
    mine = night.add(named("Insp Here"), 15)
    theirs = night.add(named("Sgt There"), 20, desk="desk 2")
    night.add(shared(theirs, known=1, since=10, desk="desk 2")(night), 70, desk="desk 2")
    return night, mine, theirs


def apart_in(night: Night, topic: Topic = Topic.DECISION_MAKER) -> list[str]:
    return [entry.id for entry in given_apart(topic, night.state)]


def test_two_decision_makers_named_apart_are_an_alarm_until_somebody_says_who() -> None:
    night, mine, theirs = two_cut_off()
    assert apart_in(night) == [mine.id, theirs.id]
    (alarm,) = [
        a
        for a in alarms(night.state, Holdings(), at(71), Thresholds())
        if a.code == "answers-apart"
    ]
    assert alarm.words(at(72)) == (
        "TWO DECISION MAKERS named apart: Insp Here (desk 1, 02:15 GMT), Sgt There (desk 2, 02:20 "
        "GMT): say who decides, 2 min"
    )
    assert (alarm.command, alarm.since) == ("decision-maker", at(70))
    # Nothing is overwritten: until then the one that was named last stands.
    assert night.state.decision_maker is not None
    assert night.state.decision_maker.entry == theirs
    night.add(named("Insp Here", "both spoke"), 75)
    assert apart_in(night) == []


def test_striking_one_through_settles_it_and_so_does_agreeing() -> None:
    night, mine, theirs = two_cut_off()
    night.strike(theirs, 75)
    assert apart_in(night) == []
    assert night.state.decision_maker is not None
    assert night.state.decision_maker.entry == mine

    night = opened()
    night.add(named("Sgt  ONE"), 15)
    night.add(named("Sgt One"), 20, desk="desk 2")
    night.add(shared()(night), 70, desk="desk 2")
    assert apart_in(night) == []


def test_what_was_known_is_a_change_and_no_conflict() -> None:
    night = opened()
    night.add(named("Insp Here"), 5)
    night.add(named("Sgt There", "took over"), 20, desk="desk 2")
    night.add(shared(known=2, since=10)(night), 70, desk="desk 2")
    assert apart_in(night) == []


def test_a_third_desk_that_knew_of_one_alone_settles_nothing() -> None:
    night, _, theirs = two_cut_off()
    third = night.add(named("DC Third", "handed over"), 30, desk="desk 3")
    night.add(shared(third, known=2, since=18, outbox="three")(night), 80, desk="desk 3")
    assert apart_in(night) == [theirs.id, third.id]


def test_two_deliveries_of_one_outbox_knew_each_other() -> None:
    night = opened()
    first = night.add(named("Sgt One"), 20, desk="desk 2")
    night.add(shared(first, known=1)(night), 60, desk="desk 2")
    then = night.add(named("Sgt Two", "first went home"), 25, desk="desk 2")
    night.add(shared(then, known=1)(night), 61, desk="desk 2")
    assert apart_in(night) == []


@pytest.mark.parametrize(("known", "known_back"), [(3, 1), (1, 2)])
def test_what_was_shared_late_then_lost_and_put_back_knew_what_both_times_say(
    known: int, known_back: int
) -> None:
    night = opened()
    new = night.add(named("Insp New"), 15)
    night.add(b.Note(text="by another desk"), 16)
    old = night.add(named("Sgt Old"), 5, desk="desk 2")
    late = night.add(shared(old, known=known)(night), 10, desk="desk 2")
    night.add(shared(old, late, known=known_back, outbox="two", back=True)(night), 70)
    assert apart_in(night) == [new.id, old.id]
    assert known_since(old, night.state) == at(70)


@pytest.mark.parametrize(
    ("topic", "one", "other", "words"),
    [
        (Topic.LEAD, lead(), lead("Dr Other"), "TWO LEAD PROFESSIONALS named apart: Dr Example"),
        (Topic.LEAD, lead(), b.LeadSet(not_reached="rang the ward"), "none reached"),
        (Topic.OOH, will(), cannot(), "TWO ANSWERS OF OOH given apart: will attend"),
        (
            Topic.HOSPITAL,
            b.HospitalChosen(name="County", decided_by="Dr Example"),
            b.HospitalChosen(name="Royal", decided_by="Dr Example"),
            "TWO HOSPITALS chosen apart: County",
        ),
        (
            Topic.ADDRESS,
            moved("40 Low Row"),
            moved("4 Low Row"),
            "TWO ADDRESSES given apart: 40 Low Row",
        ),
    ],
)
def test_every_topic_is_watched(topic: Topic, one: b.Body, other: b.Body, words: str) -> None:
    night = opened()
    night.add(one, 15)
    night.add(other, 20, desk="desk 2")
    night.add(shared()(night), 70, desk="desk 2")
    assert len(apart_in(night, topic)) == 2
    found = [a.text for a in alarms(night.state, Holdings(), at(71), Thresholds())]
    assert any(words in text for text in found), found


def test_powers_that_are_no_competition_are_none() -> None:
    night = opened()
    epo = {"power": b.Power.EMERGENCY_PROTECTION, "by": {"name": "Court"}, "expires": at(9_000)}
    first = night.add(b.PowerStarted.model_validate(epo), 5)
    night.add(b.PowerExtended(started=first.id, expires=at(9_900)), 15)
    night.add(b.PowerStarted.model_validate(epo), 20, desk="desk 2")
    night.add(shared(known=2)(night), 70, desk="desk 2")
    assert apart_in(night, Topic.POWER) == []
    night.add(b.PowerEnded(started=first.id, reason="discharged"), 21, desk="desk 2")
    night.add(shared(known=2)(night), 71, desk="desk 2")
    assert len(apart_in(night, Topic.POWER)) == 2


# What each desk knew, and when


def test_both_times_of_an_entry_and_who_saw_it_when() -> None:
    night, mine, theirs = two_cut_off()
    state = night.state
    assert (shared_at(theirs, state), shared_at(mine, state)) == (at(70), None)
    assert known_since(theirs, state) == at(70)
    assert [seen_at(theirs, f"desk {n}", state) for n in (1, 2, 3)] == [at(70), at(20), at(70)]
    assert [seen_at(mine, f"desk {n}", state) for n in (1, 2, 3)] == [at(15), at(70), at(15)]


def test_a_desk_whose_entries_were_put_back_was_not_away() -> None:
    night = opened()
    others = night.add(b.Note(text="after the database went back"), 30, desk="desk 2")
    lost = night.add(b.Note(text="before"), 10)
    night.add(shared(lost, known=1, since=10, back=True)(night), 70)
    assert [seen_at(others, f"desk {n}", night.state) for n in (1, 2)] == [at(30), at(30)]


def test_shared_within_a_minute_is_not_called_late() -> None:
    night = opened()
    entry = night.add(named(), 20)
    night.add(shared(entry)(night), 21)
    assert shared_at(entry, night.state) is None


def test_an_old_answer_told_before_the_new_one_was_shared_can_be_written_down() -> None:
    night, mine, _ = two_cut_off()
    notice = told(mine, "Ambulance", Topic.DECISION_MAKER)
    arguments = (night.state, at(40), at(75), night.find)
    assert objection(notice, *arguments) is None
    late = objection(notice, night.state, at(71), at(75), night.find)
    assert late is not None
    assert "has changed" in late


def test_that_something_was_shared_late_cannot_be_struck_through() -> None:
    night, _, _ = two_cut_off()
    strike = b.Correction(entry=night.entries[-1].id, reason="no")
    assert objection(strike, night.state, at(80), at(80), night.find) is not None


# Any night: what the log says of who knew what is what they knew


@dataclass
class Desk:
    number: int
    known: set[str] = field(default_factory=set)
    head: int = 0
    waiting: list[tuple[int, int, set[str]]] = field(default_factory=list)
    """Name, number of entries known of the chain, and what was known."""
    away: bool = False


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["say", "cut", "back"])), max_size=40))
def test_who_knew_what_is_read_from_the_log_alone(steps: list[tuple[int, str]]) -> None:
    night, desks = opened(), [Desk(number) for number in range(3)]
    knew_of: dict[str, set[str]] = {}

    def share(desk: Desk, minute: int) -> None:
        groups: dict[int, list[Entry]] = {}
        for name, known, before in desk.waiting:
            entry = night.add(named(f"P{name}"), name, minute, desk=f"desk {desk.number}")
            before |= {e.id for group in groups.values() for e in group}
            groups.setdefault(known, []).append(entry)
            knew_of[entry.id] = before
        for known, entries in groups.items():
            late = shared(*entries, known=known, desk=f"{desk.number}", outbox=f"{desk.number}")
            night.add(late(night), minute)
        desk.waiting.clear()

    for minute, (number, what) in enumerate(steps, 1):
        desk = desks[number]
        if what == "cut":
            desk.away, desk.head = True, desk.head if desk.away else len(night.entries)
        elif what == "back":
            share(desk, minute)
            desk.away = False
        elif desk.away:
            seen = {e.id for e in night.entries if e.kind == "decision_maker_set"}
            seen = {id for id in seen if int(id[1:]) <= desk.head}
            desk.waiting.append((minute, desk.head, seen))
        else:
            before = {e.id for e in night.entries if e.kind == "decision_maker_set"}
            entry = night.add(named(f"P{minute}"), minute, desk=f"desk {number}")
            knew_of[entry.id] = before
    for desk in desks:
        share(desk, len(steps) + 1)

    state = fold(night.entries)
    answers = [e for e in night.entries if e.kind == "decision_maker_set"]
    for place, later in enumerate(answers):
        for earlier in answers[:place]:
            assert knew(later, earlier, state) == (earlier.id in knew_of[later.id])
    apart = {entry.id for entry in given_apart(Topic.DECISION_MAKER, state)}
    known = set().union(*knew_of.values()) if knew_of else set()
    assert apart == ({e.id for e in answers} - known if len(set(knew_of) - known) > 1 else set())


# Closed by somebody who could not see everything

CLOSING = b.IncidentClosed(reason="mother and baby in hospital")


def closed_apart_in(night: Night) -> list[str]:
    found = alarms(night.state, Holdings(), at(90), Thresholds())
    return [a.text for a in found if a.code == "closed-apart"]


def test_closed_while_a_desk_that_was_cut_off_recorded_more() -> None:
    night = opened()
    closing = night.add(CLOSING, 15)
    note = night.add(b.Note(text="she bleeds"), 20, desk="desk 2")
    other = night.add(named(), 21, desk="desk 2")
    assert closed_apart_in(night) == []
    night.add(shared(note, other, known=1, desk="desk 2")(night), 70, desk="desk 2")
    assert closed_apart_in(night) == [
        "CLOSED by Jo Example (02:15 GMT) without knowing 2 entries of another desk: read, strike "
        "the closing out, close again if it is over"
    ]
    night.strike(closing, 75)
    night.add(CLOSING, 76)
    assert closed_apart_in(night) == []


def test_closed_at_a_desk_that_was_cut_off_while_others_recorded_more() -> None:
    night = opened()
    night.add(b.Note(text="she bleeds"), 15)
    mine = night.add(b.Note(text="all is well"), 18, desk="desk 2")
    closing = night.add(CLOSING, 20, desk="desk 2")
    night.add(shared(mine, closing, known=1, desk="desk 2")(night), 70, desk="desk 2")
    assert closed_without(night.state) == (1, at(70))
    assert len(closed_apart_in(night)) == 1


def test_what_comes_after_a_closing_that_is_known_is_no_alarm_and_neither_is_a_review() -> None:
    night = opened()
    night.add(CLOSING, 15)
    night.add(b.Note(text="the cot was brought back"), 16)
    late = night.add(b.Note(text="read the next morning"), 20, desk="desk 2")
    night.add(shared(late, known=2, desk="desk 2")(night), 70, desk="desk 2")
    review = night.add(b.ReviewNote(text="well done"), 30, desk="desk 3")
    night.add(shared(review, known=1, desk="desk 3", outbox="three")(night), 71, desk="desk 3")
    assert closed_without(night.state) is None


def test_what_was_put_back_is_counted_once() -> None:
    night = opened()
    night.add(CLOSING, 50)
    note = night.add(b.Note(text="she bleeds"), 10, desk="desk 2")
    late = night.add(shared(note, known=1, desk="desk 2")(night), 20, desk="desk 2")
    again = shared(note, late, known=1, desk="desk 2", outbox="two", back=True)
    night.add(again(night), 70)
    assert closed_without(night.state) == (1, at(70))


@pytest.mark.parametrize("others", [0, 2])
def test_a_closing_that_was_put_back_knew_what_was_put_back_with_it(others: int) -> None:
    night = opened()
    for number in range(others):
        night.add(b.Note(text=f"after the database went back {number}"), 50)
    theirs = night.add(b.Note(text="she is well"), 10, desk="desk 2")
    mine = night.add(b.Note(text="so is the baby"), 11)
    closing = night.add(CLOSING, 20)
    night.add(b.Note(text="the cot was brought back"), 30, desk="desk 2")
    then = night.entries[-1]
    by_two = shared(theirs, then, known=1, desk="desk 2", back=True)
    night.add(by_two(night), 70)
    night.add(shared(mine, closing, known=1, back=True)(night), 70)
    assert closed_without(night.state) == ((others, at(70)) if others else None)


@dataclass
class Apart:
    """A desk of the model: which entries of the others it has seen, and what waits there."""

    seen: set[str] = field(default_factory=set)
    waiting: list[tuple[str, int, set[str]]] = field(default_factory=list)
    head: int = 0
    away: bool = False


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["note", "name", "close", "cut", "hear", "first", "back"]),
        ),
        max_size=30,
    )
)
@example([(0, "cut"), (0, "note"), (0, "close"), (0, "first")])
@example([(0, "cut"), (0, "close"), (1, "cut"), (1, "close")])
@example([(0, "cut"), (0, "note"), (1, "note"), (0, "hear"), (0, "close")])
def test_who_closed_without_knowing_what_is_read_from_the_log_alone(
    steps: list[tuple[int, str]],
) -> None:
    night, desks = opened(), [Apart() for _ in range(3)]
    knew_of: dict[str, set[str]] = {}
    """By the words of an entry, of which others its author knew."""
    closings: list[str] = []

    def body(words: str, what: str) -> b.Body:
        if what == "close":
            return b.IncidentClosed(reason=words)
        return b.Note(text=words) if what == "note" else named(words)

    def share(number: int, minute: int, letters: int | None = None) -> None:
        desk, groups = desks[number], {}
        for words, known, before in desk.waiting[:letters]:
            # The night's own time is that of the words: the last closing is the last that was said.
            kind = words.split()[0]
            entry = night.add(body(words, kind), int(words.split()[1]), minute, desk=f"d{number}")
            knew_of[words] = before
            groups.setdefault(known, []).append(entry)
        for known, entries in groups.items():
            late = shared(*entries, known=known, desk=f"d{number}", outbox=f"d{number}")
            night.add(late(night), minute)
        del desk.waiting[:letters]

    for minute, (number, what) in enumerate(steps, 1):
        desk = desks[number]
        if not desk.away or what == "hear":
            # There for a moment, too short to share what waits.
            desk.seen |= set(knew_of)
            desk.head = len(night.entries)
        if what == "cut":
            desk.away = True
        elif what == "first":
            share(number, minute, 1)
        elif what == "back":
            share(number, minute)
            desk.away = False
        elif what != "hear" and (what != "close" or not desk.seen & set(closings)):
            words = f"{what} {minute}"
            closings += [words] if what == "close" else []
            if desk.away:
                desk.waiting.append((words, desk.head, set(desk.seen)))
            else:
                night.add(body(words, what), minute, desk=f"d{number}")
                knew_of[words] = set(desk.seen)
            desk.seen.add(words)
    for number in range(3):
        share(number, len(steps) + 1)

    state = fold(night.entries)
    last = max((words for words in closings), key=lambda w: int(w.split()[1]), default="")
    missed = {
        words
        for words, before in knew_of.items()
        if last and not words.startswith("close") and words not in knew_of[last]
        if last not in before
    }
    found = closed_without(state)
    assert (found[0] if found else 0) == len(missed)
