"""A desk whose database goes away: what it keeps, shows and shares, and that nothing is lost."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from ooh_console.desk.marking import Marking
from ooh_console.desk.wording_log import log_line
from ooh_console.domain import bodies as b
from ooh_console.domain.apart import after_disabled, given_apart, shared_at
from ooh_console.domain.bodies import Topic
from ooh_console.domain.entries import REGISTER, body_of
from ooh_console.domain.state import fold
from ooh_console.domain.times import zone
from ooh_console.ledger.errors import LedgerUnreachable
from ooh_console.ledger.ledger import Ledger
from tests.database_proxy import Side
from tests.ledger.making import DUTY, MANAGER, START, item, note, registered, signer
from tests.ledger.shared.conftest import Clock, Desks
from tests.ledger.test_faults import until


def test_a_desk_goes_on_without_its_database_and_shares_when_it_is_back(
    desks: Desks, clock: Clock, on_server: Ledger
) -> None:
    desk, other = desks(), desks()
    desk.log.append_now([registered("R1"), note("a call")], signer())
    until(lambda: {"R1": 1}.items() <= {k: v for t in other.told for k, v in t.items()}.items())
    desk.proxy.cut()
    until(lambda: desk.away)
    since = clock.now
    clock.passes(5)
    assert [desk.write("dog is loose").seq, desk.write("dog is caught").seq] == [2, 3]
    assert desk.texts() == ["a call", "dog is loose", "dog is caught"]
    stands = desk.log.sharing
    assert (stands.away_since, stands.waiting) == (since, 2)
    assert stands.as_of is not None
    assert [head.count for head in desk.log.incidents()] == [3]
    clock.passes(1)
    assert other.write("the midwife is there").seq == 2
    assert on_server.head("R1") == 2

    clock.passes(40)
    desk.told.clear()
    desk.proxy.mend()
    until(lambda: not desk.away)
    texts = ["a call", "the midwife is there", "dog is loose", "dog is caught", "shared_late"]
    assert desk.texts() == texts
    until(lambda: other.texts() == texts)
    stands = desk.log.sharing
    assert (stands.waiting, stands.shared, stands.shared_at) == (0, 2, clock.now)
    until(lambda: any(told.get("R1") == 5 for told in desk.told))
    state = fold(on_server.bearing("R1"))
    loose = on_server.rows("R1", 3, 3)[0]
    assert (loose.recorded_at, shared_at(loose, state)) == (since + timedelta(minutes=5), clock.now)
    late = body_of(on_server.rows("R1", 5, 5)[0], b.SharedLate)
    assert (late.desk, late.known, late.away_since) == ("desk 1", 1, since)
    found = on_server.verify()
    assert found.ok, found.findings


def test_a_desk_opens_without_its_database_and_knows_what_it_knew(
    desks: Desks, clock: Clock
) -> None:
    desk = desks()
    desk.log.append_now([registered("R1"), note("a call")], signer())
    until(lambda: bool(desk.told))
    desk.log.close()
    desk.proxy.cut()
    clock.passes(60)
    desk.open()
    assert desk.away
    assert desk.texts() == ["a call"]
    assert [person.name for person in desk.log.operators().active] == [
        "Duty Worker", "On-call Manager",
    ]  # fmt: skip
    assert desk.write("recorded before anybody was reached").seq == 2
    desk.log.close()
    # Another operator comes, and the database is there again: it is shared as it was signed.
    clock.passes(10)
    desk.proxy.mend()
    desk.open("On-call Manager")
    until(lambda: not desk.away)
    until(lambda: len(desk.texts()) == 3)
    recorded, late = desk.log.rows("R1", 2, 3)
    assert (recorded.operator, late.operator) == ("Duty Worker", "On-call Manager")
    assert desk.log.verify().ok


def test_cut_at_each_message_of_an_append_nothing_is_lost_and_nothing_twice(
    desks: Desks, on_server: Ledger
) -> None:
    desk, other = desks(), desks()
    acknowledged = [desk.write("the connection is made").id]
    before = dict(desk.proxy.messages)
    acknowledged.append(desk.write("how many messages that needs").id)
    sides: list[Side] = ["desk", "server"]
    needed = {side: desk.proxy.messages[side] - before[side] for side in sides}
    assert min(needed.values()) > 3
    needed["desk"] += 3  # And while the connection is made again.
    for side in sides:
        for number in range(1, needed[side] + 1, 1 if side == "desk" else 2):
            desk.proxy.cut_after(side, number)
            acknowledged += [desk.write(f"{side} {number}").id, other.write("elsewhere").id]
            acknowledged.append(desk.write("and the next").id)
            desk.proxy.mend()
            until(lambda: not desk.away)
    rows = on_server.rows("R1", 1, on_server.head("R1"))
    stored = [entry.id for entry in rows if entry.kind == "note"]
    assert sorted(stored) == sorted(acknowledged)
    of_desk = [entry.id for entry in rows if entry.id in acknowledged and entry.desk == "desk 1"]
    assert of_desk == [id for id in acknowledged if id in of_desk], "in the order of recording"
    until(lambda: desk.texts() == other.texts())
    found = on_server.verify()
    assert found.ok, found.findings


def test_a_server_that_does_not_answer_is_not_waited_for_line_by_line(desks: Desks) -> None:
    desk = desks()
    desk.write("first")
    desk.proxy.swallows = True
    began = time.monotonic()
    desk.write("kept here")
    assert desk.away
    one = time.monotonic()
    for number in range(20):
        desk.write(f"line {number}")
    assert time.monotonic() - one < max(0.5, one - began)
    assert len(desk.texts()) == 22
    desk.proxy.mend()
    until(lambda: not desk.away)
    assert len(desk.texts()) == 22


def test_a_server_that_hangs_holds_up_nobody_who_reads(desks: Desks) -> None:
    desk = desks()
    desk.write("first")
    until(lambda: bool(desk.told))
    desk.proxy.swallows = True
    began = time.monotonic()
    assert desk.texts() == ["first"]
    assert time.monotonic() - began < 4
    assert desk.away


def test_two_desks_cut_off_apart_name_two_people_and_a_third_sees_both(
    desks: Desks, clock: Clock, on_server: Ledger
) -> None:
    one, two, three = desks(), desks(), desks()
    one.log.append_now([registered("R1"), note("a call")], signer())
    until(lambda: len(two.texts()) == 1 and len(three.texts()) == 1)
    for desk in (one, two):
        desk.proxy.cut()
        until(lambda: desk.away)  # noqa: B023
    named = []
    for desk, name in ((one, "Insp Here"), (two, "Sgt There")):
        clock.passes(5)
        named.append(desk.record(b.DecisionMakerSet(who=b.Party(name=name))).id)
    clock.passes(30)
    for desk in (two, one):
        desk.proxy.mend()
        until(lambda: not desk.away)  # noqa: B023
    states = []
    for desk in (one, two, three):
        until(lambda: desk.log.head("R1") == 5)  # noqa: B023
        states.append(fold(desk.log.bearing("R1")))
    assert states[0] == states[1] == states[2]
    apart = given_apart(Topic.DECISION_MAKER, states[0])
    assert [entry.id for entry in apart] == named[::-1]
    both = b.DecisionMakerSet(who=b.Party(name="Sgt There"), change_reason="both spoke")
    three.record(both)
    assert given_apart(Topic.DECISION_MAKER, fold(on_server.bearing("R1"))) == ()
    assert on_server.verify().ok


# What lies on the disk


def test_nothing_that_waits_can_be_read_in_the_folder(desks: Desks) -> None:
    desk = desks()
    desk.write("canary one")
    until(lambda: bool(desk.told))
    desk.proxy.cut()
    until(lambda: desk.away)
    desk.write("canary two")
    for path in desk.folder.iterdir():
        content = path.read_bytes()
        assert b"canary" not in content, path
        assert b"Duty Worker" not in content, path
        assert path.stat().st_mode & 0o077 == 0, path


def test_an_outbox_that_cannot_be_read_is_set_aside_and_said_so(desks: Desks) -> None:
    desk = desks()
    desk.knows_the_log()
    desk.proxy.cut()
    until(lambda: desk.away)
    desk.write("waits")
    desk.log.close()
    outbox = desk.folder / "outbox.db"
    outbox.write_bytes(b"no database " * 1_000)
    log = desk.open()
    assert "set aside, whole, as outbox.db.damaged-1" in log.trouble
    assert desk.write("goes on").seq == 1
    assert (desk.folder / "outbox.db.damaged-1").read_bytes() == b"no database " * 1_000


def test_a_copy_that_cannot_be_read_is_made_anew(desks: Desks) -> None:
    desk = desks()
    desk.write("first")
    until(lambda: bool(desk.told))
    desk.log.close()
    (desk.folder / "shared-copy.db").write_bytes(b"no database " * 1_000)
    desk.open()
    desk.knows_the_log()
    desk.proxy.cut()
    until(lambda: desk.away)
    assert desk.texts() == ["first"]


def test_without_a_copy_and_without_the_database_one_sentence(desks: Desks) -> None:
    desk = desks()
    desk.log.close()
    desk.proxy.cut()
    for path in desk.folder.iterdir():
        path.unlink()
    with pytest.raises(LedgerUnreachable, match="no copy of the shared log yet"):
        desk.open()


def test_what_a_key_signed_after_it_was_disabled_is_shared_and_marked(
    desks: Desks, clock: Clock, on_server: Ledger
) -> None:
    desk = desks()
    desk.write("a call")
    desk.knows_the_log()
    desk.proxy.cut()
    until(lambda: desk.away)
    clock.passes(5)
    before = desk.write("while the laptop was theirs")
    clock.passes(5)
    lost = b.OperatorDisabled(name=DUTY, why="laptop stolen")
    minute = (clock.now - START) / timedelta(minutes=1)
    on_server.append_now([item(lost, REGISTER, operator=MANAGER, minute=minute)], signer(MANAGER))
    clock.passes(5)
    after = desk.record(b.DecisionMakerSet(who=b.Party(name="Whoever Has It")))
    desk.log.close()
    desk.proxy.mend()
    desk.open(MANAGER)
    until(lambda: not desk.away)
    until(lambda: on_server.head("R1") == 4)
    rows, state = on_server.rows("R1", 1, 4), fold(on_server.bearing("R1"))
    assert [entry.id for entry in rows if after_disabled(entry, state)] == [after.id]
    assert before.id in body_of(rows[-1], b.SharedLate).entries
    assert "KEY DISABLED" in log_line(rows[2], state, zone(), Marking())
