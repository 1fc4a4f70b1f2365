"""A chain beside a checkpoint: whether it is still the one that stood there then, and as long."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.checkpoint import Checkpoint, Head
from ooh_console.ledger.signers import Signers
from ooh_console.ledger.verification import Finding, Found

ChainAt = Callable[[str, int], str | None]
"""The chain value of an entry by the name of its chain and its place, or `None`."""


def trusted(given: Checkpoint, signers: Signers) -> Iterator[Finding]:
    """What is wrong with the checkpoint itself."""
    if not given.genuine():
        yield Finding(
            Found.CHECKPOINT,
            f"The checkpoint of {given.written_at} is not genuine: its signature does not fit "
            f"it. Nothing was compared with it.",
        )
    elif not signers.has(given.operator, given.public_key):
        yield Finding(
            Found.CHECKPOINT,
            f"The checkpoint of {given.written_at} is signed with a key that the register does "
            f"not hold for {given.operator}.",
        )


def compared(head: Head, count: int, chain_at: ChainAt, written_at: str) -> Iterator[Finding]:
    """What is wrong with a chain of so many entries, beside its head in the checkpoint."""
    name = head.incident
    if count == 0:
        what, seq = Found.INCIDENT_REMOVED, None
        sentence = (
            f"{title(name)} is missing with all its entries: the checkpoint of {written_at} "
            f"has {head.count}."
        )
    elif count < head.count:
        what, seq = Found.TAIL_REMOVED, count + 1
        missing = f"entries {count + 1} to {head.count} are"
        which = missing if head.count > count + 1 else f"entry {head.count} is"
        sentence = (
            f"{title(name)}: {which} missing at the end; the checkpoint of {written_at} has "
            f"{head.count} entries."
        )
    elif chain_at(name, head.count) == head.chain:
        return
    else:
        what, seq = Found.CHECKPOINT, head.count
        sentence = (
            f"{title(name)}: the first {head.count} entries are not those that stood here when "
            f"the checkpoint of {written_at} was written."
        )
    yield Finding(what, sentence, name, seq)


def title(name: str) -> str:
    """What a chain is called at the beginning of a sentence."""
    return "The register" if name == REGISTER else f"Incident {name}"
