"""The console's own screen over a folder of the measurements, already signed in.

`python -m tests.benchmarks.standing FOLDER [PORT …]`: each port is an agency on loopback.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ooh_console.desk.opening import Opening
from ooh_console.tui.app import ConsoleApp


def ready() -> Opening:
    """The desk of the folder. As on a real start, imported when the first frame is there."""
    from ooh_console.bootstrap import ExerciseOpening
    from tests.benchmarks.desks import PASSPHRASE, parts
    from tests.benchmarks.slow import agency

    folder, *ports = sys.argv[1:]
    agencies = tuple(agency(number, int(port)) for number, port in enumerate(ports, 1))
    return ExerciseOpening(parts(Path(folder), agencies), PASSPHRASE)


if __name__ == "__main__":
    ConsoleApp(ready, exercise=True).run()
