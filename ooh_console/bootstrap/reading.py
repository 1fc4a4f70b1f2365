"""What the command line reads without anybody signing in: settings, the log, checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ooh_console.bootstrap.clock import utcnow
from ooh_console.bootstrap.place import file_of, server_of
from ooh_console.desk.opening import CannotOpen

if TYPE_CHECKING:
    from ooh_console.agencies.gateway import Gateway
    from ooh_console.configuration import Problem
    from ooh_console.ledger.checkpoint import Checkpoint
    from ooh_console.ledger.ledger import Ledger
    from ooh_console.settings import Settings


def configured(
    config: Path | None = None, data: Path | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings and every fault found in them, without opening anything. Never raises.

    From here on the program log is kept in the data folder.
    """
    from ooh_console.program_log import keeping
    from ooh_console.settings import load

    found = load(config, data)
    keeping.keep_in(found[0].data_folder)
    return found


def broken_exercises(settings: Settings) -> Iterator[str]:
    """Each scripted night of the configuration that cannot be played: file, line and reason."""
    from ooh_console.exercise.doing import mistakes
    from ooh_console.exercise.scenario_file import BrokenScenario, load

    folder = settings.config_folder / "exercises"
    for path in sorted(folder.glob("*.toml")):
        try:
            load(path, mistakes)
        except BrokenScenario as error:
            # It begins with the name of the file.
            yield str(folder / str(error))


def is_exercise(settings: Settings) -> bool:
    """Whether the data folder is that of an exercise, whose agencies ended with it."""
    from ooh_console.exercise.opening import marker_of

    return marker_of(settings.data_folder) is not None


def open_log(settings: Settings, *, read_only: bool = True, key: bytes | None = None) -> Ledger:
    """The log alone, without anybody signing in. Read only, nothing is made and nothing written.

    `key` is that of the folder, where the file is encrypted (`log_here`). Raises `CannotOpen`.
    """
    from ooh_console.ledger.errors import LedgerError
    from ooh_console.ledger.ledger import Ledger

    server = server_of(settings)
    try:
        if server is not None:
            return Ledger.on_server(server.url, server.password, read_only=read_only)
        return Ledger.open(file_of(settings), read_only=read_only, key=key)
    except LedgerError as error:
        raise CannotOpen(str(error)) from error


def checkpoint_in(path: Path) -> Checkpoint:
    """The checkpoint in a file, genuine or not. Raises `CannotOpen`."""
    from ooh_console.ledger.checkpoint import read_checkpoint
    from ooh_console.ledger.errors import LedgerError

    try:
        return read_checkpoint(path)
    except LedgerError as error:
        raise CannotOpen(str(error)) from error


def gateway_of(settings: Settings) -> Gateway:
    """The agencies alone, asked without remembering anything."""
    from ooh_console.agencies.gateway import Gateway

    return Gateway(
        settings.agencies, clock=utcnow, watch_days=settings.watch_list_days, tz=settings.tz
    )
