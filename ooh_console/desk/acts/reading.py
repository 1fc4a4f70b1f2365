"""Reading, by name: that somebody read a birth plan or a warning marker (L2, L12)."""

from __future__ import annotations

from ooh_console.desk.desk import Recording, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.domain.bodies import MarkerRead, PlanRead
from ooh_console.domain.copies import Copy
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holding
from ooh_console.domain.markers import Marker
from ooh_console.domain.state import State
from ooh_console.domain.text import line, name_key


async def read_plan(
    incident: Incident, copy: Copy, reader: str = "", how: str = ""
) -> tuple[Entry, ...]:
    """Records that somebody (the person at the desk, if nobody is named) read this very copy, or
    was given it (`how`).

    Raises as `Incident.record` does, and `Rejected` when they have read it already.
    """
    reader = reader or incident.desk.operator.name
    plan = copy.plan
    _once(incident, plan.digest, reader, "copy")
    body = PlanRead(
        agency=copy.name(60),
        version=line(plan.version, 40),
        digest=plan.digest,
        reader=reader,
        how=how,
    )
    return await incident.record([Recording(body)])


async def read_marker(
    incident: Incident, holding: Holding, marker: Marker, reader: str = ""
) -> tuple[Entry, ...]:
    """Records that somebody read and understood this marker. Raises as `read_plan` does."""
    reader = reader or incident.desk.operator.name
    _once(incident, marker.digest, reader, "marker")
    body = MarkerRead(
        agency=holding.agency,
        digest=marker.digest,
        subject=marker.subject.words(),
        summary=marker.summary(),
        reader=reader,
        identifier=line(marker.identifier, 80),
    )
    return await incident.record([Recording(body)])


def has_read(state: State, digest: str, reader: str = "") -> bool:
    """Whether this person has this content on record as read; anybody, if nobody is named."""
    readers = state.readers(digest)
    if not reader:
        return bool(readers)
    key = name_key(reader)
    return any(name_key(str(getattr(e.body, "reader", ""))) == key for e in readers)


def _once(incident: Incident, digest: str, reader: str, what: str) -> None:
    if has_read(incident.state, digest, reader):
        raise Rejected(f"It is on record that {line(reader, 60)} has read this {what}.")
