"""`show REF --follow`: what is new is told as it comes, until the incident is closed or Ctrl+C."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import jsonschema

from ooh_console.bootstrap import CHEAP, Parts
from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.incident import Incident
from ooh_console.domain.notices import BY_SYSTEM
from ooh_console.exercise.process import start_servers
from tests.cli.places import PASSPHRASE, SCHEMAS, Place
from tests.desk.test_notices import NIGHT

SCHEMA = json.loads((SCHEMAS / "follow.schema.json").read_text())


@contextmanager
def following(place: Place, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command, which goes on beside the test."""
    child = subprocess.Popen(
        place.command("show", place.reference, "--follow", *more),
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate(timeout=30)


def one(child: subprocess.Popen[bytes]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().decode()


def until(child: subprocess.Popen[bytes], wanted: Callable[[dict[str, Any]], bool]) -> list[Any]:
    """The lines up to the first that is wanted; each is one document of the schema."""
    found: list[Any] = []
    while not found or not wanted(found[-1]):
        text = one(child)
        assert text, f"it ended after {found}"
        found.append(json.loads(text))
        jsonschema.validate(found[-1], SCHEMA)
    return found


def closed(place: Place) -> None:
    """Somebody closes the incident at another desk with the same log."""
    parts = Parts(place.settings(), agencies=(), hardness=CHEAP)
    desk = parts.desk(parts.unlock("Ann Example", PASSPHRASE))

    async def close() -> None:
        incident = Incident.load(desk, place.reference)
        await perform(incident, ACTS["accept"], {"heard_by": "Ann Example", "how": "radio"})
        await perform(incident, ACTS["close"], {"reason": "handed over"})

    try:
        asyncio.run(close())
    finally:
        parts.close()


def test_a_program_gets_a_document_a_line_until_it_is_closed(desk_copy):
    with following(desk_copy, "--json") as child:
        first = until(child, lambda line: line["what"] == "follows")
        assert len(first) == 1
        assert "entries so far" in first[0]["words"]
        desk_copy.run("record", desk_copy.reference, "dog", "[/x]\x1b[31m is back")
        seen = until(child, lambda line: line["what"] == "entry")
        standing = {line["alarm"]["code"] for line in seen if line["what"] == "alarm-begins"}
        assert "not-accepted" in standing
        assert all(line["words"].split()[1] == "stands:" for line in seen[:-1])
        assert seen[-1]["entry"]["body"]["text"] == "dog [/x]\x1b[31m is back"
        assert "\x1b" not in seen[-1]["words"]
        closed(desk_copy)
        rest = until(child, lambda line: bool(line["entry"]) and "INCIDENT CLOSED" in line["words"])
        assert any(
            line["what"] == "alarm-ends" and line["alarm"]["code"] == "not-accepted"
            for line in [*rest, *(json.loads(text) for text in child.stdout)]
        )
        assert child.wait(30) == 0
        assert child.stderr.read() == b""
    looks = [what for _, kind, what in desk_copy.register() if kind == "record_opened"]
    assert f"incident {desk_copy.reference}" in looks


def test_a_person_hears_a_line_and_ends_it_with_ctrl_c(desk_copy):
    with following(desk_copy) as child:
        assert one(child).startswith(f"Follows, {desk_copy.reference}, 14 Saltpan Lane")
        desk_copy.run("record", desk_copy.reference, "dog is back")
        while "Entry " not in (text := one(child)):
            assert " stands: " in text
        assert text.endswith(" Ann Example, duty worker: dog is back.\n")
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 0
        assert child.stderr.read() == b""


def test_it_ends_when_nobody_listens(desk_copy):
    reading, writing = os.pipe()
    child = subprocess.Popen(
        desk_copy.command("show", desk_copy.reference, "--follow"),
        env=desk_copy.environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    assert os.read(reading, 7) == b"Follows"
    os.close(reading)
    desk_copy.run("record", desk_copy.reference, "dog is back")
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (0, b"")


def test_the_past_is_not_followed(filled):
    for more in (("--at", "02:14"), ("--screen", "told")):
        done = filled.run("show", filled.reference, "--follow", *more, "--json")
        assert done.status == 2
        assert "--follow" in done.valid("error")["error"]
        assert done.raw.count(b"\n") == 1


def test_who_asks_tells_agencies_by_their_systems_as_a_desk_does(
    desk_copy, write_config, tmp_path_factory
):
    scenario = tmp_path_factory.mktemp("night") / "notices.toml"
    scenario.write_text(NIGHT, encoding="utf-8")
    with start_servers(scenario, start=datetime.now(UTC)) as servers:
        write_config(desk_copy.config, servers.agencies)
        desk_copy.environ |= servers.environment
        with following(desk_copy, "--ask", "--json") as child:
            told = until(
                child,
                lambda line: line["what"] == "entry" and line["entry"]["kind"] == "notice_given",
            )
        assert BY_SYSTEM in told[-1]["words"]
