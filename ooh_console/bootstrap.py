"""The only place that wires the parts together: settings, ledger, keys, agencies, desk."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Answer, Gateway
from ooh_console.desk.desk import Desk, Habits, Preset, Recording
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Clock, Operator
from ooh_console.desk.remembering import Kept, RememberingGateway
from ooh_console.domain.bodies import OperatorAdded, SignedIn
from ooh_console.domain.entries import REGISTER, write
from ooh_console.domain.holdings import Holding
from ooh_console.domain.roles import Role
from ooh_console.domain.times import to_milliseconds
from ooh_console.ledger.drafts import Drafts
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.keys import USUAL, Hardness, OperatorKey, create_key, names, unlock
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shapes import LastKnown
from ooh_console.settings import Settings

if TYPE_CHECKING:
    from ooh_console.exercise.process import ExerciseServers

DATABASE = "console.db"
ACCOUNT = "account "
CHEAP = Hardness(passes=1, memory_kib=8, lanes=1)
"""For exercises, whose passphrase stands beside the key."""


def utcnow() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


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
        try:
            self.ledger = Ledger.open(folder / DATABASE)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error
        asked = settings.agencies if agencies is None else agencies
        self._gateway = Gateway(
            asked, clock=clock, watch_days=settings.watch_list_days, tz=settings.tz
        )
        self._asking = self._remembering()

    @property
    def names(self) -> tuple[str, ...]:
        """Operators whose key is in this data folder and who stand in the register."""
        known = {operator.name for operator in self.ledger.operators()}
        return tuple(name for name in names(self.keys) if name in known)

    def add(self, name: str, role: str, agency: str, passphrase: str) -> OperatorKey:
        """Makes an operator: a sealed key, and their line in the register, signed by themselves.

        Raises `CannotOpen`.
        """
        try:
            Role(role)
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
                operator=name,
                role=role,
                agency=agency,
                desk=self.settings.desk,
            )
            self.ledger.append_now([item], key)
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
                tz=settings.tz,
            ),
            exercise=self.exercise,
            notices=self.notices,
            checkpoint=self._checkpoint(key),
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

    def close(self) -> None:
        """Lets go of the log."""
        self.ledger.close()

    def _remembering(self) -> RememberingGateway:
        ledger, gateway = self.ledger, self._gateway

        class OnDisk:
            """The shelf in the ledger."""

            async def put(self, kept: Kept) -> None:
                holding = kept.holding
                await ledger.remember(
                    LastKnown(
                        agency=holding.agency,
                        offer=holding.offer.value,
                        query=kept.key,
                        digest=kept.digest,
                        fetched_at=holding.fetched_at or utcnow(),
                        etag=kept.etag,
                        state=holding.state.value,
                        reason=holding.reason,
                    )
                )

            def of(self, key: str) -> Iterable[tuple[str, str]]:
                return [(k.digest, k.etag) for k in ledger.last_known() if k.query == key]

        def recall(key: str, holding: Holding, etag: str) -> None:
            gateway.recall(Answer(key, holding, etag))

        return RememberingGateway(gateway, ledger, OnDisk(), recall)

    def _checkpoint(self, key: OperatorKey) -> Callable[[], tuple[str, int]]:
        def write_now() -> tuple[str, int]:
            from ooh_console.ledger.checkpoint import write_checkpoint

            now = self.clock()
            checkpoint = self.ledger.checkpoint(key, now)
            name = f"checkpoint-{now.astimezone(UTC).strftime('%Y%m%dT%H%M%SZ')}.json"
            folders = [self.settings.data_folder / "checkpoints", self.settings.checkpoint_folder]
            for folder in folders:
                if folder is not None:
                    write_checkpoint(folder / name, checkpoint)
            return checkpoint.sha256(), len(checkpoint.heads)

        return write_now


class LiveOpening:
    """A live desk: somebody signs in with a name and a passphrase."""

    automatic = False

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    @property
    def names(self) -> Sequence[str]:
        """Who can sign in here."""
        return self.parts.names

    def sign_in(self, name: str, passphrase: str) -> Desk:
        """The desk with this person at it. Raises `CannotOpen`."""
        return self.parts.desk(self.parts.unlock(name, passphrase))

    def add_first(self, name: str, role: str, agency: str, passphrase: str) -> Desk:
        """Makes the first operator, and signs them in. Raises `CannotOpen`."""
        if any(not is_account(known) for known in self.parts.names):
            raise CannotOpen("This desk has operators already: sign in as one of them.")
        return self.parts.desk(self.parts.add(name, role, agency, passphrase))

    def close(self) -> None:
        """Lets go of the log."""
        self.parts.close()


class ExerciseOpening(LiveOpening):
    """An exercise's desk: the roles sign in by themselves, and its agencies end with it."""

    automatic = True

    def __init__(
        self,
        parts: Parts,
        passphrase: str,
        role: str = "duty",
        servers: ExerciseServers | None = None,
    ) -> None:
        super().__init__(parts)
        self.servers = servers
        self._passphrase = passphrase
        self._role = role

    def sign_in(self, name: str = "", passphrase: str = "") -> Desk:
        """The desk with the chosen role at it; both arguments may be left out."""
        return self.desk_of(self._role)

    def desk_of(self, role: str) -> Desk:
        """The desk of `duty`, `control` or `manager`. Raises `CannotOpen`."""
        from ooh_console.exercise.opening import PEOPLE

        name, called, agency = PEOPLE[role]
        if name not in self.parts.names:
            self.parts.add(name, called, agency, self._passphrase)
        return self.parts.desk(self.parts.unlock(name, self._passphrase), f"{role} desk")

    def close(self) -> None:
        """Ends the agencies, and lets go of the log."""
        if self.servers is not None:
            self.servers.stop()
        super().close()


