"""What agencies hold on an incident: whom they are asked about, and each answer as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ooh_console.desk.desk import Desk
from ooh_console.desk.looking_back import last_holdings
from ooh_console.desk.others_records import put_on_register
from ooh_console.desk.shown import ShownScreens
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.protected import Protected
from ooh_console.domain.sources import Offer, Sought
from ooh_console.domain.state import State
from ooh_console.domain.withdrawn import Withdrawn

WATCHED = (Offer.PEOPLE, Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS)


def sought(state: State) -> Sought:
    """Whom the agencies are asked about: the people linked and the places known. A protected
    address of theirs is not passed on: the place of the incident alone is asked about."""
    people = state.people
    known = Protected.of(state, Holdings())
    numbers = dict.fromkeys(person.nhs_number for person in people if person.nhs_number)
    places = [
        state.address,
        *(p.address for p in people if p.address and not known.covers(p.address)),
    ]
    addresses = {place.key: place for place in places if place.key}
    identifiers = {pair: None for person in people for pair in person.identifiers.items()}
    return Sought(
        nhs_numbers=tuple(numbers),
        addresses=tuple(addresses.values()),
        identifiers=tuple(identifiers),
    )


class Inquiry:
    """The agencies' answers about one incident, for one event loop."""

    def __init__(
        self, desk: Desk, reference: str, state: State, changed: Callable[[], None]
    ) -> None:
        """`changed` is called at each answer."""
        self._desk = desk
        self._reference = reference
        self._changed = changed
        self._screens = ShownScreens(desk, reference)
        self._sought = sought(state)
        self.holdings = Holdings.unasked(desk.gateway.sources)
        self._recall()
        if not desk.gateway.sources:  # An exercise that was left: its agencies ended with it.
            self.holdings = last_holdings(desk, reference)

    def is_about(self, state: State) -> None:
        """Whom the incident is about now. Nothing is held any more of whoever left it; the rest of
        what was said stays, but is no answer to the question as it is now."""
        found = sought(state)
        if found != self._sought:
            gone, self._sought = Withdrawn.between(self._sought, found), found
            kept = map(gone.without, self.holdings.held) if gone else self.holdings.held
            again = tuple(holding.asked_again() for holding in kept)
            self.holdings = replace(self.holdings, held=again)
            self._recall()

    def _recall(self) -> None:
        """What agencies said to this question before, with its age."""
        for holding in self._desk.gateway.known(self._sought.key()):
            current = self.holdings.get(holding.agency, holding.offer)
            if current is not None and current.fetched_at is None:
                self.holdings = self.holdings.with_holding(holding)

    async def ask(self, offers: Sequence[Offer]) -> None:
        """Asks every agency once. Raises only the ledger's errors, after every answer came."""
        asked = self._sought
        async for answer in self._desk.gateway.ask(asked, offers):
            if self._sought == asked:
                self._show(answer.holding)
        await put_on_register(self._desk, self.holdings.held, self._reference)
        await self._screens.kept()

    def _show(self, holding: Holding) -> None:
        current = self.holdings.get(holding.agency, holding.offer)
        self.holdings = self.holdings.with_holding(current.after(holding) if current else holding)
        self._screens.shows(self.holdings)
        self._changed()
