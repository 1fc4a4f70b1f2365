"""`record REF --form NAME`: whatever can be recorded at the desk can be recorded by name."""

from __future__ import annotations

from ooh_console.desk.acts import ACTS


def entries(place) -> list[dict]:
    return place.run("show", place.reference, "--json").json["log"]


def test_without_a_known_name_they_are_all_named(filled):
    for name in ((), ("leed",), ("leed", "name=A")):
        done = filled.run("record", filled.reference, "--json", "--form", *name)
        assert done.status == 2
        assert all(one in done.valid("error")["error"] for one in ACTS)


def test_a_form_says_what_it_asks_and_records_nothing(desk_copy):
    before = len(entries(desk_copy))
    for name in ("read-out", "power", "strike", "read-marker", "sign-off"):
        done = desk_copy.run("record", desk_copy.reference, "--form", name, "--json")
        assert done.status == 0, name
        found = done.valid("form")
        assert [one["name"] for one in found["fields"]] == [f.name for f in ACTS[name].all_fields]
    done = desk_copy.run("record", desk_copy.reference, "--form", "tell", "topic=OOH", "--look")
    rows = done.text.splitlines()
    assert rows[0].startswith(f"Form tell: Tell somebody an answer, {desk_copy.reference}, ")
    (script,) = (one for one in rows if one.startswith("READ OUT: "))
    assert "OOH social care will NOT attend." in script
    assert any(one.startswith("topic: Which answer, required. ") for one in rows)
    assert any("You typed: OOH attendance" in one for one in rows)
    assert len(entries(desk_copy)) == before


def test_an_act_of_several_entries(desk_copy):
    before = len(entries(desk_copy))
    done = desk_copy.run(
        *("record", desk_copy.reference, "--json", "--form", "decision-maker"),
        *("name=Insp. [/x] Shah", "heard_by=Ann", "how=radio", "change_reason=on scene now"),
    )
    assert done.status == 0
    found = done.valid("record")
    assert found["recorded"]["body"]["who"]["name"] == "Insp. [/x] Shah"
    assert [one["kind"] for one in found["also"]] == ["decision_maker_accepted"]
    new = [entry["kind"] for entry in entries(desk_copy)[before:]]
    assert new[:2] == ["decision_maker_set", "decision_maker_accepted"]
    assert desk_copy.run("verify").status == 0


def test_an_entry_is_struck_by_its_number(desk_copy):
    said = desk_copy.run("record", desk_copy.reference, "dog is back", "--json")
    number = said.json["recorded"]["seq"]
    form = ("record", desk_copy.reference, "--form", "strike")
    assert "Choose the entry" in desk_copy.run(*form, "reason=another garden").errors
    assert "entry: the log has no entry «no»" in desk_copy.run(*form, "entry=no").errors
    done = desk_copy.run(*form, f"entry={number}", "reason=another garden")
    assert done.text.startswith(f"Recorded in {desk_copy.reference} as entry {number + 1}, ")
    assert "STRUCK THROUGH" in done.text


def test_what_is_wrong_names_its_field_and_nothing_is_recorded(desk_copy):
    before = len(entries(desk_copy))
    for form, words in (
        (("attendance-cannot", "reason=away"), "agreed_role: OOH cannot attend: say which role "),
        (("attendance-will", "eta=soon", "change_reason=x"), "eta: «soon» is not a time"),
        (("action", "text=ring", "owner=Ann", "when=40"), "late: "),
        (("power", "power=s4", "name=A"), "power: Power: «s4» fits s46 police protection; s44 "),
        (("close", "reason"), "«reason» is not a field: type each as name=words"),
        (("review-note", "text=good"), "on-call manager"),
    ):
        done = desk_copy.run("record", desk_copy.reference, "--form", *form, "--json")
        assert done.status == 2
        assert words in done.valid("error")["error"], form
        assert done.errors.count("\n") == 1
    assert desk_copy.run("record", desk_copy.reference, "dog", "--look").status == 2
    assert desk_copy.run("record", desk_copy.reference).status == 2
    assert len(entries(desk_copy)) == before
    late = ("action", "text=ring", "owner=Ann", "when=40", "--late", "driving")
    assert desk_copy.run("record", desk_copy.reference, "--form", *late).status == 0


def test_an_incident_is_opened_by_name(desk_copy):
    asked = desk_copy.run("new", "--json").valid("form")
    assert [one["name"] for one in asked["fields"]][:3] == ["address", "postcode", "nature"]
    assert desk_copy.run("new").text.startswith("Form new: New incident, ")
    address = "address=1 Marsh Row [/x]"
    assert desk_copy.run("new", address).errors.startswith("nature: What is happening: ")
    assert desk_copy.run("incidents").text.startswith("1 incident, 1 open.")
    done = desk_copy.run("new", address, "nature=birth at home", "--json").valid("record")
    assert done["recorded"]["body"]["address"]["text"] == "1 Marsh Row [/x]"
    shown = desk_copy.run("show", done["incident"], "--screen", "people")
    assert "1 Marsh Row [/x]" in shown.text
    assert desk_copy.run("verify").status == 0


def test_every_key_in_words_and_what_is_typed_in_its_place(blank):
    done = blank.run("keys")
    assert done.status == 0
    rows = done.text.splitlines()
    lead = "Lead: Name the lead professional, or say that none was reached. Key F3 or l. "
    assert f"{lead}On the command line: record REF --form lead." in rows
    assert any(one.startswith("  COULD NOT CHECK: The agency did not answer") for one in rows)
    found = {one["command"]: one for one in blank.run("keys", "--json").valid("keys")["commands"]}
    assert found["told"]["typed"] == "show REF --screen told"
    assert found["new"]["typed"] == "new"
