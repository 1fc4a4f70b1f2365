"""Searches that a server did not honour, and records of somebody else: never "none held"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request

from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.sources import Offer, SourceState

from .conftest import holding
from .judging import SEVEN, SOUGHT, bending, could_not, in_part
from .resources import FLAG, MOTHER, number, to
from .server import FhirServer, Resource

Make = Callable[..., Gateway]


@pytest.mark.parametrize("left_out", ["identifier", "subject"])
@pytest.mark.parametrize("strict", [True, False])
async def test_a_parameter_that_the_server_does_not_know_is_never_none_held(
    asking: Make, left_out: str, strict: bool
) -> None:
    fhir = FhirServer(SEVEN, strict=strict)
    fhir.knows -= {left_out}
    for offer in (Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS):
        could_not(await holding(asking(fhir), offer, SOUGHT), left_out)


SELF: dict[str, Any] = {
    "none": ([], "did not say what it searched for"),
    "without query": (["{base}/Flag"], "did not search by subject"),
    "another value": (["{base}/Flag?subject=Patient/m2"], "did not search by subject"),
    "narrowed": (["{base}/Flag?subject=Patient/m1&status=active"], "searched by status too"),
    "no address": (["http://["], "did not say what it searched for"),
    "only another link": (None, "did not say what it searched for"),
}


@pytest.mark.parametrize("name", SELF)
async def test_another_search_than_the_one_asked_for(asking: Make, name: str) -> None:
    urls, words = SELF[name]
    fhir = FhirServer(SEVEN)

    def other(bundle: Resource) -> None:
        links = [{"relation": "self", "url": u.format(base=fhir.url)} for u in urls or []]
        bundle["link"] = links if urls is not None else [{"relation": "last", "url": "x"}]

    fhir.bend = bending("Flag", other)
    in_part(await holding(asking(fhir), Offer.MARKERS, SOUGHT), 7, words, "may hold more")
    empty = FhirServer([MOTHER])

    def other_and_empty(bundle: Resource) -> None:
        other(bundle)
        bundle |= {"entry": [], "total": 0}

    empty.bend = bending("Flag", other_and_empty)
    could_not(await holding(asking(empty), Offer.MARKERS, SOUGHT), words, "nothing follows")


async def test_everybodys_records_of_a_lenient_server_are_never_shown(asking: Make) -> None:
    """It leaves the parameter out and sends everything: what is theirs is taken, and no more."""
    stranger = {**MOTHER, "id": "m2", "identifier": number("9990000026")}
    others = [{**FLAG, "id": f"x{n}", "subject": to("Patient", "m2")} for n in range(3)]
    fhir = FhirServer([*SEVEN, stranger, *others])

    def everything(bundle: Resource, request: Request) -> None:
        kind = request.path_params["path"]
        held = [one for one in fhir.holds if one["resourceType"] == kind]
        entries = [{"resource": one, "search": {"mode": "match"}} for one in held]
        link = {"relation": "self", "url": f"{fhir.url}/{kind}?_count=200"}
        bundle |= {"entry": entries, "total": len(held), "link": [link]}

    fhir.bend = everything
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    in_part(found, 7, "did not search by identifier", "did not search by subject")
    people = await holding(asking(fhir), Offer.PEOPLE, SOUGHT)
    in_part(people, 1, "did not search by identifier")


@pytest.mark.parametrize(
    "url",
    [
        "Flag?subject=Patient/m1",
        "{base}/Flag?subject=Patient%2Fm1&_count=50&_format=json",
        "{base}/Flag?_count=1000&subject={base}/Patient/m1",
        "https://public.example/r4/Flag?subject=https://public.example/r4/Patient/m1",
        "{base}/Flag?subject:Patient=m1&ct=opaque",
        "?subject=patient/M1",
    ],
)
async def test_the_same_search_spelt_otherwise(asking: Make, url: str) -> None:
    fhir = FhirServer(SEVEN)
    link = {"relation": "self", "url": ""}
    fhir.bend = bending("Flag", lambda bundle: bundle.update(link=[link]))
    gate = asking(fhir)
    link["url"] = url.format(base=fhir.url)
    found = await holding(gate, Offer.MARKERS, SOUGHT)
    assert (found.state, len(found.facts)) == (SourceState.HELD, 7)


@pytest.mark.parametrize(
    "subject", [to("Patient", "m2"), {"identifier": number("9990000026")[0]}], ids=["id", "number"]
)
async def test_somebody_elses_record_is_refused(asking: Make, subject: Any) -> None:
    fhir = FhirServer(SEVEN)

    def other(bundle: Resource) -> None:
        bundle["entry"][0]["resource"] = {**FLAG, "subject": subject}

    fhir.bend = bending("Flag", other)
    could_not(await holding(asking(fhir), Offer.MARKERS, SOUGHT), "somebody else's record")


@pytest.mark.parametrize("offer", [Offer.PEOPLE, Offer.MARKERS, Offer.PLANS])
async def test_another_patient_than_the_one_asked_for_is_refused(
    asking: Make, offer: Offer
) -> None:
    fhir = FhirServer(SEVEN)
    wrong = {**MOTHER, "identifier": number("9990000026")}
    entry = {"resource": wrong, "search": {"mode": "match"}}
    fhir.bend = bending("Patient", lambda bundle: bundle.update(entry=[entry]))
    could_not(await holding(asking(fhir), offer, SOUGHT), "somebody else's record")


async def test_a_patient_who_cannot_be_read_is_not_nobody(asking: Make) -> None:
    fhir = FhirServer(SEVEN)
    for spoilt in ({**MOTHER, "id": None}, {**MOTHER, "identifier": []}, 7, None):
        entry = {"resource": spoilt, "search": {"mode": "match"}}
        fhir.bend = bending("Patient", lambda bundle, entry=entry: bundle.update(entry=[entry]))
        found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
        could_not(found, "a person of whom cannot be read who they are")
