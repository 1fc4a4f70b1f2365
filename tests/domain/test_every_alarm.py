"""Every alarm appears, and the act that answers it clears it.

The codes are found in the source of the rules: a new alarm without its night here fails.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ooh_console.desk.commands import BY_ID
from ooh_console.domain import alarms as rules
from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import LEVEL_WORDS, Alarm, Thresholds, alarms
from ooh_console.domain.holdings import SIGN_IN_WANTED, Holding, Holdings
from ooh_console.domain.people import Person, Relation
from ooh_console.domain.protocol import Protocol
from ooh_console.domain.sources import Offer
from tests.domain.nights import (
    Night,
    accepted,
    at,
    cannot,
    lead,
    named,
    opened,
    progress,
    shared,
    told,
    will,
)
from tests.domain.test_alarms import MATERNITY, POLICE, _marker, held, holdings, plan
from tests.domain.test_meetings import WHO, called, reply
from tests.domain.test_power_rules import _told, born
from tests.domain.test_powers import EPO, S46, started
from tests.domain.test_protocol import protocol

HOUR = 60


def stolen(night: Night) -> b.SharedLate:
    """The last entry was recorded with a key that was disabled by then."""
    return shared()(night).model_copy(update={"after_disabled": (night.entries[-1].id,)})


FOLDER = Path(inspect.getfile(rules)).parent


def codes_in(source: str) -> set[str]:
    """The first argument of every `Alarm(…)`; where it is a name, the codes of that function."""
    found: set[str] = set()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        firsts = [
            node.args[0] if node.args else next(k.value for k in node.keywords if k.arg == "code")
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Alarm"
        ]
        for first in firsts:
            if isinstance(first, ast.Constant):
                found.add(first.value)
                continue
            assert isinstance(first, ast.Name), "a code that this test cannot find"
            pairs = [node.elts[0] for node in ast.walk(function) if isinstance(node, ast.Tuple)]
            named = {e.value for e in pairs if isinstance(e, ast.Constant) and "-" in str(e.value)}
            assert named, f"no code can be read in {function.name}"
            found |= named
    return found


CODES = set().union(*(codes_in(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.py")))

Answer = Callable[[Night], Any]
"""The act: an entry's body, several, or what agencies hold from then on."""


@dataclass(frozen=True)
class Case:
    """A night in which one alarm stands from `loud`, not yet at `before`, and what ends it."""

    night: Callable[[], Night]
    loud: float
    answer: Answer
    before: float | None = None
    """`None`: it stands as soon as its cause does, and not in a night without that."""
    held: Holdings = field(default_factory=Holdings)
    without: Holdings = field(default_factory=Holdings)
    """What is held then without the cause, where that is something held."""
    protocols: tuple[Protocol, ...] = ()


def night(*bodies: Any, start: Callable[[], Night] = opened) -> Callable[[], Night]:
    """These entries at minutes 2, 3 and so on; a function is given the night, for ids."""

    def make() -> Night:
        made = start()
        for minute, body in enumerate(bodies, 2):
            made.add(body(made) if callable(body) else body, minute)
        return made

    return make


def last(made: Night) -> str:
    return made.entries[-1].id


def told_last(who: str = "Midwife") -> Answer:
    return lambda made: told(made.entries[-1], who)


def held_after(holding: Holding) -> Answer:
    return lambda _: holdings(holding)


NEWEST = plan("3", "agreed")
MATERNITYS = holdings(held(MATERNITY, Offer.PLANS, NEWEST))
FAILING = Holding(POLICE, Offer.PLANS).failed("timed out", at(5))
OTHERS = Holding(POLICE, Offer.PLANS).failed("sent somebody else's record", at(5))
UNSIGNED = Holding(POLICE, Offer.PLANS).failed(f"{SIGN_IN_WANTED}: Ctrl+P", at(5))
NOT_LOOKED = Holding(POLICE, Offer.CHILD_PROTECTION).failed("timed out", at(5))
OLD = held(POLICE, Offer.PLANS, plan("2", "agreed", fields={"home_hospital": "another"}))
CLOSED = b.IncidentClosed(reason="mother and baby in hospital")
LISTED = b.CirculationChanged(recipient="Midwife", change="added")
ACTION = b.Action(text="ring the ward", owner="Jo Example", due=at(30))
ASKED_POLICE = b.AttendanceRequested(agency=POLICE, asked_by="control")
COMING = b.CommitmentRecorded(
    agency=POLICE, answer="will-attend", eta=at(12), heard_from="control", how="radio"
)
RING = protocol({"id": "ring", "due": {"after": "opened", "minutes": 5}})
CHECKED = {"in_force": "no", "said_by": "the court office"}
LINKED = b.PersonLinked(name="A Example", relation=Relation.MOTHER, nhs_number="9990000018")

