"""The handover to the day team: what is open, whom to ring, and never more than fits."""

from __future__ import annotations

from ooh_console.domain import bodies as b
from ooh_console.reports.contents.handover import handover
from ooh_console.reports.withholding import withheld
from tests.journeys import hostile
from tests.reports.nights import MOTHER, made
from tests.reports.reading import part, text_of


def test_it_says_what_the_day_needs(read_night, filled):
    report = handover(read_night(filled))
    for title, words in {
        "Open actions": "Ring legal | Ann Example",
        "Running clocks": "s46 police protection | Insp. Ruth Example",
        "What the family must not be told": "the planned order",
        "Not told, or not read back": "Crew A412: OOH attendance: OLD answer",
        "Who to ring": "County Maternity | agency | 01632 960110",
        "Open alarms": "Crew A412",
    }.items():
        assert words in part(report, title), title
    assert "the planned order" not in text_of(handover(withheld(read_night(filled))))


def test_each_who_is_to_be_rung_stands_once_and_nobody_without_a_number():
    who = b.Party(name="Insp. Example", contact="01632 960140")
    night = made([b.DecisionMakerSet(who=who), b.LeadSet(who=who)], {"Police": {"people": []}})
    rows = part(handover(night), "Who to ring").splitlines()[3:]
    assert rows == ["Insp. Example | decides | 01632 960140", "Police | agency | 01632 960110"]


def test_a_long_night_is_cut_and_says_so():
    actions = [b.Action(text=f"action {number}", owner="o") for number in range(40)]
    report = handover(made(actions))
    assert "28 MORE: in the full report." in part(report, "Open actions")
    text = text_of(handover(made(hostile.night(hostile.MEGABYTE[:200_000], MOTHER))))
    assert len(text) < 40_000
