"""Page C: every agency's attendance, by its system and as heard, and the keys that add to it."""

from __future__ import annotations

import pytest

from ooh_console.domain.sources import Offer
from ooh_console.tui.pages.attendance import AttendancePage
from tests.desk.acting import do
from tests.desk.desks import Room
from tests.tui.dialogs.stage import HOSTILE, no_orders, seen, staged, until
from tests.tui.dialogs.test_form import typed
from tests.tui.dialogs.test_powers import shows

PROMISE = {"agency": "Police", "answer": "will-attend", "heard_from": "control", "how": "radio"}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_promise_and_hearsay_side_by_side(room: Room, size: tuple[int, int]) -> None:
    room.agencies.held["Police", Offer.COMMITMENTS] = [
        {"who": "Unit PA21", "state": "en-route", "eta": "2026-11-25T02:15:00Z"}
    ]
    incident = await room.incident()
    await incident.refresh()
    await do(incident, "commitment", **PROMISE, who="PA21", eta="30")
    await do(incident, "progress", agency="Ambulance", progress="holding", note="at the quay: dog")
    async with staged(AttendancePage(incident), size) as pilot:
        await shows(
            pilot,
            "Police Unit PA21 system en route ETA 02:15 GMT",
            "heard will attend ETA",
            "DIFFER: their system says en route, heard here will attend",
            "Ambulance heard HOLDING since",
            "at the quay: dog",
        )


async def test_asking_an_agency_from_the_page(room: Room) -> None:
    incident = await room.incident()
    async with staged(AttendancePage(incident)) as pilot:
        await pilot.press("a")
        await typed(pilot, "Ambulance")
        await pilot.press("ctrl+s")
        await shows(pilot, "saved Sam Okafor asked whether Ambulance attends.", "ASKED since")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, AttendancePage))


async def test_what_agencies_send_is_not_obeyed(room: Room) -> None:
    room.agencies.held["Police", Offer.COMMITMENTS] = [
        {"who": text, "state": "holding", "place": text, "reason": text, "note": text}
        for text in HOSTILE
    ]
    incident = await room.incident()
    await incident.refresh()
    async with staged(AttendancePage(incident)) as pilot:
        await shows(pilot, "HOLDING")
        assert no_orders(seen(pilot))
