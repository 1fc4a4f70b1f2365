"""What can go wrong with the ledger: each error is one sentence for the person at the desk.

Every sentence says what happened, what was kept, and what to do now.
"""

from __future__ import annotations


class LedgerError(Exception):
    """Something about the ledger failed. `sentence` can be shown as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class LedgerFull(LedgerError):
    """There is no more room for the file, or the disk refused to take what was written."""


class LedgerReadOnly(LedgerError):
    """The file, its folder or its medium cannot be written."""


class LedgerBusy(LedgerError):
    """Another program held the file for longer than a person should wait."""


class LedgerNewer(LedgerError):
    """A newer version of the console made this file."""


class NotALedger(LedgerError):
    """The file is something else: it was left untouched."""


class LedgerSealed(LedgerError):
    """The file is encrypted, and there is no key for it or a wrong one."""


class LedgerDamaged(LedgerError):
    """The file itself is damaged, below the level of entries."""


class LedgerMoved(LedgerError):
    """Somebody recorded in between: `heads` gives the count of each chain that was expected."""

    def __init__(self, sentence: str, heads: dict[str, int]) -> None:
        super().__init__(sentence)
        self.heads = heads


class LedgerClosed(LedgerError):
    """The ledger was closed before this could be done."""


class KeyProblem(LedgerError):
    """An operator's key file is missing, damaged, unreadable, or the passphrase is wrong."""


class WrongPassphrase(KeyProblem):
    """The key file is whole, and the passphrase does not open it."""


class DraftProblem(LedgerError):
    """A draft could not be kept; the one kept before is untouched."""


class CheckpointProblem(LedgerError):
    """A checkpoint file could not be read or written."""


class BackupProblem(LedgerError):
    """A backup could not be made, read or restored; what there was is as it was."""


class WitnessProblem(LedgerError):
    """What this desk has seen before could not be read or kept; the log itself is not affected."""


class LedgerUnreachable(LedgerError):
    """The server of the database cannot be reached: it, or the way to it, is gone for now."""


def not_kept(name: str) -> str:
    """That this database takes what is added, and does not keep it where it belongs."""
    return (
        f"{name} did not keep what was to be recorded: somebody has worked on it with another "
        f"program. This was not saved, and what you typed is kept. Run verify, and ring whoever "
        f"keeps it."
    )
