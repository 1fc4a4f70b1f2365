"""Reading: what the log, the state and the list of incidents ask for, also of a damaged file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ooh_console.domain import bodies
from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import REGISTER, UnreadBody
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.reading import UNKNOWN_TIME
from ooh_console.ledger.shapes import LastKnown
from tests.ledger.making import DUTY, MANAGER, START, item, note, registered, signer, tampering


def test_incidents_at_a_glance(night: Path) -> None:
    with Ledger.open(night) as ledger:
        first, second = ledger.incidents()
        assert (first.reference, second.reference) == ("R1", "R2")
        assert (first.count, first.first_kind, first.last_kind) == (5, "note", "note")
        assert first.first_body == '{"kind":"note","text":"a call came in"}'
        assert first.last_recorded_at == START + timedelta(minutes=3)
        assert (ledger.head("R1"), ledger.head(REGISTER), ledger.head("R9")) == (5, 4, 0)


def test_an_empty_ledger_has_nothing(ledger: Ledger) -> None:
    assert ledger.incidents() == ()
    assert not ledger.operators()
    assert ledger.rows("R1", 1, 50) == ()
    assert list(ledger.bearing("R1")) == []
    assert ledger.entry("x") is None
    assert ledger.last_known() == ()
    assert ledger.screen_at("R1", START) is None


def test_rows_by_place(night: Path) -> None:
    with Ledger.open(night) as ledger:
        assert [e.seq for e in ledger.rows("R1", 2, 4)] == [2, 3, 4]
        assert [e.seq for e in ledger.rows("R1", -5, 500)] == [1, 2, 3, 4, 5]
        assert ledger.rows("R1", 4, 2) == ()


def test_what_bears_on_the_state(ledger: Ledger) -> None:
    items = [
        item(bodies.Correction(entry="x", reason="y")) if n % 7 == 0 else note(str(n))
        for n in range(9_000)
    ]
    ledger.append_now(items, signer())
    bearing = [entry.seq for entry in ledger.bearing("R1")]
    assert bearing == [n + 1 for n in range(9_000) if n % 7 == 0]
    assert [entry.seq for entry in ledger.bearing("R1", after=8_900)] == [
        seq for seq in bearing if seq > 8_900
    ]


def test_operators_in_the_order_added(night: Path) -> None:
    with Ledger.open(night) as ledger:
        found = ledger.operators().active
        assert [(one.name, one.role, one.agency, one.public_keys) for one in found] == [
            (name, "duty-worker", "OOH", {signer(name).public_key}) for name in (DUTY, MANAGER)
        ]


@pytest.mark.parametrize("column", ["id", "kind", "body", "occurred_at", "recorded_at", "operator"])
@pytest.mark.parametrize(
    "value",
    [None, b"\xff\x00", 7, 1.5, "", "nonsense", ("text", b"caf\xe9"), "9999-12-31T23:59-14:00"],
)
def test_one_damaged_row_hides_no_other(night: Path, column: str, value: Any) -> None:
    expression = "CAST(? AS TEXT)" if isinstance(value, tuple) else "?"
    value = value[1] if isinstance(value, tuple) else value
    with tampering(night) as connection:
        connection.execute(
            f"UPDATE entry SET {column} = {expression} WHERE incident = 'R1' AND seq = 2", (value,)
        )
    with Ledger.open(night, read_only=True) as ledger:
        entries = ledger.rows("R1", 1, 5)
        assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
        for entry in (*entries, *ledger.bearing("R1")):
            texts = (entry.id, entry.kind, entry.operator, entry.role, entry.agency, entry.desk)
            assert all(type(text) is str for text in texts)
            assert "".join(texts).encode()
            assert entry.occurred_at.tzinfo is not None
            assert entry.recorded_at.tzinfo is not None
        if column in ("kind", "body"):
            assert isinstance(entries[1].body, UnreadBody)
        ledger.incidents()


def test_a_damaged_time_goes_by_the_other(night: Path) -> None:
    with tampering(night) as connection:
        connection.execute("UPDATE entry SET occurred_at = 'x' WHERE incident = 'R1' AND seq = 2")
        connection.execute("UPDATE entry SET recorded_at = 'x' WHERE incident = 'R1' AND seq = 3")
        connection.execute(
            "UPDATE entry SET recorded_at = 'x', occurred_at = '' WHERE incident = 'R1' AND seq = 4"
        )
    with Ledger.open(night, read_only=True) as ledger:
        second, third, fourth = ledger.rows("R1", 2, 4)
    assert second.occurred_at == second.recorded_at != UNKNOWN_TIME
    assert third.occurred_at == third.recorded_at != UNKNOWN_TIME
    assert fourth.occurred_at == fourth.recorded_at == UNKNOWN_TIME


async def test_what_a_desk_showed(ledger: Ledger) -> None:
    one, two, same = await ledger.keep(["screen one", "screen two", "screen one"])
    assert (one, two, same) == (digest("screen one"), digest("screen two"), one)
    for minute, desk, screen in [(1, "a", one), (2, "b", two), (3, "a", two), (3, "a", one)]:
        await ledger.screen_shown("R1", desk, START + timedelta(minutes=minute), screen)

    def at(minute: float, desk: str | None = None) -> tuple[str, str] | None:
        shown = ledger.screen_at("R1", START + timedelta(minutes=minute), desk)
        return (shown.desk, shown.screen) if shown else None

    assert at(0.9) is None
    assert at(1) == ("a", one)
    assert at(2.5) == ("b", two)
    assert at(2.5, "a") == ("a", one)
    assert at(1.5, "b") is None
    assert at(9) == ("a", one)
    assert ledger.screen_at("R2", START + timedelta(days=1)) is None


async def test_a_screen_must_be_kept_before_it_is_named(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="Keep the content first"):
        await ledger.screen_shown("R1", "a", START, digest("never kept"))


async def test_what_was_last_known_survives_a_restart(path: Path) -> None:
    first = LastKnown("Maternity", "plans", "999 123", digest("a"), START, '"7"', "held", "")
    newer = LastKnown(
        "Maternity", "plans", "999 123", digest("b"),
        datetime(2026, 11, 25, 2, 14, 5, tzinfo=UTC), "", "could-not-check", "no answer in 8 s",
    )  # fmt: skip
    other = LastKnown("Police", "markers", "x", "", START)
    with Ledger.open(path) as ledger:
        for known in (first, other, newer):
            await ledger.remember(known)
    with Ledger.open(path) as ledger:
        assert ledger.last_known() == (newer, other)


def test_the_glance_keeps_up_with_what_is_added_anywhere(path: Path) -> None:
    with Ledger.open(path) as ledger, Ledger.open(path) as other, Ledger.open(path) as third:
        for turn in range(1, 6):
            other.append_now([note("x", f"R{n}", minute=turn) for n in range(turn)], signer())
            ledger.append_now([note("y", "R0"), registered("R0")], signer())
            seen = ledger.incidents()
            with Ledger.open(path, read_only=True) as fresh:
                assert seen == fresh.incidents()
            assert [(h.reference, h.count) for h in seen] == [
                (f"R{n}", 2 * turn if n == 0 else turn - n) for n in range(turn)
            ]
            assert third.incidents() == seen
