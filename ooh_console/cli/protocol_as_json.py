"""Steps of the protocol and meetings to come, put into the shapes of `incident_shapes`."""

from __future__ import annotations

from typing import Literal

from ooh_console.cli.incident_shapes import InvitationShape, MeetingShape, StepShape
from ooh_console.desk.view import View
from ooh_console.domain.bodies import MeetingInvitation, ProtocolStep
from ooh_console.domain.meetings import Invitation, Invited, waiting
from ooh_console.domain.protocol import StepNow

_STANDINGS: dict[Invited, Literal["not-told", "told", "joined", "could-not"]] = {
    Invited.NOT_TOLD: "not-told",
    Invited.TOLD: "told",
    Invited.JOINED: "joined",
    Invited.COULD_NOT: "could-not",
}


def steps(view: View) -> list[StepShape]:
    """Every step that applies, or of which something is on record."""
    return [_step(one) for one in view.steps]


def _step(one: StepNow) -> StepShape:
    body = one.entry.body if one.entry else None
    return StepShape(
        protocol=one.protocol.id,
        protocol_title=one.protocol.title,
        source=one.protocol.source,
        step=one.step.id,
        text=one.step.text,
        why=one.step.why,
        standing=one.standing.value,
        due=one.due,
        overdue=one.overdue,
        command=one.step.command,
        reason=body.reason if isinstance(body, ProtocolStep) else "",
        by=one.entry.operator if one.entry else "",
        at=one.entry.occurred_at if one.entry else None,
        entry=one.entry.id if one.entry else None,
    )


def meetings(view: View) -> list[MeetingShape]:
    """The meetings that are still to be held."""
    return [
        MeetingShape(
            at=one.at,
            number=one.number,
            passed=one.at < view.now,
            invited=[_invitation(invitation) for invitation in one.invitations],
            entry=one.entry.id,
        )
        for one in waiting(view.state)
    ]


def _invitation(one: Invitation) -> InvitationShape:
    body = one.entry.body if one.entry else None
    said = body if isinstance(body, MeetingInvitation) else None
    return InvitationShape(
        who=one.who,
        standing=_STANDINGS[one.standing],
        how=said.how if said else "",
        reason=said.reason if said else "",
        entry=one.entry.id if one.entry else None,
    )
