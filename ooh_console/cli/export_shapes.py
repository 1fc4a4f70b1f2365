"""The file that `report --format json` writes, and that `verify FILE` checks."""

from __future__ import annotations

from typing import Literal

from ooh_console.cli.holding_shapes import Shape


class Bytes(Shape):
    """A stored text that is no UTF-8 any more: somebody has worked on the file of the desk."""

    hex: str


class StoredEntry(Shape):
    """One entry with every column, as it is stored; `digest` is over the first eleven of them.

    Of an entry whose words are left out, `body` and `late_reason` are null; and `kind` is `note`
    where the kind alone would tell.
    """

    id: str
    incident: str
    kind: str
    body: str | Bytes | None
    """Canonical JSON, as text: it must not be spelt anew, or the digest is another."""
    occurred_at: str
    recorded_at: str
    late_reason: str | None
    operator: str
    role: str
    agency: str
    desk: str
    seq: int
    digest: str
    signature: str
    """Ed25519 by the operator's key over the digest, hexadecimal."""
    prev: str
    chain: str
    """SHA-256 of `prev`, `digest` and `signature`, one a line."""


class ShownScreen(Shape):
    """From when a desk showed which screen."""

    desk: str
    shown_at: str
    screen: str
    """SHA-256 of its content."""


class KeptText(Shape):
    """What was on a screen, or what an agency had sent, under its SHA-256."""

    digest: str
    text: str


class Statement(Shape):
    """What the exporter signed, so that a missing end is noticed."""

    written_at: str
    operator: str
    public_key: str
    entries: int
    chain: str
    """The chain value of the last entry."""
    withheld: list[tuple[int, str]]
    """Number of each entry whose words are left out, and SHA-256 of what is shown of it."""
    findings: list[str] | None = None
    """What was wrong with the log when it was exported, a sentence each; null where it was not
    checked, and absent from files of before."""
    digest: str
    """SHA-256 of everything in the file but this statement, in canonical JSON."""
    signature: str


class ExportedLog(Shape):
    """`report --format json`: one log, to be checked by `verify FILE` without the database."""

    format: Literal["ooh-console-export"]
    version: Literal[1]
    reference: str
    classification: str
    exercise: bool
    restricted: bool
    """Whether what must not be told to the family is in it."""
    time_zone: str
    register_lines: list[StoredEntry]
    """Lines of the register that add an operator, and that open this incident."""
    entries: list[StoredEntry]
    screens: list[ShownScreen]
    contents: list[KeptText]
    """With `--with-screens`; empty otherwise."""
    statement: Statement


class StruckEntry(Shape):
    """Who struck an entry through, and why."""

    by: str
    reason: str


class RedactedEntry(Shape):
    """One entry of a redacted log, in words. Nothing in it is anybody's name or number."""

    number: int
    """Its place in the log."""
    happened: str
    """`T+00:07`, hours and minutes since the opening; local time with its zone where `--keep
    dates` was asked for."""
    happened_minutes: int
    """The same as a number, negative before the opening."""
    recorded: str
    recorded_minutes: int
    late: bool
    """Recorded more than five minutes after it happened."""
    late_reason: str
    operator: str
    """A pseudonym, the same one for the same person everywhere in the file."""
    role: str
    agency: str
    desk: str
    kind: str
    what: str
    """What the entry says, as the report does."""
    about: list[int]
    """The numbers of the entries that it is about, such as the one that it strikes through."""
    marked: list[str]
    struck: StruckEntry | None
    """`null`: the entry stands."""
    clock_behind_seconds: int | None
    """How far its desk's clock was behind, where that was a minute or more; negative: ahead."""


class RedactedLog(Shape):
    """`report --kind redacted --format json`: nothing in it can be verified."""

    format: Literal["ooh-console-redacted"]
    version: Literal[2]
    classification: str
    exercise: bool
    notes: list[str]
    """What a reader must know: what was replaced, what was left out, what a program cannot find."""
    entries: list[RedactedEntry]
