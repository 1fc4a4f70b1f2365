from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from ooh_console.exercise.process import ExerciseServers, start_servers

EXERCISES = Path(__file__).resolve().parents[2] / "config" / "exercises"
START = datetime(2026, 11, 25, 2, 3, tzinfo=UTC)

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def first_night() -> Path:
    return EXERCISES / "first-night.toml"


@pytest.fixture(scope="session")
def servers(first_night: Path) -> Iterator[ExerciseServers]:
    """The agencies of the first night, stepped."""
    with start_servers(first_night, start=START, stepped=True) as running:
        yield running


@pytest.fixture(scope="session")
def ask(servers: ExerciseServers) -> Iterator[Ask]:
    """`ask(minute, agency, offer, **parameters)` over real HTTP."""
    with httpx.Client(trust_env=False, timeout=10) as client:

        def asked(
            minute: float,
            agency: str,
            offer: str,
            *,
            key: str | None = None,
            headers: dict[str, str] | None = None,
            timeout: float = 10,
            **parameters: str | list[str],
        ) -> httpx.Response:
            servers.step(minute)
            to = next(one for one in servers.agencies if one.name == agency)
            secret = servers.environment[to.auth.secret.removeprefix("env:")]
            sent = secret if key is None else key
            name, value = {
                "bearer": ("Authorization", f"Bearer {sent}".strip()),
                "api-key": ("X-API-Key", sent),
            }[to.auth.method]
            return client.get(
                f"{to.url}/v1/{offer}",
                params=parameters,
                headers={name: value, **(headers or {})},
                timeout=timeout,
            )

        yield asked
