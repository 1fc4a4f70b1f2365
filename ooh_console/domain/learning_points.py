"""The learning points of the audited night (L1 to L14), each in a few words."""

from __future__ import annotations

from collections.abc import Mapping

LEARNING_POINTS: Mapping[str, str] = {
    "L1": "the protocol is known and used",
    "L2": "the birth plan is shared, recorded and opened",
    "L3": "draft or agreed, and what the plan lacks, is known",
    "L4": "a lead professional is named for the night",
    "L5": "a decision maker is named, with the newest information",
    "L6": "a professionals meeting is called",
    "L7": "whether OOH attends is an answer that people can rely on",
    "L8": "when OOH cannot attend, its role is agreed",
    "L9": "OOH is prepared for the birth beforehand",
    "L10": "the plan follows the template and is discussed at the start",
    "L11": "domestic abuse is considered, and referred to a MARAC",
    "L12": "warning markers are opened and understood",
    "L13": "violent and threatening families are recognised",
    "L14": "learning reaches practice",
}
"""By number, in the order of the audit report (Family C19, 2016): what a night should show."""


def in_words(point: str) -> str:
    """`L7 whether OOH attends is …`; a theme of somebody's own stays as it is."""
    title = LEARNING_POINTS.get(point.strip().upper(), "")
    return f"{point.strip().upper()} {title}" if title else point
