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
from ooh_console.desk.ports import Unsaved
from ooh_console.desk.script import script
from ooh_console.desk.tonight import CLOSED_SHOWN
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import REGISTER, Entry, body_of
from ooh_console.domain.holdings import Offer
from ooh_console.domain.notices import (
    BY_SYSTEM,
    MEETING,
    About,
    Awaited,
    Delivery,
    Due,
    MeetingCalled,
    Notice,
    OwnAttendance,
    Receipt,
    ReceiptState,
    Sender,
    awaited,
    due,
    meeting_of,
    takers,
)
from ooh_console.domain.people import Address
from ooh_console.domain.text import line, name_key
from ooh_console.domain.times import is_late, near_clock, to_milliseconds

LONGEST_PAUSE = timedelta(minutes=5)
"""A system that does not take a notice is tried again after this at the latest."""
TAKEN_OVER = timedelta(seconds=30)
"""After this a desk sends what was answered at another one, which may be gone by now."""
READ_LATE = "their system said so only now"


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
            await doing
        except (Rejected, NotAllowed):
            pass  # Somebody else was quicker, or the answer has changed meanwhile.
        except Exception as error:
            self._say(error)

    # Sending

    async def _send(self, incident: Incident, one: Due) -> None:
        notice = self._notice(incident, one)
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
        told = _told(one, notice)
        replies = () if one.topic is None else _reply(told.id, delivery.receipt)
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

    def _notice(self, incident: Incident, one: Due) -> Notice | None:
        """What is sent; `None` when there is nothing to say any more."""
        view, state, by = incident.view(), incident.state, self._desk.operator
        meeting = meeting_of(state, one.about) if one.topic is None else None
        if one.topic is None and meeting is None:
            return None
        words = script(one.topic, view) if one.topic else self._invites(one.about, view.now)
        ooh = state.ooh if one.topic is b.Topic.OOH and state.ooh.answer is one.about else None
        return Notice(
            key=one.key,
            topic=one.topic.value.casefold().replace(" ", "-") if one.topic else MEETING,
            incident=incident.reference,
            words=words,
            given_at=one.about.occurred_at,
            sender=Sender(name=by.name, role=by.role, agency=by.agency),
            about=self._about(incident, one.recipient),
            attendance=OwnAttendance(
                state=ooh.state,
                who=ooh.who,
                eta=ooh.eta,
                agreed_role=ooh.agreed_role,
                reason=ooh.reason,
            )
            if ooh is not None and ooh.state is not None
            else None,
            meeting=MeetingCalled(at=meeting.at, number=meeting.number) if meeting else None,
            withdrawn=one.topic is not None and state.answer(one.topic) is None,
            exercise=view.exercise,
        )

    def _about(self, incident: Incident, recipient: str) -> About:
        """Whom and where; a protected address goes only to an agency that itself sent it."""
        view, place = incident.view(), incident.state.address
        told = view.protected.may_hear(recipient, place)
        return About.of(incident.sought().nhs_numbers, place if told else Address())

    def _invites(self, about: Entry, now: datetime) -> str:
        body = body_of(about, b.MeetingConvened)
        number = f" Ring {line(body.number, 60)}." if body.number else ""
        at = near_clock(body.at, now, self._desk.habits.tz)
        moved = "has been moved: it is now" if body.moves else "is called for"
        return f"A professionals meeting {moved} {at}.{number} Please say whether you join."

    # Asking

    async def _ask(self, incident: Incident, one: Awaited) -> None:
        delivery = await self._desk.gateway.receipt(_source(incident, one.recipient), one.key)
        incident.catch_up()
        receipt = delivery.receipt
        if receipt is None or one.key not in {still.key for still in awaited(incident.state)}:
            return
        for body in _reply(one.entry.id, receipt, one.entry.body):
            when, late = self._when(one.entry, receipt)
            await incident.record([Recording(body)], occurred_at=when, late_reason=late)

    def _when(self, entry: Entry, receipt: Receipt) -> tuple[datetime, str]:
        """When it was read, as they say it, where that can be so; and why it is recorded late."""
        now = to_milliseconds(self._desk.clock())
        at = receipt.at
        when = to_milliseconds(at) if at and entry.occurred_at <= at <= now else now
        return when, READ_LATE if is_late(when, now) else ""


def _wake(loop: asyncio.AbstractEventLoop, woken: asyncio.Event) -> None:
    with contextlib.suppress(RuntimeError):  # The loop has ended: nobody is there to wake.
        loop.call_soon_threadsafe(woken.set)


def _source(incident: Incident, recipient: str) -> str:
    """The agency's name as it is configured."""
    key = name_key(recipient)
    return next((s.agency for s in incident.holdings.sources if name_key(s.agency) == key), "")


def _told(one: Due, notice: Notice) -> Recording:
    if one.topic is None:
        invitation = b.MeetingInvitation(
            meeting=one.about.id,
            who=one.recipient,
            outcome="invited",
            how=BY_SYSTEM,
            key=one.key,
        )
        return Recording(invitation)
    given = b.NoticeGiven(
        topic=one.topic,
        answer=one.about.id,
        recipient=one.recipient,
        how=BY_SYSTEM,
        words=notice.words,
        key=one.key,
    )
    return Recording(given)


def _reply(
    told: str, receipt: Receipt, invited: object = None
) -> tuple[b.NoticeConfirmed | b.MeetingInvitation, ...]:
    """What a receipt says beyond that their system has it."""
    if receipt.state not in (ReceiptState.READ, ReceiptState.REFUSED):
        return ()
    refused = receipt.state is ReceiptState.REFUSED
    by, words = line(receipt.by, 200), receipt.words
    if not isinstance(invited, b.MeetingInvitation):
        outcome = "refused" if refused else "confirmed"
        return (
            b.NoticeConfirmed.model_validate(
                {"notice": told, "by": by, "outcome": outcome, "words": words}
            ),
        )
    reason = f"{by}: {words.strip() or 'no reason was sent'}"
    return (
        b.MeetingInvitation(
            meeting=invited.meeting,
            who=invited.who,
            outcome="could-not" if refused else "invited",
            how="" if refused else f"{BY_SYSTEM}, read by {by}",
            reason=reason if refused else "",
            key=invited.key,
        ),
    )
