"""Configuration: where it is found, and that each fault in it is named while the rest works."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ooh_console import settings
from ooh_console.configuration import Problem
from ooh_console.domain.alarms import Thresholds
from ooh_console.settings import CANNOT_ATTEND, Reporting, Settings, load

AGENCY = """\
[[agency]]
name = "{name}"
kind = "police"
url = "https://{host}.example"
offers = ["markers"]
"""

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_configuration_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OOH_CONSOLE_CONFIG", "OOH_CONSOLE_DATA"):
        monkeypatch.delenv(name, raising=False)
    for what in ("config", "data"):
        monkeypatch.setattr(
            settings.platformdirs,
            f"user_{what}_path",
            lambda *_, _what=what, **__: tmp_path / "platform" / _what,
        )


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def files(console: str | bytes | None = None, agencies: str | bytes | None = None) -> Path:
        folder = tmp_path / "config"
        folder.mkdir(exist_ok=True)
        for name, content in (("console.toml", console), ("agencies.toml", agencies)):
            if content is not None:
                data = content.encode() if isinstance(content, str) else content
                (folder / name).write_bytes(data)
        return folder

    return files


def words(problems: tuple[Problem, ...]) -> list[str]:
    return [
        f"{p.file.name}:{p.line}: {p.reason}" if p.line else f"{p.file.name}: {p.reason}"
        for p in problems
    ]


def test_the_shipped_configuration_says_only_that_there_is_no_agency() -> None:
    loaded, problems = load()
    assert loaded.config_folder == settings.shipped()
    assert [p.reason for p in problems] == [
        "no agency configured: describe each one here, as the examples in this file show"
    ]
    assert problems[0].file == settings.shipped() / "agencies.toml"
    assert loaded.time_zone == "Europe/London"
    assert loaded.refresh_seconds == 15
    assert loaded.watch_list_days == 42
    assert loaded.eta_presets == (15, 30, 45, 60, 90)
    assert loaded.alarms == Thresholds()
    assert len(loaded.cannot_attend) >= 2
    assert loaded.desk


def test_the_shipped_examples_work_once_they_are_uncommented(write: Write) -> None:
    text = (settings.shipped() / "agencies.toml").read_text("utf-8")
    bare = re.sub(r"^# ?", "", text.split("\n\n", 1)[1], flags=re.MULTILINE)
    parts = [
        part[part.index("[") :] for part in bare.split("\n\n") if re.search(r"^\[", part, re.M)
    ]
    agencies = [part for part in parts if part.startswith("[[agency]]")]
    others = [part for part in parts if part not in agencies]
    assert (len(agencies), len(others)) == (4, 3)
    # An agency has one way to sign in: each of the others stands under the one that has none.
    for instead in ("", *others):
        loaded, problems = load(write(agencies="\n".join((*agencies, instead))))
        assert words(problems) == []
        assert len(loaded.agencies) == 4


def test_nothing_written_gives_the_defaults(write: Write) -> None:
    loaded, problems = load(write(agencies=AGENCY.format(name="P", host="p")))
    assert problems == ()
    assert loaded.cannot_attend == CANNOT_ATTEND
    assert loaded.checkpoint_folder is None
    assert loaded == load(loaded.config_folder)[0]


def test_where_it_is_looked_for(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = write(agencies="")
    environment, platform = tmp_path / "environment", tmp_path / "platform" / "config"
    for folder in (environment, platform):
        folder.mkdir(parents=True)
    assert settings.config_folder() == settings.shipped()
    (platform / "console.toml").touch()
    assert settings.config_folder() == platform
    monkeypatch.setenv("OOH_CONSOLE_CONFIG", str(environment))
    assert settings.config_folder() == environment
    assert settings.config_folder(named) == named
    assert settings.data_folder() == tmp_path / "platform" / "data"
    monkeypatch.setenv("OOH_CONSOLE_DATA", str(tmp_path / "d"))
    assert settings.data_folder() == tmp_path / "d"
    assert settings.data_folder(tmp_path / "e") == tmp_path / "e"


def test_a_folder_named_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings.config_folder(Path("x")) == tmp_path / "x"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert settings.data_folder(Path("~/x")) == tmp_path / "home" / "x"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    loaded, problems = load(tmp_path / "nowhere")
    assert problems[0].file == tmp_path / "nowhere"
    assert "no such folder" in problems[0].reason
    assert loaded.agencies == ()


def test_console_toml_in_full(write: Write, tmp_path: Path) -> None:
    loaded, problems = load(
        write(
            """\
            desk = "EDT desk 1"
            time_zone = "Europe/Dublin"
            refresh_seconds = 30
            watch_list_days = 14
            eta_presets = [60, 20]
            checkpoint_folder = "checkpoints"
            [alarms]
            no_lead = 2.5
            [[cannot_attend]]
            role = "Telephone"
            reason = "Far away"
            """,
            AGENCY.format(name="P", host="p"),
        ),
        tmp_path / "data",
    )
    assert problems == ()
    assert loaded == Settings(
        config_folder=tmp_path / "config",
        data_folder=tmp_path / "data",
        desk="EDT desk 1",
        time_zone="Europe/Dublin",
        refresh_seconds=30,
        watch_list_days=14,
        eta_presets=(20, 60),
        checkpoint_folder=tmp_path / "config" / "checkpoints",
        alarms=Thresholds(no_lead=2.5),
        cannot_attend=(settings.CannotAttend(role="Telephone", reason="Far away"),),
        agencies=loaded.agencies,
        markers=loaded.markers,
        protocols=loaded.protocols,
    )
    assert loaded.tz.key == "Europe/Dublin"


def test_each_wrong_setting_is_named_and_the_others_hold(write: Write) -> None:
    loaded, problems = load(
        write(
            """\
