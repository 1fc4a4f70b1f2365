"""Reading `protocols/*.toml`: each fault is named by file, line and reason, and the rest works."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from ooh_console.configuration import ConfigFile, Problem, reason_of
from ooh_console.domain.protocol import Protocol, Step

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
    file = ConfigFile(path, problems, "this protocol is left out")
    if file.broken:
        return None
    file.unknown(Protocol.model_fields.keys() - {"id"})
    head = {key: value for key, value in file.content.items() if key != "step"}
    try:
        protocol = Protocol.model_validate({**head, "id": path.stem})
    except ValidationError as error:
        loc = error.errors(include_url=False)[0]["loc"]
        file.fault(f"this protocol is left out: {reason_of(error)}", *loc)
        return None
    steps = tuple(step for _, step in file.tables("step", Step, "id", lambda one: one.id))
    if not steps:
        file.fault("this protocol is left out: it has no step")
        return None
    return protocol.model_copy(update={"step": steps})
