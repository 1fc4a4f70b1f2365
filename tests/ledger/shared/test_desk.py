"""What a person sees: an incident that is open while the database goes and comes."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from ooh_console.agencies.gateway import Gateway
from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import as_it_stood, log_of
from ooh_console.desk.marking import Marking
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.sharing import left_behind, sharing_lines
from ooh_console.desk.ports import Operator
from ooh_console.desk.tonight import Tonight
from ooh_console.desk.wording_log import details, log_line
from ooh_console.domain import bodies as b
from ooh_console.domain.people import Address
from ooh_console.domain.sharing import Sharing
from ooh_console.domain.state import fold
from ooh_console.domain.times import zone
from ooh_console.ledger.drafts import Drafts
from ooh_console.ledger.ledger import Ledger
from tests.ledger.making import DUTY, MANAGER, START, signer
from tests.ledger.shared.conftest import Clock, Desks, SharedDesk
from tests.ledger.test_faults import until

ROOT = Path(__file__).resolve().parents[3]


def at(shared: SharedDesk) -> Desk:
    return Desk(
        operator=Operator(DUTY, "duty worker", "OOH"),
        signer=signer(),
        name=shared.name,
        ledger=shared.log,
        gateway=Gateway((), clock=shared.clock, watch_days=42, tz=zone()),
        drafts=Drafts(shared.folder / "drafts", shared.name),
        clock=shared.clock,
    )


def opened(shared: SharedDesk) -> None:
    place = Address(text="1 Example Street", postcode="ZZ99 3VZ")
    shared.record(b.IncidentOpened(address=place, nature="labour, nine days early"))
    shared.knows_the_log()


async def test_an_open_incident_is_folded_again_when_what_waited_has_its_place(
    desks: Desks, clock: Clock
) -> None:
    mine, other = desks(), desks()
    opened(mine)
    incident = Incident.load(at(mine), "R1")
    tonight = Tonight(incident.desk)
    mine.proxy.cut()
    until(lambda: mine.away)
    clock.passes(1)
    kept = await incident.note("the dog is in the shed")
    assert (kept.seq, kept.waiting, incident.count) == (2, True, 2)
    assert "[NOT YET SHARED]" in log_line(kept, incident.state, zone(), Marking())
    named = mine.record(b.DecisionMakerSet(who=b.Party(name="Insp Here")))
    assert incident.catch_up()
    assert incident.state.decision_maker is not None
    tonight.read()
    assert [one.view.count for one in tonight.incidents] == [3]
    clock.passes(1)
    other.write("the midwife is there")

    clock.passes(30)
    mine.proxy.mend()
    until(lambda: not mine.away)
    assert incident.catch_up()
    assert not incident.catch_up()
    assert incident.state == fold(mine.log.bearing("R1"))
    assert (incident.count, incident.waiting_from) == (5, 0)
    maker = incident.state.decision_maker
    assert maker is not None
    assert (maker.entry.id, maker.entry.seq, maker.entry.waiting) == (named.id, 4, False)
    tonight.read()
    assert [one.view.count for one in tonight.incidents] == [5]
    entry = mine.log.rows("R1", 3, 3)[0]
    assert "[SHARED 02:35] the dog" in log_line(entry, incident.state, zone(), Marking())
    assert any(one.startswith("SHARED") for one in details(entry, incident.state, zone()))


def test_the_night_as_it_stood_is_that_of_each_desk(desks: Desks, clock: Clock) -> None:
    mine, other = desks(), desks()
    opened(mine)
    mine.proxy.cut()
    until(lambda: mine.away)
    for desk, text in ((mine, "at mine"), (other, "at the other"), (mine, "and again")):
        clock.passes(5)
        desk.write(text)
    clock.passes(30)
    mine.proxy.mend()
    until(lambda: not mine.away)
    seen = {}
    for desk in (mine, other):
        until(lambda: len(desk.texts()) == 5)  # noqa: B023
        for minute in (6, 16, 60):
            view = as_it_stood(at(desk), "R1", START + timedelta(minutes=minute))
            log = log_of(at(desk), view)
            assert view.count == len(log)
            seen[desk.name, minute] = [e.body.text for e in log if e.kind == "note"]
    assert seen == {
        ("desk 1", 6): ["at mine"],
        ("desk 1", 16): ["at mine", "and again"],
        ("desk 1", 60): ["at the other", "at mine", "and again"],
        ("desk 2", 6): [],
        ("desk 2", 16): ["at the other"],
        ("desk 2", 60): ["at the other", "at mine", "and again"],
    }


def test_what_is_said_of_it() -> None:
    now, tz = START + timedelta(hours=1), zone()

    def said(stands: Sharing | None) -> str:
        return plain(sharing_lines(stands, now, tz))

    assert said(None) == said(Sharing()) == left_behind(Sharing()) == ""
    away = Sharing(away_since=START, as_of=START - timedelta(minutes=1), waiting=3)
    assert said(away).startswith(
        "DATABASE AWAY since 02:03 GMT: 3 entries not yet shared · others as of 02:02 · "
    )
    assert "3 entries are not yet shared" in left_behind(away)
    assert "nothing waits" in said(Sharing(away_since=START))
    assert said(Sharing(shared=1, shared_at=now)) == "1 entry shared 03:03 GMT"
    assert said(Sharing(shared=1, shared_at=START)) == ""
    lost, another = said(Sharing(lost=3)), said(Sharing(is_another=True))
    assert lost == "3 entries NOT IN THE DATABASE any more, kept here · `ooh-console database lost`"
    assert len(lost) <= 80
    assert another.startswith("THE DATABASE HOLDS ANOTHER LOG: put its address back")
    assert "1 entry NOT TAKEN by the database" in said(Sharing(refused=1, why="[red]no"))


# Killed


def test_a_desk_that_is_killed_with_a_full_outbox_has_lost_nothing(
    desks: Desks, on_server: Ledger
) -> None:
    desk = desks()
    desk.knows_the_log()
    desk.log.close()
    desk.proxy.cut()
    acknowledged = []
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.shared.child", desk.folder, desk.proxy.url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        while len(acknowledged) < 60:
            acknowledged.append(child.stdout.readline().strip())
        child.kill()
        acknowledged += child.stdout.read().split("\n")[:-1]
    desk.open(MANAGER)
    assert set(acknowledged) <= {e.id for e in desk.log.rows("R1", 1, desk.log.head("R1"))}
    desk.proxy.mend()
    until(lambda: not desk.away)
    stored = [e.id for e in on_server.rows("R1", 1, on_server.head("R1")) if e.kind == "note"]
    assert stored[: len(acknowledged)] == acknowledged
    assert len(stored) == len(set(stored)) <= len(acknowledged) + 1
    assert on_server.verify().ok
