"""Attendance of every agency in one table: what systems promise beside what was heard."""

from __future__ import annotations

from typing import Any

import pytest

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import alarms
from ooh_console.domain.alarms.kinds import Thresholds
from ooh_console.domain.attendance import Attendance, Commitment
from ooh_console.domain.coming import Coming, coming
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.sources import AgencyKind, Offer, Source
from tests.domain.nights import Night, at, opened, progress, will

AGENCIES = tuple(
    Source(name, kind, (Offer.COMMITMENTS,))
    for name, kind in (("Police", AgencyKind.POLICE), ("Ambulance", AgencyKind.AMBULANCE))
)


def unit(who: str, state: str = "en-route", eta: float | None = 15, **more: Any) -> Commitment:
    sent = {"who": who, "state": state, "eta": at(eta).isoformat() if eta is not None else None}
    return Commitment.read({**sent, **more})


def promised(**units: tuple[Commitment, ...]) -> Holdings:
    found = Holdings.unasked(AGENCIES)
    for agency, sent in units.items():
        found = found.with_holding(Holding(agency, Offer.COMMITMENTS).answered(sent, at(0)))
    return found


def heard(agency: str = "Police", who: str = "", eta: float = 15) -> b.CommitmentRecorded:
    return b.CommitmentRecorded(
        agency=agency, answer="will-attend", who=who, eta=at(eta), heard_from="x", how="radio"
    )


def rows(night: Night, what: Holdings) -> list[tuple[str, str, bool, bool]]:
    """Agency, who, whether its system promises it, whether it was heard."""
    found = coming(night.state, what)
    return [(r.agency, r.who, r.sent is not None, r.heard is not None) for r in found]


def overdue_alarms(night: Night, what: Holdings, minute: float) -> list[str]:
    found = alarms(night.state, what, at(minute), Thresholds())
    return [alarm.text for alarm in found if alarm.code == "eta-passed"]


def only(night: Night, what: Holdings) -> Coming:
    (found,) = coming(night.state, what)
    return found


# One row a unit


def test_ooh_stands_first_then_systems_then_what_was_heard_alone() -> None:
    night = opened()
    night.add(heard("Fire service"), 1)
    night.add(heard("Ambulance", "Crew A4"), 2)
    night.add(will(), 3)
    what = promised(Police=(unit("PA21"), unit("PA22")), Ambulance=(unit("Crew A4, Medic Lee"),))
    assert rows(night, what) == [
        (b.OOH, "Jo Example", False, True),
        ("Police", "PA21", True, False),
        ("Police", "PA22", True, False),
        ("Ambulance", "Crew A4, Medic Lee", True, True),
        ("Fire service", "", False, True),
    ]


@pytest.mark.parametrize(
    ("units", "who", "paired"),
    [
        (("PA21",), "", "PA21"),
        (("PA21",), "PA21", "PA21"),
        (("PA21",), "Unit PA21, Insp. Shah", "PA21"),
        (("Unit PA21, Insp. Shah",), "Insp. Shah", "Unit PA21, Insp. Shah"),
        (("PA21",), "PA2", None),
        (("PA21",), "PA22", None),
        (("PA21", "PA22"), "pa22", "PA22"),
        (("PA21", "PA22"), "", None),
        (("PA21", ""), "PA23", None),
        (("",), "PA21", ""),
    ],
)
def test_what_was_heard_belongs_to_the_unit_that_it_names(
    units: tuple[str, ...], who: str, paired: str | None
) -> None:
    night = opened()
    night.add(heard("police", who), 1)
    found = coming(night.state, promised(Police=tuple(map(unit, units))))
    both = [one for one in found if one.sent and one.heard]
    assert [one.sent.who for one in both if one.sent] == ([] if paired is None else [paired])
    assert len(found) == len(units) + (paired is None), "nothing that was said is dropped"


# Differences in words


