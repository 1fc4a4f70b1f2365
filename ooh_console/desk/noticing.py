"""What a notice to an agency's system says, and what its receipt means in the log."""

from __future__ import annotations

from datetime import datetime

from ooh_console.desk.desk import Recording
from ooh_console.desk.incident import Incident
from ooh_console.desk.script import script
from ooh_console.desk.view import View
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.notices import (
    BY_SYSTEM,
    MEETING,
    About,
    Due,
    MeetingCalled,
    Notice,
    OwnAttendance,
    Receipt,
    ReceiptState,
    Sender,
    meeting_of,
)
from ooh_console.domain.people import Address
from ooh_console.domain.text import ended, line
from ooh_console.domain.times import is_late, near_clock, to_milliseconds

READ_LATE = "their system said so only now"


def notice_of(incident: Incident, one: Due) -> Notice | None:
    """What is sent; `None` when there is nothing to say any more."""
    view, state, by = incident.view(), incident.state, incident.desk.operator
    meeting = meeting_of(state, one.about) if one.topic is None else None
    if one.topic is None and meeting is None:
        return None
    words = _words(one, view)
    ooh = state.ooh if one.topic is b.Topic.OOH and state.ooh.answer is one.about else None
    return Notice(
        key=one.key,
        topic=one.topic.value.casefold().replace(" ", "-") if one.topic else MEETING,
        incident=incident.reference,
        words=words,
        given_at=one.about.occurred_at,
        sender=Sender(name=by.name, role=by.role, agency=by.agency),
        about=about_of(incident, one.recipient),
        attendance=OwnAttendance(
            state=ooh.state,
            who=ooh.who,
            eta=ooh.eta,
            agreed_role=ooh.agreed_role,
            reason=ooh.reason,
        )
        if ooh is not None and ooh.state is not None
        else None,
        meeting=MeetingCalled(at=meeting.at, number=meeting.number) if meeting else None,
        withdrawn=one.topic is not None and state.answer(one.topic) is None,
        exercise=view.exercise,
    )


def _words(one: Due, view: View) -> str:
    """A protected address is not told to a system whose agency did not send it."""
    if one.topic is None:
        return _invites(one.about, view)
    if one.topic is b.Topic.ADDRESS and not _may_hear(one.recipient, view):
        return "The address has been CORRECTED, and is protected. Ring the desk before you go on."
    return script(one.topic, view)


def _may_hear(recipient: str, view: View) -> bool:
    """Whether they may be told every address that such a notice names."""
    return all(view.protected.may_hear(recipient, one) for one in view.state.addresses)


def about_of(incident: Incident, recipient: str) -> About:
    """Whom and where; a protected address goes only to an agency that itself sent it."""
    view, place = incident.view(), incident.state.address
    told = view.protected.may_hear(recipient, place)
    return About.of(incident.sought().nhs_numbers, place if told else Address())


def _invites(about: Entry, view: View) -> str:
    body = body_of(about, b.MeetingConvened)
    number = f" Ring {ended(line(body.number, 60))}" if body.number else ""
    at = near_clock(body.at, view.now, view.habits.tz)
    moved = "has been moved: it is now" if body.moves else "is called for"
    return f"A professionals meeting {moved} {at}.{number} Please say whether you join."


def read_at(entry: Entry, receipt: Receipt, clock: datetime) -> tuple[datetime, str]:
    """When it was read, as they say it, where that can be so; and why it is recorded late."""
    now = to_milliseconds(clock)
    at = receipt.at
    when = to_milliseconds(at) if at and entry.occurred_at <= at <= now else now
    return when, READ_LATE if is_late(when, now) else ""


def taken(one: Due, notice: Notice) -> Recording:
    """That their system took it: from now on they count as told, or as invited."""
    if one.topic is None:
        invitation = b.MeetingInvitation(
            meeting=one.about.id,
            who=one.recipient,
            outcome="invited",
            how=BY_SYSTEM,
            key=one.key,
        )
        return Recording(invitation)
    given = b.NoticeGiven(
        topic=one.topic,
        answer=one.about.id,
        recipient=one.recipient,
        how=BY_SYSTEM,
        words=notice.words,
        key=one.key,
    )
    return Recording(given)


def reply_of(
    told: str, receipt: Receipt, invited: object = None
) -> tuple[b.NoticeConfirmed | b.MeetingInvitation, ...]:
    """What a receipt says beyond that their system has it."""
    if receipt.state not in (ReceiptState.READ, ReceiptState.REFUSED):
        return ()
    refused = receipt.state is ReceiptState.REFUSED
    by, words = line(receipt.by, 200), receipt.words
    if not isinstance(invited, b.MeetingInvitation):
        outcome = "refused" if refused else "confirmed"
        return (
            b.NoticeConfirmed.model_validate(
                {"notice": told, "by": by, "outcome": outcome, "words": words}
            ),
        )
    reason = f"{by}: {words.strip() or 'no reason was sent'}"
    return (
        b.MeetingInvitation(
            meeting=invited.meeting,
            who=invited.who,
            outcome="could-not" if refused else "invited",
            how="" if refused else f"{BY_SYSTEM}, read by {by}",
            reason=reason if refused else "",
            key=invited.key,
        ),
    )
