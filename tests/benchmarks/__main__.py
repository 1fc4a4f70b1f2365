"""`make bench`: every row, each with its floor measured in the same run, as one table.

`make bench ARGS="append verify"` measures these alone; `--json` prints the numbers as JSON. The
exit status is 0 also when a goal is missed, since a busy machine misses goals; a measurement that
breaks is an error, with status 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import (
    answers,
    at_rest,
    bundles,
    families,
    logs,
    long_night,
    reports,
    shared,
    starting,
)
from tests.benchmarks.desks import Nights
from tests.benchmarks.table import Row, machine, printed

MEASURED: dict[str, Callable[[Nights], list[Row]]] = {
    "start": lambda nights: starting.starting(nights.folder("start")),
    "answers": lambda nights: answers.answers(nights.folder("answers")),
    "bundles": lambda nights: bundles.bundles(nights.folder("bundles")),
    "families": lambda nights: families.families(nights.folder("families")),
    "append": lambda nights: logs.append(nights.folder("append")),
    "long": long_night.long_night,
    "verify": logs.verification,
    "at-rest": at_rest.at_rest,
    "shared": lambda nights: shared.shared(nights.folder("shared")),
    "reports": reports.reports,
}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(MEASURED)}")
    parser.add_argument("--json", action="store_true", help="times in seconds, memory in bytes")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - MEASURED.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}: choose of {', '.join(MEASURED)}")
    rows: list[Row] = []
    started, before = time.perf_counter(), machine()
    with tempfile.TemporaryDirectory(prefix="ooh-bench-") as folder:
        nights = Nights(Path(folder))
        for name in chosen.names or MEASURED:
            print(f"measuring {name}…", file=sys.stderr, flush=True)
            rows += MEASURED[name](nights)
    took = time.perf_counter() - started
    if chosen.json:
        document = {"rows": [row.values() for row in rows], "machine": before, "seconds": took}
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    print(printed(rows))
    missed = sum(row.verdict == "MISSED" for row in rows)
    print(
        f"\n{before['cores']} cores, {before['system']}, Python {before['python']}, textual "
        f"{before['textual']}, load {before['load']} before; medians; {took:.0f} s. "
        f"{missed or 'No'} goal{'' if missed == 1 else 's'} missed."
    )


if __name__ == "__main__":
    main()
