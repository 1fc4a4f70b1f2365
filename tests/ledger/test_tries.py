"""Guessing a passphrase: counted on disk, and from the fifth on slower and slower."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.passphrase import LONGEST, SHORTEST, weakness
from ooh_console.ledger.errors import KeyProblem, WrongPassphrase
from ooh_console.ledger.keys import CHEAP, create_key, key_files, unlock
from ooh_console.ledger.tries import LONGEST_PAUSE, Tries, pause
from ooh_console.ledger.unlocking import Unlocked, tries_of, unlock_counted

NAME, OTHER = "Zoë O'Neill / duty", "Bo Example"
RIGHT = "three words and a number"
LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)


class Door:
    """A folder of keys, and a clock that stands until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = START
        for name in (NAME, OTHER):
            create_key(folder, name, RIGHT, hardness=CHEAP)

    def knock(self, passphrase: str = RIGHT, name: str = NAME) -> Unlocked:
        return unlock_counted(self.folder, name, passphrase, lambda: self.now, tz=LONDON)

    def wrong(self, times: int) -> list[str]:
        said = []
        for number in range(times):
            with pytest.raises(KeyProblem) as caught:
                self.knock(f"wrong {number}")
            said.append(str(caught.value))
        return said


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path / "keys")


def test_four_wrong_ones_wait_for_nothing_and_the_fifth_says_until_when(door: Door) -> None:
    said = door.wrong(5)
    assert all("type it again" in one for one in said[:4])
    assert "wrong 5 times now" in said[4]
    assert "02:14:30 GMT" in said[4]
    with pytest.raises(KeyProblem, match=r"can be tried at 02:14:30 GMT.*others can sign in"):
        door.knock()
    door.now += timedelta(seconds=29.9)
    with pytest.raises(KeyProblem, match="02:14:30 GMT"):
        door.knock()
    door.now += timedelta(seconds=0.1)
    opened = door.knock()
    assert (opened.tries.wrong, opened.tries.first, opened.tries.last) == (5, START, START)
    assert door.knock().tries == Tries()


def test_what_waits_is_not_even_tried_and_not_counted(door: Door) -> None:
    door.wrong(50)
    place = tries_of(door.folder, NAME)
    assert json.loads(place.read_bytes())["wrong"] == 5
    assert place.stat().st_mode & 0o077 == 0


def test_each_wrong_one_after_a_pause_doubles_it_up_to_a_quarter_of_an_hour(door: Door) -> None:
    door.wrong(5)
    waits = []
    for _ in range(8):
        door.now += LONGEST_PAUSE
        before = door.now
        door.wrong(1)
        kept = Tries(json.loads(tries_of(door.folder, NAME).read_bytes())["wrong"], before, before)
        until = kept.until(door.now)
        assert until is not None
        waits.append((until - before).total_seconds() / 60)
    assert waits == [1, 2, 4, 8, 15, 15, 15, 15]


def test_enter_alone_is_no_try(door: Door) -> None:
    for _ in range(6):
        with pytest.raises(KeyProblem, match="No passphrase was typed for"):
            door.knock("")
    assert door.knock().tries == Tries()
    door.wrong(5)
    with pytest.raises(KeyProblem, match="No passphrase was typed"):
        door.knock("")
    assert json.loads(tries_of(door.folder, NAME).read_bytes())["wrong"] == 5


def test_nobody_else_has_to_wait(door: Door) -> None:
    door.wrong(6)
    assert door.knock(name=OTHER).key.name == OTHER


def test_a_process_that_was_killed_while_it_tried_has_tried(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ooh_console.ledger.unlocking.unlock", killed)
    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            door.knock()
    monkeypatch.setattr("ooh_console.ledger.unlocking.unlock", unlock)
    with pytest.raises(KeyProblem, match="5 wrong passphrases"):
        door.knock()


def test_a_clock_that_was_put_back_makes_no_pause_longer(door: Door) -> None:
    door.wrong(5)
    door.now -= timedelta(days=3)
    with pytest.raises(KeyProblem, match="02:14:30 GMT"):
        door.knock()
    door.now += timedelta(seconds=30)
    assert door.knock().tries.wrong == 5


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"\xff", b'{"wrong":"9"}', b'{"wrong":true,"first":"x","last":"x"}', b"{" * 99999],
)
def test_a_damaged_count_keeps_nobody_out(door: Door, content: bytes) -> None:
    tries_of(door.folder, NAME).write_bytes(content)
    assert door.knock().tries == Tries()


