"""The clauses of each question: people, plans, markers, commitments, the watch list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.conformance.asking import Broken, Heard, Params, Server
from ooh_console.agencies.conformance.verdicts import Clause
from ooh_console.agencies.native import MOST_ITEMS, PATHS
from ooh_console.agencies.subjects import somebody_else
from ooh_console.domain.holdings import FACTS
from ooh_console.domain.sources import Offer, Sought
from ooh_console.domain.text import line
from ooh_console.domain.tolerant import Fact

NOBODY = "9999999999"
"""A valid NHS number of the range for tests, which is given to nobody."""
WRONG_DIGIT = "9990000017"
UNKNOWN = "ooh-console-asks-this-of-nobody"
LONG_AGO = "1900-01-01"

_WITHOUT_ZONE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?")


class Questions:
    """The clauses of one question. `number` is an NHS number of which the server may hold facts."""

    def __init__(self, server: Server, offer: Offer, number: str) -> None:
        self._server, self._offer, self._number = server, offer, number
        self._path = PATHS[offer]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every one of them, in order."""
        watch = self._offer is Offer.WATCH_LIST
        digit = (
            Clause("bad-day", "A day that is none is refused with 400.", self.bad_day)
            if watch
            else Clause(
                "check-digit",
                "An NHS number with a wrong check digit is refused with 400.",
                self.digit,
            )
        )
        return (
            Clause("answer", "The answer is 200, an object with the array `items`.", self.answer),
            Clause("items", "Every item fits its schema.", self.fits),
            Clause("subject", "Only those are spoken of who were asked about.", self.subject),
            Clause("zone", "Every time says its zone.", self.zone),
            Clause("none-held", "Nothing held is 200 with no items.", self.none_held),
            Clause("etag", "What is unchanged is 304 without a body.", self.etag),
            Clause("unknown", "A parameter that is not known is refused with 400.", self.unknown),
            digit,
            Clause("credential", "Without its credential nobody is told anything.", self.proof),
        )

    def asked(self, number: str = "") -> Params:
        """The parameters of the usual question."""
        if self._offer is Offer.WATCH_LIST:
            until = datetime.now(UTC) + timedelta(days=42)
            return [("until", until.date().isoformat())]
        return [("nhs_number", number or self._number)]

    async def held(self) -> Heard:
        """The usual question."""
        return await self._server.get(self._path, self.asked())

    async def items(self) -> list[Any]:
        """What is held. Raises `Broken`."""
        return items_of(await self.held())

    async def answer(self) -> None:
        """200, JSON, items, not too many."""
        await self.items()

    async def fits(self) -> None:
        """What the desk could not read."""
        for number, item in enumerate(await self.items(), 1):
            fact = FACTS[self._offer].read(item)
            for part in fact.unread:
                where = line(part.field, 60) or "the whole"
                raise Broken(f"Of item {number} {where} cannot be read: {line(part.reason, 120)}.")

    async def subject(self) -> None:
        """Nobody else's record."""
        facts: list[Fact] = [FACTS[self._offer].read(item) for item in await self.items()]
        agency = Agency(name="checked", url=self._server.url, offers=(self._offer,))
        if self._offer is not Offer.WATCH_LIST and somebody_else(
            facts, agency, Sought(nhs_numbers=(self._number,))
        ):
            raise Broken("An item is plainly about somebody else: the desk refuses it all.")

    async def zone(self) -> None:
        """No time that could be an hour off."""
        for text in _texts(await self.items()):
            if _WITHOUT_ZONE.fullmatch(text):
                raise Broken(f"{text} says none.")

    async def none_held(self) -> None:
        """Nobody is known by this number."""
        watch = self._offer is Offer.WATCH_LIST
        asked = [("until", LONG_AGO)] if watch else self.asked(NOBODY)
        if found := items_of(await self._server.get(self._path, asked)):
            raise Broken(f"{len(found)} items came where none can be.")

    async def etag(self) -> None:
        """Both halves of it."""
        first = await self.held()
        first.expect(200)
        tag = first.headers.get("etag", "")
        if not tag:
            raise Broken("No ETag came with the 200.")
        again = await self._server.get(self._path, self.asked(), {"If-None-Match": tag})
        again.expect(304)
        if again.body:
            raise Broken("A body came with it.")

    async def unknown(self) -> None:
        """Ignored, it would look like nothing held."""
        asked = [*self.asked(), (UNKNOWN, "1")]
        refused(await self._server.get(self._path, asked))

    async def digit(self) -> None:
        """Only where an NHS number is asked."""
        heard = await self._server.get(self._path, self.asked(WRONG_DIGIT))
        refused(heard)

    async def bad_day(self) -> None:
        """Only the watch list."""
        refused(await self._server.get(self._path, [("until", "tomorrow")]))

    async def proof(self) -> None:
        """Neither without nor with a wrong one."""
        await no_proof(self._server, self._path, self.asked())


def items_of(heard: Heard) -> list[Any]:
    """The items of an answer. Raises `Broken`."""
    heard.expect(200)
    sent = heard.sent
    items = sent.get("items") if isinstance(sent, dict) else None
    if not isinstance(items, list):
        raise Broken("It is not an object with the array `items`.")
    if len(items) > MOST_ITEMS:
        raise Broken(f"There are more than {MOST_ITEMS:,} items.")
    return items


def refused(heard: Heard, status: int = 400) -> None:
    """A refusal with a sentence for the person on duty. Raises `Broken`."""
    heard.expect(status)
    sent = heard.sent
    said = sent.get("error") if isinstance(sent, dict) else None
    if not (isinstance(said, str) and said.strip()):
        raise Broken("The refusal has no sentence in `error`.")
    if re.search(r"\d{10}", said):
        raise Broken("The sentence repeats an NHS number: `error` holds no personal data.")


async def no_proof(server: Server, path: str, asked: Params) -> None:
    """Nothing is told without a credential, nor with a wrong one. Raises `Broken`."""
    if not server.proof:
        raise Broken("No credential was given to this check (--key-env): it cannot be left out.")
    wrong = {name: "Bearer wrong" if name == "Authorization" else "wrong" for name in server.proof}
    for how, proof in (("Without one", {}), ("With a wrong one", wrong)):
        heard = await server.get(path, asked, proof=proof)
        if heard.status not in (401, 403):
            raise Broken(f"{how} the status is {heard.status}, not 401 or 403.")


def _texts(sent: Any) -> Iterator[str]:
    match sent:
        case str():
            yield sent
        case dict():
            for value in sent.values():
                yield from _texts(value)
        case list():
            for value in sent:
                yield from _texts(value)
