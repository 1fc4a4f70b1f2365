"""What `doctor` finds of the agencies: how each answers, and what their clocks say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from ooh_console.bootstrap import gateway_of
from ooh_console.cli.check_shapes import CheckShape
from ooh_console.domain.clocks import apart_words, differ
from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import BY_HAND, STATE_WORDS, Offer, Sought, SourceState

if TYPE_CHECKING:
    from ooh_console.bootstrap import Settings

NOBODY = "9999999999"
"""A valid NHS number of the range for tests: nobody's record is looked at."""


def agencies(settings: Settings, *, exercise: bool) -> Iterator[CheckShape]:
    """How every agency answers each question, and how far its clock is from ours."""
    if exercise:
        sentence = (
            "This is an exercise's folder: its agencies last as long as it. Nobody was asked."
        )
        yield CheckShape(about="agencies", subject="", state="ok", sentence=sentence)
        return
    if not settings.agencies:
        sentence = "None can be asked: see configuration."
        yield CheckShape(about="agencies", subject="", state="check", sentence=sentence)
        return
    yield from _by_hand(settings)
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
        await asyncio.gather(
            asked(Sought(nhs_numbers=(NOBODY,)), people),
            asked(Sought(), (Offer.WATCH_LIST,)),
        )
        clocks = {
            source.agency: gateway.clocks.get(source.agency)
            for source in gateway.sources
            if not source.only_looked_up
        }
    finally:
        await gateway.aclose()
    order = [
        found[source.agency, offer]
        for source in gateway.sources
        for offer in source.offers
        if (source.agency, offer) in found
    ]
    return order, clocks


def _by_hand(settings: Settings) -> Iterator[CheckShape]:
    """What no check may ask: the service forbids access that nobody attends."""
    for agency in settings.agencies:
        for offer in agency.offers:
            if offer in BY_HAND:
                yield CheckShape(
                    about="agencies",
                    subject=f"{agency.name}, {offer.value}",
                    state="ok",
                    sentence="Is asked only by a person, with a key on the desk or with "
                    "`look --child-protection`: it was not asked.",
                )


def _answered(holding: Holding) -> CheckShape:
    failed = holding.state is SourceState.COULD_NOT_CHECK
    said = f"{STATE_WORDS[holding.state]}: {holding.reason}." if failed else "answers."
    return CheckShape(
        about="agencies",
        subject=f"{holding.agency}, {holding.offer.value}",
        state="failed" if failed else "ok",
        sentence=said,
    )


def _told_time(name: str, apart: timedelta | None) -> CheckShape:
    if apart is None:
        sentence, fine = "It did not say what time it is.", False
    elif not differ(apart):
        sentence, fine = "Agrees with ours.", True
    else:
        sentence, fine = f"It is {apart_words(apart)}: one of them is wrong.", False
    return CheckShape(
        about="clock",
        subject=f"clock of {name}",
        state="ok" if fine else "check",
        sentence=sentence,
    )
