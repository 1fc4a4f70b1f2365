"""One entry of the log on one line."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ooh_console.desk.marking import Marking
from ooh_console.desk.panels.lines import Span, Tone
from ooh_console.desk.panels.marked import before
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_log import ROLE_LETTERS, marks
from ooh_console.domain.entries import Entry
from ooh_console.domain.state import State
from ooh_console.domain.times import short_clock

LINE_LIMIT = 400


def entry_lead(entry: Entry, tz: ZoneInfo | None) -> Span:
    """`02:14 DW `: when it happened, and whose role wrote it."""
    letters = ROLE_LETTERS.get(entry.role, "??")
    return Span(f"{short_clock(entry.occurred_at, tz)} {letters} ", Tone.QUIET)


def entry_words(
    entry: Entry,
    state: State,
    tz: ZoneInfo | None,
    marking: Marking,
    *,
    both_times: bool = False,
    limit: int = LINE_LIMIT,
) -> list[Span]:
    """What a reader must know before the words (struck, late, shared later, not for the family),
    and the words. `both_times` says beside LATE when it was written down."""
    spans = []
    for mark in marks(entry, state, tz):
        written = both_times and mark == "LATE"
        when = f", written {short_clock(entry.recorded_at, tz)}" if written else ""
        spans.append(Span(f"[{mark}{when}] ", Tone.WARNING))
    tone = Tone.PLAIN if entry.kind == "note" else Tone.STRONG
    if entry.kind == "disclosure_restricted":
        tone = Tone.RESTRICTED
    words = sentence(entry, state, tz, limit)
    return [*spans, *before(words, entry, marking), Span(words, tone)]
