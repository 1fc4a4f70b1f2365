"""A clause of the contract, and whether a server keeps it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from ooh_console.agencies.conformance.asking import Broken


@dataclass(frozen=True, slots=True)
class Verdict:
    """One clause, judged. `about` is the offer, or empty for all of them."""

    clause: str
    """Stable name, such as `none-held`."""
    about: str
    state: Literal["passed", "failed", "skipped"]
    sentence: str
    """What the clause asks for; when it failed, what came instead; when skipped, why."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What the contract asks for, in one sentence, and how it is found out."""

    name: str
    asks: str
    look: Callable[[], Awaitable[None]]

    async def judged(self, about: str) -> Verdict:
        """Puts the questions. Raises `Unreachable`."""
        try:
            await self.look()
        except Broken as broken:
            return Verdict(self.name, about, "failed", f"{self.asks} {broken}")
        return Verdict(self.name, about, "passed", self.asks)

    def skipped(self, about: str, why: str) -> Verdict:
        """It was not looked at."""
        return Verdict(self.name, about, "skipped", why)
