"""A report as one page: nothing is fetched, nothing runs, and it prints on A4."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.domain.text import clean
from ooh_console.reports import front
from ooh_console.reports.document import Column, NightDrawn, Report, Run, Table, Weight, Words
from ooh_console.reports.equivalent import tables
from ooh_console.reports.outline import kept_from_family, outline
from ooh_console.reports.picture import pictures
from ooh_console.reports.templating import source, template

_TAGS: dict[Weight, tuple[Markup, Markup]] = {
    Weight.PLAIN: (Markup(""), Markup("")),
    Weight.STRONG: (Markup("<strong>"), Markup("</strong>")),
    Weight.QUIET: (Markup('<span class="quiet">'), Markup("</span>")),
    Weight.ALARM: (Markup('<strong class="alarm">'), Markup("</strong>")),
    Weight.WARNING: (Markup('<strong class="warning">'), Markup("</strong>")),
    Weight.GOOD: (Markup('<span class="good">'), Markup("</span>")),
    Weight.RESTRICTED: (Markup('<strong class="restricted">'), Markup("</strong>")),
    Weight.STRUCK: (Markup("<s>"), Markup("</s>")),
}
_WIDTHS = "".join(f".w{share}{{width:{share}%}}" for share in range(1, 101))


def html(report: Report) -> bytes:
    """The report as a page in UTF-8: one file, with no script and no request beyond it."""
    headings = outline(report)
    said = _Said()
    names: dict[str, Any] = {
        "do_not_tell": DO_NOT_TELL,
        "kind": lambda block: type(block).__name__,
        "plain": clean,
        "said": said,
        "text": text,
        "share": _share,
        "cells_of": _cells,
        "drawn": _Drawn(),
    }
    # The words come first: whether any of them must not be told stands above all of them.
    lead = template("blocks.html").render(blocks=report.lead, **names)
    sections = template("sections.html").render(headings=headings, **names)
    restricted = said.restricted or any(one.restricted for one in headings)
    styles = source("page.css") + _WIDTHS, _margins(report, restricted=restricted)
    page = template("page.html").render(
        report=report,
        headings=headings,
        front=front.facts(report),
        restricted=restricted,
        styles=[Markup(style) for style in styles],
        hashes=[_hash(style) for style in styles],
        lead=Markup(lead),
        sections=Markup(sections),
        **names,
    )
    return page.encode()


def text(words: str) -> Markup:
    """Words as they are, never markup (I8); in a direction of their own where they may need one."""
    words = clean(words)
    if words.isascii():
        return escape(words)
    return Markup("<bdi>") + escape(words) + Markup("</bdi>")


class _Said:
    """Stretches of words, each with how it is meant; remembers whether any must not be told."""

    def __init__(self) -> None:
        self.restricted = False

    def __call__(self, words: Words) -> Markup:
        return Markup("").join(self._run(run) for run in words)

    def _run(self, run: Run) -> Markup:
        if run.weight is Weight.PLAIN:
            return text(run.text)
        self.restricted = self.restricted or kept_from_family(run)
        begins, ends = _TAGS[run.weight]
        return begins + text(run.text) + ends


def _share(table: Table, column: Column) -> int:
    """The width of a column in whole per cent, for which the style has a rule each."""
    every = sum(one.share for one in table.columns)
    return min(100, max(1, round(column.share / every * 100)))


def _cells(columns: Sequence[Column]) -> list[tuple[Markup, Markup]]:
    """What stands before and after each cell of a row, made once for all its rows."""
    found = []
    for place, column in enumerate(columns):
        tag = Markup("td" if place else 'th scope="row"')
        number = Markup(' class="number"' if column.number else "")
        begins = Markup('<{}{} data-head="{}">').format(tag, number, clean(column.head))
        found.append((begins, Markup("</td>" if place else "</th>")))
    return found


class _Drawn:
    """The pictures of the nights of one page, each with ids of its own."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, block: NightDrawn) -> tuple[list[Markup], tuple[Table, ...]]:
        svgs = []
        for picture in pictures(block.timeline, block.tz):
            self._count += 1
            svgs.append(Markup(picture.svg(f"night{self._count}")))
        return svgs, tables(block.timeline, block.tz)


def _margins(report: Report, *, restricted: bool) -> str:
    """What stands on each printed page: only a style can say it there."""
    places = {
        "top-left": front.edge(report, restricted=restricted),
        "top-right": report.reference,
        "bottom-left": "".join(front.tie(report)),
    }
    boxes = "".join(f"@{place}{{content:{_quoted(words)}}}" for place, words in places.items())
    return f'@page{{{boxes}@bottom-right{{content:"Page "counter(page)" of "counter(pages)}}}}'


def _quoted(words: str) -> str:
    """A string of a style sheet, in which only letters and digits stand as they are (I8)."""
    kept = (
        char if char.isascii() and char.isalnum() else f"\\{ord(char):06x}" for char in clean(words)
    )
    return f'"{"".join(kept)}"'


def _hash(style: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
