"""Somebody at the desk of an exercise: forms filled in by their labels, every key a real one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.forking import FORKER
from tests.journeys.shown import Shown
from tests.journeys.terminal import desk, environment
from tests.journeys.watching import KEYS, Watched, encoded
from tests.program_logs import unforeseen_in

SPEED = 150
"""Minutes of the night in 24 s: what agencies do comes no later than somebody gets there."""

FORM = "Esc leave (kept)"
"""In the last row of every form."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice, by its digit or first letter."""

    key: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Several lines in one field."""

    lines: tuple[str, ...]


Typed = str | Pick | Lines


def label_of(screen: Shown) -> str:
    """The label with the mark, which is that of the field with the cursor; empty without one."""
    for row in screen.lines:
        if found := re.search(r"│ ▸ (.{1,27})", row):
            return found[1].partition(" ▌")[0].strip().rstrip("*")
    return ""


def marked(screen: Shown) -> int:
    """The row of the field with the cursor."""
    return next(n for n, row in enumerate(screen.lines) if "│ ▸ " in row)


def wrong(screen: Shown) -> bool:
    """Whether the form says of a field that it cannot be saved so."""
    return any(re.search(r"│ +✗ ", row) for row in screen.lines)


@dataclass
class Night:
    """One person, one desk, one incident."""

    folder: Path
    terminal: Watched
    role: str
    began: datetime
    typed: list[str] = field(default_factory=list)
    """Every text that was typed to be recorded."""

    # The screen

    def see(self, *words: str, **how: Any) -> Shown:
        return self.terminal.see(*words, **how)

    def on_screen(self, *words: str) -> Shown:
        """The incident, with these words, and no dialog or page over it."""
        return self.see(
            "DECISION MAKER", "LEAD", *words, without=("Esc leave", "Esc back", "Esc done")
        )

    def now(self, screen: Shown) -> datetime:
        """The night's clock, from the first row; the date is that of the first look."""
        found = re.search(r"(\d\d):(\d\d):(\d\d) [GB][MS]T", screen.lines[0])
        assert found, screen.framed()
        hours, minutes, seconds = map(int, found.groups())
        now = self.began.replace(hour=hours, minute=minutes, second=seconds, microsecond=0)
        return now if now >= self.began - timedelta(hours=1) else now + timedelta(days=1)

    def minute(self, number: float) -> None:
        """Waits for this minute of the night, and asks the agencies what they say now."""
        wanted = self.began + timedelta(minutes=number)
        self.terminal.until(lambda s: self.now(s) >= wanted, f"minute {number} of the night")
        self.terminal.press("f5")

    def unit_says(self, *words: str) -> Shown:
        """What a unit says of itself, read to its end on its page: this, or what it says later.

        The night does not wait for a test on a busy machine.
        """
        self.terminal.press("s")
        screen = self.terminal.until(
            lambda s: s.has("COMING") and any(map(s.has, words)), f"one of {words}"
        )
        self.terminal.press("escape")
        self.on_screen()
        return screen

    @property
    def reference(self) -> str:
        """Of the incident."""
        found = re.search(r"\d{6}-[0-9A-Z]{4}", self.terminal.screen.lines[0])
        assert found
        return found[0]

    # Forms

    def opens(self, key: str, title: str) -> Shown:
        """Opens a form by its key, or by its title in the palette where it has none."""
        if key in KEYS or len(key) == 1:
            self.terminal.press(key)
        else:
            self.terminal.press("ctrl+p")
            self.see("Search")
            self.terminal.type(key)
            self.terminal.until(lambda s: sum(key in row for row in s.lines) > 1, f"{key} offered")
            self.terminal.press("enter")
        return self.terminal.until(
            lambda s: s.has(title) and s.has(FORM) and label_of(s), f"the form {title!r}"
        )

    def fills(self, key: str, title: str, values: Mapping[str, Typed]) -> Shown:
        """Fills a form in by its labels and Enter, to its last field, which saves."""
        screen, left = self.opens(key, title), dict(values)
        for label, value in values.items():
            if isinstance(value, Lines):
                self.typed += value.lines if label != "Actions" else ()
            elif isinstance(value, str) and not value[:1].isdigit():
                self.typed.append(value)
        # While a form is filled in, the three answers stay in sight above it.
        assert screen.has("DECISION MAKER") or screen.has("INCIDENTS"), screen.framed()
        screen = self._up_to(next(iter(values), ""), screen)
        while label := label_of(screen):
            # A long label is wrapped, and a short name is enough.
            fits = [one for one in left if one.startswith(label) or label.startswith(one)]
            name = label if label in left else max(fits, key=len, default="")
            self.terminal.send(_keys(left.pop(name) if name else ""))
            screen = self.terminal.until(
                lambda s, at=label: not s.has(FORM) or label_of(s) not in ("", at) or wrong(s),
                f"what comes after {label!r}",
            )
            if not screen.has(FORM) or wrong(screen):
                break
        assert not left, f"never asked for {list(left)}:\n{screen.framed()}"
        return screen

    def _up_to(self, name: str, screen: Shown) -> Shown:
        """A form may open further down, where what stands above is filled in already."""
        while name and any(f"│   {name}" in row for row in screen.lines[: marked(screen)]):
            label = label_of(screen)
            self.terminal.press("up")
            screen = self.terminal.until(
                lambda s, at=label: label_of(s) not in ("", at), f"the field above {label!r}"
            )
        return screen

    def refused(self, *words: str) -> None:
        """The form says why it is not saved; leaves it."""
        self.see(*words)
        self.terminal.press("escape")
        self.on_screen()

    def note(self, text: str, late: str = "") -> None:
        """A line in the log; the cursor goes back to the log."""
        self.terminal.press("i")
        self.terminal.type(f"{text}\r")
        self.typed.append(re.sub(r"^\d\d:\d\d ", "", text))
        if late:
            self.see("say why it is late", "Why late?")
            self.terminal.type(f"{late}\r")
        said = re.sub(r"^\d\d:\d\d ", "", text)[:40]
        self.terminal.until(
            lambda s: any("saved" in row and said in row for row in s.lines), f"saved: {said}"
        )
        self.terminal.press("tab")

    # Afterwards, as other processes see it

    def command(self, *arguments: str) -> Any:
        """A command on the exercise's folder, as JSON."""
        (data,) = (self.folder / "data" / "exercises").iterdir()
        words = ["--data", str(data), *arguments, "--json"]
        done = FORKER.run(words, environment(self.folder / "home"), timeout=60)
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
        return json.loads(done.stdout)


