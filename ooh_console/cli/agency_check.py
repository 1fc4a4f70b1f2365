"""`ooh-console agency-check URL`: an agency's server against the contract, clause by clause."""

from __future__ import annotations

import argparse
from itertools import groupby

from ooh_console.bootstrap import agency_checked
from ooh_console.cli.check_shapes import AgencyChecked, ClauseShape
from ooh_console.cli.outcome import FINDING, FINE, Outcome
from ooh_console.domain.text import line

STATES = {"passed": "PASSED", "failed": "FAILED", "skipped": "SKIPPED"}


def run(chosen: argparse.Namespace) -> Outcome:
    """Asks the server about NHS numbers of the range for tests. Needs no desk and writes nothing.

    Status 0 when every clause that was looked at passed, else 1. Raises `CannotOpen`.
    """
    verdicts = agency_checked(
        chosen.url,
        key_env=chosen.key_env or "",
        header=chosen.header or "",
        number=chosen.nhs_number,
        expected=chosen.expect,
        notices=chosen.notices,
    )
    clauses = [
        ClauseShape(clause=v.clause, about=v.about, state=v.state, sentence=v.sentence)
        for v in verdicts
    ]
    failed = sum(one.state == "failed" for one in clauses)
    return Outcome(
        text="\n".join(_words(clauses)),
        document=AgencyChecked(url=chosen.url, ok=not failed, clauses=clauses),
        status=FINDING if failed else FINE,
    )


def _words(clauses: list[ClauseShape]) -> list[str]:
    found: list[str] = []
    for about, group in groupby(clauses, key=lambda one: one.about):
        found.append(about.upper() or "EVERY ANSWER")
        of_group = list(group)
        if all(one.state == "skipped" for one in of_group):
            found += [f"  SKIPPED: {of_group[0].sentence}", ""]
            continue
        found += [
            f"  {STATES[one.state]}, {one.clause}: {line(one.sentence, 300)}" for one in of_group
        ]
        found.append("")
    counts = {state: sum(one.state == state for one in clauses) for state in STATES}
    found.append(
        f"{counts['failed']} FAILED, {counts['passed']} passed, {counts['skipped']} skipped."
    )
    return found
