"""Twins stay two, a possible match never merges by itself, and plans are of one person each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Thresholds, alarms
from ooh_console.domain.copies import by_subject, copies
from ooh_console.domain.families import families
from ooh_console.domain.holdings import FACTS, Holding, Holdings
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Relation
from ooh_console.domain.persons import babies, called, persons
from ooh_console.domain.sources import AgencyKind, Offer, Source
from ooh_console.domain.subjects import about, groups
from tests.domain.nights import Night, at, opened

AMY, BEN, MOTHER = "9990000034", "9990000042", "9990000018"


def twins(*, numbers: bool = False) -> Night:
    night = opened()
    for place, number in enumerate((AMY, BEN), 1):
        body = b.PersonLinked(
            name="Baby Penhallow",
            relation=Relation.UNBORN,
            expected="2026-12-04",
            nhs_number=number if numbers else "",
            identifiers={"Maternity": f"B-{place}"},
        )
        night.add(body, place)
    return night


def marker(**subject: Any) -> tuple[Holding, Marker]:
    sent = {"subject": subject, "category": "Child protection", "text": "x"}
    return Holding("Maternity", Offer.MARKERS), Marker.read(sent)


def test_twins_are_two_and_called_apart() -> None:
    state = twins().state
    first, second = babies(state)
    assert called(first, state) == "Baby Penhallow (1 of 2, Maternity B-1)"
    assert called(second, state) == "Baby Penhallow (2 of 2, Maternity B-2)"
    numbered = twins(numbers=True).state
    assert len({called(one, numbered) for one in babies(numbered)}) == 2


def test_a_marker_about_one_is_not_about_the_other() -> None:
    state = twins().state
    of_first = marker(name="Baby Penhallow", identifier="B-1")
    of_second = marker(name="Baby Penhallow", identifier="B-2")
    by_name = marker(name="Baby Penhallow")
    third = marker(name="Baby Penhallow", identifier="B-3")
    assert about(*of_first, state).relation == "unborn baby 1 of 2"
    assert about(*of_second, state).relation == "unborn baby 2 of 2"
    said = about(*by_name, state).relation
    assert said.startswith("perhaps Baby Penhallow (1 of 2, Maternity B-1) or Baby Penhallow (2 of")
    assert about(*third, state).relation == "not linked to this incident"
    assert len(groups([of_first, of_second, by_name, third], state)) == 4


@dataclass
class Holds:
    """What one agency answers."""

    offer: Offer
    facts: list[dict[str, Any]]

    def holdings(self) -> Holdings:
        found = Holdings.unasked([Source("Maternity", AgencyKind.MATERNITY, (self.offer,))])
        facts = [FACTS[self.offer].read(item) for item in self.facts]
        return found.with_holding(found.held[0].answered(facts, at(1)))


def plan(subject: str, version: str) -> dict[str, Any]:
    return {"identifier": version, "subject": subject, "version": version, "status": "agreed"}


def test_the_plan_of_one_is_not_the_plan_of_the_other() -> None:
    state = twins(numbers=True).state
    holdings = Holds(Offer.PLANS, [plan(AMY, "3"), plan(BEN, "1"), plan(AMY, "2")]).holdings()
    found = by_subject(copies(state, holdings), state)
    assert [[copy.plan.version for copy in one] for one in found] == [["3", "2"], ["1"]]
    said = {a.code: [] for a in alarms(state, holdings, at(2), Thresholds())}
    for one in alarms(state, holdings, at(2), Thresholds()):
        said[one.code].append(one.text)
    assert len(said["plan-unread"]) == 2
    assert all("about Baby Penhallow (" in text for text in said["plan-unread"])
    assert len(said["plan-differs"]) == 1, "copies about two babies do not differ: they are two"


def test_births_by_name_alone_are_two_with_the_other_named() -> None:
    watch = Holds(
        Offer.WATCH_LIST,
        [
            {"mother": "Jodie Penhallow", "nhs_number": MOTHER, "expected": "2026-12-04"},
            {"mother": "PENHALLOW Jodie", "expected": "2026-12-04"},
            {"mother": "Jodie Penhallow", "expected": "2026-12-04", "note": "x"},
            {"mother": "Amy Wren", "nhs_number": MOTHER, "expected": "2026-12-09"},
        ],
    ).holdings()
    found = families(watch)
    assert len(found) == 4
    numbered = [one for one in found if one.nhs_number]
    assert all(one.conflict for one in numbered)
    assert [len(one.perhaps) for one in found if one.mother != "Amy Wren"] == [2, 2, 2]


NAMES = st.sampled_from(["Jodie Penhallow", "PENHALLOW, Jodie", "Baby Penhallow", ""])
NUMBERS = st.sampled_from(["", AMY, BEN, MOTHER])


@given(
    st.lists(st.tuples(NAMES.filter(bool), NUMBERS, st.sampled_from(["", "1", "2"])), max_size=4),
    st.lists(st.tuples(NAMES, NUMBERS, st.sampled_from(["", "1", "2"])), max_size=5),
)
def test_a_possible_match_never_merges_by_itself(
    linked: list[tuple[str, str, str]], sent: list[tuple[str, str, str]]
) -> None:
    """Whatever is linked and whatever agencies send: only a number or an agency's own identifier,
    or a person who said so by name, makes two things one."""
    night = opened()
    for place, (name, number, own) in enumerate(linked):
        body = b.PersonLinked(
            name=name,
            relation=list(Relation)[place],
            nhs_number=number,
            identifiers={"Maternity": own} if own else {},
        )
        night.add(body, 1)
    state = night.state
    everybody = {one.id: one for one in persons(state)}
    assert len(everybody) == len(linked)
    markers = [
        marker(**{"name": n, "nhs_number": number, "identifier": own}) for n, number, own in sent
    ]
    for pair in markers:
        found, subject = about(*pair, state), pair[1].subject
        if found.key[0] == "person":
            who = everybody[found.key[1]]
            assert who.is_by_number(subject.nhs_number) or who.is_by_identifier(
                "Maternity", subject.identifier
            )
    assert sum(len(group.held) for group in groups(markers, state)) == len(markers)
    plans = Holds(Offer.PLANS, [plan(number, str(n)) for n, (_, number, _o) in enumerate(sent)])
    for group in by_subject(copies(state, plans.holdings()), state):
        assert len({copy.plan.subject for copy in group} - {""}) <= 1
    births = [
        {"mother": n, "nhs_number": number, "note": str(place)}
        for place, (n, number, _) in enumerate(sent)
    ]
    for family in families(Holds(Offer.WATCH_LIST, births).holdings()):
        numbers = {entry.nhs_number for _, entry in family.entries}
        assert len(numbers) == 1
        assert len(family.entries) == 1 or "" not in numbers
