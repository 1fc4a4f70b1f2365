"""What every test shares: how hard hypothesis looks, and that it never fails by the clock."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import HealthCheck, settings

from tests.forking import FORKER

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


_HASH_OR_PLACE = re.compile(r" at 0x[0-9a-f]+|\[[^\]]*\{'[^']*', '")
"""An address, or a set of several texts: spelt otherwise in every process."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every process must give a test the same name, or they cannot share the work."""
    if _HASH_OR_PLACE.search(item.name):
        raise pytest.UsageError(f"{item.nodeid} has another name in every process: give it an id")


def pytest_sessionfinish() -> None:
    """The process that forks commands ends with the tests."""
    FORKER.close()