@pytest.mark.parametrize(
    ("sent", "said", "words"),
    [
        (unit("PA21"), heard(), "their system says en route, heard here will attend"),
        (unit("PA21", "will-attend"), heard(), ""),
        (unit("PA21", "will-attend", 15.9), heard(), ""),
        (unit("PA21", "will-attend", 27), heard(), "the ETA heard is 12 min earlier than"),
        (unit("PA21", "will-attend", 9), heard(), "the ETA heard is 6 min later than"),
        (unit("PA21", "will-attend", None), heard(), "an ETA was heard, their system has none"),
        (unit("PA21", "holding"), progress("on-scene", "Police"), "HOLDING, heard here on scene"),
        (unit("PA21", "on-scene"), progress("on-scene", "Police"), ""),
    ],
)
def test_differences_are_said_in_words(sent: Commitment, said: Any, words: str) -> None:
    night = opened()
    night.add(said, 1)
    differences = only(night, promised(Police=(sent,), Ambulance=())).differences
    assert bool(differences) is bool(words)
    assert words in "; ".join(differences)


def test_two_roles_instead_are_a_difference() -> None:
    night = opened()
    said = b.CommitmentRecorded(
        agency="Police", answer="cannot-attend", agreed_role="by telephone", reason="no unit",
        heard_from="x", how="radio",
    )  # fmt: skip
    night.add(said, 1)
    same = unit("", "cannot-attend", None, agreed_role="By  telephone", reason="x")
    assert only(night, promised(Police=(same,))).differences == ()
    other = unit("", "cannot-attend", None, reason="x")
    (words,) = only(night, promised(Police=(other,))).differences
    assert words == "their system says no agreed role, heard by telephone"


# Overdue is an alarm until either says that they came


def test_a_passed_eta_is_an_alarm_by_whichever_way_it_was_promised() -> None:
    night = opened()
    night.add(heard(eta=12), 1)
    what = promised(Police=(unit("PA21", eta=15),))
    assert overdue_alarms(night, what, 12) == []
    assert overdue_alarms(night, what, 12.1) == [
        "OVERDUE: Police, expected 02:12 GMT (as recorded here)"
    ]
    assert len(overdue_alarms(night, what, 15.1)) == 2
    there = promised(Police=(unit("PA21", "on-scene"),))
    assert overdue_alarms(night, there, 30) == [], "their system says that they are there"
    night.add(progress("on-scene", "Police"), 20)
    assert overdue_alarms(night, what, 30) == [], "somebody saw them there"


def test_another_unit_on_scene_is_not_this_one() -> None:
    night = opened()
    night.add(progress("on-scene", "Police", "PA22"), 5)
    what = promised(Police=(unit("PA21"), unit("PA22")))
    assert overdue_alarms(night, what, 30) == ["OVERDUE: PA21, expected 02:15 GMT"]


def test_an_agency_that_was_asked_and_does_not_answer() -> None:
    night = opened()
    night.add(b.AttendanceRequested(agency="Ambulance", asked_by="Jo Example"), 2)

    def unanswered(minute: float, what: Holdings) -> bool:
        found = alarms(night.state, what, at(minute), Thresholds())
        return "agency-unanswered" in {alarm.code for alarm in found}

    nothing = promised(Ambulance=())
    assert not unanswered(6.9, nothing)
    assert unanswered(7, nothing)
    assert not unanswered(7, promised(Ambulance=(unit("A4"),)))
    night.add(heard("Ambulance"), 8)
    assert not unanswered(60, nothing)


@pytest.mark.parametrize("state", list(Attendance))
def test_every_state_has_its_row(state: Attendance) -> None:
    found = only(opened(), promised(Police=(unit("PA21", state.value),)))
    assert found.sent is not None
    assert found.sent.state is state
    assert found.overdue(at(16)) is (state in (Attendance.WILL_ATTEND, Attendance.EN_ROUTE))
