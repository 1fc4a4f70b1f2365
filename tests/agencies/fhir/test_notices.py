"""Notices as Communication over real HTTP: sent once however often, and read only by a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from fhir.resources.R4B.communication import Communication
from starlette.responses import Response

from ooh_console.agencies.fhir.notices import communication
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.attendance import Attendance
from ooh_console.domain.notices import (
    About,
    Delivery,
    Notice,
    OwnAttendance,
    Receipt,
    ReceiptState,
    Sender,
)

from .resources import FATHER_NUMBER, MOTHER_NUMBER
from .server import FhirServer, Resource, outcome, said

Make = Callable[..., Gateway]
KEY = "3f1c2a9e-7a44-5d0e-8a2b-5f0f6d1f0a11"
NOTICE = Notice(
    key=KEY,
    topic="ooh-attendance",
    incident="261125-K7QX",
    words="OOH social care will NOT attend – «Ŵyn» 🐕 [/x]",
    given_at=datetime(2026, 11, 25, 2, 25, tzinfo=UTC),
    sender=Sender(name="Sam Okafor", role="duty worker", agency="OOH social care"),
    about=About(nhs_numbers=(MOTHER_NUMBER, FATHER_NUMBER), address="14 Saltpan Lane"),
    attendance=OwnAttendance(state=Attendance.CANNOT_ATTEND, agreed_role="by telephone"),
)


def receipt(found: Delivery) -> Receipt:
    assert found.receipt is not None, found.reason
    return found.receipt


def answering(status: str, **more: Any) -> Resource:
    return {
        "resourceType": "Communication",
        "id": f"answer-{status}",
        "status": status,
        "partOf": [{"reference": "Communication/made-0"}],
        "inResponseTo": [{"reference": "Communication/made-0"}],
        "sender": {"display": "Control room, P. Ashgrove"},
        "sent": "2026-11-25T02:27:00Z",
        **more,
    }


@pytest.mark.parametrize("exercise", [True, False])
def test_what_is_sent_is_valid_and_says_everything(exercise: bool) -> None:
    sent = communication(NOTICE.model_copy(update={"exercise": exercise}))
    Communication.model_validate(sent)
    assert sent["payload"] == [{"contentString": NOTICE.words}]
    assert sent["subject"]["identifier"]["value"] == MOTHER_NUMBER
    assert [one["identifier"]["value"] for one in sent["about"]] == [FATHER_NUMBER]
    assert sent["sender"] == {"display": "Sam Okafor, duty worker, OOH social care"}
    notes = " ".join(note["text"] for note in sent["note"])
    assert "cannot-attend" in notes
    assert "14 Saltpan Lane" in notes
    assert ("EXERCISE" in notes) is exercise
    assert ("meta" in sent) is exercise


async def test_sent_twice_is_there_once(asking: Make) -> None:
    fhir = FhirServer()
    gate = asking(fhir)
    for _ in range(2):
        found = receipt(await gate.send("A", NOTICE))
        assert (found.key, found.state) == (KEY, ReceiptState.RECEIVED)
    (body, condition), _ = fhir.sent
    assert condition == f"identifier=urn%3Aietf%3Arfc%3A3986%7Curn%3Auuid%3A{KEY}"
    assert body == communication(NOTICE)
    assert len(fhir.holds) == 1
    assert receipt(await gate.receipt("A", KEY)).state is ReceiptState.RECEIVED


async def test_taken_by_a_server_that_says_nothing_more(asking: Make) -> None:
    for answer in (
        Response(status_code=201),
        said(outcome(("information", "created")), 201),
        said({"resourceType": "Communication", **communication(NOTICE)}, 201),
    ):
        gate = asking(FhirServer(rule=lambda request, answer=answer: answer))
        assert receipt(await gate.send("A", NOTICE)).state is ReceiptState.RECEIVED


async def test_there_more_than_once_already_is_taken(asking: Make) -> None:
    two = [{**communication(NOTICE), "id": f"made-{n}"} for n in range(2)]
    fhir = FhirServer(two)
    assert receipt(await asking(fhir).send("A", NOTICE)).state is ReceiptState.RECEIVED
    assert len(fhir.holds) == 2


@pytest.mark.parametrize("status", ["completed", "not-done", "stopped"])
async def test_a_person_who_answers_by_name_has_read_or_refused_it(
    asking: Make, status: str
) -> None:
    fhir = FhirServer()
    gate = asking(fhir)
    await gate.send("A", NOTICE)
    fhir.holds.append(answering(status, payload=[{"contentString": "Two officers are held"}]))
    found = receipt(await gate.receipt("A", KEY))
    wanted = ReceiptState.READ if status == "completed" else ReceiptState.REFUSED
    assert (found.state, found.by) == (wanted, "Control room, P. Ashgrove")
    assert found.words == "Two officers are held"
    assert found.at == datetime(2026, 11, 25, 2, 27, tzinfo=UTC)


async def test_the_last_answer_counts_and_a_name_may_stand_elsewhere(asking: Make) -> None:
    fhir = FhirServer()
    gate = asking(fhir)
    await gate.send("A", NOTICE)
    sergeant = {"resourceType": "Practitioner", "id": "s", "name": [{"text": "Sgt Oduya"}]}
    later = answering("completed", sender={"reference": "Practitioner/s"})
    fhir.holds += [answering("stopped"), sergeant, {**later, "sent": "2026-11-25T02:31:00Z"}]
    found = receipt(await gate.receipt("A", KEY))
    assert (found.state, found.by) == (ReceiptState.READ, "Sgt Oduya")


@pytest.mark.parametrize(
    "answer",
    [
        {"resourceType": "Communication", "id": "n", "status": "completed"},
        answering("in-progress"),
        answering("completed", partOf=[], inResponseTo=[]),
        answering("completed", resourceType="Flag"),
    ],
    ids=["another", "not done yet", "to nothing", "another type"],
)
async def test_what_is_no_answer_to_it_counts_for_nothing(asking: Make, answer: Resource) -> None:
    fhir = FhirServer()
    gate = asking(fhir)
    await gate.send("A", NOTICE)
    fhir.holds[0] |= {"status": "completed", "received": "2026-11-25T02:26:00Z"}
    fhir.holds.append(answer)
    assert receipt(await gate.receipt("A", KEY)).state is ReceiptState.RECEIVED


async def test_an_answer_by_nobody_is_no_reading(asking: Make) -> None:
    fhir = FhirServer()
    gate = asking(fhir)
    await gate.send("A", NOTICE)
    fhir.holds.append(answering("completed", sender={"reference": "Practitioner/gone"}))
    found = await gate.receipt("A", KEY)
    assert found.receipt is None
    assert "and not who" in found.reason


async def test_what_the_server_refuses_or_forgets_is_told(asking: Make) -> None:
    refuses = FhirServer(rule=lambda _: said(outcome(("error", "no such patient")), 422))
    found = await asking(refuses).send("A", NOTICE)
    assert found.receipt is None
    assert "no such patient" in found.reason
    other = {**communication(NOTICE), "identifier": [{"value": "urn:uuid:other"}]}
    found = await asking(FhirServer(rule=lambda _: said(other, 201))).send("A", NOTICE)
    assert found.receipt is None
    assert "another notice" in found.reason
    found = await asking(FhirServer()).receipt("A", KEY)
    assert found.receipt is None
    assert "no longer has the notice" in found.reason
    found = await asking(FhirServer(knows=frozenset())).receipt("A", KEY)
    assert found.receipt is None
    assert "did not search by identifier" in found.reason
