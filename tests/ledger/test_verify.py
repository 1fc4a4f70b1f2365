"""Verify: whatever is done to the file is found and named, and nothing makes verify itself fail."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies
from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import REGISTER, Entry, Written
from ooh_console.ledger import statements as sql
from ooh_console.ledger.chain import GENESIS, link
from ooh_console.ledger.errors import LedgerDamaged, LedgerError
from ooh_console.ledger.guards import GUARDS
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.verification import Finding, Found, Verification
from tests.ledger.making import DUTY, MANAGER, SCREEN, START, added, item, note, signer, tampering

Copy = Callable[[], Path]
COUNT = 14  # Entries of the small night.


def verified(path: Path, incident: str | None = None) -> Verification:
    with Ledger.open(path, read_only=True) as ledger:
        return ledger.verify(incident)


def kinds(findings: tuple[Finding, ...]) -> set[Found]:
    return {finding.what for finding in findings}


def names(finding: Finding, id: Any, incident: Any, seq: Any) -> bool:
    return finding.entry == id or (finding.incident, finding.seq) == (incident, seq)


def test_a_sound_ledger_is_sound(night: Path) -> None:
    result = verified(night)
    assert result.ok, result.findings
    assert result.entries == COUNT
    assert result.incidents == ("R1", "R2")
    assert result.signers == {DUTY: 10, MANAGER: 4}
    assert {name: head.count for name, head in result.heads.items()} == {
        REGISTER: 4, "R1": 5, "R2": 5,
    }  # fmt: skip


def test_one_incident_can_be_asked_for(night: Path) -> None:
    with tampering(night) as connection:
        connection.execute("UPDATE entry SET desk = 'x' WHERE incident = 'R2' AND seq = 2")
    assert verified(night, "R1").ok
    assert verified(night, "R1").incidents == ("R1",)
    assert not verified(night, "R2").ok


def test_an_empty_ledger_is_sound(path: Path) -> None:
    assert verified(path).ok


def test_without_constraints_but_untouched_nothing_is_found(night: Path) -> None:
    """So that each finding below is about the change and not about the way it was made."""
    with tampering(night):
        pass
    assert verified(night).ok


MUTATIONS = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.binary(max_size=20),
    st.text(max_size=20),
    st.builds(lambda at, by: ("flip", at, by), st.integers(0, 10_000), st.integers(1, 255)),
    st.builds(lambda at: ("cut", at), st.integers(1, 10_000)),
)


def mutated(connection: sqlite3.Connection, old: Any, how: Any) -> tuple[str, Any]:
    """The SQL expression and value of a stored value after the mutation."""
    match how, old:
        case ("flip", at, by), str():
            raw = bytearray(old.encode())
            if raw:
                raw[at % len(raw)] ^= by
            return "CAST(? AS TEXT)", bytes(raw)
        case ("cut", at), str():
            return "CAST(? AS TEXT)", old.encode()[: -(at % (len(old) or 1) or 1)]
        case (_, at, *_), int():
            return "?", old ^ (1 << at % 16)
        case _:
            return "?", how


@given(st.integers(0, COUNT - 1), st.sampled_from(sql.ENTRY_COLUMNS), MUTATIONS)
def test_a_changed_value_in_any_column_is_found_and_named(
    fresh_night: Copy, number: int, column: str, how: Any
) -> None:
    path = fresh_night()
    with tampering(path) as connection:
        id, incident, seq, old = connection.execute(
            f"SELECT id, incident, seq, {column} FROM entry LIMIT 1 OFFSET ?", (number,)
        ).fetchone()
        expression, value = mutated(connection, old, how)
        connection.execute(f"UPDATE entry SET {column} = {expression} WHERE id = ?", (value, id))
        same = connection.execute(
            f"SELECT typeof({column}), CAST({column} AS BLOB) FROM entry LIMIT 1 OFFSET ?",
            (number,),
        ).fetchone() == (("integer" if column == "seq" else "text"), str(old).encode())
    result = verified(path)
    assert result.ok == same
    if not same:
        assert any(names(finding, id, incident, seq) for finding in result.findings), (
            result.findings
        )
    with Ledger.open(path, read_only=True) as ledger:
        assert all(isinstance(e, Entry) for e in ledger.rows("R1", 1, 99))
        assert all(isinstance(e, Entry) for e in ledger.bearing("R1"))
        ledger.incidents()
        # Whatever became of the line that says who was here first, this is no new desk.
        try:
            people = ledger.operators().people
        except LedgerDamaged:
            assert (incident, seq) == (REGISTER, 1)
        else:
            assert DUTY in people


@given(st.integers(0, COUNT - 1))
def test_a_removed_entry_is_found_and_named(fresh_night: Copy, number: int) -> None:
    path = fresh_night()
    with Ledger.open(path) as ledger:
        checkpoint = ledger.checkpoint(signer(), START)
        assert ledger.verify(checkpoint=checkpoint).ok
    with tampering(path) as connection:
        id, incident, seq = connection.execute(
            "SELECT id, incident, seq FROM entry LIMIT 1 OFFSET ?", (number,)
        ).fetchone()
        connection.execute("DELETE FROM entry WHERE id = ?", (id,))
        last = not connection.execute(
            "SELECT 1 FROM entry WHERE incident = ? AND seq > ?", (incident, seq)
        ).fetchone()
    with Ledger.open(path, read_only=True) as ledger:
        alone, with_checkpoint = ledger.verify(), ledger.verify(checkpoint=checkpoint)
    if not last:
        assert any((f.incident, f.seq) == (incident, seq) for f in alone.findings)
        assert Found.REMOVED in kinds(alone.findings)
    found = [f for f in with_checkpoint.findings if (f.incident, f.seq) == (incident, seq)]
    assert found
    assert str(seq) in found[0].sentence
    assert ("register" if incident == REGISTER else incident) in found[0].sentence


@given(st.integers(2, 5), st.booleans())
def test_a_removed_entry_is_found_when_the_rest_was_renumbered(
    fresh_night: Copy, seq: int, relinked: bool
) -> None:
    """Whoever also computes the chain anew is found by the checkpoint alone."""
    path = fresh_night()
    with Ledger.open(path) as ledger:
        checkpoint = ledger.checkpoint(signer(), START)
    with tampering(path) as connection:
        connection.execute("DELETE FROM entry WHERE incident = 'R1' AND seq = ?", (seq,))
        connection.execute(
            "UPDATE entry SET seq = seq - 1 WHERE incident = 'R1' AND seq > ?", (seq,)
        )
        if relinked:
            relink(connection, "R1")
    with Ledger.open(path, read_only=True) as ledger:
        alone, with_checkpoint = ledger.verify(), ledger.verify(checkpoint=checkpoint)
    assert alone.ok == (relinked or seq == 5)
    assert any(f.incident == "R1" for f in with_checkpoint.findings)


def relink(connection: sqlite3.Connection, incident: str) -> None:
    prev = GENESIS
    rows = connection.execute(
        "SELECT id, digest, signature FROM entry WHERE incident = ? ORDER BY seq", (incident,)
    ).fetchall()
    for id, stored, signature in rows:
        chain = link(prev, stored, signature)
        connection.execute("UPDATE entry SET prev = ?, chain = ? WHERE id = ?", (prev, chain, id))
        prev = chain


@given(st.sampled_from(["R1", "R2"]), st.permutations(range(1, 6)))
def test_a_changed_order_is_found(fresh_night: Copy, incident: str, order: list[int]) -> None:
    path = fresh_night()
    with tampering(path) as connection:
        ids = connection.execute(
            "SELECT id FROM entry WHERE incident = ? ORDER BY seq", (incident,)
        ).fetchall()
        for (id,), seq in zip(ids, order, strict=True):
            connection.execute("UPDATE entry SET seq = ? WHERE id = ?", (seq, id))
    result = verified(path)
    assert result.ok == (order == [1, 2, 3, 4, 5])
    moved = {id for (id,), seq, at in zip(ids, order, range(1, 6), strict=True) if seq != at}
    if moved:
        assert kinds(result.findings) == {Found.ORDER}
        assert {f.entry for f in result.findings} & moved
        assert all(f.incident == incident for f in result.findings)


@pytest.mark.parametrize("incident", ["R1", "R2"])
def test_a_removed_incident_is_found_by_the_register(night: Path, incident: str) -> None:
    with tampering(night) as connection:
        connection.execute("DELETE FROM entry WHERE incident = ?", (incident,))
    (finding,) = verified(night).findings
    assert (finding.what, finding.incident) == (Found.INCIDENT_REMOVED, incident)
    assert finding in verified(night, incident).findings


def test_a_removed_incident_is_found_by_a_checkpoint(night: Path) -> None:
    with Ledger.open(night) as ledger:
        ledger.append_now([note("never registered", "R3")], signer())
        checkpoint = ledger.checkpoint(signer(), START)
    with tampering(night) as connection:
        connection.execute("DELETE FROM entry WHERE incident = 'R3'")
    with Ledger.open(night, read_only=True) as ledger:
        assert ledger.verify().ok
        (finding,) = ledger.verify(checkpoint=checkpoint).findings
    assert (finding.what, finding.incident) == (Found.INCIDENT_REMOVED, "R3")


def test_a_removed_register_is_found(night: Path) -> None:
    with tampering(night) as connection:
        connection.execute("DELETE FROM entry WHERE incident = 'register'")
    result = verified(night)
    assert (Found.INCIDENT_REMOVED, REGISTER) in {(f.what, f.incident) for f in result.findings}
    assert sum(f.what is Found.FORGED for f in result.findings) == 10


def forge(connection: sqlite3.Connection, written: Written, signature: str) -> None:
    count, prev = connection.execute(sql.HEAD, (written.incident,)).fetchone()
    stored = written.digest()
    columns = [getattr(written, name) for name in sql.WRITTEN_COLUMNS]
    connection.execute(
        sql.INSERT_ENTRY,
        (*columns, count + 1, stored, signature, prev, link(prev, stored, signature)),
    )


@pytest.mark.parametrize("operator", [DUTY, "Nobody Known"])
@pytest.mark.parametrize("kind", ["another key", "no signature", "replayed"])
def test_a_forged_entry_is_found_and_named(night: Path, operator: str, kind: str) -> None:
    written = note("the manager agreed", operator=operator)
    with closing(sqlite3.connect(night, isolation_level=None)) as connection:
        (replayed,) = connection.execute("SELECT signature FROM entry LIMIT 1").fetchone()
        signature = {
            "another key": signer("A Forger").sign(written.digest()),
            "no signature": "",
            "replayed": replayed,
        }[kind]
        forge(connection, written, signature)
    (finding,) = verified(night).findings
    assert (finding.what, finding.incident, finding.seq) == (Found.FORGED, "R1", 6)
    assert finding.entry == written.id
    assert operator in finding.sentence


@given(st.integers(1, 5))
def test_a_rewritten_entry_is_found_though_everything_was_computed_anew(
    fresh_night: Copy, seq: int
) -> None:
    path = fresh_night()
    with tampering(path) as connection:
        row = connection.execute(
            f"SELECT {', '.join(sql.WRITTEN_COLUMNS)} FROM entry WHERE incident = 'R1' AND seq = ?",
            (seq,),
        ).fetchone()
        changed = dict(zip(sql.WRITTEN_COLUMNS, row, strict=True), desk="another desk")
        connection.execute(
            "UPDATE entry SET desk = 'another desk', digest = ? WHERE id = ?",
            (Written(**changed).digest(), changed["id"]),
        )
        relink(connection, "R1")
    (finding,) = verified(path).findings
    assert (finding.what, finding.incident, finding.seq) == (Found.FORGED, "R1", seq)


def test_an_operator_cannot_add_themselves(night: Path) -> None:
    with Ledger.open(night) as ledger:
        ledger.append_now([added("A Forger", by="A Forger")], signer("A Forger"))
    (finding,) = verified(night).findings
    assert (finding.what, finding.incident, finding.seq) == (Found.FORGED, REGISTER, 5)


def test_both_keys_of_an_operator_count(night: Path) -> None:
    new = signer("the new key")
    new.name = DUTY
    body = bodies.OperatorAdded(name=DUTY, role="x", agency="OOH", public_key=new.public_key)
    with Ledger.open(night) as ledger:
        ledger.append_now([item(body, REGISTER, operator=MANAGER)], signer(MANAGER))
        ledger.append_now([note("with the new key")], new)
        assert ledger.verify().ok
        ledger.append_now([note("with the first key")], signer())
        assert ledger.verify().ok
        person = ledger.operators().get(DUTY)
        assert person is not None
        assert person.public_keys == {signer().public_key, new.public_key}


def test_a_body_that_cannot_be_read_is_found(night: Path) -> None:
    odd = Written(**{**as_dict(note("x")), "kind": "note", "body": '{"kind":"unheard-of"}'})
    with Ledger.open(night) as ledger:
        ledger.append_now([odd], signer())
    (finding,) = verified(night).findings
    assert (finding.what, finding.seq) == (Found.UNREADABLE, 6)


def as_dict(written: Written) -> dict[str, str]:
    return {name: getattr(written, name) for name in sql.WRITTEN_COLUMNS}


@pytest.mark.parametrize("name", sorted(GUARDS))
@pytest.mark.parametrize("how", ["missing", "hollow"])
def test_a_missing_guard_is_found(night: Path, name: str, how: str) -> None:
    with closing(sqlite3.connect(night)) as connection:
        connection.execute(f"DROP TRIGGER {name}")
        if how == "hollow":
            whole = GUARDS[name]
            never = whole.replace("BEGIN SELECT", "WHEN 0 BEGIN SELECT")
            hollow = whole.replace("WHEN ", "WHEN 0 AND ") if "WHEN" in whole else never
            connection.execute(hollow)
    (finding,) = verified(night).findings
    assert finding.what is Found.GUARD_MISSING


def test_changed_and_lost_contents_are_found(night: Path) -> None:
    with tampering(night) as connection:
        connection.execute("UPDATE content SET body = body || '.'")
    (finding,) = verified(night).findings
    assert finding.what is Found.CONTENT_CHANGED
    with closing(sqlite3.connect(night)) as connection:
        connection.execute("DROP TRIGGER content_no_delete")
        connection.execute("DELETE FROM content")
        connection.execute(GUARDS["content_no_delete"])
        connection.commit()
    found = [f for f in verified(night).findings if f.what is Found.CONTENT_REMOVED]
    assert {(f.incident, f.seq) for f in found} == {("R1", 4), ("R2", 4)}


async def test_a_screen_without_its_content_is_found(night: Path) -> None:
    with Ledger.open(night) as ledger:
        await ledger.screen_shown("R1", "desk 1", START, digest(SCREEN))
        assert ledger.verify().ok
    with tampering(night) as connection:
        connection.execute("UPDATE screen SET screen = 'x'")
    (finding,) = verified(night).findings
    assert (finding.what, finding.incident) == (Found.CONTENT_REMOVED, "R1")


@pytest.mark.parametrize("seed", range(60))
def test_a_file_damaged_anywhere_never_makes_reading_fail_otherwise_than_in_words(
    night: Path, seed: int
) -> None:
    chance = random.Random(seed)
    raw = bytearray(night.read_bytes())
    for _ in range(chance.choice([1, 20, 2000])):
        raw[chance.randrange(100, len(raw))] = chance.randrange(256)
    night.write_bytes(bytes(raw))
    with contextlib.suppress(LedgerError), Ledger.open(night, read_only=True) as ledger:
        assert isinstance(ledger.verify(), Verification)
        for read in (
            ledger.incidents,
            ledger.operators,
            ledger.last_known,
            lambda: ledger.rows("R1", 1, 9),
            lambda: list(ledger.bearing("R1")),
        ):
            with contextlib.suppress(LedgerError):
                read()


def test_a_table_that_is_gone_is_a_finding(night: Path) -> None:
    with closing(sqlite3.connect(night)) as connection:
        connection.execute("DROP TABLE entry")
    result = verified(night)
    assert Found.FILE in kinds(result.findings)
