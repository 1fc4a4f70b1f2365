"""What the desk's owner configured: each fault in it is named, and the rest works."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.auth import Auth, Tls
from ooh_console.configuration import ConfigFile, Problem, at_home, reason_of
from ooh_console.database_address import DatabaseAddress
from ooh_console.domain.alarms import Thresholds
from ooh_console.domain.meanings import Meanings
from ooh_console.domain.protocol import Protocol
from ooh_console.domain.text import line
from ooh_console.marker_meanings import MARKERS, load_meanings
from ooh_console.protocol_files import load_protocols

Part = TypeVar("Part", bound=BaseModel)

APP = "ooh-console"
CONSOLE, AGENCIES = "console.toml", "agencies.toml"


class CannotAttend(BaseModel):
    """A ready answer for "OOH cannot attend": the role agreed on instead, and the reason (L8)."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)
    role: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=500)


CANNOT_ATTEND = (
    CannotAttend(
        role="By telephone for the whole event: authority, advice, placement",
        reason="One duty worker covers the county and is committed elsewhere",
    ),
    CannotAttend(
        role="By telephone; the on-call manager finds somebody to attend",
        reason="Too far away to arrive in time",
    ),
)


class Reporting(BaseModel):
    """What stands on reports, and where they are put."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)
    classification: str = Field(default="OFFICIAL-SENSITIVE", min_length=1, max_length=80)
    """The line on each page."""
    folder: Path | None = None
    """Where a report is put unless a place is named; `reports` in the data folder if not set."""

    @field_validator("classification")
    @classmethod
    def _on_one_line(cls, text: str) -> str:
        text = line(text, 80)
        if not text:
            raise ValueError("the classification needs words")
        return text


class Settings(BaseModel):
    """Every setting, valid. The desk's defaults are those of the fields."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    config_folder: Path
    data_folder: Path
    desk: str = Field(default_factory=lambda: line(socket.gethostname(), 60) or "desk")
    """Name of this desk, as entries carry it."""
    time_zone: str = "Europe/London"
    refresh_seconds: float = Field(default=15, ge=1, le=3600)
    lock_after_minutes: float = Field(default=10, ge=0, le=24 * 60)
    """Without a key for so long, the desk is locked; 0 is never."""
    watch_list_days: int = Field(default=42, ge=1, le=366)
    """How many days ahead the watch list looks."""
    alarms: Thresholds = Thresholds()
    cannot_attend: tuple[CannotAttend, ...] = CANNOT_ATTEND
    eta_presets: tuple[int, ...] = (15, 30, 45, 60, 90)
    """Minutes."""
    checkpoint_folder: Path | None = None
    """Where signed checkpoints of the log are put as well; none if not set."""
    reports: Reporting = Reporting()
    database: DatabaseAddress = DatabaseAddress()
    database_fault: str = ""
    """Why nobody knows where the log is kept: then it is not opened, and nowhere else either."""
    agencies: tuple[Agency, ...] = ()
    markers: Meanings = ()
    """What warning markers mean (`markers.toml`)."""
    protocols: tuple[Protocol, ...] = ()
    """What is to be done in such a night (`protocols/*.toml`)."""

    @field_validator("desk")
    @classmethod
    def _named(cls, desk: str) -> str:
        desk = line(desk, 60)
        if not desk:
            raise ValueError("a desk needs a name")
        return desk

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("there is no time zone of this name") from error
        return name

    @field_validator("eta_presets")
    @classmethod
    def _minutes(cls, presets: tuple[int, ...]) -> tuple[int, ...]:
        if not presets or not all(1 <= minutes <= 24 * 60 for minutes in presets):
            raise ValueError("give at least one, each from 1 to 1440 minutes")
        return tuple(sorted(set(presets)))

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which the desk shows times."""
        return ZoneInfo(self.time_zone)


def load(
    config: Path | None = None, data: Path | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings, and every fault found on the way; never raises for what somebody wrote.

    `config` and `data` are the folders named on the command line, if any.
    """
    folder = config_folder(config)
    problems: list[Problem] = []
    if not folder.is_dir():
        problems.append(Problem(folder, "there is no such folder; the defaults are used"))
    values = _console(folder / CONSOLE, problems)
    agencies = _agencies(folder / AGENCIES, problems)
    settings = Settings(
        config_folder=folder,
        data_folder=data_folder(data),
        agencies=agencies,
        markers=load_meanings(folder, shipped(), problems),
        protocols=load_protocols(folder, shipped(), problems),
        **values,
    )
    return settings, tuple(problems)


def config_folder(named: Path | None = None) -> Path:
    """Where configuration is read: the folder named, `OOH_CONSOLE_CONFIG`, the platform's folder
    when it holds a file of ours, else what came with the program."""
    if named is not None:
        return at_home(named)
    if from_environment := os.environ.get("OOH_CONSOLE_CONFIG"):
        return at_home(Path(from_environment))
    platform = platformdirs.user_config_path(APP, appauthor=False)
    if any((platform / name).is_file() for name in (CONSOLE, AGENCIES, MARKERS)):
        return platform
    return shipped()


def data_folder(named: Path | None = None) -> Path:
    """Where the desk keeps its files: the folder named, `OOH_CONSOLE_DATA`, or the platform's."""
    if named is not None:
        return at_home(named)
    if from_environment := os.environ.get("OOH_CONSOLE_DATA"):
        return at_home(Path(from_environment))
    return platformdirs.user_data_path(APP, appauthor=False)


