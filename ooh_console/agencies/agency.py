"""One agency as the desk's owner configures it in `agencies.toml`."""

from __future__ import annotations

import ipaddress
import math
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ooh_console.domain.holdings import AgencyKind, Offer, Source
from ooh_console.domain.text import line

Method = Literal["none", "bearer", "api-key", "oauth-secret", "oauth-jwt", "mtls"]
AdapterName = Literal["native", "fhir", "cpis"]

SPOKEN_METHODS: frozenset[str] = frozenset({"none", "bearer", "api-key"})
SPOKEN_ADAPTERS: frozenset[str] = frozenset({"native"})
SECRET_KINDS = ("env", "file", "keyring")


class Auth(BaseModel):
    """How the desk proves to an agency who it is. Holds a reference, never a secret."""

    # A secret that somebody wrote here by mistake must not come back in an error.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    method: Method = "none"
    secret: str = ""
    """`env:NAME`, `file:PATH` or `keyring:NAME`."""

    @field_validator("method")
    @classmethod
    def _spoken(cls, method: str) -> str:
        if method not in SPOKEN_METHODS:
            raise ValueError(f"this version of the console does not speak {method!r} yet")
        return method

    @field_validator("secret")
    @classmethod
    def _reference(cls, secret: str) -> str:
        kind, colon, rest = secret.partition(":")
        if secret and not (colon and rest.strip() and kind in SECRET_KINDS):
            raise ValueError(
                "must say where the secret is (env:NAME, file:PATH or keyring:NAME),"
                " and never be the secret itself"
            )
        return secret

    @model_validator(mode="after")
    def _together(self) -> Auth:
        if self.method == "none" and self.secret:
            raise ValueError("a secret is named, but the method is 'none', which sends nothing")
        if self.method != "none" and not self.secret:
            raise ValueError(f"the method {self.method!r} needs a secret: env:NAME or file:PATH")
        return self


class Agency(BaseModel):
    """One `[[agency]]` of `agencies.toml`. Raises `ValidationError` whose reasons are sentences."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: str
    kind: AgencyKind = AgencyKind.OTHER
    adapter: AdapterName = "native"
    url: str
    """Base address, without a slash at the end."""
    offers: tuple[Offer, ...]
    """What it is asked for, in the order in which it is shown."""
    deadline: float = 8.0
    """Seconds for one question, all its attempts together."""
    telephone: str = ""
    auth: Auth = Field(default_factory=Auth)

    @field_validator("name")
    @classmethod
    def _named(cls, name: str) -> str:
        name = line(name, 80)
        if not name:
            raise ValueError("an agency needs a name")
        return name

    @field_validator("telephone", mode="before")
    @classmethod
    def _dialled(cls, telephone: object) -> object:
        if isinstance(telephone, int):
            raise ValueError('a telephone number stands in quotes: "01632 960001"')
        return telephone

    @field_validator("adapter")
    @classmethod
    def _spoken(cls, adapter: str) -> str:
        if adapter not in SPOKEN_ADAPTERS:
            raise ValueError(f"this version of the console does not speak {adapter!r} yet")
        return adapter

    @field_validator("offers")
    @classmethod
    def _once(cls, offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
        if not offers:
            raise ValueError("name at least one offer, or this agency is never asked")
        return tuple(dict.fromkeys(offers))

    @field_validator("deadline")
    @classmethod
    def _bounded(cls, deadline: float) -> float:
        if not (math.isfinite(deadline) and 0 < deadline <= 60):
            raise ValueError("a deadline is more than 0 and at most 60 seconds")
        return deadline

    @field_validator("url")
    @classmethod
    def _safe(cls, url: str) -> str:
        return _checked_url(url)

    @property
    def host(self) -> str:
        """The host of `url`, lower case."""
        return urlsplit(self.url).hostname or ""

    @property
    def source(self) -> Source:
        """The agency as holdings name it."""
        return Source(self.name, self.kind, self.offers, self.telephone)


def is_loopback(host: str) -> bool:
    """Whether this host is this very machine. Names other than `localhost` are not."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _checked_url(url: str) -> str:
    url = url.strip()
    if any(not ("!" <= letter <= "~") for letter in url):
        raise ValueError("an address has no spaces, and no letters beyond plain ones")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError("this is not an address such as https://agency.example/ooh") from error
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("this is not an address such as https://agency.example/ooh")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address holds no user name or password: use [agency.auth]")
    if parts.query or parts.fragment:
        raise ValueError("a base address has no '?' and no '#'")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("plain http is only for this machine itself: use https")
    return url.rstrip("/")
