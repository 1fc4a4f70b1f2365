"""`verify` finds what was done to the file; `checkpoint` is what it is held against."""

from __future__ import annotations

import json


def test_all_is_well_and_nobody_signs_in(filled):
    done = filled.run("verify", OOH_CONSOLE_PASSPHRASE="wrong")
    assert done.status == 0
    assert "Everything is complete and unchanged." in done.text
    assert "Saltpan" not in done.text
    found = filled.run("verify", filled.reference, "--json").valid("verify")
    assert found["ok"]
    assert found["incidents"] == [filled.reference]
    assert set(found["heads"]) == {filled.reference, "register"}
    assert found["signers"] == {"Ann Example": found["entries"]}


def test_nothing_is_written(filled):
    seen = len(filled.register())
    filled.run("verify")
    assert len(filled.register()) == seen


def test_a_changed_entry(desk_copy, tamper):
    tamper(desk_copy, "UPDATE entry SET body = replace(body, 'garden', 'kennel') WHERE seq = 3")
    done = desk_copy.run("verify", "--json")
    assert done.status == 1
    finding = done.valid("verify")["findings"][0]
    assert (finding["what"], finding["incident"]) == ("changed", desk_copy.reference)
    assert (finding["seq"], bool(finding["entry"])) == (3, True)
    words = desk_copy.run("verify", desk_copy.reference)
    assert words.status == 1
    assert "FINDING:" in words.text
    assert f"Incident {desk_copy.reference}, entry 3" in words.text


def test_an_end_cut_off_shows_only_with_a_checkpoint(desk_copy, tamper, tmp_path):
    file = tmp_path / "kept elsewhere" / "c.json"
    written = desk_copy.run("checkpoint", str(file), "--json").valid("checkpoint")
    assert (written["file"], written["chains"]) == (str(file), 2)
    assert ("Ann Example", "checkpoint_written", "") in desk_copy.register()
    done = desk_copy.run("verify", "--checkpoint", str(file), "--json")
    assert done.status == 0
    assert done.valid("verify")["checkpoint"]
    last = "(SELECT max(seq) FROM entry WHERE incident = ?)"
    values = (desk_copy.reference, desk_copy.reference)
    tamper(desk_copy, f"DELETE FROM entry WHERE incident = ? AND seq = {last}", *values)
    assert desk_copy.run("verify").status == 0
    done = desk_copy.run("verify", "--checkpoint", str(file), "--json")
    assert done.status == 1
    assert [f["what"] for f in done.json["findings"]] == ["tail-removed"]


def test_the_newest_checkpoint_of_the_desk_is_used_by_itself(desk_copy, tamper):
    assert "Compared with no checkpoint: none is kept here" in desk_copy.run("verify").text
    kept = desk_copy.data / "checkpoints"
    kept.mkdir()
    desk_copy.run("checkpoint", str(kept))
    made = next(kept.glob("checkpoint-*.json"))
    done = desk_copy.run("verify")
    assert done.status == 0
    assert str(made) in done.text
    last = "(SELECT max(seq) FROM entry WHERE incident = ?)"
    values = (desk_copy.reference, desk_copy.reference)
    tamper(desk_copy, f"DELETE FROM entry WHERE incident = ? AND seq = {last}", *values)
    done = desk_copy.run("verify", "--json")
    assert (done.status, done.json["checkpoint_file"]) == (1, str(made))
    assert [f["what"] for f in done.valid("verify")["findings"]] == ["tail-removed"]
    made.write_text("{}")
    found = desk_copy.run("verify", "--json").valid("verify")
    assert (found["checkpoint"], [f["what"] for f in found["findings"]]) == (None, ["checkpoint"])


def test_an_incident_removed(desk_copy, tamper):
    tamper(desk_copy, "DELETE FROM entry WHERE incident = ?", desk_copy.reference)
    done = desk_copy.run("verify", "--json")
    assert done.status == 1
    assert "incident-removed" in [f["what"] for f in done.valid("verify")["findings"]]


def test_a_checkpoint_is_never_written_over(desk_copy, tmp_path):
    file = tmp_path / "c.json"
    file.write_text("evidence")
    done = desk_copy.run("checkpoint", str(file))
    assert done.status == 2
    assert "is there already" in done.errors
    assert file.read_text() == "evidence"
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "older.json").write_text("")
    assert desk_copy.run("checkpoint", str(folder)).status == 0
    made = next(folder.glob("checkpoint-*.json"))
    assert json.loads(made.read_text())["format"] == "ooh-console-checkpoint"
    assert made.stat().st_mode & 0o077 == 0


def test_what_cannot_be_compared(filled, tmp_path):
    broken = tmp_path / "c.json"
    broken.write_text("{}")
    for file in (broken, tmp_path / "missing.json"):
        done = filled.run("verify", "--checkpoint", str(file), "--json")
        assert done.status == 2
        assert "Nothing was compared" in done.valid("error")["error"]
    assert filled.run("verify", "260101-XXXX").status == 2


def test_a_file_that_is_not_ours(fresh):
    fresh.data.mkdir()
    (fresh.data / "console.db").write_text("somebody's shopping list, long enough to be none" * 40)
    for command in ("verify", "incidents", "look 9990000018", "show X"):
        done = fresh.run(*command.split(), "--json")
        assert done.status == 2
        assert "not a ledger of this console" in done.valid("error")["error"]
    assert (fresh.data / "console.db").read_text().startswith("somebody's")


def test_a_newer_file_can_be_read_and_not_written(desk_copy, make_newer):
    make_newer(desk_copy)
    done = desk_copy.run("show", desk_copy.reference)
    assert done.status == 0
    assert "A newer version of the console made console.db" in done.text
    done = desk_copy.run("record", desk_copy.reference, "dog")
    assert (done.status, done.text) == (2, "")
    assert "newer version" in done.errors
    done = desk_copy.run("incidents")
    assert done.status == 0
    assert "newer version" in done.errors
    assert desk_copy.run("doctor").status == 1
