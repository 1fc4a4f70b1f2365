"""What agencies say does not wait for the disk, and is kept all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import as_it_stood
from ooh_console.desk.remembering import Kept, RememberingGateway
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.ledger.errors import LedgerFull
from tests.desk.desks import Room


class SlowDisk:
    """The real ledger, on a disk that keeps what was shown only when it is let."""

    def __init__(self, ledger: Any) -> None:
        self._ledger = ledger
        self.free = asyncio.Event()
        self.asked = asyncio.Event()
        self.full = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def keep(self, contents: Sequence[str]) -> tuple[str, ...]:
        self.asked.set()
        await self.free.wait()
        if self.full:
            raise LedgerFull("The disk is full.")
        kept: tuple[str, ...] = await self._ledger.keep(contents)
        return kept


@dataclass
class OnAShelf:
    """Keeps last answers in memory."""

    kept: list[Kept] = field(default_factory=list)

    async def put(self, kept: Kept) -> None:
        self.kept.append(kept)

    def of(self, key: str) -> list[tuple[str, str]]:
        return []


def unanswered(incident: Incident) -> list[str]:
    held = incident.holdings.held
    return [
        f"{h.agency} {h.offer}"
        for h in held
        if h.state is SourceState.NOT_CHECKED and h.offer is not Offer.WATCH_LIST
    ]


@asynccontextmanager
async def answered_while_the_disk_waits(room: Room) -> AsyncIterator[tuple[Any, Any, OnAShelf]]:
    """An incident whose agencies have all answered, and nothing of it is on disk yet."""
    incident = await room.incident()
    disk, shelf = SlowDisk(room.ledger), OnAShelf()
    gateway = RememberingGateway(room.agencies, disk, shelf, lambda *_: None)
    slow = Incident.load(room.desk(ledger=disk, gateway=gateway), incident.reference)
    shown = asyncio.Event()
    slow.subscribe(lambda: None if unanswered(slow) else shown.set())
    asking = asyncio.create_task(slow.refresh())
    try:
        async with asyncio.timeout(10):
            await disk.asked.wait()
            await shown.wait()
        assert not asking.done()
        assert shelf.kept == []
        yield slow, disk, shelf
    finally:
        disk.free.set()
        await asyncio.gather(asking, return_exceptions=True)
    assert asking.done()


async def test_every_answer_is_shown_while_the_disk_waits_and_kept_after(room: Room) -> None:
    async with answered_while_the_disk_waits(room) as (slow, _disk, shelf):
        pass
    assert {(k.holding.agency, k.holding.offer) for k in shelf.kept} == {
        (h.agency, h.offer) for h in slow.holdings.held
    }
    # What was shown at that moment can be asked for, all of it.
    stood = as_it_stood(room.desk(), slow.reference, room.clock() + timedelta(seconds=1))
    assert stood.holdings.content() == slow.holdings.content()


async def test_the_screen_is_kept_with_the_moment_at_which_it_was_shown(room: Room) -> None:
    shown_at: datetime = room.clock()
    async with answered_while_the_disk_waits(room) as (slow, _disk, _shelf):
        room.clock.forward(3)
    kept = room.ledger.screen_at(slow.reference, shown_at)
    assert kept is not None
    assert kept.at == shown_at


async def test_a_full_disk_hides_no_answer_and_is_told(room: Room) -> None:
    incident = await room.incident()
    disk = SlowDisk(room.ledger)
    disk.full = True
    disk.free.set()
    slow = Incident.load(room.desk(ledger=disk), incident.reference)
    with pytest.raises(LedgerFull):
        await slow.refresh()
    assert unanswered(slow) == []
    # Told once: the next time it is another trouble, or none.
    disk.full = False
    room.clock.forward(1)
    await slow.refresh()
    assert room.ledger.screen_at(slow.reference, room.clock()) is not None


async def test_who_stops_asking_stops_no_write(room: Room) -> None:
    async with answered_while_the_disk_waits(room) as (slow, disk, shelf):
        asking = next(t for t in asyncio.all_tasks() if "refresh" in str(t.get_coro()))
        asking.cancel()
        disk.free.set()
    async with asyncio.timeout(10):
        await slow._inquiry._screens.kept()
    assert room.ledger.screen_at(slow.reference, room.clock()) is not None
    assert shelf.kept


async def test_leaving_waits_until_what_was_shown_is_kept(room: Room) -> None:
    async with answered_while_the_disk_waits(room) as (slow, disk, shelf):
        leaving = asyncio.create_task(slow.desk.gateway.aclose())
        done, _ = await asyncio.wait({leaving}, timeout=0.05)
        assert not done
        disk.free.set()
        async with asyncio.timeout(10):
            await leaving
        assert {(k.holding.agency, k.holding.offer) for k in shelf.kept} == {
            (h.agency, h.offer) for h in slow.holdings.held
        }
