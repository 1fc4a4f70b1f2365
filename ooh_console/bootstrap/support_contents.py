"""What a support bundle tells of a desk: each setting and each file by what it is, never by its
words."""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
import re
import socket
import sqlite3
import ssl
import stat
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from ooh_console.bootstrap.place import keys_of
from ooh_console.ledger.counting import counted
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.keys import keys_in

if TYPE_CHECKING:
    from ooh_console.agencies.agency import Agency
    from ooh_console.ledger.log import Log
    from ooh_console.settings import Settings

_PACKAGES = (
    "aiohttp", "alembic", "cryptography", "fhir.resources", "httpx", "jinja2", "joserfc", "keyring",
    "platformdirs", "psycopg", "pydantic", "rich", "sqlalchemy", "sqlcipher3", "sqlmodel",
    "stamina", "starlette", "textual", "textual-serve", "typst", "tzdata", "uuid-utils", "uvicorn",
)  # fmt: skip

_PORT = re.compile(r":\d*$")
_SAYS_NOTHING = frozenset({"console", "database", "desk", "ooh", "ooh_console", "postgres"})
"""Names of a database or a login that are words of the console's own: whose it is they do not
tell, and taken out they would be missing everywhere."""


def known_words(settings: Settings, ledger: Log | None) -> dict[str, list[str]]:
    """Words that stand somewhere and must not leave, by what each becomes."""
    place = _Address.of(settings.database.url)
    found = {
        "(configuration)": [str(settings.config_folder)],
        "(data folder)": [str(settings.data_folder)],
        "(home)": [str(Path.home())],
        "(checkpoints)": [str(settings.checkpoint_folder or "")],
        "(reports)": [str(settings.reports.folder or "")],
        "(this computer)": [socket.gethostname()],
        "(telephone)": [one.telephone for one in settings.agencies],
        "(operator)": _operators(settings, ledger),
        "(key)": _files_of_keys(settings),
        "(login)": [one for one in place.logins if one.casefold() not in _SAYS_NOTHING],
        "(database)": [one for one in place.databases if one.casefold() not in _SAYS_NOTHING],
        "(file)": place.files,
    }
    with contextlib.suppress(OSError, KeyError):
        found["(user)"] = [getpass.getuser()]
    if settings.desk.casefold() != "desk":
        found["(this desk)"] = [settings.desk]
    for number, host in enumerate(_hosts(settings), 1):
        found[f"(host {number})"] = [host]
    return found


def _operators(settings: Settings, ledger: Log | None) -> list[str]:
    """Those of the register, and whoever has a key here, also where the log cannot be opened."""
    found = [name for name, _ in keys_in(keys_of(settings))]
    if ledger is not None:
        with contextlib.suppress(LedgerError):
            found += ledger.operators().people
    return found


def _files_of_keys(settings: Settings) -> list[str]:
    """Their names are made of those of people."""
    folder = keys_of(settings)
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def _hosts(settings: Settings) -> list[str]:
    """The hosts of every address that is configured; of this very computer there is no secret."""
    addresses = [settings.database.url]
    for one in settings.agencies:
        addresses += [one.url, one.proxy, one.auth.token_url, one.auth.issuer]
    found = [host for address in addresses for host in _Address.of(address).hosts]
    own = ("", "localhost", "127.0.0.1", "::1")
    return list(dict.fromkeys(host for host in found if host not in own))


@dataclass(frozen=True, slots=True)
class _Address:
    """What an address names. PostgreSQL's may name each of them in two ways, and several hosts."""

    hosts: list[str]
    logins: list[str]
    databases: list[str]
    files: list[str]
    """Certificates, keys, and what a file of services calls this one."""

    @classmethod
    def of(cls, url: str) -> _Address:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)

        def named(*names: str) -> list[str]:
            return [value for name in names for value in asked.get(name, ())]

        user, _, hosts = parts.netloc.rpartition("@")
        several = [
            *(unquote(_PORT.sub("", host).strip("[]")) for host in hosts.split(",")),
            *(host for value in named("host", "hostaddr") for host in value.split(",")),
        ]
        return cls(
            several,
            [unquote(user.partition(":")[0]), *named("user")],
            [unquote(parts.path).strip("/"), *named("dbname")],
            named("sslcert", "sslkey", "sslrootcert", "sslcrl", "sslcrldir", "passfile", "service"),
        )


