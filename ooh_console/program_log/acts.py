"""One id for whatever a person does, from the key press to the database and the agencies.

Keys are taken one at a time, so that what is under way belongs to the last of them; what the desk
does by itself meanwhile (asking again, delivering) has an id of its own in its own task.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Act:
    """One act. The id is random (a UUID), and says nothing of anybody."""

    id: str
    by_itself: bool = False
    """Whether the desk does it without a person: told only when something is worth telling."""


class _Last:
    """What was begun last in this process, where its task has nothing of its own."""

    act = Act("")


_HERE: ContextVar[Act | None] = ContextVar("act", default=None)


def begin() -> Act:
    """A person does something: a key, a click, a command."""
    _Last.act = Act(str(uuid4()))
    return _Last.act


def current() -> Act:
    """The act that this belongs to; its id is empty before anything was begun."""
    return _HERE.get() or _Last.act


@contextmanager
def carried(act: Act) -> Iterator[None]:
    """What is done in here, also when something else was begun meanwhile, belongs to this act."""
    token = _HERE.set(act)
    try:
        yield
    finally:
        _HERE.reset(token)


@contextmanager
def by_itself() -> Iterator[None]:
    """What the desk does in here it does by itself: an act of its own."""
    with carried(Act(str(uuid4()), by_itself=True)):
        yield
