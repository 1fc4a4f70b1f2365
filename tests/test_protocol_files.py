"""Files of protocols: each fault by file, line and reason; the rest works and the desk opens."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ooh_console.desk.acts import ACTS
from ooh_console.desk.commands import BY_ID
from ooh_console.domain.protocol import COMMANDS
from ooh_console.settings import load, shipped
from ooh_console.tui.commands import DOES

GOOD = """\
title = "Good"
source = "law"

[[step]]
id = "first"
text = "do it"
why = "it helps"

[[step]]
id = "second"
text = "do that"
why = "it helps too"
when = { all = ["born", { not = "power-in-force" }] }
due = { after = "born", minutes = 10 }
command = "action"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration with a good protocol."""
    config = tmp_path / "config"
    shutil.copytree(shipped(), config, ignore=shutil.ignore_patterns("protocols", "exercises"))
    (config / "protocols").mkdir()
    (config / "protocols" / "good.toml").write_text(GOOD, "utf-8")
    return config


def problems_of(config: Path) -> tuple[list[str], dict[str, list[str]]]:
    """What is said about protocols, and what works: id to steps."""
    settings, problems = load(config, config.parent / "data")
    said = [
        f"{p.file.name}:{p.line}: {p.reason}" for p in problems if p.file.parent.name == "protocols"
    ]
    return said, {one.id: [step.id for step in one.step] for one in settings.protocols}


def test_the_good_file_has_no_fault(folder: Path) -> None:
    assert problems_of(folder) == ([], {"good": ["first", "second"]})


def test_the_shipped_protocols_have_no_fault_and_are_the_eight() -> None:
    settings, problems = load(shipped())
    assert [p for p in problems if "protocols" in p.file.parts] == []
    assert [one.id for one in settings.protocols] == [
        "dangerous-dog",
        "domestic-abuse",
        "flight-risk",
        "joint-decision",
        "methane",
        "opening-briefing",
        "unborn-child-night",
        "violent-household",
    ]
    assert all(one.step for one in settings.protocols)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('"born", { not', '"borne", { not', 13, "unknown fact 'borne'"),
        ('{ all = ["born"', '{ every = ["born"', 13, "unknown condition 'every'"),
        ('all = ["born", {', 'all = ["born", { linked = "aunt" }, {', 13, "unknown 'aunt'"),
        ('all = ["born", {', "all = [7, {", 13, "a condition is one fact"),
        ('after = "born"', 'after = "plan-held"', 14, "unknown moment 'plan-held'"),
        ("minutes = 10", "minutes = true", 14, "minutes are a number"),
        ("minutes = 10", "minutes = -1", 14, "greater than or equal to 0"),
        ('"action"', '"launch"', 15, "unknown command 'launch'"),
        ('text = "do that"', "text = 7", 11, "valid string"),
        ('text = "do that"', 'txt = "do that"', 9, "Field required"),
        ('why = "it helps too"', 'why = "it helps too"\ncolour = "red"', 13, "Extra inputs"),
        ('id = "second"', 'id = "Second One"', 10, "should match pattern"),
        ('id = "second"', 'id = "first"', 10, "another one of this id"),
    ],
)
def test_a_step_that_cannot_be_used_is_named_and_the_others_work(
    folder: Path, old: str, new: str, line: int, reason: str
) -> None:
    assert GOOD.count(old) == 1
    (folder / "protocols" / "bad.toml").write_text(GOOD.replace(old, new), "utf-8")
    (said,), works = problems_of(folder)
    assert said.startswith(f"bad.toml:{line}: step "), said
    assert reason in said
    assert works == {"bad": ["first"], "good": ["first", "second"]}


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (GOOD.replace('title = "Good"', "title = "), 1, "is not valid TOML"),
        (GOOD.replace('title = "Good"\n', ""), 1, "title: Field required"),
        (GOOD.replace('"law"', "3"), 2, "source: Input should be a valid string"),
        (GOOD.replace('"law"', '"law"\nwhen = "borne"'), 3, "unknown fact 'borne'"),
        ('title = "T"\nsource = "law"\n', None, "it has no step"),
        (b"\xff\xfe", None, "is not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_the_others_work(
    folder: Path, content: str | bytes, line: int | None, reason: str
) -> None:
    data = content.encode() if isinstance(content, str) else content
    (folder / "protocols" / "bad.toml").write_bytes(data)
    said, works = problems_of(folder)
    assert len(said) == 1
    assert said[0].startswith(f"bad.toml:{line}: "), said
    assert reason in said[0]
    assert "left out" in said[0]
    assert works == {"good": ["first", "second"]}


def test_a_key_that_nobody_reads_is_named_and_nothing_is_lost(folder: Path) -> None:
    bad = GOOD.replace('source = "law"', 'source = "law"\nowner = "me"')
    (folder / "protocols" / "bad.toml").write_text(bad, "utf-8")
    said, works = problems_of(folder)
    assert said == ["bad.toml:3: 'owner' is not a setting here"]
    assert works["bad"] == ["first", "second"]


def test_a_step_that_is_no_table_is_named(folder: Path) -> None:
    bad = 'title = "T"\nsource = "law"\nstep = [3, { id = "a", text = "b", why = "c" }]\n'
    (folder / "protocols" / "bad.toml").write_text(bad, "utf-8")
    said, works = problems_of(folder)
    assert len(said) == 1
    assert "step number 1 is left out" in said[0]
    assert works["bad"] == ["a"]


def test_steps_of_another_shape_are_named_and_the_protocol_is_left_out(folder: Path) -> None:
    (folder / "protocols" / "bad.toml").write_text('title = "T"\nsource = "law"\nstep = 3\n')
    said, works = problems_of(folder)
    assert said == [
        "bad.toml:3: 'step' must be written [[step]]",
        "bad.toml:None: this protocol is left out: it has no step",
    ]
    assert works == {"good": ["first", "second"]}


def test_conditions_without_end_are_refused(folder: Path) -> None:
    deep = "{ not = " * 60 + '"born"' + " }" * 60
    bad = GOOD.replace('{ all = ["born", { not = "power-in-force" }] }', deep)
    (folder / "protocols" / "bad.toml").write_text(bad, "utf-8")
    (said,), works = problems_of(folder)
    assert "eight deep" in said
    assert works["bad"] == ["first"]


def test_without_a_folder_the_shipped_ones_hold(folder: Path) -> None:
    shutil.rmtree(folder / "protocols")
    said, works = problems_of(folder)
    assert said == []
    assert "unborn-child-night" in works
    (folder / "protocols").write_text("", "utf-8")
    _, problems = load(folder, folder.parent / "data")
    assert any("protocols that came with the program" in p.reason for p in problems)


def test_every_command_of_a_step_is_one_of_the_desk_and_opens() -> None:
    for command in COMMANDS:
        assert command in BY_ID, command
        assert ("incident", command) in DOES or command in ACTS, command
