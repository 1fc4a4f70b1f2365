"""`doctor`: what works and what does not, by file, line and reason."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.serving import serving


def by_subject(done) -> dict[tuple[str, str], list[tuple[str, str]]]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for check in done.valid("doctor")["checks"]:
        found.setdefault((check["about"], check["subject"]), []).append(
            (check["state"], check["sentence"])
        )
    return found


def test_a_desk_that_works(desk_copy):
    seen = len(desk_copy.register())
    done = desk_copy.run("doctor", "--json")
    assert done.status == 0
    checks = by_subject(done)
    assert checks["agencies", "County Maternity, plans"] == [("ok", "answers.")]
    assert checks["database", "console.db"] == [("ok", "For its owner alone.")]
    assert any("can be written: 1 incident" in s for _, s in checks["database", ""])
    assert checks["clock", "time zones"][0][0] == "ok"
    assert checks["terminal", "encoding"] == [("ok", "utf-8.")]
    assert ("check", "None was written yet: `ooh-console checkpoint FILE` writes one.") in checks[
        "checkpoint", ""
    ]
    # Nobody's record was looked at, and nobody signed in.
    assert len(desk_copy.register()) == seen
    assert desk_copy.run("checkpoint", str(desk_copy.data / "c.json")).status == 0
    words = desk_copy.run("doctor").text
    assert "OK: The last one was written " in words
    assert words.rstrip().splitlines()[-1].startswith("0 FAILED, ")


def test_configuration_by_file_line_and_reason(blank, servers, write_config):
    write_config(blank.config, servers.agencies[:1])
    (blank.config / "console.toml").write_text('desk = "one"\n\nrefresh_second = 3\n')
    with (blank.config / "agencies.toml").open("a") as file:
        file.write('[[agency]]\nname = "Half"\noffers = ["plans"]\n')
    done = blank.run("doctor", "--json")
    assert done.status == 1
    failed = [s for state, s in by_subject(done)["configuration", ""] if state == "failed"]
    assert any("console.toml, line 3: 'refresh_second' is not a setting" in s for s in failed)
    assert any("agencies.toml, line" in s and "Half is left out" in s for s in failed)


def test_an_agency_that_is_down(blank, servers, write_config):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gone = servers.agencies[0].model_copy(
            update={"name": "Gone", "url": f"http://127.0.0.1:{taken.getsockname()[1]}"}
        )
        write_config(blank.config, (servers.agencies[1], gone))
        done = blank.run("doctor", "--json")
    assert done.status == 1
    checks = by_subject(done)
    state, sentence = checks["agencies", "Gone, plans"][0]
    assert (state, sentence[:15]) == ("failed", "COULD NOT CHECK")
    assert "refused" in sentence
    assert checks["clock", "clock of Gone"] == [("check", "It did not say what time it is.")]
    assert checks["agencies", "Social Care, plans"] == [("ok", "answers.")]


@pytest.mark.parametrize(
    ("minutes", "state", "sentence"),
    [
        (0, "ok", "Agrees with ours."),
        (7, "check", "ahead of ours: one of them is wrong."),
        (-90, "check", "behind ours: one of them is wrong."),
    ],
)
def test_a_clock_that_differs(blank, servers, write_config, minutes, state, sentence):
    """By the header Date of the very answers, whatever they say."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        there = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
        head = [(b"date", there.encode()), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 500, "headers": head})
        await send({"type": "http.response.body", "body": b"{}"})

    with serving(answer, date_header=False) as url:
        clocks = servers.agencies[0].model_copy(update={"name": "Clocks", "url": url})
        write_config(blank.config, (clocks,))
        checks = by_subject(blank.run("doctor", "--json"))
    ((found, words),) = checks["clock", "clock of Clocks"]
    assert (found, words.endswith(sentence)) == (state, True), words


def test_a_new_desk_is_not_broken(fresh):
    (fresh.config / "agencies.toml").write_text("# none yet\n")
    done = fresh.run("doctor", "--json")
    assert done.status == 0
    checks = by_subject(done)
    assert checks["database", ""][0][0] == "check"
    assert ("check" in dict(checks["configuration", ""])) is True
    assert not fresh.data.exists()


def test_others_rights_are_said(desk_copy):
    (desk_copy.data / "console.db").chmod(0o644)
    (desk_copy.config / "agencies.toml").unlink()
    state, sentence = by_subject(desk_copy.run("doctor", "--json"))["database", "console.db"][0]
    assert (state, "mode 644" in sentence) == ("check", True)


def test_a_folder_of_configuration_that_is_not_there(fresh):
    fresh.config = fresh.config / "missing"
    done = fresh.run("doctor")
    assert done.status == 1
    assert "FAILED" in done.text
    assert "there is no such folder" in done.text
