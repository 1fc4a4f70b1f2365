"""An entry: one thing that a person recorded, when, when written down, by whom, where (I3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from ooh_console.domain.bodies import BODY, IncidentBody, RegisterBody
from ooh_console.domain.canonical import canonical, digest
from ooh_console.domain.text import is_blank
from ooh_console.domain.times import age, clock, is_late, stamp, to_milliseconds

B = TypeVar("B")

REGISTER = "register"
"""The name of the chain in which sign-ins, exports, refusals and incidents being opened stand."""


@dataclass(frozen=True, slots=True)
class UnreadBody:
    """A stored body that this version cannot read: shown raw, and outside the state (I6)."""

    kind: str
    raw: str
    reason: str


AnyBody = IncidentBody | RegisterBody | UnreadBody


class LateWithoutReason(ValueError):
    """The event was more than five minutes away from now and nobody said why (I3)."""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as its author signed it: everything but its place in the chain.

    The digest covers exactly these fields as stored text, so that any changed byte shows.
    Times are UTC as `times.stamp` writes them.
    """

    id: str
    incident: str
    kind: str
    body: str
    occurred_at: str
    recorded_at: str
    late_reason: str
    operator: str
    role: str
    agency: str
    desk: str

    def digest(self) -> str:
        """SHA-256 over the stored text of every field."""
        return digest(
            canonical(
                [
                    self.id,
                    self.incident,
                    self.kind,
                    self.body,
                    self.occurred_at,
                    self.recorded_at,
                    self.late_reason,
                    self.operator,
                    self.role,
                    self.agency,
                    self.desk,
                ]
            )
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as the log holds it, read back: the body as a model, times as moments in UTC."""

    id: str
    incident: str
    seq: int
    """Place in its chain, from 1."""
    body: AnyBody
    occurred_at: datetime
    recorded_at: datetime
    late_reason: str
    operator: str
    role: str
    agency: str
    desk: str
    waiting: bool = False
    """Recorded while the shared database was away: its place is not for good yet."""

    @property
    def kind(self) -> str:
        """The kind of the body."""
        return self.body.kind


def write(
    *,
    id: str,
    incident: str,
    body: IncidentBody | RegisterBody,
    occurred_at: datetime,
    recorded_at: datetime,
    late_reason: str,
    operator: str,
    role: str,
    agency: str,
    desk: str,
) -> Written:
    """The entry ready to be signed.

    Raises `LateWithoutReason` when event and record are over five minutes apart without a reason,
    and `ValueError` when something in it has no canonical form.
    """
    late_reason = "" if is_blank(late_reason) else late_reason
    occurred_at, recorded_at = to_milliseconds(occurred_at), to_milliseconds(recorded_at)
    if is_late(occurred_at, recorded_at) and not late_reason:
        if occurred_at > recorded_at:
            raise LateWithoutReason(
                f"{clock(occurred_at)} is ahead of this desk's clock: say why it is recorded so."
            )
        raise LateWithoutReason(
            f"This happened at {clock(occurred_at)}, {age(occurred_at, recorded_at)} ago: "
            "say why it is recorded late."
        )
    return Written(
        id=id,
        incident=incident,
        kind=body.kind,
        body=canonical(body.content()),
        occurred_at=stamp(occurred_at),
        recorded_at=stamp(recorded_at),
        late_reason=late_reason,
        operator=operator,
        role=role,
        agency=agency,
        desk=desk,
    )


def read_body(kind: str, text: str) -> AnyBody:
    """A stored body as its model, or as `UnreadBody` when this version cannot read it."""
    try:
        body = BODY.validate_json(text)
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False)[0]
        return UnreadBody(kind, text, str(first["msg"]))
    if body.kind != kind:
        return UnreadBody(kind, text, f"filed as {kind} and reads as {body.kind}")
    return body


def read(written: Written, seq: int) -> Entry:
    """A stored entry read back. Raises `ValueError` when a stored time is not a time."""
    return Entry(
        id=written.id,
        incident=written.incident,
        seq=seq,
        body=read_body(written.kind, written.body),
        occurred_at=_moment(written.occurred_at),
        recorded_at=_moment(written.recorded_at),
        late_reason=written.late_reason,
        operator=written.operator,
        role=written.role,
        agency=written.agency,
        desk=written.desk,
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a stored time without a zone: {text}")
    return moment


def body_of(entry: Entry | None, kind: type[B]) -> B:
    """The body of an entry whose kind is known."""
    assert entry is not None
    assert isinstance(entry.body, kind), "an entry of another kind"
    return cast("B", entry.body)


def happened(entry: Entry) -> tuple[datetime, int]:
    """Orders entries as things happened; for one moment, as they were recorded."""
    return entry.occurred_at, entry.seq
