"""Any resource in words, for those that the console shows and does not understand."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from ooh_console.agencies.fhir.elements import (
    at,
    concept_words,
    joined,
    notes,
    record,
    records,
    words,
)

_TAG = re.compile(r"<[^<>]{0,2000}>")
_BLOCK = re.compile(r"</(?:p|div|li|tr|h\d|td|th)>|<br\s*/?>", re.I)
LONGEST = 4_000
"""Characters of one resource's words; the whole of it is kept as it was sent."""


def resource_words(resource: dict[str, Any]) -> str:
    """What a resource says: its code, value, description, notes; else its narrative."""
    if not resource:
        return ""
    parts = [
        concept_words(resource.get("code")),
        *(_value(resource, name) for name in ("value", "content")),
        words(resource.get("description")),
        words(resource.get("conclusion")),
        words(resource.get("title")) or words(resource.get("name")),
        *(words(one.get("contentString")) for one in records(resource.get("payload"))),
        notes(resource.get("note")),
    ]
    said = joined(parts) or plain_text(at(resource, "text", "div"))
    return said if len(said) <= LONGEST else said[:LONGEST] + "…"


def plain_text(div: Any) -> str:
    """The text of a narrative, without its tags; nothing in it is ever interpreted."""
    text = _TAG.sub("", _BLOCK.sub(" ", words(div)[: LONGEST * 4]))
    return " ".join(unescape(text).split())


def _value(resource: dict[str, Any], name: str) -> str:
    for key, value in resource.items():
        if not (key.startswith(name) and key[len(name) : len(name) + 1].isupper()):
            continue
        if isinstance(value, dict):
            return value_words(value)
        if words(value):
            return words(value)
    return ""


def value_words(value: Any) -> str:
    """A value of any type in words: a concept, a quantity, a period, a reference, a primitive."""
    found = record(value)
    if not found:
        return words(value)
    quantity = f"{words(found.get('value'))} {words(found.get('unit'))}".strip()
    period = " to ".join(
        part for part in (words(found.get("start")), words(found.get("end"))) if part
    )
    return (
        concept_words(found)
        or words(found.get("display"))
        or quantity
        or period
        or words(found.get("reference"))
        or words(found.get("code"))
    )
