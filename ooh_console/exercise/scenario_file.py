"""Reading a scenario file, and naming what is wrong with one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from ooh_console.domain.times import moment_of
from ooh_console.exercise.agency_side import mistakes
from ooh_console.exercise.scenario import Scenario
from ooh_console.toml_lines import Path as TomlPath
from ooh_console.toml_lines import line_of, lines_of


class BrokenScenario(ValueError):
    """The scenario file cannot be played: which file, which line where known, and why."""


Check = Callable[[Scenario], Iterable[tuple[TomlPath, str]]]
"""Yields places in the file and, in words, what is wrong there."""


def load(path: Path, *checks: Check) -> Scenario:
    """The scenario in this file.

    Raises `BrokenScenario` when it cannot be read, is not TOML, has a key too many or too few,
    holds an item that an agency could not send (unless marked `malformed`), or fails one of the
    further `checks` (`doing.mistakes` for the desk side).
    """
    try:
        text = path.read_text(encoding="utf-8")
        scenario = Scenario.model_validate(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BrokenScenario(f"{path.name} cannot be read: {why}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenScenario(_not_toml(path, error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        raise BrokenScenario(_sentence(path, text, first["loc"], reason)) from error
    for check in (mistakes, *checks):
        for where, reason in check(scenario):
            raise BrokenScenario(_sentence(path, text, where, reason))
    return scenario


def _not_toml(path: Path, error: tomllib.TOMLDecodeError) -> str:
    reason = str(error)
    found = re.search(r" \(at line (\d+), column \d+\)$", reason)
    if not found:
        return f"{path.name} is not TOML: {reason}."
    return f"{path.name}, line {found[1]}: not TOML: {reason[: found.start()]}."


def _sentence(path: Path, text: str, where: TomlPath, reason: str) -> str:
    line = line_of(where, lines_of(text))
    place = f"{path.name}, line {line}" if line else path.name
    reason = reason.removesuffix(".")
    return f"{place}: {spoken(where)}: {reason}." if where else f"{place}: {reason}."


def spoken(where: TomlPath) -> str:
    """`("agency", 2, "markers", 0, "text")` as `agency 3, markers 1, text`."""
    words: list[str] = []
    for part in where:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        else:
            words.append(str(part))
    return ", ".join(words)


def night(scenario: Scenario, on: datetime) -> datetime:
    """Minute 0 in UTC: on the scenario's own date; without one, when its clock last showed its
    start, not after `on`."""
    if scenario.begins is not None:
        return scenario.begins
    hour, minute = (int(part) for part in scenario.clock.split(":"))
    return moment_of(hour, minute, on)
