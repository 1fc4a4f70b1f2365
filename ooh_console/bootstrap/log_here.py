"""The log of a desk: open, or encrypted until somebody who may opens it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ooh_console.bootstrap.place import file_of, keys_of, server_of
from ooh_console.bootstrap.reading import open_log
from ooh_console.desk.opening import CannotOpen
from ooh_console.ledger.drafts import seal_drafts
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.folder_key import (
    admit,
    admitted,
    dismiss,
    is_encrypted,
    open_folder,
    open_or_make,
)
from ooh_console.ledger.keys import OperatorKey
from ooh_console.ledger.ledger import Ledger
from ooh_console.settings import Settings

SEALED = "The log of this desk is encrypted: it is read once somebody has signed in."


class LogHere:
    """Raises `CannotOpen` when the log cannot even be read."""

    def __init__(self, settings: Settings, *, read_only: bool = False) -> None:
        self._settings = settings
        self._read_only = read_only
        self.keys = keys_of(settings)
        self._key: bytes | None = None
        self._ledger: Ledger | None = None
        if not sealed(settings):
            self._open()

    @classmethod
    def opened(cls, settings: Settings, folder_key: bytes) -> LogHere:
        """The encrypted log, open, by whoever has the folder's key. Raises `CannotOpen`."""
        log = cls(settings)
        log._key = folder_key
        log._open()
        return log

    @property
    def is_sealed(self) -> bool:
        """Whether it is encrypted, and nobody opened it yet."""
        return self._ledger is None

    @property
    def is_plain(self) -> bool:
        """Whether it lies in a file of this computer that anybody with a right to it can read."""
        return self._key is None and self._ledger is not None and server_of(self._settings) is None

    @property
    def is_encrypted(self) -> bool:
        """Whether it is encrypted in a file of this computer, and open."""
        return self._key is not None and server_of(self._settings) is None

    @property
    def folder_key(self) -> bytes | None:
        """With which the files of this folder are encrypted; `None` where they are plain. Where the
        log is on a server, that is what was typed and not yet saved, and what is kept here of it.
        """
        return self._key

    @property
    def ledger(self) -> Ledger:
        """The open log. Raises `CannotOpen` while it is sealed."""
        if self._ledger is None:
            raise CannotOpen(SEALED)
        return self._ledger

    @property
    def admitted(self) -> Mapping[str, str]:
        """For whom its key is sealed here: public key and name."""
        return admitted(self.keys)

    def unseal(self, operator: OperatorKey) -> None:
        """Opens it with the key of somebody who may. Raises `CannotOpen`; nothing is open then."""
        if self._ledger is None:
            try:
                self._key = open_folder(self.keys, operator)
            except LedgerError as error:
                raise CannotOpen(str(error)) from error
            self._open()

    def open_folder(self, operator: OperatorKey, people: Mapping[str, str]) -> None:
        """Where the log is on a server: the key of what lies here all the same, made for these
        (public key, name) when the first of them signs in. Raises `CannotOpen`."""
        if self._key is None and server_of(self._settings) is not None:
            try:
                self._key = open_or_make(self.keys, operator, people)
            except LedgerError as error:
                raise CannotOpen(str(error)) from error

    def admit(self, people: Mapping[str, str]) -> None:
        """Lets these (public key, name) open it too. Does nothing where it is not encrypted.

        Raises `CannotOpen`.
        """
        if self._key is None:
            return
        try:
            admit(self.keys, self._key, people)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error

    def dismiss(self, public_keys: Iterable[str]) -> None:
        """These open it no more. Does nothing where it is not encrypted. Raises `CannotOpen`."""
        if self._key is None:
            return
        try:
            for public_key in public_keys:
                dismiss(self.keys, public_key)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error

    def encrypt(self, people: Mapping[str, str], by: OperatorKey) -> int:
        """Encrypts it where it lies, so that these (public key, name) can open it, `by` among
        them. Returns how many entries were carried over and checked.

        Raises `CannotOpen`; it is open again then, as it was.
        """
        from ooh_console.ledger.encrypting import encrypt

        try:
            # One that is there already opens other files of this folder, or is of an earlier try.
            key = open_or_make(self.keys, by, people)
            admit(self.keys, key, people)
            self.ledger.close()
            try:
                rows = encrypt(file_of(self._settings), key).rows
                self._key = key
                seal_drafts(self._settings.data_folder / "drafts", key)
            finally:
                self._open()
        except LedgerError as error:
            raise CannotOpen(str(error)) from error
        return rows["entry"]

    def close(self) -> None:
        """Lets go of it; of an encrypted one, until somebody opens it again."""
        if self._ledger is not None:
            self._ledger.close()

    def _open(self) -> None:
        self._ledger = open_log(self._settings, read_only=self._read_only, key=self._key)


def sealed(settings: Settings) -> bool:
    """Whether the log of this desk is encrypted, so that nobody reads it without signing in."""
    return server_of(settings) is None and is_encrypted(file_of(settings), keys_of(settings))
