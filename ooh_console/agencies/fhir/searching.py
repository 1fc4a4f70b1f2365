"""Everything that one question asks of one server, within one bound of pages, bytes and time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlencode

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.fhir.bundles import (
    Page,
    Params,
    next_address,
    not_honoured,
    read_page,
)
from ooh_console.agencies.fhir.elements import words
from ooh_console.agencies.fhir.references import Known, resource_key, resource_type
from ooh_console.agencies.jsontext import flat, json_value
from ooh_console.agencies.unhurried import beside, collector_held_back

if TYPE_CHECKING:
    from ooh_console.agencies.transfer import Transfer

ACCEPT = "application/fhir+json"
STRICT = {"Prefer": "handling=strict"}
"""Asks a server to refuse a parameter that it does not know, instead of leaving it out."""

MOST_BYTES = 5_000_000
"""Of all answers to one question together."""
MOST_PAGES = 50
MOST_ITEMS = 5_000
MOST_READS = 300
"""Resources that are asked for besides, because others lead to them."""
A_PAGE = 200
"""How many resources a server is asked to send at a time."""
TOGETHER = 40
"""Resources asked for in one search by their ids."""
AT_ONCE = 6
"""Requests of one question under way at a time."""
SHARE = 0.85
"""Of the agency's deadline: after that, what there is is shown rather than lost with the rest."""

LONG = 32_768
"""Bytes of an answer that has many parts."""

T = TypeVar("T")
Proof = Callable[[Any], bool]
"""Whether a resource is by itself what was searched for, whatever the server searched by."""


