"""The log of a desk: open, or encrypted until somebody who may opens it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ooh_console.bootstrap.accounts import is_account
from ooh_console.bootstrap.clock import utcnow
from ooh_console.bootstrap.place import ServerPlace, file_of, keys_of, server_of
from ooh_console.bootstrap.reading import open_log
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Clock
from ooh_console.domain.operators import Operators, Person
from ooh_console.ledger.drafts import seal_drafts
from ooh_console.ledger.errors import LedgerError, LedgerUnreachable
from ooh_console.ledger.folder_key import (
    admit,
    admitted,
    dismiss,
    is_encrypted,
    is_sealed_of,
    open_folder,
    open_or_make,
)
from ooh_console.ledger.keys import OperatorKey
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.log import Log
from ooh_console.ledger.shared.delivering import Sitting
from ooh_console.ledger.shared.ledger import COPY, NO_COPY, PATIENCE, SILENCE, SharedLedger
from ooh_console.ledger.shared.setting_aside import Aside, open_or_begin_anew
from ooh_console.settings import Settings

NOT_WITHOUT = (
    "If the database goes away, nothing can be recorded at this computer until it is back."
)
SEALED = "The log of this desk is encrypted: it is read once somebody has signed in."


class LogHere:
    """Raises `CannotOpen` when the log cannot even be read."""

    def __init__(
        self, settings: Settings, *, read_only: bool = False, clock: Clock = utcnow
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._read_only = read_only
        self.keys = keys_of(settings)
        self._key: bytes | None = None
        self._ledger: Log | None = None
        self.trouble = ""
        """What is not as it should be with what lies on this computer, in a sentence."""
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
        """Whether it is encrypted, and nobody opened it yet; of a server, whether it is away and
        nobody opened what is known of it here."""
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
    def is_shared(self) -> bool:
        """Whether it is on a server."""
        return server_of(self._settings) is not None

    @property
    def folder_key(self) -> bytes | None:
        """With which the files of this folder are encrypted; `None` where they are plain. Where the
        log is on a server, that is what was typed and not yet saved, and what is kept here of it.
        """
        return self._key

    @property
    def ledger(self) -> Log:
        """The open log. Raises `CannotOpen` while it is sealed."""
        if self._ledger is None:
            raise CannotOpen(SEALED)
        return self._ledger

    @property
    def admitted(self) -> Mapping[str, str]:
        """For whom its key is sealed here: public key and name."""
        return admitted(self.keys)

    def unseal(self, operator: OperatorKey) -> None:
        """Opens it with the key of somebody who may; where the log is on a server, what lies here.
        Raises `CannotOpen`; nothing is open then that was not before."""
        server = server_of(self._settings)
        try:
            if self._key is None:
                self._key = open_folder(self.keys, operator)
            if self._ledger is None and server is not None:
                self._ledger = self._shared(server, None, self._key)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error
        if self._ledger is None:
            self._open()

    def open_folder(
        self, operator: OperatorKey, people: Mapping[str, str], known: Operators
    ) -> Aside | None:
        """Where the log is on a server: the key of what lies here all the same, made for these
        (public key, name) when the first of them signs in. What nobody who counts can open any
        more, by the register, is set aside; that is returned. Raises `CannotOpen`."""
        if self._key is not None or server_of(self._settings) is None:
            return None
        folder, log = self._settings.data_folder, file_of(self._settings)
        try:
            self._key, aside = open_or_begin_anew(folder, self.keys, operator, people, known, log)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error
        return aside

    def sits_here(self, person: Person, key: OperatorKey, desk: str) -> None:
        """Somebody sits at the desk: what waits to be shared is shared by them, and from now on
        the desk goes on where a server goes away. Where that cannot be, `trouble` says why."""
        server = server_of(self._settings)
        if server is None or is_account(person.name):
            return
        there = self._ledger
        if isinstance(there, Ledger) and there.problem is None:
            if self._key is None:
                self.trouble = NOT_WITHOUT
                return
            try:
                self._ledger = self._shared(server, there, self._key)
            except LedgerError as error:
                self.trouble = f"{NOT_WITHOUT} {error}"
        if isinstance(self._ledger, SharedLedger):
            self._ledger.sits_here(Sitting(person.name, person.role, person.agency, desk, key))
            if there is not self._ledger:
                self._ledger.wait_until_shared(PATIENCE)

    def _shared(self, server: ServerPlace, there: Ledger | None, key: bytes) -> SharedLedger:
        shared = SharedLedger(
            self._settings.data_folder, key, lambda: reached(server), there, self._clock
        )
        self.trouble = shared.trouble
        return shared

    def admit(self, people: Mapping[str, str]) -> None:
        """Lets these (public key, name) open it too. Does nothing where it is not encrypted.

        Raises `CannotOpen`.
        """
        if self._key is None:
            return
        if self.is_shared and not is_sealed_of(self.keys, self._key):
            raise CannotOpen(
                "Another console of this computer has begun anew with what is kept here. Close "
                "this one, and start it again."
            )
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
        server = server_of(self._settings)
        if server is None or self._read_only:
            self._ledger = open_log(self._settings, read_only=self._read_only, key=self._key)
            return
        try:
            self._ledger = reached(server)
        except LedgerUnreachable as error:
            # Whoever may open what is known of it here signs in first.
            if not (self._settings.data_folder / COPY).exists() or not self.admitted:
                what, _, _ = str(error).partition(" Nothing was changed.")
                raise CannotOpen(f"{what} {NO_COPY}") from error
        except LedgerError as error:
            raise CannotOpen(str(error)) from error


def reached(server: ServerPlace) -> Ledger:
    """The log of a server, for a desk that goes on without it. Raises `LedgerError`."""
    return Ledger.on_server(
        server.url, server.password, busy_seconds=PATIENCE, silence_seconds=SILENCE
    )


def sealed(settings: Settings) -> bool:
    """Whether the log of this desk is encrypted, so that nobody reads it without signing in."""
    return server_of(settings) is None and is_encrypted(file_of(settings), keys_of(settings))
