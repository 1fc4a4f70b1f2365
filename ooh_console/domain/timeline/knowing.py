"""Who was told what when, and for how long each believed an answer that had changed (I5, L7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ooh_console.domain.answers import ANSWERED_BY
from ooh_console.domain.bodies import (
    CirculationChanged,
    NoticeConfirmed,
    NoticeFailed,
    NoticeGiven,
    Topic,
)
from ooh_console.domain.entries import Entry, body_of, happened
from ooh_console.domain.state import State
from ooh_console.domain.text import name_key
from ooh_console.domain.timeline.shapes import Bar, Group, Happened, Lane, Mark, Stood


def knowing(state: State) -> tuple[list[Lane], list[Bar], list[Mark]]:
    """A lane for each recipient, those told first before the others."""
    lanes: dict[str, Lane] = {}
    bars: list[Bar] = []
    marks: list[Mark] = []
    notices = {entry.id: entry for entry in state.kinds.get("notice_given", ())}
    for entry in sorted(_said(state), key=happened):
        body = entry.body
        if isinstance(body, NoticeConfirmed):
            notice = notices.get(body.notice)
            if notice is None:
                continue
            about = body_of(notice, NoticeGiven)
            what = Happened.REFUSED if body.outcome == "refused" else Happened.READ_BACK
            recipient, topic = about.recipient, about.topic
        elif isinstance(body, NoticeFailed):
            if body.topic is None:
                continue  # An invitation to a meeting is no answer.
            what, recipient, topic = Happened.NOT_TAKEN, body.recipient, body.topic
        else:
            about = body_of(entry, NoticeGiven)
            what, recipient, topic = Happened.TOLD, about.recipient, about.topic
        lane = f"told:{name_key(recipient)}"
        lanes.setdefault(lane, Lane(lane, Group.KNOWING, recipient))
        marks.append(Mark(lane, what, entry, topic.value, struck=entry.id in state.struck))
    for topic in Topic:
        bars += _believed(topic, state)
    return list(lanes.values()), bars, marks


def _said(state: State) -> Iterator[Entry]:
    for kind in ("notice_given", "notice_failed", "notice_confirmed"):
        yield from state.kinds.get(kind, ())


def _believed(topic: Topic, state: State) -> Iterator[Bar]:
    """From the moment the answer changed, or they were told it later than that, until they were
    told another one, or somebody said that they need not be."""
    gone, answer = _replaced(topic, state), state.to_tell(topic)
    told: dict[str, list[Entry]] = {}
    for entry in state.live("notice_given"):
        body = body_of(entry, NoticeGiven)
        if body.topic is topic:
            told.setdefault(name_key(body.recipient), []).append(entry)
    for recipient, entries in told.items():
        for place, entry in enumerate(entries):
            heard = body_of(entry, NoticeGiven).answer
            if answer is not None and heard == answer.id:
                continue
            # A withdrawal is none of the answers: the present one has taken its place.
            changed = gone.get(heard, answer.occurred_at if answer else entry.occurred_at)
            since = max(changed, entry.occurred_at)
            after = entries[place + 1].occurred_at if place + 1 < len(entries) else None
            out = _taken_out(topic, recipient, since, state)
            ends = [moment for moment in (after, out) if moment is not None]
            until = min(ends, default=None)
            if until is None or until > since:
                yield Bar(f"told:{recipient}", since, until, Stood.OLD, topic.value, entry.id)


def _replaced(topic: Topic, state: State) -> dict[str, datetime]:
    """Each answer that is no longer the answer, with the moment from which it was not: that of the
    next one, or that at which it was struck through."""
    every = sorted(
        (e for kind in ANSWERED_BY[topic] for e in state.kinds.get(kind, ())), key=happened
    )
    found: dict[str, datetime] = {}
    following: datetime | None = None
    for entry in reversed(every):
        struck = state.struck.get(entry.id)
        if struck is not None:
            found[entry.id] = struck.recorded_at
        else:
            if following is not None:
                found[entry.id] = following
            following = entry.occurred_at
    return found


def _taken_out(topic: Topic, recipient: str, since: datetime, state: State) -> datetime | None:
    for entry in state.live("circulation_changed"):
        body = body_of(entry, CirculationChanged)
        if (
            body.change == "removed"
            and body.topic in (None, topic)
            and name_key(body.recipient) == recipient
            and entry.occurred_at >= since
        ):
            return entry.occurred_at
    return None
