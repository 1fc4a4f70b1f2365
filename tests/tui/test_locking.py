"""A desk that is locked, unlocked, handed to somebody else, left; and one whose person is gone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select

from ooh_console.bootstrap import CHEAP, LiveOpening, Parts
from ooh_console.desk import operators
from ooh_console.domain.entries import REGISTER
from ooh_console.settings import Settings
from ooh_console.tui.app import ConsoleApp
from ooh_console.tui.render import say
from ooh_console.tui.screens.incident import IncidentScreen
from ooh_console.tui.screens.locked import LockedScreen
from ooh_console.tui.screens.signin import SignIn
from ooh_console.tui.screens.tonight import TonightScreen
from ooh_console.tui.widgets.entry import EntryBar
from tests.tui.desks import LARGE, SMALL, Clock, open_incident, until, words

SAM, JO, MAN = "Sam Okafor", "Jo Whitlock", "Mo Example"
PHRASE = {SAM: "three words of sam", JO: "three words of jo", MAN: "three words of mo"}
ROLES = {SAM: "duty worker", JO: "control room", MAN: "on-call manager"}


class Live:
    """A live desk of three people, with a clock that a test moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        settings = Settings(config_folder=folder, data_folder=folder / "data", desk="EDT desk")
        self.parts = Parts(settings, agencies=(), clock=self.clock, hardness=CHEAP)
        by = None
        for name, role in ROLES.items():
            by = self.parts.add(name, role, "OOH social care", PHRASE[name], by)
        self.opening = LiveOpening(self.parts)

    def register(self) -> list[tuple[str, str]]:
        head = self.parts.ledger.head(REGISTER)
        return [(e.operator, e.kind) for e in self.parts.ledger.rows(REGISTER, 1, head)]

    def notes(self, reference: str) -> list[tuple[str, str]]:
        rows = self.parts.ledger.rows(reference, 1, 99)
        return [(e.operator, e.body.text) for e in rows if e.kind == "note"]  # type: ignore[union-attr]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    made = Live(tmp_path)
    yield made
    made.parts.close()


@asynccontextmanager
async def signed_in(
    live: Live, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Pilot[Any], ConsoleApp]]:
    app = ConsoleApp(lambda: live.opening, log=live.folder / "console.log")
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, SignIn))
        await signs_in(pilot, SAM)
        yield pilot, app
        assert app.faults == []


def flow(app: ConsoleApp) -> str:
    """The screen without its line ends."""
    return " ".join(words(app).split())


async def signs_in(pilot: Pilot[Any], name: str) -> None:
    app = pilot.app
    await until(pilot, lambda: app.screen.query("#passphrase"))
    app.screen.query_one("#who", Select).value = name
    app.screen.query_one("#passphrase").focus()
    await pilot.press(*PHRASE[name], "enter")
    await until(pilot, lambda: not app.screen.query("#passphrase"))


async def on_its_incident(pilot: Pilot[Any]) -> IncidentScreen:
    app = pilot.app
    assert isinstance(app.screen, TonightScreen)
    await until(pilot, lambda: app.screen.tonight.incidents)  # type: ignore[attr-defined]
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, IncidentScreen))
    screen = app.screen
    assert isinstance(screen, IncidentScreen)
    await until(pilot, lambda: screen.query(EntryBar) and screen._entering is not None)
    return screen


