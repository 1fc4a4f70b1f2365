"""One call to one agency: its attempts, its deadline, and the client that all calls share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.agency import Agency
from ooh_console.domain.times import clock as clock_words

if TYPE_CHECKING:
    from ooh_console.agencies.transfer import Transfer

AT_ONCE = 16
"""Calls under way to one agency: more wait, so that many families do not overrun it."""
ATTEMPTS = 3
CLOSING = 1.0
"""Seconds that closing may take before what still hangs is left to the system."""

T = TypeVar("T")


class Calling:
    """Lives on one event loop; opens its connections at the first call.

    `clock` gives the time in UTC. `tz` is the zone in which reasons name a time.
    """

    def __init__(
        self, agencies: Sequence[Agency], clock: Callable[[], datetime], tz: ZoneInfo | None
    ) -> None:
        self._agencies = tuple(agencies)
        self._clock = clock
        self._tz = tz
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._opening: asyncio.Task[Transfer] | None = None

    async def call(
        self,
        agency: Agency,
        attempt: Callable[[Transfer], Awaitable[T]],
        alone_until: datetime | None = None,
    ) -> T:
        """What `attempt` gives, all attempts together within the agency's deadline.

        Until `alone_until` (UTC) the agency is left alone. Raises `CouldNotCheck`.
        """
        if alone_until is not None and self._clock() < alone_until:
            until = clock_words(alone_until, self._tz)
            left = (alone_until - self._clock()).total_seconds()
            raise CouldNotCheck(f"asks to be left alone until {until}", retry_after=left)
        transfer, stamina = await self._open()
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

        async def attempts() -> T:
            nonlocal last
            async for each in stamina.retry_context(
                on=again,
                attempts=ATTEMPTS,
                timeout=None,
                wait_initial=0.1,
                wait_max=2.0,
                wait_jitter=0.4,
            ):
                with each:
                    last = None
                    return await attempt(transfer)
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
                raise CouldNotCheck(f"did not answer within {seconds}", passing=True) from None

    @property
    def clocks(self) -> Mapping[str, timedelta]:
        """How far the clock of each agency that told the time is ahead of ours."""
        transfer = self._opened()
        return transfer.clocks.apart if transfer else {}

    def signed_in(self, agency: Agency) -> bool:
        """Whether a person is signed in there."""
        transfer = self._opened()
        return transfer is not None and transfer.credentials.signed_in(agency)

    async def sign_in(self, agency: Agency, show: Callable[[str], Awaitable[None]]) -> None:
        """Has a person sign in there. Raises `CouldNotCheck`."""
        from ooh_console.agencies.presence import sign_in

        transfer, _ = await self._open()
        transfer.credentials.take(agency, await sign_in(agency, transfer.form, show))

    async def aclose(self) -> None:
        """Closes the connections. What hangs is the caller's to bound."""
        if self._opening is not None:
            await asyncio.wait([self._opening])
            if not (self._opening.cancelled() or self._opening.exception()):
                await self._opening.result().aclose()

    def _opened(self) -> Transfer | None:
        opened = self._opening
        if opened is None or not opened.done() or opened.cancelled() or opened.exception():
            return None
        return opened.result()

    async def _open(self) -> tuple[Transfer, Any]:
        """The client, built once, beside the event loop, and the module that repeats attempts."""
        broken = self._opening and self._opening.done() and self._opening.exception()
        if self._opening is None or broken:
            self._opening = asyncio.create_task(asyncio.to_thread(self._build))
        # One call that is cancelled must not take the client from the others.
        transfer = await asyncio.shield(self._opening)
        import stamina

        return transfer, stamina

    def _build(self) -> Transfer:
        import stamina.instrumentation

        from ooh_console.agencies.transfer import Transfer

        # Its own reports would be written over the screen.
        stamina.instrumentation.set_on_retry_hooks([])
        return Transfer(self._agencies, self._clock, lambda at: clock_words(at, self._tz))


async def ended(tasks: Sequence[asyncio.Task[Any]], calling: Calling) -> None:
    """Ends what is under way and closes the connections, within `CLOSING` seconds."""
    running = [task for task in tasks if not task.done()]
    for task in running:
        task.cancel()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSING):
            if running:
                await asyncio.wait(running)
            await calling.aclose()
