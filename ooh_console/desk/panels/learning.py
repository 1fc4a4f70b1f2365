"""The measures of many nights in words: one sentence a measure, so that it can be heard as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ooh_console.desk.panels.debrief import in_words
from ooh_console.domain.learning import Month, Row
from ooh_console.domain.measures import What
from ooh_console.domain.tallies import Counted

NAMES: dict[What | Counted, str] = {
    What.PLAN_OPENED: "Birth plan opened",
    What.MARKERS_READ: "All warning markers read",
    What.DECISION_MAKER_NAMED: "Decision maker named",
    What.DECISION_MAKER_ACCEPTED: "Decision maker accepted",
    What.ACCEPTANCE: "Accepted, from being named",
    What.OOH_ASKED: "OOH asked",
    What.OOH_ANSWERED: "First OOH answer",
    What.OOH_ANSWER: "OOH answered, from being asked",
    What.FULLY_TOLD: "Changed answer told to all",
    Counted.NO_DECISION_MAKER: "Time in which nobody had accepted to decide",
    Counted.PROMISES_LATE: "Promises kept late or not at all",
    Counted.STEPS_MISSED: "Protocol steps missed",
    Counted.LATE_ENTRIES: "Entries recorded late",
}


def unit(what: What | Counted) -> Literal["minutes", "count"]:
    """In what a measure is given."""
    return "minutes" if isinstance(what, What) or what is Counted.NO_DECISION_MAKER else "count"


def learning(months: Sequence[Month], since: str) -> list[str]:
    """Every month with its number of incidents, then a sentence a measure."""
    if not months:
        return [f"No incident at this desk{f' from {since} on' if since else ''}."]
    found: list[str] = []
    for month in months:
        kind = "exercise" if month.exercise else "live incident"
        head = f"{month.month}: {month.incidents} {kind}{'' if month.incidents == 1 else 's'}."
        found += ["", head] if found else [head]
        found += [f"  {NAMES[row.what]}: {_values(row)}." for row in month.rows]
    return found


def _values(row: Row) -> str:
    if not row.times:
        return "nothing to measure"
    said = []
    if row.median is not None and row.worst is not None:
        minutes = " minutes" if unit(row.what) == "minutes" else ""
        said.append(f"median {in_words(row.median)}, worst {in_words(row.worst)}{minutes}")
    if row.never:
        said.append(f"never in {row.never} of {row.times}")
    if row.not_yet:
        said.append(f"not yet in {row.not_yet} of {row.times}")
    if row.limit is not None:
        said.append(f"later than {in_words(row.limit)} min: {row.late} of {row.times}")
    return "; ".join(said)
