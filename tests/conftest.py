"""What every test shares: how hard hypothesis looks, and that it never fails by the clock."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

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
