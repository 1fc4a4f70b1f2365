"""Telling agencies by their own systems, in the background, in every open incident (L7).

Whatever is due is sent at once, each agency by itself; a system that does not take it is tried
again, with growing pauses, and that it failed stands in the log. Whether somebody there has read
it is asked until somebody has. Everything is recorded under the name of whoever sits at the desk.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from ooh_console.desk.desk import Desk, NotAllowed, Recording, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.noticing import notice_of, read_at, reply_of, taken
from ooh_console.desk.ports import Unsaved
from ooh_console.desk.tonight import CLOSED_SHOWN
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.notices import (
    Awaited,
    Delivery,
    Due,
    awaited,
    due,
    takers,
)
from ooh_console.domain.sources import Offer
from ooh_console.domain.text import name_key
from ooh_console.program_log import acts

LONGEST_PAUSE = timedelta(minutes=5)
"""A system that does not take a notice is tried again after this at the latest."""
TAKEN_OVER = timedelta(seconds=30)
"""After this a desk sends what was answered at another one, which may be gone by now."""


class Notices:
    """What one desk sends. Lives on the event loop; `run` until it is cancelled.

    `report` is told what nobody foresaw; sending goes on.
    """

    def __init__(self, desk: Desk, report: Callable[[BaseException], None] | None = None) -> None:
        self._desk = desk
        self._report = report
        self._incidents: dict[str, tuple[int, Incident | None]] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._pauses: dict[str, tuple[datetime, timedelta]] = {}
        self._asked_at: datetime | None = None

    @property
    def _able(self) -> bool:
        return any(Offer.NOTICES in source.offers for source in self._desk.gateway.sources)

    async def run(self) -> None:
        """Sends and asks until cancelled; wakes when anything is recorded, at any desk."""
        if not self._able:
            return
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        unfollow = self._desk.ledger.follow(lambda _: _wake(loop, woken))
        try:
            while True:
                woken.clear()
                try:
                    await self._start()
                except Exception as error:
                    self._say(error)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._desk.habits.refresh_seconds):
                        await woken.wait()
        finally:
            unfollow()
            await self._end()

    async def once(self) -> None:
        """Everything that is due sent, and asked after, once; returns when all have answered."""
        if not self._able:
            return
        self._asked_at = None
        await self._start()
        # What was taken at once may have been read at once.
        while self._under_way:
            await asyncio.wait(self._under_way.values())

    async def _end(self) -> None:
        tasks = tuple(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _say(self, error: BaseException) -> None:
        if self._report is None:
            raise error
        self._report(error)

    # Which

    async def _start(self) -> None:
        """Starts whatever is due now and not under way. Raises the ledger's errors."""
        if self._desk.ledger.problem:
            return
        now = self._desk.clock()
        every = timedelta(seconds=self._desk.habits.refresh_seconds)
        ask = self._asked_at is None or now - self._asked_at >= every
        if ask:
            self._asked_at = now
        await asyncio.to_thread(self._read)
        for incident in [one for _, one in self._incidents.values() if one is not None]:
            incident.catch_up()
            able = takers(incident.holdings)
            for one in due(incident.state, incident.holdings):
                if self._is_time(one, now):
                    self._begin(one.key, self._send(incident, one))
            for other in awaited(incident.state) if ask else ():
                if name_key(other.recipient) in able:
                    self._begin(other.key, self._ask(incident, other))

    def _is_time(self, one: Due, now: datetime) -> bool:
        again, _ = self._pauses.get(one.key, (now, timedelta()))
        here = one.about.desk == self._desk.name or now - one.about.recorded_at >= TAKEN_OVER
        return here and again <= now

    def _read(self) -> None:
        """Opens every incident in which something was recorded lately. Blocking.

        One that cannot be read raises on its own screen, and holds up none of the others.
        """
        since = self._desk.clock() - CLOSED_SHOWN
        for head in self._desk.ledger.incidents():
            known = self._incidents.get(head.reference)
            if head.reference == REGISTER or (known and (known[1] or known[0] == head.count)):
                continue
            last = self._desk.ledger.rows(head.reference, head.count, head.count)
            found = None
            if last and last[0].recorded_at >= since:
                with contextlib.suppress(Unsaved, Rejected):
                    found = Incident.load(self._desk, head.reference)
            self._incidents[head.reference] = (head.count, found)

    def _begin(self, key: str, doing: Coroutine[Any, Any, None]) -> None:
        if key in self._under_way:
            doing.close()
            return
        task = asyncio.create_task(self._guarded(doing), name=f"notice {key}")
        self._under_way[key] = task
        task.add_done_callback(lambda _: self._under_way.pop(key, None))

    async def _guarded(self, doing: Coroutine[Any, Any, None]) -> None:
        try:
            with acts.by_itself():
                await doing
        except (Rejected, NotAllowed):
            pass  # Somebody else was quicker, or the answer has changed meanwhile.
        except Exception as error:
            self._say(error)

    # Sending

    async def _send(self, incident: Incident, one: Due) -> None:
        notice = notice_of(incident, one)
        if notice is None:
            return
        delivery = await self._desk.gateway.send(_source(incident, one.recipient), notice)
        incident.catch_up()
        if one.key not in {still.key for still in due(incident.state, incident.holdings)}:
            return
        if delivery.receipt is None:
            await self._failed(incident, one, delivery)
            return
        self._pauses.pop(one.key, None)
        told = taken(one, notice)
        replies = () if one.topic is None else reply_of(told.id, delivery.receipt)
        await incident.record([told, *(Recording(reply) for reply in replies)])

    async def _failed(self, incident: Incident, one: Due, delivery: Delivery) -> None:
        _, before = self._pauses.get(one.key, (None, timedelta()))
        every = timedelta(seconds=self._desk.habits.refresh_seconds)
        pause = min(max(every, before * 2), LONGEST_PAUSE)
        self._pauses[one.key] = (self._desk.clock() + pause, pause)
        if not one.tried:
            body = b.NoticeFailed(
                topic=one.topic,
                answer=one.about.id,
                recipient=one.recipient,
                key=one.key,
                reason=delivery.reason,
            )
            await incident.record([Recording(body)])

    # Asking

    async def _ask(self, incident: Incident, one: Awaited) -> None:
        delivery = await self._desk.gateway.receipt(_source(incident, one.recipient), one.key)
        incident.catch_up()
        receipt = delivery.receipt
        if receipt is None or one.key not in {still.key for still in awaited(incident.state)}:
            return
        for body in reply_of(one.entry.id, receipt, one.entry.body):
            when, late = read_at(one.entry, receipt, self._desk.clock())
            await incident.record([Recording(body)], occurred_at=when, late_reason=late)


def _wake(loop: asyncio.AbstractEventLoop, woken: asyncio.Event) -> None:
    with contextlib.suppress(RuntimeError):  # The loop has ended: nobody is there to wake.
        loop.call_soon_threadsafe(woken.set)


def _source(incident: Incident, recipient: str) -> str:
    """The agency's name as it is configured."""
    key = name_key(recipient)
    return next((s.agency for s in incident.holdings.sources if name_key(s.agency) == key), "")
