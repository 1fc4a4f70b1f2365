"""All agencies asked at once, each answer given out as it arrives, and the last one remembered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ooh_console.agencies.adapter import Adapter, CouldNotCheck, can_ask
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.calling import Calling, ended
from ooh_console.agencies.changes import Changes, News
from ooh_console.agencies.circuit import Circuit
from ooh_console.agencies.cpis.adapter import CpisAdapter
from ooh_console.agencies.fhir.adapter import FhirAdapter
from ooh_console.agencies.memory import Memories, Memory
from ooh_console.agencies.native import NativeAdapter
from ooh_console.agencies.outcomes import Outcomes
from ooh_console.agencies.subjects import SOMEBODY_ELSE, somebody_else
from ooh_console.agencies.unhurried import beside
from ooh_console.domain.holdings import FACTS, Holding
from ooh_console.domain.notices import Delivery, Notice, Receipt
from ooh_console.domain.sources import ABOUT_NOBODY, BY_HAND, Offer, Sought, Source, SourceState
from ooh_console.domain.times import to_milliseconds
from ooh_console.domain.tolerant import Fact
from ooh_console.program_log.events import fault

if TYPE_CHECKING:
    from ooh_console.agencies.transfer import Transfer

AT_ONCE = 200
"""Facts that are looked through on the event loop; more of them take too long there."""
LEFT_ALONE_AT_MOST = timedelta(hours=1)
"""An agency that wants to be left alone for longer is asked again after this."""

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
        self._calling = Calling(agencies, self._clock, tz)
        native = NativeAdapter(clock, watch_days)
        self._adapters: dict[str, Adapter] = {
            "native": native,
            "fhir": FhirAdapter(clock, watch_days),
            "cpis": CpisAdapter(),
        }
        self._changes = Changes(self._calling, native, self._clock)
        self._circuits = {name: Circuit() for name in self._agencies}
        self._memories = Memories()
        self._outcomes = Outcomes()
        self._asked = 0
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def ask(
        self, sought: Sought, offers: Iterable[Offer] | None = None
    ) -> AsyncIterator[Answer]:
        """Asks every agency for every offer at the same time; yields each answer as it arrives.

        An agency's failure is an answer too, and never raised. What `sought` cannot ask is left
        out, and stays "not checked". Without `offers`, everything about these people is asked but
        what only a person may ask; a watch list, which is about nobody in particular, only for an
        empty `Sought()` or by name.
        """
        if self._closed:
            return
        wanted = set(FACTS.keys() - BY_HAND if offers is None else offers)
        if offers is None and sought != Sought():
            wanted -= ABOUT_NOBODY
        key = sought.key()
        tasks = [
            asyncio.create_task(self._answer(key, agency, offer, sought, news))
            for agency in self._agencies.values()
            for news in [self._news(key, agency, sought, wanted)]
            for offer in agency.offers
            if offer in wanted and can_ask(agency, offer, sought)
        ]
        self._changes.asked()
        self._running.update(tasks)
        try:
            waiting = set(tasks)
            while waiting:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    if not task.cancelled():  # Only `aclose` cancels them from outside.
                        self._outcomes.heard(task.result().holding)
                        yield task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._running.difference_update(tasks)

    @property
    def clocks(self) -> Mapping[str, timedelta]:
        """How far the clock of each agency that told the time is ahead of ours."""
        return self._calling.clocks

    def resume(self) -> None:
        """A person wants to know now: no agency that kept failing is spared any longer."""
        for circuit in self._circuits.values():
            circuit.resume()
        self._changes.resume()

    def recall(self, answer: Answer) -> None:
        """Remembers an answer from an earlier run: its facts show with their age, as not checked
        since, and its etag is used. Never replaces anything newer."""
        holding = answer.holding
        agency = self._agencies.get(holding.agency)
        if agency is not None and holding.offer in agency.offers:
            self._memories.recall(answer.key, holding, answer.etag)

    def known(self, key: str) -> tuple[Holding, ...]:
        """What is remembered for a question, in the order of the configuration."""
        return self._memories.known(key, self.sources)

    # Signing in

    @property
    def signs_in(self) -> Mapping[str, bool]:
        """The agencies that want a person to sign in there, and whether somebody is signed in."""
        return {
            name: self._calling.signed_in(agency)
            for name, agency in self._agencies.items()
            if agency.auth.method == "oidc"
        }

    async def sign_in(self, agency: str, show: Callable[[str], Awaitable[None]]) -> str:
        """Has the person sign in there in their browser; empty, or why they are not signed in.

        `show` opens an address and shows it. Waits for the person for some minutes; never raises.
        """
        try:
            await self._calling.sign_in(self._agencies[agency], show)
        except CouldNotCheck as failure:
            return failure.reason
        return ""

    # Notices

    async def send(self, agency: str, notice: Notice) -> Delivery:
        """Gives an agency's own system a notice, safely more than once; never raises."""
        return await self._deliver(agency, lambda to, by, over: by.send(over, to, notice))

    async def receipt(self, agency: str, key: str) -> Delivery:
        """Asks an agency's own system what became of a notice; never raises."""
        return await self._deliver(agency, lambda to, by, over: by.receipt(over, to, key))

    async def _deliver(
        self, name: str, attempt: Callable[[Agency, Adapter, Transfer], Awaitable[Receipt]]
    ) -> Delivery:
        agency = self._agencies.get(name)
        if agency is None or Offer.NOTICES not in agency.offers or self._closed:
            return Delivery(None, "takes no notices from this desk")
        adapter = self._adapters[agency.adapter]
        task: asyncio.Task[Receipt] = asyncio.create_task(
            self._calling.call(agency, lambda transfer: attempt(agency, adapter, transfer))
        )
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            receipt = await task
            self._circuits[name].answered()  # It is back: what it is asked need not wait either.
            return Delivery(receipt)
        except CouldNotCheck as failure:
            return Delivery(None, failure.reason)
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            raise
        except Exception as error:
            fault(log, "sending a notice", error, agency=name)
            reason = f"could not be told, by a fault of this console ({type(error).__name__})"
            return Delivery(None, reason)

    async def aclose(self) -> None:
        """Ends every question under way and closes the connections, within `CLOSING` seconds."""
        self._closed = True
        await ended(tuple(self._running), self._calling)

    def _alone_until(self, seconds: float | None) -> datetime | None:
        if seconds is None:
            return None
        return self._clock() + min(timedelta(seconds=seconds), LEFT_ALONE_AT_MOST)

    async def _about_another(self, facts: Sequence[Fact], agency: Agency, sought: Sought) -> bool:
        if len(facts) > AT_ONCE:
            return await beside(lambda: somebody_else(facts, agency, sought))
        return somebody_else(facts, agency, sought)

    def _news(
        self, key: str, agency: Agency, sought: Sought, wanted: Set[Offer]
    ) -> asyncio.Task[News] | None:
        """What has changed of the offers that were answered well the last time, if it says so."""
        if self._circuits[agency.name].paused_until(self._clock()) is not None:
            return None
        memories = {o: self._memories.get(key, agency.name, o) for o in agency.offers}
        good = [o for o, memory in memories.items() if o in wanted and memory and memory.good]
        task = self._changes.ask(agency, sought, good)
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return task

    async def _answer(
        self,
        key: str,
        agency: Agency,
        offer: Offer,
        sought: Sought,
        asking: asyncio.Task[News] | None,
    ) -> Answer:
        memory = self._memories.asked(key, agency.name, offer)
        circuit = self._circuits[agency.name]
        if offer not in BY_HAND and self._spared(memory, circuit):
            return Answer(key, memory.holding, memory.etag)
        news = await asyncio.shield(asking) if asking else News()
        if offer in news.same and memory.good:
            memory.holding = memory.holding.answered(memory.holding.facts, self._clock())
            return Answer(key, memory.holding, memory.etag)
        self._asked += 1
        number, turn = self._asked, circuit.begins()
        etag, holding = memory.etag, memory.holding
        try:
            adapter = self._adapters[agency.adapter]
            fetched = await self._calling.call(
                agency,
                lambda transfer: adapter.fetch(transfer, agency, offer, sought, etag),
                memory.alone_until,
            )
            circuit.answered()
            self._changes.fetched(agency, key, offer, news)
            if await self._about_another(fetched.facts or (), agency, sought):
                raise CouldNotCheck(SOMEBODY_ELSE)
        except CouldNotCheck as failure:
            now = self._clock()
            circuit.failed(failure, turn, now)
            failed = memory.holding.failed(failure.reason, now)
            again = None if offer in BY_HAND else circuit.paused_until(now)
            result = Memory(replace(failed, asked_again_at=again), memory.etag)
            result.alone_until = self._alone_until(failure.retry_after)
        except Exception as error:
            # Whatever it is, it is this question's alone; its text may hold what was sent.
            fault(log, "asking", error, agency=agency.name, offer=offer.value)
            reason = f"could not be asked, by a fault of this console ({type(error).__name__})"
            result = Memory(memory.holding.failed(reason, self._clock()), memory.etag)
        else:
            facts = holding.facts if fetched.facts is None else fetched.facts
            kept = etag if fetched.facts is None else fetched.etag
            now = self._clock()
            if fetched.missing:
                result = Memory(memory.holding.answered_in_part(facts, fetched.missing, now))
                result.alone_until = self._alone_until(fetched.retry_after)
            else:
                result = Memory(memory.holding.answered(facts, now), kept)
        memory.take(result, number)
        return Answer(key, memory.holding, memory.etag)

    def _spared(self, memory: Memory, circuit: Circuit) -> bool:
        """Whether the agency, which keeps failing, is not asked this now; the holding then says so.

        A question that was never put is always put: somebody has just opened an incident.
        """
        holding, until = memory.holding, circuit.paused_until(self._clock())
        if until is None or holding.state is SourceState.NOT_CHECKED:
            return False
        if holding.state is not SourceState.COULD_NOT_CHECK:
            holding = holding.failed(circuit.reason, circuit.failed_at or self._clock())
        memory.holding = replace(holding, asked_again_at=until)
        return True
