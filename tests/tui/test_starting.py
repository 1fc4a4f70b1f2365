"""From the first frame to Tonight: nothing typed is lost, and what fails is said."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from ooh_console.desk.desk import Desk
from ooh_console.desk.opening import CannotOpen
from ooh_console.tui.app import ConsoleApp
from ooh_console.tui.screens.first import FirstFrame
from ooh_console.tui.screens.incident import IncidentScreen
from ooh_console.tui.screens.signin import FirstOperator, SignIn
from ooh_console.tui.screens.tonight import TonightScreen
from tests.tui.desks import SMALL, Ready, Set, app_of, open_incident, until, words

HEAVY = (
    "print([m for m in sys.modules if m.split('.')[0] in"
    " ('pydantic', 'httpx', 'sqlite3', 'sqlmodel', 'sqlalchemy', 'alembic', 'cryptography',"
    " 'aiohttp')"
    " or m.startswith(('ooh_console.agencies', 'ooh_console.ledger', 'ooh_console.settings'))])"
)
AS_COMMAND = f"""
import sys
from ooh_console.__main__ import main
from ooh_console.tui.app import ConsoleApp
sys.stdin.isatty = sys.stdout.isatty = sys.stderr.isatty = lambda: True
ConsoleApp.run = lambda app: {HEAVY}
main({{arguments}})
"""
"""The whole way from the command line to where the app takes the terminal."""


@pytest.mark.parametrize(
    "code",
    [
        f"import sys, ooh_console.tui.app; {HEAVY}",
        AS_COMMAND.format(arguments=[]),
        AS_COMMAND.format(arguments=["exercise"]),
    ],
    ids=["app", "desk", "exercise"],
)
def test_before_the_first_frame_nothing_heavy_is_imported(code: str) -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"


async def test_first_frame_says_what_happens_and_keeps_what_is_typed(exercise: Set) -> None:
    incident = await open_incident(exercise.desk)
    gate = threading.Event()

    def opening() -> Ready:
        gate.wait(20)
        return Ready(exercise.desk)

    app = ConsoleApp(opening, exercise=True, log=exercise.folder / "console.log")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        assert isinstance(app.screen, FirstFrame)
        shown = words(app)
        assert "EXERCISE Tonight" in shown
        assert not re.search(r"\d:\d\d", shown), "the clock of an exercise is its own"
        assert "Opening the desk…" in shown
        await pilot.press("down")
        await pilot.press("f5")
        gate.set()
        await until(pilot, lambda: isinstance(app.screen, TonightScreen))
        await until(pilot, lambda: exercise.gateway.asked >= 2)
        await until(pilot, lambda: incident.reference in words(app))


async def test_an_exercise_signs_in_its_own_role_not_whoever_comes_first(exercise: Set) -> None:
    class TwoRoles(Ready):
        names = ("Jo Whitlock", "Sam Okafor")  # type: ignore[assignment]
        asked: tuple[str, ...] = ()

        def sign_in(self, name: str, passphrase: str) -> Desk:
            self.asked = (name, passphrase)
            return self.desk

    opening = TwoRoles(exercise.desk)
    app = ConsoleApp(lambda: opening, exercise=True, log=exercise.folder / "console.log")
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TonightScreen))
    assert opening.asked == ("", "")


async def test_desk_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    def opening() -> Any:
        raise CannotOpen("This file is no log of ours. It was left untouched.")

    app = ConsoleApp(opening, exercise=False, log=tmp_path / "console.log")
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "This file is no log of ours." in words(app))
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)


async def test_unforeseen_error_at_opening_is_a_sentence_and_in_the_log_file(
    tmp_path: Path,
) -> None:
    def opening() -> Any:
        raise ZeroDivisionError("[/x] secret")

    app = ConsoleApp(opening, exercise=False, log=tmp_path / "console.log")
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "(ZeroDivisionError)" in words(app))
        assert "Traceback" not in words(app)
        path = tmp_path / "console.log"
        await until(pilot, lambda: path.exists() and "ZeroDivisionError" in path.read_text())
    written = (tmp_path / "console.log").read_text(encoding="utf-8")
    assert '"places":["' in written
    assert "secret" not in written
    assert (tmp_path / "console.log").stat().st_mode & 0o077 == 0


class Locked(Ready):
    """A live desk with people, or a new one."""

    automatic = False

    def __init__(self, desk: Desk, names: tuple[str, ...]) -> None:
        super().__init__(desk)
        self.names = names  # type: ignore[assignment]
        self.added: tuple[str, ...] = ()

    def sign_in(self, name: str, passphrase: str) -> Desk:
        if passphrase != "right":
            raise CannotOpen("That is not the passphrase of this operator.")
        return self.desk

    def add_first(self, name: str, role: str, agency: str, passphrase: str) -> Desk:
        self.added = (name, role, agency, passphrase)
        return self.desk


async def test_wrong_passphrase_is_said_and_the_name_kept(found: Set) -> None:
    opening = Locked(found.desk, ("Jo Whitlock", "Sam Okafor"))
    app = ConsoleApp(lambda: opening, exercise=False, log=found.folder / "log")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, SignIn))
        await until(pilot, lambda: app.screen.query_one("#passphrase").has_focus)
        await pilot.press(*"wrong", "enter")
        await until(pilot, lambda: "That is not the passphrase" in words(app))
        assert "Jo Whitlock" in words(app)
        assert "wrong" not in words(app)
        assert app.screen.query_one("#passphrase", Input).value == ""
        await pilot.press(*"right", "enter")
        await until(pilot, lambda: isinstance(app.screen, TonightScreen))


async def test_new_desk_makes_its_first_operator(found: Set) -> None:
    opening = Locked(found.desk, ())
    app = ConsoleApp(lambda: opening, exercise=False, log=found.folder / "log")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FirstOperator))
        await until(pilot, lambda: app.screen.query_one("#name").has_focus)
        assert "first operator" in words(app)
        await pilot.press(*"Sam Okafor", "tab", "tab", "tab")
        await pilot.press(*"long enough", "enter", *"other", "enter")
        await until(pilot, lambda: "are not the same" in words(app))
        await pilot.press(*"long enough", "enter", *"long enough", "enter")
        await until(pilot, lambda: isinstance(app.screen, TonightScreen))
        assert opening.added == ("Sam Okafor", "duty worker", "OOH social care", "long enough")


async def test_ten_thousand_incidents(found: Set) -> None:
    from ooh_console.desk.desk import Recording
    from ooh_console.domain import bodies as b
    from ooh_console.domain.people import Address

    desk = found.desk
    found.clock.passes(days=-3)
    opened = b.IncidentOpened(nature="closed", address=Address(text="somewhere"))
    now = desk.clock()
    items = [
        desk.written(f"261122-{number:05d}", Recording(body), now, now)
        for number in range(10_000)
        for body in (opened, b.IncidentClosed(reason="over"))
    ]
    await found.ledger.append(items, desk.signer)
    found.clock.passes(days=3)
    incident = await open_incident(desk)
    app = app_of(desk, found.folder)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        # The newest is there at once; the rest is read beside it.
        await until(pilot, lambda: incident.reference in words(app))
        await until(pilot, lambda: "1 open · 10000 closed before that" in words(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, IncidentScreen))


async def test_news_above_leaves_the_cursor_on_its_incident(found: Set) -> None:
    first = await open_incident(found.desk)
    app = app_of(found.desk, found.folder)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await until(pilot, lambda: first.reference in words(app))
        found.clock.passes(minutes=1)
        second = await open_incident(found.desk)
        await until(pilot, lambda: second.reference in words(app))
        assert words(app).index(second.reference) < words(app).index(first.reference)
        assert f"▸ {first.reference}" in words(app)


async def test_what_was_lost_behind_the_desk_s_back_stands_on_tonight(found: Set) -> None:
    lost = ["Incident 261125-AB2C had 41 entries here at 26 Nov 2026 03:10 GMT and has 38 now."]
    found.desk.witness = lambda: tuple(lost)
    incident = await open_incident(found.desk)
    app = app_of(found.desk, found.folder)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await until(pilot, lambda: "had 41 entries here at 26 Nov 2026 03:10 GMT" in words(app))
        assert "Leave the database as it is and ring whoever keeps it" in words(app)
        assert incident.reference in words(app)
        lost.clear()
        await open_incident(found.desk)
        await until(pilot, lambda: "had 41 entries" not in words(app))
