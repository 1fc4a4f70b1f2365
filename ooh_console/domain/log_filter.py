"""What a reader of the log wants to see of it: a few words, typed as they come to mind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ooh_console.domain.entries import Entry
from ooh_console.domain.text import name_key

FIELDS = ("kind", "by", "agency")
"""Words that can stand before a colon; any other word with a colon is searched for as it is."""

_TERM = re.compile(r'(?:(kind|by|agency):)?(?:"([^"]*)"?|(\S+))', re.I)


@dataclass(frozen=True, slots=True)
class Searched:
    """What can be found of one entry; everything as `name_key` writes it."""

    kind: str
    by: str
    agency: str
    everything: str

    @classmethod
    def of(cls, entry: Entry, words: str, marks: Sequence[str] = ()) -> Searched:
        """An entry with the words in which it is shown, and what is marked on it."""
        kind = name_key(entry.kind.replace("_", " "))
        by = name_key(f"{entry.operator} {entry.role}")
        agency = name_key(entry.agency)
        rest = name_key(f"{words} {entry.late_reason} {' '.join(marks)}")
        return cls(kind, by, agency, f"{kind} {by} {agency} {rest}")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """All of these must be there: words anywhere, or in the kind, the person or the agency."""

    anywhere: tuple[str, ...] = ()
    within: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def read(cls, typed: str) -> LogFilter:
        """`police dog`, `by:ann kind:notice`, `agency:"County Hospital"`. Never raises."""
        anywhere, within = [], []
        for found in _TERM.finditer(typed):
            name, quoted, word = found.groups()
            text = name_key((quoted if quoted is not None else word).replace("_", " "))
            if not text:
                continue
            if name:
                within.append((name.casefold(), text))
            else:
                anywhere.append(text)
        return cls(tuple(anywhere), tuple(within))

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.anywhere or self.within)

    def takes(self, one: Searched) -> bool:
        """Whether an entry is shown."""
        return all(word in one.everything for word in self.anywhere) and all(
            word in getattr(one, name) for name, word in self.within
        )