TWO_PEOPLE = tuple(
    Person.read({"name": name, "nhs_number": "9990000018", "born": born})
    for name, born in (("Jodie Penhallow", "2003-04-17"), ("Amy Wren", "1999-01-01"))
)
"""Of one NHS number."""

CASES: dict[str, Case] = {
    "no-decision-maker": Case(opened, 5, lambda _: named(), before=4.9),
    "not-accepted": Case(
        night(named()), 5, lambda n: accepted(n.entries[-1]), before=4.9
    ),
    "no-lead": Case(opened, 5, lambda _: lead(), before=4.9),
    "ooh-not-asked": Case(
        opened, 5, lambda _: b.AttendanceRequested(asked_by="Police"), before=4.9
    ),
    "ooh-unanswered": Case(
        night(b.AttendanceRequested(asked_by="Police")), 7, lambda _: cannot(), before=6.9
    ),
    "eta-passed": Case(night(will(56)), 56.1, lambda _: progress("on-scene"), before=56),
    "agency-unanswered": Case(night(ASKED_POLICE), 7, lambda _: COMING, before=6.9),
    "action-overdue": Case(
        night(ACTION), 30.1, lambda n: b.ActionDone(action=last(n)), before=30
    ),
    "shift-not-accepted": Case(
        night(b.ShiftHandedOver(to="Kit Example")),
        3,
        lambda n: b.ShiftAccepted(handover=last(n), by="Kit Example"),
    ),
    "answers-apart": Case(
        night(named(), named("Sgt Apart"), shared()), 4, lambda _: named("Sgt Apart", "both spoke")
    ),
    "key-disabled": Case(night(named(), stolen), 3, lambda _: named("Sgt Real", "rang back")),
    "closed-apart": Case(
        night(CLOSED, b.Note(text="she bleeds"), shared()), 4,
        lambda n: b.Correction(entry=n.entries[1].id, reason="it is not over"),
    ),
    "old-answer": Case(night(will(), told_last(), cannot()), 5, told_last()),
    "not-told": Case(
        night(LISTED, will()), 13, told_last(), before=12.9
    ),
    "answer-refused": Case(
        night(
            LISTED, will(), told_last(),
            lambda n: b.NoticeConfirmed(notice=last(n), by="Midwife", outcome="refused"),
        ),
        6,
        lambda n: told(n.entries[-3], "Midwife"),
    ),
    "meeting-passed": Case(
        night(called(20)), 30,
        lambda n: b.MeetingHeld(present=WHO, points=("s46",), meeting=last(n)), before=29.9,
    ),
    "meeting-not-told": Case(
        night(called(20)), 5,
        lambda n: [reply(last(n), who, "invited") for who in WHO], before=4.9,
    ),
    "power-ends-soon": Case(
        night(started(EPO, at(20 * HOUR)), start=born), 8 * HOUR,
        lambda n: b.PowerExtended(started=last(n), expires=at(60 * HOUR)), before=8 * HOUR - 0.1,
    ),
    "power-ends": Case(
        night(started(EPO, at(20 * HOUR)), start=born), 18 * HOUR,
        lambda n: b.PowerEnded(started=last(n), reason="discharged"), before=18 * HOUR - 0.1,
    ),
    "power-expired": Case(
        night(started(S46), start=born), 2 + 72 * HOUR,
        lambda n: b.PowerEnded(started=last(n), reason="ran out"), before=1.9 + 72 * HOUR,
    ),
    "parents-not-told": Case(
        night(started(S46), start=born), 62, lambda _: _told("ends"), before=61.9
    ),
    "order-not-known": Case(
        night(started(S46, epo_in_force="not known"), start=born), 3,
        lambda n: b.OrderChecked.model_validate({"started": last(n), **CHECKED}),
    ),
    "nobody-linked": Case(opened, 2, lambda _: LINKED, before=1.9, held=holdings()),
    "step-overdue": Case(
        opened, 5.1, lambda _: b.ProtocolStep(protocol="p", step="ring", outcome="done"),
        before=5, protocols=(RING,),
    ),
    "markers-unread": Case(
        opened, 1,
        lambda _: b.MarkerRead(agency=POLICE, digest=_marker().digest, reader="Jo Example"),
        held=holdings(held(POLICE, Offer.MARKERS, _marker())),
    ),
    "plan-unread": Case(
        opened, 1,
        lambda _: b.PlanRead(agency=MATERNITY, digest=NEWEST.digest, reader="Jo Example"),
        held=MATERNITYS,
    ),
    "plan-not-given": Case(
        night(named()), 3,
        lambda _: b.PlanRead(agency=MATERNITY, digest=NEWEST.digest, reader="Insp Example"),
        held=MATERNITYS,
    ),
    "plan-draft": Case(
        opened, 1, held_after(held(MATERNITY, Offer.PLANS, plan("4", "agreed"))),
        held=holdings(held(MATERNITY, Offer.PLANS, plan("3", "draft"))),
    ),
    "plan-differs": Case(
        opened, 1, lambda _: MATERNITYS.with_holding(held(POLICE, Offer.PLANS, NEWEST)),
        held=MATERNITYS.with_holding(OLD),
        without=MATERNITYS,
    ),
    "plan-missing": Case(
        opened, 1, held_after(held(MATERNITY, Offer.PLANS, NEWEST)),
        held=holdings(held(MATERNITY, Offer.PLANS)),
        without=holdings(),
    ),
    "plan-superseded": Case(
        opened, 1, held_after(held(MATERNITY, Offer.PLANS, NEWEST)),
        held=holdings(held(MATERNITY, Offer.PLANS, plan("3", "superseded"))),
    ),
    "plan-not-read": Case(
        opened, 1, held_after(held(MATERNITY, Offer.PLANS, NEWEST)),
        held=holdings(held(MATERNITY, Offer.PLANS, plan("3", "final-ish"))),
    ),
    "source-failing": Case(
        opened, 6, held_after(FAILING.answered((), at(6))), held=holdings(FAILING)
    ),
    "others-record": Case(
        opened, 6, held_after(OTHERS.answered((), at(6))), held=holdings(OTHERS)
    ),
    "number-in-doubt": Case(
        opened, 1, lambda _: Holdings(held=(held(POLICE, Offer.PEOPLE, TWO_PEOPLE[0]),)),
        held=Holdings(held=(held(POLICE, Offer.PEOPLE, *TWO_PEOPLE),)),
    ),
    "source-sign-in": Case(
        opened, 6, held_after(UNSIGNED.answered((), at(6))), held=holdings(UNSIGNED)
    ),
    "source-not-looked": Case(
        opened, 6, held_after(NOT_LOOKED.answered((), at(6))), held=holdings(NOT_LOOKED)
    ),
    "source-stale": Case(
        opened, 5, held_after(held(POLICE, Offer.WATCH_LIST, minute=5)), before=4.9,
        held=holdings(held(POLICE, Offer.WATCH_LIST, minute=3)),
    ),
}  # fmt: skip


