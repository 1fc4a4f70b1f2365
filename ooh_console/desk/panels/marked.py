"""Lines that must not reach the family, or name a protected address, say so (I9)."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.marking import DO_NOT_TELL, Marking
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.domain.entries import Entry

NOT_FOR_THEM = Span(f"[{DO_NOT_TELL}] ", Tone.RESTRICTED)
"""Stands before what is not for the family whatever it says: what a warning marker says."""


_EDGES = " ┃▸"
"""What stands before an indented line; the pointer and the edge say which one is chosen."""


def marked(lines: Sequence[Line], marking: Marking) -> list[Line]:
    """The lines, with the marks that belong before them and do not stand there yet, whatever panel
    they stand in. What is indented under a line that is not for the family is not either, up to the
    next empty line; an address is marked on each line that names it.
    """
    found: list[Line] = []
    under: int | None = None
    """How far the marked line is indented under which this one stands."""
    for one in lines:
        deep = len(one.text) - len(one.text.lstrip(_EDGES))
        if under is not None and (deep <= under or deep == len(one.text)):
            under = None
        missing = [m for m in marking.missing(one.text) if m != DO_NOT_TELL or under is None]
        found.append(_inserted(missing, one, deep) if missing else one)
        if under is None and DO_NOT_TELL in found[-1].text:
            under = deep
    return found


def before(text: str, entry: Entry | None, marking: Marking) -> list[Span]:
    """The missing marks, to stand before words: those of an entry, where it is one."""
    return list(map(_mark, marking.missing(text, entry)))


def _inserted(marks: Sequence[str], one: Line, at: int) -> Line:
    """The line with the marks after its indentation, so that what stands in columns stays there."""
    found: list[Span] = []
    left = at
    for span in one.spans:
        if left < len(span.text):
            edge = [Span(span.text[:left], span.tone)] if left else []
            rest = Span(span.text[left:], span.tone)
            return row(*found, *edge, *map(_mark, marks), rest, *one.spans[len(found) + 1 :])
        found.append(span)
        left -= len(span.text)
    return row(*found, *map(_mark, marks))


def _mark(words: str) -> Span:
    return Span(f"[{words}] ", Tone.RESTRICTED)
