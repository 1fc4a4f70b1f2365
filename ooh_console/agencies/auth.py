"""How the desk proves to an agency who it is, as it is configured: references, never secrets."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, field_validator, model_validator

Method = Literal["none", "bearer", "api-key", "oauth-secret", "oauth-jwt", "oidc", "mtls"]
Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]

SECRET_KINDS = ("env", "file", "keyring")

_NEEDS: dict[str, tuple[str, ...]] = {
    "bearer": ("secret",),
    "api-key": ("secret",),
    "oauth-secret": ("secret", "token_url", "client_id"),
    "oauth-jwt": ("secret", "token_url", "client_id"),
    "oidc": ("issuer", "client_id"),
}
"""What each method cannot do without."""

_TAKES: dict[str, frozenset[str]] = {
    "none": frozenset(),
    "mtls": frozenset(),
    "bearer": frozenset({"secret"}),
    "api-key": frozenset({"secret", "header"}),
    "oauth-secret": frozenset({"secret", "token_url", "client_id", "scopes", "audience"}),
    "oauth-jwt": frozenset(
        {"secret", "token_url", "client_id", "scopes", "audience", "key_id", "algorithm"}
    ),
    "oidc": frozenset({"secret", "issuer", "client_id", "scopes"}),
}
_ABOUT = {
    "secret": "a secret: env:NAME, file:PATH or keyring:NAME",
    "token_url": "the address where tokens are given out",
    "client_id": "the name under which the desk is known there",
    "issuer": "the address of the service at which a person signs in",
}


def reference(secret: str) -> str:
    """Where a secret is, checked for its form. Raises `ValueError`; never repeats what it got."""
    kind, colon, rest = secret.partition(":")
    if secret and not (colon and rest.strip() and kind in SECRET_KINDS):
        raise ValueError(
            "must say where the secret is (env:NAME, file:PATH or keyring:NAME),"
            " and never be the secret itself"
        )
    return secret


Reference = Annotated[str, AfterValidator(reference)]


class Auth(BaseModel):
    """How the desk proves to an agency who it is. Holds a reference, never a secret."""

    # A secret that somebody wrote here by mistake must not come back in an error.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    method: Method = "none"
    secret: Reference = ""
    """`env:NAME`, `file:PATH` or `keyring:NAME`; for `oauth-jwt` the private key, as PEM."""
    header: str = "X-API-Key"
    """With `api-key`: the header in which the key is sent."""
    token_url: str = ""
    """OAuth 2: where tokens are given out."""
    client_id: str = ""
    scopes: tuple[str, ...] = ()
    audience: str = ""
    """OAuth 2: for whom the signed JWT is; by default `token_url`."""
    key_id: str = ""
    """`kid` in the header of the signed JWT."""
    algorithm: Algorithm = "RS512"
    """How the JWT is signed; RS512 is what NHS services ask for."""
    issuer: str = ""
    """OpenID Connect: the service at which a person signs in, found by its published settings."""

    @field_validator("token_url", "issuer")
    @classmethod
    def _safe(cls, url: str) -> str:
        return checked_url(url, query=True) if url else url

    @field_validator("header")
    @classmethod
    def _header(cls, header: str) -> str:
        known = header.replace("-", "").replace("_", "")
        if not (known.isascii() and known.isalnum()):
            raise ValueError("the name of a header has only letters, digits and hyphens")
        return header

    @model_validator(mode="after")
    def _together(self) -> Auth:
        if self.method in ("none", "mtls") and self.secret:
            raise ValueError(
                f"a secret is named, but the method is {self.method!r}, which sends nothing"
            )
        for name in _NEEDS.get(self.method, ()):
            if not getattr(self, name):
                raise ValueError(f"the method {self.method!r} needs {name}: {_ABOUT[name]}")
        for name in self.model_fields_set - {"method"} - _TAKES[self.method]:
            raise ValueError(f"{name} means nothing with the method {self.method!r}")
        return self


class Tls(BaseModel):
    """Whose certificates are trusted, and our own, where an agency asks for one (mutual TLS)."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    authority: str = ""
    """A PEM file: the private certificate authority that is trusted, and no other, for this one."""
    certificate: str = ""
    """A PEM file: our own certificate, with those between it and its authority."""
    key: str = ""
    """A PEM file with its private key, where that does not stand in `certificate`."""
    passphrase: Reference = ""
    """Of the private key: `env:NAME`, `file:PATH` or `keyring:NAME`."""

    @model_validator(mode="after")
    def _together(self) -> Tls:
        if (self.key or self.passphrase) and not self.certificate:
            raise ValueError("a key is named, and no certificate")
        return self


def is_loopback(host: str) -> bool:
    """Whether this host is this very machine. Names other than `localhost` are not."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def checked_url(url: str, *, query: bool = False) -> str:
    """An address that a request may go to, without a slash at the end. Raises `ValueError`.

    https, or http to this very machine; no name or password in it; a query only where it is said.
    """
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
    if (parts.query and not query) or parts.fragment:
        raise ValueError("a base address has no '?' and no '#'")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("plain http is only for this machine itself: use https")
    return url.rstrip("/")
