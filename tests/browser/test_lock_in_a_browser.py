"""A live desk in Chromium: signed in to, locked by the same key, and unlocked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.desk_page import DeskPage
from tests.browser.served import served
from tests.cli.places import PASSPHRASE
from tests.journeys.places import home_of, live

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_same_lock(visit: Visit, tmp_path: Path) -> None:
    place = await asyncio.to_thread(live, tmp_path)
    folders = ("--config", str(place.config), "--data", str(place.data))
    with served(home_of(place), *folders) as server:
        desk = DeskPage(visit.page)
        await visit.page.goto(server.address)

        def play() -> None:
            desk.see("Sign in", "Passphrase")
            desk.type(PASSPHRASE)
            desk.press("enter")
            desk.see("INCIDENTS 1 open", place.reference)
            desk.press("ctrl+l")
            screen = desk.see("LOCKED", "1 open incident")
            assert not screen.has(place.reference)
            desk.type(PASSPHRASE)
            desk.press("enter")
            desk.see("INCIDENTS 1 open", place.reference, without=("LOCKED",))

        await asyncio.to_thread(play)
