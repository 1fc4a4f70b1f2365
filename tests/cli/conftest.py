"""Desks on disk, with agencies on loopback: each made once, and copied for whoever writes in it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ooh_console.agencies.agency import Agency
from ooh_console.bootstrap import CHEAP, LiveOpening, Parts
from ooh_console.desk.desk import Desk, Recording
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.domain.people import Address, Relation
from ooh_console.exercise.process import ExerciseServers, start_servers
from ooh_console.settings import Settings
from tests.cli.places import CANARY, ENCRYPTED_BY, PASSPHRASE, ROOT, Place, agencies_toml
from tests.desk.desks import Room

PLACE = Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ")
START = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=20)
"""When the night in the folder began."""


@pytest.fixture(scope="session")
def start() -> datetime:
    return START


@pytest.fixture(scope="session")
def servers() -> Iterator[ExerciseServers]:
    """The agencies of the first night, stepped."""
    scenario = ROOT / "config" / "exercises" / "first-night.toml"
    with start_servers(scenario, start=START, speed=100, stepped=True) as running:
        yield running


@pytest.fixture(scope="session")
def write_config() -> Callable[..., Path]:
    def write(folder: Path, agencies: tuple[Agency, ...] = (), deadline: float = 1.5) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "agencies.toml").write_text(agencies_toml(agencies, deadline))
        return folder

    return write


@pytest.fixture(scope="session")
def make_desk() -> Callable[..., tuple[Parts, Desk]]:
    def make(
        place: Place,
        clock: Callable[[], datetime],
        agencies: tuple[Agency, ...] = (),
        name: str = "Ann Example",
    ) -> tuple[Parts, Desk]:
        parts = Parts(place.settings(), agencies=agencies, clock=clock, hardness=CHEAP)
        key = parts.add(name, "duty worker", "OOH social care", PASSPHRASE)
        return parts, parts.desk(key)

    return make


@pytest.fixture(scope="session")
def make_place() -> Callable[[Path, Path], Place]:
    """A place whose only operator is signed in by the environment."""
    return lambda data, config: Place(data, config, {"OOH_CONSOLE_PASSPHRASE": PASSPHRASE})


@pytest.fixture(scope="session")
def filled(
    tmp_path_factory: pytest.TempPathFactory,
    servers: ExerciseServers,
    make_desk: Callable[..., tuple[Parts, Desk]],
    write_config: Callable[..., Path],
) -> Place:
    """A desk with the night of `START` in it: for reading only, since every test shares it."""
    root = tmp_path_factory.mktemp("filled")
    place = Place(root / "data", write_config(root / "config", servers.agencies))
    place.environ = {**servers.environment, "OOH_CONSOLE_PASSPHRASE": PASSPHRASE}
    before = dict(os.environ)
    servers.hand_over()
    now = [START]
    parts, desk = make_desk(place, lambda: now[0], servers.agencies)

    def minute(number: float) -> None:
        now[0] = START + timedelta(minutes=number)
        servers.step(number)

    async def night() -> str:
        minute(0)
        opened = b.IncidentOpened(address=PLACE, nature="labour, nine days early")
        incident = await Incident.open_new(desk, opened)

        async def record(*bodies: Any, **more: Any) -> Any:
            entries = await incident.record([Recording(body) for body in bodies], **more)
            return entries[0]

        linked = b.PersonLinked(
            name="Jodie Penhallow", relation=Relation.MOTHER, nhs_number="9990000018"
        )
        await record(linked)
        minute(2)
        await incident.refresh()
        minute(4)
        note = await incident.note("Dog is in the garden")
        who = b.Party(name="Insp. Ruth Example", role="duty inspector", agency="Police")
        await record(b.DecisionMakerSet(who=who, given=("birth plan 3",)))
        minute(5)
        eta = now[0] + timedelta(minutes=30)
        first = await record(b.AttendanceAnswered(answer="will-attend", who="Sam", eta=eta))
        told = b.NoticeGiven(
            topic=b.Topic.OOH, answer=first.id, recipient="Crew A412", how="radio", words="coming"
        )
        await record(told)
        minute(7)  # Social Care hangs.
        await incident.refresh()
        minute(12)
        cannot = b.AttendanceAnswered(
            answer="cannot-attend",
            agreed_role="By telephone all night",
            reason="called elsewhere",
            change_reason="a second birth",
        )
        await record(cannot)
        minute(15)
        await record(b.Correction(entry=note.id, reason="another garden"))
        await record(b.DisclosureRestricted(what="the planned order", until="baby is safe"))
        await record(b.BirthRecorded(place="at home", heard_from="Crew A412"))
        power = b.PowerStarted(power=b.Power.POLICE_PROTECTION, by=who, epo_in_force="no")
        await record(power)
        await record(b.Action(text="Ring legal", owner="Ann Example"))
        late = now[0] - timedelta(minutes=9)
        await incident.note("Father left by the gate", late, "both hands full")
        plan = next(plan for _, plan in incident.holdings.plans)
        read = b.PlanRead(
            agency="County Maternity", version="3", digest=plan.digest, reader="Ann Example"
        )
        await record(read)
        await desk.gateway.aclose()
        return incident.reference

    try:
        place.reference = asyncio.run(night())
    finally:
        parts.close()
        os.environ.clear()
        os.environ.update(before)
    servers.step(2)
    return place


@pytest.fixture
def desk_copy(filled: Place, tmp_path: Path) -> Place:
    """The same desk, to be written in or broken."""
    return filled.copy(tmp_path)


@pytest.fixture
def with_three(desk_copy: Place) -> Place:
    """The same with a control room and an on-call manager besides; one passphrase for all."""
    parts = Parts(desk_copy.settings(), agencies=(), hardness=CHEAP)
    by = parts.unlock("Ann Example", PASSPHRASE)
    parts.add("Bo Example", "control room", "Police", PASSPHRASE, by)
    parts.add("Mo Example", "on-call manager", "OOH social care", PASSPHRASE, by)
    parts.close()
    return desk_copy


@pytest.fixture
def fresh(tmp_path: Path, servers: ExerciseServers, write_config: Callable[..., Path]) -> Place:
    """A desk to which nobody was added yet, with agencies."""
    servers.step(2)
    config = write_config(tmp_path / "config", servers.agencies)
    return Place(tmp_path / "data", config, dict(servers.environment))


@pytest.fixture(scope="session")
def make_newer() -> Callable[[Place], None]:
    """As if a newer console had made the file: it can be read and not written, also by root."""

    def newer(place: Place) -> None:
        with contextlib.closing(sqlite3.connect(place.data / "console.db")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()

    return newer


@pytest.fixture(scope="session")
def empty_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with nothing in it, made once, since making the tables takes a second."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    Parts(Settings(config_folder=folder, data_folder=folder), agencies=()).close()
    return folder


@pytest.fixture(scope="session")
def encrypted_once(
    tmp_path_factory: pytest.TempPathFactory, empty_log: Path, write_config: Callable[..., Path]
) -> tuple[Place, str]:
    """A desk after its first start and an incident, and its recovery key: for copying."""
    root = tmp_path_factory.mktemp("encrypted")
    shutil.copytree(empty_log, root / "data")
    place = Place(root / "data", write_config(root / "config"))
    place.environ = {"OOH_CONSOLE_PASSPHRASE": PASSPHRASE}
    opening = LiveOpening(Parts(place.settings(), agencies=(), hardness=CHEAP))
    desk = opening.add_first(ENCRYPTED_BY, "duty worker", "OOH social care", PASSPHRASE)
    desk.drafts.put("R1", "entry", {"text": CANARY})

    async def night() -> str:
        opened = b.IncidentOpened(address=PLACE, nature="labour")
        incident = await Incident.open_new(desk, opened)
        await incident.note(CANARY)
        await desk.gateway.aclose()
        return incident.reference

    try:
        place.reference = asyncio.run(night())
    finally:
        opening.close()
    return place, opening.recovery_key


@pytest.fixture
def encrypted(encrypted_once: tuple[Place, str], tmp_path: Path) -> Place:
    """The encrypted desk, to be written in or broken."""
    return encrypted_once[0].copy(tmp_path)


@pytest.fixture
def recovery_key(encrypted_once: tuple[Place, str]) -> str:
    """Of the encrypted desk."""
    return encrypted_once[1]


@pytest.fixture
def blank(fresh: Place, empty_log: Path) -> Place:
    """As `fresh`, with the log made."""
    shutil.copytree(empty_log, fresh.data)
    return fresh


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room with a desk, for what needs no process of its own."""
    made = Room(tmp_path)
    yield made
    made.close()


@pytest.fixture
def tamper():
    """Runs a statement on the file with its guards off, and puts them back.

    By somebody who can write in this folder: what the desk has seen of the log goes too.
    """

    def done(place, statement: str, *values: object) -> None:
        with contextlib.closing(sqlite3.connect(place.data / "console.db")) as connection:
            guards = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for name, _ in guards:
                connection.execute(f'DROP TRIGGER "{name}"')
            assert connection.execute(statement, values).rowcount > 0
            for _, text in guards:
                connection.execute(text)
            connection.commit()
        (place.data / "witness.db").unlink()

    return done
