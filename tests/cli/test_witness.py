"""A log that is not as this desk has seen it: said until a manager takes it as it stands."""

from __future__ import annotations

import shutil

import pytest

from tests.cli.places import ENCRYPTED_BY, PASSPHRASE, Place


def rolled_back(place: Place) -> str:
    """Two entries later an older copy of the file stands in its place."""
    older = place.data.with_name("older.db")
    assert place.run("incidents").status == 0
    shutil.copy(place.data / "console.db", older)
    for words in ("one more", "and another"):
        assert place.run("record", place.reference, words).status == 0
    shutil.copy(older, place.data / "console.db")
    return place.reference


def test_it_is_said_by_verify_and_to_whoever_signs_in(encrypted: Place) -> None:
    reference = rolled_back(encrypted)
    done = encrypted.run("verify", "--json")
    assert done.status == 1
    found = [f for f in done.valid("verify")["findings"] if f["what"] == "witness"]
    sentence = next(f["sentence"] for f in found if f["incident"] == reference)
    assert f"Incident {reference} had 4 entries here at" in sentence
    assert sentence.endswith("and has 2 now.")
    assert sentence in encrypted.run("verify", reference).text
    listed = encrypted.run("incidents")
    assert f"Note: {sentence}" in listed.errors
    assert listed.status == 0, "what is there can be read all the same"


@pytest.mark.parametrize("kept", ["plain", "encrypted"])
def test_doctor_says_it_however_the_log_is_kept(kept: str, request) -> None:
    place: Place = request.getfixturevalue("encrypted" if kept == "encrypted" else "desk_copy")
    reference = rolled_back(place)
    for words in ((), ("--operator", ENCRYPTED_BY)):
        done = place.run("doctor", *words)
        assert done.status == 1
        assert f"FAILED: Incident {reference} had" in done.text
        assert "FAILED: The register had" in done.text


def test_what_doctor_could_not_compare_it_says(encrypted: Place) -> None:
    rolled_back(encrypted)
    del encrypted.environ["OOH_CONSOLE_PASSPHRASE"]
    asked_nobody = encrypted.run("doctor")
    assert asked_nobody.status == 0
    assert "CHECK: " in asked_nobody.text
    assert "was not compared with what this desk has seen of it" in asked_nobody.text
    wrong = encrypted.run("doctor", OOH_CONSOLE_PASSPHRASE="no passphrase of anybody's")
    assert wrong.status == 1
    assert f"FAILED: That is not the passphrase of {ENCRYPTED_BY}" in wrong.text
    bundled = {"OOH_CONSOLE_PASSPHRASE": "no passphrase of anybody's"}
    assert encrypted.run("doctor", "--bundle", **bundled).status == 2
    done = encrypted.run("incidents", OOH_CONSOLE_PASSPHRASE=PASSPHRASE)
    assert "2 wrong passphrases" in done.errors, "each was tried once"


def test_a_manager_takes_it_as_it_stands_with_a_reason(encrypted: Place) -> None:
    rolled_back(encrypted)
    why = ("--why", "the disk was restored")
    refused = encrypted.run("database", "accept", *why, "--operator", ENCRYPTED_BY)
    assert refused.status == 2
    assert "Only the on-call manager" in refused.errors
    added = encrypted.run(
        "operators", "add", "Mel Example", "--role", "manager",
        OOH_CONSOLE_NEW_PASSPHRASE="words for the manager here",
    )  # fmt: skip
    assert added.status == 0, added.errors
    encrypted.environ |= {
        "OOH_CONSOLE_OPERATOR": "Mel Example",
        "OOH_CONSOLE_PASSPHRASE": "words for the manager here",
    }
    assert encrypted.run("database", "accept").status == 2
    done = encrypted.run("database", "accept", *why)
    assert done.status == 0, done.errors
    assert encrypted.run("verify").status == 0
    assert "had" not in encrypted.run("incidents").errors
    assert "history_accepted" in [kind for _, kind, _ in encrypted.register()]
    assert encrypted.run("database", "accept", *why).status == 2
