"""The handover to the day team: what is open, whom to ring, and never more than fits."""

from __future__ import annotations

from dataclasses import replace

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


def test_who_decides_or_leads_without_a_number_is_not_forgotten():
    """Somebody has to find one; where the plan has it, it is that."""
    maker = b.DecisionMakerSet(who=b.Party(name="Sgt Example"))
    lead = b.LeadSet(who=b.Party(name="Zoe Sample"))
    named = [{"role": "social worker", "name": "Zoe Sample", "telephone": "01632 960131"}]
    plan = {"subject": MOTHER, "version": "1", "fields": {"concerns": "x"}, "professionals": named}
    night = made([maker, lead], {"Police": {"plans": [plan]}})
    assert part(handover(night), "Who to ring").splitlines()[3:] == [
        "Sgt Example | decides | no number recorded",
        "Zoe Sample | social worker | 01632 960131",
        "Police | agency | 01632 960110",
    ]


def test_who_has_not_heard_several_answers_is_one_line():
    agencies = {"Police": {"people": []}, "Ambulance": {"people": []}}
    given = [
        b.DecisionMakerSet(who=b.Party(name="Sgt Example")),
        b.LeadSet(who=b.Party(name="Zoe Sample")),
        b.HospitalChosen(name="St Mary", decided_by="Sgt Example"),
    ]
    lines = part(handover(made(given, agencies)), "Not told, or not read back").splitlines()
    for agency in agencies:
        said = (
            f"{agency}: decision maker, lead professional, chosen hospital: not told, 01632 960110"
        )
        assert lines.count(said) == 1
        assert sum(one.startswith(agency) for one in lines) == 1


def test_of_a_night_that_is_shown_as_it_stood_the_moment_is_said():
    power = b.PowerStarted(
        power=b.Power.POLICE_PROTECTION, by=b.Party(name="Insp. Example"), epo_in_force="no"
    )
    night = made([power])
    now = handover(night)
    then = handover(replace(night, view=replace(night.view, as_it_stood=True)))
    assert f"As it stood: {night.at(night.view.now)}" in text_of(then)
    assert "Left then" in part(then, "Running clocks")
    assert "As it stood" not in text_of(now)
    assert "Left now" in part(now, "Running clocks")


def test_a_long_night_is_cut_and_says_so():
    actions = [b.Action(text=f"action {number}", owner="o") for number in range(40)]
    report = handover(made(actions))
    assert "28 MORE: in the full report." in part(report, "Open actions")
    text = text_of(handover(made(hostile.night(hostile.MEGABYTE[:200_000], MOTHER))))
    assert len(text) < 40_000
