"""Lines of words with a tone: what every face draws. Words first; a tone only repeats them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a stretch of words is meant. No fact is carried by tone alone (NO_COLOR, I7)."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    ALARM = "alarm"
    WARNING = "warning"
    GOOD = "good"
    RESTRICTED = "restricted"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words in one tone. The words are cleaned already (I8)."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a panel."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.spans)


def row(*spans: Span | str) -> Line:
    """A line from stretches; plain text is of the plain tone."""
    return Line(tuple(Span(s) if isinstance(s, str) else s for s in spans))


def title(text: str) -> Line:
    """A heading."""
    return row(Span(text, Tone.TITLE))


def quiet(text: str) -> Line:
    """A line that says less."""
    return row(Span(text, Tone.QUIET))


def at_most(lines: Sequence[Line], limit: int | None, more: str) -> list[Line]:
    """The first lines; when some are left out, the last one says how many and where they are."""
    if limit is None or len(lines) <= limit:
        return list(lines)
    left = len(lines) - max(0, limit - 1)
    return [*lines[: max(0, limit - 1)], quiet(f"+{left} more: {more}")]


def plain(lines: Iterable[Line]) -> str:
    """The words alone, a line each, without trailing blanks."""
    return "\n".join(line.text.rstrip() for line in lines)
