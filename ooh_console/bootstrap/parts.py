"""What a desk is made of: the log, the keys and the agencies, and the desk made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from pathlib import Path

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Gateway
from ooh_console.bootstrap.clock import utcnow
from ooh_console.bootstrap.reading import open_log
from ooh_console.bootstrap.reporting import ReportsHere
from ooh_console.bootstrap.shelf import remembering
from ooh_console.bootstrap.verifying import checking, folders
from ooh_console.desk.desk import Desk, Habits, Preset, Recording
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Clock, Operator, Signer
from ooh_console.domain.bodies import OperatorAdded, SignedIn
from ooh_console.domain.entries import REGISTER, write
from ooh_console.domain.roles import Role
from ooh_console.domain.times import to_milliseconds
from ooh_console.ledger.drafts import Drafts
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.keys import USUAL, Hardness, OperatorKey, create_key, names, unlock
from ooh_console.settings import Settings


class Parts:
    """What stands behind a desk before anybody sits down: the log, the keys, the agencies.

    Raises `CannotOpen` when the log cannot even be read.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        agencies: Sequence[Agency] | None = None,
        clock: Clock = utcnow,
        exercise: bool = False,
        notices: Iterable[str] = (),
        hardness: Hardness = USUAL,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.exercise = exercise
        self.notices = tuple(notices)
        self.hardness = hardness
        folder = settings.data_folder
        self.keys = folder / "keys"
        self.ledger = open_log(settings, read_only=False)
        asked = settings.agencies if agencies is None else agencies
        self._gateway = Gateway(
            asked, clock=clock, watch_days=settings.watch_list_days, tz=settings.tz
        )
        self._asking = remembering(self._gateway, self.ledger)

    @property
    def names(self) -> tuple[str, ...]:
        """Operators whose key is in this data folder and who stand in the register."""
        known = {operator.name for operator in self.ledger.operators()}
        return tuple(name for name in names(self.keys) if name in known)

    def add(
        self, name: str, role: str, agency: str, passphrase: str, by: OperatorKey | None = None
    ) -> OperatorKey:
        """Makes an operator: a sealed key, and their line in the register.

        The line is signed by an operator who is there already (`by`); only the very first one
        signs for themselves. Raises `CannotOpen`.
        """
        operators = self.ledger.operators()
        adds = next((o for o in operators if by and o.public_key == by.public_key), None)
        if operators and adds is None:
            raise CannotOpen(f"{name} was not added: an operator of this desk must add them.")
        try:
            Role(role)
            if name in names(self.keys) and name not in {o.name for o in operators}:
                # An earlier attempt made the key, and the register could not be written then.
                key = unlock(self.keys, name, passphrase)
            else:
                key = create_key(self.keys, name, passphrase, hardness=self.hardness)
            body = OperatorAdded(name=name, role=role, agency=agency, public_key=key.public_key)
            now = to_milliseconds(self.clock())
            item = write(
                id=Recording(body).id,
                incident=REGISTER,
                body=body,
                occurred_at=now,
                recorded_at=now,
                late_reason="",
                operator=adds.name if adds else name,
                role=adds.role if adds else role,
                agency=adds.agency if adds else agency,
                desk=self.settings.desk,
            )
            self.ledger.append_now([item], by or key)
        except (LedgerError, ValueError) as error:
            raise CannotOpen(str(error)) from error
        return key

    def desk(self, key: OperatorKey, desk_name: str = "") -> Desk:
        """A desk with this person at it; that they signed in is on the register (I11).

        Raises `CannotOpen` when the person is not in the register.
        """
        found = next((o for o in self.ledger.operators() if o.public_key == key.public_key), None)
        if found is None:
            raise CannotOpen(
                f"The key of {key.name} is not the one in the register. Nobody was signed in. "
                "Ask whoever keeps this desk to check the folder of keys."
            )
        settings = self.settings
        desk = Desk(
            operator=Operator(found.name, found.role, found.agency),
            signer=key,
            name=desk_name or settings.desk,
            ledger=self.ledger,
            gateway=self._asking,
            drafts=Drafts(settings.data_folder / "drafts", desk_name or settings.desk),
            clock=self.clock,
            habits=Habits(
                thresholds=settings.alarms,
                refresh_seconds=settings.refresh_seconds,
                watch_list_days=settings.watch_list_days,
                eta_minutes=settings.eta_presets,
                cannot_attend=tuple(Preset(p.role, p.reason) for p in settings.cannot_attend),
                meanings=settings.markers,
                tz=settings.tz,
                protocols=settings.protocols,
            ),
            exercise=self.exercise,
            notices=self.notices,
            checkpoint=self._checkpoint(key),
            reports=ReportsHere(settings, self.ledger),
            check=checking(self.ledger, folders(settings), self.clock),
        )
        if not self.ledger.problem:
            now = to_milliseconds(self.clock())
            item = desk.written(REGISTER, Recording(SignedIn()), now, now)
            try:
                self.ledger.append_now([item], key)
            except LedgerError as error:
                raise CannotOpen(str(error)) from error
        return desk

    def unlock(self, name: str, passphrase: str) -> OperatorKey:
        """The key of an operator. Raises `CannotOpen`, with the reason."""
        try:
            return unlock(self.keys, name, passphrase)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error

    def checkpoint_to(self, key: OperatorKey | Signer, path: Path) -> tuple[str, int]:
        """Signs the heads of every chain into a file; its SHA-256 and the number of chains.

        Raises `CannotOpen`.
        """
        from ooh_console.ledger.checkpoint import write_checkpoint

        try:
            checkpoint = self.ledger.checkpoint(key, self.clock())
            write_checkpoint(path, checkpoint)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error
        return checkpoint.sha256(), len(checkpoint.heads)

    def close(self) -> None:
        """Lets go of the log."""
        self.ledger.close()

    def _checkpoint(self, key: OperatorKey) -> Callable[[], tuple[str, int]]:
        def write_now() -> tuple[str, int]:
            from ooh_console.ledger.checkpoint import write_checkpoint

            now = self.clock()
            checkpoint = self.ledger.checkpoint(key, now)
            name = f"checkpoint-{now.astimezone(UTC).strftime('%Y%m%dT%H%M%SZ')}.json"
            for folder in reversed(folders(self.settings)):
                write_checkpoint(folder / name, checkpoint)
            return checkpoint.sha256(), len(checkpoint.heads)

        return write_now
