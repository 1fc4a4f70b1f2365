"""Checkpoints: signed, in a file that can be kept elsewhere, and never taken at their word."""

from __future__ import annotations

import dataclasses
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from ooh_console.domain.canonical import canonical, digest
from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.checkpoint import Checkpoint, Head, read_checkpoint, write_checkpoint
from ooh_console.ledger.errors import CheckpointProblem
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.verification import Found
from tests.ledger.making import START, note, signer


@pytest.fixture
def taken(night: Path) -> Checkpoint:
    with Ledger.open(night) as ledger:
        return ledger.checkpoint(signer(), START)


def test_it_holds_every_chain(taken: Checkpoint, night: Path) -> None:
    assert [(head.incident, head.count) for head in taken.heads] == [
        ("R1", 5), ("R2", 5), (REGISTER, 4),
    ]  # fmt: skip
    assert taken.genuine()
    with Ledger.open(night) as ledger:
        heads = ledger.verify().heads
        assert all(heads[head.incident].chain == head.chain for head in taken.heads)
        ledger.append_now([note("goes on")], signer())
        assert ledger.verify(checkpoint=taken).ok


def test_the_file_is_whole_canonical_and_for_its_owner(taken: Checkpoint, tmp_path: Path) -> None:
    path = tmp_path / "kept elsewhere" / "checkpoint.json"
    for _ in range(2):
        write_checkpoint(path, taken)
    assert read_checkpoint(path) == taken
    text = path.read_text()
    assert text == canonical(json.loads(text)) + "\n"
    assert digest(text) == taken.sha256()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["checkpoint.json"]


@pytest.mark.parametrize("holds", [(), ("other.json",)])
def test_a_folder_that_was_there_keeps_its_rights(
    taken: Checkpoint, tmp_path: Path, holds: tuple[str, ...]
) -> None:
    """A folder on another machine is shared with whoever checks the log from there."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o775)
    for name in holds:
        (shared / name).write_text("theirs")
    write_checkpoint(shared / "checkpoint.json", taken)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o775


@pytest.mark.parametrize(
    "change",
    [
        {"written_at": "2026-11-26T00:00:00.000Z"},
        {"operator": "On-call Manager"},
        {"public_key": signer("A Forger").public_key},
        {"public_key": "zz"},
        {"heads": (Head("R1", 1, "0" * 64),)},
        {"heads": ()},
        {"signature": ""},
        {"signature": "00" * 64},
    ],
)
def test_a_changed_checkpoint_is_not_genuine(
    taken: Checkpoint, night: Path, change: dict[str, Any]
) -> None:
    changed = dataclasses.replace(taken, **change)
    assert not changed.genuine()
    with Ledger.open(night) as ledger:
        (finding,) = ledger.verify(checkpoint=changed).findings
    assert finding.what is Found.CHECKPOINT
    assert "not genuine" in finding.sentence


def test_a_checkpoint_by_a_stranger_is_said_to_be(night: Path) -> None:
    with Ledger.open(night) as ledger:
        stranger = ledger.checkpoint(signer("A Forger"), START)
        (finding,) = ledger.verify(checkpoint=stranger).findings
    assert finding.what is Found.CHECKPOINT
    assert "the register does not hold for A Forger" in finding.sentence


def test_a_checkpoint_of_another_ledger_does_not_fit(taken: Checkpoint, path: Path) -> None:
    from tests.ledger.making import small_night

    with Ledger.open(path) as ledger:
        small_night(ledger)
        found = ledger.verify(checkpoint=taken).findings
    assert {(f.what, f.incident) for f in found} == {
        (Found.CHECKPOINT, name) for name in ("R1", "R2", REGISTER)
    }


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff", b"null", b'{"format":"ooh-console-checkpoint"}']
)
def test_a_damaged_file_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "checkpoint.json"
    path.write_bytes(content)
    with pytest.raises(CheckpointProblem, match="is not a checkpoint, or is damaged"):
        read_checkpoint(path)


def test_a_missing_file_and_a_place_that_cannot_be_written(
    taken: Checkpoint, tmp_path: Path
) -> None:
    with pytest.raises(CheckpointProblem, match="cannot be read"):
        read_checkpoint(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(CheckpointProblem, match="could not be written"):
        write_checkpoint(tmp_path / "file" / "checkpoint.json", taken)
