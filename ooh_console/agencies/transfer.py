"""One bounded request over the kept HTTP client. Loads httpx: imported when first needed."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import logging
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from ooh_console.agencies import failures
from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.asking import Asking
from ooh_console.agencies.clocks import Clocks
from ooh_console.agencies.connections import Connections
from ooh_console.agencies.credentials import Credentials, Expired
from ooh_console.agencies.names import Names
from ooh_console.domain.canonical import digest
from ooh_console.domain.text import line

MOST = 5_000_000
"""Bytes of one answer, as sent and as unpacked."""
MOST_OF_AN_ERROR = 20_000
GOOD = {"GET": frozenset({200}), "POST": frozenset({200, 201, 202})}
SIGN_IN_SHARE = 0.7
"""How much of an agency's deadline its sign-in service may use up."""
TOO_MUCH = "sent more than 5 MB"

# Their requests carry names, addresses and keys, which belong in no log, whatever its level.
_CHATTERS = ("httpx", "httpcore", "httpcore.connection", "httpcore.http11", "httpcore.proxy")


@dataclass(frozen=True, slots=True)
class Reply:
    """A good answer of the right type; `body` is unpacked and not yet read as JSON."""

    body: bytes
    etag: str
    version: str = ""
    """Of the contract, as the agency says it in `OOH-Contract`."""


