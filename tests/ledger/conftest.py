from __future__ import annotations

import asyncio
import inspect
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ooh_console.domain.canonical import digest
from ooh_console.ledger.ledger import Ledger
from tests.ledger.making import SCREEN, START, small_night
from tests.servers import DESK, PASSWORD, TestServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger without entries, to copy: making one imports Alembic and runs the migrations."""
    path = tmp_path_factory.mktemp("empty") / "ledger.db"
    Ledger.open(path).close()
    return path


@pytest.fixture(scope="session")
def night_file(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Path:
    """A closed ledger with a small night in it, to copy."""
    path = tmp_path_factory.mktemp("night") / "ledger.db"
    shutil.copy(empty_file, path)
    with Ledger.open(path) as ledger:
        small_night(ledger)
    return path


@pytest.fixture
def path(tmp_path: Path, empty_file: Path) -> Path:
    """A ledger of one's own, without entries."""
    return Path(shutil.copy(empty_file, tmp_path / "ledger.db"))


KEY = bytes(range(32))
"""Of every encrypted ledger here."""


@pytest.fixture(scope="session")
def empty_sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `empty_file`, encrypted."""
    path = tmp_path_factory.mktemp("sealed") / "ledger.db"
    Ledger.open(path, key=KEY).close()
    return path


@pytest.fixture
def sealed(tmp_path: Path, empty_sealed: Path) -> Path:
    """An encrypted ledger of one's own, without entries."""
    return Path(shutil.copy(empty_sealed, tmp_path / "sealed.db"))


@pytest.fixture
def key() -> bytes:
    """What opens it."""
    return KEY


@pytest.fixture
def database(server: TestServer) -> str:
    """A database of one's own on it, ready and without entries."""
    return server.fresh()


@pytest.fixture(scope="session")
def night_on(server: TestServer) -> str:
    """A database with the small night in it, to copy."""
    database = server.fresh()
    with Ledger.on_server(server.of(database, DESK), PASSWORD) as ledger:
        small_night(ledger)
        asyncio.run(ledger.screen_shown("R1", "desk 1", START, digest(SCREEN)))
    return database


@pytest.fixture
def night_on_server(server: TestServer, night_on: str) -> str:
    """A copy of that of one's own."""
    return server.fresh(night_on)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What holds for a ledger holds for a file, an encrypted file and a server; only who looks into
    the file has the file alone."""
    if "stands_on" in metafunc.fixturenames:
        file_alone = "path" in inspect.signature(metafunc.function).parameters
        everywhere = ["file", "encrypted", "server"]
        metafunc.parametrize("stands_on", ["file"] if file_alone else everywhere)


@pytest.fixture
def ledger(stands_on: str, request: pytest.FixtureRequest) -> Iterator[Ledger]:
    if stands_on == "file":
        opened = Ledger.open(request.getfixturevalue("path"))
    elif stands_on == "encrypted":
        opened = Ledger.open(request.getfixturevalue("sealed"), key=KEY)
    else:
        server: TestServer = request.getfixturevalue("server")
        opened = Ledger.on_server(server.of(server.fresh(), DESK), PASSWORD)
    with opened:
        yield opened


@pytest.fixture
def night(tmp_path: Path, night_file: Path) -> Path:
    """A closed ledger of one's own with the small night in it."""
    return Path(shutil.copy(night_file, tmp_path / "night.db"))


@pytest.fixture(scope="session")
def fresh_night(tmp_path_factory: pytest.TempPathFactory, night_file: Path) -> Callable[[], Path]:
    """Another copy of the small night at every call, for tests that run many examples."""
    folder = tmp_path_factory.mktemp("nights")

    def copy() -> Path:
        return Path(shutil.copy(night_file, folder / "night.db"))

    return copy


@pytest.fixture(scope="session")
def session_ledger(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Iterator[Ledger]:
    """One open ledger for tests that run many examples and only add to it."""
    path = shutil.copy(empty_file, tmp_path_factory.mktemp("session") / "ledger.db")
    with Ledger.open(Path(path)) as opened:
        yield opened


Child = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def child() -> Iterator[Child]:
    """Start `tests.ledger.child`; whatever still runs at the end is ended."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.child", *map(str, arguments)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        with process:
            process.kill()
