"""The words to read out when an answer is told, so that everybody hears the same."""

from __future__ import annotations

from ooh_console.desk.view import View
from ooh_console.desk.wording import party
from ooh_console.domain.attendance import Attendance
from ooh_console.domain.bodies import HospitalChosen, PowerEnded, PowerStarted, Topic
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.powers import clocks
from ooh_console.domain.text import ended, line
from ooh_console.domain.times import clock, day_clock


def script(topic: Topic, view: View) -> str:
    """What to say about the answer in force on a topic; empty when there is none."""
    state, tz = view.state, view.habits.tz
    changed = "This replaces what you heard before. " if state.still_believe_old(topic) else ""
    if topic is Topic.ADDRESS:
        return _address(changed, view) if state.to_tell(topic) is not None else ""
    if state.answer(topic) is None and state.still_believe_old(topic):
        return (
            f"What you heard on {topic} is WITHDRAWN: it was recorded in error. There is no answer "
            "now; you will be told the next one. Please read that back."
        )
    match topic:
        case Topic.OOH:
            ooh = state.ooh
            if ooh.answer is None:
                return ""
            if ooh.state is Attendance.CANNOT_ATTEND:
                words = (
                    "OOH social care will NOT attend. "
                    f"Instead: {ended(line(ooh.agreed_role, 300))} "
                    f"Reason: {ended(line(ooh.reason, 300))}"
                )
            else:
                eta = f", expected at {clock(ooh.eta, tz)}" if ooh.eta else ""
                words = f"OOH social care will attend: {line(ooh.who, 100)}{eta}."
        case Topic.DECISION_MAKER:
            maker = state.decision_maker
            if maker is None:
                return ""
            contact = (
                f" Reach them on {ended(line(maker.party.contact, 60))}"
                if maker.party.contact
                else ""
            )
            words = f"The decision maker on the scene is {ended(party(maker.party))}{contact}"
        case Topic.LEAD:
            lead = state.lead
            if lead is None:
                return ""
            who = party(lead.party) if lead.party else "not identified: none could be reached"
            words = f"The lead professional for tonight is {ended(who)}"
        case Topic.HOSPITAL | Topic.POWER:
            entry = state.answer(topic)
            if entry is None:
                return ""
            words = _hospital(entry) if topic is Topic.HOSPITAL else _power(entry, view)
    return f"{changed}{words} Please read that back."


def _address(changed: str, view: View) -> str:
    """Where to go, and where not: whoever is told may have any of those that were ever said."""
    state = view.state
    others = (one for one in state.addresses if one != state.address)
    wrong = " or ".join(filter(None, (view.protected.words(one, 200) for one in others)))
    stop = f" Do NOT go to {ended(wrong)}" if wrong else ""
    return f"{changed}The address is {ended(view.place(200))}{stop} Please read that back."


def _hospital(entry: Entry) -> str:
    body = body_of(entry, HospitalChosen)
    ward = f", {line(body.ward, 100)}" if body.ward else ""
    number = f" Telephone {ended(line(body.telephone, 60))}" if body.telephone else ""
    return f"Mother and baby go to {line(body.name, 100)}{ward}.{number}"


def _power(entry: Entry, view: View) -> str:
    """What is in force now: all of it, since more than one power can be."""
    tz = view.habits.tz
    found = []
    for running in (one for one in clocks(view.state) if one.runs(view.now)):
        started = body_of(running.entry, PowerStarted)
        ends = running.ends
        until = f"until {day_clock(ends, tz)} at the latest" if ends else running.until
        found.append(
            f"In force: {started.power}, by {party(started.by)}, {ended(line(until, 100))}"
        )
    if isinstance(entry.body, PowerEnded):
        finished = view.state.find(entry.body.started)
        name = (
            finished.body.power
            if finished and isinstance(finished.body, PowerStarted)
            else "That power"
        )
        found.insert(0, f"{name} is NO LONGER in force.")
        if len(found) == 1:
            found.append("No power over the child is in force.")
    return " ".join(found)
