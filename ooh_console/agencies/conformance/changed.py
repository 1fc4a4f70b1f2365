"""The clauses of the question what has changed."""

from __future__ import annotations

from collections.abc import Collection

from ooh_console.agencies.conformance.asking import Broken, Heard, Server
from ooh_console.agencies.conformance.questions import UNKNOWN, WRONG_DIGIT, no_proof, refused
from ooh_console.agencies.conformance.verdicts import Clause
from ooh_console.agencies.native import CHANGES, MOST_OF_A_MARK


class Changed:
    """`names` are those of people, plans, markers and commitments that the server offers."""

    def __init__(self, server: Server, number: str, names: Collection[str]) -> None:
        self._server, self._names = server, names
        self._asked = [("nhs_number", number)]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every one of them, in order."""
        return (
            Clause("mark", "Without `since` a mark comes, and every offer is named.", self.mark),
            Clause("same", "Since a mark just given nothing has changed.", self.same),
            Clause("old-mark", "For a mark that is not known every offer is named.", self.old),
            Clause("unknown", "A parameter that is not known is refused with 400.", self.unknown),
            Clause(
                "check-digit",
                "An NHS number with a wrong check digit is refused with 400.",
                self.digit,
            ),
            Clause("credential", "Without its credential nobody is told anything.", self.proof),
        )

    async def mark(self) -> None:
        """Without `since`."""
        self._all(await self._server.get(CHANGES, self._asked))

    async def same(self) -> None:
        """Since the mark just given."""
        mark, _ = _read(await self._server.get(CHANGES, self._asked))
        _, changed = _read(await self._server.get(CHANGES, [*self._asked, ("since", mark)]))
        if changed:
            raise Broken(f"It names {', '.join(changed)[:100]}.")

    async def old(self) -> None:
        """A mark that was never given out."""
        asked = [*self._asked, ("since", "never-given-out")]
        self._all(await self._server.get(CHANGES, asked))

    async def unknown(self) -> None:
        """As for any question."""
        refused(await self._server.get(CHANGES, [*self._asked, (UNKNOWN, "1")]))

    async def digit(self) -> None:
        """As for any question."""
        refused(await self._server.get(CHANGES, [("nhs_number", WRONG_DIGIT)]))

    async def proof(self) -> None:
        """As for any question."""
        await no_proof(self._server, CHANGES, self._asked)

    def _all(self, heard: Heard) -> None:
        _, changed = _read(heard)
        if missing := sorted(set(self._names) - set(changed)):
            raise Broken(f"It does not name {', '.join(missing)}.")


def _read(heard: Heard) -> tuple[str, list[str]]:
    heard.expect(200)
    sent = heard.sent
    mark = sent.get("mark") if isinstance(sent, dict) else None
    changed = sent.get("changed") if isinstance(sent, dict) else None
    if not (isinstance(mark, str) and 0 < len(mark) <= MOST_OF_A_MARK):
        raise Broken(f"`mark` is not a text of 1 to {MOST_OF_A_MARK:,} characters.")
    if not (isinstance(changed, list) and all(isinstance(one, str) for one in changed)):
        raise Broken("`changed` is not an array of texts.")
    return mark, changed
