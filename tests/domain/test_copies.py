"""Copies of the birth plan: read out by telephone, part by part; and given to whoever decides."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as chance
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Thresholds, alarms
from ooh_console.domain.copies import copies, given, mentions, newest_copy, read_out
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.plans import TEMPLATE, BirthPlan, newest_agreed
from ooh_console.domain.sources import AgencyKind, Offer, Source
from ooh_console.domain.state import fold
from tests.domain.nights import Night, at, named, opened

SENT = BirthPlan.read({"version": "3", "status": "draft", "fields": {"concerns": "neglect"}})


def said(version: str = "4", agency: str = "Social Care", **fields: str) -> b.PlanReadOut:
    return b.PlanReadOut(
        agency=agency, read_by="Moira Example", version=version, status="agreed", fields=fields
    )


def held(*plans: BirthPlan) -> Holdings:
    unasked = Holdings.unasked([Source("Maternity", AgencyKind.MATERNITY, (Offer.PLANS,))])
    return unasked.with_holding(Holding("Maternity", Offer.PLANS).answered(plans, at(0)))


def codes(night: Night, holdings: Holdings, minute: float) -> set[str]:
    return {a.code for a in alarms(night.state, holdings, at(minute), Thresholds())}


def test_parts_add_up_and_a_part_said_again_replaces() -> None:
    night = opened()
    night.add(said(home_attends="Midwife", home_decides="nobody"), 1)
    night.add(said(home_decides="Duty inspector", version=" 4 "), 2)
    night.add(said(home_decides="Somebody else", version="5"), 3)
    first, other = read_out(night.state)
    assert first.plan.fields == {"home_attends": "Midwife", "home_decides": "Duty inspector"}
    assert first.plan.version == "4"
    assert first.read_out is not None
    assert first.read_out.read_by == ("Moira Example",)
    assert first.read_out.typed_by == ("Jo Example",)
    assert first.read_out.at == at(2)
    assert other.plan.version == "5"


def test_a_struck_part_is_gone_and_the_one_before_it_stands_again() -> None:
    night = opened()
    night.add(said(home_decides="nobody"), 1)
    wrong = night.add(said(home_decides="Duty inspector"), 2)
    night.strike(wrong, 3)
    (copy,) = read_out(night.state)
    assert copy.plan.fields == {"home_decides": "nobody"}


def test_a_part_more_makes_another_content_so_it_is_unread_again() -> None:
    night = opened()
    night.add(said(home_decides="nobody"), 1)
    (before,) = read_out(night.state)
    night.add(b.PlanRead(agency="x", digest=before.plan.digest, reader="Jo Example"), 2)
    assert night.state.readers(before.plan.digest)
    night.add(said(home_attends="Midwife"), 3)
    (after,) = read_out(night.state)
    assert not night.state.readers(after.plan.digest)


@chance(
    st.lists(
        st.tuples(
            st.sampled_from(("A", "a ", "B")),
            st.sampled_from(("", "1", "2")),
            st.dictionaries(
                st.sampled_from([part.key for part in TEMPLATE]), st.sampled_from("xyz"), min_size=1
            ),
        ),
        max_size=8,
    )
)
def test_every_part_that_was_read_out_is_in_one_copy(parts: list[Any]) -> None:
    night = opened()
    for number, (agency, version, fields) in enumerate(parts):
        night.add(said(version, agency, **fields), number + 1)
    found = read_out(night.state)
    assert sum(len(copy.read_out.entries) for copy in found if copy.read_out) == len(parts)
    for agency, version, fields in parts:
        key = agency.strip().casefold(), version
        mine = [c for c in found if (c.agency.strip().casefold(), c.plan.version) == key]
        assert len(mine) == 1
        assert set(fields) <= set(mine[0].plan.fields)
    assert found == read_out(fold(reversed(night.entries))), "whatever order it is read in"


def test_nothing_read_out_cannot_be_recorded() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        said(home_decides=" \u200b")


def test_read_out_stands_beside_the_agencies_copies_and_can_be_the_newest() -> None:
    night = opened()
    night.add(said(concerns="neglect"), 1)
    found = copies(night.state, held(SENT))
    assert [(copy.agency, copy.read_out is None) for copy in found] == [
        ("Maternity", True),
        ("Social Care", False),
    ]
    best = newest_copy(found)
    assert best is found[1]
    assert newest_agreed(copy.plan for copy in found) is found[1].plan
    assert newest_agreed([SENT]) is None
    assert "READ OUT by telephone" in best.name()


def test_an_equal_copy_that_was_read_out_is_not_read_with_the_other() -> None:
    night = opened()
    night.add(said(version="3", agency="Maternity", concerns="neglect"), 1)
    sent, spoken = copies(night.state, held(SENT))
    assert sent.plan.digest != spoken.plan.digest


@pytest.mark.parametrize(
    ("words", "is_it"),
    [
        ("birth plan version 3, draft", True),
        ("birth plan 3 (Maternity)", True),
        ("PLAN V3", True),
        ("birth plan version 3", True),
        ("birth plan version 3, agreed", False),
        ("birth plan version 2, draft, 3 parts missing", False),
        ("birth plan version 3.1, draft", False),
        ("birth plan version 13", False),
        ("birth plan", False),
        ("7 warning markers, version 3", False),
        ("", False),
    ],
)
def test_what_was_given_in_words(words: str, is_it: bool) -> None:
    assert mentions(words, SENT) is is_it


def test_no_version_is_never_taken_for_given() -> None:
    assert not mentions("birth plan version ?", BirthPlan.read({"status": "draft"}))


@pytest.mark.parametrize(
    ("reader", "is_it"),
    [
        ("insp  example", True),
        ("Insp Example (read out by radio)", True),
        ("Insp Examples", False),
        ("Insp Example Other", False),
        ("Sgt Sample", False),
    ],
)
def test_a_reading_by_the_decision_maker_counts(reader: str, is_it: bool) -> None:
    night = opened()
    night.add(named(), 1)
    night.add(b.PlanRead(agency="Maternity", digest=SENT.digest, reader=reader), 2)
    maker = night.state.decision_maker
    assert maker is not None
    assert given(maker, night.state, SENT) is is_it


def test_the_alarm_stands_until_the_newest_version_was_given() -> None:
    night, holdings = opened(), held(SENT)
    assert "plan-not-given" not in codes(night, holdings, 0), "nobody decides yet"
    maker = named()
    night.add(maker, 1)
    assert "plan-not-given" in codes(night, holdings, 1)
    assert "plan-not-given" not in codes(night, held(), 1), "there is no plan to give"
    night.add(b.PlanRead(agency="x", digest=SENT.digest, reader="Insp Example"), 2)
    assert "plan-not-given" not in codes(night, holdings, 2)
    newer = BirthPlan.read({"version": "4", "status": "agreed"})
    assert "plan-not-given" in codes(night, held(SENT, newer), 3), "a newer version has come"
    other = b.DecisionMakerSet(
        who=b.Party(name="Sgt Sample"), change_reason="shift", given=("birth plan version 4",)
    )
    night.add(other, 4)
    assert "plan-not-given" not in codes(night, held(SENT, newer), 4)


def test_a_plan_that_was_read_out_is_given_too() -> None:
    night = opened()
    night.add(said(concerns="neglect"), 1)
    night.add(named(), 2)
    assert "plan-not-given" in codes(night, held(), 2)
    (copy,) = read_out(night.state)
    night.add(b.PlanRead(agency="x", digest=copy.plan.digest, reader="Insp Example"), 3)
    assert "plan-not-given" not in codes(night, held(), 3)
