"""The night as a timeline: time down, answers, agencies and people across. Pure, from the log.

What the manager asks the morning after (who knew what, when, and who was told?) is read off it: on
the screen of the review and in reports alike. What was struck through makes no bar; its mark stays.
Times are those at which things happened; a mark's entry says when it was written down (I3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.state import State
from ooh_console.domain.text import name_key
from ooh_console.domain.timeline.answers import answers
from ooh_console.domain.timeline.asked import asked
from ooh_console.domain.timeline.knowing import knowing
from ooh_console.domain.timeline.shapes import (
    SHAPES,
    Bar,
    Group,
    Happened,
    Lane,
    Mark,
    Stood,
    Timeline,
)

__all__ = [
    "AROUND",
    "EVENTS",
    "SHAPES",
    "Bar",
    "Group",
    "Happened",
    "Lane",
    "Mark",
    "Stood",
    "Timeline",
    "timeline",
]

AROUND = timedelta(hours=12)
"""What happened longer before the opening, or was recorded longer after the closing, stretches the
timeline no further: it stands at its edge."""

EVENTS = frozenset(
    {
        "incident_opened",
        "address_corrected",
        "birth_recorded",
        "decision",
        "power_started",
        "power_extended",
        "power_ended",
        "plan_read",
        "plan_read_out",
        "marker_read",
        "briefing_held",
        "meeting_held",
        "manager_called",
        "shift_handed_over",
        "shift_accepted",
        "parents_told",
        "referral",
        "handover",
        "incident_closed",
    }
)
"""Kinds that make an event of the night, beside the answers."""

_NOT_OF_THE_NIGHT = frozenset({"holding_seen", "review_note", "learning", "signed_off"})


def timeline(
    log: Sequence[Entry],
    state: State,
    now: datetime,
    screens: Iterable[tuple[datetime, Holdings]] = (),
) -> Timeline | None:
    """The timeline of an incident; `None` while its opening cannot be read.

    `log` is every entry, notes included; `state` their fold; `now` the end of what still stands;
    `screens` is what a desk showed from each moment on, oldest first, where that is at hand.
    """
    if state.opened is None:
        return None
    of_night = [
        entry
        for entry in log
        if entry.kind not in _NOT_OF_THE_NIGHT and not entry.kind.startswith("review_")
    ]
    opened = min(state.opened.occurred_at, state.opened.recorded_at)
    moments = [entry.occurred_at for entry in of_night]
    since = max(min(moments, default=opened), opened - AROUND)
    closed = state.closed.occurred_at if state.closed else None
    until = max((now if closed is None else closed), opened)
    last = max(moments, default=until)
    until = max(until, min(last, until + AROUND))
    lanes: list[Lane] = []
    bars: list[Bar] = []
    for lane, found in answers(state, opened, until):
        lanes.append(lane)
        bars += found
    people, believed, said = knowing(state)
    agencies, reached = asked(screens)
    marks = [*said, *_events(of_night, state), *_recorded(of_night, state)]
    lanes += [*people, *agencies, *_lanes_of(marks)]
    order = list(Group)
    return Timeline(
        since=since,
        until=until,
        lanes=tuple(sorted(lanes, key=lambda lane: order.index(lane.group))),
        bars=tuple(sorted((*bars, *believed, *reached), key=lambda bar: bar.since)),
        marks=tuple(sorted(marks, key=lambda mark: (mark.at, mark.entry.seq))),
    )


def _events(log: Iterable[Entry], state: State) -> Iterable[Mark]:
    for entry in log:
        if entry.kind in EVENTS:
            struck = entry.id in state.struck
            yield Mark("events", Happened.EVENT, entry, entry.kind.replace("_", " "), struck)


def _recorded(log: Iterable[Entry], state: State) -> Iterable[Mark]:
    for entry in log:
        struck = entry.id in state.struck
        yield Mark(f"recorded:{name_key(entry.role)}", Happened.RECORDED, entry, "", struck)


def _lanes_of(marks: Iterable[Mark]) -> Iterable[Lane]:
    found: dict[str, Lane] = {}
    for mark in marks:
        if mark.what is Happened.EVENT:
            found.setdefault(mark.lane, Lane(mark.lane, Group.EVENTS, "Events"))
        elif mark.what is Happened.RECORDED:
            title = mark.entry.role or "role not said"
            found.setdefault(mark.lane, Lane(mark.lane, Group.RECORDED, title))
    return found.values()
