"""Who may do what (the table of roles)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The three people who use the console."""

    DUTY = "duty worker"
    CONTROL = "control room"
    MANAGER = "on-call manager"


IN_WORDS: dict[Role, str] = {
    Role.DUTY: (
        "opens, records and closes incidents, names decision maker and lead, answers for OOH, "
        "calls meetings; exports incidents in which they took part; reviews none"
    ),
    Role.CONTROL: (
        "opens and records incidents, names decision maker and lead, asks OOH and confirms having "
        "heard, calls meetings; answers nothing for OOH, closes, exports and reviews nothing"
    ),
    Role.MANAGER: "everything; the review is theirs, and they say who signs in and as what",
}
"""The table of the design in a sentence each."""

_ONLY: dict[str, frozenset[Role]] = {
    "attendance_answered": frozenset({Role.DUTY, Role.MANAGER}),
    "incident_closed": frozenset({Role.DUTY, Role.MANAGER}),
    "review_note": frozenset({Role.MANAGER}),
    "review_question": frozenset({Role.MANAGER}),
    "learning": frozenset({Role.MANAGER}),
    "signed_off": frozenset({Role.MANAGER}),
    "history_accepted": frozenset({Role.MANAGER}),
    "exported": frozenset({Role.DUTY, Role.MANAGER}),
}

_WHY: dict[str, str] = {
    "attendance_answered": (
        "Only the OOH team can say whether OOH attends: ask them, and record that you asked."
    ),
    "incident_closed": "Only the duty worker or the on-call manager closes an incident.",
    "review_note": "Review notes are written by the on-call manager.",
    "review_question": "Questions of the review are asked by the on-call manager.",
    "learning": "Learning is recorded by the on-call manager.",
    "signed_off": "Only the on-call manager signs a night off.",
    "history_accepted": (
        "Only the on-call manager takes a log as it stands that is not as it was seen here."
    ),
    "exported": "The control room exports nothing: ask the duty worker or the on-call manager.",
}


def refusal(role: Role, kind: str) -> str | None:
    """Why this role may not record an entry of this kind, in one sentence; `None` when it may."""
    allowed = _ONLY.get(kind)
    return None if allowed is None or role in allowed else _WHY[kind]
