"""Which desk a data folder holds: a live one, or that of an exercise that was left."""

from __future__ import annotations

from pathlib import Path

from ooh_console.bootstrap.exercise import (
    CHEAP,
    ExerciseOpening,
    in_the_nights_time,
    notices_of,
)
from ooh_console.bootstrap.live import LiveOpening
from ooh_console.bootstrap.parts import Parts
from ooh_console.bootstrap.reading import configured


def open_live(config: Path | None = None, data: Path | None = None) -> LiveOpening:
    """The desk of a data folder: live, or an exercise's, which runs or was left. Raises
    `CannotOpen`."""
    from ooh_console.exercise.opening import marker_of
    from ooh_console.exercise.running import running_in

    settings, problems = configured(config, data)
    marker = marker_of(settings.data_folder)
    if marker is None:
        return LiveOpening(Parts(settings, notices=[problem.words() for problem in problems]))
    notices = notices_of(settings, problems)
    if (running := running_in(settings.data_folder)) is not None:
        running.hand_over()
        settings = in_the_nights_time(settings, running.speed)
        parts = Parts(
            settings,
            agencies=running.agencies,
            clock=running.clock,
            exercise=True,
            notices=notices,
            hardness=CHEAP,
        )
        return ExerciseOpening(parts, marker[1])
    # The agencies of an exercise ended with it, and the live ones must not hear of its people.
    parts = Parts(settings, agencies=(), exercise=True, notices=notices, hardness=CHEAP)
    return ExerciseOpening(parts, marker[1])
