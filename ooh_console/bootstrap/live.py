"""A live desk: somebody signs in, or becomes the first operator of a new one."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.bootstrap.accounts import account_key, is_account
from ooh_console.bootstrap.at_rest import encrypt_desk, renew_recovery_key
from ooh_console.bootstrap.parts import Parts
from ooh_console.desk.desk import Desk
from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.operators import unfit_name

ELSEWHERE = (
    "Nobody can sign in at this computer, though others do elsewhere: `ooh-console operators "
    "add NAME` makes a key here and says how it is admitted."
)


class LiveOpening:
    """A live desk: somebody signs in with a name and a passphrase."""

    automatic = False

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.recovery_key = ""
        """Made with the first operator, for writing down; it is kept nowhere else."""

    @property
    def names(self) -> Sequence[str]:
        """Who can sign in here; an account that only looked is nobody (`account_key`)."""
        return tuple(name for name in self.parts.names if not is_account(name))

    @property
    def elsewhere(self) -> str:
        """Why nobody can sign in here though others do, and what to do; empty where that is not
        so."""
        return ELSEWHERE if self.parts.people.elsewhere else ""

    def sign_in(self, name: str, passphrase: str) -> Desk:
        """The desk with this person at it. Raises `CannotOpen`."""
        return self.parts.sign_in(name, passphrase)

    def take_over(self, desk: Desk, name: str, passphrase: str) -> None:
        """The same person again, or somebody else. Raises `CannotOpen`."""
        self.parts.take_over(desk, name, passphrase)

    def sign_out(self, desk: Desk) -> None:
        """Nobody sits at the desk any more. Raises `CannotOpen`."""
        self.parts.sign_out(desk)

    def add_first(self, name: str, role: str, agency: str, passphrase: str) -> Desk:
        """Makes the first operator, and signs them in. A log in a file is encrypted with that, and
        so is what lies here of one on a server: there is a recovery key then.

        Raises `CannotOpen`.
        """
        if self.names:
            raise CannotOpen("This desk has operators already: sign in as one of them.")
        if self.elsewhere:
            raise CannotOpen(self.elsewhere)
        if why := unfit_name(name):
            raise CannotOpen(f"{why} Nobody was added.")
        by = account_key(self.parts) if self.parts.ledger.operators() else None
        key = self.parts.add(name, role, agency, passphrase, by)
        if self.parts.log.is_plain:
            self.recovery_key = encrypt_desk(self.parts, key).recovery_key
        desk = self.parts.desk(key)
        if self.parts.log.is_shared:
            try:
                self.recovery_key = renew_recovery_key(self.parts, key)
            except CannotOpen as error:  # Whoever was made can work, and `doctor` asks for it.
                desk.notices = (*desk.notices, str(error))
        return desk

    def close(self) -> None:
        """Lets go of the log."""
        self.parts.close()
