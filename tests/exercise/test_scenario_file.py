"""Scenario files: what is shipped is sound and invented, what is broken is named."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ooh_console.domain.people import nhs_number
from ooh_console.exercise.process import start_servers
from ooh_console.exercise.relative import moment, written_out
from ooh_console.exercise.scenario_file import BrokenScenario, load, night

EXERCISES = Path(__file__).resolve().parents[2] / "config" / "exercises"
SHIPPED = sorted(EXERCISES.glob("*.toml"))

START = datetime(2026, 11, 25, 2, 3, tzinfo=UTC)

SMALL = """\
name = "small"
title = "Small"
clock = "02:00"

[[agency]]
name = "Police"
kind = "police"
auth = "bearer"
token = "POLICE"
offers = ["markers", "plans"]

[[agency.markers]]
category = "Dog"
text = "Large dog"
review = "+2mo"
subject = { kind = "person", name = "A", nhs_number = "9990000018" }

[[agency.markers.then]]
from = 5
text = "Two large dogs"
"""


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_can_be_played(path):
    assert load(path).name == path.stem


def test_first_night_is_shipped():
    assert "first-night" in [path.stem for path in SHIPPED]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_numbers_are_reserved(path):
    text = path.read_text(encoding="utf-8")
    numbers = re.findall(r"(?<![\w-])\d{10}(?![\w-])", text)
    assert numbers
    for number in numbers:
        assert nhs_number(number).startswith("999")
    telephones = re.findall(r"(?<!\d)0\d{3,4} ?\d{3} ?\d{3}(?!\d)", text)
    assert telephones
    for telephone in telephones:
        assert re.fullmatch(r"01632 960\d{3}|07700 900\d{3}", telephone)
    assert set(re.findall(r"\b[A-Z]{1,2}\d{1,2} \d[A-Z]{2}\b", text)) == {"ZZ99 3VZ"}


def test_no_file_a_directory_and_not_utf8(tmp_path):
    with pytest.raises(BrokenScenario, match=r"^none\.toml cannot be read: No such file"):
        load(tmp_path / "none.toml")
    with pytest.raises(BrokenScenario, match="cannot be read"):
        load(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"\xe9")
    with pytest.raises(BrokenScenario, match="not UTF-8"):
        load(tmp_path / "latin.toml")


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (changed('name = "Police"', "name = "), r"line 6: not TOML: Invalid value\."),
        (changed('kind = "police"', 'kind = "polis"'), r"line 7: agency 1, kind: .*"),
        (changed('auth = "bearer"', 'auth = "none"'), r"line 8: agency 1, auth: .*"),
        (changed('name = "Police"\n', ""), r"line 5: agency 1, name: Field required\."),
        (changed('token = "POLICE"', 'token = "P"\nextra = 1'), r"line 10: agency 1, extra: .*"),
        (changed('["markers", "plans"]', '["plans"]'), r"line 5: agency 1: holds markers, .*"),
        (
            changed('"Large dog"', '"Large dog"\ncolour = "red"'),
            r"line 12: agency 1, markers 1: unknown key 'colour'\.",
        ),
        (changed('category = "Dog"\n', ""), r"line 12: agency 1, markers 1: category: missing\."),
        (
            changed('"+2mo"', '"in May"'),
            r"line 12: agency 1, markers 1: review: 'in May' is no date, .*",
        ),
        (changed('"Large dog"', '"Dog since {May}"'), r"line 12: .*'May' is not counted from .*"),
        (changed("9990000018", "9990000019"), r"line 12: .*check digit.*"),
        (
            changed("9990000018", "9434765919"),
            r"line 12: .*NHS numbers of an exercise begin with 999\.",
        ),
        (
            changed('text = "Two large dogs"', "text = { a = 1 }"),
            r"line 18: agency 1, markers 1, then 1: text: .*",
        ),
        (changed("from = 5", "from = 0"), r"line 12: agency 1, markers 1: the minutes of .*"),
        (
            changed('category = "Dog"', "malformed = true"),
            r"line 12: .*malformed, so it needs `found_by` .*",
        ),
        (
            changed('category = "Dog"', 'malformed = true\ncategory = "Dog"'),
            r"line 12: .*marked malformed, and yet it reads well\.",
        ),
        (
            SMALL + '\n[[agency.plans]]\nsame_as = "X"\n',
            r"line 22: agency 1, plans 1: no agency holds plans with the identifier 'X'\.",
        ),
        (
            SMALL + "\n" + SMALL[SMALL.index("[[agency]]") : SMALL.index("[[agency.markers]]")],
            r"small\.toml: two agencies have the name 'Police'\.",
        ),
        ("", r"small\.toml: name: Field required\."),
        (
            changed('clock = "02:00"', 'clock = "01:30"\ndate = 2026-10-25'),
            r"small\.toml: 01:30 happens twice on 25 Oct 2026: .*",
        ),
        (
            changed('clock = "02:00"', 'clock = "01:30"\ndate = 2026-03-29'),
            r"small\.toml: There is no 01:30 on 29 Mar 2026\.",
        ),
        (
            changed('clock = "02:00"', 'clock = "02:00"\ndate = "in May"'),
            r"line 4: date: .*",
        ),
    ],
)
def test_a_broken_scenario_is_named_by_file_line_and_reason(tmp_path, text, sentence):
    path = tmp_path / "small.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenScenario) as raised:
        load(path)
    pattern = sentence if sentence.startswith("small") else rf"small\.toml, {sentence}"
    assert re.fullmatch(pattern, str(raised.value)), str(raised.value)


def test_small_itself_is_sound(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    assert load(path).named("Police").markers[0].then[0].from_ == 5
    with pytest.raises(KeyError):
        load(path).named("Coastguard")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+15m", "2026-11-25T02:18:00+00:00"),
        ("-3h", "2026-11-24T23:03:00+00:00"),
        ("-21d 15:40", "2026-11-04T15:40:00+00:00"),
        ("-2mo", "2026-09-25T01:03:00+00:00"),  # Summer time: the local clock is kept.
        ("-14mo", "2025-09-25T01:03:00+00:00"),
        ("+1y", "2027-11-25T02:03:00+00:00"),
    ],
)
def test_dates_count_from_the_start(text, expected):
    assert moment(text, START).isoformat() == expected


def test_a_day_that_a_month_does_not_have_is_its_last():
    assert moment("+1mo", datetime(2027, 1, 31, 2, tzinfo=UTC)).date().isoformat() == "2027-02-28"


@pytest.mark.parametrize("text", ["9d", "+9", "+9w", "+9m 10:00", "+99999y", "", "+9d 25:00"])
def test_what_is_not_counted_from_the_start_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        moment(text, START)


def test_dates_inside_text_are_written_as_people_write_them():
    sent = written_out({"note": "Born {+11m}, due {+9d}", "set_on": "-5mo"}, START)
    assert sent == {"note": "Born 02:14 GMT, due 4 Dec 2026", "set_on": "2026-06-25"}


def test_a_night_without_a_person_starts_when_its_clock_says():
    scenario = load(EXERCISES / "first-night.toml")
    on = datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert night(scenario, on) == START
    assert night(scenario, START.replace(minute=0)) == START.replace(day=24)


def test_a_night_about_its_date_begins_then_whenever_it_is_played(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(changed('clock = "02:00"', 'clock = "00:40"\ndate = 2026-10-25'))
    scenario = load(path)
    begins = datetime(2026, 10, 24, 23, 40, tzinfo=UTC)
    assert night(scenario, START) == night(scenario, datetime(2030, 1, 1, tzinfo=UTC)) == begins
    with start_servers(path, speed=60) as servers:
        assert servers.start == begins
        assert begins <= servers.clock() < begins + timedelta(hours=1)
