"""Starting and stopping the child process that plays the agencies. Imports no server."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import MutableMapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import ooh_console
from ooh_console.agencies.agency import Agency
from ooh_console.domain.times import stamp
from ooh_console.exercise.announced import Announced
from ooh_console.exercise.clock import RunningClock

UP_WITHIN = 30.0
"""Seconds in which the agencies must be up."""

STEP_WITHIN = 10.0
"""Seconds in which a step must be confirmed."""

ENDS_WITHIN = 0.8
"""Seconds that the child is given to end by itself."""

STEPPED_SPEED = 600.0
"""A night that is stepped has no pace of its own: its delays are at least so much shorter."""


class ServersFailed(RuntimeError):
    """The agencies could not be started, or no longer answer: one sentence."""


class ExerciseServers:
    """The running agencies of one night. A context manager that stops them."""

    def __init__(self, child: subprocess.Popen[bytes], errors: IO[bytes], stepped: bool) -> None:
        """Use `start_servers`."""
        self._child = child
        self._errors = errors
        self._stepped = stepped
        self._unread = b""
        self._announced: dict[str, Any] = {}

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    @property
    def announced(self) -> Announced:
        """Where the agencies are, what they want to see, and which minute of the night it is."""
        return Announced(self._announced)

    @property
    def clock(self) -> RunningClock:
        """A clock for the desk that agrees with the agencies' (when they are not stepped)."""
        return self.announced.clock

    @property
    def start(self) -> datetime:
        """Minute 0 of the night, in UTC."""
        return self.announced.start

    @property
    def speed(self) -> float:
        """How much faster than the wall clock the night goes."""
        return self.announced.speed

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies as the desk configures them, in the order of the scenario."""
        return self.announced.agencies

    @property
    def environment(self) -> dict[str, str]:
        """Variable name to credential, one for each agency."""
        return self.announced.environment

    def hand_over(self, environ: MutableMapping[str, str] = os.environ) -> None:
        """Puts the credentials where `Agency.auth` says that they are."""
        self.announced.hand_over(environ)

    def step(self, minute: float) -> None:
        """The agencies are at this minute when it returns. Only for servers started `stepped`.

        Blocks for some milliseconds. Raises `ServersFailed`.
        """
        if not self._stepped:
            raise ServersFailed("The agencies follow the clock, and cannot be stepped.")
        if self._child.stdin is None or self._child.stdin.closed:
            raise ServersFailed("The agencies have been stopped.")
        try:
            self._child.stdin.write(f"minute {minute}\n".encode())
            self._child.stdin.flush()
        except OSError as error:
            raise ServersFailed(self._gone()) from error
        said = self._hear(STEP_WITHIN)
        if said.get("minute") != minute:
            raise ServersFailed(f"The agencies did not go to minute {minute:g}: {said}.")

    def stop(self) -> None:
        """Ends the child, within a second whatever it is doing. May be called twice."""
        try:
            if self._child.stdin is not None:
                self._child.stdin.close()
        except OSError:
            pass  # It has gone already.
        try:
            self._child.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if self._child.stdout is not None:
            self._child.stdout.close()
        self._errors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _hear(self, within: float) -> dict[str, Any]:
        """The next line that the child says. Raises `ServersFailed`."""
        assert self._child.stdout is not None
        until = time.monotonic() + within
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._child.stdout, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                if not waiting.select(max(0.0, until - time.monotonic())):
                    raise ServersFailed(f"The exercise's agencies said nothing for {within:g} s.")
                said = os.read(self._child.stdout.fileno(), 65_536)
                if not said:
                    raise ServersFailed(self._gone())
                self._unread += said
        line, _, self._unread = self._unread.partition(b"\n")
        try:
            message: dict[str, Any] = json.loads(line)
        except ValueError as error:
            raise ServersFailed("The exercise's agencies said something unreadable.") from error
        if "error" in message:
            raise ServersFailed(str(message["error"]))
        return message

    def _gone(self) -> str:
        try:
            self._child.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            return "The exercise's agencies closed their output."
        self._errors.seek(0)
        last = self._errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        because = f": {last[:200]}" if last else f" (status {self._child.returncode})"
        return f"The exercise's agencies ended unexpectedly{because}."


def start_servers(
    scenario: Path,
    *,
    start: datetime | None = None,
    speed: float = 1.0,
    stepped: bool = False,
    within: float = UP_WITHIN,
) -> ExerciseServers:
    """Starts every agency of the scenario in one child process, and returns when all are up.

    `start` is minute 0 of the night in UTC: by default now, or when the scenario begins. `speed` is
    how much faster than the wall clock the night goes. With `stepped` the night stands still until
    `ExerciseServers.step`, and `speed`, at least `STEPPED_SPEED`, only shortens delays and
    deadlines. Blocks for about half a second. Raises `ServersFailed`.
    """
    speed = max(speed, STEPPED_SPEED) if stepped else speed
    command = [sys.executable, "-m", "ooh_console.exercise.servers", str(scenario)]
    command += ["--speed", str(speed)]
    command += ["--start", stamp(start)] if start else []
    command += ["--stepped"] if stepped else []
    package = str(Path(ooh_console.__file__).resolve().parents[1])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the child)
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            # Ctrl-C at the desk is for the desk; it stops the agencies itself.
            start_new_session=True,
        )
    except OSError as error:
        errors.close()
        raise ServersFailed(
            f"The exercise's agencies could not start: {error.strerror}."
        ) from error
    servers = ExerciseServers(child, errors, stepped)
    try:
        servers._announced = servers._hear(within)
    except BaseException:
        servers.stop()
        raise
    return servers
