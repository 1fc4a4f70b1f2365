"""Pictures of Tonight and of the one screen: calm, alarmed, an agency down, EXERCISE; two sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ooh_console.desk.desk import Recording as R
from ooh_console.domain import bodies as b
from ooh_console.domain.sources import Offer
from ooh_console.tui.app import ConsoleApp
from ooh_console.tui.screens.incident import IncidentScreen
from ooh_console.tui.screens.tonight import TonightScreen
from tests.tui.desks import LARGE, SMALL, Said, Set, app_of, asked, make, open_incident, until

STATES = ("calm", "alarmed", "agency-down", "exercise")
Snap = Callable[..., bool]


async def night(found: Set, state: str) -> None:
    """A night in a state. Everything in it is the same at every run."""
    found.desk.new_reference = lambda: "261125-K7QM"  # type: ignore[method-assign]
    if state == "calm":
        found.gateway.sources = ()
        await open_incident(found.desk, raised_by="Ambulance control")
        return
    found.gateway.full()
    if state == "agency-down":
        failing = Said(fails="no answer within 8 s")
        found.gateway.said |= {
            ("Police", offer): failing for offer in (Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS)
        }
        found.gateway.said["County Maternity", Offer.WATCH_LIST] = failing
    incident = await open_incident(found.desk, minutes_ago=9, raised_by="Ambulance control")
    await incident.note("waters broke at 01:50, contractions three minutes apart")
    who = b.Party(name="Insp. Ruth Adeyemi", role="duty inspector", agency="Police")
    await incident.record([R(b.DecisionMakerSet(who=who))])
    wrong = await incident.note("dog is chained up")
    await incident.record([R(b.Correction(entry=wrong.id, reason="heard wrong: it is loose"))])
    await incident.record([R(b.DisclosureRestricted(what="the plan", until="lead says so"))])
    found.clock.passes(minutes=4)


def app_in(found: Set) -> ConsoleApp:
    return app_of(found.desk, found.folder)


async def still(pilot: Pilot[Any]) -> None:
    for field in pilot.app.screen.query("Input"):
        field.cursor_blink = False  # type: ignore[attr-defined]
    # What one drawing finds out (how many rows are free) may be what the next one draws.
    shown = ""
    while (now := _cells(pilot)) != shown:
        shown = now
        pilot.app.screen.redraw()  # type: ignore[attr-defined]
        for _ in range(3):
            await pilot.pause()


def _cells(pilot: Pilot[Any]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


def picture(snap_compare: Snap, tmp_path: Path, state: str, size: Any, *, incident: bool) -> bool:
    """Compares; the desk is made inside, on the event loop of the picture."""
    found = make(tmp_path, exercise=state == "exercise")

    async def before(pilot: Pilot[Any]) -> None:
        app = pilot.app
        await until(pilot, lambda: isinstance(app.screen, TonightScreen))
        await night(found, state)
        screen = app.screen
        assert isinstance(screen, TonightScreen)
        screen.read()
        if found.gateway.sources:
            screen.ask_again()
        await until(pilot, lambda: screen.tonight.incidents and not screen._reading)
        await until(pilot, lambda: len(list(screen.workers)) <= 2)
        births = screen.tonight
        await until(pilot, lambda: all(births.ready_for(one.entry) for one in births.expected))
        if incident:
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, IncidentScreen))
            there = app.screen
            assert isinstance(there, IncidentScreen)
            await until(pilot, lambda: asked(there))
            # The draft is put back, the look is on the register, and what came was kept.
            await until(pilot, lambda: not any(w.node is there for w in there.workers))
        await still(pilot)

    try:
        return snap_compare(app_in(found), terminal_size=size, run_before=before)
    finally:
        found.ledger.close()


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("state", STATES)
def test_tonight(snap_compare: Snap, tmp_path: Path, state: str, size: tuple[int, int]) -> None:
    assert picture(snap_compare, tmp_path, state, size, incident=False)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("state", STATES)
def test_incident(snap_compare: Snap, tmp_path: Path, state: str, size: tuple[int, int]) -> None:
    assert picture(snap_compare, tmp_path, state, size, incident=True)
