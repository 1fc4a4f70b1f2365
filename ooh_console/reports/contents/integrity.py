"""Whether the log is complete and unchanged, in words, and who signed it."""

from __future__ import annotations

from ooh_console.desk.integrity import compared_in_words, entries, verdict
from ooh_console.domain.text import line
from ooh_console.reports.document import Block, Listing, Paragraph, Run, Section, Weight, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import alarm, cell, paragraph, quiet, section, table

_CANNOT = (
    "Each entry is signed by its author and tied to the one before. An end that was cut off shows "
    "only against a checkpoint or an export kept elsewhere: `ooh-console verify` compares them."
)


def in_short(night: Night) -> Paragraph:
    """The verdict in one sentence, for the top of the report."""
    found = night.view.integrity
    if found is None:
        return paragraph(Run("The log was NOT CHECKED when this was made.", Weight.WARNING))
    weight = Weight.GOOD if found.ok else Weight.ALARM
    return paragraph("The log: ", Run(f"{verdict(found, night.made_at, night.tz)}.", weight))


def integrity(night: Night) -> Section:
    """The verdict, everything that is wrong, the checkpoint, who signed, and what this means."""
    found = night.view.integrity
    if found is None:
        return section("Is this log whole?", in_short(night))
    blocks: list[Block] = [in_short(night)]
    if found.wrong:
        wrong = (words(alarm(line(one.sentence, 600))) for one in found.wrong)
        blocks.append(Listing(tuple(wrong), ordered=True))
    blocks += [
        paragraph(f"{compared_in_words(found, night.tz)}."),
        table(
            "Who signed the entries of this log",
            (("Operator", 3), ("Entries signed", 1)),
            ((cell(name, 200), words(str(count))) for name, count in found.signed.items()),
            "Nobody's signature fits.",
        ),
        paragraph(quiet(f"Chain head after {entries(found.entries)}: {found.head}. {_CANNOT}")),
    ]
    return section("Is this log whole?", *blocks)
