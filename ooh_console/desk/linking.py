"""Searching people at every agency, and linking them to an incident. No screen is in here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ooh_console.desk.desk import Desk, Recording, Rejected
from ooh_console.desk.family import Relative, already, family
from ooh_console.desk.incident import Incident
from ooh_console.desk.others_records import put_on_register
from ooh_console.domain.bodies import PersonLinked
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.matches import (
    Candidate,
    Candidates,
    Holder,
    Known,
    Match,
    candidates,
)
from ooh_console.domain.people import Address, Person, Relation, nhs_number, spoken_nhs_number
from ooh_console.domain.protected import protected_of, same_place
from ooh_console.domain.sources import Offer, Sought
from ooh_console.domain.text import is_blank, line

_DATES = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d/%m/%y")


@dataclass(frozen=True, slots=True)
class Search:
    """A question about people: what agencies are asked, and what a record is compared with."""

    words: str
    """What the question is, for the screen and the register."""
    sought: Sought
    known: Known = field(default_factory=Known)


def looks_like_number(text: str) -> bool:
    """Whether somebody is typing an NHS number rather than a name."""
    bare = "".join(text.split()).replace("-", "")
    return bool(bare) and bare.isascii() and bare.isdigit()


def about_number(text: str) -> tuple[str, bool]:
    """What can be said of a number while it is typed, and whether it is a valid one."""
    bare = "".join(text.split()).replace("-", "")
    if not looks_like_number(text):
        return "", False
    if len(bare) < 10:
        return f"{len(bare)} of 10 digits", False
    try:
        number = nhs_number(bare)
    except ValueError as error:
        return f"NOT an NHS number: {error}", False
    return f"{spoken_nhs_number(number)}: the check digit fits", True


def day_typed(text: str) -> date | None:
    """A day as people type it: `17/4/2003`; empty is none. Raises `Rejected`."""
    if is_blank(text):
        return None
    short = " ".join(text.split())[:30]
    for pattern in _DATES:
        try:
            return datetime.strptime(short, pattern).date()
        except ValueError:
            continue
    raise Rejected(f"«{line(text, 20)}» is not a day: type it as 17/04/2003.", "born")


def search_for(text: str, born: str = "", address: str = "", postcode: str = "") -> Search:
    """The question for an NHS number, or a name with or without date of birth, or an address.

    Raises `Rejected` when there is nothing to ask, or what is typed is no number or no day.
    """
    if is_blank(text):
        place = Address(text=address.strip(), postcode=postcode.strip())
        if not place.key:
            raise Rejected("Type an NHS number or a name.", "search")
        return Search(f"the address {line(place.words(), 120)}", Sought(addresses=(place,)))
    if looks_like_number(text):
        said, valid = about_number(text)
        if not valid:
            raise Rejected(f"{said}.", "search")
        number = nhs_number(text)
        words = f"NHS number {spoken_nhs_number(number)}"
        return Search(words, Sought(nhs_numbers=(number,)), Known(nhs_number=number))
    name, day = " ".join(text.split()), day_typed(born)
    words = f"the name {line(name, 120)}{f', born {day.isoformat()}' if day else ''}"
    return Search(words, Sought(name=name, born=day), Known(name=name, born=day))


def search_around(incident: Incident) -> Search:
    """The question about everybody at the address, and about those who are linked already."""
    place = line(incident.state.address.words(), 120) or "no address"
    return Search(f"the people around {incident.reference} ({place})", incident.sought())


@dataclass(frozen=True, slots=True)
class Found:
    """How far a search has come: each agency's answer so far, and the people in them."""

    search: Search
    holdings: Holdings

    @property
    def sources(self) -> tuple[Holding, ...]:
        """How each agency that offers people has answered (I7)."""
        return self.holdings.of(Offer.PEOPLE)

    @property
    def records(self) -> tuple[tuple[str, Person], ...]:
        """Every record, with the agency that holds it."""
        return tuple(
            (holding.agency, fact)
            for holding in self.sources
            for fact in holding.facts
            if isinstance(fact, Person)
        )

    def family(self, incident: Incident) -> tuple[Relative, ...]:
        """The family of those who are linked to the incident, who are not linked yet."""
        return family(incident.state.people, self.candidates, self.records)

    @property
    def candidates(self) -> Candidates:
        """The people: certain, possible, and others found on the way."""
        return candidates(self.search.known, self.records)


async def searching(desk: Desk, search: Search) -> AsyncIterator[Found]:
    """Asks every agency at once; yields at the start and whenever one has answered.

    That it was asked is on the register before anybody is (I11): raises the ledger's errors.
    """
    await desk.opened(f"people: {search.words}")
    offering = tuple(source for source in desk.gateway.sources if Offer.PEOPLE in source.offers)
    only = tuple(replace(source, offers=(Offer.PEOPLE,)) for source in offering)
    found = Found(search, Holdings.unasked(only))
    for holding in desk.gateway.known(search.sought.key()):
        if holding.offer is Offer.PEOPLE:
            found = replace(found, holdings=found.holdings.with_holding(holding))
    yield found
    async for answer in desk.gateway.ask(search.sought, [Offer.PEOPLE]):
        current = found.holdings.get(answer.holding.agency, Offer.PEOPLE)
        holding = current.after(answer.holding) if current else answer.holding
        found = replace(found, holdings=found.holdings.with_holding(holding))
        yield found
    await put_on_register(desk, found.holdings.held)


async def look(desk: Desk, text: str, born: str = "", address: str = "") -> Found:
    """The same search to its end, without an incident (`look`). Raises as the two above."""
    *_, last = [found async for found in searching(desk, search_for(text, born, address))]
    return last


async def link(
    incident: Incident,
    candidate: Candidate,
    relation: Relation,
    *,
    also: Iterable[Holder] = (),
) -> tuple[Entry, ...]:
    """Records that this person belongs to the incident. `also` are possible matches confirmed.

    Raises `Rejected` when they are linked already, and as `Incident.record` does.
    """
    before = already(incident.state.people, candidate)
    if before is not None:
        raise Rejected(
            f"{line(before.name, 60)} is linked already, as {before.relation}. "
            "K shows who is linked: the link can be corrected or ended there."
        )
    confirmed = tuple(also)
    holders = (*candidate.holders, *confirmed)
    known = replace(candidate, holders=holders).known
    every = [a for h in holders for a in h.person.addresses]
    protected = protected_of(every)
    address = next(iter(every), None)
    if address is not None and any(same_place(address, one) for one in protected):
        # One agency's word that it is protected counts, whoever else sent it without.
        address = address.model_copy(update={"protected": True})
    identifiers: dict[str, str] = {}
    for agency, identifier in known.identifiers:
        identifiers.setdefault(agency, identifier)
    body = PersonLinked.model_validate(
        {
            "name": line(known.name, 200) or "name not known",
            "relation": relation,
            "nhs_number": known.nhs_number,
            "born": known.born.isoformat() if known.born else "",
            "expected": known.expected.isoformat() if known.expected else "",
            "address": address,
            "protected": protected,
            "identifiers": identifiers,
            "match": _how(candidate, confirmed),
        }
    )
    return await incident.record([Recording(body)])


def _how(candidate: Candidate, also: tuple[Holder, ...]) -> str:
    if also or candidate.match in (Match.POSSIBLE, Match.NO):
        return "possible-confirmed"
    return candidate.match.value
