"""Whether a resource is what FHIR R4 says it should be. Loads the models: off the event loop.

The models are those of R4B, which for the resources read here are the same as R4's.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ooh_console.agencies.fhir.elements import record, words
from ooh_console.domain.tolerant import Fact, Unread

VALIDATED = (
    "AuditEvent",
    "CarePlan",
    "CareTeam",
    "Communication",
    "Flag",
    "Patient",
    "QuestionnaireResponse",
    "RelatedPerson",
    "Task",
)
MOST_FAULTS = 8
"""Faults of one resource that are told; how many more there are is told too."""

F = TypeVar("F", bound=Fact)


def translated(
    kind: type[F],
    read_as: Mapping[str, object],
    resource: Any,
    wanted: str,
    unread: Iterable[Unread] = (),
    also: Iterable[dict[str, Any]] = (),
) -> F:
    """The fact that a resource is read as, with everything in it that is not as it should be.

    `wanted` is the type that was asked for; `also` are resources from which parts of the fact were
    taken: they are kept with it, as sent. Never raises.
    """
    further = [one for one in also if one]
    sent = [resource, *further] if further else resource
    filled = {name: value for name, value in read_as.items() if value not in ("", None, [], {})}
    faulty = [*unread, *faults(resource, wanted)]
    for one in further:
        if words(one.get("resourceType")) in VALIDATED:
            faulty += faults(one, words(one.get("resourceType")))
    return kind.translated(filled, sent, faulty)


def faults(resource: Any, wanted: str) -> list[Unread]:
    """What is not as FHIR says, part by part; empty for a valid resource of the type wanted."""
    kind = words(record(resource).get("resourceType"))
    if not isinstance(resource, dict):
        return [Unread(field="", reason="not a FHIR resource", raw=_short(resource))]
    if kind != wanted:
        reason = f"not the {wanted} that was asked for"
        return [
            Unread(field="resourceType", reason=reason, raw=_short(resource.get("resourceType")))
        ]
    if wanted not in VALIDATED:
        return []
    try:
        _model(wanted).model_validate(_copied(resource))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        told = [_fault(one) for one in found[:MOST_FAULTS]]
        if (more := len(found) - len(told)) > 0:
            told.append(Unread(field="", reason=f"and {more} more faults", raw=""))
        return told
    except Exception as error:
        # The models are somebody else's: whatever they stumble over, the resource is shown.
        reason = f"could not be checked against FHIR ({type(error).__name__})"
        return [Unread(field="", reason=reason, raw="")]
    return []


def not_read(field: str, reason: str, sent: Any = "") -> Unread:
    """A part of which the console says itself that it is not read."""
    return Unread(field=field, reason=reason, raw=_short(sent) if sent != "" else "")


@lru_cache(maxsize=len(VALIDATED))
def _model(kind: str) -> type[BaseModel]:
    module = importlib.import_module(f"fhir.resources.R4B.{kind.casefold()}")
    model: type[BaseModel] = getattr(module, kind)
    return model


def _copied(resource: dict[str, Any]) -> Any:
    # The models may change what they are given, and what was sent is kept as sent. They take a
    # null for a part that is there; FHIR knows none.
    return json.loads(json.dumps(resource, default=str), object_hook=_without_nulls)


def _without_nulls(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if value is not None}


def _fault(error: Any) -> Unread:
    where = ".".join(str(part) for part in error["loc"] if part != "root")
    missing = error["type"] == "missing"
    reason = "missing" if missing else str(error["msg"])
    return Unread(field=where, reason=reason[:300], raw="" if missing else _short(error["input"]))


def _short(value: Any) -> str:
    try:
        text = (
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        )
    except (ValueError, RecursionError):
        text = "(cannot be written)"
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text if len(text) <= 2_000 else text[:2_000] + "…"
