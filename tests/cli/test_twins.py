"""`show REF --screen NAME`: each page of the desk as plain lines, and as JSON."""

from __future__ import annotations

import re
from datetime import timedelta

from ooh_console.desk.screens import SCREENS


def test_without_a_known_name_they_are_all_named(filled):
    for name in ((), ("tolt",), ("log:0",), ("told:3",)):
        done = filled.run("show", filled.reference, "--json", "--screen", *name)
        assert done.status == 2
        said = done.valid("error")["error"]
        assert all(one in said for one in (*SCREENS, "changes", "log"))
        assert done.errors.count("\n") == 1


def test_every_screen_for_people_and_for_programs(desk_copy):
    seen = len(desk_copy.register())
    for name in (*SCREENS, "log"):
        done = desk_copy.run("show", desk_copy.reference, "--screen", name, "--json")
        assert done.status == 0
        found = done.valid("screen")
        assert (found["screen"], found["reference"]) == (name, desk_copy.reference)
        assert found["lines"][0].split(", ")[1] == desk_copy.reference
        assert found["lines"][1] == ""
        assert found["lines"][2:], name
    looks = [what for _, kind, what in desk_copy.register()[seen:] if kind == "record_opened"]
    assert looks == [f"incident {desk_copy.reference}"] * (len(SCREENS) + 1)


def test_who_knows_what_is_heard_line_by_line(filled):
    done = filled.run("show", filled.reference, "--screen", "told")
    assert done.status == 0
    rows = done.text.splitlines()
    assert rows[0].startswith(f"Who knows what, {filled.reference}, 14 Saltpan Lane")
    assert any(
        one.startswith("  Crew A412, OOH attendance: OLD answer. LAST TOLD ") for one in rows
    )
    assert "  Need not be told this: " in done.text


def test_the_family_must_not_hear_it_here_either(filled):
    for name in ("home-birth", "plan", "pair"):
        done = filled.run("show", filled.reference, "--screen", name)
        assert "[DO NOT TELL FAMILY until baby is safe] " in done.text, name


def test_the_log_says_struck_and_late_before_the_words(filled):
    done = filled.run("show", filled.reference, "--screen", "log")
    rows = done.text.splitlines()
    late = next(n for n, one in enumerate(rows) if one.endswith("LATE: Father left by the gate"))
    assert rows[late].startswith("Entry ")
    assert rows[late + 1].startswith("  Recorded ")
    assert rows[late + 2].endswith("Reason: both hands full")
    struck = next(n for n, one in enumerate(rows) if "STRUCK: Dog is in the garden" in one)
    assert any("STRUCK THROUGH by Ann Example" in one for one in rows[struck : struck + 3])
    number = rows[late].removeprefix("Entry ").partition(",")[0]
    one = filled.run("show", filled.reference, "--screen", f"log:{number}")
    assert one.text.splitlines()[0].startswith(f"Entry {number}, {filled.reference}, ")
    assert one.text.endswith("\n\nFather left by the gate\n")
    assert filled.run("show", filled.reference, "--screen", "log:9999").status == 2


def test_as_it_stood(filled, start):
    at = (start + timedelta(minutes=9)).isoformat()
    done = filled.run("show", filled.reference, "--screen", "coming", "--at", at)
    assert done.text.startswith("AS IT STOOD ")
    assert "OOH social care, Sam, heard: will attend" in done.text


def test_asking_first(desk_copy):
    done = desk_copy.run("show", desk_copy.reference, "--screen", "sources", "--ask", "--json")
    assert done.status == 0
    assert not any("COULD NOT CHECK" in one for one in done.valid("screen")["lines"])
    # The national service is asked only where there is one.
    done = desk_copy.run("show", desk_copy.reference, "--screen", "child-protection", "--ask")
    assert done.status == 2
    assert "Nobody was asked." in done.errors


def test_the_review_checks_the_log(filled):
    done = filled.run("show", filled.reference, "--screen", "review")
    assert "\nComplete and unchanged: " in done.text
    assert "NOT CLOSED" in done.text.splitlines()[0]


