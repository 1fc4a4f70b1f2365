"""The marks before words that must not reach the family, or that name a protected place (I9).

One rule for all of them: rows, pages, text twins, what is copied, reports and files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.kept_from_family import KeptFromFamily, is_restricted, may_show
from ooh_console.domain.protected import MARK, Protected
from ooh_console.domain.protocol import Protocol
from ooh_console.domain.state import State

DO_NOT_TELL = "DO NOT TELL FAMILY"


@dataclass(frozen=True)
class Marking:
    """What the marks of one incident go by, at one moment."""

    kept: KeptFromFamily = field(default_factory=KeptFromFamily)
    """What must not reach the family."""
    protected: Protected = field(default_factory=Protected)
    """The addresses that somebody holds as protected."""
    shown: tuple[Protocol, ...] = ()
    """The protocols, and steps of them, that tell of nothing that must not reach the family."""

    entries: frozenset[str] = frozenset()
    """Where the whole log is at hand: the ids of the entries that are not for the family with all
    their words, whatever they are about."""

    @classmethod
    def of(
        cls,
        state: State,
        holdings: Holdings,
        protocols: Iterable[Protocol] = (),
        protected: Protected | None = None,
    ) -> Marking:
        """The marking of an incident as it stands; `protected` where that is at hand."""
        protocols = tuple(protocols)
        return cls(
            KeptFromFamily.of(state, holdings, protocols),
            Protected.of(state, holdings) if protected is None else protected,
            tuple(one for one in map(may_show, protocols) if one is not None),
        )

    def belong(self, text: str, entry: Entry | None = None) -> tuple[str, ...]:
        """The marks that belong to a text, which says an entry where one is given."""
        as_a_whole = entry is not None and (
            entry.id in self.entries or is_restricted(entry, self.shown)
        )
        found = [DO_NOT_TELL] if as_a_whole or self.kept.says(text) else []
        return (*found, MARK) if self.protected.named_in(text) else tuple(found)

    def missing(self, text: str, entry: Entry | None = None) -> tuple[str, ...]:
        """Those of them that do not stand in it yet."""
        return tuple(one for one in self.belong(text, entry) if one not in text)

    def marked(self, text: str, entry: Entry | None = None) -> str:
        """The text with the missing marks before it."""
        return "".join(f"[{one}] " for one in self.missing(text, entry)) + text
