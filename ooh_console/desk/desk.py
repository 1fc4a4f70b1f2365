"""The desk: who sits there, and the way by which anything is recorded (log or refuse, I12)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from uuid_utils import uuid7

from ooh_console.desk.integrity import Check
from ooh_console.desk.ports import Clock, Drafts, Gateway, Ledger, Operator, Signer
from ooh_console.domain.alarms import Thresholds
from ooh_console.domain.bodies import (
    CheckpointWritten,
    Exported,
    IncidentBody,
    RecordOpened,
    Refused,
    RegisterBody,
)
from ooh_console.domain.entries import REGISTER, Entry, Written, write
from ooh_console.domain.meanings import Meanings
from ooh_console.domain.protocol import Protocol
from ooh_console.domain.roles import Role, refusal
from ooh_console.domain.times import to_milliseconds, zone

if TYPE_CHECKING:
    from ooh_console.desk.exporting import Reports
    from ooh_console.desk.timekeeping import Timekeeping

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L, U/V: a reference is read out over a radio."""


class NotAllowed(Exception):
    """The operator's role may not do this; the sentence says who may."""


class Rejected(Exception):
    """What was typed cannot be recorded as it stands: which field, and why, in one sentence."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class NoKey:
    """In place of a key, where nobody sits."""

    why: str
    name: str = ""
    public_key: str = ""

    def sign(self, digest: str) -> str:
        """Raises `NotAllowed`."""
        raise NotAllowed(self.why)


@dataclass(frozen=True, slots=True)
class Preset:
    """An answer that is chosen by one key."""

    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class Habits:
    """What the configuration says about this desk."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    refresh_seconds: float = 15.0
    watch_list_days: int = 42
    eta_minutes: tuple[int, ...] = (15, 30, 45, 60, 90)
    cannot_attend: tuple[Preset, ...] = ()
    protocols: tuple[Protocol, ...] = ()
    meanings: Meanings = ()
    """What warning markers mean, what to do, what not."""
    tz: ZoneInfo = field(default_factory=zone)
    lock_after_minutes: float = 10.0
    """Minutes without a key after which the desk is locked; 0 is never."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A body on its way to the log, with the id that other bodies of the same act may name."""

    body: IncidentBody | RegisterBody
    id: str = field(default_factory=lambda: str(uuid7()))


@dataclass
class Desk:
    """One person at one desk. Everything recorded passes through `record`."""

    operator: Operator
    signer: Signer
    name: str
    ledger: Ledger
    gateway: Gateway
    drafts: Drafts
    clock: Clock
    habits: Habits = field(default_factory=Habits)
    exercise: bool = False
    notices: tuple[str, ...] = ()
    """What was found wrong while starting (a broken configuration file, for example)."""
    checkpoint: Callable[[], tuple[str, int]] | None = None
    """Writes a signed checkpoint; returns the file's SHA-256 and its number of chains. Blocking."""
    check: Check | None = None
    """Checks an incident, with the register, against the newest checkpoint. Blocking."""
    witness: Callable[[], tuple[str, ...]] | None = None
    """Looks whether the log still has what this desk has seen of it: a sentence for each chain that
    has not. Blocking; never raises."""
    timekeeping: Timekeeping | None = None
    """What is known of this desk's clock; nothing in an exercise, whose time is its own."""
    reports: Reports | None = None
    """Makes reports and writes them."""
    vacant: str = ""
    """Why nothing can be recorded, where nobody sits here who may: they left, or were disabled."""
    others_records: frozenset[tuple[str, date]] = frozenset()
    """Agencies that sent somebody else's record, and the night, where the register says so."""

    def new_reference(self) -> str:
        """A reference for an incident: the local date and four letters that are easy to say."""
        day = self.clock().astimezone(self.habits.tz).strftime("%y%m%d")
        return f"{day}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"

    def sit(
        self,
        operator: Operator,
        signer: Signer,
        checkpoint: Callable[[], tuple[str, int]] | None = None,
    ) -> None:
        """Somebody takes the desk as it stands: the next entry is theirs, on every screen."""
        self.operator, self.signer, self.checkpoint = operator, signer, checkpoint
        self.vacant = ""

    def leave(self, why: str) -> None:
        """Nobody sits here any more: the key is let go, and nothing can be recorded."""
        self.signer, self.checkpoint, self.vacant = NoKey(why), None, why

    def written(
        self,
        chain: str,
        recording: Recording,
        occurred_at: datetime,
        recorded_at: datetime,
        late_reason: str = "",
    ) -> Written:
        """An entry by the person at this desk, ready to be signed.

        Raises `LateWithoutReason`, and `NotAllowed` where nobody sits.
        """
        if self.vacant:
            raise NotAllowed(self.vacant)
        return write(
            id=recording.id,
            incident=chain,
            body=recording.body,
            occurred_at=occurred_at,
            recorded_at=recorded_at,
            late_reason=late_reason,
            operator=self.operator.name,
            role=self.operator.role,
            agency=self.operator.agency,
            desk=self.name,
        )

    async def register(self, *bodies: RegisterBody) -> tuple[Entry, ...]:
        """Puts something on the register (I11). Raises the ledger's errors."""
        now = to_milliseconds(self.clock())
        items = [self.written(REGISTER, Recording(body), now, now) for body in bodies]
        return await self.ledger.append(items, self.signer)

    async def write_checkpoint(self) -> str:
        """Writes a checkpoint and puts it on the register; empty, or why it could not be done."""
        if self.checkpoint is None:
            return ""
        try:
            sha256, chains = await asyncio.to_thread(self.checkpoint)
            await self.register(CheckpointWritten(sha256=sha256, heads=chains))
        except Exception as error:
            return f"What you recorded is saved; the checkpoint is not: {error}"
        return ""

    async def allow(self, kind: str, what: str) -> None:
        """Raises `NotAllowed`, with the refusal on the register, when the role may not do this."""
        why = refusal(Role(self.operator.role), kind)
        if why is not None:
            await self.register(Refused(what=what, why=why))
            raise NotAllowed(why)

    async def opened(self, what: str, found: str = "") -> None:
        """Puts on the register that somebody looked at something (I11).

        A desk that can only read says so on the screen, and lets people read.
        """
        if self.ledger.problem:
            return
        await self.register(RecordOpened(what=what, found=found))

    async def exported(self, what: str, sha256: str = "") -> None:
        """Puts on the register that something left the desk (I11)."""
        await self.register(Exported(what=what, sha256=sha256))


def heads(ledger: Ledger) -> Mapping[str, int]:
    """Every incident with its number of entries, the register left out."""
    return {head.reference: head.count for head in ledger.incidents() if head.reference != REGISTER}
