"""What verifying a ledger comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Found(StrEnum):
    """What is wrong, in a word that programs can rely on."""

    CHANGED = "changed"
    REMOVED = "removed"
    TAIL_REMOVED = "tail-removed"
    INCIDENT_REMOVED = "incident-removed"
    ORDER = "order"
    FORGED = "forged"
    DISABLED = "disabled"
    NOT_ALLOWED = "not-allowed"
    UNREADABLE = "unreadable"
    CONTENT_CHANGED = "content-changed"
    CONTENT_REMOVED = "content-removed"
    GUARD_MISSING = "guard-missing"
    CHECKPOINT = "checkpoint"
    WITNESS = "witness"
    FILE = "file"
    AT_EXPORT = "at-export"
    """The desk that exported a file had found it, and the exporter signed for that."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where, what, and a sentence that a manager understands."""

    what: Found
    sentence: str
    incident: str = ""
    """Reference of the incident, `register`, or empty when it is about the file."""
    seq: int | None = None
    entry: str = ""
    """Id of the entry."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of a chain as it stands in the file."""

    count: int
    chain: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The result: everything that was checked, and everything that was found."""

    entries: int
    """Entries checked, those of the register among them."""
    incidents: tuple[str, ...]
    """Incidents checked."""
    findings: tuple[Finding, ...]
    heads: Mapping[str, ChainHead] = field(default_factory=dict)
    """Per chain, the register among them."""
    signers: Mapping[str, int] = field(default_factory=dict)
    """How many entries each operator signed, counting valid signatures only."""
    signed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """The same for each chain."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings
