"""The sections of a report in the order in which they are read, and what is marked in them (I9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.reports.document import Block, Report, Run, Section, Weight


@dataclass(frozen=True, slots=True)
class Heading:
    """A section by itself, with its place among the others."""

    number: str
    """`2.1`."""
    depth: int
    """1 for a section of the report itself."""
    title: str
    restricted: bool
    """It, or what it stands in, must not be told to the family."""
    blocks: tuple[Block, ...]

    @property
    def id(self) -> str:
        """What a link to it names."""
        return f"s{self.number.replace('.', '-')}"


def outline(report: Report) -> tuple[Heading, ...]:
    """Every section, those within after the one that holds them."""
    return tuple(_headings(report.sections, "", 1, restricted=False))


def _headings(
    sections: Iterable[Section], lead: str, depth: int, *, restricted: bool
) -> Iterator[Heading]:
    for place, section in enumerate(sections, 1):
        number = f"{lead}{place}"
        marked = restricted or section.restricted
        yield Heading(number, depth, section.title, marked, section.blocks)
        yield from _headings(section.sections, f"{number}.", depth + 1, restricted=marked)


def kept_from_family(run: Run) -> bool:
    """Whether words are marked as what must not be told, and not as a protected place."""
    return run.weight is Weight.RESTRICTED and DO_NOT_TELL in run.text
