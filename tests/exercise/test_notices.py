"""A played agency that takes notices: what it takes, what it refuses, what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from ooh_console.exercise.agency_side import agency_now
from ooh_console.exercise.native_server import application
from ooh_console.exercise.scenario import Scenario

START = datetime(2026, 11, 25, 2, 3, tzinfo=UTC)
KEY = "3f1c2a9e-7a44-5d0e-8a2b-5f0f6d1f0a11"
NOTICE: dict[str, Any] = {
    "key": KEY,
    "topic": "ooh-attendance",
    "incident": "261125-K7QX",
    "words": "OOH social care will attend",
    "given_at": "2026-11-25T02:03:00Z",
    "sender": {"name": "Sam Okafor", "role": "duty worker", "agency": "OOH social care"},
}


class Played:
    """One agency, at a minute that the test sets."""

    def __init__(self, offers: tuple[str, ...] = ("notices",), **reads: Any) -> None:
        agency = {
            "name": "Police",
            "kind": "police",
            "auth": "bearer",
            "token": "T",
            "offers": offers,
            "reads": [reads] if reads else [],
        }
        scenario = Scenario.model_validate(
            {"name": "n", "title": "N", "clock": "02:03", "agency": [agency]}
        )
        self.minute = 0.0
        app = application(
            scenario.agency[0],
            "secret",
            lambda: agency_now(scenario, scenario.agency[0], self.minute, START),
        )
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://police",
            headers={"Authorization": "Bearer secret"},
        )

    async def send(self, body: Any = NOTICE, key: str = KEY) -> httpx.Response:
        return await self.client.post("/v1/notices", json=body, headers={"Idempotency-Key": key})

    async def receipt(self, key: str = KEY) -> httpx.Response:
        return await self.client.get(f"/v1/notices/{key}")


async def test_a_notice_is_taken_once_however_often_it_comes() -> None:
    police = Played()
    first, again = await police.send(), await police.send()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["state"] == "received"
    other = await police.send({**NOTICE, "words": "will NOT attend"})
    assert other.status_code == 409
    assert (await police.receipt()).json() == first.json()


@pytest.mark.parametrize("refuses", ["", "Two are held there."])
async def test_its_people_read_it_when_the_script_says(refuses: str) -> None:
    police = Played(after=2, by="Sgt. Oakes", refuses=refuses)
    await police.send()
    police.minute = 1.9
    assert (await police.receipt()).json()["state"] == "received"
    police.minute = 30
    said = (await police.receipt()).json()
    assert (said["state"], said["by"]) == ("refused" if refuses else "read", "Sgt. Oakes")
    assert said.get("words", "") == refuses
    assert datetime.fromisoformat(said["at"]) == START + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("body", "key", "status"),
    [
        (NOTICE, "", 400),
        (NOTICE, "not-a-uuid", 400),
        (NOTICE, "00000000-0000-4000-8000-000000000000", 400),
        ({"key": KEY}, KEY, 400),
        ([], KEY, 400),
        ({**NOTICE, "given_at": "2026-11-25T02:03:00"}, KEY, 400),
        ({**NOTICE, "words": "x" * 100_001}, KEY, 413),
    ],
)
async def test_what_is_no_notice_is_refused_in_a_sentence(body: Any, key: str, status: int) -> None:
    police = Played()
    answer = await police.send(body, key)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert (await police.receipt()).status_code == 404


async def test_without_the_credential_or_the_offer_nothing_is_taken() -> None:
    police = Played()
    police.client.headers["Authorization"] = "Bearer wrong"
    assert (await police.send()).status_code == 401
    assert (await police.receipt()).status_code == 401
    deaf = Played(offers=("plans",))
    assert (await deaf.send()).status_code == 404
