"""The way to a server: encrypted and its server verified, wherever it leaves this computer."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from typing import Any

from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.postgres_connection import ServerConnection

MODE = "verify-full"
"""The one `sslmode` with which nobody on the way reads along or stands in for the server."""


def protection(named: Mapping[str, Any], name: str) -> dict[str, str]:
    """What is asked for besides what an address names. Raises `LedgerError` for an address with
    which others could read along; nothing was sent then."""
    if _stays_here(named):
        return {}
    mode = str(named.get("sslmode") or MODE)
    if mode != MODE:
        raise LedgerError(
            f"The way to {name} would not be safe from whoever is on it (sslmode={mode} in the "
            f"address). Nothing was sent. Write sslmode={MODE} there, and in sslrootcert the file "
            "of the authority that signed the server's certificate."
        )
    # Else a ticket of Kerberos would take the place of the certificate.
    return {"sslmode": MODE, "gssencmode": str(named.get("gssencmode") or "disable")}


def _stays_here(named: Mapping[str, Any]) -> bool:
    # As libpq finds out where to go: the address, then a service, then the environment.
    hosts = named.get("hostaddr") or named.get("host")
    if not hosts and (named.get("service") or os.environ.get("PGSERVICE")):
        return False
    hosts = hosts or os.environ.get("PGHOSTADDR") or os.environ.get("PGHOST") or ""
    return all(_is_here(host.strip()) for host in str(hosts).split(","))


def _is_here(host: str) -> bool:
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def in_words(connection: ServerConnection) -> str:
    """How what is sent here is protected, in a sentence."""
    info = connection.driver.info
    if not connection.driver.pgconn.ssl_in_use:
        way = "a socket" if info.host.startswith(("/", "@")) else "loopback"
        return f"The way to the database stays within this computer ({way}), not encrypted."
    verified = info.get_parameters().get("sslmode") == MODE
    return "The way to the database is encrypted, and its server " + (
        "is the one that its certificate names." if verified else "was not verified."
    )
