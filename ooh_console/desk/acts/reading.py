"""Reading, by name: that somebody read a birth plan or a warning marker (L2, L12)."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import Act, Context, Field, Option, Values
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.domain.bodies import MarkerRead, PlanRead
from ooh_console.domain.copies import Copy
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holding
from ooh_console.domain.markers import Marker
from ooh_console.domain.state import State
from ooh_console.domain.text import line, name_key


def _plan(copy: Copy, reader: str, how: str = "") -> PlanRead:
    return PlanRead(
        agency=copy.name(60),
        version=line(copy.plan.version, 40),
        digest=copy.plan.digest,
        reader=reader,
        how=how,
    )


def _marker(holding: Holding, marker: Marker, reader: str) -> MarkerRead:
    return MarkerRead(
        agency=holding.agency,
        digest=marker.digest,
        subject=marker.subject.words(),
        summary=marker.summary(),
        reader=reader,
        identifier=line(marker.identifier, 80),
    )


async def read_plan(
    incident: Incident, copy: Copy, reader: str = "", how: str = ""
) -> tuple[Entry, ...]:
    """Records that somebody (the person at the desk, if nobody is named) read this very copy, or
    was given it (`how`).

    Raises as `Incident.record` does, and `Rejected` when they have read it already.
    """
    reader = reader or incident.desk.operator.name
    _once(incident.state, copy.plan.digest, reader, "copy")
    return await incident.record([Recording(_plan(copy, reader, how))])


async def read_marker(
    incident: Incident, holding: Holding, marker: Marker, reader: str = ""
) -> tuple[Entry, ...]:
    """Records that somebody read and understood this marker. Raises as `read_plan` does."""
    reader = reader or incident.desk.operator.name
    _once(incident.state, marker.digest, reader, "marker")
    return await incident.record([Recording(_marker(holding, marker, reader))])


def has_read(state: State, digest: str, reader: str = "") -> bool:
    """Whether this person has this content on record as read; anybody, if nobody is named."""
    readers = state.readers(digest)
    if not reader:
        return bool(readers)
    key = name_key(reader)
    return any(name_key(str(getattr(e.body, "reader", ""))) == key for e in readers)


def _once(state: State, digest: str, reader: str, what: str) -> None:
    if has_read(state, digest, reader):
        raise Rejected(f"It is on record that {line(reader, 60)} has read this {what}.", "reader")


# The same as forms: where there is no page on which one is chosen


def _copies(context: Context) -> tuple[Option, ...]:
    return tuple(
        Option(one.plan.digest, f"{one.name(40)}, {one.plan.title()}")
        for one in context.view.copies
    )


def _markers(context: Context) -> tuple[Option, ...]:
    return tuple(
        Option(one.digest, f"{line(holding.agency, 40)}, {one.subject.words()}: {one.summary()}")
        for holding, one in context.view.holdings.markers
    )


def _read_plan(values: Values, context: Context) -> Sequence[Recording]:
    copy = next((one for one in context.view.copies if one.plan.digest == values["copy"]), None)
    if copy is None:
        raise Rejected("That copy is not here any more: choose again.", "copy")
    _once(context.view.state, copy.plan.digest, values["reader"], "copy")
    return [Recording(_plan(copy, values["reader"]))]


def _read_marker(values: Values, context: Context) -> Sequence[Recording]:
    held = context.view.holdings.markers
    pair = next((pair for pair in held if pair[1].digest == values["marker"]), None)
    if pair is None:
        raise Rejected("That marker is not here any more: choose again.", "marker")
    _once(context.view.state, pair[1].digest, values["reader"], "marker")
    return [Recording(_marker(*pair, values["reader"]))]


_READER = Field("reader", "Read by", required=True, initial=choices.me)

READING: tuple[Act, ...] = (
    Act(
        "read-plan",
        "Somebody has read a copy of the birth plan",
        (Field("copy", "Which copy", required=True, closed=True, options=_copies), _READER),
        _read_plan,
    ),
    Act(
        "read-marker",
        "Somebody has read a warning marker",
        (Field("marker", "Which marker", required=True, closed=True, options=_markers), _READER),
        _read_marker,
    ),
)
