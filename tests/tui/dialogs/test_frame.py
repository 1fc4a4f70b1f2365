"""A dialog and what is said over it."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets._toast import Toast

from ooh_console.desk.acts import ACTS
from ooh_console.desk.incident import Incident
from ooh_console.tui.dialogs.attendance import AttendanceDialog
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.dialogs.frame import Frame
from ooh_console.tui.dialogs.people import LinkPeopleDialog
from ooh_console.tui.dialogs.writing import TextLine
from ooh_console.tui.render import say
from tests.desk.desks import Room
from tests.tui.dialogs.stage import seen, staged, until

TOLD = "The notice to County Maternity was not taken: ring 01632 960110, they still believe it."


def of_all_kinds(incident: Incident) -> list[Any]:
    return [FormDialog(incident, ACTS["action"]), AttendanceDialog(incident)]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])
async def test_nobody_types_under_a_notice(room: Room, which: int, size: tuple[int, int]) -> None:
    """Said before it opens, while it stands there, and in another size."""
    screen = of_all_kinds(await room.incident())[which]
    async with staged(screen, (100, 30)) as pilot:
        say(pilot.app, TOLD, "warning")
        await until(pilot, lambda: screen.query(Toast))
        await pilot.resize_terminal(*size)
        frame = screen.query_one(Frame)
        await until(pilot, lambda: frame.region.bottom == screen.size.height == size[1])
        toast = screen.query_one(Toast)
        await until(pilot, lambda: not frame.region.overlaps(toast.region) or toast.region.y == 0)
        assert toast.region.height
        assert toast.region in screen.region


async def test_f1_says_how_it_is_filled_in_and_leaves_what_is_typed(room: Room) -> None:
    incident = await room.incident()
    for screen in (*of_all_kinds(incident), LinkPeopleDialog(incident)):
        async with staged(screen) as pilot:
            at = screen.focused
            if isinstance(at, TextLine):
                await pilot.press(*"half")
            await pilot.press("f1")
            await until(pilot, lambda: "In a form" in seen(pilot))
            assert "Help · Filling in" in seen(pilot)
            assert ("asks every agency" in seen(pilot)) is isinstance(screen, LinkPeopleDialog)
            await pilot.press("escape")
            await until(pilot, lambda screen=screen: pilot.app.screen is screen)
            assert screen.focused is at
            if isinstance(at, TextLine):
                assert at.value == "half"
