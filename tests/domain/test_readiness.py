"""Readiness of a family: each check on its own, in words, with who can mend it (L9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.families import families
from ooh_console.domain.holdings import Holdings, WatchEntry
from ooh_console.domain.markers import Marker
from ooh_console.domain.plans import ROLES, TEMPLATE, BirthPlan
from ooh_console.domain.readiness import Check, Standing, readiness
from ooh_console.domain.sources import AgencyKind, Offer, Source
from tests.domain.nights import at

TODAY = date(2026, 11, 25)
ALL = (Offer.PLANS, Offer.MARKERS, Offer.WATCH_LIST)
SOURCES = (
    Source("County Maternity", AgencyKind.MATERNITY, ALL),
    Source("Social Care", AgencyKind.SOCIAL_CARE, (Offer.PLANS,)),
    Source("Police", AgencyKind.POLICE, ALL),
    Source("Ambulance", AgencyKind.AMBULANCE, (Offer.MARKERS,)),
    Source("Duty desk", AgencyKind.OOH, (Offer.PLANS,)),
)
FULL: dict[str, Any] = {
    "version": "4",
    "status": "agreed",
    "fields": {part.key: f"{part.title}: 01632 960100" for part in TEMPLATE},
    "professionals": [{"role": r, "name": "A Example", "telephone": "01632 960101"} for r in ROLES],
    "distribution": [{"agency": "Ambulance", "receipt": "Control, 1 Nov"}],
}


def plan(**changes: Any) -> BirthPlan:
    """A plan in which nothing is missing, but for what is said."""
    fields = {**FULL["fields"], **changes.pop("fields", {})}
    return BirthPlan.read({**FULL, "fields": fields, **changes})


def held(**changes: tuple[Any, ...] | str) -> Holdings:
    """Everything ready, but for one agency's plans (`maternity`, …) or markers (`Police_markers`):
    facts, or why it could not be checked."""
    found = Holdings.unasked(SOURCES)
    for holding in found.held:
        if holding.offer is Offer.PLANS:
            facts: Any = (plan(),)
        elif holding.offer is Offer.MARKERS:
            facts = (Marker.read({"category": "Dog", "text": "x"}),)
        else:
            continue
        said = changes.get(f"{holding.agency} {holding.offer}".replace(" ", "_"), facts)
        new = (
            holding.failed(said, at(0)) if isinstance(said, str) else holding.answered(said, at(0))
        )
        found = found.with_holding(new)
    return found


def watch(*entries: dict[str, Any], agency: str = "Police") -> Holdings:
    found = Holdings.unasked(SOURCES)
    holding = found.get(agency, Offer.WATCH_LIST)
    assert holding is not None
    return found.with_holding(holding.answered([WatchEntry.read(e) for e in entries], at(0)))


FAMILY = families(watch({"mother": "Jo Example", "nhs_number": "9990000018"}))[0]


def checks(holdings: Holdings) -> dict[str, Check]:
    found = readiness(FAMILY, holdings).checks
    assert len({check.key for check in found}) == len(found)
    return {check.key: check for check in found}


def not_ready(holdings: Holdings) -> dict[str, Check]:
    return {k: c for k, c in checks(holdings).items() if c.standing is not Standing.READY}


def test_all_there_is_ready() -> None:
    assert not_ready(held()) == {}
    assert list(checks(held())) == [
        *("plan-agreed", "held-maternity", "held-social-care", "held-police", "held-ambulance"),
        *("held-ooh", "lead", "numbers", "home-birth", "legal", "markers"),
    ]
    assert all(check.mends == "" for check in checks(held()).values())


EVERYBODY = ("County_Maternity_plans", "Social_Care_plans", "Police_plans", "Duty_desk_plans")


def everywhere(**changes: Any) -> Holdings:
    return held(**{key: (plan(**changes),) for key in EVERYBODY})


@pytest.mark.parametrize(
    ("what", "key", "words", "mends"),
    [
        (everywhere(status="draft"), "plan-agreed", "version 4, draft", "County Maternity"),
        (held(Police_plans=(plan(version="3"),)), "held-police", "holds version 3", "County Mat"),
        (held(Social_Care_plans=()), "held-social-care", "holds no plan", "County Maternity"),
        (everywhere(distribution=[]), "held-ambulance", "no receipt is listed", "County Maternity"),
        (everywhere(fields={"home_decides": " "}), "lead", "Who decides", "Social Care"),
        (everywhere(fields={"notify_night": "the desk"}), "numbers", "a telephone", "County Mat"),
        (everywhere(fields={"home_transport": ""}), "home-birth", "missing: Transport", "County"),
        (everywhere(fields={"legal_status": ""}), "legal", "Legal status", "Social Care"),
        (held(Police_markers=(), Ambulance_markers=()), "markers", "none held", "Police"),
    ],
)
def test_each_check_fails_in_words_and_says_who_mends_it(
    what: Holdings, key: str, words: str, mends: str
) -> None:
    check = not_ready(what)[key]
    assert check.standing is Standing.NOT_READY
    assert words in check.words
    assert check.mends.startswith(mends)


@pytest.mark.parametrize(
    ("role", "key"),
    [("social worker", "lead"), ("OOH team", "numbers"), ("legal contact", "legal")],
)
@pytest.mark.parametrize("fault", [{"telephone": ""}, {"telephone": "ask"}, {"name": " "}, None])
def test_a_professional_counts_with_a_name_and_a_number(
    role: str, key: str, fault: dict[str, str] | None
) -> None:
    people = [
        {**p, **(fault or {})} if p["role"] == role else p
        for p in FULL["professionals"]
        if fault is not None or p["role"] != role
    ]
    assert list(not_ready(everywhere(professionals=people))) == [key]


@pytest.mark.parametrize(
    ("fault", "key"),
    [("Police_plans", "held-police"), ("Ambulance_markers", "markers")],
)
def test_what_could_not_be_checked_is_not_called_failed(fault: str, key: str) -> None:
    check = not_ready(held(**{fault: "no answer within 8 s"}))[key]
    assert check.standing is Standing.NOT_KNOWN
    assert check.mends == fault.split("_", maxsplit=1)[0]


def test_without_any_plan_everything_of_it_is_missing() -> None:
    found = not_ready(held(**dict.fromkeys(EVERYBODY, ())))
    assert set(found) == set(checks(held())) - {"markers"}
    assert found["plan-agreed"].words == "no agency holds a plan"
    assert found["plan-agreed"].mends == "County Maternity"


def test_what_is_not_for_the_family_is_not_repeated() -> None:
    secret = everywhere(status="draft", fields={"home_power": "SECRET", "legal_status": "SECRET"})
    said = " ".join(f"{c.words} {c.title}" for c in checks(secret).values())
    assert "SECRET" not in said


# Families


def test_one_family_on_two_lists_is_one() -> None:
    one = {"mother": "Jo Example", "nhs_number": "9990000018", "expected": "2026-12-04"}
    found = watch(one, {"mother": "A Other", "expected": "2026-11-20"}, {"mother": "No Date"})
    other = watch({**one, "expected": "2026-12-01"}, agency="County Maternity")
    holding = other.get("County Maternity", Offer.WATCH_LIST)
    assert holding is not None
    both = families(found.with_holding(holding))
    assert [f.mother for f in both] == ["No Date", "A Other", "Jo Example"]
    assert both[2].agencies == ("County Maternity", "Police")
    assert both[2].expected == date(2026, 12, 1), "the earlier date: be ready too soon"


@given(st.integers(-400, 400))
def test_due_now_is_overdue_or_within_a_fortnight(days: int) -> None:
    expected = (TODAY + timedelta(days=days)).isoformat()
    (family,) = families(watch({"mother": "Jo Example", "expected": expected}))
    assert family.days(TODAY) == days
    assert family.soon(TODAY) is (days <= 14)


def test_without_a_date_it_is_due_now() -> None:
    assert FAMILY.days(TODAY) is None
    assert FAMILY.soon(TODAY)
