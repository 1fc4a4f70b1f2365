"""What every test shares: how hard hypothesis looks, and that it never fails by the clock."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import chromium
from tests.forking import FORKER
from tests.reports import spreadsheet
from tests.servers import TestServer, running

# A shared machine is slow at times, and slowness is no fault of the code under test.
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "default", deadline=None, max_examples=60, suppress_health_check=_SLOW, print_blob=True
)
# The same examples at every run, so that a change is the only thing that can turn it red.
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, database=None)
settings.register_profile("long", settings.get_profile("default"), max_examples=2_000)

settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default")
)


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a shell: what tests start would not hear Ctrl+C either.
    signal.signal(signal.SIGINT, signal.default_int_handler)


_HASH_OR_PLACE = re.compile(r" at 0x[0-9a-f]+|\[[^\]]*\{'[^']*', '")
"""An address, or a set of several texts: spelt otherwise in every process."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every process must give a test the same name, or they cannot share the work."""
    if _HASH_OR_PLACE.search(item.name):
        raise pytest.UsageError(f"{item.nodeid} has another name in every process: give it an id")


_HERE = Path(__file__).parent
_NEEDS = (
    (_HERE / "browser", chromium),
    (_HERE / "reports" / "test_in_a_spreadsheet.py", spreadsheet),
)
"""Tests of a folder or file that drive a program which not every computer has."""


def _absent() -> list[tuple[Path, str]]:
    """Those that cannot be made here, and the line that says so."""
    return [(place, need.ABSENT) for place, need in _NEEDS if need.executable() is None]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What cannot be made here is left out; `pytest_terminal_summary` says so."""
    for place, _ in _absent():
        left_out = [item for item in items if place in (item.path, *item.path.parents)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A journey that was left out is told of."""
    for _, words in _absent():
        terminalreporter.write_line(words, yellow=True)


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """A PostgreSQL server."""
    with running() as found:
        yield found


def pytest_sessionfinish() -> None:
    """The process that forks commands ends with the tests."""
    FORKER.close()
