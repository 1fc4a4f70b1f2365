"""Reading a TOML file that people write: each fault is named by file, line and reason."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ooh_console.domain.text import line


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the configuration that could not be used, and was left out."""

    file: Path
    reason: str
    line: int | None = None

    def words(self) -> str:
        """`/etc/ooh-console/agencies.toml, line 12: …`."""
        where = str(self.file) if self.line is None else f"{self.file}, line {self.line}"
        return f"{where}: {self.reason}"

    __str__ = words


def toml(path: Path, problems: list[Problem], instead: str) -> tuple[str, dict[str, Any]]:
    """The file's text and content, both empty when it cannot be read. It may be missing.

    `instead` says, in the problem, what holds while the file cannot be read.
    """
    try:
        text = path.read_text("utf-8")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        return "", {}
    except OSError as error:
        problems.append(Problem(path, f"cannot be read ({error.strerror}); {instead}"))
    except UnicodeDecodeError:
        problems.append(Problem(path, f"is not text in UTF-8; {instead}"))
    except (ValueError, RecursionError) as error:
        found = re.search(r"\s*\(at line (\d+), column (\d+)\)", str(error))
        why = str(error)[: found.start()] if found else str(error)
        where = int(found[1]) if found else None
        problems.append(Problem(path, f"is not valid TOML: {line(why, 200)}; {instead}", where))
    return "", {}


def reason_of(error: ValidationError) -> str:
    """The first fault in words: where, and why; what was written is not repeated."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    why = first["msg"].removeprefix("Value error, ")
    return f"{where}: {why}" if where else why


def line_of(text: str, key: str, after: int | None = None) -> int | None:
    """The first line, counted from 1, on which this key or section begins."""
    starts = re.compile(rf"^\s*(\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*[\]=.]")
    for number, written in enumerate(text.splitlines(), 1):
        if number >= (after or 1) and starts.match(written):
            return number
    return None


def tables(text: str, name: str) -> list[int]:
    """The lines on which a `[[name]]` stands."""
    starts = re.compile(rf"^\s*\[\[\s*{re.escape(name)}\s*\]\]")
    return [n for n, written in enumerate(text.splitlines(), 1) if starts.match(written)]


def at_home(path: Path) -> Path:
    """The path, absolute, with a leading `~` as the home folder where there is one."""
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        return path.absolute()
