"""The words to read out when an answer is told, so that everybody hears the same."""

from __future__ import annotations

from ooh_console.desk.view import View
from ooh_console.desk.wording import party
from ooh_console.domain.attendance import Attendance
from ooh_console.domain.bodies import Topic
from ooh_console.domain.text import line
from ooh_console.domain.times import clock


def script(topic: Topic, view: View) -> str:
    """What to say about the answer in force on a topic; empty when there is none."""
    state, tz = view.state, view.habits.tz
    changed = "This replaces what you heard before. " if state.still_believe_old(topic) else ""
    match topic:
        case Topic.OOH:
            ooh = state.ooh
            if ooh.answer is None:
                return ""
            if ooh.state is Attendance.CANNOT_ATTEND:
                words = (
                    f"OOH social care will NOT attend. Instead: {line(ooh.agreed_role, 300)}. "
                    f"Reason: {line(ooh.reason, 300)}."
                )
            else:
                eta = f", expected at {clock(ooh.eta, tz)}" if ooh.eta else ""
                words = f"OOH social care will attend: {line(ooh.who, 100)}{eta}."
        case Topic.DECISION_MAKER:
            maker = state.decision_maker
            if maker is None:
                return ""
            contact = (
                f" Reach them on {line(maker.party.contact, 60)}." if maker.party.contact else ""
            )
            words = f"The decision maker on the scene is {party(maker.party)}.{contact}"
        case Topic.LEAD:
            lead = state.lead
            if lead is None:
                return ""
            who = party(lead.party) if lead.party else "not identified: none could be reached"
            words = f"The lead professional for tonight is {who}."
    return f"{changed}{words} Please read that back."
