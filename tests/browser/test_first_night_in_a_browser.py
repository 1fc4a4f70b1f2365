"""The first night at a desk in Chromium: the same keys, the same log, and a line that breaks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.desk_page import DeskPage
from tests.browser.served import runs, served
from tests.journeys.playing import SPEED, Night, begun
from tests.journeys.test_first_night import NIGHTS, agrees, will_attend

pytestmark = pytest.mark.asyncio(loop_scope="session")

TYPED = "dog is in the garden, on a ch"


def breaks_and_comes_back(night: Night, desk: DeskPage) -> None:
    """The line drops in the middle of a word, and nothing is lost or taken twice."""
    desk.press("i")
    desk.type(TYPED)
    desk.does(desk.page.context.set_offline(True))
    desk.does(desk.page.evaluate("Line.one.real.close()"))
    said = desk.notice("CONNECTION LOST at")
    assert "keys that you press now go nowhere" in said, said
    assert desk.does(desk.page.title()).startswith("CONNECTION LOST")
    desk.type("NOT THIS")
    desk.does(desk.page.context.set_offline(False))
    desk.plain()
    assert desk.does(desk.page.locator("#said").inner_text()).endswith("as you left it.")
    desk.type("ain\r")
    desk.see("saved", f"{TYPED}ain")
    desk.press("tab")
    night.typed.append(f"{TYPED}ain")


def notices_a_dead_line(night: Night, desk: DeskPage) -> None:
    """Nothing closes a line that is dead, and nothing answers on it either."""
    before = desk.lines
    # The second look comes before any answer to the first can.
    desk.does(desk.page.evaluate("Line.one.beat(); Line.one.beat()"))
    desk.plain()
    assert desk.lines == before + 1
    night.on_screen(TYPED)


def copies_and_pastes(desk: DeskPage) -> None:
    """An entry to the computer's clipboard, and into the line from there: text, and no keys."""
    desk.press("end")
    # What agencies say comes in between, and then it is no longer the last.
    for _ in range(12):
        desk.does(desk.page.evaluate("navigator.clipboard.writeText('nothing yet')"))
        desk.press("z")
        copied = desk.does(desk.copied("nothing yet"))
        if f"{TYPED}ain" in copied:
            break
        desk.press("up")
    assert f"{TYPED}ain" in copied
    desk.does(desk.page.evaluate("navigator.clipboard.writeText('pasted: żółw 🐢')"))
    desk.press("i", "ctrl+v")
    desk.see("▸ pasted: żółw")
    desk.press("ctrl+u", "tab")


def comes_back_after_a_reload(night: Night, desk: DeskPage) -> None:
    """The same tab, the same console: on the incident, with nothing to sign in again."""
    desk.does(desk.page.reload())
    desk.plain()
    night.on_screen(TYPED)


@pytest.mark.timeout(300)
async def test_the_whole_night(visit: Visit, tmp_path: Path) -> None:
    data = tmp_path / "data"
    arguments = ("--data", str(data), "--exercise", "first-night", "--speed", str(SPEED))
    with served(tmp_path / "home", *arguments) as server:
        desk = DeskPage(visit.page)
        await visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await visit.page.goto(server.address)
        assert (await visit.page.title()).startswith("EXERCISE · ")

        def play() -> Night:
            night = begun(tmp_path, desk, "duty")
            screen = desk.screen
            assert len(screen.lines) >= 24, screen.framed()
            assert len(screen.cells[0]) >= 80, screen.framed()
            for step in NIGHTS["duty"]:
                step(night)
                if step is will_attend:
                    breaks_and_comes_back(night, desk)
                    notices_a_dead_line(night, desk)
                    copies_and_pastes(desk)
                    comes_back_after_a_reload(night, desk)
            return night

        night = await asyncio.to_thread(play)
        visit.errors[:] = [one for one in visit.errors if "ERR_INTERNET_DISCONNECTED" not in one]
        found = night.command("show", night.reference)
        whole = f"{TYPED}ain"
        rest = [entry for entry in found["log"] if entry["body"].get("text") != whole]
        assert len(rest) == len(found["log"]) - 1
        night.typed.remove(whole)
        # But for the line that was cut, the log is that of the same night in a terminal.
        agrees(night, {**found, "log": rest})
        assert night.command("verify")["ok"]
        (console,) = server.consoles()
        assert server.stop() == 0
        assert not runs(console)
        await asyncio.to_thread(desk.notice, "THE SERVER WAS CLOSED at")
        visit.errors[:] = [one for one in visit.errors if "ERR_CONNECTION_REFUSED" not in one]
