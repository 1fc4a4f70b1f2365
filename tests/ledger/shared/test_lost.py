"""A database that went back to an earlier state: what this desk knew of it is kept, and said."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import psycopg
import pytest

from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.sharing import sharing_lines
from ooh_console.desk.tonight import Tonight
from ooh_console.desk.wording import sentence
from ooh_console.domain import bodies as b
from ooh_console.domain.apart import given_apart
from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import REGISTER, body_of
from ooh_console.domain.state import fold
from ooh_console.domain.times import zone
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shared.delivering import Sitting, deliver
from ooh_console.ledger.shared.ledger import SharedLedger
from ooh_console.ledger.shared.outbox import OUTBOX
from ooh_console.ledger.shared.putting_back import letters_back
from ooh_console.ledger.sqlite import Place
from ooh_console.ledger.verification import Found
from tests.cli.places import ROOT
from tests.database_proxy import database_proxy
from tests.ledger.making import DUTY, SCREEN, added, begin_register, item, note, registered, signer
from tests.ledger.shared.conftest import KEY, Clock, Desks, SharedDesk
from tests.ledger.shared.test_desk import at, opened
from tests.ledger.test_faults import until
from tests.servers import DESK, PASSWORD, TestServer


def _kept(desk: SharedDesk) -> list[str]:
    rows = desk.log._copy.reads(
        lambda _, c: c.execute("SELECT body FROM lost ORDER BY incident, seq").fetchall()
    )
    return [body for (body,) in rows]


def test_what_the_database_has_no_more_is_kept_here_and_said(
    desks: Desks, clock: Clock, server: TestServer, database: str, on_server: Ledger
) -> None:
    desk = desks()
    for text in ("one", "two", "three"):
        desk.write(text)
    gone = note("the whole incident", "R2")
    desk.log.append_now([gone], signer())
    until(lambda: desk.log._copy.head("R1") == 3 and desk.log._copy.head("R2") == 1)
    desk.proxy.cut()
    until(lambda: desk.away)
    server.go_back(database, "incident = 'R1' AND seq > 1 OR incident = 'R2'")
    on_server.append_now([note("after the promotion")], signer())
    desk.proxy.mend()
    until(lambda: not desk.away)

    assert desk.texts() == ["one", "after the promotion"]
    assert desk.log.sharing.lost == 3
    assert all(w in b for w, b in zip(("two", "three", "whole"), _kept(desk), strict=True))
    said = plain(sharing_lines(desk.log.sharing, clock(), zone()))
    assert "3 entries NOT IN THE DATABASE any more, kept here" in said

    desk.log.close()
    desk.open()
    until(lambda: not desk.away)
    assert desk.log.sharing.lost == 3, "also when it is opened again"
    on_server.append_now([gone], signer())
    desk.proxy.cut()
    desk.proxy.mend()
    until(lambda: desk.log.sharing.lost == 2)


def test_what_the_database_lost_is_put_back_as_it_was_signed(
    desks: Desks, server: TestServer, database: str, on_server: Ledger
) -> None:
    mine, other = desks(), desks()
    mine.write("one")
    lost = [mine.write("two"), other.write("three")]
    gone = note("the whole incident", "R2")
    mine.log.append_now([gone], signer())
    for desk in (mine, other):
        until(lambda: desk.log._copy.head("R1") == 3 and desk.log._copy.head("R2") == 1)  # noqa: B023
        desk.proxy.cut()
        until(lambda: desk.away)  # noqa: B023
    server.go_back(database, "incident = 'R1' AND seq > 1 OR incident = 'R2'")
    on_server.append_now([note("after the promotion")], signer())
    for desk in (mine, other):
        desk.proxy.mend()
        until(lambda: not desk.away)  # noqa: B023
        assert desk.log.sharing.lost == 3

    mine.log.put_back()
    mine.log.put_back()
    until(lambda: not mine.away)
    assert mine.log.sharing.lost == 0
    assert mine.texts() == ["one", "after the promotion", "two", "three", *["shared_late"] * 2]
    assert mine.texts("R2") == ["the whole incident", "shared_late"]
    back = [one for one in on_server.rows("R1", 1, 9) if one.id in {one.id for one in lost}]
    assert [replace(one, seq=0) for one in back] == [replace(one, seq=0) for one in lost]
    late = [body_of(one, b.SharedLate) for one in on_server.rows("R1", 5, 6)]
    assert [(one.desk, one.known, one.back) for one in late] == [
        ("desk 1", 1, True),
        ("desk 2", 1, True),
    ]
    said = [sentence(one, fold(()), zone()) for one in on_server.rows("R1", 5, 5)]
    assert said == ["PUT BACK NOW: 1 entry of desk 1, which the database had lost."]
    # The guards that were off when it went back are on again, and not as they were.
    assert {one.what for one in on_server.verify().findings} == {Found.GUARD_MISSING}

    other.log.put_back()
    until(lambda: not other.away)
    assert other.log.sharing.lost == 0
    assert (on_server.head("R1"), on_server.head("R2")) == (6, 2)


async def test_an_open_incident_shows_what_the_database_has_and_not_what_it_had(
    desks: Desks, server: TestServer, database: str, on_server: Ledger
) -> None:
    desk = desks()
    opened(desk)
    desk.write("two")
    named = desk.record(b.DecisionMakerSet(who=b.Party(name="Insp Here")))
    until(lambda: desk.log._copy.head("R1") == named.seq)
    incident = Incident.load(at(desk), "R1")
    tonight = Tonight(incident.desk)
    tonight.read()
    desk.proxy.cut()
    until(lambda: desk.away)
    server.go_back(database, "seq > 1")
    others = [note("by another desk"), item(b.LeadSet(who=b.Party(name="Another Lead")))]
    on_server.append_now(others, signer())
    assert on_server.head("R1") == incident.count == 3
    desk.proxy.mend()
    until(lambda: not desk.away)

    assert incident.catch_up()
    assert not incident.catch_up()
    for state in (incident.state, tonight.open("R1").state):
        assert state == fold(on_server.bearing("R1"))
        assert state.decision_maker is None
        assert state.lead is not None
    tonight.read()
    assert [one.view.state for one in tonight.incidents] == [incident.state]


def test_what_waits_for_one_log_is_never_given_to_another(
    desks: Desks, clock: Clock, server: TestServer, on_server: Ledger
) -> None:
    desk = desks()
    desk.write("one")
    until(lambda: desk.log._copy.head("R1") == 1)
    desk.proxy.cut()
    until(lambda: desk.away)
    desk.write("two")
    right, other = desk.proxy, server.of(server.fresh(), DESK)
    with Ledger.on_server(other, PASSWORD) as another, database_proxy(other) as wrong:
        begin_register(another)
        desk.proxy = wrong
        desk.log.close()
        desk.open()
        until(lambda: desk.log.sharing.is_another)

        assert (desk.away, desk.log.sharing.waiting) == (True, 1)
        assert desk.write("three").seq == 3
        assert desk.texts() == ["one", "two", "three"]
        assert another.head("R1") == 0
        said = plain(sharing_lines(desk.log.sharing, clock(), zone()))
        assert "THE DATABASE HOLDS ANOTHER LOG: put its address back" in said
        assert "2 entries not yet shared" in said

        desk.log.close()
        desk.proxy = right
        right.mend()
        desk.open()
        until(lambda: not desk.away)
    assert not desk.log.sharing.is_another
    assert on_server.head("R1") == 3
    assert desk.texts() == ["one", "two", "three"]
    assert desk.log.sharing.lost == 0


def _goes_back(
    desks: tuple[SharedDesk, ...], server: TestServer, database: str, where: str
) -> None:
    """While none of these desks can reach it."""
    for desk in desks:
        desk.proxy.cut()
    for desk in desks:
        until(lambda: desk.away)  # noqa: B023
    server.go_back(database, where)


def _comes_again(*desks: SharedDesk) -> None:
    for desk in desks:
        desk.proxy.mend()
    for desk in desks:
        until(lambda: not desk.away)  # noqa: B023


def test_what_one_desk_puts_back_is_missed_by_none(
    desks: Desks, server: TestServer, database: str
) -> None:
    mine, other = desks(), desks()
    for text in ("one", "two"):
        mine.write(text)
    until(lambda: all(desk.log._copy.head("R1") == 2 for desk in (mine, other)))
    _goes_back((mine, other), server, database, "seq > 1")
    _comes_again(mine, other)
    assert other.log.sharing.lost == 1
    mine.log.put_back()
    until(lambda: other.log.sharing.lost == 0)
    assert other.texts() == ["one", "two", "shared_late"]


def test_two_desks_that_put_back_at_once_say_it_once(
    desks: Desks, clock: Clock, server: TestServer, database: str, on_server: Ledger
) -> None:
    mine, other = desks(), desks()
    for incident in ("R1", "R2"):
        mine.write("one", incident)
        mine.write("two", incident)
    until(lambda: all(desk.log._copy.head("R2") == 2 for desk in (mine, other)))
    _goes_back((mine, other), server, database, "seq > 1 OR incident = 'R2'")
    _comes_again(mine, other)
    register = on_server.head(REGISTER)
    letters = [*letters_back(mine.log._exchange.copy, ())]

    def while_the_other_does() -> datetime:
        if other.log.sharing.lost:
            other.log.put_back()
            until(lambda: other.log.sharing.lost == 0)
        return clock()

    by = Sitting(DUTY, "duty-worker", "OOH", mine.name, signer())
    deliver(on_server, letters, by, "an outbox", while_the_other_does)
    for incident in ("R1", "R2"):
        assert mine.texts(incident) == ["one", "two", "shared_late"]
    added = on_server.rows(REGISTER, register + 1, register + 9)
    assert [one.kind for one in added] == ["incident_registered"]


def test_another_console_of_the_computer_hears_of_what_the_first_has_copied(
    desks: Desks, clock: Clock, server: TestServer, database: str, on_server: Ledger
) -> None:
    first = desks()
    opened(first)
    first.write("two")
    until(lambda: first.log._copy.head("R1") == 2)
    second = SharedDesk(first.name, first.folder, first.proxy, clock)
    try:
        until(lambda: not second.away)
        incident = Incident.load(at(second), "R1")
        _goes_back((first, second), server, database, "seq > 1")
        on_server.append_now([note("another"), note("in another incident", "R2")], signer())
        reach, may = second.log._exchange.reach, threading.Event()
        second.log._exchange.reach = lambda: may.wait() and reach()  # type: ignore[method-assign]
        second.told.clear()
        _comes_again(first)
        until(lambda: first.log._copy.head("R1") == 2)
        may.set()
        until(lambda: not second.away)

        assert {name for heads in second.told for name in heads} >= {"R1", "R2"}
        assert incident.catch_up()
        assert incident.view().past == 1
        assert second.log.sharing.lost == 1
    finally:
        second.log.close()


def test_what_waits_knew_nothing_of_the_past_that_the_log_has_now(
    desks: Desks, clock: Clock, server: TestServer, database: str, on_server: Ledger
) -> None:
    mine = desks()
    opened(mine)
    for number in range(3):
        mine.write(str(number))
    until(lambda: mine.log._copy.head("R1") == 4)
    mine.proxy.cut()
    until(lambda: mine.away)
    mine.record(b.DecisionMakerSet(who=b.Party(name="Insp Here")))
    server.go_back(database, "seq > 1")
    there = item(b.DecisionMakerSet(who=b.Party(name="Dr There")))
    on_server.append_now([there], signer())
    clock.passes(5)
    _comes_again(mine)
    state = fold(on_server.bearing("R1"))
    assert [body_of(one, b.SharedLate).known for one in state.kinds["shared_late"]] == [1]
    assert len(given_apart(b.Topic.DECISION_MAKER, state)) == 2


def test_what_was_lost_at_two_times_is_put_back_in_the_order_of_recording(
    desks: Desks, clock: Clock, server: TestServer, database: str, on_server: Ledger
) -> None:
    mine = desks()
    mine.write("one")
    mine.write("two")
    mine.record(b.DecisionMakerSet(who=b.Party(name="Sgt Old")))
    until(lambda: mine.log._copy.head("R1") == 3)
    _goes_back((mine,), server, database, "seq > 1")
    clock.passes(5)
    on_server.append_now([item(b.DecisionMakerSet(who=b.Party(name="Insp New")))], signer())
    _comes_again(mine)
    assert mine.log.sharing.lost == 2
    _goes_back((mine,), server, database, "seq > 1")
    _comes_again(mine)
    assert mine.log.sharing.lost == 3

    mine.log.put_back()
    until(lambda: mine.log.sharing.lost == 0)
    state = fold(on_server.bearing("R1"))
    assert state.decision_maker is not None
    assert [one.seq for one in state.live("decision_maker_set")] == [3, 4]
    assert state.decision_maker.party.name == "Insp New"
    assert [body_of(one, b.SharedLate).known for one in state.kinds["shared_late"]] == [1]


def test_what_was_put_back_and_lost_again_is_put_back_again(
    desks: Desks, server: TestServer, database: str, on_server: Ledger
) -> None:
    mine, other = desks(), desks()
    mine.write("one")
    lost = [mine.write("two"), other.write("three"), mine.write("whole", "R2")]
    for time in (1, 2, 3):
        until(
            lambda: all(
                desk.log._copy.head(name) == on_server.head(name)
                for desk in (mine, other)
                for name in ("R1", "R2")
            )
        )
        _goes_back((mine, other), server, database, "incident = 'R1' AND seq > 1 OR incident='R2'")
        on_server.append_now([note(f"after the loss {time}")], signer())
        _comes_again(mine, other)
        by = (mine, other)[time % 2]
        by.log.put_back()
        until(lambda: mine.log.sharing.lost == other.log.sharing.lost == 0)
        until(lambda: not mine.away and not other.away)
        lost += on_server.rows("R1", 2, 2)
        there = [*on_server.rows("R1", 2, 99), *on_server.rows("R2", 1, 99)]
        notes = [one.id for one in there if one.kind == "note"]
        assert sorted(notes) == sorted(one.id for one in lost)
        late = [*on_server.rows("R1", 2, 99)][-2:]
        assert all(body_of(one, b.SharedLate).back for one in late)
        assert mine.texts() == other.texts()
    assert {one.what for one in on_server.verify().findings} == {Found.GUARD_MISSING}


def test_what_was_lost_before_the_copy_heard_of_it_is_shared_again(
    desks: Desks,
    clock: Clock,
    server: TestServer,
    database: str,
    on_server: Ledger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = desks()
    mine.write("one")
    until(lambda: mine.log._copy.head("R1") == 1)
    clock.passes(5)
    with monkeypatch.context() as deaf:
        deaf.setattr(mine.log._exchange, "heard", lambda heads: None)
        mine.write("two")
        mine.log.append_now([registered("R2"), note("the whole incident", "R2")], signer())
        mine.write("and more", "R2")
        register = on_server.head(REGISTER)
        _goes_back((mine,), server, database, "incident = 'R1' AND seq > 1 OR incident = 'R2'")
        server.go_back(database, f"seq >= {register}", chain=REGISTER)
    on_server.append_now([note("after the promotion")], signer())
    _comes_again(mine)

    assert mine.texts() == ["one", "after the promotion", "two", "shared_late"]
    assert mine.texts("R2")[:2] == ["the whole incident", "and more"]
    late = [body_of(one, b.SharedLate) for one in on_server.rows("R1", 4, 4)]
    assert [(one.known, one.back) for one in late] == [(1, True)]
    lines = on_server.rows(REGISTER, register, register + 9)
    assert [one.kind for one in lines].count("incident_registered") == 1
    mine.proxy.cut()
    until(lambda: mine.away)
    assert mine.texts() == ["one", "after the promotion", "two", "shared_late"]
    _comes_again(mine)
    assert on_server.head("R1") == 4, "it was shared once"
    assert mine.log.sharing.lost == 0


def test_stopped_in_the_midst_of_putting_back_nothing_is_lost_and_nothing_twice(
    desks: Desks, server: TestServer, database: str, on_server: Ledger
) -> None:
    desk = desks()
    # Some 145 messages until all of it is there, said, and in the copy again.
    for number in range(20, 160, 25):
        half, whole = f"H{number}", f"W{number}"
        for text, incident in (("one", half), ("two", half), ("whole", whole)):
            desk.write(text, incident)
        until(lambda: desk.log._copy.head(half) == 2 and desk.log._copy.head(whole) == 1)  # noqa: B023
        where = f"incident = '{half}' AND seq > 1 OR incident = '{whole}'"
        _goes_back((desk,), server, database, where)
        register = on_server.head(REGISTER)
        _comes_again(desk)
        lost = {row[0] for row in desk.log.lost_rows()}
        desk.log.close()
        _puts_back(desk, until_sent=number, killed=number % 2 == 0)

        desk.open()
        if desk.log.lost_rows():
            desk.log.put_back()
        until(lambda: not desk.away and not desk.log.sharing.lost)
        rows = [*on_server.rows(half, 2, 9), *on_server.rows(whole, 1, 9)]
        late = [one for one in rows if one.id not in lost]
        said = [id for one in late for id in body_of(one, b.SharedLate).entries]
        assert sorted(said) == sorted(lost)
        assert len(rows) == len(lost) + len(late)
        added = on_server.rows(REGISTER, register + 1, register + 9)
        assert [one.kind for one in added] == ["incident_registered"]
    assert {one.what for one in on_server.verify().findings} == {Found.GUARD_MISSING}


def _puts_back(desk: SharedDesk, *, until_sent: int, killed: bool) -> None:
    """In a process of its own, until it has sent so many messages; then it is killed, or the
    database is away for a moment."""
    command = ["-m", "tests.ledger.shared.child", str(desk.folder), desk.proxy.url, "put back"]
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # That it was cut off.
        text=True,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        desk.proxy.cut_after("desk", until_sent)
        child.stdin.write("go\n")
        child.stdin.flush()
        until(lambda: desk.proxy.is_cut or child.poll() is not None)
        if killed:
            child.kill()
        desk.proxy.mend()


def test_who_may_sign_in_is_put_back_before_what_they_signed(
    desks: Desks, server: TestServer, database: str, on_server: Ledger
) -> None:
    mine = desks()
    mine.write("one")
    mine.log.append_now([added("New Person")], signer())
    mine.record(b.Note(text="by somebody new"), operator="New Person")
    until(lambda: mine.log._copy.head("R1") == 2 and mine.log._copy.head(REGISTER) == 3)
    _goes_back((mine,), server, database, "seq > 1")
    server.go_back(database, "seq > 2", chain=REGISTER)
    on_server.append_now([added("Another Person")], signer())
    _comes_again(mine)
    assert mine.log.sharing.lost == 2

    mine.log.put_back()
    until(lambda: mine.log.sharing.lost == 0)
    assert {one.what for one in on_server.verify().findings} == {Found.GUARD_MISSING}
    mine.proxy.cut()
    until(lambda: mine.away)
    for log in (on_server, mine.log):
        assert all(log.operators().get(name) for name in ("New Person", "Another Person"))


def test_what_a_screen_showed_is_put_back(
    desks: Desks, server: TestServer, database: str, on_server: Ledger
) -> None:
    mine = desks()
    for text, places in (("one", 1), ("two", 2)):  # By the second the copy has been tidied.
        mine.write(text)
        until(lambda: mine.log._copy.head("R1") == places)  # noqa: B023
    seen = item(b.HoldingSeen(screen=digest(SCREEN)))
    mine.log.append_now([seen, note("in front of it")], signer(), contents=[SCREEN])
    asyncio.run(mine.log.screen_shown("R1", mine.name, mine.clock(), digest(SCREEN)))
    until(lambda: mine.log._copy.head("R1") == 4)
    _goes_back((mine,), server, database, "seq > 2")
    with psycopg.connect(server.of(database), autocommit=True) as owner:
        for table in ("content", "screen"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            owner.execute(f"DELETE FROM {table}")
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    _comes_again(mine)
    mine.log.put_back()
    until(lambda: mine.log.sharing.lost == 0)
    assert on_server.content(digest(SCREEN)) == SCREEN
    assert [one.screen for one in on_server.screens("R1")] == [digest(SCREEN)]
    assert {one.what for one in on_server.verify().findings} == {Found.GUARD_MISSING}


def test_a_copy_of_one_log_is_not_held_against_another(desks: Desks, server: TestServer) -> None:
    desk = desks()
    desk.write("one")
    until(lambda: desk.log._copy.head("R1") == 1)
    desk.knows_the_log()
    right, other = desk.proxy, server.of(server.fresh(), DESK)
    with Ledger.on_server(other, PASSWORD) as another, database_proxy(other) as wrong:
        begin_register(another)
        desk.log.close()
        with pytest.raises(LedgerError, match="of another log"):
            SharedLedger(desk.folder, KEY, lambda: another, another, desk.clock)
        wrong.cut()
        desk.proxy = wrong
        desk.open()
        wrong.mend()
        until(lambda: desk.log.sharing.is_another)
        assert desk.log.sharing.lost == 0
        assert desk.texts() == ["one"]
        desk.log.close()
    desk.proxy = right
    desk.open()
    until(lambda: not desk.away)
    assert desk.log.sharing.lost == 0


def test_an_outbox_from_before_logs_were_named(desks: Desks, on_server: Ledger) -> None:
    desk = desks()
    desk.write("one")
    until(lambda: desk.log._copy.head("R1") == 1)
    desk.knows_the_log()
    desk.proxy.cut()
    until(lambda: desk.away)
    desk.write("two")
    desk.log.close()
    place = Place(desk.folder / OUTBOX, "rw", key=KEY)
    with closing(place.connect("rw")) as file:
        file.execute("DROP TABLE bound")
        file.execute("DROP TABLE IF EXISTS knew")
        file.execute("UPDATE letter SET body = json_remove(body, '$.back')")
    desk.open()
    assert desk.texts() == ["one", "two"]
    _comes_again(desk)
    assert on_server.head("R1") >= 2
    assert desk.log.sharing.waiting == 0
