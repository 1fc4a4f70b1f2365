"""Until when the family must not be told something, by the open incidents about a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, cast

from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.domain.bodies import DisclosureRestricted
from ooh_console.domain.entries import REGISTER, body_of


class _Head(Protocol):
    @property
    def reference(self) -> str: ...
    @property
    def last_kind(self) -> str: ...


def ends_for(desk: Desk, numbers: Collection[str]) -> tuple[str, ...]:
    """The end of every restriction in force in an incident that is not closed, and to which
    somebody with one of these NHS numbers is linked. Blocking; raises the ledger's errors."""
    found: dict[str, None] = {}
    for head in cast("Sequence[_Head]", desk.ledger.incidents()):
        if not numbers or head.reference == REGISTER or head.last_kind == "incident_closed":
            continue
        state = Incident.load(desk, head.reference).state
        if any(person.nhs_number in numbers for person in state.people):
            found |= {body_of(e, DisclosureRestricted).until: None for e in state.restrictions}
    return tuple(found)
