"""`incidents` and `show`: what a person reads and what a program gets, now and as it stood."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ooh_console.domain.times import clock, short_clock


def test_incidents_in_words(filled):
    done = filled.run("incidents")
    assert done.status == 0
    assert done.errors == ""
    assert done.text.startswith("1 incident, 1 open.\n")
    assert f"{filled.reference}, open. 14 Saltpan Lane, Merrowby, ZZ99 3VZ." in done.text
    assert "Insp. Ruth Example, duty inspector, Police, NOT ACCEPTED" in done.text
    assert "OOH: CANNOT attend, agreed role: By telephone all night" in done.text
    assert not any(letter in done.text for letter in "│─┌|")


def test_incidents_for_a_program(filled):
    listed = filled.run("incidents", "--json").valid("incidents")["incidents"]
    assert [one["reference"] for one in listed] == [filled.reference]
    one = listed[0]
    assert (one["open"], one["exercise"]) == (True, False)
    assert one["decision_maker"]["state"] == "named"
    assert one["lead"]["state"] == "not-identified"
    assert one["ooh"]["state"] == "cannot-attend"
    assert one["alarms"] > 3
    assert one["loudest"]["code"] == "old-answer"


def test_show_in_words_says_everything(filled):
    done = filled.run("show", filled.reference)
    assert done.status == 0
    for words in (
        "CANNOT attend",
        "still expects OOH: Crew A412",
        "s46 police protection until",
        "DO NOT TELL FAMILY: the planned order",
        "[STRUCK] Dog is in the garden",
        "[LATE] Father left by the gate",
        "shown from memory",
    ):
        assert words in done.text


def test_show_for_a_program_carries_the_whole_incident(filled):
    shown = filled.run("show", filled.reference, "--json").valid("show")
    assert shown["ooh"]["agreed_role"] == "By telephone all night"
    assert shown["told"][0]["recipient"] == "Crew A412"
    assert shown["told"][0]["current"] is False
    assert {alarm["code"] for alarm in shown["alarms"]} >= {"old-answer", "markers-unread"}
    assert {source["state"] for source in shown["sources"]} == {"not-checked"}
    assert any(source["from_memory"] for source in shown["sources"])
    plans = {plan["agency"]: plan for plan in shown["plans"]}
    assert plans["County Maternity"]["newest"]
    assert plans["County Maternity"]["missing"]
    assert plans["County Maternity"]["read_by"][0]["reader"] == "Ann Example"
    assert plans["Police"]["differences"]
    assert "parents_not_told" in plans["Police"]["restricted"]
    assert any(not marker["fully_read"] and marker["raw"] for marker in shown["markers"])
    assert all("from" in marker for marker in shown["markers"])
    assert shown["people"][0]["nhs_number"] == "9990000018"
    assert shown["powers"][0]["power"] == "s46 police protection"
    assert shown["restrictions"][0]["until"] == "baby is safe"
    assert shown["open_actions"][0]["owner"] == "Ann Example"
    assert shown["birth"]["place"] == "at home"
    log = shown["log"]
    assert [entry["seq"] for entry in log] == list(range(1, shown["entries"] + 1))
    struck = next(entry for entry in log if entry["words"] == "Dog is in the garden")
    assert struck["struck"]["reason"] == "another garden"
    assert struck["struck"]["by"] == "Ann Example"
    late = next(entry for entry in log if entry["late_reason"])
    assert late["occurred_at"] < late["recorded_at"]
    assert {entry["operator"] for entry in log} == {"Ann Example"}
    assert {entry["role"] for entry in log} == {"duty worker"}
    assert {entry["agency"] for entry in log} == {"OOH social care"}
    assert {entry["desk"] for entry in log} == {"test desk"}


def test_show_says_who_knows_which_answer(filled):
    shown = filled.run("show", filled.reference, "--json").valid("show")
    assert shown["hospital"] is None
    known = {(one["topic"], one["recipient"]): one for one in shown["circulation"]}
    crew = known["OOH attendance", "Crew A412"]
    assert (crew["knows"], crew["confirmed_at"], crew["refused_at"]) == ("old-answer", None, None)
    assert crew["entry"] == shown["told"][0]["entry"]
    police = known["OOH attendance", "Police"]
    assert (police["knows"], police["told_at"], police["entry"]) == ("not-told", None, None)
    assert police["telephone"].startswith("01632 960")


def test_as_it_stood_has_no_later_entry_and_the_holdings_of_then(filled, start):
    then = (start + timedelta(minutes=6)).isoformat()
    shown = filled.run("show", filled.reference, "--at", then, "--json").valid("show")
    assert shown["as_it_stood"]
    assert shown["ooh"]["state"] == "will-attend"
    assert shown["told"][0]["current"] is True
    assert shown["birth"] is None
    assert shown["powers"] == shown["restrictions"] == []
    assert all(entry["struck"] is None for entry in shown["log"])
    assert all(entry["recorded_at"] <= shown["at"] for entry in shown["log"])
    states = {(s["agency"], s["offer"]): s["state"] for s in shown["sources"]}
    assert states["Social Care", "people"] == "held"
    assert states["Social Care", "plans"] == "none-held"
    # Later, Social Care no longer answers: that was on the screen from minute 7.
    then = (start + timedelta(minutes=14)).isoformat()
    shown = filled.run("show", filled.reference, "--at", then, "--json").valid("show")
    states = {(s["agency"], s["offer"]): s["state"] for s in shown["sources"]}
    assert states["Social Care", "people"] == "could-not-check"
    assert shown["ooh"]["state"] == "cannot-attend"


@pytest.mark.parametrize("spelt", [short_clock, clock])
def test_a_clock_time_is_looked_for_in_that_night(filled, start, spelt):
    done = filled.run("show", filled.reference, "--at", spelt(start + timedelta(minutes=9)))
    assert done.status == 0
    assert done.text.startswith("AS IT STOOD ")
    assert "OOH            will attend" in done.text
    assert "STRUCK" not in done.text


def test_before_it_began_there_is_nothing_to_show(filled, start):
    done = filled.run("show", filled.reference, "--at", (start - timedelta(days=3)).isoformat())
    assert (done.status, done.text) == (2, "")
    assert done.errors == f"Nothing was recorded about {filled.reference} by then.\n"


@pytest.mark.parametrize("when", ["soon", "2026-13-01T02:00Z", "2999-01-01T02:00Z", "25:00"])
def test_a_time_that_is_none(filled, when):
    done = filled.run("show", filled.reference, "--at", when, "--json")
    assert done.status == 2
    assert done.valid("error")["error"].startswith("--at: ")


def test_show_asks_when_told_to(desk_copy):
    done = desk_copy.run("show", desk_copy.reference, "--ask", "--json")
    assert done.status == 0
    states = {source["state"] for source in done.valid("show")["sources"]}
    assert "held" in states
    assert "could-not-check" not in states


def test_an_incident_that_is_not_here(filled):
    done = filled.run("show", "260101-XXXX")
    assert (done.status, done.text) == (2, "")
    assert done.errors == "There is no incident 260101-XXXX here.\n"


def test_whatever_is_opened_is_on_the_register(desk_copy, start):
    seen = len(desk_copy.register())
    desk_copy.run("incidents")
    desk_copy.run("show", desk_copy.reference)
    desk_copy.run("show", desk_copy.reference, "--at", start.isoformat())
    new = desk_copy.register()[seen:]
    assert {operator for operator, _, _ in new} == {"Ann Example"}
    assert [(kind, what) for _, kind, what in new if kind != "signed_in"] == [
        ("record_opened", "the list of incidents"),
        ("record_opened", f"incident {desk_copy.reference}"),
        ("record_opened", f"incident {desk_copy.reference}"),
    ]
