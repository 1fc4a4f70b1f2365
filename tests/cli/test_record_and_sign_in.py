"""`record`, and who may do what: an exercise, one operator, several, nobody yet."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta

import pexpect
import pytest

from ooh_console.bootstrap import CHEAP, ExerciseOpening, LiveOpening, Parts
from ooh_console.desk.incident import Incident
from ooh_console.domain.bodies import IncidentOpened
from ooh_console.domain.people import Address
from ooh_console.domain.times import short_clock
from ooh_console.exercise.opening import marker_of, new_folder
from tests.cli.places import PASSPHRASE

SECOND = "Bo Example"


def now() -> datetime:
    return datetime.now(UTC)


def count(place) -> int:
    return len(place.run("show", place.reference, "--json").json["log"])


@pytest.fixture
def two(desk_copy):
    """A desk with two operators."""
    parts = Parts(desk_copy.settings(), agencies=(), hardness=CHEAP)
    by = parts.unlock("Ann Example", desk_copy.environ["OOH_CONSOLE_PASSPHRASE"])
    parts.add(SECOND, "control room", "Police", "another phrase of words", by)
    parts.close()
    return desk_copy


def test_a_line_is_on_disk_when_it_says_so(desk_copy):
    done = desk_copy.run("record", desk_copy.reference, "dog", "is in the garden", "--json")
    assert done.status == 0
    entry = done.valid("record")["recorded"]
    assert entry["body"]["text"] == "dog is in the garden"
    assert entry["operator"] == "Ann Example"
    log = desk_copy.run("show", desk_copy.reference, "--json").valid("show")["log"]
    assert log[-1]["id"] == entry["id"]
    words = desk_copy.run("record", desk_copy.reference, "again").text
    assert words.startswith(f"Recorded in {desk_copy.reference} as entry {entry['seq'] + 1}, ")
    assert desk_copy.run("verify").status == 0


def test_the_time_of_the_event_can_be_typed(desk_copy):
    at = now() - timedelta(minutes=2)
    done = desk_copy.run("record", desk_copy.reference, f"{short_clock(at)} dog", "--json")
    entry = done.valid("record")["recorded"]
    assert entry["occurred_at"][:16] == at.isoformat()[:16]
    assert entry["body"]["text"] == "dog"


def test_late_needs_its_reason(desk_copy):
    before = count(desk_copy)
    at = short_clock(now() - timedelta(minutes=40))
    done = desk_copy.run("record", desk_copy.reference, f"{at} dog", "--json")
    assert done.status == 2
    error = done.valid("error")["error"]
    assert "say why it is recorded late" in error
    assert "--late" in error
    assert done.errors.count("\n") == 1
    assert count(desk_copy) == before
    done = desk_copy.run("record", desk_copy.reference, f"{at} dog", "--late", "driving")
    assert done.status == 0
    assert count(desk_copy) == before + 1


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "00:00"])
def test_nothing_to_record(desk_copy, text):
    done = desk_copy.run("record", desk_copy.reference, text)
    assert (done.status, done.text) == (2, "")
    assert "Nothing was recorded." in done.errors


def test_no_such_incident(desk_copy):
    for reference in ("260101-XXXX", "register"):
        assert desk_copy.run("record", reference, "dog").status == 2


def test_a_wrong_passphrase(desk_copy):
    done = desk_copy.run("incidents", "--json", OOH_CONSOLE_PASSPHRASE="wrong")
    assert done.status == 2
    assert done.errors.count("\n") == 1
    assert "not the passphrase of Ann Example" in done.valid("error")["error"]


def test_without_a_terminal_the_passphrase_is_not_asked_for(desk_copy):
    del desk_copy.environ["OOH_CONSOLE_PASSPHRASE"]
    done = desk_copy.run("incidents")
    assert done.status == 2
    assert "OOH_CONSOLE_PASSPHRASE" in done.errors


def test_on_a_terminal_it_is_asked_for_and_not_shown(desk_copy):
    phrase = desk_copy.environ.pop("OOH_CONSOLE_PASSPHRASE")
    command = desk_copy.command("incidents")
    assert command[0] == sys.executable
    child = pexpect.spawn(
        command[0], command[1:], env=desk_copy.environment(), timeout=30, encoding="utf-8"
    )
    child.expect("Passphrase of Ann Example: ")
    child.sendline(phrase)
    child.expect("1 incident, 1 open.")
    assert phrase not in child.before
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_ctrl_c_at_the_passphrase(desk_copy):
    del desk_copy.environ["OOH_CONSOLE_PASSPHRASE"]
    command = desk_copy.command("incidents")
    child = pexpect.spawn(
        command[0], command[1:], env=desk_copy.environment(), timeout=30, encoding="utf-8"
    )
    child.expect("Passphrase of Ann Example: ")
    child.sendintr()
    child.expect("Stopped.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_several_operators_must_say_who_they_are(two):
    done = two.run("incidents")
    assert done.status == 2
    assert '"Ann Example", "Bo Example"' in done.errors
    assert two.run("incidents", "--operator", "Nobody").status == 2
    assert two.run("incidents", "--operator", "Ann Example").status == 0
    done = two.run(
        "record",
        two.reference,
        "dog",
        "--json",
        OOH_CONSOLE_OPERATOR=SECOND,
        OOH_CONSOLE_PASSPHRASE="another phrase of words",
    )
    entry = done.valid("record")["recorded"]
    assert (entry["operator"], entry["role"], entry["agency"]) == (SECOND, "control room", "Police")
    assert two.run("verify").status == 0


def test_nobody_added_yet(fresh):
    for command in (["incidents"], ["show", "X"], ["verify"], ["record", "X", "dog"]):
        done = fresh.run(*command)
        assert (done.status, done.text) == (2, "")
        assert not fresh.data.exists()
    assert fresh.run("look", "9990000018").status == 0
    assert fresh.run("incidents").text == "No incident at this desk.\n"
    done = fresh.run("record", "X", "dog")
    assert done.status == 2
    assert "nothing is recorded unsigned" in done.errors
    assert fresh.run("checkpoint", str(fresh.data / "c.json")).status == 2
    assert fresh.run("incidents", "--operator", "Ann Example").status == 2
    assert fresh.run("verify").status == 0


def test_once_somebody_is_added_the_account_is_not_enough(blank):
    assert blank.run("look", "9990000018").status == 0
    opening = LiveOpening(Parts(blank.settings(), agencies=(), hardness=CHEAP))
    assert opening.names == ()
    opening.add_first("Ann Example", "duty worker", "OOH social care", PASSPHRASE)
    opening.close()
    assert blank.run("look", "9990000018").status == 2
    assert blank.run("look", "9990000018", OOH_CONSOLE_PASSPHRASE=PASSPHRASE).status == 0
    assert blank.run("verify").status == 2, "it is encrypted from now on"
    assert blank.run("verify", OOH_CONSOLE_PASSPHRASE=PASSPHRASE).status == 0


@pytest.fixture
def exercise(fresh, servers, monkeypatch):
    """An exercise's folder after it ended, with a screen that was kept."""
    for name, value in servers.environment.items():
        monkeypatch.setenv(name, value)
    fresh.data.mkdir()
    folder = new_folder(fresh.data, "first-night", now())
    fresh.data = folder
    ahead = now() + timedelta(hours=3)  # A night that was played faster than the clock.
    parts = Parts(
        fresh.settings(),
        agencies=servers.agencies,
        clock=lambda: ahead,
        exercise=True,
        hardness=CHEAP,
    )
    opening = ExerciseOpening(parts, marker_of(folder)[1])
    desk = opening.sign_in()

    async def night():
        place = Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ")
        opened = IncidentOpened(address=place, nature="labour", exercise=True)
        incident = await Incident.open_new(desk, opened)
        await incident.refresh()
        await desk.gateway.aclose()
        return incident.reference

    fresh.reference = asyncio.run(night())
    opening.close()
    return fresh


