"""What is missing in a birth plan, what is kept from the family, and how two copies differ."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.plans import PARTS, ROLES, TEMPLATE, BirthPlan, differences, missing, newest

WHOLE = {
    "version": "3",
    "status": "agreed",
    "fields": {part.key: f"{part.title}." for part in TEMPLATE},
    "professionals": [{"role": role, "name": "A. N. Example"} for role in ROLES],
}


def plan(**sent: Any) -> BirthPlan:
    return BirthPlan.read({**WHOLE, **sent})


def test_nothing_is_missing_in_a_whole_plan() -> None:
    assert missing(plan()) == ()


@given(st.sampled_from(TEMPLATE), st.sampled_from([None, "", "  ", "\u200b", "\n"]))
def test_a_required_part_that_says_nothing_is_missing(part: Any, text: str | None) -> None:
    fields = {key: words for key, words in WHOLE["fields"].items() if key != part.key}
    if text is not None:
        fields[part.key] = text
    found = missing(plan(fields=fields))
    assert len(found) == (1 if part.required else 0)
    assert all(part.title in title for title in found)


def test_a_role_without_a_name_is_missing() -> None:
    people = [*WHOLE["professionals"][1:], {"role": ROLES[0].upper(), "name": " "}]
    assert missing(plan(professionals=people)) == (f"Named professional: {ROLES[0]}",)
    assert len(missing(BirthPlan.read({}))) == sum(p.required for p in TEMPLATE) + len(ROLES)


FIELDS = st.dictionaries(st.sampled_from([*PARTS, "local", "other"]), st.text(max_size=9))


@given(FIELDS, FIELDS)
def test_differences_are_all_and_only_what_differs(one: Any, other: Any) -> None:
    left, right = plan(fields=one), plan(fields=other)
    found = differences(left, right)
    assert differences(left, left) == ()
    keys = {
        key
        for key in one.keys() | other.keys()
        if " ".join(one.get(key, "").split()) != " ".join(other.get(key, "").split())
    }
    assert {difference.key for difference in found} == keys
    back = differences(right, left)
    assert [(d.key, d.left, d.right) for d in found] == [(d.key, d.right, d.left) for d in back]
    order = [*PARTS, "local", "other"]
    assert [d.key for d in found] == sorted((d.key for d in found), key=order.index)


def test_differences_in_version_status_and_professionals() -> None:
    people = [*WHOLE["professionals"][:-1], {"role": "Night lead", "name": "B. Example"}]
    found = differences(plan(), plan(version="4", status="draft", professionals=people))
    assert [(d.title, d.left, d.right) for d in found] == [
        ("Version", "3", "4"),
        ("Status", "agreed", "draft"),
        (ROLES[-1], "A. N. Example", ""),
        ("night lead", "", "B. Example"),
    ]


def test_white_space_is_no_difference() -> None:
    one, other = plan(fields={"mother": "J.  P.\n"}), plan(fields={"mother": "J. P."})
    assert differences(one, other) == ()


def test_what_one_copy_restricts_is_restricted_in_the_difference() -> None:
    one = plan(fields={"concerns": "a", "placement": "a", "feeding": "a"})
    other = plan(
        fields={"concerns": "b", "placement": "b", "feeding": "b"}, not_for_family=["concerns"]
    )
    hidden = {d.key: d.restricted for d in differences(one, other)}
    assert hidden == {"concerns": True, "placement": True, "feeding": False}
    assert other.restricted("concerns")
    assert not one.restricted("concerns")
    assert one.restricted("placement")


def test_the_newest_copy() -> None:
    copies = [
        plan(version="9", status="superseded"),
        plan(version="3"),
        plan(version="10", status="draft"),
        plan(version="3.1"),
    ]
    found = newest(copies)
    assert found is not None
    assert found.version == "10"
    assert newest(copies[:1]) is None
    dated = [plan(dated="2026-11-01T10:00:00Z"), plan(dated="2026-11-12T10:00:00Z")]
    assert newest(dated) is dated[1]
    assert newest([]) is None
