"""An exercise's desk: a scripted night with its own agencies, its own folder, its own people."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ooh_console.bootstrap.clock import utcnow
from ooh_console.bootstrap.live import LiveOpening
from ooh_console.bootstrap.parts import Parts
from ooh_console.desk.desk import Desk
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Clock
from ooh_console.domain.text import line
from ooh_console.ledger.keys import Hardness
from ooh_console.program_log.keeping import keep_in

if TYPE_CHECKING:
    from ooh_console.configuration import Problem
    from ooh_console.exercise.process import ExerciseServers
    from ooh_console.settings import Settings

CHEAP = Hardness(passes=1, memory_kib=8, lanes=1)
"""For exercises, whose passphrase stands beside the key."""


class ExerciseOpening(LiveOpening):
    """An exercise's desk: the roles sign in by themselves, and its agencies end with it."""

    automatic = True

    def __init__(
        self,
        parts: Parts,
        passphrase: str,
        role: str = "duty",
        servers: ExerciseServers | None = None,
    ) -> None:
        super().__init__(parts)
        self.servers = servers
        self._shared = ExitStack()
        self._passphrase = passphrase
        self._role = role

    def sign_in(self, name: str = "", passphrase: str = "") -> Desk:
        """The desk with the chosen role at it; both arguments may be left out.

        Whoever is named with the name of another role gets that one's desk.
        """
        from ooh_console.exercise.opening import PEOPLE

        named = next((role for role, person in PEOPLE.items() if person[0] == name), self._role)
        return self.desk_of(named)

    def desk_of(self, role: str) -> Desk:
        """The desk of `duty`, `control` or `manager`. Raises `CannotOpen`."""
        from ooh_console.exercise.opening import PEOPLE

        name, called, agency = PEOPLE[role]
        known = self.parts.names
        if name not in known:
            # Where there is a manager, only they add anybody.
            manager = PEOPLE["manager"][0]
            adds = manager if manager in known else next(iter(known), "")
            by = self.parts.unlock(adds, self._passphrase) if adds else None
            self.parts.add(name, called, agency, self._passphrase, by)
        return self.parts.desk(self.parts.unlock(name, self._passphrase), f"{role} desk")

    @property
    def folder(self) -> Path:
        """Where what is recorded is kept."""
        return self.parts.settings.data_folder

    @property
    def people(self) -> dict[str, str]:
        """Who plays: their names, and as what."""
        from ooh_console.exercise.opening import PEOPLE

        return {name: called for name, called, _ in PEOPLE.values()}

    def share(self) -> None:
        """Other commands with this folder ask the same agencies, by the same clock, until this is
        closed. Raises `CannotOpen`."""
        from ooh_console.exercise.running import shared_in

        assert self.servers is not None
        try:
            self._shared.enter_context(shared_in(self.folder, self.servers.announced))
        except OSError as error:
            raise CannotOpen(f"{self.folder} cannot be written: {error.strerror}.") from error

    def close(self) -> None:
        """Ends the agencies, and lets go of the log."""
        self._shared.close()
        if self.servers is not None:
            self.servers.stop()
        super().close()


def in_the_nights_time(settings: Settings, speed: float) -> Settings:
    """Agencies are asked as often in the night's own time, but not all the time."""
    seconds = max(1.0, settings.refresh_seconds / max(speed, 1.0))
    return settings.model_copy(update={"refresh_seconds": seconds})


def notices_of(settings: Settings, problems: Iterable[Problem]) -> list[str]:
    """What is wrong with the configuration; of agencies nothing, since an exercise has its own."""
    about_agencies = str(settings.config_folder / "agencies.toml")
    every = (problem.words() for problem in problems)
    return [words for words in every if not words.startswith(about_agencies)]


def scenario_of(config_folder: Path, name: str) -> Path:
    """The file of a scripted night. Raises `CannotOpen`, naming those that are there."""
    scenario = config_folder / "exercises" / f"{name}.toml"
    if not scenario.is_file():
        known = sorted(p.stem for p in scenario.parent.glob("*.toml"))
        raise CannotOpen(
            f"There is no exercise «{line(name, 60)}» in {scenario.parent}. "
            f"Choose one of: {', '.join(known) or 'none is there'}."
        )
    return scenario


def open_exercise(
    name: str,
    *,
    config: Path | None = None,
    data: Path | None = None,
    role: str = "duty",
    speed: float = 1.0,
    start: datetime | None = None,
    clock: Clock | None = None,
) -> ExerciseOpening:
    """A scripted night: its agencies on loopback, its own data folder. Raises `CannotOpen`.

    `clock`, with `start`, is for a night that is stepped minute by minute and not run.
    """
    from ooh_console.exercise.opening import marker_of, new_folder
    from ooh_console.exercise.process import ServersFailed, start_servers
    from ooh_console.settings import load

    settings, problems = load(config, data)
    scenario = scenario_of(settings.config_folder, name)
    try:
        folder = new_folder(settings.data_folder, name, utcnow())
        servers = start_servers(scenario, start=start, speed=speed, stepped=clock is not None)
    except (OSError, ServersFailed) as error:
        raise CannotOpen(str(error)) from error
    servers.hand_over()
    keep_in(folder)
    marker = marker_of(folder)
    assert marker is not None, "just written"
    notices = notices_of(settings, problems)
    try:
        parts = Parts(
            in_the_nights_time(settings.model_copy(update={"data_folder": folder}), speed),
            agencies=servers.agencies,
            clock=clock or servers.clock,
            exercise=True,
            notices=notices,
            hardness=CHEAP,
        )
    except CannotOpen:
        servers.stop()
        raise
    return ExerciseOpening(parts, marker[1], role, servers)
