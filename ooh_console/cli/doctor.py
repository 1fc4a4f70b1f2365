"""`ooh-console doctor`: what works here and what does not, each in a sentence."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from ooh_console.bootstrap import configured, is_exercise, log_is_lost, utcnow
from ooh_console.cli import checks_of_agencies as of_agencies
from ooh_console.cli import checks_of_copies as of_copies
from ooh_console.cli import checks_of_this_desk as of_desk
from ooh_console.cli.check_shapes import CheckShape, Doctor
from ooh_console.cli.checks_of_operators import operators
from ooh_console.cli.checks_of_the_database_clock import database_clock
from ooh_console.cli.checks_of_the_program_log import program_log
from ooh_console.cli.checks_of_what_is_kept_here import kept_here
from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.sign_in import PASSPHRASE, passphrase_of, unseal
from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.text import line

if TYPE_CHECKING:
    from ooh_console.bootstrap import LogHere, Settings

ORDER = (
    "configuration", "agencies", "database", "operators", "checkpoint", "backup", "clock",
    "terminal", "program-log",
)  # fmt: skip
STATES = {"ok": "OK", "check": "CHECK", "failed": "FAILED"}


def run(chosen: argparse.Namespace) -> Outcome:
    """Looks at configuration, agencies, database, clock, terminal and the last checkpoint.

    Nobody needs to sign in: agencies are asked about a number that is nobody's, and no content of
    the log is shown. An encrypted log is opened where it was said by whom. Status 0, or 1 when
    something failed. Raises nothing of its own; with `--bundle` as `support_bundle.bundle` does.
    """
    settings, problems = configured(chosen.config, chosen.data)
    ask = cache(passphrase_of)  # Once, though a bundle signs in besides.
    checks = [
        *of_desk.configuration(settings, problems),
        *of_agencies.agencies(settings, exercise=is_exercise(settings)),
        *of_desk.database(settings, _unsealing(chosen, settings, ask)),
        *kept_here(settings),
        *operators(settings),
        *of_desk.clock(settings),
        *database_clock(settings),
        *of_desk.terminal(),
        *of_copies.checkpoints(settings),
        *of_copies.backups(settings),
        *program_log(settings, utcnow()),
    ]
    checks.sort(key=lambda check: ORDER.index(check.about))
    failed = sum(check.state == "failed" for check in checks)
    words, made = _words(checks, failed), None
    if chosen.bundle is not None:
        from ooh_console.cli.support_bundle import bundle, bundle_words

        made = bundle(chosen, checks, ask)
        words += ["", *bundle_words(made)]
    return Outcome(
        text="\n".join(words),
        document=Doctor(ok=not failed, checks=checks, bundle=made),
        status=FINDING if failed else FINE,
    )


def _unsealing(
    chosen: argparse.Namespace, settings: Settings, ask: Callable[[str], str]
) -> Callable[[LogHere], None] | None:
    """What opens an encrypted log; nothing unless somebody said who does, since `doctor` asks
    nobody unbidden."""
    bundled = chosen.bundle is not None
    if not (chosen.operator or bundled or PASSPHRASE in os.environ):
        return None

    def open_it(log: LogHere) -> None:
        try:
            unseal(log, settings, chosen.operator, ask)
        except CannotDo as error:
            if bundled:
                raise
            raise CannotOpen(f"The log was not opened. {error}") from error
        except CannotOpen as error:
            # Nobody could sign in for the bundle either: a wrong passphrase is tried once.
            if bundled and not log_is_lost(error):
                raise CannotDo(str(error)) from error
            raise

    return open_it


def _words(checks: list[CheckShape], failed: int) -> list[str]:
    found: list[str] = []
    for about, group in groupby(checks, key=lambda check: check.about):
        found.append(about.upper().replace("-", " "))
        for check in group:
            subject = f"{line(check.subject, 80)}: " if check.subject else ""
            found.append(f"  {STATES[check.state]}: {subject}{line(check.sentence)}")
        found.append("")
    unsure = sum(check.state == "check" for check in checks)
    found.append(f"{failed} FAILED, {unsure} to CHECK, of {len(checks)}.")
    return found
