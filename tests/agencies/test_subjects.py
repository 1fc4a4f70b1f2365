"""Somebody else's record is refused, and nothing is that only may be somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ooh_console.agencies.gateway import Gateway
from ooh_console.agencies.subjects import somebody_else
from ooh_console.domain.attendance import Commitment
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Address, Person
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import Sought, SourceState
from ooh_console.domain.tolerant import Fact

from .conftest import MOTHER, NUMBER, PLAN, Held, Proper, agency, answers

OTHER = "9990000026"
HOME = Sought(
    nhs_numbers=(NUMBER,), addresses=(Address(text="Flat 2, 14 Saltpan Lane", postcode="ZZ99 3VZ"),)
)
A = agency("A", "https://agency.example")


def person(**sent: Any) -> Fact:
    return Person.read({"name": "X", **sent})


def marker(**subject: Any) -> Fact:
    return Marker.read({"category": "Dog", "text": "Dog", "subject": subject})


def at(text: str, postcode: str = "ZZ99 3VZ") -> Fact:
    return marker(kind="address", address=text, postcode=postcode)


@pytest.mark.parametrize(
    ("sought", "fact"),
    [
        (MOTHER, person(nhs_number=OTHER)),
        (MOTHER, BirthPlan.read({"subject": OTHER})),
        (MOTHER, BirthPlan.read({"subject": "999 000 0026"})),
        (MOTHER, marker(nhs_number=OTHER)),
        (HOME, marker(nhs_number=OTHER)),
        (HOME, at("14 Saltpan Lane", "ZZ99 3WZ")),
        (HOME, at("16 Saltpan Lane")),
        (MOTHER, Commitment.read({"subject": OTHER})),
        (HOME, Commitment.read({"subject": OTHER, "place": "9 Elsewhere"})),
    ],
)
def test_plainly_somebody_else(sought: Sought, fact: Fact) -> None:
    assert somebody_else([fact], A, sought)


@pytest.mark.parametrize(
    ("sought", "fact"),
    [
        (MOTHER, person(nhs_number=NUMBER)),
        (MOTHER, person()),
        (MOTHER, person(nhs_number="9990000019")),  # A wrong check digit contradicts nothing.
        (MOTHER, person(nhs_number=OTHER, links=[{"nhs_number": NUMBER}])),
        (Sought(nhs_numbers=(NUMBER,), name="X"), person(nhs_number=OTHER)),
        (HOME, person(nhs_number=OTHER)),
        (
            Sought(nhs_numbers=(NUMBER,), identifiers=(("A", "7"),)),
            person(nhs_number=OTHER, identifier="7"),
        ),
        (MOTHER, BirthPlan.read({"subject": "RUDDERHAM"})),
        (MOTHER, BirthPlan.read(PLAN)),
        (
            Sought(nhs_numbers=(NUMBER,), identifiers=(("A", "7"),)),
            BirthPlan.read({"subject": OTHER}),
        ),
        (MOTHER, at("9 Elsewhere", "ZZ99 3WZ")),
        (HOME, at("14 Saltpan Lane, flat 2")),
        (HOME, at("14 SALTPAN LN", "zz993vz")),
        (HOME, at("14 Saltpan Lane ZZ99 3VZ", "")),
        (HOME, at("Saltpan Lane")),
        (HOME, at("", "")),
        (HOME, marker(kind="address", address="9 Elsewhere", nhs_number=NUMBER)),
        (HOME, Marker.read({"subject": "RUDDERHAM 9 ELSEWHERE"})),
        (HOME, Commitment.read({"subject": OTHER, "place": "14 Saltpan Lane, ZZ99 3VZ"})),
        (HOME, Fact.read("anything")),
    ],
)
def test_may_well_be_those_sought(sought: Sought, fact: Fact) -> None:
    assert not somebody_else([fact], A, sought)


async def test_the_answer_is_refused_and_what_was_held_before_stays(
    proper: Proper, gateway: Callable[..., Gateway]
) -> None:
    held = Held(etag='"1"')
    gate = gateway(agency("A", proper.url("other", held)))
    (before,) = await answers(gate)
    held.items, held.etag = {"plans": [PLAN, {**PLAN, "subject": OTHER}]}, '"2"'
    (after,) = await answers(gate)
    assert after.holding.state is SourceState.COULD_NOT_CHECK
    assert after.holding.reason == "sent somebody else's record"
    assert after.holding.facts == before.holding.facts
    assert after.etag == before.etag
