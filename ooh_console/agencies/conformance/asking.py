"""One question to the server under check, as bare as it goes: what came is judged, not mended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import httpx

from ooh_console.agencies.transfer import MOST

PATIENCE = 8.0
"""Seconds in which an answer must be there, as the contract says."""

Params = Sequence[tuple[str, str]]


class Broken(Exception):
    """A clause is not kept: one sentence says what came instead."""


class Unreachable(Exception):
    """The server is not there at all: one sentence."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came. `sent_at` is when it was asked, in UTC."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    sent_at: datetime

    @property
    def sent(self) -> Any:
        """The body as JSON. Raises `Broken`."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if kind != "application/json":
            raise Broken(f"The content type is {kind[:60] or 'not said'}, not application/json.")
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Broken("The answer is not valid JSON.") from None

    def expect(self, *statuses: int) -> None:
        """Raises `Broken` unless the status is one of these."""
        if self.status not in statuses:
            wanted = " or ".join(map(str, statuses))
            raise Broken(f"The status is {self.status}, not {wanted}.")


@dataclass(frozen=True, slots=True)
class Server:
    """The server under check. `proof` are the headers that carry the credential."""

    client: httpx.AsyncClient
    url: str
    proof: Mapping[str, str]

    async def get(
        self,
        path: str,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        proof: Mapping[str, str] | None = None,
    ) -> Heard:
        """Raises `Broken` when no whole answer comes in time."""
        return await self._ask("GET", path, params, headers, proof)

    async def post(
        self,
        path: str,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        proof: Mapping[str, str] | None = None,
    ) -> Heard:
        """Raises `Broken` as `get` does."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        return await self._ask("POST", path, (), sent, proof, content)

    async def _ask(
        self,
        method: str,
        path: str,
        params: Params,
        headers: Mapping[str, str] | None,
        proof: Mapping[str, str] | None,
        content: bytes | None = None,
    ) -> Heard:
        shown = self.proof if proof is None else proof
        sent = {"Accept": "application/json", "User-Agent": "ooh-console", **shown}
        sent.update(headers or {})
        began, at = monotonic(), datetime.now(UTC)
        try:
            async with (
                asyncio.timeout(PATIENCE),
                self.client.stream(
                    method, self.url + path, params=list(params), headers=sent, content=content
                ) as response,
            ):
                body = b""
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > MOST:
                        raise Broken("The answer is longer than 5 MB.")
        except TimeoutError:
            raise Broken(f"There was no whole answer within {PATIENCE:g} s.") from None
        except httpx.ConnectError:
            raise Unreachable(f"Nothing answers at {self.url}. Nothing was checked.") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Broken(f"The answer broke off ({type(error).__name__}).") from None
        return Heard(response.status_code, response.headers, body, monotonic() - began, at)
