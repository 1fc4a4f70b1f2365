"""Which searches each question is, and what comes of them: facts, and what they lack.

People are looked up first, by NHS number or by the server's own id, since any server can then
search the rest by `subject`; a search through another resource is known to few. Every result is
checked to be about whom it was searched for.

What only some servers can do (search by address, keep Locations or RelatedPersons) is left out
where a server says that it cannot, so long as the people themselves could be looked up.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ooh_console.agencies.adapter import CouldNotCheck, own_identifiers
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.fhir import flags, plans, tasks
from ooh_console.agencies.fhir.bundles import Params, unique
from ooh_console.agencies.fhir.elements import (
    NHS_NUMBER,
    address_line,
    nhs_number,
    postcode,
    record,
    records,
)
from ooh_console.agencies.fhir.patients import person, related_person
from ooh_console.agencies.fhir.references import Known, resource_key, resource_type
from ooh_console.agencies.fhir.searching import TOGETHER, Inquiry, Proof
from ooh_console.agencies.fhir.teams import members
from ooh_console.agencies.subjects import SOMEBODY_ELSE, may_be_at
from ooh_console.domain.people import Address, Person
from ooh_console.domain.sources import Sought
from ooh_console.domain.tolerant import Fact

Facts = list[Fact]

UNABLE = frozenset({400, 404, 405, 410, 422, 501})
"""Statuses by which a server says that it cannot do what it was asked, rather than not now."""


MOST_FAMILIES = 200
"""People found whose relatives are asked for."""


async def people(inquiry: Inquiry, agency: Agency, sought: Sought, today: date) -> Facts:
    """Everybody found by number, id, name or address, and who is related to them."""
    sure = await _people_of(inquiry, agency, sought, "Patient")
    others = await _people_of(inquiry, agency, sought, "RelatedPerson", bool(sure is not None))
    named, place = _by_name(sought), _by_place(sought.addresses)
    patients, related = list(sure or ()), list(others or ())
    asked = sure is not None
    for kind, found in (("Patient", patients), ("RelatedPerson", related)):
        if named:
            more = await _search(inquiry, kind, named, forgiven=kind != "Patient")
            asked = asked or more is not None
            found += more or ()
    for params in place:
        more = await _search(inquiry, "Patient", params, forgiven=asked)
        patients += more or ()
    patients, related = await inquiry.beside(lambda: (unique(patients), unique(related)))
    family = await _family(inquiry, patients)
    await inquiry.bring(record(one).get("patient") for one in related)
    kin: dict[str, list[dict[str, Any]]] = {}
    for one in await inquiry.beside(lambda: unique([*family, *related])):
        kin.setdefault(inquiry.known.key(record(one).get("patient")), []).append(record(one))

    def read_patient(one: Any, _: Known) -> Person:
        return person(one, kin.get(resource_key(one) or "-", ()), today)

    def read_related(one: Any, known: Known) -> Person:
        return related_person(one, known, today)

    return [
        *await inquiry.read(patients, read_patient),
        *await inquiry.read(related, read_related),
    ]


async def birth_plans(inquiry: Inquiry, agency: Agency, sought: Sought) -> Facts:
    """The care plans of these people, with their answers and teams."""
    keys = await _patients(inquiry, agency, sought)
    found = await _about(inquiry, "CarePlan", keys)
    await _plans_led_to(inquiry, found)
    return [*await inquiry.read(found, plans.birth_plan)]


async def markers(inquiry: Inquiry, agency: Agency, sought: Sought) -> Facts:
    """The flags on these people and at these addresses."""
    person_sought = bool(sought.nhs_numbers or own_identifiers(agency, sought))
    keys = await _patients(inquiry, agency, sought) if person_sought else []
    keys += await _places(inquiry, sought, forgiven=person_sought)
    found = await _about(inquiry, "Flag", keys)
    await inquiry.bring(one for flag in found for one in flags.leads_to(flag))
    return [*await inquiry.read(found, flags.marker)]


async def commitments(inquiry: Inquiry, agency: Agency, sought: Sought) -> Facts:
    """Who attends to these people; without any, to the people at these addresses."""
    if sought.nhs_numbers:
        keys = await _patients(inquiry, agency, sought)
    else:
        keys = []
        for params in _by_place(sought.addresses):
            here = await inquiry.search("Patient", params)
            keys += _keys_at(here, sought, inquiry)
    found = await _about(inquiry, "Task", keys)
    await inquiry.bring(one for task in found for one in tasks.leads_to(task))
    return [*await inquiry.read(found, tasks.commitment)]


async def watch_list(inquiry: Inquiry) -> Facts:
    """The births for which there is a care plan that may still be followed."""
    asked = [("status", ",".join(plans.LIVE))]
    found = await inquiry.search("CarePlan", asked, plans.is_live, known=False)
    await _plans_led_to(inquiry, found, names=True)
    known = inquiry.known
    found = await inquiry.beside(lambda: [o for o in found if plans.expects_a_birth(o, known)])
    return [*await inquiry.read(found, plans.watch_entry)]


async def _plans_led_to(inquiry: Inquiry, found: list[Any], *, names: bool = False) -> None:
    known = inquiry.known
    await inquiry.bring(one for plan in found for one in plans.leads_to(plan))
    await inquiry.bring(record(plan).get("subject") for plan in found if names)
    teams = await inquiry.beside(lambda: plans.teams(found, known))
    await inquiry.bring(one for team in teams for one in members(team))
    roles = (known.follow(one, team) for team in teams for one in members(team))
    await inquiry.bring(role.get("practitioner") for role in roles)


async def _people_of(
    inquiry: Inquiry, agency: Agency, sought: Sought, kind: str, forgiven: bool = False
) -> list[Any] | None:
    """People of this type by NHS number and by the server's own id; `None` when neither is known,
    or when the server has no such thing."""
    own = [key for key in own_identifiers(agency, sought) if resource_type(key) == kind]
    found: list[Any] | None = None
    if sought.nhs_numbers:
        wanted = ",".join(f"{NHS_NUMBER}|{number}" for number in sought.nhs_numbers)

        def has_number(one: Any) -> bool:
            return nhs_number(one) in sought.nhs_numbers

        by_number = [("identifier", wanted)]
        found = await _search(inquiry, kind, by_number, has_number, forgiven=forgiven)
        if any(_of_another(one, sought) for one in found or ()):
            raise CouldNotCheck(SOMEBODY_ELSE)
    if own:
        ids = ",".join(key.partition("/")[2] for key in own)

        def is_own(one: Any) -> bool:
            return resource_key(one) in own

        more = await _search(inquiry, kind, [("_id", ids)], is_own, forgiven=forgiven)
        if any(resource_key(one) not in own for one in more or () if resource_key(one)):
            raise CouldNotCheck(SOMEBODY_ELSE)
        found = unique([*(found or ()), *(more or ())])
    return found


def _of_another(one: Any, sought: Sought) -> bool:
    """Whether somebody who was searched for by number carries another one."""
    number = nhs_number(one)
    return bool(number) and number not in sought.nhs_numbers


async def _patients(inquiry: Inquiry, agency: Agency, sought: Sought) -> list[str]:
    """The keys of the patients sought. Raises `CouldNotCheck`."""
    found = await _people_of(inquiry, agency, sought, "Patient")
    if found is None:
        raise CouldNotCheck("can be asked about nobody without an NHS number or an id of its own")
    own = own_identifiers(agency, sought)
    keys: list[str] = []
    for one in found:
        key = resource_key(one)
        if key and (nhs_number(one) or key in own):
            keys.append(key)
        else:
            inquiry.lacks("it sent a person of whom cannot be read who they are")
    return list(dict.fromkeys(keys))


async def _places(inquiry: Inquiry, sought: Sought, *, forgiven: bool) -> list[str]:
    """The keys of the Locations at the addresses sought."""
    keys: list[str] = []
    for params in _by_place(sought.addresses):
        found = await _search(inquiry, "Location", params, forgiven=forgiven)
        keys += _keys_at(found or (), sought, inquiry)
    return list(dict.fromkeys(keys))


async def _about(inquiry: Inquiry, kind: str, keys: Iterable[str]) -> list[Any]:
    """What is held about these subjects. Raises `CouldNotCheck`, also when one of the results is
    about somebody else."""
    wanted = sorted(set(keys) - {""})
    if not wanted:
        return []
    subject = "for" if kind == "Task" else "subject"

    def is_about(one: Any) -> bool:
        return inquiry.known.key(record(one).get(subject)) in wanted

    asked = [("subject", ",".join(wanted))]
    found = await inquiry.search(kind, asked, is_about, known=False)
    numbers = {nhs_number(inquiry.known.found.get(key)) for key in wanted}

    def of_another(one: Any) -> bool:
        reference = record(record(one).get(subject))
        about, number = inquiry.known.key(reference), nhs_number(reference)
        return about not in wanted if about else bool(number) and number not in numbers

    if await inquiry.beside(lambda: any(of_another(one) for one in found)):
        raise CouldNotCheck(SOMEBODY_ELSE)
    return found


async def _family(inquiry: Inquiry, patients: list[Any]) -> list[Any]:
    """The RelatedPersons of these patients, as far as there are not too many of them."""
    keys = [key for one in patients if (key := resource_key(one))]
    asked, found = keys[:MOST_FAMILIES], list[Any]()

    def is_theirs(one: Any) -> bool:
        return inquiry.known.key(record(one).get("patient")) in keys

    for start in range(0, len(asked), TOGETHER):
        params = [("patient", ",".join(asked[start : start + TOGETHER]))]
        found += await _search(inquiry, "RelatedPerson", params, is_theirs, forgiven=True) or ()
    if len(keys) > MOST_FAMILIES:
        inquiry.lacks(f"relatives of more than {MOST_FAMILIES} people were not asked for")
    return [one for one in found if is_theirs(one)]


async def _search(
    inquiry: Inquiry, kind: str, params: Params, proof: Proof | None = None, *, forgiven: bool
) -> list[Any] | None:
    """A search; `forgiven`: one that the server says it cannot do gives `None`, and one that fails
    is noted as missing."""
    try:
        return await inquiry.search(kind, params, proof)
    except CouldNotCheck as failure:
        if not forgiven:
            raise
        if failure.status not in UNABLE:
            inquiry.lacks(f"{_CALLED[kind]}: it {failure.reason}")
        return None


_CALLED = {"Patient": "people", "RelatedPerson": "relatives", "Location": "addresses"}


def _by_name(sought: Sought) -> list[tuple[str, str]]:
    """Every word of the name must be found, each in any part of it."""
    found = [("name", word) for word in sought.name.replace(",", " ").split()]
    if found and sought.born:
        found.append(("birthdate", sought.born.isoformat()))
    return found


def _by_place(addresses: Iterable[Address]) -> list[list[tuple[str, str]]]:
    """A search for each address: by postcode where there is one, which every spelling shares."""
    found = [
        [("address-postalcode", one.postcode) if one.postcode else ("address", one.text)]
        for one in addresses
        if one.text or one.postcode
    ]
    return [params for place, params in enumerate(found) if params not in found[:place]]


def _keys_at(found: Iterable[Any], sought: Sought, inquiry: Inquiry) -> list[str]:
    """The keys of those that may be at an address that is sought."""
    keys = []
    for one in found:
        if not resource_key(one):
            inquiry.lacks("it sent a place that cannot be read")
        elif _is_at(one, sought):
            keys.append(resource_key(one))
    return keys


def _is_at(resource: Any, sought: Sought) -> bool:
    places = records(record(resource).get("address"))
    spelt = [Address(text=address_line(one), postcode=postcode(one)) for one in places]
    return any(may_be_at(one, sought) for one in spelt)
