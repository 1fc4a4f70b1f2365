"""Notices as Communication, and what FHIR can say of what became of one.

**Sent** is a Communication of status `in-progress`, with the words as its payload and the notice's
key as its identifier (`urn:uuid:...`). It is created with `If-None-Exist` on that identifier, so
that sending it twice leaves one.

**Taken**: the server has it. FHIR promises no more of a creation, and nobody has read it yet.

**Read** and **refused** are what a *person* does, and only count with a name. A Communication has
no place for who read it: `received` says when it arrived somewhere, `completed` that it is over
with, and `recipient` whom it was meant for. So neither of these is taken for a reading. What counts
is the recipient's own answer: a second Communication, whose `inResponseTo` is ours, and whose
`partOf` is too (R4 can search by `part-of`, and not by `in-response-to`). Its `sender` is who
answers, by name; `sent` says when. Status `completed` means read, `not-done` or `stopped` refused;
the payload or `statusReason` are their words. The last such answer counts.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.fhir.elements import (
    NHS_NUMBER,
    at,
    concept_words,
    joined,
    record,
    records,
    words,
)
from ooh_console.agencies.fhir.references import Known, resource_key
from ooh_console.agencies.fhir.validation import translated
from ooh_console.agencies.jsontext import flat, json_value
from ooh_console.domain.notices import Notice, Receipt, ReceiptState
from ooh_console.domain.text import line
from ooh_console.domain.times import stamp

KEYS = "urn:ietf:rfc:3986"
_TEST = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
_ANSWERS = {
    "completed": ReceiptState.READ,
    "not-done": ReceiptState.REFUSED,
    "stopped": ReceiptState.REFUSED,
}


def communication(notice: Notice) -> dict[str, Any]:
    """The notice as a Communication, as JSON values."""
    about = [
        {"type": "Patient", "identifier": {"system": NHS_NUMBER, "value": number}}
        for number in notice.about.nhs_numbers
    ]
    place = joined([notice.about.address, notice.about.postcode], ", ")
    content = notice.content()
    details = {name: content[name] for name in ("attendance", "meeting") if name in content}
    sender = f"{notice.sender.name}, {notice.sender.role}, {notice.sender.agency}"
    remarks = [
        "EXERCISE: this is not a real incident" if notice.exercise else "",
        f"Incident {notice.incident}" + (f" at {place}" if place else ""),
        "What you heard before was recorded in error" if notice.withdrawn else "",
        json.dumps(details, ensure_ascii=False) if details else "",
    ]
    found: dict[str, Any] = {
        "resourceType": "Communication",
        "identifier": [{"system": KEYS, "value": f"urn:uuid:{notice.key}"}],
        "status": "in-progress",
        "priority": "stat",
        "topic": {"text": notice.topic},
        "sent": stamp(notice.given_at),
        "sender": {"display": sender},
        "payload": [{"contentString": notice.words}],
        "note": [{"text": text} for text in remarks if text],
    }
    if about:
        found["subject"] = about[0]
    if about[1:]:
        found["about"] = about[1:]
    if notice.exercise:
        found["meta"] = {"security": [_TEST]}
    return found


def by_key(key: str) -> tuple[str, str]:
    """The search parameter that finds the notice with this key."""
    return "identifier", f"{KEYS}|urn:uuid:{key}"


def if_none_exist(key: str) -> dict[str, str]:
    """The header by which a server creates a notice once, however often it is sent."""
    name, value = by_key(key)
    return {"If-None-Exist": f"{name}={quote(value, safe='')}"}


def taken(body: bytes, key: str) -> Receipt:
    """That the server has our notice, from what it answered to the creation: the Communication, an
    OperationOutcome, or nothing. Raises `CouldNotCheck` when it speaks of another notice."""
    sent = record(flat(json_value(body))) if body.strip() else {}
    if sent.get("resourceType") == "Communication":
        ours([sent], key)
    read_as = {
        "key": key,
        "state": ReceiptState.RECEIVED.value,
        "at": at(sent, "meta", "lastUpdated"),
    }
    return Receipt.translated({name: value for name, value in read_as.items() if value}, sent)


def is_ours(one: Any, key: str) -> bool:
    """Whether a resource is the notice with this key."""
    names = (words(each.get("value")) for each in records(at(one, "identifier")))
    return f"urn:uuid:{key}".casefold() in (name.casefold() for name in names)


def ours(found: list[Any], key: str) -> dict[str, Any]:
    """Our notice among what a search found. Raises `CouldNotCheck` when it is not there."""
    for one in found:
        if is_ours(one, key):
            return record(one)
    if found:
        raise CouldNotCheck("answered about another notice than the one that it was sent")
    raise CouldNotCheck("no longer has the notice: ring them")


def receipt(sent: dict[str, Any], replies: list[Any], key: str, known: Known) -> Receipt:
    """What became of our notice `sent`, from the replies to it. Raises `CouldNotCheck` when an
    answer was given by nobody who is named."""
    name = resource_key(sent)
    to_us = [one for one in replies if answers(one, name, known)]
    told = [one for one in to_us if words(one.get("status")) in _ANSWERS]
    if not told:
        read_as = {
            "key": key,
            "state": ReceiptState.RECEIVED.value,
            "at": sent.get("received") or at(sent, "meta", "lastUpdated"),
        }
        return translated(Receipt, read_as, sent, "Communication")
    last = max(told, key=lambda one: (words(one.get("sent")), words(one.get("id"))))
    payload = joined(words(one.get("contentString")) for one in records(last.get("payload")))
    read_as = {
        "key": key,
        "state": _ANSWERS[words(last.get("status"))].value,
        "by": line(known.who(last.get("sender"), last), 200),
        "at": last.get("sent") or last.get("received"),
        "words": payload or concept_words(last.get("statusReason")),
    }
    found = translated(Receipt, read_as, last, "Communication")
    if found.state is None:
        raise CouldNotCheck("says that somebody answered the notice, and not who: ring them")
    return found


def answers(one: Any, name: str, known: Known) -> bool:
    """Whether a Communication answers ours, whose key is `name`, and is not ours itself."""
    to = [*records(at(one, "inResponseTo")), *records(at(one, "partOf"))]
    return resource_key(one) != name and name in (known.key(each) for each in to)
