"""Every clause, put to a server in order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from email.utils import parsedate_to_datetime

import httpx

from ooh_console.agencies.changes import ABOUT_PEOPLE
from ooh_console.agencies.conformance.asking import Broken, Server
from ooh_console.agencies.conformance.changed import Changed
from ooh_console.agencies.conformance.noticed import Noticed
from ooh_console.agencies.conformance.questions import Questions, refused
from ooh_console.agencies.conformance.verdicts import Clause, Verdict
from ooh_console.agencies.native import CHANGES, MAJOR, PATHS
from ooh_console.domain.clocks import APART_AT_MOST, apart_words, differ
from ooh_console.domain.sources import Offer

NOT_OFFERED = "Not offered (404)."
NOT_SENT = "No notice was sent: --notices sends one, marked as an exercise."


async def check(
    url: str,
    proof: Mapping[str, str],
    *,
    number: str,
    expected: Collection[Offer] = (),
    notices: bool = False,
) -> AsyncIterator[Verdict]:
    """Each clause as it is judged. `proof` are the headers of the credential; `number` an NHS
    number of the range for tests; `expected` the offers that must not be 404. With `notices` a
    notice is sent. Raises `Unreachable`.
    """
    async with httpx.AsyncClient(
        timeout=None, follow_redirects=False, trust_env=not url.startswith("http://")
    ) as client:
        server = Server(client, url, proof)
        for clause in _general(server, number):
            yield await clause.judged("")
        there: list[str] = []
        for offer in PATHS:
            questions = Questions(server, offer, number)
            offered = await _is_offered(server, PATHS[offer], questions)
            there += [offer.value] if offered else []
            for clause in questions.clauses:
                if offered or offer in expected:
                    yield await clause.judged(offer.value)
                else:
                    yield clause.skipped(offer.value, NOT_OFFERED)
        about = [offer.value for offer in ABOUT_PEOPLE if offer.value in there]
        asked = Questions(server, Offer.PLANS, number)
        offered = await _is_offered(server, CHANGES, asked) or Offer.CHANGES in expected
        for clause in Changed(server, number, about).clauses:
            if offered:
                yield await clause.judged(Offer.CHANGES.value)
            else:
                yield clause.skipped(Offer.CHANGES.value, NOT_OFFERED)
        for clause in Noticed(server, number).clauses:
            if notices:
                yield await clause.judged(Offer.NOTICES.value)
            else:
                yield clause.skipped(Offer.NOTICES.value, NOT_SENT)


async def _is_offered(server: Server, path: str, asked: Questions) -> bool:
    try:
        return (await server.get(path, asked.asked())).status != 404
    except Broken:
        return True  # What is wrong with it is said clause by clause.


def _general(server: Server, number: str) -> tuple[Clause, ...]:
    asked = [("nhs_number", number)]

    async def not_offered() -> None:
        refused(await server.get("/v1/ooh-console-no-such-offer", asked), 404)

    async def version() -> None:
        said = (await server.get(PATHS[Offer.PEOPLE], asked)).headers.get("ooh-contract", "")
        if said and said.partition(".")[0] != MAJOR:
            raise Broken(f"`OOH-Contract` is {said[:12]}: the desk refuses every answer.")

    async def clock() -> None:
        heard = await server.get(PATHS[Offer.PEOPLE], asked)
        try:
            apart = parsedate_to_datetime(heard.headers.get("date", "")) - heard.sent_at
        except (TypeError, ValueError, OverflowError, IndexError):
            raise Broken("No header `Date` came, or one that cannot be read.") from None
        if differ(apart, APART_AT_MOST):
            raise Broken(f"The server's clock is {apart_words(apart)}.")

    return (
        Clause("not-offered", "What is not offered is 404, with a sentence.", not_offered),
        Clause("version", "The version, where it is said, is one of the first.", version),
        Clause("clock", "The header `Date` agrees with the clock here.", clock),
    )
