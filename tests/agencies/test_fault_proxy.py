"""Every adapter behind a proxy that cuts, holds, corrupts and trickles: never a false answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import Offer, SourceState
from tests.agencies.cpis_service import CpisService, plan
from tests.agencies.fhir.server import FhirServer
from tests.fault_proxy import FaultProxy, Pass, corrupts, cuts, holds_up, honest, trickles
from tests.listening import Listener, listening
from tests.serving import serving

from .conftest import MOTHER, NUMBER, PLAN, agency, answers

PLACES = (0, 1, 9, 14, 40, 90, 130, 180, 240, 300)
"""Bytes of the answer at which it is cut or corrupted: in its first line, its head, its body."""


@dataclass(frozen=True)
class Behind:
    """An agency that answers well: how it is asked, and where it is."""

    adapter: str
    offer: Offer
    url: str


def _native(request: Request) -> Response:
    long = {**PLAN, "author": "Safeguarding midwife " * 30}  # Longer than the last of the places.
    return JSONResponse({"items": [long]}, headers={"ETag": '"1"'})


@pytest.fixture(scope="module", params=["native", "fhir", "cpis"])
def behind(request: pytest.FixtureRequest) -> Iterator[Behind]:
    """Each adapter with a server of its own."""
    if request.param == "native":
        with serving(Starlette(routes=[Route("/v1/plans", _native)])) as url:
            yield Behind("native", Offer.PLANS, url)
    elif request.param == "fhir":
        number = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBER}
        mother = {"resourceType": "Patient", "id": "m", "identifier": [number]}
        fhir = FhirServer(holds=[mother])
        app = Starlette(routes=[Route("/{path:path}", fhir.__call__)])
        with serving(app) as fhir.url:
            yield Behind("fhir", Offer.PEOPLE, fhir.url)
    else:
        service = CpisService(plans={NUMBER: [plan()]})
        with serving(service.app) as url:
            service.at(url)
            yield Behind("cpis", Offer.CHILD_PROTECTION, service.base)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async with listening() as made:
        yield made


class Asked:
    """One agency a fault, all asked at once, and the same one without a proxy beside them."""

    def __init__(self, behind: Behind, make: Callable[..., Gateway], listener: Listener) -> None:
        self._behind, self._make, self._listener = behind, make, listener
        self.proxies: dict[str, FaultProxy] = {}

    async def through(self, faults: dict[str, Pass], deadline: float) -> Gateway:
        """The gateway that asks all of them."""
        behind = self._behind
        for name, fault in faults.items():
            proxy = FaultProxy(behind.url, fault)
            self.proxies[name] = await proxy.start(self._listener)
        urls = {name: proxy.url for name, proxy in self.proxies.items()} | {"well": behind.url}
        return self._make(
            *(
                agency(
                    name,
                    url,
                    behind.offer.value,
                    adapter=behind.adapter,
                    deadline=20.0 if name == "well" else deadline,
                )
                for name, url in urls.items()
            )
        )

    async def ask(self, gate: Gateway) -> dict[str, Holding]:
        """What each said; the one without a fault always holds."""
        got = await answers(gate, MOTHER, [self._behind.offer])
        found = {one.holding.agency: one.holding for one in got}
        assert found.pop("well").state is SourceState.HELD
        assert found.keys() == self.proxies.keys()
        return found


@pytest.fixture
def asked(behind: Behind, gateway: Callable[..., Gateway], listener: Listener) -> Asked:
    return Asked(behind, gateway, listener)


async def test_cut_or_held_up_it_could_not_be_checked_and_is_well_again_afterwards(
    asked: Asked,
) -> None:
    faults: dict[str, Pass] = {f"cut at {place}": cuts(place) for place in PLACES}
    gate = await asked.through({**faults, "held up": holds_up}, deadline=2.0)
    for name, holding in (await asked.ask(gate)).items():
        assert holding.state is SourceState.COULD_NOT_CHECK, name
        assert holding.facts == ()
        assert holding.reason
    for proxy in asked.proxies.values():
        proxy.fault = honest
    gate.resume()
    for name, holding in (await asked.ask(gate)).items():
        assert holding.state is SourceState.HELD, (name, holding.reason)


async def test_one_byte_that_is_another_is_never_nothing_held(asked: Asked) -> None:
    """Within a text nobody can know; but no fault may say that an agency holds nothing."""
    gate = await asked.through({f"byte {place}": corrupts(place) for place in PLACES}, deadline=2.0)
    found = await asked.ask(gate)
    assert {holding.state for holding in found.values()} <= {
        SourceState.COULD_NOT_CHECK,
        SourceState.HELD,
    }, found
    assert found["byte 0"].state is SourceState.COULD_NOT_CHECK


async def test_byte_by_byte_it_is_read_whole(asked: Asked) -> None:
    gate = await asked.through({"trickle": trickles}, deadline=20.0)
    assert (await asked.ask(gate))["trickle"].state is SourceState.HELD
