"""`ooh-console doctor`: what works here and what does not, each in a sentence."""

from __future__ import annotations

import argparse
from itertools import groupby

from ooh_console.bootstrap import configured, is_exercise, utcnow
from ooh_console.cli import checks_of_agencies as of_agencies
from ooh_console.cli import checks_of_this_desk as of_desk
from ooh_console.cli.check_shapes import CheckShape, Doctor
from ooh_console.cli.checks_of_operators import operators
from ooh_console.cli.checks_of_the_database_clock import database_clock
from ooh_console.cli.checks_of_the_program_log import program_log
from ooh_console.cli.outcome import FINDING, FINE, Outcome
from ooh_console.domain.text import line

ORDER = (
    "configuration", "agencies", "database", "operators", "checkpoint", "backup", "clock",
    "terminal", "program-log",
)  # fmt: skip
STATES = {"ok": "OK", "check": "CHECK", "failed": "FAILED"}


def run(chosen: argparse.Namespace) -> Outcome:
    """Looks at configuration, agencies, database, clock, terminal and the last checkpoint.

    Nobody needs to sign in: agencies are asked about a number that is nobody's, and no content of
    the log is shown. Status 0, or 1 when something failed. Raises nothing of its own; with
    `--bundle` as `support_bundle.bundle` does.
    """
    settings, problems = configured(chosen.config, chosen.data)
    checks = [
        *of_desk.configuration(settings, problems),
        *of_agencies.agencies(settings, exercise=is_exercise(settings)),
        *of_desk.database(settings),
        *operators(settings),
        *of_desk.clock(settings),
        *database_clock(settings),
        *of_desk.terminal(),
        *of_desk.checkpoints(settings),
        *of_desk.backups(settings),
        *program_log(settings, utcnow()),
    ]
    checks.sort(key=lambda check: ORDER.index(check.about))
    failed = sum(check.state == "failed" for check in checks)
    words, made = _words(checks, failed), None
    if chosen.bundle is not None:
        from ooh_console.cli.support_bundle import bundle, bundle_words

        made = bundle(chosen, checks)
        words += ["", *bundle_words(made)]
    return Outcome(
        text="\n".join(words),
        document=Doctor(ok=not failed, checks=checks, bundle=made),
        status=FINDING if failed else FINE,
    )


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
