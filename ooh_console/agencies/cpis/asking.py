"""The requests: for each person one, with the headers that the service wants, and its errors.

Source of parameters, headers and errors: the published guide for consumers of the service's API.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

from ooh_console.agencies.adapter import CouldNotCheck, Fetched
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.cpis.reading import Found, earlier_looks, plans
from ooh_console.agencies.fhir.bundles import next_address, not_honoured, read_page
from ooh_console.agencies.fhir.elements import NHS_NUMBER
from ooh_console.agencies.subjects import SOMEBODY_ELSE, somebody_else
from ooh_console.agencies.unhurried import beside
from ooh_console.domain.people import spoken_nhs_number
from ooh_console.domain.sources import Offer, Sought
from ooh_console.domain.tolerant import Fact

if TYPE_CHECKING:
    from ooh_console.agencies.transfer import Transfer

ACCEPT = "application/fhir+json"
MOST_PAGES = 20
SHARE = 0.85
"""Of the agency's deadline for each of several people: one that hangs does not hide the others."""

_PATIENT = "patient:identifier"
_WITH_WHOM = (
    "_include",
    "AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass|ASSIGNED",
)

_ERRORS = {
    "INVALID_SEARCH_DATA": "does not accept this NHS number: check it with whoever gave it",
    "PRECONDITION_FAILED": (
        "did not accept how this console asked (a header): tell whoever looks after the desk"
    ),
    "ACCESS_DENIED": (
        "does not allow whoever asked to see this: your role there may lack the right; ring the "
        "local authority"
    ),
}
"""What the service says, in plain words."""


async def ask(client: Transfer, agency: Agency, offer: Offer, numbers: Sequence[str]) -> Fetched:
    """What the service holds of these people, all asked at the same time.

    What fails for some of them is said, and hides nothing of the others. Raises `CouldNotCheck`.
    """
    share = agency.deadline * SHARE if len(numbers) > 1 else None
    answers = await asyncio.gather(
        *(_one(client, agency, offer, number, share) for number in numbers), return_exceptions=True
    )
    facts: list[Fact] = []
    missing: list[str] = []
    failures: list[BaseException] = []
    for number, answer in zip(numbers, answers, strict=True):
        who = f"for {spoken_nhs_number(number)} it " if len(numbers) > 1 else "it "
        if isinstance(answer, CouldNotCheck):
            if answer.reason == SOMEBODY_ELSE:  # Then nothing that it sent can be believed.
                raise answer
            failures.append(answer)
            missing.append(f"{who}{answer.reason}")
        elif isinstance(answer, BaseException):
            raise answer
        else:
            facts += answer[0]
            missing += [f"{who}{words}" for words in answer[1]]
    if len(failures) == len(numbers):
        raise failures[0]
    return Fetched(
        tuple(facts), missing=f"answered only in part: {'; '.join(missing)}" if missing else ""
    )


async def _one(
    client: Transfer, agency: Agency, offer: Offer, number: str, share: float | None
) -> tuple[Sequence[Fact], list[str]]:
    """The facts about one person, and what is missing. Raises `CouldNotCheck`."""
    kind = "CareTeam" if offer is Offer.CHILD_PROTECTION else "AuditEvent"
    read: Callable[[Found, str], Sequence[Fact]] = (
        plans if offer is Offer.CHILD_PROTECTION else earlier_looks
    )
    try:
        async with asyncio.timeout(share):
            found, missing = await _search(client, agency, kind, number)
    except TimeoutError:
        raise CouldNotCheck("did not answer in time") from None
    facts = await beside(lambda: read(found, number))
    if somebody_else(facts, agency, Sought(nhs_numbers=(number,))):
        raise CouldNotCheck(SOMEBODY_ELSE)
    return facts, missing


async def _search(
    client: Transfer, agency: Agency, kind: str, number: str
) -> tuple[Found, list[str]]:
    params = [(_PATIENT, f"{NHS_NUMBER}|{number}")]
    asked = [*params, _WITH_WHOM] if kind == "AuditEvent" else params
    # Colons and slashes as the guide writes them.
    url = f"{agency.url}/{kind}?{urlencode(asked, safe=':/')}"
    found, missing = Found(agency.url), list[str]()
    seen: set[str] = set()
    total: int | None = None
    while url:
        seen.add(url)
        try:
            body = await _body(client, agency, url)
            page = await beside(partial(read_page, body, kind))
            if page.self_link and (why := not_honoured(params, page.self_link, agency.url)):
                raise CouldNotCheck(f"{why}, so that nothing follows from its answer")
        except CouldNotCheck as failure:
            if len(seen) == 1:
                raise
            return found, [*missing, f"{failure.reason}, after {len(found.matches)} records"]
        found.take(page)
        missing += [f"says: {trouble}" for trouble in page.troubles]
        total = page.total if total is None else total
        url = next_address(page.next_link, agency.url) if page.next_link else ""
        if url in seen or (url and len(seen) >= MOST_PAGES):
            return found, [*missing, f"has more pages than the {len(seen)} that it sent"]
    if total is not None and total > len(found.matches):
        missing.append(f"holds {total} records and sent {len(found.matches)}")
    return found, missing


async def _body(client: Transfer, agency: Agency, url: str) -> bytes:
    headers = {"TraceID": str(uuid4()), "IsUnscheduledAccessEvent": "true"}
    try:
        return (await client.get_at(agency, url, headers, ACCEPT)).body
    except CouldNotCheck as failure:
        known = next((_ERRORS[code] for code in _ERRORS if code in failure.codes), "")
        if known:
            raise CouldNotCheck(known, status=failure.status, codes=failure.codes) from None
        raise
