"""The form of a report: what it is for, as what, and whether with what must not be told."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.acts.form import Context, Field, Option, Values, fixed
from ooh_console.desk.exporting import Asked, Format, Kind, Left
from ooh_console.desk.integrity import not_as_recorded
from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.domain.text import line

WITH, WITHOUT = "with", "without"

_KINDS = fixed(
    Option(Kind.FULL, "the whole night"),
    Option(Kind.HANDOVER, "handover to the day team, two pages"),
    Option(Kind.REDACTED, "redacted, for learning events"),
)
_PAGES = (Option(Format.HTML, "a page (HTML)"), Option(Format.PDF, "PDF, to print or send"))
_PROGRAMS = (
    Option(Format.CSV, "the log for a spreadsheet (CSV)"),
    Option(Format.JSON, "the log, to be verified elsewhere (JSON)"),
)

FIELDS: tuple[Field, ...] = (
    Field("kind", "What for", required=True, options=_KINDS, closed=True,
          initial=lambda _: Kind.FULL),
    Field("format", "As what", required=True, options=fixed(*_PAGES, *_PROGRAMS), closed=True,
          initial=lambda _: Format.HTML),
    Field(
        "restricted",
        DO_NOT_TELL,
        required=True,
        options=fixed(
            Option(WITHOUT, "left out: it may come into their hands"),
            Option(WITH, "in it, and marked: for professionals alone"),
        ),
        closed=True,
        initial=lambda _: WITHOUT,
        applies=lambda values, _: values.get("kind") != Kind.REDACTED,
    ),
)  # fmt: skip


def asked(values: Values, context: Context) -> Asked:
    """What the form asks for. Raises `Rejected` at the field that is wrong."""
    for field in FIELDS:
        field.check(values, context)
    kind = Kind(values["kind"])
    restricted = kind is not Kind.REDACTED and values.get("restricted") == WITH
    return Asked(context.view.reference, kind, Format(values["format"]), restricted)


def what_it_holds(values: Values) -> list[Line]:
    """What to know before it is written."""
    found = [quiet("It is put on the register, with who took it out, before it is written.")]
    if values.get("kind") == Kind.REDACTED:
        return [*found, quiet("Names, numbers and places are replaced. Read it before it leaves.")]
    if values.get("restricted") == WITH:
        words = f"{DO_NOT_TELL}: it will hold what they must not be told."
        return [*found, row(Span(words, Tone.RESTRICTED))]
    return [*found, quiet("Warning markers and protected addresses are left out as well.")]


def left_in_words(left: Left) -> Sequence[Line]:
    """What is wrong with the log; where the report is, its hash, and what a person must
    read before it leaves."""
    words = left.asked.words()
    found = [row(Span(one, Tone.ALARM)) for one in not_as_recorded(left.findings)]
    found += [
        *([row("")] if found else []),
        row(Span(f"{words[:1].upper()}{words[1:]}.", Tone.STRONG)),
        row(""),
        row("It is in this file, which only you can read:"),
        row(line(str(left.place), 1_000)),
        row(""),
        row(f"SHA-256 {left.sha256}"),
        quiet("The register has it, with your name."),
    ]
    if left.free_text:
        head = f"READ THESE {len(left.free_text)} LINES BEFORE IT LEAVES: somebody's own words."
        found += [row(""), row(Span(head, Tone.WARNING)), *(row(one) for one in left.free_text)]
    return found
