"""The child process that plays every agency of a night, each on a loopback port of its own.

`python -m ooh_console.exercise.servers FILE [--start MOMENT] [--speed N] [--stepped]`

When all are up it prints one line of JSON (see `play`), or `{"error": "sentence"}` and ends with
status 2. On standard input it takes `minute N` (with `--stepped`), answered by `{"minute": N}`. It
ends when standard input ends, which is when its parent goes away, however that came about.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Generator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ooh_console.agencies.native import VERSION
from ooh_console.domain.times import stamp
from ooh_console.exercise.agency_side import agency_now
from ooh_console.exercise.clock import Clock, RunningClock, SteppedClock, wall
from ooh_console.exercise.native_server import application
from ooh_console.exercise.scenario import Agency, Scenario
from ooh_console.exercise.scenario_file import BrokenScenario, load

PARENT_EVERY = 1.0
"""Seconds between looks whether the parent is still there, should something else hold our input."""


class _Server(uvicorn.Server):
    """One of several in a process: signals are for the process, not for each of them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _dated(app: ASGIApp, clock: Clock) -> ASGIApp:
    """The same, whose answers tell the time of the night, by which the desk goes too,
    and the version of the contract."""

    async def dated(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = format_datetime(clock(), usegmt=True).encode()
                ours = [(b"date", told), (b"ooh-contract", VERSION.encode())]
                message = {**message, "headers": [*message.get("headers", ()), *ours]}
            await send(message)

        await app(scope, receive, sent)

    return dated


class _Played:
    """One agency, listening."""

    def __init__(
        self, scenario: Scenario, agency: Agency, start: datetime, clock: Clock, speed: float
    ) -> None:
        self.agency = agency
        self.token = secrets.token_urlsafe(24)
        # Named as TCP, so that asyncio sends without delay: else every answer takes 40 ms more.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.socket.bind(("127.0.0.1", 0))
        app = application(
            agency, self.token, lambda: agency_now(scenario, agency, clock.minute, start), speed
        )
        self.server = _Server(
            uvicorn.Config(
                _dated(app, clock),
                date_header=False,
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                # A desk asks again every 15 s over the same connection.
                timeout_keep_alive=75,
            )
        )

    def announcement(self) -> dict[str, Any]:
        """What a desk needs to know to reach it."""
        return {
            "name": self.agency.name,
            "kind": self.agency.kind.value,
            "url": f"http://127.0.0.1:{self.socket.getsockname()[1]}",
            "offers": [offer.value for offer in self.agency.offers],
            "deadline": self.agency.deadline,
            "dark": self.agency.dark,
            "telephone": self.agency.telephone,
            "auth": self.agency.auth,
            "token": {"name": self.agency.token, "value": self.token},
        }


async def play(scenario: Scenario, start: datetime | None, speed: float, stepped: bool) -> None:
    """Serves the night until standard input ends. `start` is minute 0, by default now, or the
    scenario's own date.

    Says once that all are up: `name`, `start`, `began` (wall-clock moment of minute 0), `speed` and
    `agencies`, each with `name`, `kind`, `url`, `offers`, `deadline`, `dark` (it never answers),
    `telephone`, `auth` (bearer or api-key) and `token` (name of the environment variable, value).
    Raises `OSError` when a server cannot start.
    """
    began = wall()
    start = start or scenario.begins or began
    clock: RunningClock | SteppedClock = (
        SteppedClock(start) if stepped else RunningClock(start, began, speed)
    )
    played = [_Played(scenario, agency, start, clock, speed) for agency in scenario.agency]
    serving = [asyncio.create_task(one.server.serve([one.socket])) for one in played]
    while not all(one.server.started for one in played):
        if any(task.done() for task in serving):
            raise OSError("an agency's server could not start")
        await asyncio.sleep(0.005)
    if isinstance(clock, RunningClock):
        clock.began = began = wall()  # The night begins when everybody is there.
    _say(
        {
            "name": scenario.name,
            "start": stamp(start),
            "began": stamp(began),
            "speed": speed,
            "agencies": [one.announcement() for one in played],
        }
    )
    async for words in _commands():
        match words.split():
            case ["minute", number] if isinstance(clock, SteppedClock) and _is_minute(number):
                clock.minute = float(number)
                _say({"minute": clock.minute})
            case _:
                _say({"error": f"not understood: {words.strip()[:80]}"})


def _is_minute(text: str) -> bool:
    try:
        return 0 <= float(text) < 1e6
    except ValueError:
        return False


async def _commands() -> AsyncIterator[str]:
    """Lines of standard input, until it ends or the parent has gone."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    parent = os.getppid()
    while os.getppid() == parent:
        with contextlib.suppress(TimeoutError):
            line = await asyncio.wait_for(reader.readline(), PARENT_EVERY)
            if not line:
                return
            yield line.decode("utf-8", "replace")


def _say(message: dict[str, Any]) -> None:
    print(json.dumps(message, ensure_ascii=False), flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 when the parent ended it, 2 when the night could not begin."""
    parser = argparse.ArgumentParser(prog="ooh_console.exercise.servers", description=__doc__)
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--start", type=datetime.fromisoformat)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--stepped", action="store_true")
    given = parser.parse_args(arguments)
    start: datetime | None = given.start
    try:
        scenario = load(given.scenario)
        asyncio.run(
            play(scenario, start.astimezone(UTC) if start else None, given.speed, given.stepped)
        )
    except BrokenScenario as error:
        _say({"error": str(error)})
        return 2
    except BrokenPipeError:
        return 0  # The parent went away while we were starting.
    except OSError as error:
        _say({"error": f"The exercise's servers could not start: {error.strerror or error}."})
        return 2
    return 0


if __name__ == "__main__":
    status = main()
    # Open questions hang on purpose; nothing here needs to be seen to its end.
    sys.stdout.close()
    os._exit(status)