class Transfer:
    """The clients that are kept, and the rules for every answer: size, type, no redirects."""

    def __init__(
        self,
        agencies: Iterable[Agency],
        clock: Callable[[], datetime],
        words: Callable[[datetime], str],
    ) -> None:
        """Takes 50 ms and more (certificates): not on the event loop.

        `clock` gives the time in UTC, `words` a moment as the desk shows it.
        """
        for name in _CHATTERS:
            logging.getLogger(name).setLevel(logging.WARNING)
        _not_looked_for_again("sniffio")
        self._connections = Connections(agencies)
        self.credentials = Credentials(self.form)
        self._names = Names()
        self.clocks = Clocks()
        self._clock = clock
        self._words = words

    async def get(
        self,
        agency: Agency,
        path: str,
        params: Sequence[tuple[str, str]],
        etag: str,
        accept: str = "application/json",
    ) -> Reply | None:
        """The answer, or `None` when what `etag` names still holds. Raises `CouldNotCheck`.

        An etag is given out bound to its whole address, and only ever used for that one.
        """
        url = agency.url + path + ("?" + urlencode(params) if params else "")
        known = etag.partition(" ")
        conditional = known[0] == _bound(url) and bool(known[2])
        headers = {"If-None-Match": known[2]} if conditional else {}
        return await self._exchange(agency, "GET", url, headers, accept)

    async def get_at(
        self, agency: Agency, url: str, headers: Mapping[str, str], accept: str, most: int = MOST
    ) -> Reply:
        """The answer at a whole address, which the agency itself may have named: only ever one at
        the agency's own scheme, host and port. `most` bytes of it. Raises `CouldNotCheck`."""
        if not same_place(url, agency.url):
            raise CouldNotCheck("sends us on to another host, which the console never follows")
        reply = await self._exchange(agency, "GET", url, headers, accept, most=most)
        assert reply is not None, "asked without an etag"
        return reply

    async def post(
        self,
        agency: Agency,
        path: str,
        content: Mapping[str, Any],
        headers: Mapping[str, str],
        accept: str = "application/json",
    ) -> Reply:
        """Sends JSON; what is said to it. Raises `CouldNotCheck`."""
        kind = {"Content-Type": accept, **headers}
        body = json.dumps(content, ensure_ascii=False).encode()
        url = agency.url + path
        reply = await self._exchange(agency, "POST", url, kind, accept, content=body)
        assert reply is not None, "sent without an etag"
        return reply

    async def _exchange(
        self,
        agency: Agency,
        method: str,
        url: str,
        headers: Mapping[str, str],
        accept: str,
        *,
        content: bytes | None = None,
        most: int = MOST,
    ) -> Reply | None:
        sent = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": "ooh-console"}
        await self._names.find(agency.host)

        async def once() -> Reply | None:
            proof = await self.credentials.headers(agency)
            all_sent = {**sent, **proof, **headers}
            return await self._once(agency, method, url, all_sent, content, most)

        try:
            return await once()
        except Expired:
            return await once()

    async def _once(
        self,
        agency: Agency,
        method: str,
        url: str,
        sent: Mapping[str, str],
        content: bytes | None,
        most: int,
    ) -> Reply | None:
        answering = False
        asking = Asking(agency.name, sent)
        sent = asking.headers
        try:
            client = self._connections.of(agency)
            before = self._clock()
            async with client.stream(method, url, headers=sent, content=content) as response:
                answering = True
                asking.status = response.status_code
                told = response.headers.get("date", "")
                self.clocks.saw(agency.name, told, before, self._clock())
                if response.status_code == 304 and "If-None-Match" in sent:
                    return None
                if response.status_code not in GOOD[method]:
                    raise await self._refused(agency, response, sent)
                if response.status_code != 201 or "content-type" in response.headers:
                    _check_type(response.headers.get("content-type", ""), sent["Accept"])
                body = await _read(response, most)
                tag = response.headers.get("etag", "").strip()
                usable = tag.isascii() and tag.isprintable() and len(tag) <= 200
                version = response.headers.get("ooh-contract", "").strip()
                return Reply(body, f"{_bound(url)} {tag}" if tag and usable else "", version)
        except httpx.HTTPError as error:
            shows = bool(agency.tls.certificate)
            raise failures.of_transport(
                error, answering=answering, shows_certificate=shows
            ) from None
        except httpx.InvalidURL:
            raise CouldNotCheck("cannot be asked: the question is too long to send") from None
        finally:
            asking.ended()

    async def aclose(self) -> None:
        """Closes every connection."""
        await asyncio.gather(*(client.aclose() for client in self._connections.all))

    # Signing in

    async def form(
        self, agency: Agency, url: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> dict[str, Any]:
        """Posts a form to a service at which the desk signs in; without a form, reads from it.

        The JSON object that came. Raises `CouldNotCheck`, whose reason speaks of that service.
        """
        sent = {"Accept": "application/json", "User-Agent": "ooh-console", **headers}
        method = "POST" if form else "GET"
        host = httpx.URL(url).host
        where = f"its sign-in service ({line(host, 60)})"
        answering = False
        try:
            async with (
                asyncio.timeout(agency.deadline * SIGN_IN_SHARE),
                self._connections.of(agency).stream(
                    method, url, data=dict(form) or None, headers=sent
                ) as response,
            ):
                answering = True
                content = await _read(response, MOST_OF_AN_ERROR)
        except TimeoutError:
            raise CouldNotCheck(f"was not asked: {where} did not answer", passing=True) from None
        except httpx.HTTPError as error:
            reason = failures.of_transport(error, answering=answering).reason
            raise CouldNotCheck(f"was not asked: {where} {reason}", passing=True) from None
        except CouldNotCheck as error:
            raise CouldNotCheck(f"was not asked: {where} {error.reason}") from None
        try:
            answer = json.loads(content)
            assert isinstance(answer, dict)
        except (ValueError, RecursionError, AssertionError):
            answer = {}
        if response.status_code != 200 or not answer:
            # RFC 6749 section 5.2: a code, which is no secret; its description may be anything.
            code = line(str(answer.get("error", "")), 60)
            why = code or f"status {response.status_code}"
            later = response.status_code in failures.PASSING
            raise CouldNotCheck(f"was not asked: {where} refused us ({why})", passing=later)
        return answer

    async def _refused(
        self, agency: Agency, response: httpx.Response, sent_with: Mapping[str, str]
    ) -> CouldNotCheck:
        again = False
        if response.status_code in (401, 403):
            again = self.credentials.forget(agency, sent_with) and response.status_code == 401
        sent: object = None
        if response.status_code >= 400:
            with contextlib.suppress(CouldNotCheck, ValueError, RecursionError, httpx.HTTPError):
                sent = json.loads(await _read(response, MOST_OF_AN_ERROR))
        said = line(self.credentials.hidden(agency, failures.own_words(sent)), 160)
        failure = failures.of_status(
            response.status_code, response.headers, said, self._clock(), self._words
        )
        failure.codes = frozenset(failures.own_codes(sent))
        return Expired(failure.reason) if again else failure


def same_place(url: str, base: str) -> bool:
    """Whether two addresses are at one scheme, host and port."""
    try:
        one, other = (httpx.URL(each) for each in (url, base))
        same = (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)
        return same and not one.userinfo
    except (httpx.InvalidURL, ValueError, TypeError):
        return False


def _bound(url: str) -> str:
    """Names an address, for an etag that is used for that one alone."""
    return digest(url)[:16]


def _not_looked_for_again(module: str) -> None:
    """What is not installed is known to be missing.

    httpcore imports `sniffio` several times a question; where that is missing, as newer anyio does
    without it, the whole path would be searched each time.
    """
    if importlib.util.find_spec(module) is None:
        sys.modules.setdefault(module, None)  # type: ignore[arg-type]


def _check_type(sent: str, accept: str) -> None:
    kind = sent.partition(";")[0].strip().casefold()
    if kind == accept or (kind.startswith("application/") and kind.endswith("+json")):
        return
    if kind in ("text/html", "application/xhtml+xml"):
        raise CouldNotCheck("sent a web page instead of data")
    raise CouldNotCheck(f"sent {line(kind, 60) or 'something unnamed'} instead of data")


async def _read(response: httpx.Response, most: int) -> bytes:
    """The whole body, counted while it arrives, both as sent and as unpacked."""
    packed = response.headers.get("content-encoding", "identity").strip().casefold()
    if packed not in ("identity", "gzip", "x-gzip", "deflate"):
        raise CouldNotCheck("sent data packed in a way that was not asked for")
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and (len(length) > 12 or int(length) > most):
        raise CouldNotCheck(TOO_MUCH)
    unpack = None if packed == "identity" else zlib.decompressobj(wbits=47)
    parts: list[bytes] = []
    raw = size = 0
    try:
        async for chunk in response.aiter_raw():
            raw += len(chunk)
            # Unpacked no further than the limit: a few kilobytes can be packed gigabytes.
            part = unpack.decompress(chunk, most - size + 1) if unpack else chunk
            size += len(part)
            if size > most or raw > most:
                raise CouldNotCheck(TOO_MUCH)
            parts.append(part)
    except zlib.error:
        raise CouldNotCheck("sent packed data that cannot be unpacked") from None
    if unpack and raw and not unpack.eof:
        raise CouldNotCheck("broke off in the middle of its answer", passing=True)
    return b"".join(parts)
