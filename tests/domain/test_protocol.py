"""The protocol: when a step applies, by when, and what settles it. Never two things at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain import conditions
from ooh_console.domain.alarms import Level, Thresholds, alarms
from ooh_console.domain.facts import FACTS, MOMENTS
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.protocol import (
    COMMANDS,
    Protocol,
    Standing,
    StepNow,
    due_now,
    steps,
)
from ooh_console.domain.state import State, fold
from ooh_console.settings import load, shipped
from tests.domain.nights import (
    START,
    Night,
    accepted,
    at,
    cannot,
    named,
    nights,
    opened,
    told,
    will,
)

NONE = Holdings()
SHIPPED = load(shipped())[0].protocols


def protocol(*found: dict[str, object], **head: object) -> Protocol:
    step = [{"text": "do it", "why": "it helps", **one} for one in found]
    return Protocol.model_validate({"id": "p", "title": "P", "source": "law", "step": step, **head})


def stands(night: Night | State, minute: float, *protocols: Protocol) -> dict[str, StepNow]:
    state = night.state if isinstance(night, Night) else night
    return {one.step.id: one for one in steps(protocols, state, NONE, at(minute))}


BIRTH = b.BirthRecorded(place="at home", heard_from="the grandmother")


def test_a_step_is_due_later_or_not_there_at_all() -> None:
    p = protocol({"id": "now"}, {"id": "born", "when": "born"})
    assert {k: v.standing for k, v in stands(opened(), 1, p).items()} == {
        "now": Standing.DUE,
        "born": Standing.LATER,
    }
    assert stands(opened(), 1, protocol({"id": "now"}, when="born")) == {}
    assert steps((p,), State(), NONE, START) == ()


def test_due_is_so_many_minutes_after_its_moment_to_the_second() -> None:
    p = protocol({"id": "a", "when": "born", "due": {"after": "born", "minutes": 10}})
    night = opened()
    assert (stands(night, 99, p)["a"].due, stands(night, 99, p)["a"].overdue) == (None, False)
    night.add(BIRTH, 11, recorded=18)
    one = stands(night, 21, p)["a"]
    assert (one.due, one.overdue) == (at(21), False)
    assert stands(night, 21.001, p)["a"].overdue


@pytest.mark.parametrize("moment", MOMENTS)
def test_every_moment_gives_a_time_once_it_has_come(moment: str) -> None:
    p = protocol({"id": "a", "due": {"after": moment, "minutes": 1}})
    night = full_night()
    night.add(will() if moment == "ooh-attends" else cannot(), 19)
    due = stands(night, 90, p)["a"].due
    assert due is not None, "the night below must hold every moment"
    seen = [entry.occurred_at for entry in night.entries]
    assert due - (at(1) - at(0)) in seen
    if moment != "opened":
        assert stands(opened(), 90, p)["a"].due is None


def full_night() -> Night:
    """Every moment happens in it, but for the answer of OOH, of which only one can hold."""
    night = opened()
    night.add(b.AttendanceRequested(asked_by="Police"), 1)
    night.add(b.LeadSet(who=b.Party(name="Dr Specimen")), 2)
    maker = night.add(named(), 3)
    night.add(accepted(maker), 4)
    night.add(b.PlanRead(agency="Maternity", digest="d1", reader="x"), 5)
    night.add(b.PlanReadOut(agency="Maternity", read_by="x", fields={"mother": "x"}), 6)
    night.add(BIRTH, 7)
    power = b.PowerStarted(
        power=b.Power.POLICE_PROTECTION, by=b.Party(name="Insp Example"), epo_in_force="no"
    )
    night.add(power, 8)
    kept = night.add(b.DisclosureRestricted(what="the plan", until="safe"), 9)
    night.add(b.DisclosureRestricted(what="the address", until="safe"), 10)
    night.add(b.DisclosureLifted(restriction=kept.id, decided_by="x", reason="safe"), 11)
    night.add(
        b.ParentsTold(
            what="s46", who="both", told_by="x", decided_by="x", outcome="keeps", reason="flight"
        ),
        12,
    )
    night.add(b.BriefingHeld(present=("x",)), 13)
    night.add(b.MeetingConvened(at=at(20), invited=("x",)), 14)
    night.add(b.MeetingHeld(present=("x",), points=("s46",)), 15)
    night.add(b.Decision(what="wait", reason="dog", decided_by="x"), 16)
    night.add(b.HospitalChosen(name="Westmarch", decided_by="x"), 17)
    night.add(b.Handover(to="day", summary="all"), 18)
    return night


def test_done_is_what_a_person_said_or_what_the_log_shows() -> None:
    p = protocol(
        {"id": "birth", "command": "birth"},
        {"id": "said"},
        {"id": "not", "due": {"after": "opened", "minutes": 5}},
    )
    night = opened()
    birth = night.add(BIRTH, 3)
    said = night.add(b.ProtocolStep(protocol="p", step="said", outcome="done"), 4)
    not_ = b.ProtocolStep(protocol="p", step="not", outcome="not-applicable", reason="no dog")
    refused = night.add(not_, 5)
    found = stands(night, 60, p)
    assert [(k, v.standing, v.entry, v.overdue) for k, v in found.items()] == [
        ("birth", Standing.DONE, birth, False),
        ("said", Standing.DONE, said, False),
        ("not", Standing.NOT_APPLICABLE, refused, False),
    ]
    for entry in (birth, said, refused):
        night.strike(entry, 61)
    assert {v.standing for v in stands(night, 62, p).values()} == {Standing.DUE}


def test_the_last_word_on_a_step_holds() -> None:
    p = protocol({"id": "a"})
    night = opened()
    not_ = b.ProtocolStep(protocol="p", step="a", outcome="not-applicable", reason="no dog")
    night.add(not_, 1)
    night.add(b.ProtocolStep(protocol="p", step="a", outcome="done"), 2)
    assert stands(night, 3, p)["a"].standing is Standing.DONE


def test_what_is_on_record_stays_when_its_protocol_no_longer_applies() -> None:
    p = protocol({"id": "a"}, {"id": "b"}, when={"linked": ["father"]})
    night = opened()
    night.add(b.ProtocolStep(protocol="p", step="a", outcome="done"), 1)
    assert list(stands(night, 3, p)) == ["a"]


def test_due_steps_come_by_their_time_then_those_without() -> None:
    p = protocol(
        {"id": "free"},
        {"id": "late", "due": {"after": "opened", "minutes": 30}},
        {"id": "soon", "due": {"after": "opened", "minutes": 5}},
        {"id": "later", "when": "born"},
        {"id": "done"},
        {"id": "free2"},
    )
    night = opened()
    night.add(b.ProtocolStep(protocol="p", step="done", outcome="done"), 1)
    assert list(stands(night, 3, p)) == ["soon", "late", "free", "free2", "later", "done"]


def test_overdue_is_one_alarm_with_the_first_step_and_clears() -> None:
    p = protocol(
        {"id": "a", "text": "ring the ward", "due": {"after": "opened", "minutes": 5}},
        {"id": "b", "text": "ring the lawyer", "due": {"after": "opened", "minutes": 6}},
    )

    def raised(minute: float) -> list[str]:
        found = alarms(night.state, NONE, at(minute), Thresholds(), (p,))
        mine = [alarm for alarm in found if alarm.code == "step-overdue"]
        assert all(a.command == "protocol" and a.level is Level.WARNING for a in mine)
        return [alarm.text for alarm in mine]

    night = opened()
    assert raised(5) == []
    assert raised(5.1) == ["STEP OVERDUE: ring the ward"]
    assert raised(7) == ["STEP OVERDUE: ring the ward (and 1 more)"]
    night.add(b.ProtocolStep(protocol="p", step="a", outcome="done"), 7)
    assert raised(7) == ["STEP OVERDUE: ring the lawyer"]
    night.add(
        b.ProtocolStep(protocol="p", step="b", outcome="not-applicable", reason="he rang us"), 8
    )
    assert raised(90) == []


@given(nights(), st.floats(-10, 400))
def test_any_prefix_of_a_night_gives_each_step_once_and_one_standing(
    entries: tuple, minute: float
) -> None:
    known = {f"{p.id}/{s.id}" for p in SHIPPED for s in p.step}
    for count in range(len(entries) + 1):
        found = steps(SHIPPED, fold(entries[:count]), NONE, at(minute))
        keys = [one.key for one in found]
        assert len(keys) == len(set(keys))
        assert set(keys) <= known
        settled = {one.key for one in found if one.standing not in (Standing.DUE, Standing.LATER)}
        due = {one.key for one in due_now(found)}
        assert not due & settled
        assert all(one.standing is Standing.DUE for one in found if one.overdue)
        order = [list(Standing).index(one.standing) for one in found]
        assert order == sorted(order)


def test_every_fact_is_known_to_say_yes_and_no_in_words() -> None:
    for word, fact in FACTS.items():
        assert fact.words != fact.denied, word
        assert conditions.words(conditions.read(word)) == fact.words
        assert conditions.words(conditions.read({"not": word})) == fact.denied


def test_joined_conditions() -> None:
    night = opened()
    night.add(BIRTH, 1)

    def met(sent: object) -> bool:
        return conditions.Facts(night.state, NONE).find(conditions.read(sent)).met

    assert met({"all": ["opened", "born"]})
    assert not met({"all": ["opened", "power-in-force"]})
    assert met({"any": ["power-in-force", "born"]})
    assert not met({"any": ["power-in-force", "plan-held"]})
    assert met({"not": {"any": ["power-in-force", "plan-held"]}})
    latest = conditions.Facts(night.state, NONE).find(conditions.read({"all": ["opened", "born"]}))
    assert latest.entry is not None
    assert latest.entry.kind == "birth_recorded"


def test_each_command_s_evidence_is_a_condition_in_words() -> None:
    for command, shows in COMMANDS.items():
        assert shows is None or conditions.words(shows), command


def test_everybody_told_is_no_longer_so_when_the_answer_changes() -> None:
    night = opened()
    answer = night.add(will(), 1)
    night.add(told(answer, "Police control"), 2)
    word = conditions.read("everybody-told")
    assert conditions.Facts(night.state, NONE).find(word).met
    changed = night.add(cannot(), 3)
    assert not conditions.Facts(night.state, NONE).find(word).met
    night.add(told(changed, "Police control"), 4)
    assert conditions.Facts(night.state, NONE).find(word).met
