"""A database that went back to an earlier state: what this desk knew of it is kept, and said."""

from __future__ import annotations

from dataclasses import replace

from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.sharing import sharing_lines
from ooh_console.desk.tonight import Tonight
from ooh_console.desk.wording import sentence
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import body_of
from ooh_console.domain.state import fold
from ooh_console.domain.times import zone
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.verification import Found
from tests.database_proxy import database_proxy
from tests.ledger.making import begin_register, item, note, signer
from tests.ledger.shared.conftest import Clock, Desks, SharedDesk
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
    desks: Desks, clock: Clock, server: TestServer, database: str, on_server: Ledger
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
