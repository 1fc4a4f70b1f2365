"""Birth, powers and what must not be told put into the shapes of `incident_shapes`."""

from __future__ import annotations

from ooh_console.cli.incident_shapes import (
    BirthShape,
    OrderCheckedShape,
    PowerShape,
    RestrictionShape,
)
from ooh_console.desk.view import View
from ooh_console.desk.wording import party
from ooh_console.domain.bodies import (
    BirthRecorded,
    DisclosureRestricted,
    OrderChecked,
    PowerStarted,
)
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.powers import clock_of, order_check


def birth(entry: Entry) -> BirthShape:
    """The recorded birth."""
    body = body_of(entry, BirthRecorded)
    return BirthShape(
        at=entry.occurred_at,
        place=body.place,
        heard_from=body.heard_from,
        condition=body.condition,
        entry=entry.id,
        baby=body.baby,
    )


def power(entry: Entry, view: View) -> PowerShape:
    """A power in force, with its clock."""
    body, clock = body_of(entry, PowerStarted), clock_of(entry, view.state)
    return PowerShape(
        power=body.power.value,
        by=party(body.by),
        started_at=entry.occurred_at,
        expires_at=clock.ends,
        expired=clock.ends is not None and clock.ends <= view.now,
        epo_in_force=body.epo_in_force,
        authority=body.authority,
        epo_reason=body.epo_reason,
        epo_checked=_checked(check) if (check := order_check(entry, view.state)) else None,
        applied_by=body.applied_by,
        until=body.until,
        extended_at=clock.extended.occurred_at if clock.extended else None,
        entry=entry.id,
    )


def _checked(entry: Entry) -> OrderCheckedShape:
    body = body_of(entry, OrderChecked)
    return OrderCheckedShape(
        in_force=body.in_force,
        said_by=body.said_by,
        reason=body.reason,
        at=entry.occurred_at,
        entry=entry.id,
    )


def restriction(entry: Entry) -> RestrictionShape:
    """What must not be told, and its end."""
    body = body_of(entry, DisclosureRestricted)
    return RestrictionShape(
        what=body.what, until=body.until, since=entry.occurred_at, entry=entry.id
    )