def _keys(value: Typed) -> bytes:
    """A field's value and the key that goes on; what the form offered is replaced."""
    match value:
        case Pick(key):
            return encoded(key, "enter")
        case Lines(lines):
            return "\r".join(lines).encode() + encoded("tab")
        case "":
            return encoded("enter")
        case text:
            return encoded("ctrl+u") + text.encode() + encoded("enter")


def begun(folder: Path, desk: Watched, role: str) -> Night:
    """Somebody is at this desk: its night begins at the time that its first row says."""
    screen = desk.see("EXERCISE Tonight", "Jodie Penhallow", "v3 DRAFT")
    found = re.search(r"(\d\d):(\d\d):(\d\d)", screen.lines[0])
    assert found
    hours, minutes, seconds = map(int, found.groups())
    began = datetime.now().replace(hour=hours, minute=minutes, second=seconds, microsecond=0)
    return Night(folder, desk, role, began)


@contextmanager
def sitting(folder: Path, role: str, columns: int, rows: int) -> Iterator[Night]:
    """The first night, with this role at the desk."""
    arguments = ("exercise", "first-night", "--role", role, "--speed", str(SPEED))
    with desk(folder, *arguments, columns=columns, rows=rows) as terminal:
        night = begun(folder, terminal, role)
        yield night
        terminal.press("ctrl+q")
        assert terminal.wait() == 0, terminal.screen.framed()
        # Nothing that nobody foresaw happened on the way.
        assert unforeseen_in(folder) == ""
