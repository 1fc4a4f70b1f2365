"""What each field of an entry or a fact holds: a person, an agency, somebody's own words."""

from __future__ import annotations

from enum import StrEnum

from ooh_console.domain.bodies import HospitalChosen, Party, Referral
from ooh_console.reports.retelling import Where


class Holds(StrEnum):
    """What becomes of a text hangs on what its field holds."""

    PERSON = "person"
    TOLD = "told"
    """Who is told an answer, or is to be: each spelling counts by itself."""
    AGENCY = "agency"
    PLACE = "place"
    DESK = "desk"
    DROPPED = "dropped"
    """A number, a date of birth, a reference: it says nothing once it is replaced."""
    POINTER = "pointer"
    """The id of another entry, a digest."""
    FREE = "free"
    """Somebody's own words: names in them are replaced as far as they are known."""


_FIELDS: dict[str, Holds] = {
    **dict.fromkeys(
        [
            "who",
            "by",
            "owner",
            "asked_by",
            "asked_of",
            "agreed_with",
            "heard_from",
            "heard_by",
            "told_by",
            "decided_by",
            "read_by",
            "reader",
            "to",
            "said_by",
            "raised_by",
            "invited",
            "present",
            "professionals",
        ],
        Holds.PERSON,
    ),
    "recipient": Holds.TOLD,
    **dict.fromkeys(("agency", "agency.key"), Holds.AGENCY),
    "desk": Holds.DESK,
    "outbox": Holds.POINTER,
    **dict.fromkeys(
        [
            "contact",
            "telephone",
            "number",
            "identifier",
            "identifiers",
            "identifiers.key",
            "nhs_number",
            "born",
            "expected",
            "authority",
            "dated",
            "subject",
            "protected",
            "holiday",
        ],
        Holds.DROPPED,
    ),
    **dict.fromkeys(
        [
            "entry",
            "action",
            "meeting",
            "moves",
            "restriction",
            "restrictions",
            "told",
            "handover",
            "notice",
            "question",
            "started",
            "person",
            "same_as",
            "baby",
            "recorded_with",
            "screen",
            "digest",
            "head",
            "key",
            "not_for_family",
            "step",
            "protocol",
            "entries",
            "after_disabled",
        ],
        Holds.POINTER,
    ),
    **dict.fromkeys(
        [
            "about",
            "agreed",
            "agreed_role",
            "administration",
            "answer",
            "change_reason",
            "clocks",
            "communications",
            "condition",
            "epo_reason",
            "fields",
            "fields.key",
            "given",
            "how",
            "humanitarian",
            "information",
            "integrity",
            "intent",
            "late_reason",
            "method",
            "nature",
            "next_steps",
            "not_reached",
            "note",
            "open_actions",
            "open_answers",
            "open_questions",
            "options",
            "outcome",
            "place",
            "point",
            "points",
            "professionals.key",
            "raw",
            "reason",
            "risk",
            "role",
            "said",
            "statement",
            "summary",
            "text",
            "unanswered",
            "unconfirmed",
            "until",
            "version",
            "ward",
            "what",
            "words",
            "problem",
            "category",
        ],
        Holds.FREE,
    ),
}
_OF: dict[tuple[type, str], Holds] = {
    (Party, "name"): Holds.PERSON,
    (HospitalChosen, "name"): Holds.PLACE,
    (Referral, "to"): Holds.FREE,
}


def holds(where: Where) -> Holds | None:
    """What a field holds; `None` for one that nobody has classified, which is left out."""
    return _OF.get((where.model, where.field)) or _FIELDS.get(where.field)