def test_a_damaged_key_is_no_guess(door: Door) -> None:
    (path,) = (p for p in door.folder.glob("*.key") if NAME in p.read_text())
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    for _ in range(9):
        with pytest.raises(KeyProblem, match="is damaged") as caught:
            door.knock()
        assert not isinstance(caught.value, WrongPassphrase)
    path.write_bytes(whole)
    assert door.knock().tries == Tries()


def test_another_users_key_put_in_place(door: Door) -> None:
    """Its own passphrase opens it, and it is not the one that the register holds."""
    own = unlock(door.folder, NAME, RIGHT)
    (path,) = (p for p in door.folder.glob("*.key") if NAME in p.read_text())
    path.unlink()
    create_key(door.folder, NAME, "of an intruder", hardness=CHEAP)
    with pytest.raises(KeyProblem, match="not one that the register holds"):
        unlock(door.folder, NAME, "of an intruder", {own.public_key})
    # With the name and the public key of the owner written over its own, the seal breaks.
    stored = json.loads(path.read_bytes())
    path.write_text(json.dumps({**stored, "public_key": own.public_key}))
    with pytest.raises(WrongPassphrase):
        unlock(door.folder, NAME, "of an intruder", {own.public_key})


def test_of_several_keys_the_one_that_counts_is_opened(door: Door) -> None:
    first = unlock(door.folder, NAME, RIGHT)
    second = create_key(door.folder, NAME, "another one here", hardness=CHEAP, another=True)
    for key, phrase, other in (
        (first, RIGHT, "another one here"),
        (second, "another one here", RIGHT),
    ):
        counting = {key.public_key}
        assert unlock(door.folder, NAME, phrase, counting).public_key == key.public_key
        with pytest.raises(WrongPassphrase):
            unlock(door.folder, NAME, other, counting)


def test_of_several_keys_that_count_the_one_of_the_passphrase_is_opened(door: Door) -> None:
    first = unlock(door.folder, NAME, RIGHT)
    second = create_key(door.folder, NAME, "another one here", hardness=CHEAP, another=True)
    both = {first.public_key, second.public_key}
    for key, phrase in ((first, RIGHT), (second, "another one here")):
        assert unlock(door.folder, NAME, phrase, both).public_key == key.public_key
    with pytest.raises(WrongPassphrase):
        unlock(door.folder, NAME, "of nobody at all", both)
    key_files(door.folder, NAME, both)[0].write_text("{}")
    assert unlock(door.folder, NAME, "another one here", both).public_key == second.public_key


@given(st.integers(0, 10_000))
def test_a_pause_only_grows_and_ends(wrong: int) -> None:
    assert timedelta() <= pause(wrong) <= pause(wrong + 1) <= LONGEST_PAUSE


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("fourteen chars", "15 characters or more"),
        ("x" * (SHORTEST - 1), "15 characters or more"),
        ("abababababababababab", "over and over"),
        ("OOH  Social Care team", "a name that everybody"),
        ("x y z w v" * LONGEST, "at most"),
        ("", "15 characters or more"),
    ],
)
def test_a_weak_passphrase_is_refused_with_the_reason(passphrase: str, why: str) -> None:
    assert why in str(weakness(passphrase, ("ooh social care team",)))


@pytest.mark.parametrize(
    "passphrase",
    [
        "heron bucket fog",
        "1234567890 1234",
        "ñandú útil ŵyn łódź",
        "日本語のことばをみっつならべるといい",
    ],
)
def test_length_is_enough(passphrase: str) -> None:
    assert weakness(passphrase) is None
