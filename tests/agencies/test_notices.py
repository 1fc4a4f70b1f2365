"""Notices over real HTTP: what is sent, and what counts as an agency having taken it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.circuit import FAILURES
from ooh_console.agencies.native import read_receipt
from ooh_console.domain.attendance import Attendance
from ooh_console.domain.notices import Notice, OwnAttendance, Receipt, ReceiptState, Sender
from ooh_console.domain.sources import SourceState
from tests.agencies.conftest import Held, Proper, agency, answers, hangs, says

KEY = "3f1c2a9e-7a44-5d0e-8a2b-5f0f6d1f0a11"
NOTICE = Notice(
    key=KEY,
    topic="ooh-attendance",
    incident="261125-K7QX",
    words="OOH social care will NOT attend – «Ŵyn» 🐕 [/x]",
    given_at=datetime(2026, 11, 25, 2, 25, tzinfo=UTC),
    sender=Sender(name="Sam Okafor", role="duty worker", agency="OOH social care"),
    attendance=OwnAttendance(state=Attendance.CANNOT_ATTEND, agreed_role="by telephone"),
)
RECEIVED = {"key": KEY, "state": "received", "at": "2026-11-25T02:25:01Z"}


class Takes:
    """An agency that takes notices, and what it was sent."""

    def __init__(self, *answers: Callable[[], Response]) -> None:
        self.sent: list[tuple[str, str, Any]] = []
        self.answers = list(answers)

    async def __call__(self, request: Request) -> Response:
        key = request.headers.get("idempotency-key", "")
        body = await request.body()
        self.sent.append((request.method, key, json.loads(body) if body else None))
        return self.answers.pop(0)() if self.answers else JSONResponse(RECEIVED, 201)


def test_what_is_empty_is_not_sent_and_times_are_utc() -> None:
    assert NOTICE.content() == {
        "key": KEY,
        "topic": "ooh-attendance",
        "incident": "261125-K7QX",
        "words": NOTICE.words,
        "given_at": "2026-11-25T02:25:00.000Z",
        "sender": {"name": "Sam Okafor", "role": "duty worker", "agency": "OOH social care"},
        "attendance": {"state": "cannot-attend", "agreed_role": "by telephone"},
    }
    assert Notice.model_validate_json(json.dumps(NOTICE.content())) == NOTICE


async def test_a_notice_is_sent_with_its_key_and_again_when_it_may_help(
    proper: Proper, gateway: Any
) -> None:
    takes = Takes(lambda: JSONResponse({"error": "Busy."}, 503))
    gate = gateway(agency("A", proper.taking("send", takes), "notices"))
    delivery = await gate.send("A", NOTICE)
    assert delivery.receipt is not None
    assert delivery.receipt.state is ReceiptState.RECEIVED
    assert takes.sent == [("POST", KEY, NOTICE.content())] * 2


async def test_a_notice_never_waits_and_one_that_is_taken_ends_the_pause(
    proper: Proper, gateway: Any
) -> None:
    held = Held(then=lambda _: Response(status_code=500))
    proper.taking("back", Takes())
    gate = gateway(agency("A", proper.url("back", held), "plans", "notices"))
    for _ in range(FAILURES + 2):
        (answer,) = await answers(gate)
    assert (len(held.asked), answer.holding.asked_again_at is None) == (FAILURES, False)
    held.then = lambda _: None
    assert (await gate.send("A", NOTICE)).receipt is not None
    (answer,) = await answers(gate)
    assert answer.holding.state is SourceState.HELD


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda: JSONResponse({"error": "Other words."}, 409), "has been sent something else"),
        (lambda: JSONResponse({"error": "No."}, 400), "did not accept"),
        (lambda: Response(status_code=404), "has no such service"),
        (lambda: Response(status_code=204), "gave an answer without data"),
        (lambda: Response(status_code=307, headers={"location": "/"}), "never follows"),
        (lambda: JSONResponse({"state": "received"}, 201), "cannot be read"),
        (lambda: JSONResponse({"key": KEY, "state": "eaten"}, 201), "cannot be read"),
        (lambda: JSONResponse({"key": KEY, "state": "read"}, 201), "cannot be read"),
        (lambda: JSONResponse(["received"], 201), "cannot be read"),
        (lambda: JSONResponse({**RECEIVED, "key": "another"}, 201), "another notice"),
        (lambda: Response("<html>", 200, media_type="text/html"), "a web page"),
    ],
)
async def test_whatever_is_no_receipt_does_not_count_as_told(
    proper: Proper, gateway: Any, answer: Callable[[], Response], reason: str
) -> None:
    gate = gateway(agency("A", proper.taking("no", Takes(answer)), "notices"))
    delivery = await gate.send("A", NOTICE)
    assert delivery.receipt is None
    assert reason in delivery.reason


async def test_an_agency_that_hangs_is_given_up_at_its_deadline(raw: Any, gateway: Any) -> None:
    gate = gateway(agency("A", await raw(hangs), "notices", deadline=0.2))
    assert (await gate.send("A", NOTICE)).reason == "did not answer within 0.2 s"
    assert (await gate.receipt("A", KEY)).reason == "did not answer within 0.2 s"


async def test_one_that_takes_no_notices_is_never_sent_any(proper: Proper, gateway: Any) -> None:
    takes = Takes()
    gate = gateway(agency("A", proper.taking("none", takes), "plans"))
    for name in ("A", "Nobody"):
        assert "takes no notices" in (await gate.send(name, NOTICE)).reason
    assert takes.sent == []


async def test_a_receipt_is_asked_for_by_key(raw: Any, gateway: Any) -> None:
    said = {**RECEIVED, "state": "read", "by": "P. Ashgrove", "at": "2026-11-25T02:27:00Z"}
    address = await raw(says("200 OK", json.dumps(said).encode()))
    receipt = (await gateway(agency("A", address, "notices")).receipt("A", KEY)).receipt
    assert receipt is not None
    assert (receipt.state, receipt.by) == (ReceiptState.READ, "P. Ashgrove")


async def test_closing_ends_what_is_being_sent(raw: Any, gateway: Any) -> None:
    gate = gateway(agency("A", await raw(hangs), "notices", deadline=30))
    sending = asyncio.create_task(gate.send("A", NOTICE))
    await asyncio.wait({sending}, timeout=0.1)
    async with asyncio.timeout(5):
        await gate.aclose()
        (ended,) = await asyncio.gather(sending, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError) or ended.receipt is None


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@given(st.binary(max_size=60) | ANY_JSON.map(lambda v: json.dumps(v).encode()))
def test_no_bytes_make_a_receipt_by_accident(body: bytes) -> None:
    with pytest.raises(CouldNotCheck):
        read_receipt(body, KEY)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "key": st.just(KEY) | st.text(max_size=5),
            "state": st.sampled_from(("received", "read", "refused", "READ ", "", "x")) | ANY_JSON,
            "by": st.text(max_size=5),
            "at": st.sampled_from(("2026-11-25T02:27:00Z", "yesterday", "")),
            "words": ANY_JSON,
        },
    )
)
def test_read_or_refused_only_ever_by_somebody_named(sent: dict[str, Any]) -> None:
    try:
        receipt = read_receipt(json.dumps(sent).encode(), KEY)
    except CouldNotCheck:
        return
    assert receipt == Receipt.read(sent)
    assert receipt.key == KEY
    if receipt.state is not ReceiptState.RECEIVED:
        assert receipt.by.strip()
