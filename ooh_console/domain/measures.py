"""How long what matters took, from the entries of one incident: for a debrief, and for reports.

The answers that the audited night asks for (L2, L5, L7, L12): when the plan was opened, the markers
read, somebody decided, OOH answered, and when everybody knew a changed answer. What was struck
through does not count. Times are those at which things happened, not at which they were recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ooh_console.domain.alarms import MINUTE, Thresholds
from ooh_console.domain.answers import ANSWERED_BY
from ooh_console.domain.bodies import (
    OOH,
    AttendanceRequested,
    DecisionMakerAccepted,
    NoticeGiven,
    Topic,
)
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.state import State
from ooh_console.domain.text import line, name_key


class What(StrEnum):
    """What is measured. The values are words that programs can rely on."""

    PLAN_OPENED = "plan-opened"
    """Somebody read a birth plan, was given it, or typed in one that was read out (L2)."""
    MARKER_READ = "marker-read"
    """Somebody confirmed one warning marker as it reads now; one measure for each held (L12)."""
    MARKERS_READ = "markers-read"
    """The last of them."""
    DECISION_MAKER_NAMED = "decision-maker-named"
    DECISION_MAKER_ACCEPTED = "decision-maker-accepted"
    """Whoever was named was heard to accept (L5)."""
    ACCEPTANCE = "acceptance"
    """The same, from being named."""
    OOH_ASKED = "ooh-asked"
    """Somebody asked whether OOH attends; an answer that nobody asked for counts as well."""
    OOH_ANSWERED = "ooh-answered"
    """OOH's first answer, whichever it was (L7)."""
    OOH_ANSWER = "ooh-answer"
    """The same, from being asked."""
    FULLY_TOLD = "fully-told"
    """From a changed answer until nobody believed the old one; one measure for each time that
    somebody did (I5)."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One stretch of the night. `None` for an end that never came."""

    what: What
    since: datetime | None
    until: datetime | None
    subject: str = ""
    """Which marker, or which answer."""
    people: int = 0
    """How many believed the old answer, at most at one time."""
    limit: float | None = None
    """The minutes after which the configuration sounds an alarm, where it has a word on this."""
    agency: str = ""
    """Of a marker: who holds it."""

    @property
    def minutes(self) -> float | None:
        """How long it took, never negative; `None` when it never happened."""
        if self.since is None or self.until is None:
            return None
        return max(timedelta(), self.until - self.since) / MINUTE

    def exceeded(self, now: datetime) -> bool:
        """Whether it took as long as the alarm allows, or has by now without having happened."""
        if self.limit is None or self.since is None:
            return False
        return (self.until or now) - self.since >= self.limit * MINUTE


def measures(state: State, holdings: Holdings, limits: Thresholds) -> tuple[Measure, ...]:
    """Every measure of an incident, in the order of a debrief; none before it was opened.

    `holdings` says which warning markers there are; the limits are those of `console.toml`.
    """
    if state.opened is None:
        return ()
    # As the alarms count: an opening written down late began when it happened.
    began = min(state.opened.occurred_at, state.opened.recorded_at)
    return (
        Measure(
            What.PLAN_OPENED,
            began,
            _first([*state.live("plan_read"), *state.live("plan_read_out")]),
        ),
        *_markers(state, holdings, began),
        *_decision_maker(state, limits, began),
        *_ooh(state, limits, began),
        *(one for topic in Topic for one in _told(topic, state)),
    )


def _first(entries: Iterable[Entry]) -> datetime | None:
    return min((entry.occurred_at for entry in entries), default=None)


def _markers(state: State, holdings: Holdings, began: datetime) -> Iterator[Measure]:
    """Each marker that is held, then all of them. One that has changed since must be read anew.

    All count from the opening: an agency does not say since when its record could be asked.
    """
    read = []
    for holding, marker in holdings.markers:
        about = marker.subject.words() if marker.fully_read else ""
        name = line(marker.category, 40) or line(marker.summary(), 40)
        subject = ", ".join(part for part in (line(holding.agency, 30), about, name) if part)
        until = _first(state.readers(marker.digest))
        read.append(until)
        yield Measure(What.MARKER_READ, began, until, subject, agency=holding.agency)
    if read:
        reached = [until for until in read if until is not None]
        everything = max(reached) if len(reached) == len(read) else None
        yield Measure(What.MARKERS_READ, began, everything)


def _decision_maker(state: State, limits: Thresholds, began: datetime) -> Iterator[Measure]:
    named = state.live("decision_maker_set")
    ids = {entry.id for entry in named}
    accepted = _first(
        entry
        for entry in state.live("decision_maker_accepted")
        if body_of(entry, DecisionMakerAccepted).answer in ids
    )
    first = _first(named)
    yield Measure(What.DECISION_MAKER_NAMED, began, first, limit=limits.no_decision_maker)
    yield Measure(What.DECISION_MAKER_ACCEPTED, began, accepted)
    yield Measure(What.ACCEPTANCE, first, accepted, limit=limits.not_accepted)


def _ooh(state: State, limits: Thresholds, began: datetime) -> Iterator[Measure]:
    answered = state.live("attendance_answered")
    asked = _first(
        [
            *(
                entry
                for entry in state.live("attendance_requested")
                if name_key(body_of(entry, AttendanceRequested).agency) == name_key(OOH)
            ),
            *answered,
        ]
    )
    first = _first(answered)
    yield Measure(What.OOH_ASKED, began, asked, limit=limits.ooh_not_asked)
    yield Measure(What.OOH_ANSWERED, began, first)
    yield Measure(What.OOH_ANSWER, asked, first, limit=limits.ooh_unanswered)


def _told(topic: Topic, state: State) -> Iterator[Measure]:
    """The log is played again, as it was recorded: for as long as the desk's alarm named somebody
    who believed an old answer, one measure. An answer that changes again in between only adds to
    it, as it did for those who waited."""
    so_far = State()
    since: datetime | None = None
    until: datetime | None = None
    people = before = 0
    for entry in _bearing_on(topic, state):
        so_far = so_far.with_entry(entry)
        believing = so_far.still_believe_old(topic)
        if believing and since is None:
            # Nobody believes an old answer before it changed, or before they were told it.
            told = min(one.notice.occurred_at for one in believing)
            answer = so_far.to_tell(topic)
            since = max(told, answer.occurred_at) if answer else told
            people = before = 0
            until = since
        if since is not None and until is not None:
            people = max(people, len(believing))
            if len(believing) < before:
                until = max(until, entry.occurred_at)
            if not believing:
                yield Measure(What.FULLY_TOLD, since, until, topic, people)
                since = until = None
        before = len(believing)
    if since is not None:
        yield Measure(What.FULLY_TOLD, since, None, topic, people)


def _bearing_on(topic: Topic, state: State) -> list[Entry]:
    """What bears on who knows an answer, in the order in which it was recorded: the answers, who
    was told, who need not be; and every correction, whatever it strikes through."""
    return sorted(
        (
            *(e for kind in ANSWERED_BY[topic] for e in state.kinds.get(kind, ())),
            *(
                e
                for e in state.kinds.get("notice_given", ())
                if body_of(e, NoticeGiven).topic is topic
            ),
            *state.kinds.get("circulation_changed", ()),
            *state.kinds.get("correction", ()),
        ),
        key=lambda entry: entry.seq,
    )
