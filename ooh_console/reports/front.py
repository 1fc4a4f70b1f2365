"""What a report says of itself: on its first page, and at the edge of each."""

from __future__ import annotations

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.reports.document import Facts, Report, words


def facts(report: Report) -> Facts:
    """What it is about, who made it and when, and what ties it to the log: as far as it says so."""
    pairs = (
        ("Reference", report.reference),
        ("Made", report.made),
        ("Made by", report.made_by),
        ("Entries in the log", str(report.entries)),
        ("Chain head", report.head),
    )
    return Facts(tuple((name, words(said)) for name, said in pairs if said is not None))


def tie(report: Report) -> tuple[str, str]:
    """What ties each page to the log, and what stands before it; nothing where nothing does."""
    return ("Chain head ", report.head) if report.head is not None else ("", "")


def edge(report: Report, *, restricted: bool) -> str:
    """The line on each page: how it is classified, EXERCISE, and whether any part of the report is
    marked (I9)."""
    parts = [report.classification]
    parts += ["EXERCISE"] if report.exercise else []
    parts += [f"HAS PARTS MARKED {DO_NOT_TELL}"] if restricted else []
    return " · ".join(part for part in parts if part)
