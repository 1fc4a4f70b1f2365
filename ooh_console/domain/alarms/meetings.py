"""A meeting whose time has passed, and people who were to join it and have not been told (L6)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Level, Night, counted
from ooh_console.domain.meetings import Invited, waiting
from ooh_console.domain.text import line
from ooh_console.domain.times import clock

NAMED_AT_MOST = 3


def meetings(night: Night) -> Iterator[Alarm]:
    """Each meeting that was called: neither held nor moved; or its people not told of it."""
    for meeting in waiting(night.state):
        at = clock(meeting.at)
        if night.past(meeting.at, night.limits.meeting_not_held):
            text = f"MEETING of {at} NEITHER HELD NOR MOVED"
            yield Alarm("meeting-passed", meeting.entry.id, text, meeting.at, "meeting")
        untold = meeting.of(Invited.NOT_TOLD)
        since = meeting.entry.recorded_at
        if untold and night.past(since, night.limits.not_invited):
            names = ", ".join(line(one.who, 20) for one in untold[:NAMED_AT_MOST])
            more = len(untold) - NAMED_AT_MOST
            who = names + (f" and {more} more" if more > 0 else "")
            text = f"Meeting at {at}: {counted(len(untold), 'person')} not told: {who}"
            text = text.replace(" persons ", " people ")
            yield Alarm("meeting-not-told", meeting.entry.id, text, since, "invite", Level.WARNING)


RULES = (meetings,)
