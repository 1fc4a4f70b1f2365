"""The watch list: births that agencies expect, and for each family what is not ready (L9)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from ooh_console.desk.ports import Gateway
from ooh_console.domain.families import Family, families
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.people import Address, Person
from ooh_console.domain.protected import Protected
from ooh_console.domain.readiness import Readiness, readiness
from ooh_console.domain.sources import Offer, Sought
from ooh_console.domain.state import State

AT_ONCE = 4
"""So many families are asked about at the same time: agencies are spared a flood."""


async def watch_list(gateway: Gateway) -> tuple[Holdings, tuple[Readiness, ...]]:
    """Asks every agency for the births that it expects, and then about each family.

    How each watch list answered, and the families, overdue first. No agency's failure raises.
    """
    watch = await _asked(gateway, Holdings.unasked(gateway.sources), Sought(), [Offer.WATCH_LIST])
    return watch, await check_families(gateway, watch)


async def check_families(
    gateway: Gateway, watch: Holdings, heard: Callable[[Holdings], None] = lambda _: None
) -> tuple[Readiness, ...]:
    """The checks of every family on these watch lists, in their order.

    `heard` is given what agencies said about each.
    """
    gate = asyncio.Semaphore(AT_ONCE)

    async def check(family: Family) -> Readiness:
        async with gate:
            held = await about(gateway, family)
            heard(held)
            return readiness(family, held)

    return tuple(await asyncio.gather(*map(check, families(watch))))


async def about(gateway: Gateway, family: Family) -> Holdings:
    """What agencies hold on a family: the mother first, then markers on her address and on those
    who are linked to her. Without an NHS number nothing is asked."""
    empty = Holdings.unasked(gateway.sources)
    if not family.nhs_number:
        why = "no NHS number on the watch list"
        return replace(empty, held=tuple(replace(h, reason=why) for h in empty.held))
    mother = Sought(nhs_numbers=(family.nhs_number,))
    found = await _asked(gateway, empty, mother, [Offer.PEOPLE, Offer.PLANS])
    people = [f for h in found.of(Offer.PEOPLE) for f in h.facts if isinstance(f, Person)]
    return await _asked(
        gateway, found, _wider(mother, people, Protected.of(State(), found)), [Offer.MARKERS]
    )


def _wider(mother: Sought, people: Iterable[Person], protected: Protected) -> Sought:
    """Her, her addresses but protected ones, and everybody whom an agency links to her."""
    numbers = dict.fromkeys(mother.nhs_numbers)
    places: dict[str, Address] = {}
    for person in people:
        if person.nhs_number in mother.nhs_numbers:
            numbers |= dict.fromkeys(link.nhs_number for link in person.links if link.nhs_number)
            places |= {a.key: a for a in person.addresses if a.key and not protected.covers(a)}
    return replace(mother, nhs_numbers=tuple(numbers), addresses=tuple(places.values()))


async def _asked(
    gateway: Gateway, holdings: Holdings, sought: Sought, offers: Iterable[Offer]
) -> Holdings:
    async for answer in gateway.ask(sought, list(offers)):
        new = answer.holding
        before = holdings.get(new.agency, new.offer)
        holdings = holdings.with_holding(before.after(new) if before else new)
    return holdings
