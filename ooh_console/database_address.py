"""Where the log is kept, when not in a file of this desk: a PostgreSQL server that desks share."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

_REFERENCE = re.compile(r"(env|file|keyring):\S")


class DatabaseAddress(BaseModel):
    """The section [database] of `console.toml`; empty, the log is a file in the data folder."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    url: str = Field(default="", max_length=2_000)
    """`postgresql://USER@HOST/NAME`; several hosts, of which whichever takes writes is used."""
    password: str = Field(default="", max_length=1_000)
    """`env:NAME`, `file:PATH` or `keyring:NAME`, never the password itself."""

    @field_validator("url")
    @classmethod
    def _of_postgresql(cls, url: str) -> str:
        if not url:
            return url
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise ValueError("this is no address: postgresql://USER@HOST/NAME") from error
        if parts.scheme not in ("postgresql", "postgres"):
            raise ValueError("an address of PostgreSQL begins with postgresql://")
        if ":" in parts.netloc.rpartition("@")[0] or "password=" in parts.query:
            raise ValueError(
                "a password does not stand in the address: name where it is, in 'password'"
            )
        _parsed(url)
        return url

    @field_validator("password")
    @classmethod
    def _named(cls, password: str) -> str:
        if password and not _REFERENCE.match(password):
            raise ValueError("say where the password is: env:NAME, file:PATH or keyring:NAME")
        return password


def _parsed(url: str) -> None:
    """Raises `ValueError` for what the driver would refuse whenever it connects, a parameter that
    it does not know for example."""
    from psycopg import Error, conninfo

    try:
        conninfo.conninfo_to_dict(url)
    except Error as error:
        why = (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
        raise ValueError(f"PostgreSQL does not take this address ({why})") from error
