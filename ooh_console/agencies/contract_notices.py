"""The part of the native contract in which the desk speaks: notices, and their receipts."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from ooh_console.agencies.native import NOTICES
from ooh_console.domain.notices import Notice, Receipt
from ooh_console.domain.tolerant import Unread

NOTICE_ERRORS = {
    "409": "Another notice was sent with this key.",
    "413": "The notice is longer than you take; take at least 100 kB.",
}

OUTGOING = frozenset({"Notice", "Sender", "About", "OwnAttendance", "MeetingCalled"})
"""What the desk sends: its required parts are always there."""

_WHO, _WHEN = "Control room, P. Ashgrove", "2026-11-25T02:27:00Z"
_KEY = "3f1c2a9e-7a44-5d0e-8a2b-5f0f6d1f0a11"

EXAMPLE: dict[str, Any] = {
    "key": _KEY,
    "topic": "ooh-attendance",
    "incident": "261125-K7QX",
    "words": (
        "This replaces what you heard before. OOH social care will NOT attend. Instead: telephone "
        "support, duty lawyer. Reason: second emergency. Please read that back."
    ),
    "given_at": "2026-11-25T02:25:00.000Z",
    "sender": {"name": "Sam Okafor", "role": "duty worker", "agency": "OOH social care"},
    "about": {
        "nhs_numbers": ["9990000018"],
        "address": "14 Saltpan Lane, Merrowby",
        "postcode": "ZZ99 3VZ",
    },
    "attendance": {
        "state": "cannot-attend",
        "agreed_role": "telephone support, duty lawyer",
        "reason": "second emergency",
    },
}

RECEIPTS: dict[str, tuple[str, dict[str, Any]]] = {
    "received": (
        "Their system has it; nobody has read it yet",
        {"key": _KEY, "state": "received", "at": "2026-11-25T02:25:01Z"},
    ),
    "read": (
        "A person has read it",
        {
            "key": _KEY,
            "state": "read",
            "by": _WHO,
            "at": _WHEN,
        },
    ),
    "refused": (
        "A person does not accept it",
        {
            "key": _KEY,
            "state": "refused",
            "by": _WHO,
            "at": _WHEN,
            "words": "Somebody of yours must come: two officers are held there.",
        },
    ),
}

_SEND = """\
The desk tells you an answer that your people act on, or invites you to a meeting. Take it only when
it is certain to reach a person: from your `200` or `201` on, the desk counts you as told.

Taking the same notice twice must be harmless: the header `Idempotency-Key` (a UUID, the same as
`key`) names it, at every repetition. Answer `201` the first time and `200` with the present receipt
after that; `409` when another text comes under the same key.

Show `words` to the person on duty as they stand, and `attendance` beside your own commitments. A
newer notice of the same `incident` and `topic` replaces the earlier ones. `topic` is one of
`decision-maker`, `lead-professional`, `ooh-attendance`, `chosen-hospital`, `power-in-force`,
`corrected-address`, `professionals-meeting`; show one that you do not know all the same. With
`exercise`, mark it so.
"""

_ASK = """\
What has become of it: asked every few seconds until it is read or refused. `read` means that a
person has seen the words, and `by` names that person; without a name nobody is taken to have read
it. `404` only for a key that you were never sent.
"""


def notice_paths() -> dict[str, Any]:
    """The two operations, by path."""
    common = {str(s): {"$ref": f"#/components/responses/Error{s}"} for s in (400, 401, 403, 429)}
    common["5XX"] = {"$ref": "#/components/responses/Error5XX"}
    receipt = {
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Receipt"},
                "examples": {
                    name: {"summary": words, "value": value}
                    for name, (words, value) in RECEIPTS.items()
                },
            }
        }
    }
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "The `key` of the notice.",
        "schema": {"type": "string", "format": "uuid"},
        "example": _KEY,
    }
    return {
        NOTICES: {
            "post": {
                "operationId": "takeNotice",
                "summary": "A notice from the desk",
                "description": _SEND,
                "parameters": [key],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Notice"},
                            "examples": {"answer": {"summary": "An answer", "value": EXAMPLE}},
                        }
                    },
                },
                "responses": {
                    "200": {"description": "You had it already.", **receipt},
                    "201": {"description": "You have it now.", **receipt},
                    "404": {"$ref": "#/components/responses/Error404"},
                    **{s: {"$ref": f"#/components/responses/Error{s}"} for s in NOTICE_ERRORS},
                    **common,
                },
            }
        },
        f"{NOTICES}/{{key}}": {
            "get": {
                "operationId": "readReceipt",
                "summary": "What became of a notice",
                "description": _ASK,
                "parameters": [
                    {
                        "name": "key",
                        "in": "path",
                        "required": True,
                        "description": "The `key` of the notice.",
                        "schema": {"type": "string", "format": "uuid"},
                        "example": _KEY,
                    }
                ],
                "responses": {
                    "200": {"description": "You know it.", **receipt},
                    "404": {"$ref": "#/components/responses/Error404"},
                    **common,
                },
            }
        },
    }


def notice_schemas() -> dict[str, dict[str, Any]]:
    """The schemas of a notice, its parts, and its receipt."""
    _, made = models_json_schema(
        [(Notice, "validation"), (Receipt, "validation")],
        ref_template="#/components/schemas/{model}",
    )
    found: dict[str, dict[str, Any]] = made["$defs"]
    return {name: schema for name, schema in found.items() if name != Unread.__name__}


WORDS: dict[str, str] = {
    "Notice.key": "Names this notice, at every repetition.",
    "Notice.topic": "What it is about.",
    "Notice.incident": "The desk's reference of the incident.",
    "Notice.words": "Exactly what would have been read out to you.",
    "Notice.given_at": "When the answer was given.",
    "Notice.sender": "Who tells you.",
    "Notice.about": "Which family and place.",
    "Notice.attendance": "With `ooh-attendance`: the answer in the shape of your commitments.",
    "Notice.meeting": "With `professionals-meeting`: when it is, and the number.",
    "Notice.withdrawn": "True: what you heard before was an error, and there is no answer now.",
    "Notice.exercise": "True: an exercise; nobody is to act on it.",
    "Sender.name": "Name of the person at the desk.",
    "Sender.role": "Their role.",
    "Sender.agency": "Their agency.",
    "About.nhs_numbers": "NHS numbers of the people concerned, the mother among them.",
    "About.address": "The address on one line.",
    "About.postcode": "Postcode.",
    "OwnAttendance.state": "Where OOH's attendance stands.",
    "OwnAttendance.who": "Who comes.",
    "OwnAttendance.eta": "When they will be there.",
    "OwnAttendance.agreed_role": "If OOH cannot attend: what it does instead.",
    "OwnAttendance.reason": "Why OOH cannot attend.",
    "MeetingCalled.at": "When it is.",
    "MeetingCalled.number": "The number to ring.",
    "Receipt.key": "The key of the notice.",
    "Receipt.state": "What has become of it.",
    "Receipt.by": "With `read` and `refused`: the person who did, by name or post.",
    "Receipt.at": "When that was.",
    "Receipt.words": "What they said to it.",
}
