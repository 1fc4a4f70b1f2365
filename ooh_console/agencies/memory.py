"""What each agency said last to each question, kept until something newer is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import Offer, Source, SourceState

REMEMBERED = 10_000
"""Questions whose last answer is kept; those not asked for longest go first."""

GOOD = frozenset({SourceState.HELD, SourceState.NONE_HELD})
"""The agency answered, and whole."""

Question = tuple[str, str, Offer]
"""(key, agency, offer)."""


@dataclass(slots=True)
class Memory:
    """What is remembered of one question to one agency."""

    holding: Holding
    etag: str = ""
    newest: int = 0
    """The number of the question whose answer this is: one overtaken by a later one is dropped."""
    alone_until: datetime | None = None

    @property
    def good(self) -> bool:
        """Whether it was answered, and whole."""
        return self.holding.state in GOOD

    def take(self, latest: Memory, number: int) -> None:
        """The answer to question `number`, unless a later one was answered meanwhile: a failure
        then changes nothing, and an old answer only where there is none."""
        if number < self.newest and (not latest.good or self.good):
            return
        self.holding, self.etag = latest.holding, latest.etag
        self.newest, self.alone_until = max(number, self.newest), latest.alone_until


class Memories:
    """All of them, those asked for longest ago first."""

    def __init__(self) -> None:
        self._kept: dict[Question, Memory] = {}

    def get(self, key: str, agency: str, offer: Offer) -> Memory | None:
        """What is remembered, if anything is."""
        return self._kept.get((key, agency, offer))

    def asked(self, key: str, agency: str, offer: Offer) -> Memory:
        """What is remembered of a question that is put now; an empty one when nothing is."""
        question = (key, agency, offer)
        memory = self._kept.pop(question, None) or Memory(Holding(agency, offer))
        self._kept[question] = memory
        if len(self._kept) > REMEMBERED:
            del self._kept[next(iter(self._kept))]
        return memory

    def recall(self, key: str, holding: Holding, etag: str) -> None:
        """Remembers an answer from an earlier run, as not checked since. Never replaces anything
        newer."""
        question = (key, holding.agency, holding.offer)
        if question not in self._kept:
            old = replace(holding, state=SourceState.NOT_CHECKED, reason="", in_part=False)
            self._kept[question] = Memory(old, etag if holding.fetched_at else "")

    def known(self, key: str, sources: Sequence[Source]) -> tuple[Holding, ...]:
        """What is remembered for a question, in the order of the sources."""
        found = (self.get(key, s.agency, offer) for s in sources for offer in s.offers)
        return tuple(memory.holding for memory in found if memory)
