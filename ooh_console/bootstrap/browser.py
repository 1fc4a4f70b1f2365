"""The desk in a browser: which console each visit gets, and whether it may be served at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ooh_console.bootstrap.accounts import is_account
from ooh_console.bootstrap.log_here import LogHere, sealed
from ooh_console.bootstrap.place import has_log
from ooh_console.bootstrap.reading import configured, is_exercise
from ooh_console.desk.opening import CannotOpen
from ooh_console.ledger.errors import LedgerError

if TYPE_CHECKING:
    from ooh_console.settings import Settings

_NOT_PASSED_ON = ("OOH_CONSOLE_PASSPHRASE", "OOH_CONSOLE_OPERATOR")
"""For commands of whoever started the server; a visitor signs in."""


def serve_desk(
    command: Sequence[str],
    environ: Mapping[str, str],
    started: Callable[[str], None],
    told: Callable[[str], None],
    *,
    config: Path | None = None,
    data: Path | None = None,
    exercise: str = "",
    **how: Any,
) -> None:
    """Serves until it is stopped; `command` is what comes after `ooh-console` for each visit.

    `started` gets the address, `told` a sentence of whatever goes wrong later.

    `how` is for `Serving`. Raises `CannotOpen`.
    """
    from ooh_console.web.plan import CannotServe, Serving
    from ooh_console.web.server import serve

    settings, _ = configured(config, data)
    if exercise:
        from ooh_console.bootstrap.exercise import scenario_of

        scenario_of(settings.config_folder, exercise)
    try:
        serving = Serving(
            command=(sys.executable, "-m", "ooh_console", *command),
            environ=_passed_on(environ),
            title=f"{settings.desk} · OOH console",
            exercise=bool(exercise) or is_exercise(settings),
            **how,
        )
        if serving.beyond_this_computer and not serving.exercise:
            somebody_can_sign_in(settings)
        serve(serving, started, told)
    except CannotServe as error:
        raise CannotOpen(str(error)) from error


def _passed_on(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return {
        **kept,
        **environ,
        "PYTHONUTF8": "1",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TERM_PROGRAM": "ooh-console serve",
    }


def somebody_can_sign_in(settings: Settings) -> None:
    """A desk that has nobody yet makes its first operator of whoever comes first: never of somebody
    at another computer. Raises `CannotOpen`."""
    if sealed(settings):
        return  # Whoever may open it signs in.
    if has_log(settings):
        with contextlib.closing(LogHere(settings)) as log:
            # A server that is away: what is known of it here opens for whoever may sign in.
            if log.is_sealed or _has_operators(log):
                return
    raise CannotOpen(
        "Nobody can sign in at this desk yet, and whoever came first would become its first "
        "operator. Nothing was started. Open it once with `ooh-console` on this computer."
    )


def _has_operators(log: LogHere) -> bool:
    try:
        return any(not is_account(one.name) for one in log.ledger.operators().active)
    except LedgerError as error:
        raise CannotOpen(str(error)) from error
