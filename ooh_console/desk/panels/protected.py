"""Lines that name a protected address have its mark before them, whatever panel they stand in."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.domain.protected import MARK, Protected


def protected_marked(lines: Sequence[Line], protected: Protected) -> list[Line]:
    """The lines, those with the mark that name a protected place and do not say so yet."""
    if not protected.places:
        return list(lines)
    return [_marked(one, protected) for one in lines]


def _marked(one: Line, protected: Protected) -> Line:
    if MARK in one.text or not protected.named_in(one.text):
        return one
    return row(Span(f"[{MARK}] ", Tone.RESTRICTED), *one.spans)