desk = ""
refresh_seconds = 0
watch_list_days = "many"
time_zone = "../etc/passwd"
eta_presets = []
colour = "red"
agencies = []
[alarms]
no_lead = "soon"
source_stale = -1
no_luck = 1
not_accepted = 9
[[cannot_attend]]
role = "Telephone"
reason = "Far away"
mood = "low"
[[cannot_attend]]
role = "Telephone"
""",
            AGENCY.format(name="P", host="p"),
        )
    )
    assert sorted(p.line or 0 for p in problems) == [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 16, 17]
    assert {p.file.name for p in problems} == {"console.toml"}
    told = "\n".join(words(problems))
    for part in (
        "desk: a desk needs a name; the default is used",
        "refresh_seconds: Input should be greater than or equal to 1; the default is used",
        "time_zone: there is no time zone of this name",
        "'colour' is not a setting",
        "'agencies' is not a setting",
        "alarms: 'no_luck' is not a setting",
        "cannot_attend: 'mood' is not a setting",
        "cannot_attend Telephone is left out: reason: Field required",
    ):
        assert part in told
    assert loaded.alarms == Thresholds(not_accepted=9)
    assert [preset.role for preset in loaded.cannot_attend] == ["Telephone"]
    assert loaded.refresh_seconds == 15
    assert loaded.desk


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b'desk = "x"\nrefresh_seconds = \n', 2, "is not valid TOML: Invalid value"),
        (b"desk = '\xff'", None, "is not text in UTF-8"),
        (b'desk = "\x00"', 1, "is not valid TOML"),
        (b"a = " + b"9" * 5000, None, "is not valid TOML"),
        (b"a = " + b"[" * 5000, None, "is not valid TOML"),
    ],
)
@pytest.mark.parametrize("which", ["console", "agencies"])
def test_a_broken_file_is_named_and_the_other_holds(
    which: str, content: bytes, line: int | None, says: str, write: Write
) -> None:
    good = {"console": 'desk = "here"', "agencies": AGENCY.format(name="P", host="p")}
    loaded, problems = load(write(**{**good, which: content}))
    (problem,) = problems
    assert problem.file.name == f"{which}.toml"
    assert problem.line == line
    assert problem.reason.startswith(says)
    assert str(problem) == problem.words()
    if which == "console":
        assert [one.name for one in loaded.agencies] == ["P"]
    else:
        assert loaded.desk == "here"
        assert loaded.agencies == ()


def test_a_file_that_cannot_be_read(write: Write) -> None:
    folder = write(agencies=AGENCY.format(name="P", host="p"))
    (folder / "console.toml").mkdir()
    loaded, problems = load(folder)
    assert words(problems) == [
        "console.toml: cannot be read (Is a directory); the defaults are used"
    ]
    assert len(loaded.agencies) == 1


def test_a_bad_agency_is_left_out_and_named(write: Write) -> None:
    text = "".join(
        (
            AGENCY.format(name="Good", host="good"),
            AGENCY.format(name="Plain", host="plain").replace("https", "http"),
            AGENCY.format(name="Later", host="later") + 'adapter = "cpis"\n',
            AGENCY.format(name="Odd", host="odd") + "colour = 1\n[agency.auth]\nmood = 2\n",
            AGENCY.format(name="Good", host="again"),
            AGENCY.format(name="Open", host="open")
            + '[agency.auth]\nmethod = "bearer"\nsecret = "hunter2"\n',
            AGENCY.format(name=" ", host="noname"),
            "[extra]\n",
        )
    )
    loaded, problems = load(write(agencies=text))
    assert [one.name for one in loaded.agencies] == ["Good", "Odd"]
    assert sorted(words(problems)) == sorted(
        [
            "agencies.toml:43: 'extra' is not a setting here",
            "agencies.toml:9: agency Plain is left out: url: plain http is only for this machine"
            " itself: use https",
            "agencies.toml:15: agency Later is left out: offers: the adapter 'cpis' answers"
            " 'child-protection' and 'earlier-looks', not 'markers'",
            "agencies.toml:22: agency Odd: 'colour' is not a setting here",
            "agencies.toml:24: agency Odd: 'auth.mood' is not a setting here",
            "agencies.toml:26: agency Good is left out: there is another one of this name",
            "agencies.toml:37: agency Open is left out: auth.secret: must say where the secret is"
            " (env:NAME, file:PATH or keyring:NAME), and never be the secret itself",
            "agencies.toml:39: agency number 7 is left out: name: an agency needs a name",
        ]
    )
    assert "hunter2" not in "".join(words(problems))


@pytest.mark.parametrize("text", ["agency = 3", "agency = [1, 2]", "[agency]\nname = 'x'"])
def test_agencies_of_another_shape(text: str, write: Write) -> None:
    loaded, problems = load(write(agencies=text))
    assert loaded.agencies == ()
    assert problems


def test_a_secret_file_lies_beside_the_configuration(write: Write, tmp_path: Path) -> None:
    auth = '[agency.auth]\nmethod = "api-key"\nsecret = "file:police.key"\n'
    loaded, problems = load(write(agencies=AGENCY.format(name="P", host="p") + auth))
    assert problems == ()
    assert loaded.agencies[0].auth.secret == f"file:{tmp_path / 'config' / 'police.key'}"


def test_reports_have_a_line_of_their_own_and_a_folder_beside_the_configuration(write) -> None:
    folder = write('[reports]\nclassification = " OFFICIAL \\u202e"\nfolder = "../reports"\n')
    loaded, problems = load(folder)
    assert loaded.reports.classification == "OFFICIAL"
    assert loaded.reports.folder == folder / "../reports"
    assert not [one for one in words(problems) if "reports" in one]


@pytest.mark.parametrize("wrong", ["classification = ''", "classification = 7", "colour = 'red'"])
def test_a_fault_in_the_section_of_reports_is_named(write, wrong) -> None:
    loaded, problems = load(write(f"[reports]\n{wrong}\n"))
    assert any(one.startswith("console.toml:2: reports: ") for one in words(problems))
    assert loaded.reports == Reporting()
