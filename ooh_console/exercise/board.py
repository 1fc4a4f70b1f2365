"""The notices that a played agency has taken, and what its people make of them. No HTTP in here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from ooh_console.domain.notices import Notice, ReceiptState
from ooh_console.domain.times import stamp
from ooh_console.exercise.scenario import Agency, Reads

MOST = 100_000
"""Bytes of one notice."""


class Refusal(Exception):
    """A notice that is not taken, or not known: one sentence, and the HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Taken:
    """One notice as it was sent, and when it came."""

    notice: Notice
    body: Any
    at: datetime


class Board:
    """What one agency was sent. Times are those of the night, in UTC."""

    def __init__(self, agency: Agency) -> None:
        self._agency = agency
        self._taken: dict[str, Taken] = {}

    def take(self, key: str, body: bytes, now: datetime) -> tuple[bool, dict[str, Any]]:
        """Whether it is new, and its receipt: the same notice may come again. Raises `Refusal`."""
        if len(body) > MOST:
            raise Refusal(413, "A notice has at most 100 kB.")
        try:
            known_as = str(UUID(key))
        except ValueError:
            raise Refusal(400, "The header Idempotency-Key must be a UUID.") from None
        try:
            sent = json.loads(body)
            notice = Notice.model_validate(sent)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise Refusal(400, f"{where or 'The notice'}: {first['msg']}.") from None
        except (ValueError, RecursionError):
            raise Refusal(400, "This is not JSON.") from None
        if notice.key.casefold() != known_as:
            raise Refusal(400, "The notice and the header Idempotency-Key have different keys.")
        before = self._taken.get(known_as)
        if before is not None and before.body != sent:
            raise Refusal(409, "Another notice was sent with this key.")
        if before is None:
            self._taken[known_as] = Taken(notice, sent, now)
        return before is None, self.receipt(known_as, now)

    def receipt(self, key: str, now: datetime) -> dict[str, Any]:
        """What has become of it by now. Raises `Refusal`."""
        taken = self._taken.get(key.casefold())
        if taken is None:
            raise Refusal(404, "No notice with this key was taken.")
        reads = self._reads(taken.notice.topic)
        found = {"key": taken.notice.key, "at": stamp(taken.at)}
        if reads is None or now < (at := taken.at + timedelta(minutes=reads.after)):
            return {**found, "state": ReceiptState.RECEIVED.value}
        state = ReceiptState.REFUSED if reads.refuses else ReceiptState.READ
        said = {"words": reads.refuses} if reads.refuses else {}
        return {**found, "state": state.value, "by": reads.by, "at": stamp(at), **said}

    def _reads(self, topic: str) -> Reads | None:
        named = [one for one in self._agency.reads if one.topic == topic]
        others = [one for one in self._agency.reads if not one.topic]
        return next(iter((*named, *others)), None)
