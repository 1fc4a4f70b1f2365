"""A person signs in to an agency in their own browser: OpenID Connect with PKCE (RFC 7636).

The browser comes back to a port of this very machine (RFC 8252), open for that one visit. What it
brings is exchanged for a token, which is kept in memory until the desk is closed. Loads joserfc.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import html
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.auth import checked_url
from ooh_console.agencies.credentials import secret_of

if TYPE_CHECKING:
    from ooh_console.agencies.credentials import Form

PATIENCE = 300.0
"""Seconds within which the person has signed in."""
MOST_OF_A_VISIT = 16_384
"""Bytes of the request with which the browser comes back."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]

PAGE = "<!doctype html><html lang=en><meta charset=utf-8><title>OOH console</title><p>"

Show = Callable[[str], Awaitable[None]]
"""Opens an address in the person's browser, and shows it, for where no browser can be opened."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a sign-in service says of itself (OpenID Connect Discovery)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


async def settings_of(agency: Agency, form: Form) -> Published:
    """The published settings of an agency's sign-in service. Raises `CouldNotCheck`."""
    where = f"{agency.auth.issuer}/.well-known/openid-configuration"
    said = await form(agency, where, {}, {})
    if str(said.get("issuer", "")).rstrip("/") != agency.auth.issuer:
        raise CouldNotCheck("was not asked: its sign-in service says that it is another one")
    try:
        return Published(
            agency.auth.issuer,
            *(
                checked_url(str(said[name]), query=True)
                for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
            ),
        )
    except (KeyError, ValueError):
        raise CouldNotCheck("was not asked: its sign-in service cannot be used") from None


async def sign_in(agency: Agency, form: Form, show: Show) -> Mapping[str, Any]:
    """Has the person sign in; what the service that gives out tokens answered.

    Waits for at most `PATIENCE` seconds. Raises `CouldNotCheck`.
    """
    published = await settings_of(agency, form)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    async with _visit(state) as (redirect, came):
        asked = {
            "response_type": "code",
            "client_id": agency.auth.client_id,
            "redirect_uri": redirect,
            "scope": " ".join(dict.fromkeys(("openid", *agency.auth.scopes))),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        start = published.authorization_endpoint
        await show(f"{start}{'&' if urlsplit(start).query else '?'}{urlencode(asked)}")
        try:
            async with asyncio.timeout(PATIENCE):
                code = await came
        except TimeoutError:
            raise CouldNotCheck("was not asked: nobody signed in there within 5 minutes") from None
    exchange = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect,
        "client_id": agency.auth.client_id,
        "code_verifier": verifier,
    }
    if agency.auth.secret:
        exchange["client_secret"] = secret_of(agency).get_secret_value()
    answer = await form(agency, published.token_endpoint, exchange, {})
    await _check_identity(agency, form, published, answer, nonce)
    return answer


async def _check_identity(
    agency: Agency, form: Form, published: Published, answer: Mapping[str, Any], nonce: str
) -> None:
    """Whether the token was given to this desk, for this visit (OpenID Connect Core 3.1.3.7)."""
    from joserfc import jwk, jwt
    from joserfc.errors import JoseError

    keys = await form(agency, published.jwks_uri, {}, {})
    wrong = CouldNotCheck("was not asked: its sign-in service did not prove who signed in")
    try:
        known: Any = jwk.KeySet.import_key_set(keys)  # type: ignore[arg-type]
        token = jwt.decode(str(answer.get("id_token", "")), known, algorithms=ALGORITHMS)
        rules = jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True},
            aud={"essential": True, "value": agency.auth.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        rules.validate(token.claims)
    except (JoseError, ValueError, TypeError, KeyError):
        raise wrong from None
    if str(token.claims["iss"]).rstrip("/") != published.issuer:
        raise wrong


@contextlib.asynccontextmanager
async def _visit(state: str) -> AsyncIterator[tuple[str, asyncio.Future[str]]]:
    """A port of this machine to which the browser comes back once: its address, and the code."""
    came: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    talks: set[asyncio.Task[Any]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            async with asyncio.timeout(10):
                request = await reader.readuntil(b"\r\n\r\n")
            status, said = _heard(request, state, came)
            body = f"{PAGE}{html.escape(said)}".encode()
            head = (
                f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\n"
                "Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
            )
            writer.write(head.encode() + body)
            await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # Not the browser that is waited for.
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            talks.discard(task)

    server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=MOST_OF_A_VISIT)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/signed-in", came
    finally:
        server.close()
        waiting = [talk for talk in talks if not talk.done()]
        if waiting:  # The page that says that it is done.
            await asyncio.wait(waiting, timeout=1)
        for left in waiting:
            left.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        came.cancel()


def _heard(request: bytes, state: str, came: asyncio.Future[str]) -> tuple[str, str]:
    """What the browser brought, and what it is told."""
    line_of_request = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    path = urlsplit(line_of_request[1]) if len(line_of_request) == 3 else urlsplit("")
    sent = parse_qs(path.query)
    if line_of_request[0] != "GET" or path.path != "/signed-in":
        return "404 Not Found", "There is nothing here."
    if not hmac.compare_digest(sent.get("state", [""])[0].encode(), state.encode()) or came.done():
        return "400 Bad Request", "This is not the sign-in that the console waits for."
    if "code" in sent:
        came.set_result(sent["code"][0])
        return "200 OK", "You are signed in. Close this page and go back to the console."
    refused = sent.get("error", ["refused"])[0][:60]
    came.set_exception(CouldNotCheck(f"was not asked: it did not sign you in ({refused})"))
    return "200 OK", "You were not signed in. Go back to the console."
