"""Task as attendance: who comes, where that stands, and when they will be there.

The status is the answer, as control rooms exchange it: `requested` and before, asked; `accepted`
and `ready`, will attend; `rejected`, `cancelled` and `failed`, cannot attend; `on-hold`, holding;
`in-progress`, en route; `completed`, left. `businessStatus` says it more closely where it is one of
the console's own words (`on-scene`, `en-route`, `holding`, `left`). The time of arrival is the end
of `restriction.period`, the time by which the task is to be fulfilled, else its start.
"""

from __future__ import annotations

from typing import Any

from ooh_console.agencies.fhir.elements import (
    address_line,
    at,
    codings,
    concept_words,
    joined,
    notes,
    postcode,
    record,
    records,
    words,
)
from ooh_console.agencies.fhir.narrative import value_words
from ooh_console.agencies.fhir.references import Known, resource_key
from ooh_console.agencies.fhir.validation import not_read, translated
from ooh_console.domain.attendance import Attendance, Commitment

_STATUS = {
    **dict.fromkeys(("draft", "requested", "received"), Attendance.REQUESTED),
    **dict.fromkeys(("accepted", "ready"), Attendance.WILL_ATTEND),
    **dict.fromkeys(("rejected", "cancelled", "failed"), Attendance.CANNOT_ATTEND),
    "on-hold": Attendance.HOLDING,
    "in-progress": Attendance.EN_ROUTE,
    "completed": Attendance.LEFT,
}
_CLOSER = {
    Attendance.WILL_ATTEND: (Attendance.EN_ROUTE, Attendance.HOLDING, Attendance.ON_SCENE),
    Attendance.EN_ROUTE: (Attendance.HOLDING, Attendance.ON_SCENE, Attendance.LEFT),
    Attendance.HOLDING: (Attendance.EN_ROUTE, Attendance.ON_SCENE),
}
"""What `businessStatus` may make of a status; anything else would contradict it, and is a note."""


def commitment(resource: Any, known: Known) -> Commitment:
    """A Task. What it leads to on the same server is in `known`."""
    task = record(resource)
    sent = words(task.get("status"))
    status = _STATUS.get(sent)
    closer = _business(task)
    unread = []
    if status is None and sent:
        reason = f"the agency says that it is {sent.replace('-', ' ')}"
        unread.append(not_read("state", reason, sent))
    if not known.who(task.get("owner"), task) and (why := known.why_not(task.get("owner"), task)):
        unread.append(not_read("who", why, task.get("owner")))
    fits = closer in _CLOSER.get(status, ()) if status else False
    said = concept_words(task.get("businessStatus"))
    period = at(task, "restriction", "period")
    role = _agreed_role(task)
    remarks = [
        "" if fits or closer is status else said,
        words(task.get("description")),
        notes(task.get("note")),
    ]
    read_as = {
        "identifier": resource_key(task),
        "who": known.who(task.get("owner"), task),
        "state": (closer if fits and closer else status),
        "eta": at(period, "end") or at(period, "start"),
        "since": task.get("lastModified") or task.get("authoredOn"),
        "place": _place(task, known),
        "reason": concept_words(task.get("statusReason")),
        "agreed_role": role,
        "note": joined(remarks),
        "subject": known.number(task.get("for"), task),
    }
    return translated(Commitment, read_as, resource, "Task", unread)


def leads_to(task: Any) -> list[Any]:
    """The references of a Task that attendance needs followed."""
    named = [at(task, "owner"), at(task, "location")]
    return [one for one in named if not words(record(one).get("display"))]


def _business(task: dict[str, Any]) -> Attendance | None:
    concept = task.get("businessStatus")
    said = [concept_words(concept), *(code for _, code, _ in codings(concept))]
    for one in said:
        key = one.casefold().replace(" ", "-").replace("_", "-")
        if key in {state.value for state in Attendance}:
            return Attendance(key)
    return None


def _place(task: dict[str, Any], known: Known) -> str:
    location = known.follow(task.get("location"), task)
    place = location.get("address")
    spelt = joined([address_line(place), postcode(place)], ", ")
    return spelt or known.who(task.get("location"), task)


def _agreed_role(task: dict[str, Any]) -> str:
    """What they do instead when they cannot come: an output called "agreed role"."""
    found = []
    for one in records(task.get("output")):
        called = concept_words(one.get("type")).casefold().replace("-", " ")
        values = (value for name, value in one.items() if name.startswith("value"))
        if called == "agreed role":
            found.append(next((said for said in map(value_words, values) if said), ""))
    return joined(found)