def open_live(config: Path | None = None, data: Path | None = None) -> LiveOpening:
    """The desk of a data folder: live, or an exercise's that was left. Raises `CannotOpen`."""
    from ooh_console.exercise.opening import marker_of
    from ooh_console.settings import load

    settings, problems = load(config, data)
    notices = [problem.words() for problem in problems]
    marker = marker_of(settings.data_folder)
    if marker is None:
        return LiveOpening(Parts(settings, notices=notices))
    # The agencies of an exercise ended with it, and the live ones must not hear of its people.
    parts = Parts(settings, agencies=(), exercise=True, notices=notices, hardness=CHEAP)
    return ExerciseOpening(parts, marker[1])


def open_exercise(
    name: str,
    *,
    config: Path | None = None,
    data: Path | None = None,
    role: str = "duty",
    speed: float = 1.0,
    start: datetime | None = None,
    clock: Clock | None = None,
) -> ExerciseOpening:
    """A scripted night: its agencies on loopback, its own data folder. Raises `CannotOpen`.

    `clock`, with `start`, is for a night that is stepped minute by minute and not run.
    """
    from ooh_console.exercise.opening import marker_of, new_folder
    from ooh_console.exercise.process import ServersFailed, start_servers
    from ooh_console.settings import load

    settings, problems = load(config, data)
    scenario = settings.config_folder / "exercises" / f"{name}.toml"
    if not scenario.is_file():
        known = sorted(p.stem for p in scenario.parent.glob("*.toml"))
        raise CannotOpen(
            f"There is no exercise «{name}» in {scenario.parent}. "
            f"Choose one of: {', '.join(known) or 'none is there'}."
        )
    try:
        folder = new_folder(settings.data_folder, name, utcnow())
        servers = start_servers(scenario, start=start, speed=speed, stepped=clock is not None)
    except (OSError, ServersFailed) as error:
        raise CannotOpen(str(error)) from error
    servers.hand_over()
    marker = marker_of(folder)
    assert marker is not None, "just written"
    about_agencies = str(settings.config_folder / "agencies.toml")
    notices = [p.words() for p in problems if not p.words().startswith(about_agencies)]
    try:
        parts = Parts(
            settings.model_copy(update={"data_folder": folder}),
            agencies=servers.agencies,
            clock=clock or servers.clock,
            exercise=True,
            notices=notices,
            hardness=CHEAP,
        )
    except CannotOpen:
        servers.stop()
        raise
    return ExerciseOpening(parts, marker[1], role, servers)


def is_account(name: str) -> bool:
    """Whether this operator is an account of the operating system (`account_key`)."""
    return name.startswith(ACCOUNT)


def account_key(parts: Parts) -> OperatorKey:
    """The account of the operating system, for looking at a desk to which nobody has been added.

    There is nothing recorded there to protect yet, and agencies are asked with credentials that
    this account can read anyway; the look is on the register under the account's name. Once the
    first operator is added, this way in is closed. Raises `CannotOpen`.
    """
    import getpass

    name = f"{ACCOUNT}{getpass.getuser()}"
    people = [o for o in parts.ledger.operators() if not is_account(o.name)]
    if people:
        raise CannotOpen(
            "Sign in: name the operator with --operator, and give the passphrase when asked "
            "(or in OOH_CONSOLE_PASSPHRASE)."
        )
    place = parts.keys / "account.passphrase"
    if name in parts.names and place.is_file():
        return parts.unlock(name, place.read_text(encoding="utf-8"))
    passphrase = secrets.token_hex(16)
    key = parts.add(name, Role.CONTROL.value, "this computer", passphrase)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(passphrase)
    return key
