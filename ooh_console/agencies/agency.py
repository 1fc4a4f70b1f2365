"""One agency as the desk's owner configures it in `agencies.toml`."""

from __future__ import annotations

import math
from typing import Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from ooh_console.agencies.auth import Auth, Tls, checked_url
from ooh_console.domain.sources import BY_HAND, AgencyKind, Offer, Source
from ooh_console.domain.text import line

AdapterName = Literal["native", "fhir", "cpis"]

_BY_HAND = " and ".join(repr(offer.value) for offer in Offer if offer in BY_HAND)


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
    tls: Tls = Field(default_factory=Tls)
    proxy: str = ""
    """The proxy between the desk and this agency; empty: that of the environment."""

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

    @field_validator("offers")
    @classmethod
    def _once(cls, offers: tuple[Offer, ...], known: ValidationInfo) -> tuple[Offer, ...]:
        if not offers:
            raise ValueError("name at least one offer, or this agency is never asked")
        adapter = known.data.get("adapter")
        others = [offer.value for offer in offers if offer not in BY_HAND]
        if adapter == "cpis" and others:
            raise ValueError(f"the adapter 'cpis' answers {_BY_HAND}, not {others[0]!r}")
        if adapter not in ("cpis", None) and len(others) < len(offers):
            raise ValueError(f"only the adapter 'cpis' answers {_BY_HAND}")
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
        return checked_url(url)

    @field_validator("proxy")
    @classmethod
    def _proxied(cls, proxy: str) -> str:
        parts = urlsplit(proxy)
        if proxy and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("a proxy is an address such as http://proxy.example:3128")
        if parts.username is not None or parts.password is not None:
            raise ValueError("no password stands in this file: leave the proxy to HTTPS_PROXY")
        return proxy

    @model_validator(mode="after")
    def _proved(self) -> Agency:
        if self.auth.method == "mtls" and not self.tls.certificate:
            raise ValueError("the method 'mtls' needs [agency.tls] with a certificate")
        if Offer.CHANGES in self.offers and self.adapter != "native":
            raise ValueError("'changes' is a question of the console's own contract (native)")
        if self.tls != Tls() and urlsplit(self.url).scheme != "https":
            raise ValueError("certificates are for https")
        return self

    @property
    def host(self) -> str:
        """The host of `url`, lower case."""
        return urlsplit(self.url).hostname or ""

    @property
    def source(self) -> Source:
        """The agency as holdings name it."""
        return Source(self.name, self.kind, self.offers, self.telephone)
