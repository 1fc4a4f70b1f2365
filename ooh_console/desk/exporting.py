"""What leaves the desk as a file: who may take it out; it is on the register first (I11)."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar

from ooh_console.desk.desk import Desk, NotAllowed, Rejected
from ooh_console.domain.bodies import Refused
from ooh_console.domain.roles import Role
from ooh_console.domain.text import line

T = TypeVar("T")


class Kind(StrEnum):
    """What a report is for."""

    FULL = "full"
    """Everything that was recorded, for the review and for the record."""
    HANDOVER = "handover"
    """What the day team needs: at most two pages."""
    REDACTED = "redacted"
    """Names and places replaced, for learning events."""


class Format(StrEnum):
    """As what it is written."""

    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    JSON = "json"


class Keep(StrEnum):
    """What a redacted report may still name; everything else of this sort is replaced."""

    AGENCIES = "agencies"
    PROFESSIONALS = "professionals"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Asked:
    """A report as somebody asked for it."""

    reference: str
    kind: Kind
    format: Format
    restricted: bool = False
    """With what must not be told to the family."""
    screens: bool = False
    """JSON: with the texts of what was on the screens."""
    keep: frozenset[Keep] = frozenset()

    def words(self) -> str:
        """What it is, for the register and for the person."""
        hidden = "with" if self.restricted else "without"
        kept = f", naming {', '.join(sorted(self.keep))}" if self.keep else ""
        return (
            f"{self.kind} report of {line(self.reference, 60)} as {self.format.upper()}, "
            f"{hidden} what must not be told to the family{kept}"
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A report as it was made, not written yet."""

    content: bytes
    free_text: tuple[str, ...] = ()
    """Of a redacted report: every line that holds somebody's own words, to be read by a person."""
    findings: tuple[str, ...] = ()
    """What is wrong with the log from which it was made, a sentence each."""

    @property
    def sha256(self) -> str:
        """Of its bytes, as the register has it."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Left:
    """A report that has left the desk."""

    asked: Asked
    place: Path
    sha256: str
    free_text: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    """What is wrong with the log from which it was made: whoever takes it out must hear it."""


NOT_OWN = (
    "A duty worker exports the incidents in which they took part, that is, in which they recorded "
    "an entry: ask the on-call manager for this one."
)
NOT_ALL = "Only the on-call manager takes out what is counted over every incident: ask them."

NOT_WHOLE = (
    "Only the on-call manager takes the whole log out as a plain file: ask them. `ooh-console "
    "backup` makes an encrypted one."
)


async def allow_export(desk: Desk, asked: Asked) -> None:
    """Raises `NotAllowed`, with the refusal on the register, when this person may not take this
    out: the control room exports nothing, a duty worker their own incidents alone."""
    await _allow(desk, asked.reference, asked.words())


async def _allow(desk: Desk, reference: str, what: str) -> None:
    await desk.allow("exported", what)
    if Role(desk.operator.role) is Role.MANAGER:
        return
    log = desk.ledger.rows(reference, 1, desk.ledger.head(reference))
    if all(entry.operator != desk.operator.name for entry in log):
        await desk.register(Refused(what=what, why=NOT_OWN))
        raise NotAllowed(NOT_OWN)


async def copied(desk: Desk, reference: str, seq: int, text: str) -> None:
    """Puts on the register that an entry leaves by the clipboard, before it does (I11). Raises as
    `allow_export` does."""
    what = f"entry {seq} of {line(reference, 60)}, to the clipboard"
    await _allow(desk, reference, what)
    await desk.exported(what, sha256(text.encode("utf-8", "replace")).hexdigest())


async def counted_out(desk: Desk, what: str, content: bytes) -> None:
    """Puts on the register that something counted over every incident leaves, before it does.

    Raises `NotAllowed`, with the refusal on the register, to everybody but the on-call manager.
    """
    await _allow_manager(desk, what, NOT_ALL)
    await desk.exported(what, sha256(content).hexdigest())


async def whole_log_out(desk: Desk, what: str) -> None:
    """Puts on the register that the whole log leaves as a plain file, before it does. Raises as
    `counted_out`."""
    await _allow_manager(desk, what, NOT_WHOLE)
    await desk.exported(what)


async def _allow_manager(desk: Desk, what: str, otherwise: str) -> None:
    await desk.allow("exported", what)
    if Role(desk.operator.role) is not Role.MANAGER:
        await desk.register(Refused(what=what, why=otherwise))
        raise NotAllowed(otherwise)


class Reports(Protocol):
    """What makes reports and puts them where they belong. Every call blocks."""

    def make(self, desk: Desk, asked: Asked) -> Made:
        """The report, whole, in memory. Raises `Rejected` for what cannot be asked for."""

    def place(self, asked: Asked, at: datetime, wanted: Path | None) -> Path:
        """Where it will be: in a folder or as a file that is named, else in the folder of reports.

        Raises `Rejected` when there is a file already.
        """

    def put(self, content: bytes, place: Path) -> None:
        """Writes it for its owner alone, whole or not at all. Raises `Unsaved`."""


async def report(desk: Desk, asked: Asked, wanted: Path | None = None) -> Left:
    """Makes a report and writes it to a file. Raises `NotAllowed`, `Rejected`, `Unsaved`, and the
    ledger's errors; there is no file then."""
    reports = desk.reports
    if reports is None:
        raise Rejected("This desk makes no reports: `ooh-console report` does.")
    await allow_export(desk, asked)
    place = await asyncio.to_thread(reports.place, asked, desk.clock(), wanted)
    made = await asyncio.to_thread(reports.make, desk, asked)

    async def put(content: bytes) -> Path:
        await asyncio.to_thread(reports.put, content, place)
        return place

    await take_out(desk, asked, made, put)
    return Left(asked, place, made.sha256, made.free_text, made.findings)


async def take_out(desk: Desk, asked: Asked, made: Made, put: Callable[[bytes], Awaitable[T]]) -> T:
    """Puts the export on the register, then lets it out: no file is there that is not on record.

    When it could not be written after all, the register has that as well. Raises what the register
    raises, and then nothing was written; and what `put` raises.
    """
    await desk.exported(asked.words(), made.sha256)
    try:
        return await put(made.content)
    except Exception as error:
        why = f"it could not be written, and nothing was left of it: {line(str(error), 200)}"
        with contextlib.suppress(Exception):  # The first error is the one to tell of.
            await desk.register(Refused(what=asked.words(), why=why))
        raise


_PLAIN = re.compile(r"[^A-Za-z0-9]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])")


def file_name(asked: Asked, at: datetime, number: int = 1) -> str:
    """`261125-AB2C-full-20261125T0930Z.html`: safe on every system, and in the order of time.

    `incident-redacted.html` says of no day when it was, `incident-redacted-2.html` that it is the
    second.
    """
    reference = _PLAIN.sub("-", asked.reference).strip("-")[:60] or "incident"
    if _RESERVED.fullmatch(reference.split("-")[0]):
        reference = f"incident-{reference}"
    if asked.kind is Kind.REDACTED:
        reference = "incident"  # The reference has the date, and names the family to who knows it.
        if Keep.DATES not in asked.keep:
            more = f"-{number}" if number > 1 else ""
            return f"{reference}-{asked.kind}{more}.{asked.format}"
    hidden = "-restricted" if asked.restricted else ""
    moment = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{reference}-{asked.kind}{hidden}-{moment}.{asked.format}"
