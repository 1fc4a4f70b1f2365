"""Promises whose time has passed: attendance and actions (I13)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Night
from ooh_console.domain.attendance import Attendance, Commitment, overdue
from ooh_console.domain.bodies import Action
from ooh_console.domain.entries import body_of
from ooh_console.domain.state import State
from ooh_console.domain.text import is_blank, line, name_key
from ooh_console.domain.times import clock


def promises(night: Night) -> Iterator[Alarm]:
    """An ETA that has passed without `on scene`, whoever told us of the promise (I13)."""
    for name in night.state.agencies_heard:
        heard = night.state.attending(name)
        if overdue(heard.state, heard.eta, night.now) and heard.eta is not None:
            text = f"OVERDUE: {line(name, 30)}, expected {clock(heard.eta)} (as recorded here)"
            yield Alarm("eta-passed", name, text, heard.eta, "commitment")
    for holding, promise in night.holdings.commitments:
        if _seen(night.state, holding.agency, promise):
            continue
        if overdue(promise.state, promise.eta, night.now) and promise.eta is not None:
            who = line(promise.who, 30) or line(holding.agency, 30)
            text = f"OVERDUE: {who}, expected {clock(promise.eta)}"
            subject = f"{holding.agency}/{promise.identifier or promise.who}"
            yield Alarm("eta-passed", subject, text, promise.eta, "commitment")


def _seen(state: State, agency: str, promise: Commitment) -> bool:
    """Whether somebody here recorded them on scene, though their own system does not say so yet."""
    heard = state.attending(agency)
    if heard.state not in {Attendance.ON_SCENE, Attendance.LEFT}:
        return False
    return is_blank(heard.who) or name_key(heard.who) == name_key(promise.who)


def actions(night: Night) -> Iterator[Alarm]:
    """Actions whose time has passed."""
    for entry in night.state.open_actions:
        action = body_of(entry, Action)
        if action.due and action.due < night.now:
            text = f"ACTION OVERDUE: {line(action.owner, 24)}: {line(action.text, 60)}"
            yield Alarm("action-overdue", entry.id, text, action.due, "done")


RULES = (promises,)
LEFT_BEHIND = (actions,)
