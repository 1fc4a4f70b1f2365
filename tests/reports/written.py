"""Reports made by hand, with one night drawn in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from ooh_console.domain import bodies as b
from ooh_console.domain.timeline import Timeline, timeline
from ooh_console.reports.document import (
    Block,
    Column,
    Facts,
    Listing,
    NightDrawn,
    Paragraph,
    Report,
    Run,
    Section,
    Table,
    Weight,
    words,
)
from tests.domain.nights import Night, accepted, at, cannot, named, opened, told, will

LONDON = ZoneInfo("Europe/London")
SCRIPTS = (
    "“Curly” – and ‘so’",
    "Dŵr y môr, tŷ bach",
    "żółć, łódź, ŚĆ",
    "الطفل في المنزل (رقم 14)",
    "baby 👶 and family 👨‍👩‍👧",
    "婴儿在家",
)
"""What people and agencies write."""

HOSTILE = (
    "</td></table><script>alert(1)</script>",
    "</style></title></textarea>",
    "<!-- <![CDATA[ ]]> -->",
    "{{ 7 * 7 }} {% raw %} {# gone #}",
    '" onmouseover="alert(1)" x=\'y\'',
    "&lt;b&gt; &amp; &#60;",
    '#[*bold*] $x$ #read("/etc/passwd") @label <label>',
    "\\u{202e} \\ ` _under_ *star* = heading",
    "\u202eevil\u202c \u2066isolated\u2069",
    "nul \x00 escape \x1b]0;title\x07 bell",
    "=1+1\t|cmd",
    "line one\r\nline two\n\nline four",
)
"""What somebody might write who wishes the page ill, or pastes what they do not see."""


def night() -> Night:
    """Somebody decides, OOH says that it comes and then that it cannot, and two hear of it."""
    made = opened()
    first = made.add(named(), 7)
    made.add(accepted(first), 9)
    coming = made.add(will(), 10)
    made.add(told(coming, "Police control"), 11)
    made.add(told(coming, "Midwife"), 12)
    wrong = made.add(b.Note(text="Dog in the garden"), 13, 24)
    made.strike(wrong, 25)
    made.add(b.BirthRecorded(place="at home", heard_from="Crew A412"), 20)
    refused = made.add(cannot(), 30)
    heard = made.add(told(refused, "Police control"), 33)
    made.add(b.NoticeConfirmed(notice=heard.id, by="Sgt Sample"), 34)
    return made


def drawn(made: Night | None = None) -> Timeline:
    """The night as a timeline, to its fiftieth minute."""
    made = made or night()
    found = timeline(made.entries, made.state, at(50))
    assert found is not None
    return found


def block_of(text: str = "WORD") -> tuple[Block, ...]:
    """Every block but the timeline, with this text at every place that takes one."""
    every = words(text, *(Run(text, weight) for weight in Weight))
    columns = (Column(text), Column(text, 2), Column(text, number=True))
    return (
        Paragraph(every),
        Listing((every, words(text))),
        Listing((words(text),), ordered=True),
        Facts(((text, every), (text, words(text)))),
        Table(text, columns, ((words(text), every, words(text)),)),
    )


def report_of(text: str = "WORD", more: Sequence[Section] = ()) -> Report:
    """A report with this text at every place that takes one."""
    inner = Section(text, block_of(text), (Section(text, block_of(text), restricted=True),))
    return Report(
        reference=text,
        title=text,
        classification=text,
        exercise=True,
        made_at=at(600),
        made_by=text,
        tz=LONDON,
        head=text,
        entries=11,
        lead=block_of(text),
        sections=(inner, *more),
    )


def report(*sections: Section, exercise: bool = True, lead: tuple[Block, ...] = ()) -> Report:
    """A report of an exercise."""
    return Report(
        reference="261125-AB2C",
        title="Incident 261125-AB2C: full report",
        classification="OFFICIAL-SENSITIVE",
        exercise=exercise,
        made_at=at(600),
        made_by="Priya Sample, on-call manager",
        tz=LONDON,
        head="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        entries=11,
        lead=lead or (Paragraph(words("11 entries checked: complete and unchanged.")),),
        sections=sections,
    )


def night_drawn(made: Night | None = None) -> Section:
    """A section with the timeline."""
    return Section("The night", (NightDrawn(drawn(made), LONDON, "Who knew what, and when"),))


def log(entries: int, text: str = "The dog is in the garden, the door is shut.") -> Section:
    """The log of a long night."""
    columns = (
        Column("Entry", 0.8, number=True),
        Column("Happened", 1.4),
        Column("Recorded", 1.4),
        Column("By", 2),
        Column("What", 6),
    )
    rows = [
        (
            words(str(number)),
            words(f"{(at(0) + timedelta(seconds=number)):%H:%M} GMT"),
            words(f"{(at(0) + timedelta(seconds=number)):%H:%M} GMT"),
            words("Jo Example, duty worker"),
            words(f"Number {number}: {text}"),
        )
        for number in range(1, entries + 1)
    ]
    return Section("The log", (Table("Every entry", columns, rows),))
