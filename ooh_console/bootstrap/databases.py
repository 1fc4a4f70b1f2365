"""A server made ready for desks, and a whole log carried there or back, for the command line."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ooh_console.bootstrap.place import ServerPlace, file_of, server_of
from ooh_console.desk.opening import CannotOpen

if TYPE_CHECKING:
    from ooh_console.bootstrap.live import LiveOpening
    from ooh_console.bootstrap.log_here import LogHere
    from ooh_console.ledger.log import Log
    from ooh_console.ledger.moving import Moved
    from ooh_console.ledger.server_setup import MadeReady
    from ooh_console.settings import Settings


def init_server(settings: Settings, owner: str, owner_password: str = "") -> tuple[MadeReady, str]:
    """Tables, guards, rights, and the login of this desk as `[database]` names it.

    `owner` is the address of whoever owns the database; `owner_password` says where that one's
    password is. Returns what became of it, and the login. Raises `CannotOpen`.
    """
    from pydantic import ValidationError

    from ooh_console.agencies.secrets import NoSecret, resolve
    from ooh_console.configuration import reason_of
    from ooh_console.database_address import DatabaseAddress
    from ooh_console.ledger.errors import LedgerError
    from ooh_console.ledger.postgres import Server
    from ooh_console.ledger.server_setup import set_up

    desk = server_of(settings)
    login = unquote(urlsplit(desk.url).username or "") if desk else ""
    try:
        address = DatabaseAddress(url=owner, password=owner_password)
        password = resolve(owner_password, lines=True).get_secret_value() if owner_password else ""
    except ValidationError as error:
        raise CannotOpen(f"{reason_of(error)}. Nothing was changed.") from error
    except NoSecret as error:
        raise CannotOpen(
            f"The owner's password is missing: {error}. Nothing was changed."
        ) from error
    try:
        made = set_up(Server(address.url, password), login, desk.password if desk else "")
    except LedgerError as error:
        raise CannotOpen(str(error)) from error
    return made, login


def ways_past(log: Log) -> tuple[str, ...]:
    """What gets past the guards of a server, each in one sentence. Raises `CannotOpen`."""
    from ooh_console.ledger.errors import LedgerError

    try:
        return log.reads(
            lambda database, connection: tuple(
                sentence for _, sentence in database.trouble(connection)
            )
        )
    except LedgerError as error:
        raise CannotOpen(str(error)) from error


def way_there(log: Log) -> str:
    """How the way to a server is protected, in a sentence. Raises `CannotOpen`."""
    from ooh_console.ledger.errors import LedgerError

    try:
        return log.reads(lambda database, connection: database.way(connection))
    except LedgerError as error:
        raise CannotOpen(str(error)) from error


def own_file(settings: Settings) -> Settings:
    """The desk whose log is in its own file, though a server is configured."""
    from ooh_console.database_address import DatabaseAddress

    return settings.model_copy(update={"database": DatabaseAddress()})


def desk_of_its_file(settings: Settings) -> LiveOpening:
    """The desk at the log in its own file, though a server is configured. Raises `CannotOpen`."""
    from ooh_console.bootstrap.live import LiveOpening
    from ooh_console.bootstrap.parts import Parts

    _source(settings)
    return LiveOpening(Parts(own_file(settings)))


def move_to_server(
    settings: Settings,
    unseal: Callable[[LogHere, Settings], None],
    *,
    as_it_is: bool = False,
) -> tuple[Moved, str, str]:
    """Carries the log of this desk's file to its server. `unseal` opens a file that is encrypted;
    `as_it_is` as `moving.move`.

    Returns what was moved, and where from and where to. Raises `CannotOpen`; what was there stays.
    """
    from ooh_console.bootstrap.log_here import LogHere
    from ooh_console.ledger.errors import LedgerError
    from ooh_console.ledger.ledger import Ledger
    from ooh_console.ledger.moving import move

    server = _server_of(settings)
    path = _source(settings)
    try:
        with Ledger.on_server(server.url, server.password) as shared:
            own = own_file(settings)
            with contextlib.closing(LogHere(own, read_only=True)) as here:
                if here.is_sealed:
                    unseal(here, own)
                moved = move(here.ledger.whole(), shared, as_it_is=as_it_is)
                return moved, str(path), shared.name
    except LedgerError as error:
        raise CannotOpen(str(error)) from error


def _source(settings: Settings) -> Path:
    path = file_of(settings)
    if not path.exists():
        raise CannotOpen(f"There is no log in {path}. Nothing was moved.")
    return path


def move_to_file(
    settings: Settings, file: Path, leaves: Callable[[], None], *, as_it_is: bool = False
) -> tuple[Moved, str, str]:
    """Carries the log of this desk's server into a new file, which is plain. `leaves` puts on the
    register that it does, and refuses whoever may not; its errors pass.

    Returns and raises as `move_to_server`; what was half made is gone then.
    """
    from ooh_console.bootstrap.kept_here import counted
    from ooh_console.ledger.errors import LedgerError
    from ooh_console.ledger.ledger import Ledger
    from ooh_console.ledger.moving import move, refuse_damaged
    from ooh_console.ledger.shared.outbox import acts_waiting

    server = _server_of(settings)
    if file.exists():
        raise CannotOpen(f"{file} is there already. Nothing was moved. Choose another name.")
    if waiting := acts_waiting(settings.data_folder):
        raise CannotOpen(
            f"{counted(waiting)} here to be shared, recorded while the database was away: they "
            "would be in no log. Nothing was moved. Sign in here while the database is there, then "
            "move."
        )
    try:
        with Ledger.on_server(server.url, server.password, read_only=True) as shared:
            if not as_it_is:
                refuse_damaged(shared)  # Before there is a file, or a line that it left.
            leaves()
            try:
                with Ledger.open(file) as target:
                    return move(shared, target, as_it_is=as_it_is), shared.name, str(file)
            except BaseException:
                for ending in ("", "-wal", "-shm"):
                    file.with_name(file.name + ending).unlink(missing_ok=True)
                raise
    except LedgerError as error:
        raise CannotOpen(str(error)) from error


def _server_of(settings: Settings) -> ServerPlace:
    server = server_of(settings)
    if server is None:
        raise CannotOpen(
            "No server is configured: name it in console.toml, [database]. Nothing was moved."
        )
    return server