def shipped() -> Path:
    """The configuration that came with the program: in an installed package, or in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_config"
    return installed if installed.is_dir() else package.parent / "config"


_OURS = ("config_folder", "data_folder", "agencies", "markers", "protocols", "database_fault")
"""Fields of `Settings` that are no keys of console.toml."""


def _console(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """The values of console.toml that can be used, key by key."""
    file = ConfigFile(path, problems, "the defaults are used")
    file.unknown(Settings.model_fields.keys() - set(_OURS))
    values: dict[str, Any] = {}
    if file.broken and file.names("database"):
        values["database_fault"] = problems[-1].words()
    for key, value in file.content.items():
        if key == "alarms":
            values[key] = _section(file, key, value, Thresholds)
        elif key == "reports":
            values[key] = _section(file, key, value, Reporting)
        elif key == "database":
            values |= _database(file, value)
        elif key == "cannot_attend":
            presets = _presets(file)
            values |= {key: presets} if presets else {}
        else:
            try:
                read = Settings.model_validate(
                    {"config_folder": path.parent, "data_folder": path.parent, key: value}
                )
                values[key] = getattr(read, key)
            except ValidationError as error:
                file.fault(f"{reason_of(error)}; the default is used", key)
    folder = values.get("checkpoint_folder")
    if folder is not None:
        values["checkpoint_folder"] = _beside(path.parent, folder)
    reports = values.get("reports")
    if reports is not None and reports.folder is not None:
        beside = {"folder": _beside(path.parent, reports.folder)}
        values["reports"] = reports.model_copy(update=beside)
    return values


def _database(file: ConfigFile, sent: object) -> dict[str, Any]:
    """With a fault in it there is no default: a desk that wrote into a file of its own instead
    would be alone with its log, and nobody would notice."""
    before = len(file.problems)
    address = _section(file, "database", sent, DatabaseAddress)
    if len(file.problems) > before or not address.url:
        fault = file.problems[-1].words() if len(file.problems) > before else ""
        return {"database_fault": fault}
    secret = _reference_beside(file.path.parent, address.password)
    return {"database": address.model_copy(update={"password": secret})}


def _section(file: ConfigFile, name: str, sent: object, kind: type[Part]) -> Part:
    """A section of single settings: each that cannot be used is named, and its default holds."""
    if not isinstance(sent, dict):
        file.fault(f"{name!r} must be a section: [{name}]", name)
        return kind()
    good: dict[str, Any] = {}
    for key, value in sent.items():
        if key not in kind.model_fields:
            file.fault(f"{name}: {line(key, 40)!r} is not a setting here", name, key)
            continue
        try:
            kind.model_validate({key: value})
            good[key] = value
        except ValidationError as error:
            file.fault(f"{name}: {reason_of(error)}; the default is used", name, key)
    return kind.model_validate(good)


def _presets(file: ConfigFile) -> tuple[CannotAttend, ...]:
    good: list[CannotAttend] = []
    for number, preset in file.tables("cannot_attend", CannotAttend, "role"):
        for key in file.content["cannot_attend"][number].keys() - CannotAttend.model_fields.keys():
            why = f"cannot_attend: {line(key, 40)!r} is not a setting here"
            file.fault(why, "cannot_attend", number, key)
        good.append(preset)
    return tuple(good)


def _agencies(path: Path, problems: list[Problem]) -> tuple[Agency, ...]:
    """The agencies that can be used; one that cannot is left out and named."""
    before = len(problems)
    file = ConfigFile(path, problems, "no agency is asked")
    file.unknown({"agency"})
    good: list[Agency] = []
    for number, agency in file.tables("agency", Agency, "name", lambda one: one.name):
        for where in _unknown(file.content["agency"][number]):
            name = ".".join(line(part, 40) for part in where)
            why = f"agency {line(agency.name, 80)}: {name!r} is not a setting here"
            file.fault(why, "agency", number, *where)
        good.append(_secret_beside(path.parent, agency))
    if not good and len(problems) == before:
        file.fault(
            "no agency configured: describe each one here, as the examples in this file show"
        )
    return tuple(good)


def _unknown(item: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for key in item.keys() - Agency.model_fields.keys():
        yield (key,)
    for name, kind in (("auth", Auth), ("tls", Tls)):
        for key in item.get(name, {}).keys() - kind.model_fields.keys():
            yield name, key


def _secret_beside(folder: Path, agency: Agency) -> Agency:
    """Files of secrets and certificates are looked for beside the configuration, wherever the desk
    was started."""

    def at(path: str) -> str:
        return str(_beside(folder, Path(path))) if path else path

    auth, tls = agency.auth, agency.tls
    changed = {"authority": at(tls.authority), "certificate": at(tls.certificate)}
    changed |= {"key": at(tls.key), "passphrase": _reference_beside(folder, tls.passphrase)}
    return agency.model_copy(
        update={
            "auth": auth.model_copy(update={"secret": _reference_beside(folder, auth.secret)}),
            "tls": tls.model_copy(update=changed),
        }
    )


def _reference_beside(folder: Path, reference: str) -> str:
    kind, _, name = reference.partition(":")
    return f"file:{_beside(folder, Path(name))}" if kind == "file" else reference


def _beside(folder: Path, path: Path) -> Path:
    return at_home(path) if str(path).startswith("~") else folder / path
