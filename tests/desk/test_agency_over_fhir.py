"""A desk and an agency that speaks FHIR: shown, told by its own system, read back by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Gateway
from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.desk import Recording
from ooh_console.desk.incident import Incident
from ooh_console.desk.notices import Notices
from ooh_console.domain import bodies as b
from ooh_console.domain.circulation import Knows, circulation
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.people import Address
from ooh_console.domain.sources import SourceState
from tests.agencies.fhir.conftest import Host
from tests.agencies.fhir.resources import EVERYTHING, FLAG, MOTHER_NUMBER
from tests.agencies.fhir.server import FhirServer
from tests.desk.desks import PLACE, Room


@pytest.fixture
def fhir() -> Iterator[FhirServer]:
    host = Host()
    yield host.add(FhirServer([*EVERYTHING]))
    host.close()


async def test_a_night_with_an_agency_over_fhir(room: Room, fhir: FhirServer) -> None:
    offers = ("people", "plans", "markers", "commitments", "notices")
    sent = {"name": "Ambulance", "kind": "ambulance", "adapter": "fhir", "url": fhir.url}
    gateway = Gateway([Agency.model_validate({**sent, "offers": offers})], clock=room.clock)
    desk = room.desk(gateway=gateway)
    opened = b.IncidentOpened(address=Address.model_validate(PLACE), nature="Birth at home")
    incident = await Incident.open_new(desk, opened)
    mother = b.PersonLinked(relation="mother", name="Jodie Penhallow", nhs_number=MOTHER_NUMBER)
    await incident.record([Recording(mother)])
    notices = Notices(desk)
    try:
        await incident.refresh()
        view = incident.view()
        assert {h.state for h in view.holdings.held} == {SourceState.HELD}
        ((_, marker),) = view.holdings.markers
        assert marker.fully_read

        # Told, and read by a person at their end.
        await perform(incident, ACTS["attendance-will"], {"who": "Sam Okafor", "eta": "30"})
        await notices.once()
        incident.catch_up()
        assert knows(incident)["Ambulance"] is Knows.TOLD
        ((told, _),) = fhir.sent
        assert told["payload"][0]["contentString"].startswith("OOH social care will attend")
        made = next(one for one in fhir.holds if one["id"].startswith("made"))
        to_ours = [{"reference": f"Communication/{made['id']}"}]
        answer = {"id": "a1", "status": "completed", "partOf": to_ours, "inResponseTo": to_ours}
        by = {"sender": {"display": "P. Ashgrove"}, "sent": "2026-11-25T02:04:00Z"}
        fhir.holds.append({"resourceType": "Communication", **answer, **by})
        room.clock.forward(2)
        await notices.once()
        incident.catch_up()
        assert knows(incident)["Ambulance"] is Knows.CONFIRMED

        # What was on the screen comes back from store, whatever the agency says by then.
        screen = view.holdings.content()
        await room.ledger.keep((*view.holdings.texts(), screen))
        fhir.holds[:] = [one for one in fhir.holds if one is not FLAG]
        await incident.refresh()
        assert not incident.view().holdings.markers
        assert Holdings.from_content(screen, room.ledger.content) == view.holdings
    finally:
        await gateway.aclose()


def knows(incident: Incident) -> dict[str, Any]:
    view = incident.view()
    found = circulation(b.Topic.OOH, view.state, view.holdings)
    return {one.recipient.name: one.knows for one in found}
