"""The national child-protection service, asked by a person alone: each look is on record first."""

from __future__ import annotations

from collections.abc import Iterable

from ooh_console.desk.desk import Desk, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.domain.people import spoken_nhs_number
from ooh_console.domain.sources import BY_HAND, Offer, Source
from ooh_console.domain.state import State
from ooh_console.domain.text import line

OFFERS = tuple(offer for offer in Offer if offer in BY_HAND)


def services(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The agencies of which this is asked."""
    return tuple(source for source in sources if BY_HAND & set(source.offers))


def asked_about(state: State) -> dict[str, str]:
    """Everybody linked who has an NHS number: the number, and who it is. The mother stands for the
    unborn child, whose plan is held under her number."""
    return {
        person.nhs_number: f"{line(person.name, 40)} ({person.relation})"
        for person in state.people
        if person.nhs_number
    }


def allow_look(desk: Desk) -> None:
    """Raises `Rejected` where no look can be put on the register: then nobody may be asked."""
    if desk.ledger.problem:
        raise Rejected(
            f"{desk.ledger.problem} A look that cannot be put on the register is not made: nobody "
            "was asked."
        )


async def put_on_record(desk: Desk, whom: str) -> None:
    """Puts a look on the register before it is made (I11).

    Raises `Rejected` where it cannot be, and the ledger's errors: then nobody may be asked.
    """
    allow_look(desk)
    where = ", ".join(line(source.agency, 60) for source in services(desk.gateway.sources))
    await desk.opened(f"child protection at {where}: {whom}")


async def look(incident: Incident) -> None:
    """Asks the service now about everybody linked with an NHS number; what it says is on the view.

    Raises `Rejected` when there is nobody to ask or to ask about, and the ledger's errors. No
    agency's failure raises.
    """
    if not services(incident.desk.gateway.sources):
        raise Rejected(
            "No agency of this desk answers this: `agencies.toml` has an example, with the adapter "
            "cpis. Nobody was asked."
        )
    people = asked_about(incident.state)
    if not people:
        raise Rejected(
            "Nobody with an NHS number is linked, and the service is asked by number alone. Link "
            "the mother first (k): an unborn child's plan is held under hers."
        )
    whom = "; ".join(f"{spoken_nhs_number(number)} {who}" for number, who in people.items())
    await put_on_record(incident.desk, f"{whom}; incident {incident.reference}")
    await incident.refresh(OFFERS)
