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

    def sign_in(self, name: str, passphrase: str) -> Desk:
        """The desk with this person at it. Raises `CannotOpen`."""

    def add_first(self, name: str, role: str, agency: str, passphrase: str) -> Desk:
        """Makes the first operator of a new desk, and signs them in. Raises `CannotOpen`."""

    def close(self) -> None:
        """Lets go of everything that was opened, also when nobody signed in."""
