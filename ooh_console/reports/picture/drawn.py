"""What a picture of the timeline consists of, each thing in units from the top left."""

from __future__ import annotations

from dataclasses import dataclass

from ooh_console.reports.templating import template


@dataclass(frozen=True, slots=True)
class Strip:
    """A bar as drawn."""

    x: float
    y: float
    height: float
    pattern: str
    """How it stood: the name of a `Stood`, in small letters."""
    words: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A mark as drawn, or several of a kind that fall on one spot."""

    x: float
    y: float
    shape: str
    """What it was: the name of a `Happened` in small letters, or `late`."""
    struck: bool
    words: str


@dataclass(frozen=True, slots=True)
class Written:
    """Words at a spot, with a line to what they are about where they had to move."""

    x: float
    y: float
    lines: tuple[str, ...]
    about: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A lane as drawn."""

    x: float
    width: float
    head: tuple[str, ...]
    title: str
    shaded: bool
    strips: tuple[Strip, ...]
    shapes: tuple[Shape, ...]
    labels: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The name of a group, over its lanes."""

    x: float
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A time at the side; the day and the zone before it where they change (I10)."""

    y: float
    day: str
    clock: str


@dataclass(frozen=True, slots=True)
class Sign:
    """What a pattern or a shape means. One of the two is empty."""

    x: float
    y: float
    pattern: str
    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Lanes side by side, with the time down."""

    title: str
    description: str
    width: float
    height: float
    top: float
    bottom: float
    bands: tuple[Band, ...]
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    key: tuple[Sign, ...]

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns that it uses."""
        return tuple(sign.pattern for sign in self.key if sign.pattern)

    def svg(self, name: str, *, alone: bool = False) -> str:
        """The picture as SVG. `name` begins every id in it, so that several fit on one page.

        Inside a page its colours are the page's; `alone` it brings its own, on white.
        """
        return template("timeline.svg").render(picture=self, name=name, alone=alone)