async def locks(pilot: Pilot[Any]) -> LockedScreen:
    await pilot.press("ctrl+l")
    await until(pilot, lambda: isinstance(pilot.app.screen, LockedScreen))
    await until(pilot, lambda: "LOCKED" in words(pilot.app))
    screen = pilot.app.screen
    assert isinstance(screen, LockedScreen)
    await until(pilot, lambda: len(screen.query_one("#who", Select)._options) == 3)
    return screen


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_locked_it_counts_alarms_and_shows_nothing_of_anybody(
    live: Live, size: tuple[int, int]
) -> None:
    async with signed_in(live, size) as (pilot, app):
        desk = app.desk
        assert desk is not None
        incident = await open_incident(desk, minutes_ago=4)
        screen = await on_its_incident(pilot)
        await pilot.press(*"dog is lo")
        say(app, "Craig was not heard of", "error")
        await until(pilot, lambda: "Craig" in words(app))
        await locks(pilot)
        shown = words(app)
        assert "no alarm" in shown
        assert f"{SAM} sits here. What was typed is kept." in shown
        for secret in (incident.reference, "Saltpan", "Labour", "dog", "Craig"):
            assert secret not in shown
        # Kept on disk as soon as it is locked, whatever happens now.
        assert desk.drafts.get(incident.reference)["entry"]["text"] == "dog is lo"
        live.clock.passes(minutes=9)
        await until(pilot, lambda: "ALARM" in words(app))
        assert "1 open incident" in words(app)
        say(app, "Saltpan Lane could not be checked", "error")
        await pilot.press("ctrl+p", "f1", "escape", "f2")
        assert "could not be checked" not in words(app)
        # It has not begun to run out: whoever comes back after an hour reads it.
        assert all("could not" not in one.message for one in app._notifications)
        assert isinstance(app.screen, LockedScreen)
        app.screen.query_one("#passphrase", Input).value = ""
        await pilot.press(*"not this one", "enter")
        await until(pilot, lambda: f"That is not the passphrase of {SAM}" in words(app))
        assert app.screen.query_one("#passphrase", Input).value == ""
        await pilot.press(*PHRASE[SAM], "enter")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: "could not be checked" in words(app))
        bar = screen.query_one(EntryBar)
        assert bar.line.value == "dog is lo"
        await pilot.press(*"ose", "enter")
        await until(pilot, lambda: live.notes(incident.reference) == [(SAM, "dog is loose")])
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)
    kinds = live.register()
    assert (SAM, "refused") in kinds, "the wrong passphrase"
    assert kinds.count((SAM, "signed_in")) == 1
    assert kinds[-1] == (SAM, "signed_out")


async def test_another_person_takes_the_desk_and_the_next_entry_is_theirs(live: Live) -> None:
    async with signed_in(live) as (pilot, app):
        desk = app.desk
        assert desk is not None
        incident = await open_incident(desk)
        screen = await on_its_incident(pilot)
        await pilot.press(*"from Sam", "enter")
        await until(pilot, lambda: live.notes(incident.reference) == [(SAM, "from Sam")])
        await pilot.press(*"half a line")
        await locks(pilot)
        await signs_in(pilot, JO)
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: f"{JO} sits here now" in words(app))
        assert "CR ▸ half a line" in words(app)
        await pilot.press("enter")
        await until(pilot, lambda: len(live.notes(incident.reference)) == 2)
        assert live.notes(incident.reference)[1] == (JO, "half a line")
        # The role goes with the person: the control room answers nothing for OOH.
        await pilot.press("f4", "w")
        await until(pilot, lambda: (JO, "refused") in live.register())
    kinds = [one for one in live.register() if one[1] in ("signed_in", "signed_out")]
    assert kinds == [
        (SAM, "signed_in"),
        (SAM, "signed_out"),
        (JO, "signed_in"),
    ]
    assert live.parts.ledger.verify().ok


async def test_changing_person_by_name_can_be_thought_better_of(live: Live) -> None:
    async with signed_in(live) as (pilot, app):
        below = app.screen
        app.run_worker(app.change_person())
        await until(pilot, lambda: "Who takes this desk?" in words(app))
        await until(pilot, lambda: JO in words(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is below)
        assert app.desk is not None
        assert app.desk.operator.name == SAM
        app.run_worker(app.change_person())
        await until(pilot, lambda: isinstance(app.screen, LockedScreen) and JO in words(app))
        await signs_in(pilot, JO)
        await until(pilot, lambda: f"{JO}, control room" in words(app))


@pytest.mark.parametrize("by", ["Ctrl+L", "nobody", "the register"])
async def test_a_desk_that_nobody_came_to_take_is_locked_as_any_other(live: Live, by: str) -> None:
    async with signed_in(live) as (pilot, app):
        assert app.desk is not None
        app.run_worker(app.change_person())
        await until(pilot, lambda: isinstance(app.screen, LockedScreen) and JO in words(app))
        assert "Esc back, nobody changed" in words(app)
        if by == "Ctrl+L":
            await pilot.press("ctrl+l")
        elif by == "nobody":
            live.clock.passes(minutes=10.1)
        else:
            manager = live.parts.desk(live.parts.unlock(MAN, PHRASE[MAN]))
            await operators.disable(manager, SAM, "left the team")
        await until(pilot, lambda: "LOCKED" in words(app))
        assert "Esc back" not in words(app)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, LockedScreen)
        who = JO if app.desk.vacant else SAM
        options = app.screen.query_one("#who", Select)
        await until(pilot, lambda: who in [value for _, value in options._options])
        await signs_in(pilot, who)
        assert app.desk.operator.name == who


