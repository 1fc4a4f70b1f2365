"""Whatever is typed and sent in a whole night, none of it is in the program log or in a bundle."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.forking import FORKER, Done
from tests.program_logs import told_in, unforeseen_in

TYPED = "Quixotrope"
"""A word that is nowhere in the console nor in its nights."""
PASSPHRASE = "Quixotrope opens the desk"
NUMBER, TELEPHONE, POSTCODE = "9990000018", "07700 900777", "ZZ99 9QX"


def strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from strings(one)
        case list():
            for one in value:
                yield from strings(one)


class Night:
    """The first night, played by both sides; then somebody types what no log may have."""

    def __init__(self, data: Path) -> None:
        self.command(data, "exercise", "first-night", "--headless")
        (self.folder,) = Path(data, "exercises").iterdir()
        self.reference = json.loads(self.run("incidents", "--json").stdout)["incidents"][0][
            "reference"
        ]

    @staticmethod
    def command(data: Path, *arguments: str, **more: str) -> Done:
        env = {k: v for k, v in os.environ.items() if not k.startswith("OOH_")}
        done = FORKER.run(["--data", str(data), *arguments], {**env, **more}, timeout=100)
        assert b"Traceback" not in done.stderr
        return done

    def run(self, *arguments: str, **more: str) -> Done:
        return self.command(self.folder, *arguments, **more)

    def said(self) -> list[str]:
        """Everything that the night's log holds in words: typed, and sent by agencies."""
        with closing(sqlite3.connect(self.folder / "console.db")) as connection:
            bodies = connection.execute("SELECT body FROM entry UNION SELECT body FROM content")
            found = {
                text
                for (body,) in bodies
                for text in strings(json.loads(body) if body[:1] in "[{" else body)
            }
            people = connection.execute("SELECT DISTINCT operator, desk FROM entry").fetchall()
        found |= {one for pair in people for one in pair}
        return sorted(text for text in found if len(text) > 5 and re.search(r"[ \d]", text))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    night = Night(tmp_path_factory.mktemp("night"))
    ref = night.reference
    typed = f"{TYPED} was seen, ring {TELEPHONE} at {POSTCODE}"
    assert night.run("record", ref, typed).returncode == 0
    form = ("--form", "action", f"text={TYPED} to be rung", f"owner={TYPED}")
    assert night.run("record", ref, *form).returncode == 0
    for wrong in (
        ("record", ref, "--form", "action", f"colour={TYPED}"),
        ("record", f"{TYPED}-1", typed),
        ("show", ref, "--at", TYPED),
        ("look", TYPED, "--address", f"1 {TYPED} Street"),
        ("look", NUMBER),
        ("show", ref, "--screen", TYPED),
        (TYPED,),
        ("report", ref, "--out", f"/nowhere/{TYPED}/report.html"),
        ("verify", TYPED),
    ):
        night.run(*wrong, OOH_CONSOLE_PASSPHRASE=PASSPHRASE, OOH_CONSOLE_OPERATOR=TYPED)
    return night


AGENCIES = {"County Maternity", "Social Care", "Police", "Ambulance", "OOH social care"}


def leaks(text: str, night: Night) -> list[str]:
    """What of the night is in a text. Agencies are named as they are configured, times are not
    those of an entry, and an id says nothing."""
    words = night.said()
    assert len(words) > 300
    known = {"Example Constabulary"} | AGENCIES
    telling = [one for one in words if one not in known and not re.fullmatch(r"[\w:.-]+", one)]
    numbers = [one for one in words if re.fullmatch(r"[\d ]{10,}", one)]
    assert len(telling) > 200
    assert numbers
    lowered = text.casefold()
    return [
        one
        for one in (*telling, *numbers, TYPED, NUMBER, TELEPHONE, POSTCODE, night.reference)
        if one.casefold() in lowered or json.dumps(one)[1:-1].casefold() in lowered
    ]


def test_nothing_of_it_is_in_the_program_log(night: Night) -> None:
    told = told_in(night.folder)
    assert len(told) > 300
    assert leaks(json.dumps(told, ensure_ascii=False), night) == []
    assert '"?"' not in json.dumps(told), "a field that the console itself may not write"
    assert unforeseen_in(night.folder) == ""


def test_what_was_done_is_in_it(night: Night) -> None:
    told = told_in(night.folder)
    commands = [one["command"] for one in told if one["what"] == "ended"]
    assert commands[:3] == ["exercise", "incidents", "record"]
    recorded = [one for one in told if one["what"] == "recorded" and "action" in one["kinds"]]
    act = recorded[-1]["act"]
    # One id from the command to the disk.
    whats = {one["what"] for one in told if one.get("act") == act}
    assert {"begun", "recorded", "appended", "ended"} <= whats
    assert {one["agency"] for one in told if one["what"] == "asked"} <= AGENCIES
    assert any(one["what"] == "answers" and one["state"] == "held" for one in told)


def bundled(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_bundle_has_what_support_needs_and_nothing_of_it(night: Night, tmp_path: Path) -> None:
    place = tmp_path / "for-support.zip"
    done = night.run("doctor", "--bundle", str(place), "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)["bundle"]
    assert place.stat().st_mode & 0o777 == 0o600
    files = bundled(place.read_bytes())
    assert [one["name"] for one in made["contents"]] == list(files)
    assert {"doctor.json", "versions.json", "configuration.json", "files.json"} < files.keys()
    for name, text in files.items():
        assert leaks(text, night) == [], name
        assert str(night.folder) not in text, name
    database = json.loads(files["database.json"])
    assert database["entries_by_kind"]["decision_maker_set"] > 0
    assert database["verify"]["ok"] is True
    assert made["on_register"]
    with closing(sqlite3.connect(night.folder / "console.db")) as connection:
        bodies = connection.execute("SELECT body FROM entry WHERE kind = 'exported'").fetchall()
    assert any(made["sha256"] in body for (body,) in bodies)
    again = night.run("doctor", "--bundle", str(place))
    assert again.returncode == 2
    assert b"is there already" in again.stderr
