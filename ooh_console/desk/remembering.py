"""A gateway whose answers are kept on disk: after a restart they are there, with their age."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from ooh_console.desk.ports import Answer, Gateway, Ledger
from ooh_console.domain.canonical import canonical
from ooh_console.domain.holdings import Holding
from ooh_console.domain.notices import Delivery, Notice
from ooh_console.domain.sources import Offer, Sought, Source


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is kept: which question, the holding by digest, the agency's version."""

    key: str
    holding: Holding
    digest: str
    etag: str = ""


class Shelf(Protocol):
    """Where last answers are kept."""

    async def put(self, kept: Kept) -> None:
        """Keeps one, in place of the one before."""

    def of(self, key: str) -> Iterable[tuple[str, str]]:
        """(digest, etag) of each answer kept for a question. Blocking and quick."""


class RememberingGateway:
    """Fits `ports.Gateway` around another; `recall(key, holding, etag)` primes that one."""

    def __init__(
        self,
        inner: Gateway,
        ledger: Ledger,
        shelf: Shelf,
        recall: Callable[[str, Holding, str], None],
    ) -> None:
        self._inner = inner
        self._ledger = ledger
        self._shelf = shelf
        self._recall = recall
        self._primed: set[str] = set()
        self._keeping: set[asyncio.Task[None]] = set()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Who can be asked for what."""
        return self._inner.sources

    async def ask(
        self, sought: Sought, offers: Iterable[Offer] | None = None
    ) -> AsyncIterator[Answer]:
        """As the gateway inside; what arrives is kept, and neither a slow disk nor a full one holds
        it up. What was given out is kept when this ends."""
        if sought.key() not in self._primed:
            await asyncio.to_thread(self._prime, sought.key())
        given: list[Answer] = []
        keeping: asyncio.Task[None] | None = None
        try:
            async for answer in self._inner.ask(sought, offers):
                given.append(answer)
                if keeping is None or keeping.done():
                    keeping = asyncio.create_task(self._keep_all(given), name="last answers")
                    self._keeping.add(keeping)
                    keeping.add_done_callback(self._keeping.discard)
                yield answer
        finally:
            if keeping is not None:
                await asyncio.wait({keeping})

    def known(self, key: str) -> Sequence[Holding]:
        """What is remembered for a question, from memory or from disk."""
        self._prime(key)
        return self._inner.known(key)

    @property
    def clocks(self) -> Mapping[str, timedelta]:
        """As the gateway inside."""
        return self._inner.clocks

    def resume(self) -> None:
        """As the gateway inside."""
        self._inner.resume()

    async def send(self, agency: str, notice: Notice) -> Delivery:
        """As the gateway inside: what was sent and what was said to it is in the log."""
        return await self._inner.send(agency, notice)

    async def receipt(self, agency: str, key: str) -> Delivery:
        """As the gateway inside."""
        return await self._inner.receipt(agency, key)

    @property
    def signs_in(self) -> Mapping[str, bool]:
        """As the gateway inside: a sign-in lasts no longer than the desk is open."""
        return self._inner.signs_in

    async def sign_in(self, agency: str, show: Callable[[str], Awaitable[None]]) -> str:
        """As the gateway inside."""
        return await self._inner.sign_in(agency, show)

    async def aclose(self) -> None:
        """Ends the gateway inside; what was given out is kept when this returns."""
        ends: list[Coroutine[Any, Any, Any]] = [self._inner.aclose()]
        if self._keeping:
            ends.append(asyncio.wait(self._keeping))
        await asyncio.gather(*ends)

    async def _keep_all(self, given: list[Answer]) -> None:
        while given:
            # Keeping is a convenience after a restart; the log's own errors speak elsewhere.
            with contextlib.suppress(Exception):
                await self._keep(given.pop(0))

    async def _keep(self, answer: Answer) -> None:
        if not answer.holding.fetched_at or self._ledger.problem:
            return
        content = canonical(answer.holding.content())
        texts = (*(fact.stored for fact in answer.holding.facts), content)
        digests = await self._ledger.keep(texts)
        await self._shelf.put(Kept(answer.key, answer.holding, digests[-1], answer.etag))

    def _prime(self, key: str) -> None:
        if key in self._primed:
            return
        self._primed.add(key)
        for digest, etag in self._shelf.of(key):
            text = self._ledger.content(digest)
            if text is None:
                continue
            # A memory that cannot be read is no memory; the agency is asked anyway.
            with contextlib.suppress(ValueError, KeyError, TypeError):
                holding = Holding.from_content(json.loads(text), self._ledger.content)
                self._recall(key, holding, etag)
