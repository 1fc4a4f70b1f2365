"""Backups: one encrypted file, made in use; put back only where nothing is lost by it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ooh_console.bootstrap import (
    CHEAP,
    LiveOpening,
    LogHere,
    Parts,
    People,
    backups,
    utcnow,
)
from ooh_console.desk.desk import Recording
from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.bodies import Note
from ooh_console.ledger import backup as backing_up
from ooh_console.ledger import encrypting, restoring
from ooh_console.ledger.sqlite import Place as SqlitePlace
from tests.cli.places import CANARY, ENCRYPTED_BY, PASSPHRASE, Place


@pytest.fixture(scope="module")
def file(encrypted_once: tuple[Place, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the encrypted desk."""
    folder = tmp_path_factory.mktemp("backup")
    place = encrypted_once[0].copy(folder)
    made = place.run("backup", str(folder / "night.tar"))
    assert made.status == 0, made.errors
    return folder / "night.tar"


@pytest.fixture(scope="module")
def newer(encrypted_once: tuple[Place, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the same desk, with one entry more."""
    folder = tmp_path_factory.mktemp("newer")
    place = encrypted_once[0].copy(folder)
    assert place.run("record", place.reference, "and then").status == 0
    assert place.run("backup", str(folder / "night.tar")).status == 0
    return folder / "night.tar"


@pytest.fixture
def elsewhere(encrypted: Place, tmp_path: Path) -> Place:
    """Another computer, with nothing on it."""
    return Place(tmp_path / "elsewhere", encrypted.config, dict(encrypted.environ))


def entries(place: Place) -> Any:
    return place.run("verify", "--json").valid("verify")


def test_it_is_verified_on_the_register_and_its_owner_s_alone(
    encrypted: Place, tmp_path: Path
) -> None:
    path = tmp_path / "stick" / "night.tar"
    made = encrypted.run("backup", str(path), "--json")
    assert made.status == 0, made.errors
    done = made.valid("backup")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["night.tar"]
    whole = path.read_bytes()
    for word in (CANARY, "CREATE TABLE", PASSPHRASE):
        assert word.encode() not in whole
    assert ("exported", f"the whole log, as a backup ({path.name})") in [
        (kind, what) for _, kind, what in encrypted.register()
    ]
    assert done["incidents"] == 1
    said = " ".join(encrypted.run("doctor").text.split())
    assert "OK: The last one was made" in said
    assert "now ago" not in said


def test_one_that_is_there_is_left_as_it_is(encrypted: Place, tmp_path: Path) -> None:
    path = tmp_path / "night.tar"
    path.write_text("something else")
    refused = encrypted.run("backup", str(path))
    assert (refused.status, refused.text) == (2, "")
    assert "is there already" in refused.errors
    assert path.read_text() == "something else"


def test_into_a_folder_it_is_named_by_its_time(encrypted: Place, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    done = encrypted.run("backup", str(tmp_path / "stick"))
    assert done.status == 0
    assert " entries of 1 incident and the register" in done.text
    (path,) = (tmp_path / "stick").iterdir()
    assert path.name.startswith("ooh-backup-20")


def test_doctor_asks_for_one(encrypted: Place) -> None:
    assert "CHECK: None was made here yet" in encrypted.run("doctor").text
    when = {"made_at": "2026-01-02T03:04:05.000Z", "file": "/mnt/stick/old.tar"}
    (encrypted.data / backups.LAST).write_text(json.dumps(when))
    assert "CHECK: The last one was made 2 Jan" in encrypted.run("doctor").text


def test_a_plain_desk_s_backup_is_encrypted_too(desk_copy: Place, tmp_path: Path) -> None:
    path = tmp_path / "night.tar"
    assert desk_copy.run("backup", str(path)).status == 0
    assert b"Dog is in the garden" not in path.read_bytes()
    back = Place(tmp_path / "back", desk_copy.config, dict(desk_copy.environ), desk_copy.reference)
    assert back.run("restore", str(path)).status == 0
    before, after = entries(desk_copy), entries(back)
    assert after["ok"]
    assert after["heads"][desk_copy.reference] == before["heads"][desk_copy.reference]
    assert "Dog is in the garden" in back.run("show", desk_copy.reference).text


def test_at_another_computer_everything_is_there_again(
    file: Path, elsewhere: Place, encrypted: Place
) -> None:
    done = elsewhere.run("restore", str(file), "--json")
    assert done.status == 0, done.errors
    assert done.valid("restore")["changed"]
    assert CANARY in elsewhere.run("show", encrypted.reference).text
    assert not (elsewhere.data / "console.db").read_bytes().startswith(b"SQLite")
    assert entries(elsewhere)["ok"]
    by_the_clock_here = re.compile(
        r"put back from the backup of \d+ \w{3} \d{4} \d\d:\d\d (GMT|BST)"
    )
    assert any(by_the_clock_here.search(what) for _, _, what in elsewhere.register())
    assert not list(elsewhere.data.glob(".*")), "nothing is left of taking it apart"


def test_restore_says_when_the_backup_was_made_by_the_clock_here(
    file: Path, elsewhere: Place
) -> None:
    restored = elsewhere.run("restore", str(file)).text
    said = r"made at \d+ \w{3} \d{4} \d\d:\d\d (GMT|BST): \d+ entries of 1 incident and"
    assert re.search(said, restored), restored


def test_with_the_recovery_key_alone(file: Path, elsewhere: Place, recovery_key: str) -> None:
    wrong = elsewhere.run("restore", str(file), OOH_CONSOLE_PASSPHRASE="not this one")
    assert (wrong.status, (elsewhere.data / "console.db").exists()) == (2, False)
    more = {"OOH_CONSOLE_RECOVERY_KEY": recovery_key}
    assert elsewhere.run("restore", str(file), "--recovery-key", **more).status == 0
    passphrase = "another four invented words"
    more["OOH_CONSOLE_PASSPHRASE"] = passphrase
    assert elsewhere.run("recover", "Bea Example", **more).status == 0
    who = ("--operator", "Bea Example")
    assert elsewhere.run("incidents", *who, OOH_CONSOLE_PASSPHRASE=passphrase).status == 0


def test_what_is_longer_here_is_never_given_up(encrypted: Place, tmp_path: Path) -> None:
    file = tmp_path / "night.tar"
    assert encrypted.run("backup", str(file)).status == 0
    assert encrypted.run("record", encrypted.reference, "what came after").status == 0
    before = entries(encrypted)
    refused = encrypted.run("restore", str(file))
    assert (refused.status, refused.text) == (2, "")
    assert "the log here is longer" in refused.errors
    assert (
        f"incident {encrypted.reference} has 3 entries here and 2 in the backup" in refused.errors
    )
    assert entries(encrypted) == before


def test_another_history_is_named(newer: Path, encrypted: Place) -> None:
    """The same desk went on from an older copy of its folder."""
    older = encrypted
    assert older.run("record", encrypted.reference, "what the other said").status == 0
    refused = older.run("restore", str(newer))
    assert refused.status == 2
    assert "are not of one history" in refused.errors
    assert f"incident {encrypted.reference} from entry 3 on" in refused.errors
    assert CANARY in older.run("show", encrypted.reference).text


def test_another_desk_s_log_is_left_by_whoever_cannot_open_it(
    file: Path, fresh: Place, recovery_key: str
) -> None:
    chooses = {"OOH_CONSOLE_NEW_PASSPHRASE": PASSPHRASE}
    assert fresh.run("operators", "add", "Zed Example", "--role", "duty", **chooses).status == 0
    before = (fresh.data / "console.db").read_bytes()
    more = {"OOH_CONSOLE_RECOVERY_KEY": recovery_key, "OOH_CONSOLE_PASSPHRASE": PASSPHRASE}
    for how in ((), ("--recovery-key",)):
        done = fresh.run("restore", str(file), *how, **more)
        assert done.status == 2
        assert "opens the backup, and not the log that is here" in done.errors
    assert (fresh.data / "console.db").read_bytes() == before


def test_the_beginning_of_it_is_kept_beside_it(newer: Path, encrypted: Place) -> None:
    behind = encrypted
    done = behind.run("restore", str(newer))
    assert done.status == 0, done.errors
    assert "and then" in behind.run("show", encrypted.reference).text
    (aside,) = behind.data.glob("console.db.before-restore-*")
    assert f"is kept beside it, as {aside.name}." in done.text
    assert aside.stat().st_mode & 0o777 == 0o600
    shutil.copy(aside, behind.data / "console.db")
    assert "and then" not in behind.run("show", encrypted.reference).text, "it can be opened still"


@pytest.mark.parametrize("damage", ["cut", "byte", "text", "zeros", "escape", "link"])
def test_a_file_that_is_none_or_damaged_changes_nothing(
    file: Path, elsewhere: Place, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "damaged.tar"
    content = bytearray(file.read_bytes())
    match damage:
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "byte":
            content[-30_000] ^= 1
            path.write_bytes(content)
        case "text":
            path.write_text("somebody's shopping list")
        case "zeros":
            path.write_bytes(bytes(20_480))
        case _:
            path.write_bytes(content)
            with tarfile.open(path, "a") as whole:
                member = tarfile.TarInfo(
                    "keys/../../escaped.key" if damage == "escape" else "keys/a.key"
                )
                if damage == "link":
                    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
                whole.addfile(member)
    refused = elsewhere.run("restore", str(path))
    assert (refused.status, refused.text) == (2, "")
    assert "is not a backup, or is damaged" in refused.errors
    assert not (elsewhere.data / "console.db").exists()
    assert not list(tmp_path.rglob("escaped*"))


def test_an_exercise_is_not_backed_up_and_a_control_room_takes_nothing_out(
    encrypted: Place, tmp_path: Path
) -> None:
    added = encrypted.run(
        "operators", "add", "Jo Example", "--role", "control",
        OOH_CONSOLE_NEW_PASSPHRASE="words for the control room",
    )  # fmt: skip
    assert added.status == 0, added.errors
    as_control = {"OOH_CONSOLE_PASSPHRASE": "words for the control room"}
    path = tmp_path / "night.tar"
    refused = encrypted.run("backup", str(path), "--operator", "Jo Example", **as_control)
    assert refused.status == 2
    assert "The control room exports nothing" in refused.errors
    assert not path.exists()
    gone = encrypted.run(
        "operators", "disable", "Jo Example", "--why", "left", "--operator", ENCRYPTED_BY
    )
    assert gone.status == 0, gone.errors
    names = [path.name for path in (encrypted.data / "keys").glob("*.folder-key")]
    assert not [name for name in names if name.startswith("Jo")]
    refused = encrypted.run("incidents", "--operator", "Jo Example", **as_control)
    assert refused.status == 2


def test_a_desk_that_is_open_is_backed_up_and_not_restored_over(
    newer: Path, encrypted: Place, tmp_path: Path
) -> None:
    opening = LiveOpening(Parts(encrypted.settings(), agencies=(), hardness=CHEAP))
    desk = opening.sign_in(ENCRYPTED_BY, PASSPHRASE)
    stop, written = threading.Event(), []

    def at_work() -> None:
        while not stop.is_set() and len(written) < 200:
            now = desk.clock()
            item = desk.written(encrypted.reference, Recording(Note(text="and on")), now, now)
            written.extend(desk.ledger.append_now([item], desk.signer))

    worker = threading.Thread(target=at_work)
    worker.start()
    try:
        made = encrypted.run("backup", str(tmp_path / "in use.tar"), "--json")
    finally:
        stop.set()
        worker.join()
    assert made.status == 0, made.errors
    assert (made.json["findings"], made.json["incidents"]) == ([], 1)
    assert written
    refused = encrypted.run("restore", str(newer))
    opening.close()
    assert refused.status == 2
    back = Place(tmp_path / "back", encrypted.config, dict(encrypted.environ))
    assert back.run("restore", str(tmp_path / "in use.tar")).status == 0
    assert entries(back)["ok"]


def test_an_open_desk_is_not_replaced_under_whoever_sits_there(
    newer: Path, encrypted: Place
) -> None:
    log = LogHere(encrypted.settings())
    People(encrypted.settings(), log, utcnow).unlock(ENCRYPTED_BY, PASSPHRASE)
    before = log.ledger.heads()
    refused = encrypted.run("restore", str(newer))
    assert (refused.status, log.ledger.heads()) == (2, before)
    assert "is open in another console. Nothing was changed." in refused.errors
    log.close()
    assert encrypted.run("restore", str(newer)).status == 0


def test_on_a_disk_that_fills_up_nothing_is_left_and_the_sentence_is_of_the_backup(
    encrypted: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = Parts(encrypted.settings(), agencies=())
    key = parts.unlock(ENCRYPTED_BY, PASSPHRASE)
    writer = SqlitePlace.writer

    def little_room(place: SqlitePlace) -> sqlite3.Connection:
        connection = writer(place)
        connection.execute("PRAGMA max_page_count = 1")  # As many as it has.
        return connection

    monkeypatch.setattr(SqlitePlace, "writer", little_room)
    with (
        pytest.raises(CannotOpen, match=r"night.tar could not be written \(No space left"),
        backups.backup_of(parts, key, tmp_path / "night.tar"),
    ):
        raise AssertionError("there was room")
    assert not [one for one in tmp_path.iterdir() if "night.tar" in one.name]


def _die_at(owner: Any, name: str, *, after: bool) -> None:
    real: Callable[..., Any] = getattr(owner, name)

    def dying(*arguments: Any, **more: Any) -> None:
        if after:
            real(*arguments, **more)
        os._exit(9)

    setattr(owner, name, dying)


def _killed_while(work: Callable[[], Any], owner: Any, name: str, *, after: bool) -> None:
    child = os.fork()
    if child == 0:
        try:
            _die_at(owner, name, after=after)
            work()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9, "it came to that step"


@pytest.mark.parametrize(
    ("step", "after"), [("copy", True), ("give_name", False), ("give_name", True)]
)
def test_killed_while_it_is_made_there_is_none_or_a_whole_one(
    encrypted: Place, elsewhere: Place, tmp_path: Path, step: str, after: bool
) -> None:
    path = tmp_path / "night.tar"

    def work() -> None:
        parts = Parts(encrypted.settings(), agencies=())
        key = parts.unlock(ENCRYPTED_BY, PASSPHRASE)
        with backups.backup_of(parts, key, path) as made:
            made.put(path)

    _killed_while(work, backing_up, step, after=after)
    if path.exists():
        assert elsewhere.run("restore", str(path)).status == 0
    else:
        assert encrypted.run("backup", str(path)).status == 0
        assert not list(tmp_path.glob(".night.tar.*")), "what was left is gone"
    assert entries(encrypted)["ok"]


@pytest.mark.parametrize(
    ("owner", "step", "after"),
    [
        (restoring, "copy", True),
        (restoring, "_keep_aside", True),
        (encrypting, "settle", False),
        (Path, "replace", False),
    ],
    ids=["copied", "kept aside", "in place", "not in place"],
)
def test_killed_while_it_is_put_back_the_one_or_the_other_is_whole(
    newer: Path, encrypted: Place, owner: Any, step: str, after: bool
) -> None:
    behind = encrypted

    def work() -> None:
        with backups.restoring(behind.settings(), newer) as taken_apart:
            taken_apart.by_passphrase(ENCRYPTED_BY, PASSPHRASE)

    _killed_while(work, owner, step, after=after)
    if owner is encrypting:  # It is in its place, and is not put there twice.
        again = behind.run("restore", str(newer), "--json")
        assert (again.status, again.json["changed"]) == (0, False), again.errors
    shown = behind.run("show", encrypted.reference)
    assert shown.status == 0, shown.errors
    assert CANARY in shown.text
    assert entries(behind)["ok"]
