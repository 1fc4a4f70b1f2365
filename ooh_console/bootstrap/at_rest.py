"""A desk encrypted where it lies, and the recovery key for the day on which nobody can sign in.

Where desks share a log on a server, each has a recovery key of its own, for what lies encrypted at
that computer: its copy of the log, and what waits to be shared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ooh_console.bootstrap.accounts import is_account
from ooh_console.bootstrap.parts import Parts
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Signer
from ooh_console.domain.bodies import OperatorAdded, OperatorDisabled, Refused, RegisterBody
from ooh_console.domain.operators import RECOVERY, RECOVERY_NAMES, unfit_name
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.keys import OperatorKey
from ooh_console.ledger.recovery import new_recovery_key, recovery_operator

MANAGERS_MAKE_IT = "A recovery key lets somebody in, so an on-call manager must make it."


@dataclass(frozen=True, slots=True)
class Encrypted:
    """What was done, and what is shown once."""

    entries: int
    recovery_key: str = field(repr=False)


def encrypt_desk(parts: Parts, by: Signer) -> Encrypted:
    """Encrypts the log of a live desk where it lies, for everybody who has a key here, and makes a
    recovery key, which is kept nowhere.

    Raises `CannotOpen`; the log is as it was then, and open.
    """
    if parts.exercise:
        raise CannotOpen(
            "An exercise is not encrypted: it signs in by itself, so its passphrase lies beside "
            "it. Nothing was changed."
        )
    if not parts.log.is_plain:
        where = "is encrypted already" if parts.log.is_encrypted else "is on a server"
        raise CannotOpen(f"The log of this desk {where}. Nothing was changed.")
    assert isinstance(by, OperatorKey), "nobody signs in with anything else"
    written_down, recovery = _made(parts)
    _on_register(parts, by, recovery)
    people = {**parts.people.may_open(), recovery.public_key: recovery.name}
    return Encrypted(parts.log.encrypt(people, by), written_down)


def renew_recovery_key(parts: Parts, by: Signer) -> str:
    """A new recovery key in place of the one before, which opens nothing here any more.

    Raises `CannotOpen`.
    """
    assert isinstance(by, OperatorKey), "nobody signs in with anything else"
    if parts.log.folder_key is None and parts.log.is_shared:
        # It could not be when they signed in, and this says why.
        parts.log.open_folder(by, parts.people.may_open(), parts.people.register())
    if parts.log.folder_key is None:
        raise CannotOpen(
            "The log of this desk is not encrypted, so there is nothing to recover. Nothing was "
            "changed. `ooh-console database encrypt` encrypts it, and makes a recovery key."
        )
    written_down, recovery = _made(parts)
    before = [key for key, name in parts.log.admitted.items() if name == recovery.name]
    _on_register(parts, by, recovery)
    parts.log.admit({recovery.public_key: recovery.name})
    parts.log.dismiss(before)
    return written_down


def recover(
    parts: Parts, typed: str, name: str, role: str, agency: str, passphrase: Callable[[], str]
) -> bool:
    """Opens the log, or what lies here of a shared one, with the recovery key. Whoever may sign in
    here opens it from now on; somebody of this name too, who is added if need be.

    Returns whether they were added: else a key of theirs that was here already was admitted.
    Raises `CannotOpen`; nobody was added then.
    """
    if parts.log.is_plain or not parts.log.admitted:
        raise CannotOpen(
            "Nothing is encrypted at this desk, so no recovery key opens it. Nothing was changed. "
            "Sign in, or make the first operator by opening the desk."
        )
    try:
        recovery = recovery_operator(typed, _name(parts))
    except LedgerError as error:
        raise CannotOpen(str(error)) from error
    if recovery.public_key not in parts.log.admitted:
        raise CannotOpen(
            "That is not the recovery key of this desk: it is of another one, or another was made "
            "since. Nothing was opened. Look for the newest paper."
        )
    parts.log.unseal(recovery)
    if why := unfit_name(name := parts.people.spelt(name)):
        raise CannotOpen(f"{why} Nobody was added.")
    mine = {key for key, whose in parts.people.may_open().items() if whose == name}
    adds = mine <= parts.log.admitted.keys()  # A key that opens is no help: it is forgotten.
    if adds:
        parts.add(name, role, agency, passphrase(), recovery)
    parts.people.admit_all()
    return adds


def _name(parts: Parts) -> str:
    """Of the operator that a recovery key is, on the register. Each folder has its own."""
    kept = [name for name in parts.log.admitted.values() if name.startswith(RECOVERY_NAMES)]
    return kept[0] if kept else f"{RECOVERY_NAMES} of {parts.settings.desk}"


def _made(parts: Parts) -> tuple[str, OperatorKey]:
    written_down = new_recovery_key()
    return written_down, recovery_operator(written_down, _name(parts))


def _on_register(parts: Parts, by: Signer, recovery: OperatorKey) -> None:
    """What it signs counts from now on, and what an earlier one signs no more."""
    register = parts.people.register()
    adds = register.holder(by.name, by.public_key)
    if adds is None or not register.may_change(adds.name) or is_account(adds.name):
        if adds is not None:
            parts.people.put([Refused(what="make a recovery key", why=MANAGERS_MAKE_IT)], adds, by)
        raise CannotOpen(f"{MANAGERS_MAKE_IT} Nothing was changed. Sign in as one.")
    before = register.get(recovery.name)
    ends = before.public_keys if before else frozenset()
    if parts.log.is_shared:  # Another computer's may have the same name.
        ends &= parts.log.admitted.keys()
    bodies: list[RegisterBody] = [
        OperatorDisabled(name=recovery.name, why="a new recovery key was made", public_key=key)
        for key in sorted(ends)
    ]
    bodies.append(
        OperatorAdded(
            name=recovery.name, role=RECOVERY, agency=adds.agency, public_key=recovery.public_key
        )
    )
    parts.people.put(bodies, adds, by)
