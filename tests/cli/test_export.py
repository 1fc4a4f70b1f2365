"""`report --format json` and `verify FILE`: the log checked where the desk is not."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest

from tests.cli.places import SCHEMAS, Place

SECRET = "the planned order"


@pytest.fixture(scope="module")
def files(filled, tmp_path_factory) -> dict[str, Path]:
    """The night exported without and with what must not be told."""
    folder = tmp_path_factory.mktemp("exports")
    found = {}
    place = filled.copy(folder)
    for name, more in {"closed": (), "open": ("--include-restricted", "--with-screens")}.items():
        found[name] = folder / f"{name}.json"
        done = place.run(
            "report", place.reference, "--format", "json", "--out", str(found[name]), *more
        )
        assert done.status == 0, done.errors
    return found


@pytest.fixture
def nowhere(tmp_path) -> Place:
    """Another computer: no log, no configuration."""
    return Place(tmp_path / "data", tmp_path / "config")


@pytest.mark.parametrize("name", ["closed", "open"])
def test_an_export_is_of_its_schema_and_verifies_where_there_is_no_desk(files, nowhere, name):
    content = json.loads(files[name].read_bytes())
    jsonschema.validate(content, json.loads((SCHEMAS / "export.schema.json").read_text()))
    assert (SECRET in files[name].read_text()) is (name == "open")
    found = nowhere.run("verify", str(files[name]), "--json").valid("verify")
    assert found["ok"]
    assert found["entries"] == len(content["entries"])
    assert set(found["signers"]) == {"Ann Example"}
    withheld = [one for one in content["entries"] if one["body"] is None]
    assert len(withheld) == found["export"]["withheld"]
    assert bool(withheld) is (name == "closed")
    assert not nowhere.data.exists()


def test_what_is_withheld_and_whose_keys_count_is_said(files, nowhere):
    words = nowhere.run("verify", str(files["closed"])).text
    assert "is withheld" in words
    assert "complete and unchanged" in words
    assert "a file alone cannot tell" in words


def test_a_changed_export_names_the_entry(files, nowhere, tmp_path):
    content = json.loads(files["open"].read_bytes())
    content["entries"][2]["body"] = content["entries"][2]["body"].replace("garden", "kennel")
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(content))
    done = nowhere.run("verify", str(path))
    assert done.status == 1
    assert "FINDING" in done.text
    assert "entry 3" in done.text


def test_it_is_compared_with_a_checkpoint_of_the_desk(desk_copy, nowhere, tmp_path):
    checkpoint, out = tmp_path / "checkpoint.json", tmp_path / "log.json"
    assert desk_copy.run("checkpoint", str(checkpoint)).status == 0
    more = ("--format", "json", "--out", str(out))
    assert desk_copy.run("report", desk_copy.reference, *more).status == 0
    done = nowhere.run("verify", str(out), "--checkpoint", str(checkpoint))
    assert done.status == 0, done.text
    assert "Compared with the checkpoint" in done.text


@pytest.mark.parametrize("name", ["missing.json", "./nothing", "."])
def test_a_file_that_cannot_be_read_is_one_sentence(nowhere, name):
    done = nowhere.run("verify", name, "--json")
    assert done.status == 2
    assert "Nothing was checked." in done.valid("error")["error"]


@pytest.mark.parametrize("option", [(), ("--checkpoint",)])
def test_what_is_no_plain_file_keeps_nobody_waiting(files, nowhere, tmp_path, option):
    pipe, long = tmp_path / "pipe.json", tmp_path / "long.json"
    os.mkfifo(pipe)
    with long.open("wb") as stream:
        stream.truncate(2_000_000_000)
    for path, why in ((pipe, "pipe"), (Path("/dev/zero"), "device"), (long, "longer than")):
        named = (str(files["closed"]), *option, str(path)) if option else (str(path),)
        done = nowhere.run("verify", *named, "--json")
        assert done.status == 2
        said = done.valid("error")["error"]
        assert re.search(r"Nothing was compared|was not checked", said)
        assert option or why in said


def test_a_file_without_its_statement_says_so_in_words(files, nowhere, tmp_path):
    content = json.loads(files["open"].read_bytes())
    path = tmp_path / "bare.json"
    path.write_text(json.dumps({k: v for k, v in content.items() if k != "statement"}))
    done = nowhere.run("verify", str(path))
    assert done.status == 1
    assert "which do not say when they were exported, or by whom." in done.text
    exported = nowhere.run("verify", str(files["open"])).text
    assert re.search(r"exported \d+ \w{3} \d{4} \d\d:\d\d (GMT|BST) by Ann Example\.", exported)


def test_screens_are_exported_only_with_what_must_not_be_told(desk_copy):
    done = desk_copy.run("report", desk_copy.reference, "--format", "json", "--with-screens")
    assert done.status == 2
    assert "--include-restricted" in done.errors