def standing(case: Case, made: Night, what: Holdings, minute: float, code: str) -> list[Alarm]:
    found = alarms(made.state, what, at(minute), Thresholds(), case.protocols)
    return [alarm for alarm in found if alarm.code == code]


def test_every_alarm_has_its_night_and_its_place() -> None:
    assert set(CASES) == CODES
    assert set(rules._ORDER) == CODES
    assert len(rules._ORDER) == len(CODES)


def test_a_code_is_found_however_it_is_given() -> None:
    source = """
def one(night):
    yield Alarm("a-b", "", "x", night, "c-d")
    yield Alarm(code="e-f", text="x")
def two(night):
    for code, minutes in (("g-h", 1), ("i-j", 2)):
        yield Alarm(code, "", "x", night, "k")
"""
    assert codes_in(source) == {"a-b", "e-f", "g-h", "i-j"}


@pytest.mark.parametrize("code", sorted(CODES))
def test_it_appears_and_is_cleared_by_what_answers_it(code: str) -> None:
    case = CASES[code]
    made = case.night()
    if case.before is None:
        assert standing(case, opened(), case.without, case.loud, code) == []
    else:
        assert standing(case, made, case.held, case.before, code) == []
    (alarm,) = standing(case, made, case.held, case.loud, code)
    assert alarm.command in BY_ID
    assert alarm.level in LEVEL_WORDS
    assert alarm.words(at(case.loud))

    answer = case.answer(made)
    if isinstance(answer, Holdings):
        assert standing(case, made, answer, case.loud, code) == []
        return
    answers = answer if isinstance(answer, list) else [answer]
    entries = [made.add(one, case.loud) for one in answers]
    assert standing(case, made, case.held, case.loud, code) == []
    for entry in entries:
        made.strike(entry, case.loud)
    assert standing(case, made, case.held, case.loud, code), "struck, it answers nothing any more"
