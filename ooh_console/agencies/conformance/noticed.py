"""The clauses of notices. What is sent is marked as an exercise, and says that nobody need act."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid4

from ooh_console.agencies.conformance.asking import Broken, Heard, Server
from ooh_console.agencies.conformance.questions import no_proof, refused
from ooh_console.agencies.conformance.verdicts import Clause
from ooh_console.agencies.native import NOTICES
from ooh_console.domain.notices import About, Notice, Receipt, Sender

WORDS = "Test of the interface between two systems. Nobody needs to act, nor to read this back."


class Noticed:
    """One notice, sent several times. `number` is an NHS number of the range for tests."""

    def __init__(self, server: Server, number: str) -> None:
        self._server, self._key = server, str(uuid4())
        self._notice = Notice(
            key=self._key,
            topic="interface-test",
            incident="agency-check",
            words=WORDS,
            given_at=datetime.now(UTC),
            sender=Sender(name="agency-check", role="test", agency="OOH social care"),
            about=About(nhs_numbers=(number,)),
            exercise=True,
        )

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every one of them, in order: the later ones need the notice of the first."""
        return (
            Clause("taken", "A new notice is 201, with its receipt.", self.taken),
            Clause("again", "The same notice again is 200, and harmless.", self.again),
            Clause("conflict", "Another text under the same key is 409.", self.conflict),
            Clause("receipt", "What became of it can be asked.", self.receipt),
            Clause("no-such", "A key that was never sent is 404.", self.no_such),
            Clause("key", "Without `Idempotency-Key`, or with another, it is 400.", self.key),
            Clause("not-json", "What is not JSON is 400.", self.not_json),
            Clause("credential", "Without its credential nobody is told anything.", self.proof),
        )

    async def taken(self) -> None:
        """The first time."""
        self._read(await self._send(), 201)

    async def again(self) -> None:
        """The second time."""
        self._read(await self._send(), 200)

    async def conflict(self) -> None:
        """Other words."""
        other = {**self._notice.content(), "words": f"{WORDS} Another text."}
        refused(await self._send(json.dumps(other).encode()), 409)

    async def receipt(self) -> None:
        """Asked for."""
        self._read(await self._server.get(f"{NOTICES}/{self._key}"), 200)

    async def no_such(self) -> None:
        """Never sent."""
        refused(await self._server.get(f"{NOTICES}/{uuid4()}"), 404)

    async def key(self) -> None:
        """Neither without the header nor with another one."""
        content = json.dumps(self._notice.content()).encode()
        refused(await self._server.post(NOTICES, content))
        refused(await self._server.post(NOTICES, content, {"Idempotency-Key": str(uuid4())}))

    async def not_json(self) -> None:
        """Broken off in the middle."""
        refused(await self._send(b'{"key": '))

    async def proof(self) -> None:
        """As for any question."""
        await no_proof(self._server, f"{NOTICES}/{self._key}", ())

    async def _send(self, content: bytes | None = None) -> Heard:
        whole = json.dumps(self._notice.content()).encode()
        headers = {"Idempotency-Key": self._key}
        return await self._server.post(NOTICES, content or whole, headers)

    def _read(self, heard: Heard, status: int) -> None:
        heard.expect(status)
        receipt = Receipt.read(heard.sent)
        for part in receipt.unread:
            raise Broken(f"Of the receipt {part.field or 'the whole'} cannot be read.")
        if receipt.key.casefold() != self._key:
            raise Broken("The receipt speaks of another key.")
