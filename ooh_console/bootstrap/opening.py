"""Which desk a data folder holds: a live one, or that of an exercise that was left."""

from __future__ import annotations

from pathlib import Path

from ooh_console.bootstrap.exercise import CHEAP, ExerciseOpening
from ooh_console.bootstrap.live import LiveOpening
from ooh_console.bootstrap.parts import Parts
from ooh_console.bootstrap.reading import configured


def open_live(config: Path | None = None, data: Path | None = None) -> LiveOpening:
    """The desk of a data folder: live, or an exercise's that was left. Raises `CannotOpen`."""
    from ooh_console.exercise.opening import marker_of

    settings, problems = configured(config, data)
    notices = [problem.words() for problem in problems]
    marker = marker_of(settings.data_folder)
    if marker is None:
        return LiveOpening(Parts(settings, notices=notices))
    # The agencies of an exercise ended with it, and the live ones must not hear of its people.
    parts = Parts(settings, agencies=(), exercise=True, notices=notices, hardness=CHEAP)
    return ExerciseOpening(parts, marker[1])