FOUND = ("--screen", "log", "--only", "by:ann kind:decision")


def number_of(place, words: str) -> int:
    """The entry of the log with these words."""
    log = place.run("show", place.reference, "--screen", "log").text
    return int(re.search(rf"^Entry (\d+), .*{words}", log, re.M)[1])


def test_the_log_is_found_in_as_the_review_finds(filled):
    done = filled.run("show", filled.reference, *FOUND)
    head, _, *rows = done.text.splitlines()
    assert head.endswith("1 of 20 entries: «by:ann kind:decision».")
    assert [one.split(",")[0] for one in rows if one.startswith("Entry")] == ["Entry 4"]
    none = filled.run("show", filled.reference, "--screen", "log", "--only", "hippopotamus")
    assert "Nothing is recorded." in none.text


def test_what_changed_between_two_moments(filled):
    named, told = number_of(filled, "DECISION MAKER"), number_of(filled, "TOLD Crew")
    between = ("--screen", "changes", "--since", f"log:{named}", "--at", f"log:{told}")
    done = filled.run("show", filled.reference, *between)
    rows = done.text.splitlines()
    assert rows[0].startswith("AS IT STOOD ")
    assert "OOH social care: not asked, now will attend, Sam" in done.text
    assert "Crew A412, OOH attendance: not told, now told" in rows
    assert any(one.startswith(f"Entry {told}, ") for one in rows)
    assert not any(one.startswith(f"Entry {named}, ") for one in rows)
    assert not re.search("[●○✗◐⊘□✓→]", done.text)
    until_now = filled.run("show", filled.reference, "--screen", "changes", "--since", "log:4")
    assert "now CANNOT attend" in until_now.text


def test_entry_by_entry_is_the_screen_of_then(filled):
    def told(number: int) -> str:
        at = ("--at", f"log:{number}")
        return filled.run("show", filled.reference, *at, "--screen", "told").text

    number = number_of(filled, "DECISION MAKER")
    assert "Insp. Ruth Example, duty inspector" in told(number)
    assert "Insp. Ruth Example, duty inspector" not in told(2)


def test_what_does_not_go_together_shows_nothing(filled):
    for more, why in (
        (("--only", "dog"), "--screen log"),
        (("--screen", "changes"), "--since"),
        (("--screen", "changes", "--since", "log:9", "--at", "log:4"), "before --at"),
        (("--at", "log:900"), "no entry 900"),
    ):
        done = filled.run("show", filled.reference, *more)
        assert (done.status, done.text) == (2, "")
        assert why in done.errors


def test_the_review_says_how_systems_answered_and_what_happened(filled):
    """As the page does: Social Care hangs in the filled night. Of a moment, what was by then."""
    said = filled.run("show", filled.reference, "--screen", "review").text
    systems = said[said.index("AGENCIES' SYSTEMS") :]
    assert "could not check: " in systems
    events = said[said.index("\nEVENTS") :]
    assert "event: birth recorded" in events
    assert "event: incident opened" in events
    early = filled.run("show", filled.reference, "--screen", "review", "--at", "log:2").text
    assert "event: incident opened" in early
    assert "event: birth recorded" not in early
    assert "could not check: " not in early


def test_one_entry_is_one_entry_in_every_count(desk_copy, tmp_path):
    address = ("address=14 Saltpan Lane, Merrowby", "postcode=ZZ99 3VZ", "nature=birth")
    opened = desk_copy.run("new", *address, "--json").valid("record")["incident"]
    report = tmp_path / "night.html"
    desk_copy.run("report", opened, "--format", "html", "--out", str(report))
    said = [
        desk_copy.run("show", opened, "--screen", "log").text,
        desk_copy.run("show", opened, "--screen", "log", "--only", "birth").text,
        desk_copy.run("show", opened).text,
        desk_copy.run("incidents").text,
        report.read_text(),
    ]
    for words in said:
        assert re.search(r"\b1 entry\b", words)
        assert not re.search(r".*\b1 entries\b", words)
