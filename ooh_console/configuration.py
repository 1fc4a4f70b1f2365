"""Reading a TOML file that people write: each fault is named by file, line and reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ooh_console.domain.text import line
from ooh_console.toml_lines import line_of, lines_of

Table = TypeVar("Table", bound=BaseModel)


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


class ConfigFile:
    """What a file holds, and where each thing stands in it; faults are added to `problems`.

    It may be missing: then it holds nothing. Where it cannot be read it is `broken`, holds nothing,
    and `instead` says in the problem what holds while it cannot be read.
    """

    def __init__(self, path: Path, problems: list[Problem], instead: str) -> None:
        self.path = path
        self.problems = problems
        self.content: dict[str, Any] = {}
        self.broken = False
        self._text = self._raw = ""
        before = len(problems)
        try:
            text = path.read_text("utf-8")
            self._raw = text
            self.content = tomllib.loads(text)
            self._text = text
        except FileNotFoundError:
            pass
        except OSError as error:
            self.fault(f"cannot be read ({error.strerror}); {instead}")
        except UnicodeDecodeError:
            self.fault(f"is not text in UTF-8; {instead}")
        except (ValueError, RecursionError) as error:
            found = re.search(r"\s*\(at line (\d+), column (\d+)\)", str(error))
            why = str(error)[: found.start()] if found else str(error)
            where = int(found[1]) if found else None
            why = f"is not valid TOML: {line(why, 200)}; {instead}"
            problems.append(Problem(path, why, where))
        self.broken = len(problems) > before

    def fault(self, reason: str, *where: str | int) -> None:
        """Names a fault; `where` is the way to it: `"agency", 2, "url"` is the url of the third
        agency. What is not written there has the line of the table in which it is missing."""
        at = line_of(where, lines_of(self._text)) if where else None
        # What is missing at the top is missing from the first line on.
        self.problems.append(Problem(self.path, reason, at or (1 if where else None)))

    def names(self, section: str) -> bool:
        """Whether a section seems to stand there, also where the file cannot be read as TOML."""
        return bool(re.search(rf"(?m)^\s*\[\s*{re.escape(section)}\b", self._raw))

    def unknown(self, known: Collection[str]) -> None:
        """Names every key at the top that nobody reads, and takes it out."""
        for key in [key for key in self.content if key not in known]:
            self.fault(f"{line(key, 40)!r} is not a setting here", key)
            del self.content[key]

    def tables(
        self,
        name: str,
        kind: type[Table],
        called: str,
        the_same: Callable[[Table], Hashable] | None = None,
    ) -> Iterator[tuple[int, Table]]:
        """The `[[name]]` that can be used, each with its place from 0. One that cannot is left out
        and named: by what stands under its key `called`, or by its number. Of two that are
        `the_same` the first holds."""
        listed = self.content.get(name, [])
        if not isinstance(listed, list):
            self.fault(f"{name!r} must be written [[{name}]]", name)
            return
        known: set[Hashable] = set()
        for number, item in enumerate(listed):
            label = f"{line(name, 40)} {_label(item, called, number)}"
            try:
                read = kind.model_validate(item)
            except ValidationError as error:
                loc = error.errors(include_url=False)[0]["loc"]
                self.fault(f"{label} is left out: {reason_of(error)}", name, number, *loc)
                continue
            if the_same is not None and the_same(read) in known:
                why = f"{label} is left out: there is another one of this {called}"
                self.fault(why, name, number, called)
                continue
            if the_same is not None:
                known.add(the_same(read))
            yield number, read


def _label(item: object, called: str, number: int) -> str:
    name = item.get(called) if isinstance(item, dict) else None
    return line(name, 80) if isinstance(name, str) and name.strip() else f"number {number + 1}"


def reason_of(error: ValidationError) -> str:
    """The first fault in words: where, and why; what was written is not repeated."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    why = first["msg"].removeprefix("Value error, ")
    return f"{where}: {why}" if where else why


def at_home(path: Path) -> Path:
    """The path, absolute, with a leading `~` as the home folder where there is one."""
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        return path.absolute()
