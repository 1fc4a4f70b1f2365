"""The console's native contract, as one played agency answers it. Knows HTTP, not processes."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from itertools import zip_longest

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ooh_console.agencies.native import MOST_OF_A_MARK
from ooh_console.domain.canonical import digest
from ooh_console.domain.people import Address, nhs_number
from ooh_console.domain.sources import Offer
from ooh_console.domain.times import stamp
from ooh_console.exercise.agency_side import AgencyNow
from ooh_console.exercise.board import Board, Refusal
from ooh_console.exercise.matching import Question, found
from ooh_console.exercise.scenario import Agency

HANGS_FOR = 90.0
"""Seconds after which a question that is never answered is given up: longer than any deadline."""

API_KEY_HEADER = "x-api-key"

_ABOUT_PEOPLE = (Offer.PEOPLE, Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS)

_PARAMETERS: dict[Offer, frozenset[str]] = {
    Offer.PEOPLE: frozenset({"nhs_number", "name", "born", "address", "postcode", "identifier"}),
    Offer.PLANS: frozenset({"nhs_number", "identifier"}),
    Offer.MARKERS: frozenset({"nhs_number", "identifier", "address", "postcode"}),
    Offer.COMMITMENTS: frozenset({"nhs_number", "identifier", "address", "postcode"}),
    Offer.WATCH_LIST: frozenset({"until"}),
    Offer.CHANGES: frozenset({"nhs_number", "identifier", "address", "postcode", "since"}),
}


def application(
    agency: Agency, token: str, now: Callable[[], AgencyNow], speed: float = 1.0
) -> Starlette:
    """The agency's interface; `now` says what it holds at this moment of the night.

    A delay is a length of night time: it takes `delay / speed` seconds, and never longer than it
    says. An agency that hangs takes the question and answers nothing, whatever the speed, until
    the desk goes away or `HANGS_FOR` has passed.
    """

    async def answer(request: Request) -> Response:
        if not _may_ask(agency, token, request):
            return _error(401, "The credential is missing or wrong.")
        offer = _offer(request)
        if offer is None or offer not in agency.offers or offer is Offer.NOTICES:
            return _error(404, f"{agency.name} does not offer this.")
        current = now()
        if (out_of_order := await behave(request, current)) is not None:
            return out_of_order
        try:
            question = _question(offer, request)
        except ValueError as error:
            return _error(400, str(error))
        if offer is Offer.CHANGES:
            return _changes(current, question, request.query_params.get("since", ""))
        return _items(current, offer, question, request)

    async def behave(request: Request, current: AgencyNow) -> Response | None:
        """As the script has it at this minute; `None`: it answers as it should."""
        if current.behaviour.hangs:
            return await _hang(request)
        await asyncio.sleep(current.behaviour.delay / max(speed, 1.0))
        if current.behaviour.status is not None:
            return _error(current.behaviour.status, current.behaviour.error)
        return None

    board = Board(agency)

    async def notice(request: Request) -> Response:
        if not _may_ask(agency, token, request):
            return _error(401, "The credential is missing or wrong.")
        if Offer.NOTICES not in agency.offers:
            return _error(404, f"{agency.name} does not offer this.")
        current = now()
        if (out_of_order := await behave(request, current)) is not None:
            return out_of_order
        try:
            if request.method == "GET":
                receipt = board.receipt(request.path_params["key"], current.now)
                return JSONResponse(receipt)
            sent_under = request.headers.get("idempotency-key", "")
            new, receipt = board.take(sent_under, await request.body(), current.now)
        except Refusal as refusal:
            return _error(refusal.status, str(refusal))
        return JSONResponse(receipt, status_code=201 if new else 200)

    async def no_such(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return _error(status, {404: "There is nothing here.", 405: "Not here."}.get(status, "No."))

    return Starlette(
        routes=[
            Route("/v1/notices", notice, methods=["POST"]),
            Route("/v1/notices/{key}", notice, methods=["GET"]),
            Route("/v1/{offer}", answer, methods=["GET"]),
        ],
        exception_handlers={HTTPException: no_such},
    )


def _may_ask(agency: Agency, token: str, request: Request) -> bool:
    if agency.auth == "bearer":
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        if scheme.casefold() != "bearer":
            return False
    else:
        sent = request.headers.get(API_KEY_HEADER, "")
    return hmac.compare_digest(sent.strip().encode(), token.encode())


def _offer(request: Request) -> Offer | None:
    with suppress(ValueError):
        offer = Offer(request.path_params["offer"])
        return offer if offer in _PARAMETERS else None
    return None


async def _hang(request: Request) -> Response:
    """Never answers: waits until the desk has gone."""
    with suppress(TimeoutError):
        async with asyncio.timeout(HANGS_FOR):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    return _error(504, "No answer.")


def _question(offer: Offer, request: Request) -> Question:
    """The question asked. Raises `ValueError` in one sentence; what is not understood is refused,
    since an answer to another question would look like `none held`."""
    sent = request.query_params
    for name in sent:
        if name not in _PARAMETERS[offer]:
            raise ValueError(f"The parameter {name!r} is not known here.")
    question = Question(
        nhs_numbers=tuple(_number(text) for text in sent.getlist("nhs_number")),
        name=sent.get("name", ""),
        born=_day(sent.get("born")),
        places=_places(sent.getlist("address"), sent.getlist("postcode")),
        identifiers=tuple(sent.getlist("identifier")),
        until=_day(sent.get("until")),
    )
    if len(sent.get("since", "")) > MOST_OF_A_MARK:
        raise ValueError("This mark was never given out.")
    if question == Question() and offer is not Offer.WATCH_LIST:
        raise ValueError("Nothing was asked: name a person or a place.")
    return question


def _number(text: str) -> str:
    try:
        return nhs_number(text)
    except ValueError as error:
        raise ValueError(f"The NHS number cannot be right: {error}.") from None


def _places(texts: list[str], postcodes: list[str]) -> tuple[Address, ...]:
    """Several places are asked as pairs: the first text goes with the first postcode."""
    pairs = zip_longest(texts, postcodes, fillvalue="")
    return tuple(Address(text=text, postcode=code) for text, code in pairs if text or code)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day such as 2026-11-25.") from None


def _items(current: AgencyNow, offer: Offer, question: Question, request: Request) -> Response:
    items = found(current, offer, question)
    etag = f'"{digest(json.dumps(items, sort_keys=True))[:32]}"'
    if etag in (tag.strip() for tag in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers={"etag": etag})
    return JSONResponse({"items": items, "as_of": stamp(current.now)}, headers={"etag": etag})


def _changes(current: AgencyNow, question: Question, since: str) -> Response:
    """The mark spells what is held of each offer, so that nothing needs to be remembered."""
    marks = [
        f"{offer.value}.{digest(json.dumps(found(current, offer, question), sort_keys=True))[:32]}"
        for offer in current.agency.offers
        if offer in _ABOUT_PEOPLE
    ]
    before = since.split("~")
    changed = [one.partition(".")[0] for one in marks if one not in before]
    return JSONResponse({"mark": "~".join(marks) or "~", "changed": changed})


def _error(status: int, sentence: str) -> JSONResponse:
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"error": sentence}, status_code=status, headers=headers)
