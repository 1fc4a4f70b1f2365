"""Drafts: what was typed is there again after a crash, and never lost without a word."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.ledger.drafts import Drafts
from ooh_console.ledger.errors import DraftProblem
from tests.ledger.conftest import Child

TYPED = {"text": "02:10 the midwife is not answ", "who": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


@pytest.fixture
def drafts(folder: Path) -> Drafts:
    return Drafts(folder, "desk 1")


def draft_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.draft") if path.is_file()]


def test_a_draft_is_there_for_the_next_console(drafts: Drafts, folder: Path) -> None:
    assert drafts.get("R1") == {}
    drafts.put("R1", "entry", TYPED)
    drafts.put("R1", "answer", {"who": "A Person"})
    drafts.put("R2", "entry", {"text": "other"})
    again = Drafts(folder, "desk 1")
    assert again.get("R1") == {"entry": TYPED, "answer": {"who": "A Person"}}
    assert set(again.incidents()) == {"R1", "R2"}
    assert Drafts(folder, "desk 2").get("R1") == {}


def test_clearing_forgets_one_form(drafts: Drafts, folder: Path) -> None:
    drafts.put("R1", "entry", TYPED)
    drafts.put("R1", "answer", TYPED)
    drafts.clear("R1", "entry")
    drafts.clear("R1", "never there")
    assert drafts.get("R1") == {"answer": TYPED}
    drafts.clear("R1", "answer")
    assert drafts.get("R1") == {}
    assert draft_files(folder) == []


def test_only_the_owner_can_read_them(drafts: Drafts, folder: Path) -> None:
    before = os.umask(0)
    try:
        drafts.put("R1", "entry", TYPED)
    finally:
        os.umask(before)
    paths = [folder, *folder.rglob("*")]
    assert {stat.S_IMODE(p.stat().st_mode) for p in paths if p.is_dir()} == {0o700}
    assert {stat.S_IMODE(p.stat().st_mode) for p in paths if p.is_file()} == {0o600}


@given(
    st.text(max_size=300),
    st.dictionaries(st.text(), st.dictionaries(st.text(), st.text(), max_size=3), max_size=3),
)
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, incident: str, forms: dict[str, dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("drafts")
    drafts = Drafts(folder, incident)
    for form, fields in forms.items():
        drafts.put(incident, form, fields)
    assert Drafts(folder, incident).get(incident) == forms
    assert {path.parent.parent for path in draft_files(folder)} <= {folder}


def test_half_a_character_does_not_cost_the_rest(drafts: Drafts) -> None:
    drafts.put("R1\ud83d", "entry", {"text": "before \ud83d after", "x\udc00": "kept"})
    ((_, fields),) = drafts.get("R1\ud83d").items()
    assert fields["text"] == "before \ufffd after"
    assert "kept" in fields.values()
    assert drafts.problems == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"incident": "R1"}', b'{"incident": "R2", "forms": {}}',
     b'{"incident": "R1", "forms": {"entry": {"text": 5}}}', b"[" * 100_000],
)  # fmt: skip
def test_a_damaged_draft_is_set_aside_and_reported(
    drafts: Drafts, folder: Path, content: bytes
) -> None:
    for round in (1, 2):
        drafts.put("R1", "entry", TYPED)
        (path,) = draft_files(folder)
        path.write_bytes(content)
        assert drafts.get("R1") == {}
        assert len(drafts.problems) == round
        aside = path.with_name(f"{path.name}.damaged-{round}")
        assert aside.read_bytes() == content
        assert str(aside) in drafts.problems[-1]
    drafts.put("R1", "entry", {"text": "goes on"})
    assert drafts.get("R1") == {"entry": {"text": "goes on"}}


def test_a_draft_that_cannot_be_written_leaves_the_one_before(drafts: Drafts, folder: Path) -> None:
    import resource

    drafts.put("R1", "entry", TYPED)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(DraftProblem, match="What was kept before is safe"):
            drafts.put("R1", "entry", {"text": "x" * 10_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert drafts.get("R1") == {"entry": TYPED}
    assert [p.name for p in folder.rglob("*.part")] == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DraftProblem):
        Drafts(tmp_path / "file", "desk 1").put("R1", "entry", TYPED)


@pytest.mark.parametrize("length", [3, 60, 200])
def test_kill_leaves_the_last_draft_that_was_kept(folder: Path, child: Child, length: int) -> None:
    process = child("draft_forever", folder)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= length:
            break
    process.kill()
    said = [int(line) for line in process.stdout.read().split("\n")[:-1]]
    drafts = Drafts(folder, "desk 1")
    kept = len(drafts.get("R1")["entry"]["text"])
    assert kept >= (said[-1] if said else length)
    assert drafts.problems == ()
    drafts.put("R1", "entry", TYPED)
    assert drafts.get("R1") == {"entry": TYPED}


def test_two_consoles_of_one_desk_keep_each_other_s_forms(folder: Path) -> None:
    one, other = Drafts(folder, "desk 1"), Drafts(folder, "desk 1")
    one.put("R1", "entry", TYPED)
    other.put("R1", "answer", TYPED)
    assert one.get("R1") == {"entry": TYPED, "answer": TYPED}


def test_two_consoles_at_once_do_not_write_over_each_other(folder: Path, child: Child) -> None:
    here = Drafts(folder, "desk 1")
    here.put("R1", "entry", {"text": "typed here"})
    there = child("sit_and_type", folder, "typed there")
    assert there.stdout is not None
    assert there.stdout.readline() == "typed there\n"
    assert here.get("R1") == {"entry": {"text": "typed here"}}
    there.kill()
    there.wait()
    # Both are kept, until this one is saved: then the other is there.
    assert here.get("R1") == {"entry": {"text": "typed here"}}
    here.clear("R1", "entry")
    assert here.get("R1") == {"entry": {"text": "typed there"}}
    here.clear("R1", "entry")
    assert draft_files(folder) == []


def test_who_comes_after_a_crash_finds_what_was_typed_at_any_seat(
    folder: Path, child: Child
) -> None:
    first, second = (child("sit_and_type", folder, text) for text in ("first", "second"))
    for one in (first, second):
        assert one.stdout is not None
        one.stdout.readline()
    for one in (first, second):
        one.kill()
        one.wait()
    drafts = Drafts(folder, "desk 1")
    found = []
    while "entry" in (forms := drafts.get("R1")):
        found.append(forms["entry"]["text"])
        drafts.clear("R1", "entry")
    assert sorted(found) == ["first", "second"]


def test_in_an_encrypted_folder_it_is_sealed(tmp_path: Path) -> None:
    key = bytes(range(32))
    Drafts(tmp_path, "desk 1").put("R1", "entry", {"text": "typed before"})
    drafts = Drafts(tmp_path, "desk 1", key)
    assert drafts.get("R1") == {"entry": {"text": "typed before"}}
    drafts.put("R1", "entry", {"text": "a canary"})
    (file,) = tmp_path.rglob("*.draft")
    assert b"canary" not in file.read_bytes()
    assert Drafts(tmp_path, "desk 1", key).get("R1") == {"entry": {"text": "a canary"}}


def test_a_sealed_draft_that_cannot_be_opened_is_set_aside_whole(tmp_path: Path) -> None:
    Drafts(tmp_path, "desk 1", bytes(range(32))).put("R1", "entry", {"text": "typed"})
    (file,) = tmp_path.rglob("*.draft")
    sealed = file.read_bytes()
    other = Drafts(tmp_path, "desk 1", bytes(32))
    assert other.get("R1") == {}
    assert "set aside, whole" in other.problems[0]
    (aside,) = tmp_path.rglob("*.damaged-1")
    assert aside.read_bytes() == sealed
