"""What `doctor` finds at this desk: configuration, database, clock, terminal."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ooh_console.bootstrap import (
    DATABASE,
    LogHere,
    broken_exercises,
    file_of,
    is_exercise,
    open_log,
    sealed,
    server_of,
    utcnow,
    way_there,
    ways_past,
    witnessed,
)
from ooh_console.cli.check_shapes import CheckShape
from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.times import day_clock

if TYPE_CHECKING:
    from ooh_console.bootstrap import Problem, Settings

State = Literal["ok", "check", "failed"]
SMALLEST = (80, 24)
POSSIBLE = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
"""A clock outside this was never set."""
NO_AGENCY = "no agency configured"
NOT_OPENED = (
    "was not opened, so it was not compared with what this desk has seen of it: "
    "`doctor --operator NAME` opens it, and `verify` compares too."
)


def configuration(settings: Settings, problems: Sequence[Problem]) -> Iterator[CheckShape]:
    """Each fault with file, line and reason."""

    def check(state: State, sentence: str) -> CheckShape:
        return CheckShape(about="configuration", subject="", state=state, sentence=sentence)

    yield check("ok", f"Read from {settings.config_folder}; this desk is called {settings.desk}.")
    for problem in problems:
        # A desk that was only just set up has no agencies, and nothing of it is broken.
        empty = problem.reason.startswith(NO_AGENCY)
        yield check("check" if empty else "failed", problem.words())
    for broken in broken_exercises(settings):
        yield check("failed", broken)


def database(settings: Settings, unseal: Callable[[LogHere], None] | None) -> Iterator[CheckShape]:
    """Whether the log opens, is up to date, can be written, has what this desk has seen of it, and
    is for its owner alone.

    `unseal` opens an encrypted one (its `CannotOpen` is a finding, its other errors pass); without
    it that is not opened.
    """

    def check(state: State, sentence: str, subject: str = "") -> CheckShape:
        return CheckShape(about="database", subject=subject, state=state, sentence=sentence)

    try:
        server = server_of(settings)
    except CannotOpen as error:
        yield check("failed", str(error))
        return
    if server is not None:
        yield from _shared(settings)
        return
    path = file_of(settings)
    if not path.exists():
        yield _place_for(path)
        return
    # Before it is opened, since opening takes others' rights to the file away.
    permissions = [_private(one) for one in _files(settings.data_folder)]
    yield _at_rest(settings)
    try:
        if sealed(settings) and unseal is None:
            yield check("check", f"{path} {NOT_OPENED}")
        else:
            yield from _opened(settings, unseal)
    except (CannotOpen, OSError) as error:
        yield check("failed", str(error))
    yield from permissions
    free = shutil.disk_usage(settings.data_folder).free
    enough = free > 200_000_000
    yield check("ok" if enough else "check", f"{_megabytes(free)} are free on the disk.")


def _opened(settings: Settings, unseal: Callable[[LogHere], None] | None) -> Iterator[CheckShape]:
    def check(state: State, sentence: str) -> CheckShape:
        return CheckShape(about="database", subject="", state=state, sentence=sentence)

    path = file_of(settings)
    with contextlib.closing(LogHere(settings)) as here:
        if here.is_sealed and unseal is not None:
            unseal(here)
        log = here.ledger
        count = len(log.incidents())
        incidents = "1 incident" if count == 1 else f"{count} incidents"
        if log.problem:
            yield check("failed", log.problem)
        else:
            opens = f"{path} opens, is up to date and can be written"
            yield check("ok", f"{opens}: {incidents}, {_size(path)}.")
        yield from (check("failed", one) for one in witnessed(settings, log).values())


def _at_rest(settings: Settings) -> CheckShape:
    """Whether whoever gets at the disk can read it."""
    state: State = "ok"
    if sealed(settings):
        sentence = "Encrypted. It opens with the passphrase of whoever may sign in here."
    elif is_exercise(settings):
        sentence = "Not encrypted: an exercise, whose passphrase lies beside it."
    else:
        state = "check"
        sentence = (
            "Not encrypted: whoever gets at the disk can read it. `ooh-console database encrypt` "
            "encrypts it."
        )
    return CheckShape(about="database", subject="at rest", state=state, sentence=sentence)


def _shared(settings: Settings) -> Iterator[CheckShape]:
    """A server: whether it is reached, made ready, and takes what this desk records."""

    def check(state: State, sentence: str) -> CheckShape:
        return CheckShape(about="database", subject="", state=state, sentence=sentence)

    try:
        with open_log(settings, read_only=False) as log:
            count = len(log.incidents())
            incidents = "1 incident" if count == 1 else f"{count} incidents"
            if log.problem:
                yield check("failed", log.problem)
            else:
                yield check("ok", f"{log.name} is reached and can be written: {incidents}.")
            yield check("ok", way_there(log))
            yield from (check("failed", one) for one in ways_past(log))
            yield from (check("failed", one) for one in witnessed(settings, log).values())
    except CannotOpen as error:
        yield check("failed", str(error))
    yield from (_private(one) for one in _files(settings.data_folder))
    if file_of(settings).exists():
        yield check(
            "check",
            f"{file_of(settings)} is there too, and is not used: `database move` carries it over, "
            "then move it away.",
        )


def _place_for(path: Path) -> CheckShape:
    near = next(folder for folder in path.parents if folder.exists())
    if os.access(near, os.W_OK):
        state: State = "check"
        sentence = f"There is no log in {path.parent} yet; opening the desk makes it."
    else:
        state = "failed"
        sentence = f"There is no log in {path.parent}, and it cannot be made: no right to {near}."
    return CheckShape(about="database", subject="", state=state, sentence=sentence)


def _files(folder: Path) -> list[Path]:
    inside = [folder / DATABASE, folder / "keys", folder / "drafts"]
    keys = folder / "keys"
    inside += sorted(keys.iterdir()) if keys.is_dir() and os.access(keys, os.R_OK) else []
    return [folder, *(one for one in inside if one.exists())]


def _private(path: Path) -> CheckShape:
    mode = stat.S_IMODE(path.stat().st_mode)
    others = bool(mode & 0o077)
    return CheckShape(
        about="database",
        subject=path.name,
        state="check" if others else "ok",
        sentence=(
            f"Others have rights to it (mode {mode:o}); only its owner should."
            if others
            else "For its owner alone."
        ),
    )


def _size(path: Path) -> str:
    parts = [path, path.with_name(f"{path.name}-wal")]
    return _megabytes(sum(part.stat().st_size for part in parts if part.exists()))


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def clock(settings: Settings) -> Iterator[CheckShape]:
    """Whether the clock can be right, and whether the time zones are here."""

    def check(state: State, subject: str, sentence: str) -> CheckShape:
        return CheckShape(about="clock", subject=subject, state=state, sentence=sentence)

    now = utcnow()
    possible = POSSIBLE[0] <= now <= POSSIBLE[1]
    yield check(
        "ok" if possible else "failed",
        "",
        f"It says {day_clock(now, settings.tz)}" + ("." if possible else ", which cannot be."),
    )
    try:
        summer = datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(ZoneInfo("Europe/London"))
        known = summer.strftime("%H:%M %Z") == "13:00 BST"
    except (ZoneInfoNotFoundError, OSError, ValueError):
        known = False
    yield check(
        "ok" if known else "failed",
        "time zones",
        f"Times are shown in {settings.time_zone}; the data of the zones is here."
        if known
        else "The data of the time zones is missing or wrong: install the package tzdata.",
    )


def terminal() -> Iterator[CheckShape]:
    """Whether the desk's screen will be whole here."""

    def check(state: State, subject: str, sentence: str) -> CheckShape:
        return CheckShape(about="terminal", subject=subject, state=state, sentence=sentence)

    encoding = (getattr(sys.stdout, "encoding", "") or "none").casefold()
    utf8 = encoding.replace("_", "-") in ("utf-8", "utf8")
    yield check(
        "ok" if utf8 else "check",
        "encoding",
        f"{encoding}." if utf8 else f"{encoding}, not UTF-8: some signs become question marks.",
    )
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        yield check("check", "size", "This is not a terminal: the desk itself needs one.")
        return
    size = os.get_terminal_size(sys.stdout.fileno())
    enough = size.columns >= SMALLEST[0] and size.lines >= SMALLEST[1]
    words = f"{size.columns} columns, {size.lines} lines"
    yield check(
        "ok" if enough else "check",
        "size",
        f"{words}." if enough else f"{words}: less than 80 by 24 hides part of the screen.",
    )
    term = os.environ.get("TERM", "")
    dumb = term in ("", "dumb", "unknown")
    yield check("failed" if dumb else "ok", "TERM", f"{term or 'not set'}.")
    yield check("ok", "colours", f"{_colours(term)}. Nothing is told by colour alone.")


def _colours(term: str) -> str:
    if os.environ.get("NO_COLOR"):
        return "None, since NO_COLOR is set"
    if os.environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return "16 million"
    return "256" if "256color" in term else "16, or as many as the terminal has"
