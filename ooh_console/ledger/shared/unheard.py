"""What the server answered as recorded, and the copy of this desk has not yet.

A server that goes back in between has lost it, and no copy has it (I1): it waits to be shared again
then, as if there had been no answer.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ooh_console.domain.entries import Entry
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shared.outbox import Letter


class Unheard:
    """Kept in memory, for the moment until the copy hears of it. From any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._letters: list[tuple[Letter, dict[str, int]]] = []
        """Each with the last places of its chains that the copy has not yet."""

    def answered(self, letter: Letter, entries: Iterable[Entry]) -> None:
        """The server has this, at these places."""
        places: dict[str, int] = {}
        known: dict[str, int] = {}
        for entry in entries:
            places[entry.incident] = entry.seq
            known.setdefault(entry.incident, entry.seq - 1)
        with self._lock:
            self._letters.append((replace(letter, known=known, back=True), places))

    def copied(self, heads: Mapping[str, int]) -> None:
        """The copy has these chains up to here, or what it wants of them."""
        with self._lock:
            for _, places in self._letters:
                for chain in [name for name, seq in places.items() if heads.get(name, 0) >= seq]:
                    del places[chain]
            self._letters = [one for one in self._letters if one[1]]

    def lost(self, server: Ledger, copy: Ledger) -> list[Letter]:
        """What neither has, as it is put back. Raises `LedgerError` of either."""
        self._drop(copy.stored(_ids(self._kept())))
        letters = self._kept()
        there = server.stored(_ids(letters))
        # What lies between the copy's end and these may be lost as well, or another's by now.
        return [
            replace(letter, known={c: min(k, copy.head(c) or k) for c, k in letter.known.items()})
            for letter in letters
            if not there.issuperset(_ids([letter]))
        ]

    def waits(self, letters: Iterable[Letter]) -> None:
        """These are in the outbox now."""
        self._drop(frozenset(_ids(letters)))

    def _kept(self) -> tuple[Letter, ...]:
        with self._lock:
            return tuple(letter for letter, _ in self._letters)

    def _drop(self, ids: frozenset[str]) -> None:
        """The letters with one of these."""
        with self._lock:
            self._letters = [one for one in self._letters if ids.isdisjoint(_ids([one[0]]))]


def _ids(letters: Iterable[Letter]) -> list[str]:
    return [item.written.id for letter in letters for item in letter.items]
