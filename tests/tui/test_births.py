"""Births expected on Tonight: what is not ready in the row, Enter for the family's checks (L9)."""

from __future__ import annotations

import pytest

from ooh_console.domain.holdings import WatchEntry
from ooh_console.domain.sources import Offer
from tests.tui.desks import HOSTILE, LARGE, NIGHT, SMALL, Said, Set, tonight, until, words

COUNTED = "Jodie Penhallow NO PLAN · 7 NOT READY"
"""No ambulance and no OOH desk is configured here, so those two cannot be checked."""
JODIE = {"mother": "Jodie Penhallow", "nhs_number": "9990000018"}


def expects(found: Set, *entries: dict[str, str]) -> None:
    found.gateway.full()
    facts = tuple(WatchEntry.read({"expected": f"{NIGHT:%Y-%m-%d}", **one}) for one in entries)
    found.gateway.said["County Maternity", Offer.WATCH_LIST] = Said(facts)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_row_counts_and_enter_says_what_and_who_mends_it(
    found: Set, size: tuple[int, int]
) -> None:
    expects(found, {**JODIE, "mother": "Aa First", "nhs_number": "9990000026"}, JODIE)
    async with tonight(found, size) as pilot:
        await until(pilot, lambda: COUNTED in words(pilot.app))
        await pilot.press("tab", "down", "enter")
        await until(pilot, lambda: "Ready for Jodie Penhallow?" in words(pilot.app))
        said = " ".join(words(pilot.app).split())
        assert "plan agreed: version 3, draft, County Maternity." in said
        assert "Mended by: County Maternity." in said
        await pilot.press("escape", "w")
        await until(pilot, lambda: "Ready for each birth?" in words(pilot.app))
        assert "Aa First: TODAY" in words(pilot.app)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_whether_the_plan_is_a_draft_is_never_cut_off(
    found: Set, size: tuple[int, int]
) -> None:
    """Also with the longest name that a row shows, and where two columns share the width."""
    plan = {"plan_version": "3", "plan_status": "draft"}
    expects(found, {**JODIE, "mother": "Maximiliana Featherstonehaugh-Penhallow", **plan})
    async with tonight(found, size) as pilot:
        await until(pilot, lambda: "plan v3 DRAFT" in words(pilot.app))


async def test_without_a_number_nobody_is_asked_and_nothing_is_called_missing(found: Set) -> None:
    expects(found, {"mother": "No Number"})
    async with tonight(found) as pilot:
        await until(pilot, lambda: "No Number NO PLAN · 11 COULD NOT CHECK" in words(pilot.app))


async def test_what_agencies_send_is_not_obeyed(found: Set) -> None:
    expects(found, {**JODIE, "mother": HOSTILE, "note": HOSTILE})
    async with tonight(found) as pilot:
        await until(pilot, lambda: "NOT READY" in words(pilot.app))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "Ready for" in words(pilot.app))
        assert "\x1b" not in words(pilot.app)
