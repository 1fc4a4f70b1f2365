"""Entries in words: who was told, who must be told, who has the desk, whom the desk called in."""

from __future__ import annotations

from ooh_console.domain import bodies as b
from ooh_console.domain.entries import AnyBody
from ooh_console.domain.state import State
from ooh_console.domain.text import ended


def say_telling(body: AnyBody, state: State) -> str | None:
    """The sentence for these kinds; `None` for any other."""
    match body:
        case b.NoticeGiven():
            return f"TOLD {body.recipient} ({body.how}): {body.words}"
        case b.NoticeFailed():
            about = f"the {body.topic}" if body.topic else "the meeting"
            why = ended(body.reason)
            return f"NOT TOLD: {body.recipient} {why} The notice of {about} is tried again."
        case b.NoticeConfirmed():
            told = state.find(body.notice)
            notice = told.body if told and isinstance(told.body, b.NoticeGiven) else None
            what = f"what was said on the {notice.topic}" if notice else "a notice"
            verb = "read back" if body.outcome == "confirmed" else "REFUSED"
            return f"{body.by} {verb}: {body.words or what}"
        case b.CirculationChanged():
            about = f"the {body.topic}" if body.topic else "every answer"
            why = f" Reason: {ended(body.reason)}" if body.reason.strip() else ""
            if body.change == "removed":
                return f"{body.recipient} need not be told {about} any more.{why}"
            number = f", {body.telephone}" if body.telephone else ""
            return f"{body.recipient}{number} must be told {about} too.{why}"
        case b.HospitalChosen():
            ward = f", {body.ward}" if body.ward else ""
            number = f", {body.telephone}" if body.telephone else ""
            why = f" Changed: {ended(body.change_reason)}" if body.change_reason.strip() else ""
            where = ended(f"{body.name}{ward}{number}")
            return f"HOSPITAL: {where} Decided by {ended(body.decided_by)}{why}"
        case b.ShiftHandedOver():
            return f"SHIFT HANDED OVER to {ended(body.to)} {_counted(body)} {body.summary}"
        case b.ShiftAccepted():
            return f"SHIFT ACCEPTED by {ended(body.by)}"
        case b.ManagerCalled():
            outcome = f"said: {body.said}" if body.reached == "reached" else "NOT REACHED."
            more = f" {body.said}" if body.reached != "reached" and body.said else ""
            return f"MANAGER CALLED: {body.who} ({body.how}) about «{body.about}»: {outcome}{more}"
        case _:
            return None


def _counted(body: b.ShiftHandedOver) -> str:
    parts = (
        (body.open_actions, "open actions"),
        (body.unconfirmed, "tellings not read back"),
        (body.clocks, "facts and clocks"),
        (body.next_steps, "next steps"),
    )
    return f"{', '.join(f'{len(lines)} {name}' for lines, name in parts)}."