def test_an_exercise_signs_in_by_itself_and_shows_its_last_screen(exercise):
    shown = exercise.run("show", exercise.reference, "--json")
    assert shown.status == 0
    found = shown.valid("show")
    assert found["exercise"]
    assert any(marker["category"] == "Dangerous dog" for marker in found["markers"])
    assert "EXERCISE" in exercise.run("show", exercise.reference).text
    assert "EXERCISE" in exercise.run("incidents").text
    done = exercise.run(
        "record", exercise.reference, "noted", "--operator", "Jo Whitlock", "--json"
    )
    assert done.valid("record")["recorded"]["operator"] == "Jo Whitlock"
    assert exercise.run("verify").status == 0


def test_nobody_is_asked_from_an_exercise(exercise):
    done = exercise.run("look", "9990000018", "--json")
    assert done.status == 2
    assert "exercise" in done.valid("error")["error"]
    assert exercise.run("show", exercise.reference, "--ask").status == 2
    doctor = json.loads(exercise.run("doctor", "--json").raw)
    asked = [check for check in doctor["checks"] if check["about"] == "agencies"]
    assert [check["state"] for check in asked] == ["ok"]


def test_what_could_not_be_recorded_is_said_again_whole(desk_copy, make_newer):
    make_newer(desk_copy)
    for form in ((), ("--json",)):
        done = desk_copy.run("record", desk_copy.reference, "dog", "[/x] in the garden", *form)
        assert done.status == 2
        assert "what you typed is kept" in done.errors
        assert "Typed: «dog [/x] in the garden»" in done.errors
