"""CarePlan as a birth plan: with its answers to the standard questionnaire, or plain.

The version is `meta.versionId`. `draft` is a draft, and so is an active one whose intent is only a
proposal; `active` is agreed; `revoked` and `completed` are superseded. One that is on hold, entered
in error or of another status has no place among these: its status is shown as not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ooh_console.agencies.fhir.elements import (
    at,
    concept_words,
    concepts_words,
    joined,
    nhs_number,
    not_to_family,
    notes,
    record,
    records,
    words,
)
from ooh_console.agencies.fhir.narrative import resource_words, value_words
from ooh_console.agencies.fhir.questionnaire import Answers, answers, is_birth_plan
from ooh_console.agencies.fhir.references import Known, resource_key, resource_type
from ooh_console.agencies.fhir.teams import professionals
from ooh_console.agencies.fhir.validation import not_read, translated
from ooh_console.domain.holdings import WatchEntry
from ooh_console.domain.plans import BirthPlan, PlanStatus
from ooh_console.domain.tolerant import Unread

_STATUS = {
    "draft": PlanStatus.DRAFT,
    "active": PlanStatus.AGREED,
    "revoked": PlanStatus.SUPERSEDED,
    "completed": PlanStatus.SUPERSEDED,
}
LIVE = ("draft", "active", "on-hold")
"""The statuses of plans that may still be followed."""


def is_live(resource: Any) -> bool:
    """Whether a CarePlan may still be followed."""
    return words(record(resource).get("status")) in LIVE


def birth_plan(resource: Any, known: Known) -> BirthPlan:
    """A CarePlan. What it leads to on the same server is in `known`."""
    plan = record(resource)
    responses = [one for one in _supporting(plan, known) if _is_response(one)]
    responses = [one for one in responses if _same_subject(plan, one, known)]
    found = _answered(responses)
    own = not_to_family(plan)
    plain = _plain(plan, known)
    hidden = [*found.not_for_family, *(plain if own else ()), *(found.fields if own else ())]
    status, unread = _status(plan)
    led = teams([plan], known)
    named = [one for team in led for one in professionals(team, known)]
    read_as = {
        "identifier": resource_key(plan),
        "subject": known.number(plan.get("subject"), plan),
        "version": words(at(plan, "meta", "versionId")),
        "status": status,
        "dated": _dated(plan, responses),
        "author": known.who(plan.get("author"), plan) or _contributors(plan, known),
        "fields": {**plain, **found.fields},
        "professionals": _once([*found.professionals, *named]),
        "distribution": found.distribution,
        "not_for_family": list(dict.fromkeys(hidden)),
    }
    unread += _not_followed(plan, known)
    return translated(BirthPlan, read_as, resource, "CarePlan", unread, also=[*responses, *led])


def watch_entry(resource: Any, known: Known) -> WatchEntry:
    """A birth that is expected, as the CarePlan for it says: the mother, and the expected date of
    its answers to the standard questionnaire."""
    plan = record(resource)
    responses = [one for one in _supporting(plan, known) if _is_response(one)]
    found = _answered([one for one in responses if _same_subject(plan, one, known)])
    status, unread = _status(plan)
    read_as = {
        "mother": known.who(plan.get("subject"), plan),
        "nhs_number": known.number(plan.get("subject"), plan),
        "expected": found.fields.get("expected_date"),
        "plan_version": words(at(plan, "meta", "versionId")),
        "plan_status": status,
        "note": words(plan.get("title")) or words(plan.get("description")),
    }
    unread += _not_followed(plan, known)
    return translated(WatchEntry, read_as, resource, "CarePlan", unread, also=responses)


def expects_a_birth(resource: Any, known: Known) -> bool:
    """Whether a CarePlan is for a birth: by its answers, or its own words. One that cannot be
    looked into counts, since it may be."""
    plan = record(resource)
    if words(plan.get("resourceType")) != "CarePlan" or _not_followed(plan, known):
        return True
    if any(is_birth_plan(one) for one in _supporting(plan, known)):
        return True
    said = f"{words(plan.get('title'))} {concepts_words(plan.get('category'))}".casefold()
    return "birth" in said


def leads_to(plan: Any) -> list[Any]:
    """The references of a CarePlan that a birth plan needs followed."""
    found: list[Any] = [*records(at(plan, "supportingInfo")), *records(at(plan, "careTeam"))]
    found += [one.get("reference") for one in records(at(plan, "activity"))]
    people = [at(plan, "author"), *records(at(plan, "contributor"))]
    return found + [one for one in people if not words(record(one).get("display"))]


def teams(found: Iterable[Any], known: Known) -> list[dict[str, Any]]:
    """The teams of these plans that are at hand."""
    led = (known.follow(one, plan) for plan in found for one in records(at(plan, "careTeam")))
    return [team for team in led if team]


def _supporting(plan: dict[str, Any], known: Known) -> list[dict[str, Any]]:
    return [known.follow(one, plan) for one in records(plan.get("supportingInfo"))]


def _is_response(resource: dict[str, Any]) -> bool:
    return resource.get("resourceType") == "QuestionnaireResponse"


def _same_subject(plan: dict[str, Any], response: dict[str, Any], known: Known) -> bool:
    """Whether a response is about whom the plan is about; one that does not say so is believed."""
    ours, theirs = known.key(plan.get("subject")), known.key(response.get("subject"))
    numbers = known.number(plan.get("subject"), plan), nhs_number(record(response.get("subject")))
    return not (ours and theirs and ours != theirs) and not (
        all(numbers) and numbers[0] != numbers[1]
    )


def _answered(responses: list[dict[str, Any]]) -> Answers:
    """The answers of all responses; the first that answers a part counts."""
    whole = Answers()
    for one in responses:
        found = answers(one)
        whole.fields = {**found.fields, **whole.fields}
        whole.professionals += found.professionals
        whole.distribution += found.distribution
        whole.not_for_family += found.not_for_family
    return whole


def _status(plan: dict[str, Any]) -> tuple[str | None, list[Unread]]:
    sent, intent = words(plan.get("status")), words(plan.get("intent"))
    status = _STATUS.get(sent)
    if status is PlanStatus.AGREED and intent == "proposal":
        status = PlanStatus.DRAFT
    if status is None and sent:
        reason = f"the agency says that it is {sent.replace('-', ' ')}"
        return None, [not_read("status", reason, sent)]
    return (status.value if status else None), []


def _dated(plan: dict[str, Any], responses: list[dict[str, Any]]) -> str:
    """When this version was made: its answers' date, else the plan's own, else its last change."""
    authored = [words(one.get("authored")) for one in responses if is_birth_plan(one)]
    changed = words(at(plan, "meta", "lastUpdated"))
    return max(authored, default="") or words(plan.get("created")) or changed


def _contributors(plan: dict[str, Any], known: Known) -> str:
    return joined(known.who(one, plan) for one in records(plan.get("contributor")))


def _plain(plan: dict[str, Any], known: Known) -> dict[str, str]:
    """What a CarePlan says besides the questionnaire, each part by what it is called."""
    found: dict[str, str] = {}

    def add(key: str, said: str) -> None:
        before = found.get(key, "")
        if said and said != before:
            found[key] = f"{before}; {said}" if before else said

    add("title", words(plan.get("title")))
    add("category", concepts_words(plan.get("category")))
    add("description", words(plan.get("description")))
    add("period", value_words(plan.get("period")))
    for one in records(plan.get("addresses")):
        add("addresses", known.who(one, plan) or resource_words(known.follow(one, plan)))
    for one in records(plan.get("goal")):
        add("goal", known.who(one, plan))
    for one in records(plan.get("activity")):
        add(*_activity(one, plan, known))
    for one in records(plan.get("supportingInfo")):
        resource = known.follow(one, plan)
        if not _is_response(resource):
            add("supporting information", known.who(one, plan) or resource_words(resource))
    add("note", notes(plan.get("note")))
    return found


def _activity(activity: dict[str, Any], plan: dict[str, Any], known: Known) -> tuple[str, str]:
    """(what it is called, what is to be done)."""
    detail, led_to = record(activity.get("detail")), known.follow(activity.get("reference"), plan)
    called = concept_words(detail.get("code")) or known.who(activity.get("reference"), plan)
    scheduled = next(
        (value_words(value) for name, value in detail.items() if name.startswith("scheduled")), ""
    )
    by = joined(known.who(one, plan) for one in records(detail.get("performer")))
    status = words(detail.get("status"))
    parts = [
        words(detail.get("description")),
        resource_words(led_to),
        scheduled,
        f"by {by}" if by else "",
        f"at {place}" if (place := known.who(detail.get("location"), plan)) else "",
        status if status not in ("", "not-started", "scheduled", "unknown") else "",
        "NOT to be done" if detail.get("doNotPerform") is True else "",
        notes(activity.get("progress")),
    ]
    return called or "activity", joined(parts) or called


def _not_followed(plan: dict[str, Any], known: Known) -> list[Unread]:
    """What the plan leads to and could not be had: a plan without its answers looks empty."""
    led = [
        *(("supportingInfo", one) for one in records(plan.get("supportingInfo"))),
        *(("careTeam", one) for one in records(plan.get("careTeam"))),
        *(("activity", record(one.get("reference"))) for one in records(plan.get("activity"))),
    ]
    found = []
    for name, one in led:
        why = known.why_not(one, plan)
        if why and (resource_type(known.key(one)) in _MATTERS or not words(one.get("display"))):
            found.append(not_read(name, why, one))
        response = known.follow(one, plan)
        if _is_response(response) and not _same_subject(plan, response, known):
            found.append(not_read(name, "is about somebody else, and is not shown here", one))
    return found


_MATTERS = ("QuestionnaireResponse", "CareTeam")


def _once(people: list[dict[str, str]]) -> list[dict[str, str]]:
    return [one for place, one in enumerate(people) if one not in people[:place]]
