"""Lines on their way to the log: in order, none lost, none called saved before it is (I1, I12)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ooh_console.program_log import acts

if TYPE_CHECKING:
    from ooh_console.desk.incident import Incident
    from ooh_console.domain.entries import Entry


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that somebody pressed Enter on: as typed, and what was read from it."""

    typed: str
    words: str
    occurred_at: datetime | None = None
    late_reason: str = ""
    act: acts.Act = field(default_factory=acts.current, compare=False)
    """What the person did by which it is saved: others may follow while it waits."""


class Saving:
    """One serial writer a screen. It is never cancelled: a newer line must not undo an older one.

    `saved` and `failed` are called on the event loop; what failed is no longer waiting.
    """

    def __init__(
        self,
        incident: Incident,
        saved: Callable[[Waiting, Entry], None],
        failed: Callable[[Waiting, Exception], None],
        trouble: Callable[[BaseException], None],
    ) -> None:
        self._incident = incident
        self._saved, self._failed, self._trouble = saved, failed, trouble
        self._queue: list[Waiting] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What is not on disk yet, the oldest first."""
        return tuple(self._queue)

    def save(self, item: Waiting) -> None:
        """Takes a line; others may follow at once."""
        self._queue.append(item)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="saving")
            self._task.add_done_callback(self._ended)

    async def drain(self, seconds: float) -> bool:
        """Waits for what is under way; whether all of it has ended."""
        if self._task is not None and not self._task.done():
            await asyncio.wait({self._task}, timeout=seconds)
        return not self._queue

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._trouble(error)

    async def _run(self) -> None:
        while self._queue:
            item = self._queue[0]
            try:
                with acts.carried(item.act):
                    entry = await self._incident.note(
                        item.words, item.occurred_at, item.late_reason
                    )
            except Exception as error:
                self._queue.pop(0)
                self._failed(item, error)
            else:
                self._queue.pop(0)
                self._saved(item, entry)
