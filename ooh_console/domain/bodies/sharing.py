"""What a desk recorded while the shared database was away, and shared when it was back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ooh_console.domain.bodies.base import Body, Moment, Words


class SharedLate(Body):
    """Entries of this chain that were recorded without the shared database, and were shared now.

    Whoever reads them later can tell who knew what: these entries knew the first `known` entries
    of the chain and each other; those that stand between were recorded elsewhere meanwhile.
    """

    kind: Literal["shared_late"] = "shared_late"
    desk: Words
    """At which desk they were recorded."""
    outbox: Words
    """Where they waited: a name made at random, since two desks may be called alike."""
    away_since: Moment
    """From when on this desk could not reach the database."""
    known: int = Field(ge=0, lt=2**63)
    entries: tuple[Words, ...] = Field(min_length=1)
    """Their ids, in the order of recording."""
    after_disabled: tuple[Words, ...] = ()
    """Those of them that were recorded with a key that was disabled by then, as the register has it
    now: whoever recorded them may not be who they say."""
    back: bool = False
    """Whether the database had had them and lost them, so that a desk put back what it knew."""
