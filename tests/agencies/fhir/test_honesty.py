"""What a FHIR server leaves out, drops or gets wrong is told, and never looks like "none held"."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from ooh_console.agencies.fhir import asking as asking_module
from ooh_console.agencies.fhir import searching
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.holdings import Holding, Offer, Sought, SourceState
from ooh_console.domain.people import Address

from .conftest import holding
from .resources import EVERYTHING, FATHER, FLAG, LOCATION, MOTHER, MOTHER_NUMBER, PLAN, number, to
from .server import FhirServer, Resource, outcome, plain, said

Make = Callable[..., Gateway]
SOUGHT = Sought(nhs_numbers=(MOTHER_NUMBER,))
FLAGS = [{**FLAG, "id": f"fl{n}"} for n in range(7)]
SEVEN = [*(one for one in EVERYTHING if one is not FLAG), *FLAGS]


def could_not(found: Holding, *words: str) -> None:
    assert found.state is SourceState.COULD_NOT_CHECK
    for word in words:
        assert word in found.reason
    assert not found.facts


def in_part(found: Holding, count: int, *words: str) -> None:
    assert found.state is SourceState.COULD_NOT_CHECK
    assert found.in_part
    assert found.reason.startswith("answered only in part: ")
    for word in words:
        assert word in found.reason
    assert len(found.facts) == count


def only(kind: str, answer: Callable[[], Response]) -> Callable[[Request], Response | None]:
    """A rule for one type of resource."""

    def rule(request: Request) -> Response | None:
        return answer() if request.path_params["path"].partition("/")[0] == kind else None

    return rule


def bending(kind: str, bend: Callable[[Resource], None]) -> Callable[[Resource, Request], None]:
    def bent(bundle: Resource, request: Request) -> None:
        if request.path_params["path"] == kind:
            bend(bundle)

    return bent


# Paging


async def test_every_page_is_read(asking: Make) -> None:
    fhir = FhirServer(SEVEN, page=3)
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    assert (found.state, len(found.facts)) == (SourceState.HELD, 7)
    assert sum(path.startswith("Flag") for path in fhir.paths()) == 3


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://elsewhere.example/fhir/Flag?_page=3", "another host"),
        ("http://127.0.0.1:1/Flag?_page=3", "another host"),
        ("http://somebody@{host}/Flag?_page=3", "another host"),
        ("//elsewhere.example/Flag", "another host"),
        ("file:///etc/hostname", "another host"),
        ("http://[", "another host"),
    ],
)
async def test_a_next_link_to_another_host_is_never_followed(
    asking: Make, link: str, words: str
) -> None:
    fhir = FhirServer(SEVEN, page=3)

    def elsewhere(bundle: Resource) -> None:
        host = fhir.url.partition("//")[2]
        bundle["link"] = [
            {**one, "url": link.format(host=host)} if one["relation"] == "next" else one
            for one in bundle["link"]
        ]

    fhir.bend = bending("Flag", elsewhere)
    in_part(await holding(asking(fhir), Offer.MARKERS, SOUGHT), 3, words, "after 3 records")
    assert sum(path.startswith("Flag") for path in fhir.paths()) == 1


async def test_pages_that_never_end_are_bounded(
    asking: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_PAGES", 5)
    fhir = FhirServer(SEVEN)
    pages = iter(range(10_000))

    def endless(bundle: Resource) -> None:
        bundle["link"].append({"relation": "next", "url": f"Flag?more={next(pages)}"})
        bundle["total"] = None

    fhir.bend = bending("Flag", endless)
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    in_part(found, 7, "more than 5 pages")
    assert sum(path.startswith("Flag") for path in fhir.paths()) == 5


async def test_the_same_page_again_is_told(asking: Make) -> None:
    fhir = FhirServer(SEVEN)
    link = {"relation": "next", "url": "Flag?again"}
    fhir.bend = bending("Flag", lambda bundle: bundle["link"].append(link))
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    in_part(found, 7, "the same page")


async def test_five_megabytes_are_the_most_of_all_pages_together(asking: Make) -> None:
    fhir = FhirServer(SEVEN, page=2)
    big = "x" * 2_100_000
    fhir.bend = bending("Flag", lambda bundle: bundle.update(comment=big))
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    in_part(found, 4, "more than 5 MB")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda: said(outcome(("error", "index is rebuilt")), 500), "it says: index is rebuilt"),
        (lambda: said({}, 503), "status 503"),
        (lambda: Response(b"{", 200, media_type="application/fhir+json"), "not valid JSON"),
        (lambda: Response("<html>", 200, media_type="text/html"), "a web page"),
        (lambda: said(outcome(("error", "cursor has expired"))), "it says: cursor has expired"),
    ],
)
async def test_a_page_that_fails_leaves_the_ones_before(
    asking: Make, answer: Callable[[], Response], words: str
) -> None:
    fhir = FhirServer(SEVEN, page=3)
    fhir.rule = lambda request: answer() if "_page" in request.query_params else None
    in_part(await holding(asking(fhir), Offer.MARKERS, SOUGHT), 3, words)


async def test_a_page_that_hangs_leaves_the_ones_before(asking: Make) -> None:
    class Hangs(FhirServer):
        async def __call__(self, request: Request) -> Response:
            if "_page" in request.query_params:
                await request.body()
                await request.receive()  # Until the desk gives up.
            return await super().__call__(request)

    found = await holding(asking(Hangs(SEVEN, page=3), deadline=1.0), Offer.MARKERS, SOUGHT)
    in_part(found, 3, "did not send the rest in time")


async def test_to_be_left_alone_in_the_middle_of_an_answer_is_respected(asking: Make) -> None:
    def tired(request: Request) -> Response | None:
        if "_page" in request.query_params:
            return Response(status_code=429, headers={"retry-after": "600"})
        return None

    fhir = FhirServer(SEVEN, page=3, rule=tired)
    gate = asking(fhir)
    in_part(await holding(gate, Offer.MARKERS, SOUGHT), 3, "left alone")
    asked = len(fhir.asked)
    again = await holding(gate, Offer.MARKERS, SOUGHT)
    assert (again.state, again.from_memory) == (SourceState.COULD_NOT_CHECK, True)
    assert len(again.facts) == 3
    assert len(fhir.asked) == asked


async def test_an_earlier_version_that_is_named_is_the_one_that_is_read(asking: Make) -> None:
    old = to("QuestionnaireResponse", "q1/_history/2")
    fhir = FhirServer([MOTHER, {**PLAN, "supportingInfo": [old], "careTeam": []}])
    second = {**EVERYTHING[4], "item": [{"linkId": "feeding", "answer": [{"valueString": "Cup"}]}]}

    def read(request: Request) -> Response | None:
        path = request.path_params["path"]
        return said(second) if path == "QuestionnaireResponse/q1/_history/2" else None

    fhir.rule = read
    found = await holding(asking(fhir), Offer.PLANS, SOUGHT)
    (fact,) = found.facts
    assert fact.unread == ()
    assert fact.model_dump()["fields"]["feeding"] == "Cup"


async def test_fewer_than_the_server_counts_is_not_all(asking: Make) -> None:
    fhir = FhirServer(SEVEN)
    fhir.bend = bending("Flag", lambda bundle: bundle.update(total=9))
    in_part(await holding(asking(fhir), Offer.MARKERS, SOUGHT), 7, "holds 9 records and sent 7")
    fhir.bend = bending("Flag", lambda bundle: bundle.update(total=2, entry=[]))
    could_not(await holding(asking(fhir), Offer.MARKERS, SOUGHT), "holds 2 records and sent 0")


async def test_a_long_answer_is_looked_through_beside_the_loop(
    asking: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes through every record of it: reading the page, whose records, the facts."""
    from ooh_console.agencies import gateway
    from ooh_console.agencies.fhir import flags

    threads: dict[str, set[threading.Thread]] = {}

    def watch(module: Any, name: str) -> None:
        done = getattr(module, name)

        def watched(*given: Any) -> Any:
            threads.setdefault(name, set()).add(threading.current_thread())
            assert not gc.isenabled(), f"{name} with the collector at work"
            return done(*given)

        monkeypatch.setattr(module, name, watched)

    watch(searching, "read_page")
    watch(gateway, "somebody_else")
    watch(flags, "leads_to")
    fhir = FhirServer([MOTHER, *({**FLAG, "id": f"f{n}"} for n in range(gateway.AT_ONCE + 1))])
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    assert (found.state, len(found.facts)) == (SourceState.HELD, gateway.AT_ONCE + 1)
    assert threads.keys() == {"read_page", "somebody_else", "leads_to"}
    assert threading.main_thread() not in set().union(*threads.values())
    assert gc.isenabled()


# Searches that were not honoured


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


# Whose records


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


# What the server says itself


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


# What only some servers can do


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
