"""Who may sign in at this computer: the sealed keys in its folder, held against the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from ooh_console.bootstrap.accounts import is_account
from ooh_console.bootstrap.log_here import LogHere
from ooh_console.desk.desk import Recording
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Clock, Signer
from ooh_console.domain.bodies import OperatorAdded, RegisterBody
from ooh_console.domain.entries import REGISTER, write
from ooh_console.domain.operators import Operators, Person, unfit_name
from ooh_console.domain.passphrase import weakness
from ooh_console.domain.roles import Role
from ooh_console.domain.times import day_clock, to_milliseconds
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.keys import USUAL, Hardness, OperatorKey, create_key, keys_in, unlock
from ooh_console.ledger.unlocking import Unlocked, unlock_counted
from ooh_console.settings import Settings


class People:
    """The operators of a desk, as this computer knows them."""

    def __init__(
        self, settings: Settings, log: LogHere, clock: Clock, hardness: Hardness = USUAL
    ) -> None:
        self.settings = settings
        self.keys: Path = log.keys
        self._log = log
        self._clock = clock
        self._hardness = hardness

    @property
    def names(self) -> tuple[str, ...]:
        """Operators with a key in this data folder that the register holds and that counts; while
        the log is sealed, those who may open it. Raises `CannotOpen` when nobody may."""
        if self._log.is_sealed:
            return self._who_may_open()
        known = self.register()
        here = {name for name, key in keys_in(self.keys) if known.holder(name, key) is not None}
        return tuple(sorted(here, key=str.casefold))

    def register(self) -> Operators:
        """Everybody whom the register names; nobody while it is sealed. Raises `CannotOpen`."""
        if self._log.is_sealed:
            return Operators()
        try:
            return self._log.ledger.operators()
        except LedgerError as error:
            raise CannotOpen(str(error)) from error

    def spelt(self, name: str) -> str:
        """As the register has it, where somebody of this name is there. Raises `CannotOpen`."""
        person = self.register().called(name)
        return person.name if person is not None else name

    def unlock(self, name: str, passphrase: str) -> Unlocked:
        """The key of somebody who may sign in here, and what was tried before.

        Wrong passphrases are counted, and must wait after some. The log is open afterwards. Raises
        `CannotOpen`, with the reason.
        """
        person = self._may_sign_in(name)
        counting = person.public_keys if person is not None else None
        if self._log.is_sealed:
            counting = frozenset(key for key, one in self._log.admitted.items() if one == name)
        try:
            unlocked = unlock_counted(
                self.keys, name, passphrase, self._clock, counting=counting, tz=self.settings.tz
            )
        except LedgerError as error:
            raise CannotOpen(str(error)) from error
        if self._log.is_sealed:
            self._log.unseal(unlocked.key)
            self._may_sign_in(name)
        return unlocked

    def _may_sign_in(self, name: str) -> Person | None:
        person = self.register().get(name)
        if person is not None and not person.may_sign_in:
            raise CannotOpen(_gone(person, self.settings))
        return person

    def _who_may_open(self) -> tuple[str, ...]:
        may = self._log.admitted
        here = {name for name, key in keys_in(self.keys) if may.get(key) == name}
        if not here:
            raise CannotOpen(
                "The log of this desk is encrypted, and its folder of keys holds no key that opens "
                "it. Nothing was changed. Put that folder back from a copy, or use the recovery "
                "key: `ooh-console recover`."
            )
        return tuple(sorted(here, key=str.casefold))

    def not_admitted(self) -> frozenset[str]:
        """Whose key lies here, and does not open what is encrypted here."""
        may = self._log.admitted
        return frozenset(name for name, key in keys_in(self.keys) if may and key not in may)

    def may_open(self) -> Mapping[str, str]:
        """Whose key here opens the log, if it is encrypted (public key, name): whoever may sign in.

        Not the account of the operating system, whose passphrase lies beside it.
        """
        known = self.register()
        return {
            key: name
            for name, key in keys_in(self.keys)
            if known.holder(name, key) is not None and not is_account(name)
        }

    def admit_all(self) -> None:
        """Whoever may sign in here may open the log, if it is encrypted, and whoever may not any
        more opens it no more. Raises `CannotOpen`."""
        known = self.register()
        self._log.admit(self.may_open())
        self._log.dismiss(
            key
            for key, name in self._log.admitted.items()
            if known.get(name) is not None and known.holder(name, key) is None
        )

    def holder(self, key: OperatorKey) -> Person:
        """Whose key this is, by the register. Raises `CannotOpen` when it is nobody's."""
        found = self.register().holder(key.name, key.public_key)
        if found is None:
            raise CannotOpen(
                f"The key of {key.name} is not the one in the register. Nobody was signed in. "
                "Ask whoever keeps this desk to check the folder of keys."
            )
        return found

    def make_key(self, name: str, passphrase: str, known: Iterable[str] = ()) -> OperatorKey:
        """A sealed key in this folder, which counts once the register holds it.

        Raises `CannotOpen` for a passphrase that is too weak (`known` is what everybody knows
        besides), and when it cannot be written.
        """
        why = weakness(passphrase, (name, self.settings.desk, *known))
        if why is not None:
            raise CannotOpen(f"{why} Nothing was changed.")
        try:
            return create_key(self.keys, name, passphrase, hardness=self._hardness, another=True)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error

    def add(
        self, name: str, role: str, agency: str, passphrase: str, by: OperatorKey | None = None
    ) -> OperatorKey:
        """Makes an operator: a sealed key, and their line in the register.

        The line is signed by an operator who is there already (`by`); only the very first one
        signs for themselves. Raises `CannotOpen`.
        """
        register = self.register()
        adds = register.holder(by.name, by.public_key) if by is not None else None
        if register and adds is None:
            raise CannotOpen(f"{name} was not added: an operator of this desk must add them.")
        if adds is not None and not register.may_change(adds.name):
            raise CannotOpen(f"{name} was not added: an on-call manager must add them.")
        try:
            Role(role)
            key = self._first_key(name, passphrase) if not register else None
            key = key or self.make_key(name, passphrase, (agency,))
            body = OperatorAdded(name=name, role=role, agency=agency, public_key=key.public_key)
            self.put([body], adds or Person(name, role, agency), by or key)
        except (LedgerError, ValueError) as error:
            raise CannotOpen(str(error)) from error
        self.admit_all()
        return key

    def put(self, bodies: Sequence[RegisterBody], by: Person, signer: Signer) -> None:
        """Puts this on the register, by somebody of it or by its first. Raises `CannotOpen`."""
        now = to_milliseconds(self._clock())
        items = [
            write(
                id=Recording(body).id,
                incident=REGISTER,
                body=body,
                occurred_at=now,
                recorded_at=now,
                late_reason="",
                operator=by.name,
                role=by.role,
                agency=by.agency,
                desk=self.settings.desk,
            )
            for body in bodies
        ]
        try:
            # Of two who come first at the same moment, one does.
            first = None if self.register() else {REGISTER: 0}
            self._log.ledger.append_now(items, signer, expect=first)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error

    def keys_here(self, person: Person) -> frozenset[str]:
        """Which keys of somebody are at this computer."""
        return frozenset(key for name, key in keys_in(self.keys) if name == person.name)

    def ask_to_be_admitted(self, name: str, passphrase: str) -> str:
        """Makes a key at a computer at which nobody can sign in yet, for a log that others have.

        Returns its public half, which somebody puts on the register elsewhere (`operators add NAME
        --key`): a key never travels. One that was made here before and is not on the register is
        used again. Raises `CannotOpen`.
        """
        if not self.elsewhere:
            raise CannotOpen("Somebody can sign in here: let them add you. Nothing was changed.")
        if why := unfit_name(name := self.spelt(name)):
            raise CannotOpen(f"{why} No key was made.")
        return (self._first_key(name, passphrase) or self.make_key(name, passphrase)).public_key

    def _first_key(self, name: str, passphrase: str) -> OperatorKey | None:
        """One that an earlier attempt made, whose line on the register could not be written."""
        if all(name != known for known, _ in keys_in(self.keys)):
            return None
        return unlock(self.keys, name, passphrase)

    @property
    def elsewhere(self) -> bool:
        """Whether people were added to this log, and nobody of them has a key here."""
        return not self.names and any(not is_account(one.name) for one in self.register().active)


def _gone(person: Person, settings: Settings) -> str:
    last = person.disabled
    assert last is not None
    assert last.disabled_at is not None
    when = day_clock(last.disabled_at, settings.tz)
    return (
        f"{person.name} cannot sign in any more, from {when} on ({last.disabled_by}: {last.why}). "
        "Nobody was signed in. Sign in as somebody else, or ask an on-call manager."
    )


def tried(unlocked: Unlocked, settings: Settings) -> str:
    """What was typed wrong since the last right passphrase, in words; empty when nothing was."""
    tries = unlocked.tries
    if not tries.wrong or tries.first is None or tries.last is None:
        return ""
    since = day_clock(tries.first, settings.tz)
    until = f" to {day_clock(tries.last, settings.tz)}" if _apart(tries.last - tries.first) else ""
    many = "1 wrong passphrase" if tries.wrong == 1 else f"{tries.wrong} wrong passphrases"
    return f"{many}, {since}{until}"


def _apart(length: timedelta) -> bool:
    return length >= timedelta(minutes=1)
