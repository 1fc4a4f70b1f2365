"""From the key press to the disk by one id, and no key that was pressed."""

from __future__ import annotations

import json
from typing import Any

from ooh_console.program_log import keeping
from ooh_console.tui.screens.incident import IncidentScreen
from tests.tui.desks import Set, on_incident, open_incident, until, words

TYPED = "Quixotrope at the gate"


def told(found: Set) -> list[dict[str, Any]]:
    keeping.end()
    return [json.loads(line) for line in (found.folder / "console.log").read_text().splitlines()]


async def test_one_id_from_the_key_to_the_disk(found: Set) -> None:
    keeping.end()  # That of a test before, in this process.
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        assert isinstance(screen, IncidentScreen)
        await pilot.press("f2")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press(*TYPED, "enter")
        await until(pilot, lambda: f"saved 02:14 GMT {TYPED}" in words(pilot.app))
        await pilot.press(*"and again", "enter")
        await until(pilot, lambda: "saved 02:14 GMT and again" in words(pilot.app))
    lines = told(found)
    assert "Quixotrope" not in json.dumps(lines)
    (command,) = [one for one in lines if one["what"] == "command"]
    assert (command["command"], command["screen"]) == ("decision-maker", "incident")
    assert "IncidentScreen" in [one["screen"] for one in lines if one["what"] == "screen"]
    recorded = [one for one in lines if one["what"] == "recorded" and "note" in one["kinds"]]
    # What the test itself recorded before is of no act.
    appended = {one.get("act") for one in lines if one["what"] == "appended"}
    assert len({one["act"] for one in recorded}) == 2
    assert {one["act"] for one in recorded} <= appended
    assert command["act"] not in {one["act"] for one in recorded}
