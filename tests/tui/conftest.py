from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.desks import Set, make


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
