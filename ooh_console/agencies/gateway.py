"""All agencies asked at once, each answer given out as it arrives, and the last one remembered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ooh_console.agencies.adapter import Adapter, CouldNotCheck, Fetched, can_ask
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.native import NativeAdapter
from ooh_console.agencies.subjects import SOMEBODY_ELSE, somebody_else
from ooh_console.domain.holdings import FACTS, Holding, Offer, Sought, Source, SourceState
from ooh_console.domain.times import clock as clock_words
from ooh_console.domain.times import to_milliseconds

AT_ONCE = 16
"""Questions under way to one agency: more wait, so that many families do not overrun it."""
ATTEMPTS = 3
REMEMBERED = 10_000
"""Questions whose last answer is kept; those not asked for longest go first."""
LEFT_ALONE_AT_MOST = timedelta(hours=1)
"""An agency that wants to be left alone for longer is asked again after this."""
CLOSING = 1.0
"""Seconds that closing may take before what still hangs is left to the system."""

log = logging.getLogger(__name__)


def utcnow() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """One agency's holding of one offer. `key` is that of the question (`Sought.key`).

    `etag` is kept beside the holding and given back to `Gateway.recall`; it says nothing else.
    """

    key: str
    holding: Holding
    etag: str = ""


@dataclass(slots=True)
class _Memory:
    """What is remembered of one question to one agency."""

    holding: Holding
    etag: str = ""
    newest: int = 0
    """The number of the question whose answer this is: one overtaken by a later one is dropped."""
    alone_until: datetime | None = None


_Question = tuple[str, str, Offer]
"""(key, agency, offer)."""


class Gateway:
    """Asks agencies. Lives on one event loop; opens its connections at the first question.

    `clock` gives the time in UTC. `watch_days` is how far ahead a watch list looks. `tz` is the
    zone in which reasons name a time.
    """

    def __init__(
        self,
        agencies: Sequence[Agency],
        *,
        clock: Callable[[], datetime] = utcnow,
        watch_days: int = 42,
        tz: ZoneInfo | None = None,
    ) -> None:
        self.sources: tuple[Source, ...] = tuple(agency.source for agency in agencies)
        self._agencies = {agency.name: agency for agency in agencies}
        # As it is stored, so that a holding kept on disk comes back as the same.
        self._clock: Callable[[], datetime] = lambda: to_milliseconds(clock())
        self._tz = tz
        self._adapters: dict[str, Adapter] = {"native": NativeAdapter(clock, watch_days)}
        self._memory: dict[_Question, _Memory] = {}
        self._asked = 0
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._running: set[asyncio.Task[Answer]] = set()
        self._opening: asyncio.Task[Any] | None = None
        self._closed = False

    async def ask(
        self, sought: Sought, offers: Iterable[Offer] | None = None
    ) -> AsyncIterator[Answer]:
        """Asks every agency for every offer at the same time; yields each answer as it arrives.

        An agency's failure is an answer too, and never raised. What `sought` cannot ask is left
        out, and stays "not checked". Without `offers`, everything about these people is asked;
        a watch list, which is about nobody in particular, only for an empty `Sought()` or by name.
        """
        if self._closed:
            return
        wanted = set(FACTS if offers is None else offers)
        if offers is None and sought != Sought():
            wanted.discard(Offer.WATCH_LIST)
        key = sought.key()
        tasks = [
            asyncio.create_task(self._answer(key, agency, offer, sought))
            for agency in self._agencies.values()
            for offer in agency.offers
            if offer in wanted and can_ask(agency, offer, sought)
        ]
        self._running.update(tasks)
        try:
            waiting = set(tasks)
            while waiting:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    if not task.cancelled():  # Only `aclose` cancels them from outside.
                        yield task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._running.difference_update(tasks)

    def recall(self, answer: Answer) -> None:
        """Remembers an answer from an earlier run: its facts show with their age, as not checked
        since, and its etag is used. Never replaces anything newer."""
        holding = answer.holding
        agency = self._agencies.get(holding.agency)
        question = (answer.key, holding.agency, holding.offer)
        if agency is None or holding.offer not in agency.offers or question in self._memory:
            return
        holding = replace(holding, state=SourceState.NOT_CHECKED, reason="")
        etag = answer.etag if holding.fetched_at else ""
        self._memory[question] = _Memory(holding, etag)

    def known(self, key: str) -> tuple[Holding, ...]:
        """What is remembered for a question, in the order of the configuration."""
        found = (
            self._memory.get((key, source.agency, offer))
            for source in self.sources
            for offer in source.offers
        )
        return tuple(memory.holding for memory in found if memory)

    async def aclose(self) -> None:
        """Ends every question under way and closes the connections, within `CLOSING` seconds."""
        self._closed = True
        running = [task for task in self._running if not task.done()]
        for task in running:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                if running:
                    await asyncio.wait(running)
                if self._opening is not None:
                    await asyncio.wait([self._opening])
                    if not (self._opening.cancelled() or self._opening.exception()):
                        await self._opening.result().aclose()

    async def _answer(self, key: str, agency: Agency, offer: Offer, sought: Sought) -> Answer:
        question = (key, agency.name, offer)
        memory = self._memory.pop(question, None) or _Memory(Holding(agency.name, offer))
        self._memory[question] = memory
        if len(self._memory) > REMEMBERED:
            del self._memory[next(iter(self._memory))]
        self._asked += 1
        number = self._asked
        etag, holding = memory.etag, memory.holding
        try:
            fetched = await self._fetch(memory.alone_until, agency, offer, sought, etag)
            if fetched.facts is not None and somebody_else(fetched.facts, agency, sought):
                raise CouldNotCheck(SOMEBODY_ELSE)
        except CouldNotCheck as failure:
            result = _Memory(memory.holding.failed(failure.reason, self._clock()), memory.etag)
            if failure.retry_after is not None:
                wait = min(timedelta(seconds=failure.retry_after), LEFT_ALONE_AT_MOST)
                result.alone_until = self._clock() + wait
        except Exception as error:
            # Whatever it is, it is this question's alone; its text may hold what was sent.
            log.error("Fault while asking for %s: %s", offer.value, type(error).__name__)
            reason = f"could not be asked, by a fault of this console ({type(error).__name__})"
            result = _Memory(memory.holding.failed(reason, self._clock()), memory.etag)
        else:
            facts = holding.facts if fetched.facts is None else fetched.facts
            kept = etag if fetched.facts is None else fetched.etag
            result = _Memory(memory.holding.answered(facts, self._clock()), kept)
        good = (SourceState.HELD, SourceState.NONE_HELD)
        overtaken = number < memory.newest and (
            result.holding.state not in good or memory.holding.state in good
        )
        if not overtaken:
            memory.holding, memory.etag = result.holding, result.etag
            memory.newest, memory.alone_until = max(number, memory.newest), result.alone_until
        return Answer(key, memory.holding, memory.etag)

    async def _fetch(
        self,
        alone_until: datetime | None,
        agency: Agency,
        offer: Offer,
        sought: Sought,
        etag: str,
    ) -> Fetched:
        """All attempts at one question, within the agency's deadline. Raises `CouldNotCheck`."""
        if alone_until is not None and self._clock() < alone_until:
            until = clock_words(alone_until, self._tz)
            left = (alone_until - self._clock()).total_seconds()
            raise CouldNotCheck(f"asks to be left alone until {until}", retry_after=left)
        transfer, stamina = await self._open()
        adapter = self._adapters[agency.adapter]
        gate = self._gates.setdefault(agency.name, asyncio.Semaphore(AT_ONCE))
        last: CouldNotCheck | None = None

        def again(error: BaseException) -> bool | float:
            nonlocal last
            if not isinstance(error, CouldNotCheck) or not error.passing:
                return False
            last = error
            if error.retry_after is None:
                return True
            return error.retry_after if loop.time() + error.retry_after < ends else False

        async def attempts() -> Fetched:
            nonlocal last
            async for attempt in stamina.retry_context(
                on=again,
                attempts=ATTEMPTS,
                timeout=None,
                wait_initial=0.1,
                wait_max=2.0,
                wait_jitter=0.4,
            ):
                with attempt:
                    last = None
                    return await adapter.fetch(transfer, agency, offer, sought, etag)
            raise AssertionError("unreachable")

        async with gate:
            loop = asyncio.get_running_loop()
            ends = loop.time() + agency.deadline
            try:
                async with asyncio.timeout_at(ends):
                    return await attempts()
            except TimeoutError:
                if last is not None:  # Time ran out between two attempts: the first says why.
                    raise last from None
                seconds = f"{agency.deadline:g} s"
                raise CouldNotCheck(f"did not answer within {seconds}") from None

    async def _open(self) -> tuple[Any, Any]:
        """The client, built once, beside the event loop, and the module that repeats attempts."""
        broken = self._opening and self._opening.done() and self._opening.exception()
        if self._opening is None or broken:
            self._opening = asyncio.create_task(asyncio.to_thread(self._build))
        # One question that is cancelled must not take the client from the others.
        transfer = await asyncio.shield(self._opening)
        import stamina

        return transfer, stamina

    def _build(self) -> Any:
        import stamina.instrumentation

        from ooh_console.agencies.transfer import Transfer

        # Its own reports would be written over the screen.
        stamina.instrumentation.set_on_retry_hooks([])
        return Transfer(self._agencies.values(), self._clock, lambda at: clock_words(at, self._tz))
