"""`operators`: who signs in here, at another computer of the same log, and who may say so."""

from __future__ import annotations

import re
import sys

import pexpect
import pytest

from tests.cli.places import PASSPHRASE

ANN, BO, MAN = "Ann Example", "Bo Example", "Mo Example"
NEW = "heron bucket fog seven"
CHOOSES = {"OOH_CONSOLE_NEW_PASSPHRASE": NEW}
SIGNS_IN = {"OOH_CONSOLE_PASSPHRASE": NEW}


@pytest.fixture
def three(with_three):
    return with_three


def refused(place) -> list[tuple[str, str]]:
    return [(who, what) for who, kind, what in place.register() if kind == "refused"]


def standing(place, name=MAN):
    done = place.run("operators", "list", "--json", "--operator", name)
    assert done.status == 0, done.errors
    return {one["name"]: one for one in done.valid("operators")["operators"]}


def of_operators(place) -> list[tuple[str, str]]:
    checks = place.run("doctor", "--json").valid("doctor")["checks"]
    return [(one["state"], one["sentence"]) for one in checks if one["about"] == "operators"]


def test_that_there_is_no_manager_is_said(desk_copy):
    ((state, sentence),) = of_operators(desk_copy)
    assert (state, "No on-call manager signs in" in sentence) == ("check", True)
    assert sentence in desk_copy.run("operators", "list").text
    added = ("operators", "add", MAN, "--role", "manager")
    assert desk_copy.run(*added, **CHOOSES).status == 0
    assert of_operators(desk_copy) == [("ok", "2 people sign in, an on-call manager among them.")]
    assert "No on-call manager" not in desk_copy.run("operators", "list", "--operator", ANN).text


def test_the_first_operator_of_a_new_desk_is_made_without_the_screen(fresh):
    wrong = fresh.run("operators", "add", ANN, **CHOOSES)
    assert wrong.status == 2
    assert "--role duty, control or manager" in wrong.errors
    done = fresh.run("operators", "add", ANN, "--role", "duty", **CHOOSES)
    assert done.status == 0, done.errors
    assert done.text.startswith(f"{ANN} is the first operator of the new desk in {fresh.data}")
    key = re.search(r"RECOVERY KEY, shown this once: (\S+)", done.text)[1]
    signs_in = {"OOH_CONSOLE_PASSPHRASE": NEW}
    opened = fresh.run("new", "address=14 Saltpan Lane", "nature=birth", **signs_in)
    assert opened.status == 0, opened.errors
    # It is as the screen makes it: encrypted, and opened by the key on paper too.
    assert not (fresh.data / "console.db").read_bytes().startswith(b"SQLite format 3")
    by_paper = {"OOH_CONSOLE_RECOVERY_KEY": key, "OOH_CONSOLE_PASSPHRASE": NEW}
    assert fresh.run("recover", BO, "--role", "duty", **by_paper).status == 0
    again = fresh.run(
        "operators", "add", MAN, "--role", "manager", "--operator", ANN, **signs_in, **CHOOSES
    )
    assert "signs in here from now on" in again.text


def test_the_first_adds_others_until_there_is_a_manager(desk_copy):
    done = desk_copy.run("operators", "add", MAN, "--role", "manager", **CHOOSES)
    assert done.status == 0, done.errors
    assert done.text == f"{MAN} signs in here from now on, as on-call manager of OOH social care.\n"
    done = desk_copy.run("operators", "add", BO, "--role", "duty", "--operator", ANN, **CHOOSES)
    assert done.status == 2
    assert "Only an on-call manager says who signs in here" in done.errors
    assert refused(desk_copy) == [(ANN, f"add {BO} as an operator")]
    as_manager = {"OOH_CONSOLE_OPERATOR": MAN, "OOH_CONSOLE_PASSPHRASE": NEW}
    added = ("operators", "add", BO, "--role", "control", "--agency", "Police")
    assert desk_copy.run(*added, **as_manager, **CHOOSES).status == 0
    assert desk_copy.run("verify").status == 0
    listed = desk_copy.run("operators", "list", **as_manager).text
    assert f"{BO} · control room · Police · signs in here" in listed


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("short", "15 characters or more"),
        ("bo  EXAMPLE", "15 characters or more"),
        ("aaaaaaaaaaaaaaaaaaa", "over and over"),
    ],
)
def test_a_weak_passphrase_makes_nobody(desk_copy, phrase, why):
    before = len(desk_copy.register())
    chooses = {"OOH_CONSOLE_NEW_PASSPHRASE": phrase}
    done = desk_copy.run("operators", "add", BO, "--role", "duty", **chooses)
    assert done.status == 2
    assert why in done.errors
    assert phrase not in done.errors
    assert len(desk_copy.register()) == before + 1, "that somebody signed in"


def test_a_recovery_key_is_refused_on_the_register(three):
    done = three.run("database", "encrypt", "--operator", BO)
    assert (done.status, "an on-call manager must make it" in done.errors) == (2, True)
    assert refused(three) == [(BO, "make a recovery key")]
    assert (three.data / "console.db").read_bytes().startswith(b"SQLite format 3")


