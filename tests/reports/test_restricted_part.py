"""The section on what the family must not be told says "nothing" only where there is nothing."""

from __future__ import annotations

import pytest

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.domain import bodies as b
from ooh_console.reports.contents.full import full
from ooh_console.reports.contents.handover import handover
from ooh_console.reports.contents.redacted import redacted_report
from ooh_console.reports.contents.restricted import NOT_SAID, TITLE
from ooh_console.reports.night import Night
from ooh_console.reports.redaction.redacting import redacted
from ooh_console.reports.withholding import withheld
from tests.reports.nights import MOTHER, made
from tests.reports.reading import part

PLAN = {"subject": MOTHER, "version": "3", "status": "agreed", "fields": {"placement": "Aunt Zoe"}}
MARKER = {"category": "Violent", "text": "kicked the door in"}
KEPT = {
    "by somebody": (made([b.DisclosureRestricted(what="removal", until="dawn")]), "removal"),
    "by the birth plan": (made([], {"Police": {"plans": [PLAN]}}), "Aunt Zoe"),
    "by a plan that was read out": (
        made([b.PlanReadOut(agency="P", read_by="x", fields={"placement": "Aunt Zoe"})]),
        "Aunt Zoe",
    ),
    "in an open action": (
        made([b.Action(text="ring the IDVA", owner="o")]),
        "1 open action.",
    ),
    "in a marker": (made([], {"Police": {"markers": [MARKER]}}), "1 warning marker."),
}
REPORTS = {"full": full, "handover": handover}


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize("where", KEPT)
def test_whatever_is_kept_from_them_is_named(where, kind):
    night, word = KEPT[where]
    found = part(REPORTS[kind](night), TITLE)
    assert word in found
    assert "Nothing is known" not in found
    (section,) = [s for s in REPORTS[kind](night).sections if s.title == TITLE]
    assert section.restricted


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize("where", [*KEPT, "nowhere"])
def test_a_copy_without_it_says_that_it_does_not_say(where, kind):
    night = KEPT[where][0] if where in KEPT else made([])
    found = part(REPORTS[kind](withheld(night)), TITLE)
    assert NOT_SAID in found
    assert "--include-restricted" in found
    for word in ("removal", "Aunt Zoe", "IDVA", "1 open action", "1 warning marker", "is known"):
        assert word not in found


def test_a_redacted_copy_names_no_other_way_to_it():
    for night, _ in KEPT.values():
        found = part(redacted_report(redacted(night), night.tz), TITLE)
        assert NOT_SAID in found
        assert "--include" not in found


@pytest.mark.parametrize("kind", REPORTS)
def test_where_there_is_nothing_it_says_so(kind):
    report = REPORTS[kind](made([b.Note(text="x")]))
    assert "Nothing is known that must not be told." in part(report, TITLE)
    assert DO_NOT_TELL not in part(report, TITLE)


def test_a_handover_of_many_parts_is_cut_and_says_so():
    fields = {f"part {number}": "x" * 400 for number in range(11)}
    plan = {**PLAN, "fields": fields, "not_for_family": list(fields)}
    night: Night = made([], {"Police": {"plans": [plan]}})
    assert "4 MORE: in the full report." in part(handover(night), TITLE)
    assert "MORE" not in part(full(night), TITLE)


def test_what_the_plan_itself_says_of_it_stands_first():
    fields = {"placement": "Aunt Zoe", "parents_not_told": "the order", "zoo": "z"}
    night = made([], {"Police": {"plans": [{**PLAN, "fields": fields, "not_for_family": ["zoo"]}]}})
    found = part(handover(night), TITLE)
    assert found.index("the order") < found.index("Aunt Zoe") < found.index("zoo: z")
