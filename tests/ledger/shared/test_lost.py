"""A database that went back to an earlier state: what this desk knew of it is kept, and said."""

from __future__ import annotations

import psycopg

from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.sharing import sharing_lines
from ooh_console.domain.times import zone
from ooh_console.ledger.ledger import Ledger
from tests.ledger.making import note, signer
from tests.ledger.shared.conftest import Clock, Desks, SharedDesk
from tests.ledger.test_faults import until
from tests.servers import TestServer


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
    with psycopg.connect(server.of(database), autocommit=True) as owner:
        owner.execute("ALTER TABLE entry DISABLE TRIGGER ALL")
        owner.execute("DELETE FROM entry WHERE incident = 'R1' AND seq > 1 OR incident = 'R2'")
        owner.execute("ALTER TABLE entry ENABLE TRIGGER ALL")
    on_server.append_now([note("after the promotion")], signer())
    desk.proxy.mend()
    until(lambda: not desk.away)

    assert desk.texts() == ["one", "after the promotion"]
    assert desk.log.sharing.lost == 3
    assert all(w in b for w, b in zip(("two", "three", "whole"), _kept(desk), strict=True))
    said = plain(sharing_lines(desk.log.sharing, clock(), zone()))
    assert "3 entries are NOT IN THE DATABASE any more: kept at this computer" in said

    desk.log.close()
    desk.open()
    until(lambda: not desk.away)
    assert desk.log.sharing.lost == 3, "also when it is opened again"
    on_server.append_now([gone], signer())
    desk.proxy.cut()
    desk.proxy.mend()
    until(lambda: desk.log.sharing.lost == 2)
