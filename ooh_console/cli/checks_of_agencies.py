"""What `doctor` finds of the agencies: how each answers, and what their clocks say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from ooh_console.bootstrap import gateway_of, utcnow
from ooh_console.cli.shapes import CheckShape
from ooh_console.domain.holdings import STATE_WORDS, Holding, Offer, Sought, SourceState
from ooh_console.domain.times import span

if TYPE_CHECKING:
    from ooh_console.bootstrap import Settings

NOBODY = "9999999999"
"""A valid NHS number of the range for tests: nobody's record is looked at."""

APART_AT_MOST = timedelta(minutes=1)
CLOCK_WITHIN = 5.0
"""Seconds in which an agency must have said what time it is."""


def agencies(settings: Settings, *, exercise: bool) -> Iterator[CheckShape]:
    """How every agency answers each question, and how far its clock is from ours."""
    if exercise:
        sentence = "This is an exercise's folder: its agencies ended with it. Nobody was asked."
        yield CheckShape(about="agencies", subject="", state="ok", sentence=sentence)
        return
    if not settings.agencies:
        sentence = "None can be asked: see configuration."
        yield CheckShape(about="agencies", subject="", state="check", sentence=sentence)
        return
    holdings, clocks = asyncio.run(_ask(settings))
    for holding in holdings:
        yield _answered(holding)
    for name, apart in clocks.items():
        yield _told_time(name, apart)


async def _ask(settings: Settings) -> tuple[list[Holding], dict[str, timedelta | None]]:
    gateway = gateway_of(settings)
    found: dict[tuple[str, Offer], Holding] = {}

    async def asked(sought: Sought, offers: tuple[Offer, ...]) -> None:
        async for answer in gateway.ask(sought, offers):
            found[answer.holding.agency, answer.holding.offer] = answer.holding

    people = (Offer.PEOPLE, Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS)
    try:
        clocks, *_ = await asyncio.gather(
            _clocks(settings),
            asked(Sought(nhs_numbers=(NOBODY,)), people),
            asked(Sought(), (Offer.WATCH_LIST,)),
        )
    finally:
        await gateway.aclose()
    order = [
        found[source.agency, offer]
        for source in gateway.sources
        for offer in source.offers
        if (source.agency, offer) in found
    ]
    return order, clocks


def _answered(holding: Holding) -> CheckShape:
    failed = holding.state is SourceState.COULD_NOT_CHECK
    said = f"{STATE_WORDS[holding.state]}: {holding.reason}." if failed else "answers."
    return CheckShape(
        about="agencies",
        subject=f"{holding.agency}, {holding.offer.value}",
        state="failed" if failed else "ok",
        sentence=said,
    )


async def _clocks(settings: Settings) -> dict[str, timedelta | None]:
    """How far each agency's clock is ahead of ours, by the Date of any answer; no key is sent."""
    import httpx

    async def told(client: httpx.AsyncClient, url: str) -> timedelta | None:
        try:
            async with asyncio.timeout(CLOCK_WITHIN):
                before = utcnow()
                async with client.stream("GET", url) as response:
                    after = utcnow()
                    return _apart(response.headers.get("date", ""), before, after)
        except (httpx.HTTPError, TimeoutError, OSError):
            return None

    # As little as possible of the environment: a proxy's clock is not the agency's.
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=None) as client:
        answers = await asyncio.gather(*(told(client, a.url) for a in settings.agencies))
    return {a.name: apart for a, apart in zip(settings.agencies, answers, strict=True)}


def _apart(date: str, before: datetime, after: datetime) -> timedelta | None:
    try:
        there = parsedate_to_datetime(date)
        return there - (before + (after - before) / 2)
    except (TypeError, ValueError, OverflowError):
        return None


def _told_time(name: str, apart: timedelta | None) -> CheckShape:
    if apart is None:
        sentence, fine = "It did not say what time it is.", False
    elif abs(apart) <= APART_AT_MOST:
        sentence, fine = "Agrees with ours.", True
    else:
        way = "ahead of" if apart > timedelta() else "behind"
        sentence, fine = f"It is {span(abs(apart))} {way} ours: one of them is wrong.", False
    return CheckShape(
        about="clock",
        subject=f"clock of {name}",
        state="ok" if fine else "check",
        sentence=sentence,
    )
