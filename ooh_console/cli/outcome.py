"""What a command comes to: an exit status, words for a person, a document for a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

FINE = 0
FINDING = 1
"""Something was found that a person should know of: a finding, a source that did not answer."""
NOT_DONE = 2
"""Wrong usage, wrong configuration, or it could not be done."""
STOPPED = 130
"""Ctrl-C."""


class CannotDo(Exception):
    """A command cannot be done: one sentence says why, and what to do. Exit status 2."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a command, computed whole before any of it is printed."""

    text: str
    document: BaseModel
    status: int = FINE
    notes: tuple[str, ...] = ()
    """What a person should know besides, on standard error: faults of the configuration."""
    file: bytes | None = None
    """In place of the words: the exact bytes of a file, where one was asked for."""
