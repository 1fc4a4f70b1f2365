"""Certain by number, possible by name and date, and nothing merged that only may be one person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.matches import Candidate, Known, Match, candidates, match
from ooh_console.domain.people import Person

ONE, TWO = "9990000018", "9990000026"
BORN = date(2001, 4, 9)


def person(name: str = "Jodie Penhallow", **sent: Any) -> Person:
    return Person.read({"name": name, **sent})


JODIE = Known(nhs_number=ONE, name="Jodie Penhallow", born=BORN, identifiers=(("Mat", "M1"),))


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (person("Somebody Quite Else", nhs_number="999 000 0018"), Match.NHS_NUMBER),
        (person(nhs_number=TWO, born="2001-04-09", identifier="M1"), Match.NO),
        (person("Else", identifier="M1"), Match.AGENCY_IDENTIFIER),
        (person("Else", identifier="M1", nhs_number="9990000019"), Match.AGENCY_IDENTIFIER),
        (person(born="2001-04-09"), Match.POSSIBLE),
        (person("PENHALLOW, Jodie", born="2001-04-09"), Match.POSSIBLE),
        (person("Jodie Anne Pénhallow", born="2001-04-09"), Match.POSSIBLE),
        (person(), Match.POSSIBLE),
        (person(born="2001-04-10"), Match.NO),
        (person("Josie Penhallow", born="2001-04-09"), Match.NO),
        (person("", born="2001-04-09"), Match.NO),
        (Person.read("not a record"), Match.NO),
    ],
)
def test_match(record: Person, expected: Match) -> None:
    assert match(JODIE, "Mat", record) is expected


def test_another_agencys_identifier_says_nothing() -> None:
    assert match(JODIE, "Police", person("Else", identifier="M1")) is Match.NO


def test_an_unborn_baby_is_told_by_the_expected_date() -> None:
    baby = Known(name="Baby Penhallow", expected=date(2026, 12, 9))
    assert match(baby, "A", person("Baby Penhallow", expected="2026-12-09")) is Match.POSSIBLE
    assert match(baby, "A", person("Baby Penhallow", expected="2026-12-29")) is Match.NO


@pytest.mark.parametrize("name", ["Unborn PENHALLOW", "Penhallow, baby", "Baby Penhallow (unborn)"])
def test_who_has_no_name_yet_is_called_differently_by_each_agency(name: str) -> None:
    assert match(Known(name="Baby Penhallow"), "A", person(name)) is Match.POSSIBLE
    assert match(Known(name="Jodie Penhallow"), "A", person(name)) is Match.NO


def test_a_number_makes_one_candidate_and_a_name_never_does() -> None:
    found = candidates(
        JODIE,
        [
            ("Mat", person(nhs_number=ONE, identifier="M1", born="2001-04-09")),
            ("Police", person(identifier="P7", born="2001-04-09")),
            ("Social", person("J. Penhallow", nhs_number=ONE, identifier="S3")),
            ("Mat", person(identifier="M1")),
            ("Ambulance", person("Jodie Penhallow", nhs_number=TWO)),
            ("Ambulance", person("Craig Rudderham")),
        ],
    )
    (jodie,) = found.certain
    assert jodie.match is Match.NHS_NUMBER
    assert jodie.agencies == ("Mat", "Social")
    assert jodie.known.identifiers == (("Mat", "M1"), ("Social", "S3"))
    assert jodie.known.born == BORN
    assert [(holder.agency, holder.person.identifier) for holder in jodie.perhaps] == [
        ("Police", "P7")
    ]
    assert [candidate.agencies for candidate in found.possible] == [("Police",)]
    assert [candidate.known.name for candidate in found.others] == [
        "Jodie Penhallow",
        "Craig Rudderham",
    ]


def test_a_search_by_name_finds_possible_matches_only() -> None:
    searched = Known(name="penhallow")
    found = candidates(searched, [("A", person(nhs_number=ONE)), ("B", person(nhs_number=ONE))])
    assert found.certain == ()
    assert [candidate.agencies for candidate in found.possible] == [("A", "B")]


def test_one_identifier_with_two_numbers_joins_neither() -> None:
    records = [person(nhs_number=number, identifier="M1") for number in (ONE, TWO)]
    records.append(person(identifier="M1"))
    found = candidates(Known(name="Penhallow"), [("Mat", record) for record in records])
    assert len(found.possible) == 3


def test_two_without_any_identifier_stay_two() -> None:
    found = candidates(Known(name="Penhallow"), [("A", person()), ("A", person())])
    assert len(found.possible) == 2


RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B"]),
        st.builds(
            lambda name, number, own, born: person(
                name, nhs_number=number, identifier=own, born=born
            ),
            st.sampled_from(["Jodie Penhallow", "Craig Rudderham", ""]),
            st.sampled_from(["", ONE, TWO, "9990000019"]),
            st.sampled_from(["", "1", "2"]),
            st.sampled_from([None, "2001-04-09", "1999-01-01"]),
        ),
    ),
    max_size=8,
)


@given(RECORDS)
def test_no_record_is_lost_and_no_candidate_has_two_numbers(
    records: list[tuple[str, Person]],
) -> None:
    found = candidates(JODIE, records)
    everybody: list[Candidate] = [*found.certain, *found.possible, *found.others]
    held = [(holder.agency, holder.person) for one in everybody for holder in one.holders]
    assert sorted(map(repr, held)) == sorted(map(repr, records))
    for one in everybody:
        assert len({h.person.nhs_number for h in one.holders} - {""}) <= 1
        if one.match is Match.NHS_NUMBER:
            assert one.known.nhs_number == ONE
