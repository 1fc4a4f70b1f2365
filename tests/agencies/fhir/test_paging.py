"""Pages of an answer: all of them, at the same host, within bounds, and what fails is told."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from ooh_console.agencies.fhir import searching
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.sources import Offer, SourceState

from .conftest import holding
from .judging import SEVEN, SOUGHT, bending, could_not, in_part
from .resources import EVERYTHING, FLAG, MOTHER, PLAN, to
from .server import FhirServer, Resource, outcome, said

Make = Callable[..., Gateway]


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
