"""A report is whole or not there, whatever the disk does."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from ooh_console.bootstrap.reporting import ReportsHere
from ooh_console.desk.desk import Rejected
from ooh_console.desk.exporting import Asked, Format, Kind
from ooh_console.desk.ports import Unsaved
from ooh_console.settings import Settings
from tests.desk.desks import START

ASKED = Asked("261125-AB2C", Kind.FULL, Format.HTML)


@pytest.fixture
def reports(tmp_path: Path) -> ReportsHere:
    ledger: Any = None  # Nothing is read here.
    return ReportsHere(Settings(config_folder=tmp_path, data_folder=tmp_path), ledger)


def fails(monkeypatch, name: str, number: int) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, name, failing)


def test_a_full_disk_leaves_nothing_and_is_one_sentence(reports, monkeypatch):
    place = reports.place(ASKED, START, None)
    fails(monkeypatch, "fsync", errno.ENOSPC)
    with pytest.raises(Unsaved, match=r"No space left.*Nothing was left of it.*--out"):
        reports.put(b"x" * 10_000, place)
    assert list(place.parent.iterdir()) == []


def test_on_a_memory_stick_it_is_written_too_and_never_over_another(reports, tmp_path, monkeypatch):
    """Such a file system knows no second name for a file."""
    fails(monkeypatch, "link", errno.EPERM)
    place = tmp_path / "stick" / "report.html"
    reports.put(b"one", place)
    assert place.read_bytes() == b"one"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    with pytest.raises(Unsaved):
        reports.put(b"two", place)
    assert [one.name for one in place.parent.iterdir()] == ["report.html"]
    assert place.read_bytes() == b"one"


def test_a_file_that_is_there_is_never_written_over(reports, tmp_path):
    there = tmp_path / "there.html"
    there.write_bytes(b"mine")
    with pytest.raises(Rejected, match="is there already"):
        reports.place(ASKED, START, there)
    with pytest.raises(Unsaved):
        reports.put(b"two", there)
    assert there.read_bytes() == b"mine"


def test_a_folder_that_is_named_gets_a_file_of_its_own(reports, tmp_path):
    place = reports.place(ASKED, START, tmp_path)
    assert place == tmp_path / "261125-AB2C-full-20261125T020300Z.html"
