"""The console's own screen over a folder of the measurements, already signed in.

`python -m tests.benchmarks.standing FOLDER OFFERS [PORT …]`: each port is an agency on loopback
that is asked for so many offers.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ooh_console.bootstrap import run_screen
from ooh_console.desk.opening import Opening


def ready() -> Opening:
    """The desk of the folder. As on a real start, imported when the first frame is there."""
    from ooh_console.bootstrap import ExerciseOpening
    from tests.benchmarks.desks import DATABASE, PASSPHRASE, parts
    from tests.benchmarks.slow import agency

    folder, offers, *ports = sys.argv[1:]
    agencies = tuple(agency(number, int(port), int(offers)) for number, port in enumerate(ports, 1))
    database = os.environ.get(DATABASE, "")
    return ExerciseOpening(parts(Path(folder), agencies, database), PASSPHRASE)


if __name__ == "__main__":
    sys.exit(run_screen(ready, exercise=True))
