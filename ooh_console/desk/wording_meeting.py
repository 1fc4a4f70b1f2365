"""Entries about meetings and the protocol in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.domain import bodies as b
from ooh_console.domain.text import ended
from ooh_console.domain.times import near_clock


def say_meeting(
    body: b.MeetingConvened
    | b.MeetingInvitation
    | b.MeetingCalledOff
    | b.MeetingHeld
    | b.ProtocolStep,
    now: datetime,
    tz: ZoneInfo | None,
) -> str:
    """What the entry says; not cleaned yet."""
    match body:
        case b.MeetingConvened():
            verb = "moved to" if body.moves else "called for"
            number = f" ({body.number})" if body.number else ""
            why = f" Reason: {ended(body.reason)}" if body.reason else ""
            at = near_clock(body.at, now, tz)
            return f"MEETING {verb} {at}{number}: {ended('; '.join(body.invited))}{why}"
        case b.MeetingInvitation():
            if body.outcome == "invited":
                return f"{body.who} was told of the meeting ({body.how or 'how not said'})."
            if body.outcome == "joined":
                return f"{body.who} joined the meeting."
            return f"{body.who} could NOT join the meeting. Reason: {ended(body.reason)}"
        case b.MeetingCalledOff():
            return f"MEETING called off. Reason: {ended(body.reason)}"
        case b.MeetingHeld():
            return f"MEETING held: {ended('; '.join(body.present))} Agreed: {_agreed(body)}"
        case b.ProtocolStep():
            did = "done" if body.outcome == "done" else "DOES NOT APPLY"
            why = f" Reason: {ended(body.reason)}" if body.reason else ""
            name = body.protocol.replace("-", " ")
            return f"STEP {did} ({name}): {body.text or body.step}{why}"


def _agreed(body: b.MeetingHeld) -> str:
    if not body.points:
        return body.agreed
    if len(body.points) == 1:
        return body.points[0]
    return "; ".join(f"{number}. {point}" for number, point in enumerate(body.points, 1))
