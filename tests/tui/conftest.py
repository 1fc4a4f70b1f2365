from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.desks import Room
from tests.tui.desks import Set, make
from tests.tui.settling import settled_by_queues


@pytest.fixture(autouse=True)
def settling(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A key is done when the app says so, and not after a while."""
    with settled_by_queues(monkeypatch):
        yield


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Set]:
    """A desk with a real log."""
    made = make(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def exercise(tmp_path: Path) -> Iterator[Set]:
    """A desk of an exercise."""
    made = make(tmp_path, exercise=True)
    yield made
    made.ledger.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """The desk of the acts, with agencies that hold a night."""
    made = Room(tmp_path)
    yield made
    made.close()
