"""Outside facts in full: their text with its lines kept, and what of them could not be read."""

from __future__ import annotations

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.domain.text import clean, line
from ooh_console.domain.tolerant import Fact

DRAWN = 20_000
"""Characters of one text that a page draws: a dozen sheets of paper. A page is drawn every second,
and one agency's megabyte would stop every key."""


def block(text: str, indent: int = 4) -> list[str]:
    """Outside text with its lines kept, each indented; what is not drawn of it is said."""
    found = [f"{' ' * indent}{one.rstrip()}" for one in clean(text[:DRAWN]).split("\n")]
    if (left := len(text) - DRAWN) > 0:
        whole = "`show REF --json` has them"
        found.append(f"{' ' * indent}… {left:,} MORE CHARACTERS are not drawn: {whole}")
    return found


def not_fully_read(fact: Fact) -> list[Line]:
    """What could not be read of a fact, and its raw text (I6)."""
    if fact.fully_read:
        return []
    found = [row(Span("  NOT FULLY READ:", Tone.WARNING))]
    found += [
        row(f"    {line(p.field, 60) or 'all of it'}: {line(p.reason, 160)} {line(p.raw, 200)}")
        for p in fact.unread
    ]
    found.append(row(Span("  Raw text as it was sent:", Tone.TITLE)))
    found += [row(one) for one in block(fact.raw)]
    return found
