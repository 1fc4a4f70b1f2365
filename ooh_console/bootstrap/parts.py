"""What a desk is made of: the log, the keys and the agencies, and the desk made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from pathlib import Path

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Gateway
from ooh_console.bootstrap.clock import timekeeping_of, utcnow
from ooh_console.bootstrap.kept_here import in_no_log
from ooh_console.bootstrap.log_here import LogHere
from ooh_console.bootstrap.people import People, tried
from ooh_console.bootstrap.reporting import ReportsHere
from ooh_console.bootstrap.shelf import remembering
from ooh_console.bootstrap.verifying import checking, folders
from ooh_console.bootstrap.witnessing import Witnessing
from ooh_console.desk.desk import Desk, Habits, Preset, Recording
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Clock, Operator, Signer
from ooh_console.desk.remembering import RememberingGateway
from ooh_console.desk.standing import say_doubted
from ooh_console.domain.bodies import ClockDiffers, Refused, RegisterBody, SignedIn, SignedOut
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.state import State
from ooh_console.domain.times import to_milliseconds
from ooh_console.ledger.drafts import Drafts
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.keys import USUAL, Hardness, OperatorKey
from ooh_console.ledger.log import Log
from ooh_console.ledger.unlocking import Unlocked
from ooh_console.settings import Settings

WRONG = "the passphrase was wrong"
NOBODY = "Nobody is signed in at this desk: sign in first. What was typed is kept."


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
        self.log = LogHere(settings, clock=clock)
        self.people = People(settings, self.log, clock, hardness)
        asked = settings.agencies if agencies is None else agencies
        self._gateway = Gateway(
            asked, clock=clock, watch_days=settings.watch_list_days, tz=settings.tz
        )
        self._witness: Witnessing | None = None
        self._asking: tuple[Log, RememberingGateway] | None = None

    @property
    def ledger(self) -> Log:
        """The open log. Raises `CannotOpen` while it is encrypted and nobody has signed in."""
        return self.log.ledger

    @property
    def names(self) -> tuple[str, ...]:
        """Operators who can sign in here."""
        return self.people.names

    def add(
        self, name: str, role: str, agency: str, passphrase: str, by: OperatorKey | None = None
    ) -> OperatorKey:
        """Makes an operator, added by one who is there (`People.add`). Raises `CannotOpen`."""
        return self.people.add(name, role, agency, passphrase, by)

    def desk(self, key: OperatorKey, desk_name: str = "") -> Desk:
        """A desk with this person at it; that they signed in is on the register (I11).

        Raises `CannotOpen` when the person is not in the register.
        """
        found = self.people.holder(key)
        trouble = self._opens_what_is_here(key)
        self.log.sits_here(found, key, desk_name or self.settings.desk)
        if self.log.trouble:
            trouble.append(self.log.trouble)
        if self._witness is None:
            self._witness = Witnessing(self.settings, self.ledger, self.clock)
        notices = (*self._witness.whole(), *self.notices, *trouble)
        settings = self.settings
        desk = Desk(
            operator=Operator(found.name, found.role, found.agency),
            signer=key,
            name=desk_name or settings.desk,
            ledger=self.ledger,
            gateway=self._remembering(),
            drafts=Drafts(
                settings.data_folder / "drafts", desk_name or settings.desk, self.log.folder_key
            ),
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
                lock_after_minutes=settings.lock_after_minutes,
            ),
            exercise=self.exercise,
            notices=notices,
            witness=self._witness.new,
            checkpoint=self._checkpoint(key),
            reports=ReportsHere(settings, self.ledger),
            check=checking(self.ledger, folders(settings), self.clock, self._witness.of),
        )
        say_doubted(desk, self.people.register())
        self._keep_time(desk)
        self.register_now(desk, SignedIn(), *self._differs(desk))
        return desk

    def _opens_what_is_here(self, key: OperatorKey) -> list[str]:
        """What must be said of it: whoever sits down here can work all the same."""
        people, aside, trouble = self.people, None, list[str]()
        try:
            if key.public_key in people.may_open():  # Not an account, which opens nothing.
                aside = self.log.open_folder(key, people.may_open(), people.register())
            people.admit_all()
        except CannotOpen as error:
            trouble.append(str(error))
        return [*trouble, *in_no_log(self.settings, aside, named=True)]

    def _admits_everybody(self, desk: Desk) -> None:
        try:
            self.people.admit_all()
        except CannotOpen as error:
            desk.notices = (*desk.notices, str(error))

    def _keep_time(self, desk: Desk) -> None:
        """One question, whose answer the very first entry carries."""
        if not self.exercise and self.clock is utcnow:
            desk.timekeeping = timekeeping_of(self.ledger, self._gateway)
            desk.timekeeping.ask()

    def _differs(self, desk: Desk) -> tuple[RegisterBody, ...]:
        """What the register must say of the clock by which somebody signed in."""
        keeping = desk.timekeeping
        found = keeping.to_carry(State(), desk.name) if keeping is not None else ()
        return tuple(one for one in found if isinstance(one, ClockDiffers))

    def register_now(self, desk: Desk, *bodies: RegisterBody) -> None:
        """Puts this on the register, by the person at the desk. A log that can only be read is
        read, and says so. Raises `CannotOpen`."""
        if self.ledger.problem:
            return
        now = to_milliseconds(self.clock())
        items = [desk.written(REGISTER, Recording(body), now, now) for body in bodies]
        try:
            self.ledger.append_now(items, desk.signer)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error

    def unlock(self, name: str, passphrase: str) -> OperatorKey:
        """The key of an operator. Raises `CannotOpen`, with the reason."""
        return self.people.unlock(name, passphrase).key

    def sign_in(self, name: str, passphrase: str) -> Desk:
        """The desk with this person at it. What was typed wrong before is on the register, and
        they are told. Raises `CannotOpen`."""
        unlocked = self.people.unlock(name, passphrase)
        desk = self.desk(unlocked.key)
        self._tell_of_wrong_ones(desk, unlocked)
        return desk

    def take_over(self, desk: Desk, name: str, passphrase: str) -> None:
        """The same person again at a desk, or somebody else, which is on the register: who left,
        then who came. Raises `CannotOpen`; where it could not be put there, nobody sits."""
        unlocked = self.people.unlock(name, passphrase)
        key = unlocked.key
        person = self.people.holder(key)
        if desk.vacant or (desk.operator.name, desk.signer.public_key) != (name, key.public_key):
            if not desk.vacant:
                self.sign_out(desk)
            self.log.sits_here(person, key, desk.name)
            self._admits_everybody(desk)
            desk.sit(Operator(person.name, person.role, person.agency), key, self._checkpoint(key))
            try:
                self.register_now(desk, SignedIn(), *self._differs(desk))
            except CannotOpen as error:
                desk.leave(str(error))
                raise
        self._tell_of_wrong_ones(desk, unlocked)

    def sign_out(self, desk: Desk) -> None:
        """Nobody sits at the desk any more. Raises `CannotOpen` when that is not on the register;
        they have left all the same."""
        try:
            self.register_now(desk, SignedOut())
        finally:
            desk.leave(NOBODY)

    def _tell_of_wrong_ones(self, desk: Desk, unlocked: Unlocked) -> None:
        if wrong := tried(unlocked, self.settings):
            name = desk.operator.name
            self.register_now(desk, Refused(what=f"sign in as {name}: {wrong}", why=WRONG))
            desk.notices = (*desk.notices, f"Before you signed in, somebody typed {wrong}.")

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
        if self._witness is not None:
            self._witness.close()
        self.log.close()

    def _remembering(self) -> RememberingGateway:
        if self._asking is None or self._asking[0] is not self.ledger:
            self._asking = (self.ledger, remembering(self._gateway, self.ledger))
        return self._asking[1]

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
