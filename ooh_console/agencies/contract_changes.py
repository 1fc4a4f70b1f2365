"""The part of the native contract that spares questions: what has changed since the last one."""

from __future__ import annotations

from typing import Any

from ooh_console.agencies.changes import ABOUT_PEOPLE
from ooh_console.agencies.native import CHANGES, MOST_OF_A_MARK

ASKED = ("nhs_number", "address", "postcode", "identifier")

EXAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "same": ("Nothing has changed", {"mark": "2026-11-25.4711", "changed": []}),
    "changed": (
        "A promise and a marker have",
        {"mark": "2026-11-25.4712", "changed": ["markers", "commitments"]},
    ),
}

_ABOUT = """\
Spares questions during a night: instead of people, plans, markers and commitments the desk asks
this one, and then only what has changed. `since` is a mark that you gave out before, in answer to
the same question; a mark is yours to spell: a number, a moment, a digest.

Name every offer whose full answer to these people and addresses would differ from the one at
`since`: an item new, gone or changed. When in doubt, name it. Without `since`, or for a mark that
you do not know any more, name them all. Nothing is ever named too often; one left out is seen half
an hour later, since the full questions stay the truth: the desk asks them so often, and whenever a
person wants to know. Take the mark before you look, never after.
"""


def changes_path(errors: dict[str, Any]) -> dict[str, Any]:
    """The operation, by path; `errors` are the answers common to all questions."""
    mark = {"type": "string", "minLength": 1, "maxLength": MOST_OF_A_MARK}
    operation = {
        "operationId": "listChanges",
        "summary": "What has changed",
        "description": _ABOUT,
        "parameters": [
            *({"$ref": f"#/components/parameters/{name}"} for name in ASKED),
            {
                "name": "since",
                "in": "query",
                "description": "The `mark` of an earlier answer to the same question.",
                "schema": mark,
                "example": "2026-11-25.4711",
            },
        ],
        "responses": {
            "200": {
                "description": "What has changed; an empty array when nothing has.",
                "headers": {"OOH-Contract": {"$ref": "#/components/headers/Contract"}},
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/Changes"},
                        "examples": {
                            name: {"summary": words, "value": value}
                            for name, (words, value) in EXAMPLES.items()
                        },
                    }
                },
            },
            **errors,
        },
    }
    return {CHANGES: {"get": operation}}


def changes_schema() -> dict[str, Any]:
    """The answer."""
    return {
        "type": "object",
        "required": ["mark", "changed"],
        "properties": {
            "mark": {
                "type": "string",
                "minLength": 1,
                "maxLength": MOST_OF_A_MARK,
                "description": "Names what you hold now on those asked about.",
            },
            "changed": {
                "type": "array",
                "items": {"enum": sorted(ABOUT_PEOPLE)},
                "description": "The offers that have changed since `since`.",
            },
        },
    }
