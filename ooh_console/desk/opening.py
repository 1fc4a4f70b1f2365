"""From nothing to a desk: what a face must ask before anybody may work (I11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ooh_console.desk.desk import Desk


class CannotOpen(Exception):
    """The desk cannot be opened: one sentence says what happened and what to do now."""


class Opening(Protocol):
    """A desk that is ready for somebody to sign in. Every call blocks: use a thread."""

    @property
    def names(self) -> Sequence[str]:
        """Who can sign in here; empty on a new desk."""

    @property
    def automatic(self) -> bool:
        """Whether this is an exercise, where the roles sign in by themselves."""

    @property
    def recovery_key(self) -> str:
        """Made with the first operator of a desk that is encrypted, to be written down: it is shown
        once and kept nowhere. Empty otherwise."""

    @property
    def elsewhere(self) -> str:
        """Why nobody can sign in here though others do at other computers; empty elsewise."""

    def sign_in(self, name: str, passphrase: str) -> Desk:
        """The desk with this person at it. Raises `CannotOpen`."""

    def take_over(self, desk: Desk, name: str, passphrase: str) -> None:
        """The same person again, or somebody else, at a desk as it stands: its next entry is
        theirs. A change of person is on the register. Raises `CannotOpen`; then nothing changed."""

    def sign_out(self, desk: Desk) -> None:
        """Nobody sits at the desk any more. Raises `CannotOpen` when that could not be put on the
        register; they have left all the same."""

    def add_first(self, name: str, role: str, agency: str, passphrase: str) -> Desk:
        """Makes the first operator of a new desk, and signs them in. Raises `CannotOpen`."""

    def close(self) -> None:
        """Lets go of everything that was opened, also when nobody signed in."""
