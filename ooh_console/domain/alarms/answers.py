"""The three answers: who decides, who leads, whether OOH attends (L4, L5, L7)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Night
from ooh_console.domain.attendance import Attendance, overdue
from ooh_console.domain.text import line
from ooh_console.domain.times import clock


def decision_maker(night: Night) -> Iterator[Alarm]:
    """Nobody decides, or whoever was named has not accepted (L5)."""
    maker = night.state.decision_maker
    limit = night.limits
    if maker is None:
        if night.past(night.opened_at, limit.no_decision_maker):
            yield Alarm(
                "no-decision-maker", "", "NO DECISION MAKER", night.opened_at, "decision-maker"
            )
    elif maker.accepted is None and night.past(maker.since, limit.not_accepted):
        name = line(maker.party.name, 40)
        text = f"{name} named as decision maker, NOT ACCEPTED"
        yield Alarm("not-accepted", "", text, maker.since, "accept")


def lead(night: Night) -> Iterator[Alarm]:
    """Nobody leads, or none could be reached (L4)."""
    lead = night.state.lead
    if lead is None:
        if night.past(night.opened_at, night.limits.no_lead):
            yield Alarm("no-lead", "", "NO LEAD PROFESSIONAL", night.opened_at, "lead")
    elif lead.party is None:
        yield Alarm(
            "no-lead", "", "LEAD PROFESSIONAL NOT IDENTIFIED: none reached", lead.since, "lead"
        )


def ooh(night: Night) -> Iterator[Alarm]:
    """Nobody asked OOH, OOH has not answered, or has not come when it said (L7, I13)."""
    ooh = night.state.ooh
    if ooh.state is None:
        if night.past(night.opened_at, night.limits.ooh_not_asked):
            text = "Nobody has asked whether OOH attends"
            yield Alarm("ooh-not-asked", "", text, night.opened_at, "attendance")
    elif ooh.state is Attendance.REQUESTED and ooh.since is not None:
        if night.past(ooh.since, night.limits.ooh_unanswered):
            yield Alarm("ooh-unanswered", "", "OOH asked, NO ANSWER", ooh.since, "attendance")
    elif overdue(ooh.state, ooh.eta, night.now) and ooh.eta is not None:
        text = f"OVERDUE: OOH, expected {clock(ooh.eta)}"
        yield Alarm("eta-passed", "OOH", text, ooh.eta, "attendance")


RULES = (decision_maker, lead, ooh)