def test_disabled_from_now_on(three):
    done = three.run("operators", "disable", BO, "--operator", MAN)
    assert (done.status, "Say why: --why" in done.errors) == (2, True)
    done = three.run("operators", "disable", BO, "--why", "left the team", "--operator", MAN)
    assert done.text.startswith(f"{BO} signs no more, from now on.")
    for command in (["incidents"], ["record", three.reference, "dog"]):
        done = three.run(*command, "--operator", BO)
        assert (done.status, done.text) == (2, "")
        assert re.search(rf"{BO} cannot sign in any more.*\({MAN}: left the team\)", done.errors)
    assert three.run("operators", "disable", BO, "--why", "x", "--operator", MAN).status == 2
    (key,) = standing(three)[BO]["keys"]
    assert (key["disabled_by"], key["why"]) == (MAN, "left the team")
    assert three.run("verify").status == 0


def test_nobody_disables_or_promotes_themselves(three):
    for command in (["disable", MAN, "--why", "x"], ["roles", MAN, "--role", "duty"]):
        done = three.run("operators", *command, "--operator", MAN)
        assert done.status == 2
        assert "themselves: somebody else who may must do it" in done.errors
    assert standing(three)[MAN]["may_sign_in"]


def test_another_role_from_now_on(three):
    assert three.run("report", three.reference, "--operator", BO).status == 2
    done = three.run("operators", "roles", BO, "--role", "manager", "--operator", MAN)
    assert done.text == f"{BO} is on-call manager from now on.\n"
    out = str(three.data / "r.csv")
    report = ("report", three.reference, "--format", "csv", "--out", out)
    assert three.run(*report, "--operator", BO).status == 0
    assert three.run("verify").status == 0
    listed = three.run("operators", "roles", "--json").valid("operators")
    assert listed["operators"] == []
    assert "answers nothing for OOH" in three.run("operators", "roles").text


def test_a_new_passphrase_by_a_manager_and_for_oneself(three):
    as_new = {"OOH_CONSOLE_PASSPHRASE": NEW}
    assert three.run("operators", "reset", BO, "--operator", ANN, **CHOOSES).status == 2
    assert refused(three)[-1] == (ANN, f"give {BO} a new passphrase")
    assert three.run("operators", "reset", BO, "--operator", MAN, **CHOOSES).status == 0
    assert three.run("incidents", "--operator", BO).status == 2
    assert three.run("incidents", "--operator", BO, **as_new).status == 0
    assert three.run("operators", "reset", ANN, "--operator", ANN, **CHOOSES).status == 0
    assert three.run("record", three.reference, "dog", "--operator", ANN, **as_new).status == 0
    assert [bool(key["disabled_at"]) for key in standing(three)[ANN]["keys"]] == [True, False]
    # What Ann signed in the night before, with the old key, is good.
    assert three.run("verify").status == 0


def test_a_lost_key_is_disabled_from_when_it_was_lost(three):
    assert three.run("operators", "reset", BO, "--operator", MAN, **CHOOSES).status == 0
    new = [key["public_key"] for key in standing(three)[BO]["keys"] if not key["disabled_at"]]
    done = three.run("operators", "disable", BO, "--key", new[0][:8], "--operator", MAN,
                     "--why", "laptop stolen", "--since", "not a time")  # fmt: skip
    assert (done.status, "--since is a time" in done.errors) == (2, True)
    done = three.run("operators", "disable", BO, "--key", "zz", "--why", "x", "--operator", MAN)
    assert "no single key that begins with «zz»" in done.errors
    done = three.run("operators", "disable", BO, "--key", new[0][:8], "--operator", MAN,
                     "--why", "laptop stolen", "--since", "00:01")  # fmt: skip
    assert done.text.startswith(f"One key of {BO} signs no more, from "), done.errors
    assert not standing(three)[BO]["may_sign_in"]


def test_at_another_computer_of_the_same_log(three, tmp_path):
    """The log is copied here, as a server would share it; keys never travel."""
    (tmp_path / "other").mkdir()
    other = three.copy(tmp_path / "other")
    for path in (other.data / "keys").iterdir():
        path.unlink()
    done = other.run("incidents")
    assert done.status == 2
    assert "Nobody can sign in at this computer" in done.errors
    done = other.run("operators", "add", ANN, **CHOOSES)
    assert done.status == 0, done.errors
    key = re.search(r"operators add 'Ann Example' --key ([0-9a-f]{64})", done.text)
    assert key, done.text
    again = other.run("operators", "add", ANN, **CHOOSES)
    assert key[1] in again.text, "one key, however often it is asked for"
    done = three.run("operators", "add", ANN, "--key", key[1], "--operator", MAN)
    assert "signs in at the computer where that key is from now on, as duty worker" in done.text
    (first, second) = standing(three)[ANN]["keys"]
    assert (first["here"], second["here"]) == (True, False)
    assert three.run("incidents", "--operator", ANN).status == 0, "the first desk's key counts on"
    log = three.data / "console.db"
    for path in other.data.glob("console.db*"):
        path.unlink()
    (other.data / "console.db").write_bytes(log.read_bytes())
    done = other.run("record", other.reference, "dog", OOH_CONSOLE_PASSPHRASE=NEW)
    assert done.status == 0, done.errors
    assert other.run("verify").status == 0
    done = other.run("operators", "add", ANN, "--role", "manager", OOH_CONSOLE_PASSPHRASE=NEW)
    assert (done.status, "Only an on-call manager" in done.errors) == (2, True)


