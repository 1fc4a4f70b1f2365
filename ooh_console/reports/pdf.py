"""A report as a PDF on A4: tagged, with bookmarks, and the same pages on every computer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.reports import front
from ooh_console.reports.document import (
    Block,
    Facts,
    Listing,
    NightDrawn,
    Paragraph,
    Report,
    Table,
    Weight,
    Words,
)
from ooh_console.reports.equivalent import tables
from ooh_console.reports.letters import breakable, isolated, printable
from ooh_console.reports.outline import Heading, kept_from_family, outline
from ooh_console.reports.pages.setting import set_pages
from ooh_console.reports.picture import WIDEST, pictures
from ooh_console.reports.typesetting import LettersMissing

_DEEPEST = 6
_LISTED = 8
"""With more headings there is a list of contents. In a short report it would be longer than what it
lists."""
NAMED = (
    "Some characters stand here by their names in brackets, such as [baby]: the letters of this "
    "file lack them. The HTML page, CSV and JSON have them as they were typed."
)


def pdf(report: Report) -> bytes:
    """The report as PDF/UA-1. Blocking; a process of its own does the work.

    Raises `NotTypeset`, whose words are the sentence to be shown.
    """
    try:
        return set_pages(Content(report, marks=True).whole(), report.made_at)
    except LettersMissing:
        return set_pages(Content(report, marks=False).whole(), report.made_at)


class Content:
    """What the template asks for: nothing but text, numbers, lists and names (I8)."""

    def __init__(self, report: Report, *, marks: bool) -> None:
        self._report = report
        self._marks = marks
        self._named = False
        self._restricted = False

    def whole(self) -> dict[str, Any]:
        """What stands on each page, and `parts`: everything in the order in which it is read."""
        report = self._report
        headings = outline(report)
        tie, head = front.tie(report)
        lead = self._blocks(report.lead)
        sections = [part for one in headings for part in self._section(one)]
        content = {
            "title": self._text(report.title),
            "made_by": self._text(report.made_by),
            "line": self._text(front.edge(report, restricted=self._restricted)),
            "reference": self._text(report.reference),
            "tie": tie,
            "head": self._text(head),
            "dated": report.dated,
            "exercise": report.exercise,
            "restricted": self._restricted,
            "do_not_tell": DO_NOT_TELL,
        }
        facts = self._blocks([front.facts(report)])
        note = [{"kind": "paragraph", "words": NAMED}] if self._named else []
        contents = [{"kind": "contents"}] if len(headings) > _LISTED else []
        return {**content, "parts": [{"kind": "title"}, *facts, *note, *lead, *contents, *sections]}

    def _section(self, heading: Heading) -> Iterator[dict[str, Any]]:
        self._restricted = self._restricted or heading.restricted
        yield {
            "kind": "heading",
            "title": f"{heading.number} {self._text(heading.title)}",
            "level": min(heading.depth, _DEEPEST),
            "restricted": heading.restricted,
        }
        yield from self._blocks(heading.blocks)

    def _text(self, text: str) -> str:
        shown = printable(text, marks=self._marks)
        self._named = self._named or shown.count("[") > text.count("[")
        return shown

    def _said(self, words: Words) -> str | list[str | tuple[str, str]]:
        """One plain stretch as its text, since most cells of a long log are."""
        if len(words) == 1 and words[0].weight is Weight.PLAIN:
            return breakable(self._text(words[0].text))
        self._restricted = self._restricted or any(map(kept_from_family, words))
        return [
            text if run.weight is Weight.PLAIN else (run.weight.value, text)
            for run in words
            for text in (isolated(breakable(self._text(run.text))),)
        ]

    def _blocks(self, blocks: Iterable[Block]) -> list[dict[str, Any]]:
        return [made for block in blocks for made in self._block(block)]

    def _block(self, block: Block) -> Iterator[dict[str, Any]]:
        match block:
            case Paragraph():
                yield {"kind": "paragraph", "words": self._said(block.words)}
            case Listing():
                items = [self._said(item) for item in block.items]
                yield {
                    "kind": "listing",
                    "continues": 0,
                    "ordered": block.ordered,
                    "items": items,
                }
            case Facts():
                pairs = [(self._text(name), self._said(words)) for name, words in block.pairs]
                yield {"kind": "facts", "pairs": pairs}
            case Table():
                yield self._table(block)
            case NightDrawn():
                yield from self._drawn(block)

    def _table(self, table: Table) -> dict[str, Any]:
        return {
            "kind": "table",
            "continues": 0,
            "caption": self._text(table.caption),
            "heads": [self._text(column.head) for column in table.columns],
            "shares": [column.share for column in table.columns],
            "numbers": [column.number for column in table.columns],
            "cells": [self._said(cell) for row in table.rows for cell in row],
        }

    def _drawn(self, block: NightDrawn) -> Iterator[dict[str, Any]]:
        for number, picture in enumerate(pictures(block.timeline, block.tz), 1):
            yield {
                "kind": "picture",
                "caption": self._text(f"{block.caption} {picture.title}"),
                "alt": self._text(picture.description),
                "svg": self._text(picture.svg(f"n{number}", alone=True)),
                "width": picture.width / WIDEST,
            }
        for table in tables(block.timeline, block.tz):
            yield self._table(table)
