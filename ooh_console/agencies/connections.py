"""The HTTP client for each agency: whom it trusts, what it shows of us, and by which way it goes.

Loads httpx: imported when first needed.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import httpx

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.auth import Tls, is_loopback
from ooh_console.agencies.secrets import NoSecret, resolve


class Connections:
    """One client for each agency, kept; one whose certificates cannot be used spoils no other.

    Takes 50 ms and more (certificates): not on the event loop.
    """

    def __init__(self, agencies: Iterable[Agency]) -> None:
        usual = httpx.create_ssl_context()
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._reasons: dict[str, str] = {}
        for agency in agencies:
            try:
                trusted = usual if agency.tls == Tls() else _context(agency.tls)
            except _Unusable as error:
                self._reasons[agency.name] = str(error)
            else:
                # One for each: for every question httpcore looks at all connections of a client.
                self._clients[agency.name] = _client(agency, trusted)

    def of(self, agency: Agency) -> httpx.AsyncClient:
        """The client for an agency. Raises `CouldNotCheck`."""
        if agency.name in self._reasons:
            raise CouldNotCheck(f"was not asked: {self._reasons[agency.name]}")
        return self._clients[agency.name]

    @property
    def all(self) -> tuple[httpx.AsyncClient, ...]:
        """Every client."""
        return tuple(self._clients.values())


class _Unusable(Exception):
    """A certificate that cannot be used, in one sentence."""


def _context(tls: Tls) -> ssl.SSLContext:
    """Raises `_Unusable`."""
    authority = Path(tls.authority).expanduser() if tls.authority else None
    try:
        context = ssl.create_default_context(cafile=authority)
        if authority is None:
            context = httpx.create_ssl_context()
    except (OSError, ssl.SSLError) as error:
        raise _Unusable(f"the certificate authority {tls.authority} {_why(error)}") from None
    if tls.certificate:
        certificate = Path(tls.certificate).expanduser()
        key = Path(tls.key).expanduser() if tls.key else None
        try:
            # Without a passphrase OpenSSL would ask for one on the terminal.
            passphrase = resolve(tls.passphrase).get_secret_value() if tls.passphrase else ""
            context.load_cert_chain(certificate, key, lambda: passphrase)
        except NoSecret as error:
            raise _Unusable(f"the passphrase of our certificate: {error}") from None
        except (OSError, ssl.SSLError, ValueError) as error:
            raise _Unusable(f"our certificate {tls.certificate} {_why(error)}") from None
    return context


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or "").replace("_", " ").casefold()
        return f"cannot be used ({reason})" if reason else "cannot be used"
    return f"cannot be read ({getattr(error, 'strerror', None) or type(error).__name__})"


def _client(agency: Agency, certificates: ssl.SSLContext) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=certificates,
        timeout=None,  # The gateway's deadline holds for the whole series of attempts.
        follow_redirects=False,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=50),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        proxy=agency.proxy or None,
        # A proxy of the environment never stands between the desk and this very machine.
        mounts={f"all://{host}": None for host in _near(agency)},
    )


def _near(agency: Agency) -> Iterable[str]:
    if agency.proxy:
        return ()
    hosts = (httpx.URL(url).host for url in (agency.url, *_sign_in(agency)))
    return {f"[{host}]" if ":" in host else host for host in hosts if is_loopback(host)}


def _sign_in(agency: Agency) -> Iterable[str]:
    return (url for url in (agency.auth.token_url, agency.auth.issuer) if url)