NOBODYS = ["", " ", "x" * 101, "a\nb", "a\x1b[31m", "account desk", "recovery key Ruth"]


@pytest.mark.parametrize("name", NOBODYS)
def test_a_name_that_cannot_stand_under_an_entry(desk_copy, name):
    done = desk_copy.run("operators", "add", name, "--role", "duty", **CHOOSES)
    assert done.status == 2
    assert desk_copy.run("operators", "list", "--json").json["operators"][0]["name"] == ANN


@pytest.mark.parametrize("name", [one for one in NOBODYS if one.strip()])
def test_nor_is_it_that_of_the_first_operator_and_whoever_comes_next_is(fresh, name):
    done = fresh.run("operators", "add", name, "--role", "manager", **CHOOSES)
    assert (done.status, "Nobody was added" in done.errors) == (2, True)
    assert not list((fresh.data / "keys").glob("*.key"))
    done = fresh.run("operators", "add", ANN, "--role", "manager", **CHOOSES)
    assert done.status == 0, done.errors


def test_a_recovery_key_is_nobody_who_could_be_given_a_role_or_a_passphrase(fresh):
    assert fresh.run("operators", "add", ANN, "--role", "manager", **CHOOSES).status == 0
    before = fresh.run("operators", "list", "--json", **SIGNS_IN).json["operators"]
    paper = next(one["name"] for one in before if one["role"] == "recovery key")
    for action in ("add", "roles"):
        more = ["--role", "manager"] if action == "roles" else []
        done = fresh.run("operators", action, paper, *more, **SIGNS_IN, **CHOOSES)
        assert (done.status, "one that the console gives" in done.errors) == (2, True)
    assert fresh.run("operators", "list", "--json", **SIGNS_IN).json["operators"] == before


def test_two_spellings_of_one_name_are_one_person(three):
    done = three.run("operators", "add", "ann  example", "--operator", MAN, **CHOOSES)
    assert done.text.startswith(f"{ANN} signs in here"), done.errors
    assert list(standing(three)) == [ANN, BO, MAN]
    for phrase in (PASSPHRASE, NEW):  # She has two keys here now, and each opens.
        done = three.run("incidents", "--operator", ANN, OOH_CONSOLE_PASSPHRASE=phrase)
        assert done.status == 0, done.errors


def test_who_signs_in_may_be_spelt_otherwise(three):
    composed, apart = "Zo\u00eb Example", "Zoe\u0308  example"
    added = ("operators", "add", composed, "--role", "duty", "--operator", "mo example")
    assert three.run(*added, **CHOOSES).status == 0
    done = three.run("record", three.reference, "dog", "--operator", apart, **SIGNS_IN)
    assert done.status == 0, done.errors
    assert (composed, "signed_in") in {(who, kind) for who, kind, _ in three.register()}


def test_wrong_passphrases_are_on_the_register_and_told_to_whoever_signs_in(three):
    for _ in range(2):
        assert three.run("incidents", "--operator", BO, OOH_CONSOLE_PASSPHRASE="no").status == 2
    assert refused(three) == []
    done = three.run("incidents", "--operator", BO)
    assert "Before you signed in, somebody typed 2 wrong passphrases" in done.errors
    ((who, what),) = refused(three)
    assert who == BO
    assert what.startswith(f"sign in as {BO}: 2 wrong passphrases")
    for _ in range(4):
        three.run("incidents", "--operator", ANN, OOH_CONSOLE_PASSPHRASE="no")
    fifth = three.run("incidents", "--operator", ANN, OOH_CONSOLE_PASSPHRASE="no")
    assert "wrong 5 times now" in fifth.errors
    done = three.run("incidents", "--operator", ANN)
    assert done.status == 2, "a new process does not begin anew"
    assert re.search(r"the next can be tried at \d\d:\d\d:\d\d (GMT|BST)", done.errors)
    assert three.run("incidents", "--operator", MAN).status == 0


def test_on_a_terminal_the_new_passphrase_is_typed_twice_and_never_shown(desk_copy):
    command = desk_copy.command("operators", "add", BO, "--role", "duty")
    assert command[0] == sys.executable
    child = pexpect.spawn(
        command[0], command[1:], env=desk_copy.environment(), timeout=30, encoding="utf-8"
    )
    child.expect("Bo Example, choose a passphrase")
    child.sendline(NEW)
    child.expect("The same again: ")
    child.sendline(NEW)
    child.expect("signs in here from now on")
    assert NEW not in child.before
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_a_new_desk_is_served_to_no_other_computer(fresh):
    done = fresh.run("serve", "--public-url", "https://desk.example", "--port", "0")
    assert done.status == 2
    assert "whoever came first would become its first operator" in done.errors