def versions() -> dict[str, Any]:
    """Of the console, of Python, of the system and of the packages that matter."""
    return {
        "ooh-console": _version("ooh-console"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "encoding": sys.getfilesystemencoding(),
        "sqlite": sqlite3.sqlite_version,
        "openssl": ssl.OPENSSL_VERSION,
        "packages": {name: _version(name) for name in _PACKAGES},
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def configuration(settings: Settings) -> dict[str, Any]:
    """What is set, field by field as listed here: what is not listed does not leave."""
    return {
        "time_zone": settings.time_zone,
        "refresh_seconds": settings.refresh_seconds,
        "lock_after_minutes": settings.lock_after_minutes,
        "watch_list_days": settings.watch_list_days,
        "alarms": settings.alarms.model_dump(),
        "eta_presets": list(settings.eta_presets),
        "cannot_attend": len(settings.cannot_attend),
        "checkpoint_folder": settings.checkpoint_folder is not None,
        "reports_folder": settings.reports.folder is not None,
        "database": "server" if settings.database.url else "file",
        "database_password": _whence(settings.database.password),
        "markers": len(settings.markers),
        "protocols": len(settings.protocols),
        "agencies": [_agency(one) for one in settings.agencies],
    }


def _agency(one: Agency) -> dict[str, Any]:
    parts = urlsplit(one.url)
    return {
        "name": one.name,
        "kind": one.kind.value,
        "adapter": one.adapter,
        "scheme": parts.scheme,
        "host": parts.hostname or "",  # A number, once it has passed the sieve.
        "port": parts.port,
        "offers": [offer.value for offer in one.offers],
        "deadline": one.deadline,
        "telephone": bool(one.telephone),
        "proxy": bool(one.proxy),
        "auth": one.auth.method,
        "secret": _whence(one.auth.secret),
        "authority": bool(one.tls.authority),
        "certificate": bool(one.tls.certificate),
    }


def _whence(reference: str) -> str:
    """`env`, `file` or `keyring`: where a secret is, and neither it nor its name."""
    return reference.partition(":")[0] if ":" in reference else ""


def database(settings: Settings, ledger: Log | None) -> dict[str, Any]:
    """Counts and sizes, and what verify found, by its word; where there is no log to open, that."""
    kind = "server" if settings.database.url else "file"
    if ledger is None:
        return {"kind": kind, "opened": False}
    found: dict[str, Any] = {"kind": kind, "opened": True, "read_only": ledger.problem is not None}
    try:
        found |= counted(ledger)
        checked = ledger.verify()
    except LedgerError as error:
        return {**found, "failed": type(error).__name__}
    by_word: dict[str, int] = {}
    for one in checked.findings:
        by_word[str(one.what)] = by_word.get(str(one.what), 0) + 1
    verified = {"ok": checked.ok, "entries": checked.entries, "findings": by_word}
    return {**found, "verify": verified}


def data_files(folder: Path) -> list[dict[str, Any]]:
    """The folders within the data folder: how many files, how large, and whether others may look.
    Names of files may be those of people: only the endings are told."""
    found = []
    for place, _, names in os.walk(folder):
        files = [path for name in names if (path := Path(place, name)).is_file()]
        own = stat.S_IMODE(Path(place).stat().st_mode)
        found.append(
            {
                "folder": _folder(Path(place), folder),
                "mode": f"{own:o}",
                "files": len(files),
                "bytes": sum(path.stat().st_size for path in files),
                "endings": sorted({path.suffix for path in files}),
                "others_may_look": sum(bool(path.stat().st_mode & 0o077) for path in files),
            }
        )
    return found


_FOLDERS = frozenset({"checkpoints", "drafts", "exercises", "keys", "logs", "reports", "support"})


def _folder(place: Path, top: Path) -> str:
    parts = place.relative_to(top).parts
    if not parts:
        return "."
    first = parts[0] if parts[0] in _FOLDERS else "another"
    return first if len(parts) == 1 else f"{first}/…"