@pytest.mark.parametrize("minutes", [10, 3, 0])
async def test_nobody_there_for_some_minutes_locks_it(live: Live, minutes: float) -> None:
    settings = live.parts.settings.model_copy(update={"lock_after_minutes": minutes})
    live.parts.settings = settings
    async with signed_in(live) as (pilot, app):
        live.clock.passes(minutes=(minutes or 600) - 0.1)
        app.look_whether_idle()
        await pilot.pause()
        assert not app.locked
        await pilot.press("down")
        live.clock.passes(minutes=0.2)
        app.look_whether_idle()
        await pilot.pause()
        assert not app.locked, "somebody pressed a key"
        live.clock.passes(minutes=minutes or 600)
        if minutes:
            await until(pilot, lambda: app.locked)
        else:
            app.look_whether_idle()
            await pilot.pause()
            assert not app.locked, "0 is never"


async def test_a_form_that_is_open_stays_as_it_is_under_the_lock(live: Live) -> None:
    async with signed_in(live) as (pilot, app):
        assert app.desk is not None
        await open_incident(app.desk)
        await on_its_incident(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: "Action" in words(app))
        form = app.screen
        await pilot.press(*"Ring legal")
        await locks(pilot)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, LockedScreen)
        await signs_in(pilot, SAM)
        await until(pilot, lambda: app.screen is form)
        assert "Ring legal" in words(app)


async def test_what_opens_or_closes_meanwhile_does_so_under_the_lock(live: Live) -> None:
    async with signed_in(live) as (pilot, app):
        desk = app.desk
        assert desk is not None
        incident = await open_incident(desk)
        await locks(pilot)
        lock = app.screen
        screen = IncidentScreen(incident)
        await app.push_screen(screen)
        assert app.screen is lock
        assert incident.reference not in words(app)
        await app.pop_screen()
        assert app.screen is lock
        await app.push_screen(screen)
        await signs_in(pilot, SAM)
        await until(pilot, lambda: app.screen is screen and incident.reference in words(app))


async def test_signing_out_leaves_the_desk_to_whoever_comes(live: Live) -> None:
    async with signed_in(live) as (pilot, app):
        desk = app.desk
        assert desk is not None
        incident = await open_incident(desk)
        await on_its_incident(pilot)
        await pilot.press(*"half")
        app.run_worker(app.sign_out())
        await until(pilot, lambda: isinstance(app.screen, SignIn))
        assert incident.reference not in words(app)
        with pytest.raises(Exception, match="Nobody is signed in"):
            await incident.note("by nobody")
        await signs_in(pilot, JO)
        await until(pilot, lambda: isinstance(app.screen, TonightScreen))
        await on_its_incident(pilot)
        await until(pilot, lambda: "CR ▸ half" in words(app))
    kinds = [one for one in live.register() if one[1] in ("signed_in", "signed_out")]
    assert [who for who, _ in kinds] == [SAM, SAM, JO]


async def test_a_person_who_is_disabled_records_no_more_and_the_desk_is_locked(live: Live) -> None:
    async with signed_in(live) as (pilot, app):
        desk = app.desk
        assert desk is not None
        incident = await open_incident(desk)
        await on_its_incident(pilot)
        await pilot.press(*"half")
        manager = live.parts.desk(live.parts.unlock(MAN, PHRASE[MAN]))
        await operators.set_role(manager, SAM, "control room")
        await until(pilot, lambda: "From now on you are control room here" in words(app))
        await until(pilot, lambda: "CR ▸ half" in words(app))
        live.clock.passes(minutes=1)
        await operators.disable(manager, SAM, "left the team")
        await until(pilot, lambda: app.locked and "left the team" in flow(app))
        with pytest.raises(Exception, match="signs no more"):
            await incident.note("too late")
        await until(pilot, lambda: app.screen.query_one("#who", Select)._options)
        await until(pilot, lambda: app.screen.query_one("#who", Select).value != SAM)
        await signs_in(pilot, JO)
        await until(pilot, lambda: "CR ▸ half" in words(app))
        await pilot.press("enter")
        await until(pilot, lambda: live.notes(incident.reference) == [(JO, "half")])
    assert live.parts.ledger.verify().ok


async def test_where_nobody_has_a_key_it_is_said_how_one_is_made(live: Live) -> None:
    for path in live.parts.people.keys.iterdir():
        path.unlink()
    app = ConsoleApp(lambda: live.opening, log=live.folder / "console.log")
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "Nobody can sign in at this computer" in flow(app))
        assert "operators add NAME` makes a key here" in flow(app)


async def test_an_exercise_is_not_locked(exercise: Any) -> None:
    from tests.tui.desks import tonight

    async with tonight(exercise) as pilot:
        await pilot.press("ctrl+l")
        await until(pilot, lambda: "Nobody signs in to an exercise" in words(pilot.app))
