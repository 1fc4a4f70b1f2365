"""A log that is not as this desk has seen it: said until a manager takes it as it stands."""

from __future__ import annotations

import shutil

from tests.cli.places import ENCRYPTED_BY, Place


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


def test_doctor_says_it_of_a_log_that_it_can_open(desk_copy: Place) -> None:
    reference = rolled_back(desk_copy)
    done = desk_copy.run("doctor")
    assert done.status == 1
    assert f"FAILED: Incident {reference} had" in done.text


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
