"""What was added afterwards: questions and answers, notes, learning, sign-off (L14)."""

from __future__ import annotations

from ooh_console.desk.wording import sentence
from ooh_console.domain.text import line
from ooh_console.reports.document import Run, Section, Weight, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import cell, section, table

_KINDS = frozenset({"learning", "signed_off"})


def of_review(kind: str) -> bool:
    """Whether this kind is recorded by a reviewer afterwards."""
    return kind in _KINDS or kind.startswith("review_")


def review(night: Night) -> Section:
    """Every record of the review, in order; struck ones readable."""
    state = night.view.state
    rows = []
    for entry in night.log:
        if of_review(entry.kind):
            struck = entry.id in state.struck
            said = sentence(entry, state, night.tz, 4_000)
            rows.append(
                (
                    words(night.at(entry.recorded_at)),
                    words(f"{line(entry.operator, 60)}, {line(entry.role, 40)}"),
                    words(Run(said, Weight.STRUCK)) if struck else cell(said),
                )
            )
    return section(
        "Review and learning",
        table(
            "What was added afterwards",
            (("When", 1.2), ("Who", 1.5), ("What", 4)),
            rows,
            "Nothing was added afterwards: no question, no note, no learning, no sign-off.",
        ),
    )
