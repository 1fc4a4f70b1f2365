"""Who may sign in: the fold over the register, whatever stands in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.operators import Operators
from ooh_console.domain.roles import Role

START = datetime(2026, 11, 25, 2, 3, tzinfo=UTC)
NAMES = ("Ann", "Bo", "Mo")
KEYS = tuple(f"{name}{number}" for name in NAMES for number in (1, 2))

CHANGES = st.one_of(
    st.builds(
        b.OperatorAdded,
        name=st.sampled_from(NAMES),
        role=st.sampled_from(Role),
        agency=st.just("OOH"),
        public_key=st.sampled_from(KEYS),
    ),
    st.builds(
        b.OperatorDisabled,
        name=st.sampled_from(NAMES),
        why=st.just("left"),
        public_key=st.sampled_from(("", *KEYS)),
    ),
    st.builds(b.OperatorRoleSet, name=st.sampled_from(NAMES), role=st.sampled_from(Role)),
    st.builds(b.Note, text=st.just("dog")),
)
LINES = st.lists(st.tuples(CHANGES, st.sampled_from((*NAMES, "nobody"))), max_size=30)


def folded(lines: list[tuple[b.Body, str]]) -> list[Operators]:
    found = [Operators()]
    for minute, (body, by) in enumerate(lines):
        at = START + timedelta(minutes=minute)
        found.append(found[-1].with_body(body, at, by, "desk"))  # type: ignore[arg-type]
    return found


@given(LINES)
def test_whatever_is_put_there(lines: list[tuple[b.Body, str]]) -> None:
    steps = folded(lines)
    for (body, by), before, after in zip(lines, steps, steps[1:], strict=False):
        if not before.allows(body, by):  # type: ignore[arg-type]
            assert after is before, "somebody who may not changes nothing"
        if before.people and by not in {one.name for one in before.active}:
            assert after is before, "nor does anybody who is not there"
        for name, person in before.people.items():
            kept = after.people[name].keys[: len(person.keys)]
            for old, new in zip(person.keys, kept, strict=True):
                # A key is never taken away, and once disabled it never counts again.
                assert (old.public_key, old.added_at) == (new.public_key, new.added_at)
                assert old.counts or new == old
        for person in after.active:
            for key in person.public_keys:
                assert after.holder(person.name, key) is person
                assert after.disabled_at(person.name, key) is None


@given(LINES)
def test_a_desk_that_somebody_could_change_always_can_be(lines: list[tuple[b.Body, str]]) -> None:
    """Of those who may sign in, somebody may say who does."""
    for step in folded(lines):
        if step.active:
            assert any(step.may_change(person.name) for person in step.active)


def added(name: str, role: str = Role.DUTY, key: str = "") -> b.OperatorAdded:
    return b.OperatorAdded(name=name, role=role, agency="OOH", public_key=key or f"{name}1")


def test_ones_own_passphrase_needs_nobody_and_gives_no_role() -> None:
    *_, found = folded([(added("Ann"), "Ann"), (added("Mo", Role.MANAGER), "Ann")])
    assert not found.may_change("Ann")
    assert found.allows(added("Ann", key="Ann2"), "Ann")
    assert found.allows(b.OperatorDisabled(name="Ann", why="new", public_key="Ann1"), "Ann")
    assert not found.allows(added("Ann", Role.MANAGER, "Ann2"), "Ann")
    assert not found.allows(added("Bo"), "Ann")
    assert not found.allows(b.OperatorDisabled(name="Mo", why="x", public_key="Mo1"), "Ann")
    assert not found.allows(b.OperatorDisabled(name="Ann", why="x"), "Ann")


def test_until_there_is_a_manager_anybody_who_is_there_may() -> None:
    first, second, third = folded(
        [
            (added("Ann"), "Ann"),
            (added("Mo", Role.MANAGER), "Ann"),
            (b.OperatorDisabled(name="Mo", why="left"), "Mo"),
        ]
    )[1:]
    assert first.may_change("Ann")
    assert not second.may_change("Ann")
    assert third.may_change("Ann"), "else nobody could any more"
