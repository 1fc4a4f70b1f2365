"""The contract around the facts: credentials, conditions, errors, delays, and who is found."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import httpx
import pytest

from ooh_console.exercise import native_server
from ooh_console.exercise.agency_side import agency_now
from ooh_console.exercise.native_server import application
from ooh_console.exercise.scenario import Scenario

MOTHER = "9990000018"


@pytest.mark.parametrize("agency", ["Police", "Social Care"])
@pytest.mark.parametrize("key", ["", "wrong"])
def test_without_the_right_credential_nothing_is_told(ask, agency, key):
    answer = ask(1, agency, "people", nhs_number=MOTHER, key=key)
    assert answer.status_code == 401
    assert answer.json() == {"error": "The credential is missing or wrong."}


def test_one_agencys_credential_does_not_open_another(ask, servers):
    other = servers.environment["EXERCISE_MATERNITY_TOKEN"]
    assert ask(1, "Police", "people", nhs_number=MOTHER, key=other).status_code == 401


def test_credentials_are_new_and_different(servers):
    values = servers.environment.values()
    assert len(set(values)) == len(servers.agencies)
    assert all(len(value) >= 32 for value in values)


def test_what_did_not_change_is_not_sent_again(ask):
    first = ask(12, "Police", "commitments", nhs_number=MOTHER)
    etag = first.headers["etag"]
    same = ask(13, "Police", "commitments", nhs_number=MOTHER, headers={"If-None-Match": etag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    later = ask(14, "Police", "commitments", nhs_number=MOTHER, headers={"If-None-Match": etag})
    assert later.status_code == 200
    assert later.headers["etag"] != etag


@pytest.mark.parametrize(
    ("agency", "offer", "parameters", "status"),
    [
        ("Ambulance", "plans", {"nhs_number": MOTHER}, 404),
        ("Police", "notices", {}, 404),
        ("Police", "nonsense", {}, 404),
        ("Police", "people", {}, 400),
        ("Police", "people", {"nhs_number": "9990000017"}, 400),
        ("Police", "people", {"name": "Penhallow", "born": "17/04/2003"}, 400),
        ("Police", "markers", {"nhs_number": MOTHER, "patient": "1"}, 400),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(ask, agency, offer, parameters, status):
    answer = ask(1, agency, offer, **parameters)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"nhs_number": "999 000 0026"}, ["RUDDERHAM Craig"]),
        ({"identifier": "N-811930"}, ["PENHALLOW Jodie"]),
        ({"identifier": ["N-811930", "N-704512"]}, ["RUDDERHAM Craig", "PENHALLOW Jodie"]),
        ({"name": "  jodie   PENHALLOW ", "born": "2003-04-17"}, ["PENHALLOW Jodie"]),
        ({"name": "penhal"}, ["PENHALLOW Jodie"]),
        ({"name": "Jodie Penhallow", "born": "2003-04-18"}, []),
        ({"name": "   "}, []),
        (
            {"address": "14 saltpan lane", "postcode": "zz993vz"},
            ["RUDDERHAM Craig", "PENHALLOW Jodie"],
        ),
        ({"address": "Saltpan  Lane"}, ["RUDDERHAM Craig", "PENHALLOW Jodie"]),
        ({"address": "9 Saltpan Lane", "postcode": "ZZ99 3VZ"}, []),
        (
            {"address": ["9 Saltpan Lane", "14 Saltpan Lane"], "postcode": ["ZZ99 3VZ"] * 2},
            ["RUDDERHAM Craig", "PENHALLOW Jodie"],
        ),
    ],
)
def test_people_are_found(ask, parameters, found):
    answer = ask(1, "Police", "people", **parameters)
    assert [item["name"] for item in answer.json()["items"]] == found


def test_a_marker_and_a_plan_are_found_by_the_agencys_own_identifier(ask):
    markers = ask(1, "Police", "markers", identifier="N-704512").json()["items"]
    assert {"WM-20117", "WM-19842"} <= {item["identifier"] for item in markers}
    plans = ask(1, "Police", "plans", identifier="N-811930").json()["items"]
    assert [item["version"] for item in plans] == ["2"]


# One played agency alone, in this process.


def alone(**behaviour: object) -> tuple[Scenario, httpx.AsyncClient]:
    scenario = Scenario.model_validate(
        {
            "name": "alone",
            "title": "Alone",
            "clock": "02:00",
            "agency": [
                {
                    "name": "One",
                    "kind": "other",
                    "auth": "bearer",
                    "token": "ONE",
                    "offers": ["people"],
                    "behaviour": [behaviour],
                }
            ],
        }
    )
    start = datetime(2026, 11, 25, 2, tzinfo=UTC)
    agency = scenario.agency[0]
    app = application(agency, "k", lambda: agency_now(scenario, agency, 1, start), speed=2)
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://one",
        headers={"Authorization": "Bearer k"},
    )
    return scenario, client


async def test_a_delay_is_night_time():
    _, client = alone(delay=0.2)
    async with client:
        began = time.monotonic()
        answer = await client.get("/v1/people?name=x")
    assert answer.json()["items"] == []
    assert time.monotonic() - began >= 0.1


async def test_a_status_stands_in_for_the_answer():
    _, client = alone(status=503, error="Closed for the night.")
    async with client:
        answer = await client.get("/v1/people?name=x")
    assert (answer.status_code, answer.json()) == (503, {"error": "Closed for the night."})


async def test_hanging_is_bounded(monkeypatch):
    monkeypatch.setattr(native_server, "HANGS_FOR", 0.05)
    _, client = alone(hangs=True)
    async with client, asyncio.timeout(10):
        assert (await client.get("/v1/people?name=x")).status_code == 504


async def test_no_other_method():
    _, client = alone()
    async with client:
        answer = await client.post("/v1/people")
    assert (answer.status_code, answer.json()) == (405, {"error": "Not here."})
