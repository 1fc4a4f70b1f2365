"""The native contract, version 1, as an OpenAPI document made from the domain's own models.

`python -m ooh_console.agencies.contract > ooh_console/agencies/native-v1.openapi.json`
"""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic.json_schema import models_json_schema

from ooh_console.agencies.contract_changes import changes_path, changes_schema
from ooh_console.agencies.contract_notices import (
    NOTICE_ERRORS,
    OUTGOING,
    WORDS,
    notice_paths,
    notice_schemas,
)
from ooh_console.agencies.contract_words import ABOUT, EXAMPLES, FIELDS, PARAMETERS, QUESTIONS
from ooh_console.agencies.native import MOST_ITEMS, PATHS, VERSION
from ooh_console.domain.holdings import FACTS
from ooh_console.domain.plans import ROLES, TEMPLATE
from ooh_console.domain.sources import Offer
from ooh_console.domain.tolerant import Fact, Unread

ASKED: dict[Offer, tuple[str, ...]] = {
    Offer.PEOPLE: ("nhs_number", "name", "born", "address", "postcode", "identifier"),
    Offer.PLANS: ("nhs_number", "identifier"),
    Offer.MARKERS: ("nhs_number", "identifier", "address", "postcode"),
    Offer.COMMITMENTS: ("nhs_number", "address", "postcode"),
    Offer.WATCH_LIST: ("until",),
}
"""The parameters of each question."""

_ERRORS = {
    "400": "The question was not understood; `error` says which part.",
    "401": "The credential is missing or wrong.",
    "403": "The credential does not allow this question.",
    "404": "This agency does not offer this. Never used for nothing held.",
    "429": "Asked too often. `Retry-After` says for how long to wait.",
    "5XX": "The agency could not look. 502, 503 and 504 are asked once more.",
}


def document() -> dict[str, Any]:
    """The whole OpenAPI 3.1 document, as JSON values in a settled order."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ooh-console native contract",
            "version": VERSION,
            "summary": "What an agency holds, asked by an out-of-hours desk",
            "description": ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "https://agency.example/ooh", "description": "Agreed with the desk"}],
        "security": [{"bearer": []}, {"apiKey": []}],
        "paths": {
            **{path: {"get": _operation(offer)} for offer, path in PATHS.items()},
            **changes_path(_error_answers()),
            **notice_paths(),
        },
        "components": {
            "schemas": _schemas(),
            "parameters": {name: _parameter(name) for name in PARAMETERS},
            "responses": {
                "NotModified": {
                    "description": "What `If-None-Match` names still holds.",
                    "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                },
                **{f"Error{status}": _error(status) for status in (*_ERRORS, *NOTICE_ERRORS)},
            },
            "headers": {
                "ETag": {
                    "description": "Names this answer; changes when an item does.",
                    "schema": {"type": "string"},
                    "example": '"7f3a"',
                },
                "Contract": {
                    "description": "The version of this contract that you speak.",
                    "schema": {"type": "string", "pattern": r"^1(\.[0-9]+){0,2}$"},
                    "example": VERSION,
                },
                "RetryAfter": {
                    "description": "Seconds, or an HTTP date.",
                    "schema": {"type": "string"},
                    "example": "30",
                },
            },
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    }


def text() -> str:
    """The document as it is kept in the repository."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _operation(offer: Offer) -> dict[str, Any]:
    name, summary, description = QUESTIONS[offer.value]
    example = {"items": [EXAMPLES[offer.value]], "as_of": "2026-11-25T02:14:05Z"}
    return {
        "operationId": name,
        "summary": summary,
        "description": description,
        "parameters": [
            *({"$ref": f"#/components/parameters/{asked}"} for asked in ASKED[offer]),
            {
                "name": "If-None-Match",
                "in": "header",
                "description": "The ETag of the answer that the desk has.",
                "schema": {"type": "string"},
            },
        ],
        "responses": {
            "200": {
                "description": "Everything held that fits; an empty array when nothing is.",
                "headers": {
                    "ETag": {"$ref": "#/components/headers/ETag"},
                    "OOH-Contract": {"$ref": "#/components/headers/Contract"},
                },
                "content": {
                    "application/json": {
                        "schema": {"$ref": f"#/components/schemas/{_list_name(offer)}"},
                        "examples": {
                            "held": {"summary": "Held", "value": example},
                            "none": {
                                "summary": "None held",
                                "value": {"items": [], "as_of": "2026-11-25T02:14:05Z"},
                            },
                        },
                    }
                },
            },
            "304": {"$ref": "#/components/responses/NotModified"},
            **_error_answers(),
        },
    }


def _error_answers() -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/Error{status}"} for status in _ERRORS}


def _parameter(name: str) -> dict[str, Any]:
    description, schema, example = PARAMETERS[name]
    repeated = schema["type"] == "array"
    return {
        "name": name,
        "in": "query",
        "description": description,
        "required": name == "until",
        **({"style": "form", "explode": True} if repeated else {}),
        "schema": schema,
        "example": [example] if repeated else example,
    }


def _error(status: str) -> dict[str, Any]:
    headers = {"headers": {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}}
    return {
        "description": (_ERRORS | NOTICE_ERRORS)[status],
        **(headers if status in ("429", "5XX") else {}),
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Error"}},
        },
    }


def _list_name(offer: Offer) -> str:
    return f"{FACTS[offer].__name__}List"


def _schemas() -> dict[str, Any]:
    """One schema a fact and its parts, one for each list of them, and the error."""
    _, made = models_json_schema(
        [(FACTS[offer], "validation") for offer in PATHS],
        ref_template="#/components/schemas/{model}",
    )
    schemas = {
        name: _described(name, schema)
        for name, schema in sorted(made["$defs"].items())
        if name != Unread.__name__
    }
    for offer in PATHS:
        fact = FACTS[offer]
        schemas[_list_name(offer)] = {
            "type": "object",
            "required": ["items"],
            "properties": {
                "items": {
                    "type": "array",
                    "maxItems": MOST_ITEMS,
                    "items": {"$ref": f"#/components/schemas/{fact.__name__}"},
                },
                "as_of": {
                    "type": "string",
                    "format": "date-time",
                    "description": "When your own system last knew this to be so.",
                },
            },
        }
        schemas[fact.__name__]["required"] = list(fact.NEEDED)
    schemas |= {name: _described(name, schema) for name, schema in notice_schemas().items()}
    schemas["Changes"] = changes_schema()
    schemas["Error"] = {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "string",
                "description": "One sentence for the person on duty; no personal data.",
                "examples": ["The parameter 'nhs' is not known here."],
            }
        },
    }
    return schemas


def _described(model: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema as an agency writes it: without our own fields, with the meaning of the others."""
    ours = ("title", "description") if model in OUTGOING else ("title", "required")
    schema = {key: value for key, value in schema.items() if key not in ours}
    properties = schema.get("properties")
    if properties is None:
        return schema
    words = {
        "template": "On the standard template: "
        + "; ".join(f"`{part.key}` ({part.title})" for part in TEMPLATE)
        + ".",
        "roles": ", ".join(ROLES),
        "secret": ", ".join(f"`{part.key}`" for part in TEMPLATE if part.restricted),
    }
    schema["properties"] = {
        name: {key: value for key, value in one.items() if key not in ("title", "default")}
        | {"description": (FIELDS | WORDS)[f"{model}.{name}"].format(**words)}
        for name, one in properties.items()
        if name not in Fact.model_fields
    }
    return schema


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(text())
