"""Whom `look` asks about, and the asking: every agency at once, then once more by address."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ooh_console.cli.outcome import CannotDo
from ooh_console.desk.ports import Gateway
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.matches import Candidates, Known, candidates
from ooh_console.domain.people import Address, Person, address_of, nhs_number, spoken_nhs_number
from ooh_console.domain.protected import Protected
from ooh_console.domain.sources import BY_HAND, Offer, Sought, SourceState
from ooh_console.domain.state import State
from ooh_console.domain.text import is_blank, line
from ooh_console.domain.times import day

OFFERS = (Offer.PEOPLE, Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS)
ONLY_IF_ASKED = "is asked only with --child-protection: each look is on record there"
BY_ADDRESS = (Offer.MARKERS, Offer.COMMITMENTS)
_NUMBER = re.compile(r"^[\d\s-]+$")


@dataclass(frozen=True, slots=True)
class Found:
    """What the agencies said."""

    sought: Sought
    holdings: Holdings
    people: Candidates
    also: tuple[Address, ...] = ()
    """Addresses of the person, as agencies hold them, that were asked about as well."""
    protected: int = 0
    """Addresses that were not asked about, since they are protected."""
    child_protection: bool = False
    """Whether the national child-protection service was to be asked."""


def sought_in(chosen: argparse.Namespace) -> Sought:
    """Whom the arguments mean. Raises `CannotDo`."""
    who = " ".join(" ".join(chosen.who).split())
    place = address_of(chosen.address)
    if is_blank(who) and not (place.text or place.postcode):
        raise CannotDo("Say whom or where to look for: an NHS number, a name, or --address.")
    if chosen.born and (is_blank(who) or _NUMBER.match(who)):
        raise CannotDo("--born goes with a name.")
    numbers: tuple[str, ...] = ()
    if who and _NUMBER.match(who):
        try:
            numbers = (nhs_number(who),)
        except ValueError as error:
            raise CannotDo(f"{who}: {error}. Nobody was asked.") from error
    return Sought(
        nhs_numbers=numbers,
        name="" if numbers else who,
        born=_day(chosen.born),
        addresses=(place,) if place.text or place.postcode else (),
    )


def in_words(sought: Sought) -> str:
    """Whom it means, for a person and for the register."""
    parts = [f"NHS number {spoken_nhs_number(number)}" for number in sought.nhs_numbers]
    if sought.name:
        born = f", born {day(sought.born)}" if sought.born else ""
        parts.append(f"the name {line(sought.name, 100)}{born}")
    parts += [f"the address {line(place.words(), 120)}" for place in sought.addresses]
    return " and ".join(parts)


async def ask(gateway: Gateway, sought: Sought, *, child_protection: bool = False) -> Found:
    """Asks every agency for everything at once; no agency's failure raises. The national
    child-protection service is asked only if somebody wanted that: each look is on record there.

    Markers and promises may hang on the address alone, so they are asked for once more by the
    addresses that agencies hold of the person meant, protected ones left out.
    """
    first = Holdings.unasked(gateway.sources)
    shown = (*OFFERS, *BY_HAND)
    first = replace(first, held=tuple(h for h in first.held if h.offer in shown))
    holdings = await _asked(gateway, first, sought, shown if child_protection else OFFERS)
    people = _people(sought, holdings)
    places = [a for c in people.certain for h in c.holders for a in h.person.addresses]
    known = {place.key for place in sought.addresses}
    protected = Protected.of(State(), holdings)
    more = {a.key: a for a in places if a.key not in known and not protected.covers(a)}
    more.pop("", None)
    also = tuple(more.values())
    if also:
        wider = replace(sought, addresses=(*sought.addresses, *also))
        holdings = await _asked(gateway, holdings, wider, BY_ADDRESS)
    kept_back = len({a.key for a in places if protected.covers(a)})
    explained = _explained(holdings, sought, child_protection=child_protection)
    return Found(sought, explained, people, also, kept_back, child_protection)


async def _asked(
    gateway: Gateway, holdings: Holdings, sought: Sought, offers: Iterable[Offer]
) -> Holdings:
    async for answer in gateway.ask(sought, offers):
        new = answer.holding
        before = holdings.get(new.agency, new.offer)
        holdings = holdings.with_holding(before.after(new) if before else new)
    return holdings


def _explained(holdings: Holdings, sought: Sought, *, child_protection: bool) -> Holdings:
    """Why something was not asked at all."""
    by_number = "is asked by NHS number" if not sought.nhs_numbers else "was not asked"

    def told(holding: Holding) -> Holding:
        unasked = holding.state is SourceState.NOT_CHECKED and not holding.reason
        by_hand = holding.offer in BY_HAND and not child_protection
        why = ONLY_IF_ASKED if by_hand else by_number
        return replace(holding, reason=why) if unasked else holding

    return replace(holdings, held=tuple(told(holding) for holding in holdings.held))


def _people(sought: Sought, holdings: Holdings) -> Candidates:
    number = sought.nhs_numbers[0] if sought.nhs_numbers else ""
    known = Known(nhs_number=number, name=sought.name, born=sought.born)
    records = [
        (holding.agency, fact)
        for holding in holdings.of(Offer.PEOPLE)
        for fact in holding.facts
        if isinstance(fact, Person)
    ]
    return candidates(known, records)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CannotDo(f"--born: {text} is not a day such as 2003-04-17.") from error
