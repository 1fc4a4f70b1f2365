"""Promises whose time has passed: attendance and actions (I13)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Level, Night
from ooh_console.domain.attendance import Attendance
from ooh_console.domain.bodies import OOH, Action
from ooh_console.domain.coming import coming
from ooh_console.domain.entries import body_of
from ooh_console.domain.text import line
from ooh_console.domain.times import clock


def promises(night: Night) -> Iterator[Alarm]:
    """An ETA that has passed without `on scene`, whoever told us of the promise (I13)."""
    for one in coming(night.state, night.holdings):
        # Of OOH's own promise `answers` speaks.
        if one.agency == OOH or not one.overdue(night.now):
            continue
        sent, heard = one.sent, one.heard
        if heard is not None and heard.eta is not None and one.heard_overdue(night.now):
            name = line(one.agency, 30)
            text = f"OVERDUE: {name}, expected {clock(heard.eta)} (as recorded here)"
            yield Alarm("eta-passed", one.agency, text, heard.eta, "coming")
        if sent is not None and sent.eta is not None and one.sent_overdue(night.now):
            who = line(sent.who, 30) or line(one.agency, 30)
            text = f"OVERDUE: {who}, expected {clock(sent.eta)}"
            subject = f"{one.agency}/{sent.identifier or sent.who}"
            yield Alarm("eta-passed", subject, text, sent.eta, "coming")


def asked(night: Night) -> Iterator[Alarm]:
    """An agency that was asked whether it attends, and has not answered."""
    for one in coming(night.state, night.holdings):
        heard = one.heard
        if one.agency == OOH or heard is None or heard.since is None:
            continue
        # Its system may have answered meanwhile, though nobody here heard of it.
        waits = heard.state is Attendance.REQUESTED and not (one.sent and one.sent.state)
        if waits and night.past(heard.since, night.limits.agency_unanswered):
            text = f"{line(one.agency, 30)} asked to attend, NO ANSWER"
            yield Alarm("agency-unanswered", one.agency, text, heard.since, "coming", Level.WARNING)


def actions(night: Night) -> Iterator[Alarm]:
    """Actions whose time has passed."""
    for entry in night.state.open_actions:
        action = body_of(entry, Action)
        if action.due and action.due < night.now:
            text = f"ACTION OVERDUE: {line(action.owner, 24)}: {line(action.text, 60)}"
            yield Alarm("action-overdue", entry.id, text, action.due, "done")


RULES = (promises, asked)
LEFT_BEHIND = (actions,)
