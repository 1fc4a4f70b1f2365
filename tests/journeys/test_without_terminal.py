"""The desk where it cannot be drawn or typed in: one sentence, exit status 2, nothing made."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.places import Place

STREAMS = ("stdin", "stdout", "stderr")


def said(place: Place, redirected: frozenset[str], tmp_path: Path, *command: str) -> list[str]:
    """Runs it in a terminal but for these streams; what was said, terminal and file together."""
    ours, theirs = pty.openpty()
    file = tmp_path / "redirected"
    file.touch()
    try:
        with file.open("r+b") as other:
            ends = {name: other if name in redirected else theirs for name in STREAMS}
            done = subprocess.run(
                place.command(*command), env=place.environment(), timeout=30, check=False, **ends
            )
        os.set_blocking(ours, False)
        try:
            screen = os.read(ours, 65_536)
        except BlockingIOError:
            screen = b""
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 2
    return [*screen.decode().splitlines(), *file.read_text().splitlines()]


@pytest.mark.parametrize(
    "streams", ["stdin", "stdout", "stderr", "stdout stderr", " ".join(STREAMS)]
)
def test_one_sentence_and_nothing_is_made(streams: str, tmp_path: Path) -> None:
    redirected = set(streams.split())
    place = Place(tmp_path / "data", tmp_path)
    (sentence,) = said(place, frozenset(redirected), tmp_path)
    assert sentence.startswith("The desk needs a terminal")
    assert sentence.endswith("Without one, use: ooh-console incidents, show, record.")
    assert ("standard error" in sentence) == (redirected == {"stderr"})
    assert not place.data.exists()


def test_where_only_what_is_drawn_is_redirected_the_terminal_says_so(tmp_path: Path) -> None:
    place = Place(tmp_path / "data", tmp_path)
    (sentence,) = said(place, frozenset({"stderr"}), tmp_path, "exercise")
    assert "standard error" in sentence
    assert (tmp_path / "redirected").read_text() == ""


def test_closed_streams_are_no_terminal(tmp_path: Path) -> None:
    place = Place(tmp_path / "data", tmp_path)
    script = '"$@" <&- >&- 2>&-'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *place.command()],
        env=place.environment(), timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 2
