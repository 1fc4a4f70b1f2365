"""What is sent with each request so that an agency knows the desk. Secrets stay in here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from pydantic import SecretStr

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.secrets import NoSecret, resolve
from ooh_console.domain.holdings import SIGN_IN_WANTED

EARLY = 30.0
"""Seconds before its end at which a token is not used any more."""
UNSAID = 300.0
"""Seconds for which a token is kept whose end was not said."""
SIGN_IN = f"{SIGN_IN_WANTED}: Ctrl+P, Sign in to an agency (or --sign-in)"

Form = Callable[[Agency, str, Mapping[str, str], Mapping[str, str]], Awaitable[dict[str, Any]]]
"""Posts a form to an address, with headers, as the desk of this agency; the JSON that came."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, until when it is used (`monotonic`), and what renews it."""

    value: SecretStr
    until: float
    refresh: SecretStr | None = None

    @property
    def good(self) -> bool:
        """Whether it can still be sent."""
        return monotonic() < self.until


class Expired(CouldNotCheck):
    """The agency refused a token that was good until now: worth one try with a new one."""


class Credentials:
    """Keys and tokens by agency, each looked for when it is first needed and kept in memory alone.

    `form` reaches the services that give out tokens.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self._keys: dict[str, SecretStr] = {}
        self._tokens: dict[str, Token] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def headers(self, agency: Agency) -> dict[str, str]:
        """What this agency wants to see. Raises `CouldNotCheck`."""
        auth = agency.auth
        match auth.method:
            case "none" | "mtls":
                return {}
            case "bearer":
                return {"Authorization": f"Bearer {await self._key(agency)}"}
            case "api-key":
                return {auth.header: await self._key(agency)}
            case _:
                return {"Authorization": f"Bearer {await self._token(agency)}"}

    def forget(self, agency: Agency, sent: Mapping[str, str]) -> bool:
        """The agency did not accept what was sent: it is looked for anew.

        Whether asking again at once may help: a token that was given out earlier may have been
        called back, a key is the same as before.
        """
        self._keys.pop(agency.name, None)
        token = self._tokens.get(agency.name)
        if token is None:
            return agency.auth.method in ("oauth-secret", "oauth-jwt")
        if sent.get("Authorization") == f"Bearer {token.value.get_secret_value()}":
            # Kept while it can be renewed; as spent, it is not sent again.
            self._tokens[agency.name] = Token(token.value, 0.0, token.refresh)
        return True

    def hidden(self, agency: Agency, said: str) -> str:
        """What an agency said, without our secrets in it."""
        for secret in (self._keys.get(agency.name), *self._of_token(agency)):
            if secret is not None and secret.get_secret_value():
                said = said.replace(secret.get_secret_value(), "…")
        return said

    def take(self, agency: Agency, sent: Mapping[str, Any]) -> None:
        """Keeps what a service that gives out tokens has answered. Raises `CouldNotCheck`."""
        value, kind = sent.get("access_token"), str(sent.get("token_type") or "bearer")
        if not (isinstance(value, str) and value) or not all("!" <= c <= "~" for c in value):
            raise CouldNotCheck("was not asked: its sign-in service sent no token")
        if kind.casefold() != "bearer":
            raise CouldNotCheck("was not asked: its sign-in service sent a token of another kind")
        try:
            lasts = float(sent.get("expires_in", UNSAID))
        except (TypeError, ValueError):
            lasts = UNSAID
        # A short one is used for at least half of its time.
        until = monotonic() + max(lasts - EARLY, lasts / 2)
        again = sent.get("refresh_token")
        before = self._tokens.get(agency.name)
        refresh = SecretStr(again) if isinstance(again, str) and again else None
        self._tokens[agency.name] = Token(
            SecretStr(value), until, refresh or (before.refresh if before else None)
        )

    def signed_in(self, agency: Agency) -> bool:
        """Whether a person's sign-in there holds, or can be renewed without them."""
        token = self._tokens.get(agency.name)
        return token is not None and (token.good or token.refresh is not None)

    # Keys

    async def _key(self, agency: Agency) -> str:
        key = self._keys.get(agency.name)
        if key is None:
            # A system keyring may ask for its own password first.
            key = self._keys[agency.name] = await asyncio.to_thread(secret_of, agency)
        return key.get_secret_value()

    # Tokens

    async def _token(self, agency: Agency) -> str:
        # One that asks for a token is enough; the others wait for it.
        async with self._locks.setdefault(agency.name, asyncio.Lock()):
            token = self._tokens.get(agency.name)
            if token is None or not token.good:
                await self._renew(agency, token)
                token = self._tokens[agency.name]
            return token.value.get_secret_value()

    async def _renew(self, agency: Agency, before: Token | None) -> None:
        from ooh_console.agencies.oauth import by_refresh, for_the_desk

        if agency.auth.method != "oidc":
            secret = await asyncio.to_thread(secret_of, agency, lines=True)
            url, form, headers = for_the_desk(agency, secret)
        elif before is not None and before.refresh is not None:
            url, form, headers = await by_refresh(agency, before.refresh, self._form)
        else:
            raise CouldNotCheck(SIGN_IN)
        try:
            self.take(agency, await self._form(agency, url, form, headers))
        except CouldNotCheck as failure:
            if agency.auth.method == "oidc" and not failure.passing:
                self._tokens.pop(agency.name, None)
                raise CouldNotCheck(SIGN_IN) from None
            raise

    def _of_token(self, agency: Agency) -> tuple[SecretStr | None, ...]:
        token = self._tokens.get(agency.name)
        return (token.value, token.refresh) if token else ()


def secret_of(agency: Agency, *, lines: bool = False) -> SecretStr:
    """The secret that this agency's configuration refers to. Raises `CouldNotCheck`."""
    try:
        return resolve(agency.auth.secret, lines=lines)
    except NoSecret as error:
        raise CouldNotCheck(f"was not asked, since we have no key for it: {error}") from None
