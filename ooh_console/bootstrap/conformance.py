"""An agency's own server checked against the native contract, for the command line."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

from ooh_console.agencies.auth import checked_url
from ooh_console.agencies.conformance.verdicts import Verdict
from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.people import nhs_number
from ooh_console.domain.sources import Offer
from ooh_console.domain.text import line

TEST_RANGE = "999"


def agency_checked(
    url: str,
    *,
    key_env: str = "",
    header: str = "",
    number: str,
    expected: Sequence[str] = (),
    notices: bool = False,
) -> tuple[Verdict, ...]:
    """Every clause, judged. The credential stands in the environment variable `key_env`, and is
    sent as a bearer token, or in `header`. Raises `CannotOpen` when nothing could be checked."""
    try:
        base = checked_url(url)
    except ValueError as error:
        raise CannotOpen(f"{line(url, 100)}: {error}. Nothing was checked.") from error
    key = os.environ.get(key_env, "").strip() if key_env else ""
    if key_env and not key:
        raise CannotOpen(
            f"The environment variable {line(key_env, 60)} is empty. Nothing was checked."
        )
    try:
        asked = nhs_number(number)
    except ValueError as error:
        raise CannotOpen(f"{line(number, 20)}: {error}. Nothing was checked.") from error
    if not asked.startswith(TEST_RANGE):
        raise CannotOpen(
            f"A check asks only about NHS numbers of the range for tests, {TEST_RANGE}…, never "
            "about a person. Nothing was checked."
        )
    proof: dict[str, str] = {}
    if key:
        proof = {header: key} if header else {"Authorization": f"Bearer {key}"}
    return asyncio.run(_judged(base, proof, asked, tuple(Offer(one) for one in expected), notices))


async def _judged(
    url: str, proof: dict[str, str], number: str, expected: tuple[Offer, ...], notices: bool
) -> tuple[Verdict, ...]:
    from ooh_console.agencies.conformance.asking import Unreachable
    from ooh_console.agencies.conformance.checking import check

    try:
        return tuple(
            [
                verdict
                async for verdict in check(
                    url, proof, number=number, expected=expected, notices=notices
                )
            ]
        )
    except Unreachable as error:
        raise CannotOpen(str(error)) from error
