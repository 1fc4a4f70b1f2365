"""The only place that wires the parts together: settings, ledger, keys, agencies, desk."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Answer, Gateway
from ooh_console.desk.desk import Desk, Habits, Preset, Recording
from ooh_console.desk.opening import CannotOpen, Opening
from ooh_console.desk.ports import Clock, Operator, Signer
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
from ooh_console.settings import Settings as Settings

if TYPE_CHECKING:
    from ooh_console.configuration import Problem as Problem
    from ooh_console.exercise.process import ExerciseServers
    from ooh_console.ledger.checkpoint import Checkpoint

DATABASE = "console.db"
ACCOUNT = "account "
CHEAP = Hardness(passes=1, memory_kib=8, lanes=1)
"""For exercises, whose passphrase stands beside the key."""
STEPPED_SPEED = 60.0
"""How much an agency's scripted delays are shortened in a night that is stepped."""


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
        """Who can sign in here; an account that only looked is nobody (`account_key`)."""
        return tuple(name for name in self.parts.names if not is_account(name))

    def sign_in(self, name: str, passphrase: str) -> Desk:
        """The desk with this person at it. Raises `CannotOpen`."""
        return self.parts.desk(self.parts.unlock(name, passphrase))

    def add_first(self, name: str, role: str, agency: str, passphrase: str) -> Desk:
        """Makes the first operator, and signs them in. Raises `CannotOpen`."""
        if self.names:
            raise CannotOpen("This desk has operators already: sign in as one of them.")
        by = account_key(self.parts) if self.parts.ledger.operators() else None
        return self.parts.desk(self.parts.add(name, role, agency, passphrase, by))

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
        """The desk with the chosen role at it; both arguments may be left out.

        Whoever is named with the name of another role gets that one's desk.
        """
        from ooh_console.exercise.opening import PEOPLE

        named = next((role for role, person in PEOPLE.items() if person[0] == name), self._role)
        return self.desk_of(named)

    def desk_of(self, role: str) -> Desk:
        """The desk of `duty`, `control` or `manager`. Raises `CannotOpen`."""
        from ooh_console.exercise.opening import PEOPLE

        name, called, agency = PEOPLE[role]
        known = self.parts.names
        if name not in known:
            by = self.parts.unlock(known[0], self._passphrase) if known else None
            self.parts.add(name, called, agency, self._passphrase, by)
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


def run_screen(opening: Callable[[], Opening], *, exercise: bool) -> int:
    """The full screen, until the person leaves it. Returns the exit status."""
    from ooh_console.tui.app import ConsoleApp

    app = ConsoleApp(opening, exercise=exercise)
    app.run()
    return app.return_code or 0


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

    from ooh_console.ledger.files import private_folder, write_new

    name = f"{ACCOUNT}{getpass.getuser()}"
    operators = parts.ledger.operators()
    if any(not is_account(o.name) for o in operators):
        raise CannotOpen(
            "Sign in: name the operator with --operator, and give the passphrase when asked "
            "(or in OOH_CONSOLE_PASSPHRASE)."
        )
    if operators and name not in {o.name for o in operators}:
        raise CannotOpen(
            "This desk is another account's. Open it from that account, or add an operator there."
        )
    place = parts.keys / "account.passphrase"
    try:
        private_folder(parts.keys)
        with contextlib.suppress(FileExistsError):  # Kept from before, or made at this moment.
            write_new(place, secrets.token_hex(16))
        passphrase = place.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotOpen(
            f"The folder of keys {parts.keys} cannot be used ({error.strerror}). Nobody was "
            "signed in. Ask for the right to it."
        ) from error
    if operators:
        return parts.unlock(name, passphrase)
    try:
        return parts.add(name, Role.CONTROL.value, "this computer", passphrase)
    except CannotOpen:
        if name in parts.names:  # Another process of this account was quicker.
            return parts.unlock(name, passphrase)
        raise


def configured(
    config: Path | None = None, data: Path | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings and every fault found in them, without opening anything. Never raises."""
    from ooh_console.settings import load

    return load(config, data)


def is_exercise(settings: Settings) -> bool:
    """Whether the data folder is that of an exercise, whose agencies ended with it."""
    from ooh_console.exercise.opening import marker_of

    return marker_of(settings.data_folder) is not None


def open_log(settings: Settings, *, read_only: bool = True) -> Ledger:
    """The log alone, without anybody signing in. Read only, nothing is made and nothing written.

    Raises `CannotOpen`.
    """
    try:
        return Ledger.open(settings.data_folder / DATABASE, read_only=read_only)
    except LedgerError as error:
        raise CannotOpen(str(error)) from error


def checkpoint_in(path: Path) -> Checkpoint:
    """The checkpoint in a file, genuine or not. Raises `CannotOpen`."""
    from ooh_console.ledger.checkpoint import read_checkpoint

    try:
        return read_checkpoint(path)
    except LedgerError as error:
        raise CannotOpen(str(error)) from error


def gateway_of(settings: Settings, clock: Clock = utcnow) -> Gateway:
    """The agencies alone, asked without remembering anything."""
    return Gateway(
        settings.agencies, clock=clock, watch_days=settings.watch_list_days, tz=settings.tz
    )


def play_headless(
    name: str, *, config: Path | None = None, data: Path | None = None, speed: float | None = None
) -> int:
    """A scripted night with the desk side played too, printed as it goes.

    With a `speed` the steps come at that many times the pace of the night, else as fast as they
    go. Returns 0 when every step was as scripted, 1 when one was not. Raises `CannotOpen`.
    """
    import asyncio

    from ooh_console.exercise.clock import SteppedClock
    from ooh_console.exercise.headless import Night, play
    from ooh_console.exercise.scenario_file import BrokenScenario, load, night
    from ooh_console.exercise.steps import Who
    from ooh_console.settings import config_folder

    try:
        scenario = load(config_folder(config) / "exercises" / f"{name}.toml")
    except BrokenScenario as error:
        raise CannotOpen(str(error)) from error
    clock = SteppedClock(night(scenario, utcnow()))
    opening = open_exercise(
        name, config=config, data=data, start=clock.start, clock=clock, speed=speed or STEPPED_SPEED
    )
    assert opening.servers is not None
    try:
        desks: dict[Who, Desk] = {
            "duty": opening.desk_of("duty"),
            "control": opening.desk_of("control"),
            "manager": opening.desk_of("manager"),
        }
        played = Night(scenario, desks, clock, opening.servers, opening.parts.ledger.verify)
        print_line = partial(print, flush=True)
        return 0 if asyncio.run(play(played, print_line, speed)) else 1
    finally:
        opening.close()
