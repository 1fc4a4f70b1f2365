"""Whether the log still has what this desk has seen of it, looked at when it is opened and used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Clock
from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.errors import LedgerError, WitnessProblem
from ooh_console.ledger.log import Log
from ooh_console.ledger.verification import ChainHead
from ooh_console.ledger.witness import Seen, Witness, lost
from ooh_console.settings import Settings

FILE = "witness.db"


def witness_of(settings: Settings) -> Path:
    """Where this desk keeps what it has seen."""
    return settings.data_folder / FILE


class Witnessing:
    """One log, and what was seen of it here. Every look blocks, and never raises: what cannot be
    looked at now is looked at next time."""

    def __init__(self, settings: Settings, ledger: Log, clock: Clock) -> None:
        self._tz = settings.tz
        self._ledger = ledger
        self._clock = clock
        self._witness = Witness(witness_of(settings))
        self._seen: dict[str, Seen] | None = None
        """As it is in the file, or was: what another console saw meanwhile only adds to it."""
        self._lost: dict[str, str] = {}

    def whole(self) -> tuple[str, ...]:
        """Every chain. A sentence for each that is not as it was; the others are remembered."""
        return self._look(whole=True)

    def new(self) -> tuple[str, ...]:
        """As `whole`, looking only at chains that are not as long as when they were seen."""
        return self._look(whole=False)

    def of(self, reference: str) -> tuple[str, ...]:
        """What is not as it was seen here, of one incident and of the register."""
        self.new()
        return tuple(self._lost[name] for name in (reference, REGISTER) if name in self._lost)

    def close(self) -> None:
        """Looks for what was added last, and lets the file go."""
        self.new()
        self._witness.close()

    def _look(self, *, whole: bool) -> tuple[str, ...]:
        more: list[str] = []
        try:
            if self._seen is None or whole:
                self._seen = dict(self._witness.seen())
            seen = self._seen
            heads = self._ledger.heads() if whole else self._changed(seen)
            known = seen if whole else {name: seen[name] for name in heads if name in seen}
            found = lost(known, heads, self._ledger.chain_at, self._tz)
            self._lost = found if whole else self._lost | found
            fresh = {n: h for n, h in heads.items() if n not in self._lost and _is_new(h, seen, n)}
            if not self._ledger.problem:
                now = self._clock()
                self._witness.note(fresh, now)
                seen.update((name, Seen(h.count, h.chain, now)) for name, h in fresh.items())
        except WitnessProblem as error:
            more.append(error.sentence)
        except LedgerError:
            pass  # Said by whoever reads the log.
        if replaced := self._ledger.replaced():
            more.append(replaced)
        return (*more, *(self._lost[name] for name in sorted(self._lost)))

    def _changed(self, seen: Mapping[str, Seen]) -> Mapping[str, ChainHead]:
        counts = {head.reference: head.count for head in self._ledger.incidents()}
        counts[REGISTER] = self._ledger.head(REGISTER)
        counts.update(dict.fromkeys(seen.keys() - counts.keys(), 0))
        return {
            name: ChainHead(count, self._ledger.chain_at(name, count) if count else "")
            for name, count in counts.items()
            if name not in seen or seen[name].count != count
        }


def _is_new(head: ChainHead, seen: Mapping[str, Seen], name: str) -> bool:
    return head.count > 0 and (name not in seen or head.count > seen[name].count)


def witnessed(settings: Settings, ledger: Log, only: Iterable[str] | None = None) -> dict[str, str]:
    """For whoever checks: the chains that are not as this desk has seen them, each in a sentence;
    of all, or of these. Nothing is remembered. Raises `CannotOpen`."""
    path = witness_of(settings)
    if not path.exists():
        return {}
    witness = Witness(path)
    try:
        seen = witness.seen()
        names = seen.keys() if only is None else seen.keys() & set(only)
        known = {name: seen[name] for name in names}
        return lost(known, ledger.heads(), ledger.chain_at, settings.tz)
    except LedgerError as error:
        raise CannotOpen(str(error)) from error
    finally:
        witness.close()


def take_as_it_stands(
    settings: Settings, ledger: Log, clock: Clock, names: Collection[str]
) -> None:
    """These chains are taken as they stand from now on. Raises `CannotOpen`."""
    witness = Witness(witness_of(settings))
    try:
        heads = ledger.heads()
        witness.forget(names)
        witness.note({name: heads[name] for name in names if name in heads}, clock())
    except LedgerError as error:
        raise CannotOpen(str(error)) from error
    finally:
        witness.close()
