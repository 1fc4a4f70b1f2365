"""Output: hostile text, odd encodings, readers who leave, Ctrl-C, and errors nobody expected."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ooh_console.cli.guard import guarded
from ooh_console.cli.printing import as_json
from ooh_console.desk.desk import Recording
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.domain.people import Address, Relation
from ooh_console.exercise.process import start_servers
from ooh_console.program_log import keeping

NASTY = "\x1b[2J\x1b]0;owned\x07\x9b31m\x85\x7f\u202eevil\u2066\u200b[red]x[/red][/x]\r=cmd()"
LONG = NASTY + "A" * 1_000_000
FORBIDDEN = ["\x1b", "\x07", "\x9b", "\x85", "\x7f", "\u202e", "\u2066", "\u200b", "\r"]


def toml(value) -> str:
    """JSON as an inline TOML value: controls escaped, the rest as it is."""
    match value:
        case dict():
            return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=True)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, make_desk, make_place, write_config):
    """A desk whose agency and whose operator fill every field with what a terminal would obey."""
    root = tmp_path_factory.mktemp("hostile")
    number = "9990000018"
    nhs = {"nhs_numbers": [number]}
    held = {
        "people": {
            "identifier": NASTY, "nhs_number": number, "name": NASTY, "sex": NASTY,
            "telephone": NASTY, "addresses": [{"text": NASTY, "postcode": NASTY}],
            "links": [{"relation": NASTY, "name": NASTY, "identifier": NASTY}], "found_by": nhs,
        },
        "plans": {
            "identifier": NASTY, "subject": number, "version": NASTY, "status": "draft",
            "author": NASTY, "fields": {"concerns": LONG, "mother": NASTY},
            "professionals": [{"role": NASTY, "name": NASTY, "telephone": NASTY}],
            "distribution": [{"agency": NASTY, "recipient": NASTY, "sent": NASTY, "how": NASTY}],
            "found_by": nhs,
        },
        "markers": {
            "identifier": NASTY, "category": NASTY, "code": NASTY, "text": LONG, "source": NASTY,
            "subject": {"name": NASTY, "nhs_number": number}, "found_by": nhs,
        },
        "commitments": {
            "identifier": NASTY, "who": NASTY, "state": "will-attend", "place": NASTY,
            "reason": NASTY, "note": NASTY, "subject": number, "found_by": nhs,
        },
    }  # fmt: skip
    lines = ['name = "hostile"', 'title = "x"', 'clock = "02:00"', "[[agency]]"]
    lines += ['name = "Hostile"', 'kind = "police"', 'auth = "bearer"', 'token = "HOSTILE_TOKEN"']
    lines += [f"offers = {toml(list(held))}"]
    lines += [f"{offer} = [{toml(item)}]" for offer, item in held.items()]
    scenario = root / "hostile.toml"
    scenario.write_text("\n".join(lines), encoding="utf-8")
    with start_servers(scenario) as servers, pytest.MonkeyPatch.context() as patch:
        place = make_place(root / "data", write_config(root / "config", servers.agencies))
        place.environ |= servers.environment
        for name, value in servers.environment.items():
            patch.setenv(name, value)
        parts, desk = make_desk(place, lambda: datetime.now(UTC), servers.agencies)
        place.reference = asyncio.run(night(desk, number))
        parts.close()
        yield place


async def night(desk, number: str) -> str:
    address = Address(text=NASTY, postcode=NASTY)
    opened = b.IncidentOpened(address=address, nature=NASTY, raised_by=NASTY)
    incident = await Incident.open_new(desk, opened)
    linked = b.PersonLinked(
        name=NASTY, relation=Relation.MOTHER, nhs_number=number, born=NASTY, address=address
    )
    who = b.Party(name=NASTY, role=NASTY, agency=NASTY, contact=NASTY)
    await incident.record([Recording(linked)])
    await incident.record([Recording(b.DecisionMakerSet(who=who, given=(NASTY,)))])
    await incident.record([Recording(b.LeadSet(who=who))])
    cannot = b.AttendanceAnswered(answer="cannot-attend", agreed_role=NASTY, reason=NASTY)
    answered = (await incident.record([Recording(cannot)]))[0]
    told = b.NoticeGiven(
        topic=b.Topic.OOH, answer=answered.id, recipient=NASTY, how=NASTY, words=NASTY
    )
    await incident.record([Recording(told)])
    await incident.record([Recording(b.DisclosureRestricted(what=NASTY, until=NASTY))])
    await incident.record([Recording(b.Action(text=NASTY, owner=NASTY))])
    await incident.note(LONG, late_reason=NASTY)
    await incident.refresh()
    await desk.gateway.aclose()
    return incident.reference


COMMANDS = (
    ["incidents"],
    ["show"],
    ["show", "--ask"],
    ["debrief"],
    ["look", "9990000018"],
    ["verify"],
    ["doctor"],
    ["record", NASTY],
    ["look", NASTY],
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c)[:12])
@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
def test_hostile_text_never_reaches_the_output_raw(hostile, command, as_json):
    name, *rest = command
    if name in ("show", "record", "debrief"):
        rest = [hostile.reference, *rest]
    done = hostile.run(name, *rest, *(["--json"] if as_json else []))
    assert done.status in (0, 1)
    for raw in FORBIDDEN:
        assert raw not in done.text
        assert raw not in done.errors
    if as_json:
        assert done.json
    if name == "look" and as_json and "9990000018" in rest:
        # In JSON nothing is lost.
        assert done.json["plans"][0]["fields"]["concerns"] == LONG
        assert done.json["markers"][0]["text"] == LONG
    if name == "show":
        assert ("[red]x[/red][/x]" in done.text) is True


def test_arguments_that_are_no_text(filled):
    bad = os.fsdecode(b"\xff\xfe\x1b[2J")
    for arguments in (["show", bad], ["look", bad, "--born", bad], ["nonsense" + bad]):
        done = filled.run(*arguments, "--json")
        assert done.status == 2
        assert "\x1b" not in done.text + done.errors
        assert done.valid("error")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_encoding_of_the_output(filled, encoding):
    more = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "NO_COLOR": "1"}
    words = filled.run("show", filled.reference, **more)
    assert words.status == 0
    assert "not checked yet" in words.raw.decode(encoding)
    same = filled.run("show", filled.reference, "--json", **more)
    exact = filled.run("show", filled.reference, "--json")
    assert same.json["plans"] == exact.json["plans"]


def test_a_reader_who_leaves_early(hostile):
    reading, writing = os.pipe()
    child = subprocess.Popen(
        hostile.command("show", hostile.reference, "--json"),
        env=hostile.environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    assert os.read(reading, 10).startswith(b"{")
    os.close(reading)
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_disk_that_is_full(filled):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            filled.command("incidents"),
            env=filled.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"The output could not be written: No space left on device.\n"


def test_ctrl_c_while_an_agency_hangs(blank, servers, write_config):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        hanging = servers.agencies[0].model_copy(update={"url": url})
        write_config(blank.config, (hanging,), deadline=60)
        child = subprocess.Popen(
            blank.command("look", "9990000018"),
            env=blank.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        silent.settimeout(60)
        connection, _ = silent.accept()
        with connection:
            assert connection.recv(10)
            child.send_signal(signal.SIGINT)
            out, errors = child.communicate(timeout=30)
    assert (child.returncode, out, errors) == (130, b"", b"Stopped.\n")


def chosen(place, error: Exception, *, json: bool) -> argparse.Namespace:
    def run(_: argparse.Namespace) -> int:
        raise error

    return argparse.Namespace(run=run, json=json, config=place.config, data=place.data)


def test_an_error_that_nobody_expected(blank, capsys):
    secret = "Jodie Penhallow"
    keeping.end()  # That of a test before, in this process.
    assert guarded(chosen(blank, RuntimeError(secret), json=True)) == 2
    out, errors = capsys.readouterr()
    assert "RuntimeError" in json.loads(out)["error"]
    assert "ooh-console doctor" in errors
    assert errors.count("\n") == 1
    log = blank.data / "logs" / "program.log"
    kept = log.read_text()
    assert "RuntimeError" in kept
    assert "test_output.py" in kept
    assert secret not in out + errors + kept
    assert log.stat().st_mode & 0o077 == 0


def test_the_guard_says_no_more_than_one_line(blank, capsys):
    assert guarded(chosen(blank, KeyboardInterrupt(), json=False)) == 130
    assert capsys.readouterr() == ("", "Stopped.\n")


def test_json_keeps_the_exact_text():
    text = NASTY + "\u2028\ud800\U000e0041 – ●"
    shown = as_json({"a": text})
    assert json.loads(shown) == {"a": text}
    assert not any(raw in shown for raw in (*FORBIDDEN, "\u2028", "\ud800", "\U000e0041"))
    assert "– ●" in shown


@pytest.mark.parametrize(
    ("command", "never"),
    [
        ("incidents", {"textual", "uvicorn", "aiohttp", "alembic", "httpx", "sqlalchemy"}),
        ("verify", {"textual", "uvicorn", "aiohttp", "alembic", "httpx", "sqlalchemy"}),
        ("look", {"textual", "uvicorn", "aiohttp", "alembic", "sqlalchemy"}),
    ],
)
def test_starts_without_what_it_does_not_need(desk_copy, command, never):
    arguments = [command, "9990000018"] if command == "look" else [command]
    program, *rest = desk_copy.command(*arguments)
    done = subprocess.run(
        [program, "-X", "importtime", *rest],
        env=desk_copy.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in
                done.stderr.splitlines() if line.startswith("import time:")}  # fmt: skip
    assert "ooh_console" in imported
    assert not imported & never


@pytest.mark.parametrize(
    "command",
    [
        "",
        "exercise",
        "serve",
        "incidents",
        "show",
        "debrief",
        "record",
        "look",
        "verify",
        "checkpoint",
        "doctor",
    ],
)
def test_help_says_how_it_ends(filled, command):
    done = filled.run(*command.split(), "--help")
    assert done.status == 0
    assert command in ("exercise", "serve") or "Exit status: 0 fine, 1 a finding" in done.text


def test_the_template_in_words_and_for_agencies(filled):
    from fhir.resources.R4B.questionnaire import Questionnaire

    words = filled.run("template").text
    assert "home_decides            Who decides" in words
    assert "placement               Placement [not for the family]" in words
    sent = json.loads(filled.run("template", "--fhir").raw)
    Questionnaire.model_validate(sent)


def test_version_is_one_line_and_needs_no_folder(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "ooh_console", "--version"],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "OOH_CONSOLE_DATA": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"ooh-console \S.*\n", done.stdout)
    assert not (tmp_path / "none").exists()
