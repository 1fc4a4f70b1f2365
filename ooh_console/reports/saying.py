"""Words of the desk as words of a report: the same sentences, in paragraphs, lists and cells."""

from __future__ import annotations

from collections.abc import Iterable

from ooh_console.desk.panels.lines import Line, Tone
from ooh_console.domain.text import line
from ooh_console.reports.document import (
    Block,
    Column,
    Listing,
    Paragraph,
    Run,
    Section,
    Table,
    Weight,
    Words,
    words,
)
from ooh_console.reports.night import SHOWN_AT_MOST

_WEIGHTS = {
    Tone.PLAIN: Weight.PLAIN,
    Tone.STRONG: Weight.STRONG,
    Tone.QUIET: Weight.QUIET,
    Tone.ALARM: Weight.ALARM,
    Tone.WARNING: Weight.WARNING,
    Tone.GOOD: Weight.GOOD,
    Tone.RESTRICTED: Weight.RESTRICTED,
    Tone.TITLE: Weight.STRONG,
}


def said(one: Line) -> Words:
    """A line of a panel, without the blanks that line it up on a screen."""
    runs: list[Run] = []
    for span in one.spans:
        text = " ".join(span.text.split())
        before = " " if span.text[:1].isspace() and runs else ""
        after = " " if span.text[-1:].isspace() and text else ""
        if text or span.text:
            runs.append(Run(f"{before}{text}{after}", _WEIGHTS[span.tone]))
    if runs:
        runs[0] = Run(runs[0].text.lstrip(), runs[0].weight)
        runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].weight)
    return tuple(run for run in runs if run.text)


def listing(lines: Iterable[Line]) -> tuple[Block, ...]:
    """Lines of a panel as a list; nothing where there are none."""
    items = tuple(found for one in lines if (found := said(one)))
    return (Listing(items),) if items else ()


def paragraph(*parts: Run | str) -> Paragraph:
    """Words that flow."""
    return Paragraph(words(*parts))


def strong(text: str) -> Run:
    """Words that must not be missed."""
    return Run(text, Weight.STRONG)


def alarm(text: str) -> Run:
    """Words that say what is wrong."""
    return Run(text, Weight.ALARM)


def quiet(text: str) -> Run:
    """Words that say less."""
    return Run(text, Weight.QUIET)


def cell(text: str, limit: int = SHOWN_AT_MOST) -> Words:
    """Anybody's words in a cell, cleaned and on one line; what is cut off is said."""
    shown = line(text, limit)
    left = len(text) - limit
    rest = f" [{left:,} MORE CHARACTERS: in the CSV and JSON]" if left > 0 else ""
    return words(shown, Run(rest, Weight.WARNING)) if rest else words(shown) if shown else ()


def table(
    caption: str, heads: Iterable[tuple[str, float]], rows: Iterable[tuple[Words, ...]], empty: str
) -> Block:
    """A table, or the sentence that says that there is nothing in it."""
    found = list(rows)
    if not found:
        return paragraph(quiet(empty))
    return Table(caption, tuple(Column(head, share) for head, share in heads), found)


def section(title: str, *blocks: Block, sections: Iterable[Section] = ()) -> Section:
    """A heading and what stands under it."""
    return Section(title, blocks, tuple(sections))