class Inquiry:
    """One question, asked within `with`. `missing` collects what its answer lacks."""

    def __init__(self, client: Transfer, agency: Agency) -> None:
        self._client = client
        self._agency = agency
        self._left = MOST_BYTES
        self._items = 0
        self._reads = 0
        self._ends = asyncio.get_running_loop().time() + agency.deadline * SHARE
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._holding = ExitStack()
        self._long = False
        self.known = Known(agency.url)
        self.missing: list[str] = []
        self.retry_after: float | None = None
        """Seconds for which the agency asked to be left alone, if it did."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._holding.close()

    def lacks(self, what: str) -> None:
        """Notes what the answer lacks; each once."""
        if what not in self.missing:
            self.missing.append(what)

    async def search(
        self, kind: str, params: Params, proof: Proof | None = None, *, known: bool = True
    ) -> list[Any]:
        """Every match of a search, whatever it is, over all pages.

        The matches are `known` to whatever refers to them, unless nothing does. What comes after
        the first page and fails is noted as missing. Raises `CouldNotCheck` when the first page
        fails, or when the server answered another question than it was asked: then only what is
        by itself a `proof` of being what was searched for is taken, and that there may be more is
        noted.
        """
        base = self._agency.url
        asked = [*params, ("_count", str(A_PAGE))]
        url = f"{base}/{kind}?{urlencode(asked)}"
        page = await self._page(url, kind)
        why = not_honoured(asked, page.self_link, base)
        proven = proof if why else None
        found = await self._took(page, known, proven)
        if why and not (proof and found):
            raise CouldNotCheck(f"{why}, so that nothing follows from its answer")
        if why:
            self.lacks(f"it {why}, and may hold more")
        total, seen = page.total if not why else None, {url}
        while page.next_link:
            url = next_address(page.next_link, base)
            try:
                if url in seen:
                    raise CouldNotCheck("sends the same page again and again")
                if len(seen) >= MOST_PAGES:
                    raise CouldNotCheck(f"has more than {MOST_PAGES} pages")
                if self._items > MOST_ITEMS:
                    raise CouldNotCheck(f"has more than {MOST_ITEMS:,} records")
                seen.add(url)
                page = await self._in_time(self._page(url, kind))
            except CouldNotCheck as failure:
                self.lacks(f"after {len(found)} records it {failure.reason}")
                return found
            found += await self._took(page, known, proven)
        if total is not None and total > len(found):
            self.lacks(f"it holds {total} records and sent {len(found)}")
        return found

    async def bring(self, references: Iterable[Any]) -> None:
        """Brings what these Reference elements lead to on this server, as far as it can be had;
        why not is in `known.lacking`."""
        wanted = await self.beside(lambda: self._not_at_hand(references))
        for key in wanted[MOST_READS - self._reads :]:
            self.known.lacking[key] = f"is one of more than {MOST_READS} that it leads to"
        wanted = wanted[: max(0, MOST_READS - self._reads)]
        self._reads += len(wanted)
        # A search finds what is there now; an earlier version can only be read.
        earlier = [key for key in wanted if "/_history/" in key]
        by_kind: dict[str, list[str]] = {}
        for key in wanted:
            if "/_history/" not in key:
                by_kind.setdefault(resource_type(key), []).append(key)
        groups = [
            keys[start : start + TOGETHER]
            for keys in by_kind.values()
            for start in range(0, len(keys), TOGETHER)
        ]
        single = earlier + [group[0] for group in groups if len(group) == 1]
        many = [group for group in groups if len(group) > 1]
        await asyncio.gather(*map(self._read, single), *map(self._by_id, many))

    async def beside(self, work: Callable[[], T]) -> T:
        """What `work` gives, worked out beside the event loop: everything that goes through all
        records of a long answer."""
        return await beside(work)

    def _not_at_hand(self, references: Iterable[Any]) -> list[str]:
        keys = dict.fromkeys(
            self.known.exact(words(one.get("reference")))
            for one in references
            if isinstance(one, dict)
        )
        return [key for key in keys if key and key not in self.known.found]

    async def read(self, found: list[Any], reader: Callable[[Any, Known], T]) -> list[T]:
        """What each of `found` is read as, worked out beside the event loop.

        Empties the list, so that thousands of resources do not stay beside thousands of facts.
        """

        def reading() -> list[T]:
            found.reverse()
            return [reader(found.pop(), self.known) for _ in range(len(found))]

        return await beside(reading)

    async def _read(self, key: str) -> None:
        try:
            body = await self._in_time(self._body(f"{self._agency.url}/{key}"))
            resource = await beside(lambda: flat(json_value(body)))
        except CouldNotCheck as failure:
            self.known.lacking[key] = f"could not be had: the agency {failure.reason}"
            return
        if resource_key(resource) != key.partition("/_history/")[0]:
            self.known.lacking[key] = "could not be had: another record came in its place"
            return
        self.known.found[key] = resource

    async def _by_id(self, keys: list[str]) -> None:
        kind = resource_type(keys[0])
        ids = ",".join(key.partition("/")[2] for key in keys)
        try:
            proof = _one_of(keys)
            await self._in_time(self.search(kind, [("_id", ids)], proof))
        except CouldNotCheck as failure:
            for key in keys:
                self.known.lacking[key] = f"could not be had: the agency {failure.reason}"
            return
        for key in keys:
            if key not in self.known.found:
                self.known.lacking[key] = "could not be had: the agency did not send it"

    async def _in_time(self, asking: Any) -> Any:
        """Within this question's share of the deadline. Raises `CouldNotCheck`."""
        try:
            async with asyncio.timeout_at(self._ends):
                return await asking
        except TimeoutError:
            raise CouldNotCheck("did not send the rest in time") from None

    async def _page(self, url: str, kind: str) -> Page:
        body = await self._body(url)
        return await beside(lambda: read_page(body, kind))

    async def _body(self, url: str) -> bytes:
        if self._left <= 0:
            raise CouldNotCheck("sent more than 5 MB")
        try:
            async with self._gate:
                reply = await self._client.get_at(
                    self._agency, url, STRICT, ACCEPT, most=self._left
                )
        except CouldNotCheck as failure:
            if failure.retry_after is not None:
                self.retry_after = max(self.retry_after or 0.0, failure.retry_after)
            raise
        self._left -= len(reply.body)
        if len(reply.body) > LONG and not self._long:
            self._long = True  # Until nothing is left of it but facts.
            self._holding.enter_context(collector_held_back())
        return reply.body

    async def _took(self, page: Page, known: bool, proof: Proof | None) -> list[Any]:
        for trouble in page.troubles:
            self.lacks(f"it says: {trouble}")
        self._items += len(page.matches)
        matches, matched = page.matches, page.matched
        if proof:
            proves = proof
            matches = await self.beside(lambda: [one for one in matches if proves(one)])
            matched = [pair for pair in matched if proves(pair[1])]
        for full_url, resource in (*page.included, *(matched if known else ())):
            self.known.add(resource, full_url)
        return matches


def _one_of(keys: list[str]) -> Proof:
    return lambda one: resource_key(one) in keys
