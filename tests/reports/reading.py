"""A report read back as plain text, to look for words in it."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.reports.document import (
    Block,
    Facts,
    Listing,
    NightDrawn,
    Paragraph,
    Report,
    Section,
    Table,
    Words,
)


def plain(found: Words) -> str:
    return "".join(run.text for run in found)


def lines_of(report: Report) -> Iterator[str]:
    """Every line of a report, in its order."""
    yield from (report.title, report.classification, report.made_by)
    for block in report.lead:
        yield from _block(block)
    for section in report.sections:
        yield from _section(section)


def text_of(report: Report) -> str:
    return "\n".join(lines_of(report))


def part(report: Report, title: str) -> str:
    """One section of a report as text."""
    (found,) = [one for one in report.sections if one.title == title]
    return "\n".join(_section(found))


def _section(section: Section) -> Iterator[str]:
    yield section.title
    for block in section.blocks:
        yield from _block(block)
    for inner in section.sections:
        yield from _section(inner)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(found):
            yield plain(found)
        case Listing(items):
            yield from map(plain, items)
        case Facts(pairs):
            yield from (f"{name}: {plain(value)}" for name, value in pairs)
        case Table(caption, columns, rows):
            yield caption
            yield " | ".join(column.head for column in columns)
            for row in rows:
                yield " | ".join(map(plain, row))
        case NightDrawn(timeline, _, caption):
            yield caption
            yield from (lane.title for lane in timeline.lanes)
            yield from (bar.words for bar in timeline.bars)
            yield from (mark.words for mark in timeline.marks)
