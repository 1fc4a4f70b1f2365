"""`show` and `look`: what markers mean, whom they are about, who holds which plan, until when."""

from __future__ import annotations

from tests.cli.test_look import JODIE


def test_look_says_what_a_marker_means_and_what_to_do(blank):
    text = blank.run("look", JODIE).text
    assert "MEANS A dog at the address, or with this person" in text
    assert "DO Ask the control room for a dog handler" in text or "dog handler now" in text
    assert "DO NOT Do not" in text
    found = blank.run("look", JODIE, "--json").valid("look")
    dog = next(m for m in found["markers"] if m["category"] == "Dangerous dog")
    assert dog["always_on_screen"]
    assert dog["meanings"][0]["name"] == "Dangerous dog"
    assert dog["meanings"][0]["do"]
    assert dog["meanings"][0]["do_not"]
    broken = next(m for m in found["markers"] if not m["fully_read"])
    assert broken["meanings"] == []


def test_a_broken_table_of_markers_is_named_and_the_look_goes_on(blank):
    (blank.config / "markers.toml").write_text("[[marker]]\nname = 'x'\nwords = ['dog']\n", "utf-8")
    done = blank.run("look", JODIE, "--json")
    found = done.valid("look")
    assert any("markers.toml, line 1: marker x is left out" in one for one in found["problems"])
    dog = next(m for m in found["markers"] if m["category"] == "Dangerous dog")
    assert dog["meanings"] == []
    assert dog["code_known"] is False
    assert dog["always_on_screen"], "whatever the table says"
    assert "Code «DG»: meaning not known here" in blank.run("look", JODIE).text


def test_show_says_who_holds_which_copy_and_whom_markers_are_about(filled):
    text = filled.run("show", filled.reference).text
    assert "Who holds which copy" in text
    assert "NO AGREED COPY. The newest is version 3, DRAFT, County Maternity" in text
    assert "What the markers mean" in text
    assert "· address of this incident ·" in text
    found = filled.run("show", filled.reference, "--json").valid("show")
    newest = next(plan for plan in found["plans"] if plan["newest"])
    assert newest["newest_agreed"] is False
    assert newest["read_out"] is None
    assert newest["restricted_until"] == [one["until"] for one in found["restrictions"]]
    relations = {marker["relation"] for marker in found["markers"]}
    assert "address of this incident" in relations
    assert all(marker["changed_since_read"] is False for marker in found["markers"])


def test_look_says_until_when_the_family_must_not_be_told(desk_copy):
    """The end of the restriction stands in the incident, and the look opens none."""
    text = desk_copy.run("look", JODIE).text
    assert "[DO NOT TELL FAMILY until baby is safe] Police protection (s46)" in text
    assert "no open incident says until when" not in text
    found = desk_copy.run("look", JODIE, "--json").valid("look")
    assert [plan["restricted_until"] for plan in found["plans"]] == [["baby is safe"]] * 2


def test_where_no_incident_says_until_when_look_says_so(blank):
    text = blank.run("look", JODIE).text
    assert "DO NOT TELL FAMILY, as marked below: no open incident says until when." in text
    found = blank.run("look", JODIE, "--json").valid("look")
    assert all(plan["restricted_until"] == [] for plan in found["plans"])
