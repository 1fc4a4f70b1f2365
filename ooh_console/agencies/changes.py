"""One question instead of several: which offers have changed since an agency was last asked.

It spares questions and proves nothing: whatever is in doubt is asked in full, and all of it is, now
and then and when a person wants it. Only for agencies that offer `changes`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.calling import Calling
from ooh_console.agencies.native import NativeAdapter
from ooh_console.domain.sources import Offer, Sought
from ooh_console.program_log.events import fault

log = logging.getLogger(__name__)

FULL_EVERY = timedelta(minutes=30)
"""An agency is asked in full at least so often, whatever it says of changes."""
SHARE = 0.25
"""How much of the agency's deadline this question may use up."""
REMEMBERED = 5_000
"""Questions whose mark is kept."""
ABOUT_PEOPLE = frozenset({Offer.PEOPLE, Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS})


@dataclass(slots=True)
class _Since:
    """What one agency last said to one question about changes."""

    mark: str
    in_full_at: datetime
    turn: int = 0
    open: dict[Offer, int] = field(default_factory=dict)
    """Offers that changed and were not fetched yet, each with the turn in which it was said."""


@dataclass(frozen=True, slots=True)
class News:
    """Which offers need not be asked, since nothing of them has changed."""

    same: frozenset[Offer] = frozenset()
    turn: int = 0


class Changes:
    """Lives on one event loop. `clock` gives the time in UTC."""

    def __init__(
        self, calling: Calling, adapter: NativeAdapter, clock: Callable[[], datetime]
    ) -> None:
        self._calling, self._adapter, self._clock = calling, adapter, clock
        self._since: dict[tuple[str, str], _Since] = {}
        self._in_full = False
        self._rest: dict[str, datetime] = {}

    def resume(self) -> None:
        """A person wants to know now: the next questions are put in full."""
        self._in_full = True

    def ask(
        self, agency: Agency, sought: Sought, offers: Iterable[Offer]
    ) -> asyncio.Task[News] | None:
        """Asks what has changed of these offers, all answered before; `None` when that spares
        nothing, or the agency cannot say. Never fails."""
        offers = ABOUT_PEOPLE & set(offers)
        spares = Offer.CHANGES in agency.offers and len(offers) > 1 and not sought.name
        if not spares or self._in_full or self._clock() < self._rest.get(agency.name, _LONG_AGO):
            return None
        return asyncio.create_task(self._ask(agency, sought, frozenset(offers)))

    def asked(self) -> None:
        """A round of questions was begun."""
        self._in_full = False

    def fetched(self, agency: Agency, key: str, offer: Offer, news: News) -> None:
        """The offer was fetched in full after this news."""
        since = self._since.get((agency.name, key))
        if since is not None and since.open.get(offer, news.turn + 1) <= news.turn:
            del since.open[offer]

    async def _ask(self, agency: Agency, sought: Sought, offers: frozenset[Offer]) -> News:
        question, now = (agency.name, sought.key()), self._clock()
        since = self._since.pop(question, None)
        if since is not None and not timedelta() <= now - since.in_full_at < FULL_EVERY:
            since = None
        quick = agency.model_copy(update={"deadline": agency.deadline * SHARE})
        before = since.mark if since else ""
        try:
            mark, changed = await self._calling.call(
                quick, lambda over: self._adapter.changes(over, agency, sought, before)
            )
        except Exception as error:
            # The full questions say what is wrong with the agency, if anything is.
            if not isinstance(error, CouldNotCheck):
                fault(log, "asking for changes", error, agency=agency.name)
            self._rest[agency.name] = now + FULL_EVERY
            return News()
        if since is None:
            since, changed = _Since(mark, now), offers
        turn = since.turn + 1
        still = {**since.open, **dict.fromkeys(changed & ABOUT_PEOPLE, turn)}
        self._since[question] = replace(since, mark=mark, turn=turn, open=still)
        if len(self._since) > REMEMBERED:
            del self._since[next(iter(self._since))]
        return News(offers - still.keys(), turn)


_LONG_AGO = datetime.fromisoformat("1800-01-01T00:00:00Z")
