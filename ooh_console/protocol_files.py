"""Reading `protocols/*.toml`: each fault is named by file, line and reason, and the rest works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ooh_console.configuration import Problem, line_of, reason_of, tables, toml
from ooh_console.domain.protocol import Protocol, Step
from ooh_console.domain.text import line

PROTOCOLS = "protocols"


def load_protocols(folder: Path, shipped: Path, problems: list[Problem]) -> tuple[Protocol, ...]:
    """The protocols of the folder, in the order of the names of their files; those that came with
    the program where it has no such folder. Faults are added to `problems`."""
    here = folder / PROTOCOLS
    if not here.is_dir():
        if here.exists():
            why = "is no folder; the protocols that came with the program are used"
            problems.append(Problem(here, why))
        here = shipped / PROTOCOLS
    try:
        files = sorted(path for path in here.iterdir() if path.suffix == ".toml")
    except OSError as error:
        problems.append(Problem(here, f"cannot be read ({error.strerror}); no protocol is shown"))
        return ()
    found = (_protocol(path, problems) for path in files)
    return tuple(protocol for protocol in found if protocol is not None)


def _protocol(path: Path, problems: list[Problem]) -> Protocol | None:
    """One file. A step that cannot be used is left out and named; without a title, a source, a
    condition that can be read and at least one step the whole protocol is."""
    before = len(problems)
    text, sent = toml(path, problems, "this protocol is left out")
    if len(problems) > before:
        return None
    listed = sent.pop("step", [])
    head = dict.fromkeys(Protocol.model_fields.keys() - {"id", "step"})
    for key in [key for key in sent if key not in head]:
        problems.append(
            Problem(path, f"{line(key, 40)!r} is not a setting here", line_of(text, key))
        )
        del sent[key]
    try:
        protocol = Protocol.model_validate({**sent, "id": path.stem})
    except ValidationError as error:
        why = f"this protocol is left out: {reason_of(error)}"
        problems.append(Problem(path, why, _line(text, error, 1, None)))
        return None
    if not isinstance(listed, list):
        why = "this protocol is left out: steps must be written [[step]]"
        problems.append(Problem(path, why, line_of(text, "step")))
        return None
    steps = _steps(path, text, listed, problems)
    if not steps:
        problems.append(Problem(path, "this protocol is left out: it has no step"))
        return None
    return protocol.model_copy(update={"step": steps})


def _steps(path: Path, text: str, listed: list[Any], problems: list[Problem]) -> tuple[Step, ...]:
    good: dict[str, Step] = {}
    starts = tables(text, "step")
    for number, item in enumerate(listed):
        start = starts[number] if number < len(starts) else None
        end = starts[number + 1] if number + 1 < len(starts) else None
        name = item.get("id") if isinstance(item, dict) else None
        label = line(name, 60) if isinstance(name, str) and name.strip() else f"number {number + 1}"
        try:
            step = Step.model_validate(item)
        except ValidationError as error:
            why = f"step {label} is left out: {reason_of(error)}"
            problems.append(Problem(path, why, _line(text, error, start, end)))
            continue
        if step.id in good:
            why = f"step {label} is left out: there is another one of this id"
            where = line_of(text, "id", after=start) or start
            problems.append(Problem(path, why, where))
            continue
        good[step.id] = step
    return tuple(good.values())


def _line(text: str, error: ValidationError, start: int | None, end: int | None) -> int | None:
    """Where the fault stands: the line of the innermost key that is written there, else the
    table's own; `end` is where the next table begins."""
    for key in reversed(error.errors(include_url=False)[0]["loc"]):
        where = line_of(text, key, after=start) if isinstance(key, str) else None
        if where is not None and (end is None or where < end):
            return where
    return start
