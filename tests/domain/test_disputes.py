"""One NHS number for two people: a conflict in words, an alarm, never merged, never hidden."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Thresholds, alarms
from ooh_console.domain.disputes import disputes, in_doubt, numbers_in_doubt
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.markers import Marker
from ooh_console.domain.matches import Known, candidates, contradiction
from ooh_console.domain.people import Person, Relation
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import AgencyKind, Offer, Source
from ooh_console.domain.state import State
from tests.domain.nights import Night, at, opened

ONE = "9990000018"
BORN, OTHER = date(2003, 4, 17), date(1999, 1, 1)


def held(**records: list[dict[str, Any]]) -> Holdings:
    sources = tuple(Source(name, AgencyKind.OTHER, (Offer.PEOPLE,)) for name in records)
    found = Holdings.unasked(sources)
    for holding in found.held:
        facts = [Person.read(item) for item in records[holding.agency]]
        found = found.with_holding(holding.answered(facts, at(1)))
    return found


def person(name: str, born: str | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "nhs_number": ONE, "born": born, **more}


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (Known(name="Jodie Penhallow", born=BORN), Known(name="PENHALLOW, Jodie", born=BORN), ""),
        (Known(name="Jodie Penhallow"), Known(name="J. Penhallow", born=BORN), ""),
        (Known(name="Jodie Penhallow"), Known(name="Jody Anne Penhalow"), ""),
        (Known(name="Baby Penhallow"), Known(name="Amy Penhallow", born=BORN), ""),
        (Known(name=""), Known(name="Amy Penhallow", born=BORN), ""),
        (Known(name="Jodie Penhallow"), Known(name="Amy Penhallow"), "the names differ"),
        (Known(name="Jodie Penhallow", born=BORN), Known(name="Amy Wren", born=BORN), "the names"),
        (Known(name="Jo P", born=BORN), Known(name="Jo P", born=OTHER), "the dates of birth"),
        (
            Known(name="Jodie Penhallow", born=BORN),
            Known(name="Unborn Penhallow", expected=date(2026, 12, 4)),
            "one of them is not born yet",
        ),
        (
            Known(name="Amy Penhallow", born=date(2026, 11, 25)),
            Known(name="Unborn Penhallow", expected=date(2026, 12, 4)),
            "",
        ),
    ],
)
def test_what_speaks_against_one_person(one: Known, other: Known, why: str) -> None:
    for left, right in ((one, other), (other, one)):
        found = contradiction(left, right)
        assert found.startswith(why) if why else found == ""


def test_two_agencies_disagree() -> None:
    found = held(
        Maternity=[person("Jodie Penhallow", "2003-04-17")],
        Police=[person("PENHALLOW Jodie", "2003-04-17"), person("Amy Wren", "1999-01-01")],
    )
    (one,) = disputes(State(), found)
    assert one.words() == (
        "Jodie Penhallow, born 17 Apr 2003 (Maternity, Police)",
        "Amy Wren, born 1 Jan 1999 (Police)",
    )
    numbers = numbers_in_doubt([one])
    assert in_doubt(BirthPlan.read({"subject": "999 000 0018"}), numbers)
    assert in_doubt(Marker.read({"subject": {"nhs_number": ONE}}), numbers)
    assert not in_doubt(BirthPlan.read({"subject": "9990000026"}), numbers)
    grouped = candidates(
        Known(nhs_number=ONE),
        [(h.agency, f) for h in found.held for f in h.facts if isinstance(f, Person)],
    )
    assert [sorted(one.agencies) for one in grouped.certain] == [
        ["Maternity", "Police"],
        ["Police"],
    ]
    assert [len(one.disputed) for one in grouped.certain] == [1, 2]


def test_it_is_an_alarm_with_both_names_and_dates() -> None:
    night = opened()
    night.add(b.PersonLinked(name="Jodie Penhallow", relation=Relation.MOTHER, nhs_number=ONE), 1)
    found = held(Police=[person("Amy Wren", "1999-01-01")])
    (alarm,) = (
        a for a in alarms(night.state, found, at(2), Thresholds()) if a.code == "number-in-doubt"
    )
    for words in ("999 000 0018", "Jodie Penhallow", "Amy Wren, born 1 Jan 1999 (Police)"):
        assert words in alarm.text
    agreed = held(Police=[person("PENHALLOW Jodie", "2003-04-17")])
    codes = [a.code for a in alarms(night.state, agreed, at(2), Thresholds())]
    assert "number-in-doubt" not in codes


def test_somebody_says_by_name_that_they_are_one() -> None:
    """A woman under two surnames: a person settles it, and never the program."""
    night = Night(opened().entries)
    one = night.add(
        b.PersonLinked(name="Jodie Penhallow", relation=Relation.MOTHER, nhs_number=ONE), 1
    )
    other = night.add(
        b.PersonLinked(name="Jodie Wren", relation=Relation.MOTHER, nhs_number=ONE), 1
    )
    found = held(A=[person("Jodie Penhallow")], B=[person("Jodie Wren")])
    assert len(disputes(night.state, found)) == 1
    said = night.add(b.PersonsSame(person=one.id, same_as=other.id, said_by="R. Okafor"), 2)
    assert disputes(night.state, found) == ()
    night.strike(said, 3)
    assert len(disputes(night.state, found)) == 1
