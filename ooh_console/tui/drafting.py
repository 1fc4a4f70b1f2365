"""What was typed and not yet saved, kept on disk while somebody types (I12)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ooh_console.desk.ports import Drafts

PAUSE = 0.3
"""Seconds after the last key until a draft is on disk."""


class Draft:
    """One form's draft. Writing is off the event loop, one after the other, the newest last."""

    def __init__(
        self, drafts: Drafts, incident: str, form: str, trouble: Callable[[Exception], None]
    ) -> None:
        self._drafts = drafts
        self._incident, self._form = incident, form
        self._trouble = trouble
        self._wanted: dict[str, str] | None = None
        self._kept: dict[str, str] = {}
        self._refused: dict[str, str] | None = None
        self._task: asyncio.Task[None] | None = None

    async def load(self) -> dict[str, str]:
        """What was kept, if anything."""
        try:
            found = await asyncio.to_thread(self._drafts.get, self._incident)
        except Exception as error:
            self._trouble(error)
            return {}
        self._kept = dict(found.get(self._form, {}))
        return dict(self._kept)

    def put(self, fields: Mapping[str, str], *, now: bool = False) -> None:
        """Keeps these fields soon; empty ones are forgotten."""
        self._wanted = {name: text for name, text in fields.items() if text}
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write(0 if now else PAUSE), name="draft")

    async def flush(self) -> bool:
        """Whether everything that was put is on disk now; if not, its trouble was told.

        What the disk refused before is tried once more: it may have room again.
        """
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._refused = None
        await self._write(0)
        return self._wanted is None or self._wanted == self._kept

    async def _write(self, pause: float) -> None:
        if pause:
            await asyncio.sleep(pause)
        while self._wanted is not None and self._wanted not in (self._kept, self._refused):
            wanted = self._wanted
            # Shielded: a write that has begun is finished, and its end is known.
            await asyncio.shield(asyncio.ensure_future(self._one(wanted)))

    async def _one(self, fields: dict[str, str]) -> None:
        try:
            await asyncio.to_thread(self._keep, fields)
        except Exception as error:
            # The same text is not tried again until another key is pressed, or somebody leaves.
            self._refused = fields
            self._trouble(error)
        else:
            self._kept, self._refused = fields, None

    def _keep(self, fields: dict[str, str]) -> None:
        if fields:
            self._drafts.put(self._incident, self._form, fields)
        else:
            self._drafts.clear(self._incident, self._form)
