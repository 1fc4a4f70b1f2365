"""`markers.toml`: each fault is named by file, line and reason; the rest works, the desk opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from ooh_console import settings
from ooh_console.configuration import Problem
from ooh_console.domain.markers import Marker
from ooh_console.domain.meanings import Meanings, code_known, dangerous, meanings_of
from ooh_console.marker_meanings import load_meanings
from ooh_console.settings import load

GOOD = """\
[[marker]]
name = "Petrol"
words = ["petrol"]
meaning = "Petrol is kept."
do = ["No flame."]
"""


def read(tmp_path: Path, content: str | bytes | None) -> tuple[Meanings, list[str]]:
    folder = tmp_path / "config"
    folder.mkdir()
    if content is not None:
        data = content.encode() if isinstance(content, str) else content
        (folder / "markers.toml").write_bytes(data)
    problems: list[Problem] = []
    found = load_meanings(folder, settings.shipped(), problems)
    return found, [f"{p.file.name}:{p.line}: {p.reason}" for p in problems]


def shipped() -> Meanings:
    problems: list[Problem] = []
    found = load_meanings(settings.shipped(), settings.shipped(), problems)
    assert problems == []
    return found


@pytest.mark.parametrize(
    ("category", "code", "name"),
    [
        ("Violent", "VI", "Violent"),
        ("Weapons", "", "Weapons"),
        ("Firearms certificate", "", "Firearms"),
        ("Dangerous dog", "DG", "Dangerous dog"),
        ("Escaper", "", "Escaper"),
        ("Drugs", "", "Drugs"),
        ("Self-harm", "", "Self-harm"),
        ("Threats to professionals", "TP", "Threats to professionals"),
        ("Domestic abuse: at risk", "DV", "Domestic abuse"),
        ("MARAC", "", "MARAC"),
        ("Scene safety", "S", "Scene safety: safe"),
        ("Scene safety", "U", "Scene safety: UNSAFE"),
        ("Scene safety", "UNK", "Scene safety: not known"),
        ("SS", "U", "Scene safety: UNSAFE"),
        ("", "SS", "Scene safety"),
        ("", "AC", "Agency contacted"),
        ("", "RC", "Repeat caller"),
        ("", "SG", "Safeguarding"),
    ],
)
def test_what_is_shipped_explains_the_usual_markers(category: str, code: str, name: str) -> None:
    marker = Marker.read({"category": category, "code": code, "text": "x"})
    found = meanings_of(marker, shipped())
    assert found[0].name == name
    assert found[0].do
    assert code_known(marker, shipped())


def test_dog_and_weapons_of_the_shipped_file_always_show() -> None:
    always = {one.name for one in shipped() if one.always_on_screen}
    assert always == {"Dangerous dog", "Weapons", "Firearms"}
    unsafe = Marker.read({"category": "Scene safety", "code": "U", "text": "crew threatened"})
    assert not dangerous(unsafe, shipped())


def test_a_folder_without_the_file_has_what_came_with_the_program(tmp_path: Path) -> None:
    assert read(tmp_path, None) == (shipped(), [])


def test_a_good_file_replaces_what_came_with_the_program(tmp_path: Path) -> None:
    found, problems = read(tmp_path, GOOD)
    assert problems == []
    assert [one.name for one in found] == ["Petrol"]


def test_each_bad_entry_is_left_out_and_named_and_the_others_hold(tmp_path: Path) -> None:
    bad = """\
colour = "red"
[[marker]]
name = "No meaning"
words = ["x"]
do = ["x"]
[[marker]]
name = "Bad words"
meaning = "x"
do = ["x"]
words = ["*"]
[[marker]]
name = "Unknown key"
meaning = "x"
do = ["x"]
words = ["x"]
mood = "low"
[[marker]]
words = ["x"]
meaning = "x"
do = ["x"]
[[marker]]
name = "petrol"
words = ["x"]
meaning = "x"
do = ["x"]
"""
    start, rest = bad.split("\n", 1)
    found, problems = read(tmp_path, f"{start}\n{GOOD}{rest}")
    assert [one.name for one in found] == ["Petrol"]
    assert problems == [
        "markers.toml:1: 'colour' is not a setting here",
        "markers.toml:7: marker No meaning is left out: meaning: Field required",
        "markers.toml:15: marker Bad words is left out: words.0: give at least one letter or digit",
        "markers.toml:21: marker Unknown key is left out: mood: Extra inputs are not permitted",
        "markers.toml:22: marker number 5 is left out: name: Field required",
        "markers.toml:27: marker petrol is left out: there is another one of this name",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[[marker]]\nname = \n", "markers.toml:2: is not valid TOML"),
        (b"name = '\xff'", "markers.toml:None: is not text in UTF-8"),
        (b"a = " + b"[" * 5000, "markers.toml:None: is not valid TOML"),
    ],
)
def test_a_broken_file_is_named_and_what_came_with_the_program_holds(
    content: bytes, says: str, tmp_path: Path
) -> None:
    found, (problem,) = read(tmp_path, content)
    assert problem.startswith(says)
    assert problem.endswith("the meanings that came with the program are used")
    assert found == shipped()


@pytest.mark.parametrize("content", ["marker = 3", "marker = [1, 'x']", "[marker]\nname = 'x'"])
def test_markers_of_another_shape(content: str, tmp_path: Path) -> None:
    found, problems = read(tmp_path, content)
    assert found == ()
    assert problems


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "config" / "markers.toml").mkdir(parents=True)
    problems: list[Problem] = []
    assert load_meanings(tmp_path / "config", settings.shipped(), problems) == shipped()
    assert [p.reason.split(";")[0] for p in problems] == ["cannot be read (Is a directory)"]


def test_the_settings_hold_them_and_name_the_faults(tmp_path: Path) -> None:
    (tmp_path / "markers.toml").write_text(f"{GOOD}[[marker]]\nname = 'x'\n", "utf-8")
    loaded, problems = load(tmp_path, tmp_path / "data")
    assert [one.name for one in loaded.markers] == ["Petrol"]
    assert any("marker x is left out" in p.reason and p.line == 6 for p in problems)
