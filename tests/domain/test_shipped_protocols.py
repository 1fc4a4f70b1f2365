"""Every condition of every shipped protocol is met by one night and not met by another.

Nights are built from entries and from what agencies hold; a step without its line here fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ooh_console.domain import bodies as b
from ooh_console.domain.attendance import Commitment
from ooh_console.domain.conditions import Facts
from ooh_console.domain.facts import marked
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Relation
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.protocol import Protocol, Step, steps
from ooh_console.domain.sources import AgencyKind, Offer, Source
from ooh_console.domain.state import State
from ooh_console.settings import load, shipped
from tests.domain.nights import Night, accepted, at, cannot, lead, named, opened, progress, will

SHIPPED: dict[str, Protocol] = {one.id: one for one in load(shipped())[0].protocols}
STEPS: dict[str, Step] = {f"{p.id}/{s.id}": s for p in SHIPPED.values() for s in p.step}
OFFERS = (Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS)
SOURCES = (
    Source("Maternity", AgencyKind.MATERNITY, OFFERS),
    Source("Police", AgencyKind.POLICE, OFFERS),
)

World = tuple[State, Holdings]


def world(*bodies: Any, **held: Any) -> World:
    """A night with these entries, minute by minute, and what `maternity_plans=…` says is held."""
    night = opened()
    for minute, body in enumerate(bodies, 1):
        night.add(body(night) if callable(body) else body, minute)
    found = Holdings.unasked(SOURCES)
    for name, said in held.items():
        agency, offer = name.split("_")
        holding = found.get(agency.capitalize(), Offer(offer))
        assert holding is not None
        new = holding.failed("timed out", at(1)) if said is None else holding.answered(said, at(1))
        found = found.with_holding(new)
    return night.state, found


def plan(**fields: str) -> BirthPlan:
    return BirthPlan.read({"version": "3", "status": "draft", "fields": fields})


def marker(category: str, text: str = "", code: str = "") -> Marker:
    return Marker.read({"category": category, "text": text or "as said", "code": code})


def linked(relation: Relation) -> b.PersonLinked:
    return b.PersonLinked(name="A Example", relation=relation)


BIRTH = b.BirthRecorded(place="at home", heard_from="the grandmother")
POWER = b.PowerStarted(
    power=b.Power.POLICE_PROTECTION, by=b.Party(name="Insp Example"), epo_in_force="no"
)
DECIDED = b.Decision(what="wait", reason="dog", decided_by="Insp Example")
FATHER, MOTHER = linked(Relation.FATHER), linked(Relation.MOTHER)
KEPT = b.DisclosureRestricted(what="the plan", until="the baby is safe")

QUIET: Callable[[], World] = world
"""An incident that was opened, and nothing else."""


def nothing() -> World:
    """Before an incident is opened."""
    return State(), Holdings.unasked(SOURCES)


def of(*bodies: Any, **held: Any) -> Callable[[], World]:
    return lambda: world(*bodies, **held)


BORN, NAMED, ON_SCENE = of(BIRTH), of(named()), of(progress("on-scene", "Police"))
IN_FORCE = of(BIRTH, POWER)
PLANNED = of(maternity_plans=[plan(mother="A Example")])
FLIGHT = of(maternity_plans=[plan(flight_risk="High. Relatives across the border.")])
NO_FLIGHT = of(maternity_plans=[plan(flight_risk="None known; no alert.")])
ASKED_NONE = of(maternity_plans=[])
NOT_CHECKED = of(maternity_plans=None)

Both = tuple[Callable[[], World], Callable[[], World]]

WHEN_PROTOCOL: dict[str, Both] = {
    "dangerous-dog": (
        of(police_markers=[marker("Dangerous dog")]),
        of(police_markers=[marker("Hotdogma stand")]),
    ),
    "domestic-abuse": (
        of(police_markers=[marker("Domestic abuse: at risk")]),
        of(police_markers=[marker("Dangerous dog")]),
    ),
    "flight-risk": (FLIGHT, NO_FLIGHT),
    "joint-decision": (NAMED, QUIET),
    "methane": (ON_SCENE, of(progress("en-route", "Police"))),
    "opening-briefing": (QUIET, nothing),
    "unborn-child-night": (QUIET, nothing),
    "violent-household": (
        of(police_markers=[marker("Violent")]),
        of(police_markers=[marker("Child protection plan")]),
    ),
}
ALWAYS: Both = (QUIET, nothing)
BRIEFING: Both = (ON_SCENE, QUIET)

WHEN: dict[str, Both] = {
    "dangerous-dog/tell-all": ALWAYS,
    "dangerous-dog/handler": ALWAYS,
    "dangerous-dog/wait": (QUIET, ON_SCENE),
    "dangerous-dog/contained": (ON_SCENE, QUIET),
    "dangerous-dog/baby": (BORN, QUIET),
    "domestic-abuse/speak-alone": (of(MOTHER), of(FATHER)),
    "domestic-abuse/ask": (BORN, QUIET),
    "domestic-abuse/safe-contact": (of(MOTHER), of(FATHER)),
    "domestic-abuse/marac": (
        of(police_markers=[marker("Marker", code="DV")]),
        of(police_markers=[marker("Violent")]),
    ),
    "domestic-abuse/not-together": (of(BIRTH, FATHER), BORN),
    "flight-risk/do-not-tell": ALWAYS,
    "flight-risk/alert-sent": ALWAYS,
    "flight-risk/vehicle": ALWAYS,
    "flight-risk/ward": (BORN, QUIET),
    "flight-risk/gone": (BORN, IN_FORCE),
    "flight-risk/stand-down": (IN_FORCE, BORN),
    "joint-decision/gather": ALWAYS,
    "joint-decision/assess": ALWAYS,
    "joint-decision/powers": ALWAYS,
    "joint-decision/options": ALWAYS,
    "joint-decision/act": ALWAYS,
    "joint-decision/review": (of(DECIDED), QUIET),
    **{f"methane/{step.id}": ALWAYS for step in SHIPPED["methane"].step},
    **{f"opening-briefing/{step.id}": BRIEFING for step in SHIPPED["opening-briefing"].step},
    "unborn-child-night/link-family": ALWAYS,
    "unborn-child-night/read-plan": (PLANNED, ASKED_NONE),
    "unborn-child-night/no-plan-found": (ASKED_NONE, NOT_CHECKED),
    "unborn-child-night/plan-not-seen": (NOT_CHECKED, ASKED_NONE),
    "unborn-child-night/read-markers": (of(police_markers=[marker("Violent")]), QUIET),
    "unborn-child-night/ooh-answer": ALWAYS,
    "unborn-child-night/lead": ALWAYS,
    "unborn-child-night/decision-maker": ALWAYS,
    "unborn-child-night/decision-maker-accepts": (NAMED, QUIET),
    "unborn-child-night/legal-advice": (BORN, IN_FORCE),
    "unborn-child-night/tell-changed-answer": (of(cannot()), of(will())),
    "unborn-child-night/meeting": ALWAYS,
    "unborn-child-night/birth": (PLANNED, QUIET),
    "unborn-child-night/hospital": (BORN, QUIET),
    "unborn-child-night/power-or-not": (BORN, IN_FORCE),
    "unborn-child-night/tell-parents": (IN_FORCE, BORN),
    "unborn-child-night/hand-over": (IN_FORCE, BORN),
    "violent-household/not-alone": ALWAYS,
    "violent-household/rendezvous": (QUIET, ON_SCENE),
    "violent-household/names": ALWAYS,
    "violent-household/weapons": ALWAYS,
    "violent-household/other-children": (ON_SCENE, QUIET),
    "violent-household/hospital-safe": (BORN, QUIET),
    "violent-household/after-care": (IN_FORCE, BORN),
}

REPORT = b.ProtocolStep(protocol="methane", step="report", outcome="done")
BRIEFED = of(b.BriefingHeld(present=("x",)))

DONE: dict[str, Both] = {
    "domestic-abuse/marac": (of(b.Referral(to="the county MARAC", made=True)), QUIET),
    "flight-risk/do-not-tell": (of(KEPT), QUIET),
    **{
        f"joint-decision/{name}": (of(DECIDED), QUIET)
        for name in ("gather", "assess", "powers", "options", "act")
    },
    **{
        f"methane/{step.id}": (of(REPORT), QUIET)
        for step in SHIPPED["methane"].step
        if step.id != "report"
    },
    **{
        f"opening-briefing/{step.id}": (BRIEFED, QUIET) for step in SHIPPED["opening-briefing"].step
    },
    "unborn-child-night/link-family": (of(MOTHER), of(FATHER)),
    "unborn-child-night/read-plan": (
        of(b.PlanRead(agency="Maternity", digest="d1", reader="x")),
        PLANNED,
    ),
    "unborn-child-night/no-plan-found": (
        of(b.PlanReadOut(agency="Maternity", read_by="x", fields={"mother": "x"})),
        ASKED_NONE,
    ),
    "unborn-child-night/plan-not-seen": (
        of(b.PlanReadOut(agency="Maternity", read_by="x", fields={"mother": "x"})),
        NOT_CHECKED,
    ),
    "unborn-child-night/read-markers": (
        of(
            b.MarkerRead(agency="Police", digest=marker("Violent").digest, reader="x"),
            police_markers=[marker("Violent")],
        ),
        of(police_markers=[marker("Violent")]),
    ),
    "unborn-child-night/ooh-answer": (of(cannot()), of(b.AttendanceRequested(asked_by="x"))),
    "unborn-child-night/lead": (of(lead()), QUIET),
    "unborn-child-night/decision-maker": (NAMED, QUIET),
    "unborn-child-night/decision-maker-accepts": (
        of(named(), lambda night: accepted(night.entries[-1])),
        NAMED,
    ),
    "unborn-child-night/tell-changed-answer": (
        of(cannot()),
        of(will(), lambda night: _told(night), cannot()),
    ),
    "unborn-child-night/meeting": (
        of(b.MeetingConvened(at=at(20), invited=("x",))),
        QUIET,
    ),
    "unborn-child-night/birth": (BORN, QUIET),
    "unborn-child-night/hospital": (of(b.HospitalChosen(name="Westmarch", decided_by="x")), BORN),
    "unborn-child-night/power-or-not": (IN_FORCE, BORN),
    "unborn-child-night/tell-parents": (
        of(
            BIRTH,
            POWER,
            b.ParentsTold(
                what="s46", who="both", told_by="x", decided_by="x", outcome="keeps", reason="y"
            ),
        ),
        IN_FORCE,
    ),
    "unborn-child-night/hand-over": (of(b.Handover(to="day", summary="all")), QUIET),
}


def _told(night: Night) -> b.NoticeGiven:
    answer = night.entries[-1].id
    return b.NoticeGiven(
        topic=b.Topic.OOH, answer=answer, recipient="Police", how="radio", words="will come"
    )


def test_every_step_has_its_nights() -> None:
    assert set(WHEN_PROTOCOL) == set(SHIPPED)
    assert set(WHEN) == set(STEPS)
    assert set(DONE) == {key for key, step in STEPS.items() if step.done_when is not None}


def met(condition: Any, night: Callable[[], World]) -> bool:
    return Facts(*night()).find(condition).met


@pytest.mark.parametrize("id", SHIPPED)
def test_a_protocol_applies_in_one_night_and_not_in_another(id: str) -> None:
    yes, no = WHEN_PROTOCOL[id]
    assert met(SHIPPED[id].when, yes)
    assert not met(SHIPPED[id].when, no)
    assert {one.protocol.id for one in steps([SHIPPED[id]], *yes(), at(60))} == {id}
    assert steps([SHIPPED[id]], *no(), at(60)) == ()


@pytest.mark.parametrize("key", STEPS)
def test_a_step_applies_in_one_night_and_not_in_another(key: str) -> None:
    yes, no = WHEN[key]
    assert met(STEPS[key].when, yes)
    assert not met(STEPS[key].when, no)


@pytest.mark.parametrize("key", [key for key, step in STEPS.items() if step.done_when is not None])
def test_a_step_is_shown_done_by_one_night_and_not_by_another(key: str) -> None:
    yes, no = DONE[key]
    assert met(STEPS[key].done_when, yes)
    assert not met(STEPS[key].done_when, no)


@pytest.mark.parametrize(
    ("said", "risk"),
    [
        ("High. Alert drafted.", True),
        ("No alert sent yet, risk high", True),
        ("not known", True),
        ("Not in contact with relatives abroad; passports held by", True),
        ("None known; no alert.", False),
        ("No flight risk.", False),
        ("no known risk", False),
        ("n/a", False),
        ("", False),
    ],
)
def test_doubt_about_flight_counts_as_a_risk(said: str, risk: bool) -> None:
    night = of(maternity_plans=[plan(flight_risk=said)])
    assert met(SHIPPED["flight-risk"].when, night) is risk


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (marker("Dangerous dog"), True),
        (marker("Hazard", "two large DOGS in yard"), True),
        (marker("Hazard", code="DG"), True),
        (Marker.read({"text": "BEWARE OF DOG"}), True),
        (marker("Dogma"), True),
        (marker("Hotdog"), False),
        (marker("Violent"), False),
    ],
)
def test_a_marker_is_found_by_whole_words_wherever_they_stand(sent: Marker, found: bool) -> None:
    _, held = world(police_markers=[sent])
    assert marked(held, ("dog*", "DG")) is found


def test_an_agency_on_scene_by_its_own_system_counts() -> None:
    promise = Commitment.read({"who": "PA21", "state": "on-scene"})
    assert met(SHIPPED["methane"].when, of(police_commitments=[promise]))
