"""Meetings that were called, in lines: when, which number, who was told, joined, or could not."""

from __future__ import annotations

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.view import View
from ooh_console.domain.bodies import MeetingInvitation
from ooh_console.domain.meetings import Invitation, Invited, Meeting, waiting
from ooh_console.domain.text import ended, line
from ooh_console.domain.times import near_clock, span

_TONES = {
    Invited.NOT_TOLD: Tone.ALARM,
    Invited.TOLD: Tone.PLAIN,
    Invited.JOINED: Tone.GOOD,
    Invited.COULD_NOT: Tone.WARNING,
}


def short(view: View) -> list[Line]:
    """Each meeting that is still to be held, on one line."""
    return [_short(meeting, view) for meeting in waiting(view.state)]


def _short(meeting: Meeting, view: View) -> Line:
    counts = [
        f"{len(found)} {standing}"
        for standing in (Invited.JOINED, Invited.TOLD, Invited.COULD_NOT)
        if (found := meeting.of(standing))
    ]
    untold = len(meeting.of(Invited.NOT_TOLD))
    spans: list[Span | str] = [_when(meeting, view)]
    if untold:
        spans += [" · ", Span(f"{untold} {Invited.NOT_TOLD}", Tone.ALARM)]
    return row(*spans, f" · {', '.join(counts)}" if counts else "")


def _when(meeting: Meeting, view: View) -> Span:
    at = near_clock(meeting.at, view.now, view.habits.tz)
    gap = meeting.at - view.now
    left = f"in {span(gap)}" if meeting.at > view.now else f"its time passed {span(-gap)} ago"
    number = f", ring {line(meeting.number, 40)}" if meeting.number else ""
    return Span(f"MEETING {at}, {left}{number}", Tone.STRONG)


def meetings(view: View) -> list[Line]:
    """Each meeting that is still to be held, and everybody who was asked to join."""
    found: list[Line] = []
    for meeting in waiting(view.state):
        found.append(row(_when(meeting, view)))
        found += [_invitation(one) for one in meeting.invitations]
    return found


def _invitation(one: Invitation) -> Line:
    spans: list[Span | str] = [f"  {line(one.who, 80)}: ", Span(one.standing, _TONES[one.standing])]
    body = one.entry.body if one.entry else None
    if isinstance(body, MeetingInvitation) and (why := body.reason or body.how):
        spans.append(f" ({line(why, 80)})")
    return row(*spans)


def to_read_out(view: View) -> str:
    """What to say to somebody who is asked to join the next meeting; empty when none is to come."""
    meeting = next(iter(waiting(view.state)), None)
    if meeting is None:
        return ""
    at = near_clock(meeting.at, view.now, view.habits.tz)
    ring = f" Ring {ended(line(meeting.number, 40))}" if meeting.number else ""
    place = view.place(100)
    return (
        f"Professionals meeting at {at} about {place}.{ring} Please say whether you will join, "
        "and repeat the time and the number."
    )
