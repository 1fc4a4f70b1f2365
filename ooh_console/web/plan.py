"""What is served, where, and how much of it: chosen once, before anything listens."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class CannotServe(Exception):
    """The desk cannot be served: one sentence says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Everything that the server must know."""

    command: Sequence[str]
    """Starts one console, which draws for a browser."""
    environ: Mapping[str, str]
    """Its whole environment."""
    title: str
    exercise: bool
    host: str = "127.0.0.1"
    port: int = 8026
    """0 takes any that is free."""
    public_url: str = ""
    """How browsers name it, where a reverse proxy speaks TLS for it."""
    certificate: Path | None = None
    key: Path | None = None
    sessions: int = 4
    """Consoles at once, those in their grace included."""
    idle: float = 8 * 3600
    """Seconds without a key until a session ends; 0 is never."""
    grace: float = 120
    """Seconds in which a page that comes back finds its console as it left it."""
    tls: ssl.SSLContext | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Raises `CannotServe`."""
        if bool(self.certificate) != bool(self.key):
            raise CannotServe("--certificate and --key go together. Nothing was started.")
        if self.public_url:
            _origin(self.public_url)
        if not (is_loopback(self.host) or self.public_url or self.certificate):
            raise CannotServe(
                f"Beyond this computer ({self.host}) the desk is served only over TLS: give "
                "--certificate and --key, or --public-url https://… where a reverse proxy speaks "
                "TLS for it. Nothing was started."
            )
        object.__setattr__(self, "tls", self._tls())

    @property
    def beyond_this_computer(self) -> bool:
        """Whether somebody at another computer can reach it."""
        return bool(self.public_url) or not is_loopback(self.host)

    def names(self, port: int) -> frozenset[str]:
        """Every `Host` that browsers may ask it by, at this port (DNS rebinding brings others)."""
        names = {f"{name}:{port}" for name in (*LOOPBACK, *self._certified())}
        if not is_loopback(self.host) and not _any_address(self.host):
            names.add(f"{_bracketed(self.host)}:{port}")
        if self.public_url:
            names.add(urlsplit(self.public_url).netloc.lower())
        # A browser leaves the usual port out.
        usual = f":{443 if self.tls else 80}"
        return frozenset(names | {n.removesuffix(usual) for n in names if n.endswith(usual)})

    def origins(self, port: int) -> frozenset[str]:
        """Every `Origin` whose pages may open a session: this server's own and no other."""
        scheme = "https" if self.tls else "http"
        public = urlsplit(self.public_url).netloc.lower() if self.public_url else ""
        own = {f"{scheme}://{name}" for name in self.names(port) if name != public}
        return frozenset(own | ({f"https://{public}"} if public else set()))

    def address(self, port: int) -> str:
        """What to open in a browser."""
        if self.public_url:
            return _origin(self.public_url)
        names = self._certified()
        host = _bracketed(self.host)
        if self.certificate and (not is_loopback(self.host) or _any_address(self.host)) and names:
            host = names[0]
        return f"{'https' if self.tls else 'http'}://{host}:{port}"

    def _tls(self) -> ssl.SSLContext | None:
        if self.certificate is None or self.key is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            # Never asks for a passphrase on a terminal that nobody looks at.
            context.load_cert_chain(self.certificate, self.key, password=b"")
            self._certified()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise CannotServe(
                f"The certificate {self.certificate} with the key {self.key} cannot be used "
                f"({why}). Nothing was started."
            ) from error
        return context

    def _certified(self) -> list[str]:
        """The names in the certificate, an address in brackets where a browser writes it so."""
        if self.certificate is None:
            return []
        from cryptography import x509

        found = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        try:
            named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return []
        hosts = [str(name).lower() for name in named.get_values_for_type(x509.DNSName)]
        addresses = [_bracketed(str(a)) for a in named.get_values_for_type(x509.IPAddress)]
        return [name for name in (*hosts, *addresses) if not name.startswith("*")]


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _any_address(host: str) -> bool:
    return host in ("0.0.0.0", "::", "")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()


def _origin(url: str) -> str:
    """The origin of `--public-url`. Raises `CannotServe`."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise CannotServe(
            "--public-url: an address such as https://desk.example.org. Nothing was started."
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise CannotServe(
            "--public-url: the desk has a host name of its own, without a path behind it. "
            "Nothing was started."
        )
    return f"https://{parts.netloc.lower()}"
