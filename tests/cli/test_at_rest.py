"""A live desk made anew is encrypted: what a thief finds, who opens it, and what is said."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from ooh_console.bootstrap import CHEAP, LiveOpening, Parts
from ooh_console.settings import Settings
from tests.cli.places import CANARY as WORDS
from tests.cli.places import ENCRYPTED_BY as NAME
from tests.cli.places import PASSPHRASE, Place


def _opening(settings: Settings) -> LiveOpening:
    return LiveOpening(Parts(settings, agencies=(), hardness=CHEAP))


@pytest.fixture
def desk(encrypted: Place) -> Place:
    return encrypted


def stolen(place: Place, *words: str) -> list[tuple[str, str]]:
    """Where each of these words is to be read in the folder."""
    return [
        (path.name, word)
        for path in place.data.rglob("*")
        if path.is_file()
        for word in words
        if word.encode() in path.read_bytes()
    ]


def test_no_word_that_was_recorded_or_typed_is_in_the_folder(desk: Place) -> None:
    assert stolen(desk, WORDS, "operator_added", "CREATE TRIGGER") == []
    # The names of who may open it are those of the files, and so is that of the desk.
    assert {Path(name).suffix for name, _ in stolen(desk, NAME)} == {".key", ".folder-key"}
    assert not (desk.data / "console.db").read_bytes().startswith(b"SQLite")


def test_whoever_signs_in_reads_and_records_as_ever(desk: Place) -> None:
    assert WORDS in desk.run("show", desk.reference).text
    opening = _opening(desk.settings())
    try:
        assert opening.names == (NAME,)
        assert opening.sign_in(NAME, PASSPHRASE).drafts.get("R1") == {"entry": {"text": WORDS}}
        assert opening.recovery_key == "", "it is shown once"
    finally:
        opening.close()


def test_without_a_passphrase_nothing_is_read(desk: Place) -> None:
    before = (desk.data / "console.db").read_bytes()
    wrong = desk.run("verify", OOH_CONSOLE_PASSPHRASE="not this one at all")
    assert (wrong.status, wrong.text) == (2, "")
    assert "not the passphrase of Ann Example" in wrong.errors
    del desk.environ["OOH_CONSOLE_PASSPHRASE"]
    for command in (["verify"], ["incidents"], ["checkpoint", str(desk.data / "c.json")]):
        refused = desk.run(*command)
        assert (refused.status, refused.text) == (2, "")
        assert "cannot be asked for without a terminal" in refused.errors
    assert (desk.data / "console.db").read_bytes() == before


def test_verify_opens_it_and_leaves_no_trace(desk: Place) -> None:
    first, second = desk.run("verify", "--json"), desk.run("verify", "--json")
    assert first.status == 0
    assert first.valid("verify")["entries"] == second.json["entries"], "nobody signed in"


def test_doctor_says_so_and_asks_nothing(desk: Place) -> None:
    del desk.environ["OOH_CONSOLE_PASSPHRASE"]
    done = desk.run("doctor")
    assert done.status == 0, done.text
    assert "OK: at rest: Encrypted." in done.text
    assert "was not opened, so it was not compared" in done.text
    assert "None was written yet" in done.text
    desk.environ["OOH_CONSOLE_PASSPHRASE"] = PASSPHRASE
    assert desk.run("checkpoint", str(desk.data / "checkpoints")).status == 0


@pytest.mark.parametrize("lost", ["*.folder-key", "*.key", "*"])
def test_a_folder_without_keys_is_not_taken_for_a_new_desk(desk: Place, lost: str) -> None:
    for path in (desk.data / "keys").glob(lost):
        path.unlink()
    before = (desk.data / "console.db").read_bytes()
    refused = desk.run("incidents")
    assert refused.status == 2
    assert "its key is not here" in refused.errors or "holds no key that opens it" in refused.errors
    assert (desk.data / "console.db").read_bytes() == before


def test_a_key_file_that_was_emptied_is_said_to_be_damaged_also_where_others_sign_in(
    desk: Place,
) -> None:
    added = ("operators", "add", "Bea Example", "--role", "duty")
    phrase = "another four invented words"
    assert desk.run(*added, OOH_CONSOLE_NEW_PASSPHRASE=phrase).status == 0
    next((desk.data / "keys").glob("Bea*.key")).write_bytes(b"")
    done = desk.run("incidents", "--operator", "Bea Example", OOH_CONSOLE_PASSPHRASE=phrase)
    assert (done.status, "key file of Bea Example is damaged" in done.errors) == (2, True)
    assert desk.run("incidents", "--operator", NAME).status == 0


def test_the_recovery_key_lets_somebody_in(desk: Place, recovery_key: str) -> None:
    for path in (desk.data / "keys").glob("*.key"):
        path.unlink()
    more = {"OOH_CONSOLE_RECOVERY_KEY": recovery_key.lower(), "OOH_CONSOLE_PASSPHRASE": "a new one"}
    weak = desk.run("recover", "Bea Example", **more)
    assert weak.status == 2, "as weak as it would be anywhere"
    more["OOH_CONSOLE_PASSPHRASE"] = "another four invented words"
    done = desk.run("recover", "Bea Example", **more)
    assert done.status == 0, done.errors
    desk.environ["OOH_CONSOLE_PASSPHRASE"] = more["OOH_CONSOLE_PASSPHRASE"]
    assert desk.run("incidents").status == 0
    verified = desk.run("verify", "--json").json
    assert verified["ok"]
    assert verified["signers"]["Recovery key of test desk"] == 1


def test_the_recovery_key_lets_in_whoever_forgot_their_passphrase(
    desk: Place, recovery_key: str
) -> None:
    """Who has a key here, in however many spaces they type their name; and nobody else."""
    phrase = {"OOH_CONSOLE_PASSPHRASE": "another four invented words"}
    by_paper = {"OOH_CONSOLE_RECOVERY_KEY": recovery_key, **phrase}
    done = desk.run("recover", NAME.upper().replace(" ", "  "), **by_paper)
    assert done.status == 0, done.errors
    done = desk.run("incidents", "--operator", NAME, **phrase)
    assert done.status == 0, done.errors
    people = desk.run("operators", "list", "--json", "--operator", NAME, **phrase).json["operators"]
    assert len([one for one in people if one["name"].casefold() == NAME.casefold()]) == 1
    done = desk.run("recover", "Recovery key of test desk", **by_paper)
    assert (done.status, "Nobody was added" in done.errors) == (2, True)


def test_a_new_recovery_key_ends_the_one_before(desk: Place, recovery_key: str) -> None:
    made = desk.run("database", "recovery-key")
    assert made.status == 0, made.errors
    newest = made.text.partition("shown this once: ")[2].split()[0]
    passphrase = "another four invented words"
    for key, status in ((recovery_key, 2), (newest, 0)):
        more = {"OOH_CONSOLE_RECOVERY_KEY": key, "OOH_CONSOLE_PASSPHRASE": passphrase}
        done = desk.run("recover", "Bea Example", **more)
        assert done.status == status, done.errors
        assert status == 0 or "not the recovery key of this desk" in done.errors
    assert desk.run("verify", "--operator", NAME).status == 0


def test_an_older_desk_is_encrypted_on_request(desk_copy: Place) -> None:
    before = desk_copy.run("verify", "--json").json
    opening = _opening(desk_copy.settings())
    opening.sign_in(NAME, PASSPHRASE).drafts.put("R1", "entry", {"text": "a cat in the yard"})
    opening.close()
    words = ("Dog is in the garden", "CREATE TRIGGER", "a cat in the yard")
    assert {word for _, word in stolen(desk_copy, *words)} == set(words)
    assert "CHECK: at rest: Not encrypted" in desk_copy.run("doctor").text
    done = desk_copy.run("database", "encrypt")
    assert done.status == 0, done.errors
    assert "every hash, signature and count checked" in done.text
    assert "On an SSD" in done.text
    assert "RECOVERY KEY, shown this once: " in done.text
    assert stolen(desk_copy, *words) == []
    after = desk_copy.run("verify", "--json").json
    assert after["ok"]
    for incident in before["incidents"]:
        assert after["heads"][incident] == before["heads"][incident]
    assert desk_copy.run("show", desk_copy.reference).status == 0
    again = desk_copy.run("database", "encrypt")
    assert (again.status, again.text) == (2, "")
    assert "is encrypted already" in again.errors


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_another_user_of_the_computer_reads_nothing(desk: Place) -> None:
    with tempfile.TemporaryDirectory() as shared:
        Path(shared).chmod(0o755)
        folder = Path(shutil.copytree(desk.data, Path(shared, "data")))
        inside = [path for path in folder.rglob("*") if path.is_file()]
        assert len(inside) > 4
        assert _opened_by_somebody_else([folder, *inside]) == 0
        # Whoever widened the folder still finds its files narrow.
        for path in (folder, *filter(Path.is_dir, folder.rglob("*"))):
            path.chmod(0o755)
        assert _opened_by_somebody_else(inside) == 0
        inside[0].chmod(0o644)
        assert _opened_by_somebody_else(inside) == 1, "so that it can be seen"


def _opened_by_somebody_else(paths: list[Path]) -> int:
    """How many of these a user without any right opens."""
    child = os.fork()
    if child == 0:
        opened = 99
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            opened = sum(os.access(path, os.R_OK) for path in paths)
        finally:
            os._exit(opened)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
