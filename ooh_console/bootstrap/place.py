"""Where the log of a desk is: a file in its data folder, or a server that desks share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ooh_console.desk.opening import CannotOpen

if TYPE_CHECKING:
    from ooh_console.settings import Settings

DATABASE = "console.db"
"""The file, where there is no server."""


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """A server, with the password that the configuration leads to."""

    url: str
    password: str = field(repr=False)


def file_of(settings: Settings) -> Path:
    """The file in which this desk keeps its log, or would."""
    return settings.data_folder / DATABASE


def keys_of(settings: Settings) -> Path:
    """The folder of the operators' sealed keys, and of what is sealed for them."""
    return settings.data_folder / "keys"


def server_of(settings: Settings) -> ServerPlace | None:
    """The server of this desk, or `None`. Raises `CannotOpen` when the password cannot be had.

    An exercise has a file of its own, whatever the configuration says: nothing of it is ever among
    what really happened.
    """
    from ooh_console.exercise.opening import marker_of

    address = settings.database
    if marker_of(settings.data_folder) is not None:
        return None
    if settings.database_fault:
        raise CannotOpen(
            f"The log was not opened, and nothing was begun elsewhere: {settings.database_fault}. "
            "Mend that line, then start again."
        )
    if not address.url:
        return None
    if not address.password:
        return ServerPlace(address.url, "")
    from ooh_console.agencies.secrets import NoSecret, resolve

    try:
        return ServerPlace(address.url, resolve(address.password, lines=True).get_secret_value())
    except NoSecret as error:
        raise CannotOpen(
            f"The database was not opened: its password is missing, {error}. Set it, then start "
            "again."
        ) from error


def has_log(settings: Settings) -> bool:
    """Whether there is a log to open; of a server that shows when it is opened."""
    shared = bool(settings.database.url or settings.database_fault)
    return shared or file_of(settings).exists()
