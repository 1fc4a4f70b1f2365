"""What a FHIR server says itself, gets wrong or cannot do is told beside what it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from ooh_console.agencies.fhir import asking as asking_module
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.people import Address
from ooh_console.domain.sources import Offer, Sought, SourceState

from .conftest import holding
from .judging import FLAGS, SEVEN, SOUGHT, bending, could_not, in_part, only
from .resources import EVERYTHING, FATHER, FLAG, LOCATION, MOTHER, MOTHER_NUMBER, PLAN, to
from .server import FhirServer, Resource, outcome, plain, said

Make = Callable[..., Gateway]


async def test_an_outcome_among_the_results_is_told_and_the_facts_stay(asking: Make) -> None:
    fhir = FhirServer(SEVEN)

    def warned(bundle: Resource) -> None:
        for severity in ("information", "warning", "error"):
            issue = outcome((severity, f"{severity}: archive is away"))
            bundle["entry"].append({"resource": issue, "search": {"mode": "outcome"}})

    fhir.bend = bending("Flag", warned)
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    in_part(found, 7, "warning: archive is away", "error: archive is away")
    assert "information" not in found.reason


async def test_an_outcome_alone_is_not_none_held(asking: Make) -> None:
    fhir = FhirServer(SEVEN)
    entry = {"resource": outcome(("warning", "archive is away"))}
    fhir.bend = bending("Flag", lambda bundle: bundle.update(entry=[entry], total=0))
    could_not(await holding(asking(fhir), Offer.MARKERS, SOUGHT), "archive is away")


ANSWERS: dict[str, tuple[Callable[[], Response], str]] = {
    "400": (
        lambda: said(outcome(("error", "The NHS number is not valid")), 400),
        "did not accept the question; it says: The NHS number is not valid",
    ),
    "401": (lambda: said(outcome(("error", "x")), 401), "refused our credentials"),
    "403": (lambda: said(outcome(("error", "x")), 403), "does not allow this desk"),
    "404": (lambda: said(outcome(("error", "no Flag here")), 404), "no such service"),
    "410": (lambda: said({}, 410), "no longer has"),
    "429": (lambda: Response(status_code=429, headers={"retry-after": "60"}), "left alone"),
    "500 with several": (
        lambda: said(outcome(("fatal", "disk"), ("error", "disk"), ("error", "index")), 500),
        "it says: disk; index",
    ),
    "500 with diagnostics": (
        lambda: said(
            {
                "resourceType": "OperationOutcome",
                "issue": [{"diagnostics": "no space", "code": "x"}],
            },
            500,
        ),
        "it says: no space",
    ),
    "error of the native contract": (lambda: plain({"error": "Sorry."}, 500), "it says: Sorry"),
    "an outcome that is none": (
        lambda: said({"resourceType": "OperationOutcome", "issue": 7}, 500),
        "is out of order (status 500)",
    ),
    "an outcome as the answer": (
        lambda: said(outcome(("error", "too costly"))),
        "did not search; it says: too costly",
    ),
    "a resource as the answer": (lambda: said(FLAG), "no answer to a search"),
    "another bundle": (
        lambda: said({"resourceType": "Bundle", "type": "collection"}),
        "no answer to a search",
    ),
    "a list": (lambda: said([]), "of a shape that the console does not know"),
    "XML": (
        lambda: Response("<Bundle/>", media_type="application/fhir+xml"),
        "sent application/fhir+xml instead of data",
    ),
    "redirect": (
        lambda: Response(status_code=302, headers={"location": "https://elsewhere.example"}),
        "never follows",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_whatever_else_comes_is_told_in_words(asking: Make, name: str) -> None:
    answer, words = ANSWERS[name]
    fhir = FhirServer(SEVEN, rule=only("Flag", answer))
    could_not(await holding(asking(fhir), Offer.MARKERS, SOUGHT), words)


async def test_a_server_without_relatives_or_places_is_asked_for_the_rest(asking: Make) -> None:
    def unable(request: Request) -> Response | None:
        if request.path_params["path"] in ("RelatedPerson", "Location"):
            return said(outcome(("error", "not supported")), 404)
        return None

    sought = Sought(nhs_numbers=(MOTHER_NUMBER,), addresses=(Address(postcode="ZZ99 3VZ"),))
    gate = asking(FhirServer(SEVEN, rule=unable))
    for offer, count in ((Offer.PEOPLE, 1), (Offer.MARKERS, 7)):
        found = await holding(gate, offer, sought)
        assert (found.state, len(found.facts), found.reason) == (SourceState.HELD, count, "")
    place = Sought(addresses=(Address(postcode="ZZ99 3VZ"),))
    could_not(await holding(gate, Offer.MARKERS, place), "no such service")


async def test_places_that_fail_are_told_beside_what_is_held(asking: Make) -> None:
    sought = Sought(nhs_numbers=(MOTHER_NUMBER,), addresses=(Address(postcode="ZZ99 3VZ"),))
    rule = only("Location", lambda: said(outcome(("error", "index is away")), 500))
    found = await holding(asking(FhirServer(SEVEN, rule=rule)), Offer.MARKERS, sought)
    in_part(found, 7, "addresses: it is out of order")
    fhir = FhirServer([*SEVEN, {**LOCATION, "id": None}])
    in_part(await holding(asking(fhir), Offer.MARKERS, sought), 7, "a place that cannot be read")


async def test_the_relatives_of_a_whole_street_are_asked_for_in_few_questions(
    asking: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_module, "MOST_FAMILIES", 60)
    monkeypatch.setattr(asking_module, "TOGETHER", 40)
    street = [{**MOTHER, "id": f"m{n}", "identifier": []} for n in range(61)]
    fhir = FhirServer(
        [*street, *({**FATHER, "patient": to("Patient", f"m{n}")} for n in range(61))]
    )
    place = Sought(addresses=(Address(postcode="ZZ99 3VZ"),))
    found = await holding(asking(fhir), Offer.PEOPLE, place)
    in_part(found, 61, "relatives of more than 60 people")
    assert sum(bool(fact.model_dump()["links"]) for fact in found.facts) == 60
    assert [path.count("Patient/") for path in fhir.paths() if "patient=" in path] == [40, 20]


async def test_what_a_plan_leads_to_and_cannot_be_had_is_told_on_the_plan(asking: Make) -> None:
    def plan(**more: Any) -> FhirServer:
        return FhirServer([*(one for one in EVERYTHING if one is not PLAN), {**PLAN, **more}])

    rule = only("QuestionnaireResponse", lambda: said(outcome(("error", "away")), 500))
    broken = plan()
    broken.rule = rule
    cases = {
        "could not be had: the agency is out of order": broken,
        "no such service": plan(supportingInfo=[to("QuestionnaireResponse", "q9")]),
        "another server": plan(supportingInfo=[{"reference": "https://x.example/Flag/1"}]),
        "leads to nothing": plan(supportingInfo=[{"reference": "what?"}]),
        "somebody else": plan(subject=to("Patient", "m1"), supportingInfo=[to("Flag", "q8")]),
    }
    theirs = {**EVERYTHING[4], "id": "q8", "subject": to("Patient", "m2")}
    cases["somebody else"].holds.append(theirs)
    cases["somebody else"].holds[-2]["supportingInfo"] = [to("QuestionnaireResponse", "q8")]
    for words, fhir in cases.items():
        found = await holding(asking(fhir), Offer.PLANS, SOUGHT)
        assert found.state is SourceState.HELD
        (fact,) = found.facts
        assert words in "; ".join(part.reason for part in fact.unread)
        assert "place_of_birth" not in fact.model_dump()["fields"]


async def test_many_that_are_led_to_are_asked_for_together(asking: Make) -> None:
    flags = [{**one, "author": to("Practitioner", f"d{n}")} for n, one in enumerate(FLAGS)]
    staff = [
        {"resourceType": "Practitioner", "id": f"d{n}", "name": [{"text": f"Officer {n}"}]}
        for n in range(6)
    ]
    fhir = FhirServer([MOTHER, *flags, *staff])
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    sources = [fact.model_dump()["source"] for fact in found.facts]
    assert sources == [*(f"Officer {n}" for n in range(6)), "Ambulance control, desk 4"]
    assert [p for p in fhir.paths() if p.startswith("Practitioner")] == [
        "Practitioner?_id=d0,d1,d2,d3,d4,d5,d6"
    ]
