"""The recovery key of a new desk: shown once, and nobody goes on before it is on paper."""

from __future__ import annotations

from textual.widgets import Input

from ooh_console.tui.app import ConsoleApp
from ooh_console.tui.screens.recovery import RecoveryKey
from ooh_console.tui.screens.signin import FirstOperator
from ooh_console.tui.screens.tonight import TonightScreen
from tests.tui.desks import Set, until, words
from tests.tui.test_starting import SMALL, Locked

KEY = "MZH5-UPGX-QSYC-3NNC-LWDF-X5OA-VX6U"


async def test_it_is_written_down_before_anything_else(found: Set) -> None:
    opening = Locked(found.desk, ())
    opening.recovery_key = KEY
    app = ConsoleApp(lambda: opening, exercise=False, log=found.folder / "log")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FirstOperator))
        await until(pilot, lambda: app.screen.query_one("#name").has_focus)
        await pilot.press(
            *"Sam", "tab", "tab", "tab", *"four words", "enter", *"four words", "enter"
        )
        await until(pilot, lambda: isinstance(app.screen, RecoveryKey))
        assert KEY in words(app)
        assert "shown this once" in words(app)
        await until(pilot, lambda: app.screen.query_one("#last").has_focus)
        await pilot.press("enter", *"vx6x", "enter")
        await until(pilot, lambda: "not its last four" in words(app))
        assert app.screen.query_one("#last", Input).value == ""
        await pilot.press(*"vx6u", "enter")
        await until(pilot, lambda: isinstance(app.screen, TonightScreen))
        assert KEY not in words(app)
