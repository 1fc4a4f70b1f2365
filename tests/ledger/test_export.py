"""An exported log is checked without the database: whatever was done to the file is found."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies
from ooh_console.domain.canonical import digest
from ooh_console.ledger.checkpoint import Head, sign_heads
from ooh_console.ledger.export import export
from ooh_console.ledger.export_check import Checked, check_export
from ooh_console.ledger.export_reading import NoExport
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.statements import ENTRY_COLUMNS
from ooh_console.ledger.verification import Found
from tests.ledger.making import DUTY, SCREEN, START, added, item, note, signer, tampering

ABOUT = {"exercise": True}


def exported(path: Path, *, withheld: int | None = None, contents: bool = True) -> bytes:
    """The incident R1, by its duty worker; `withheld` is the place of an entry left out."""
    with Ledger.open(path) as ledger:
        taken = ledger.excerpt("R1", ledger.head("R1"), contents=contents)
    ids = {taken.rows[withheld - 1][0]: "note"} if withheld else {}
    return export(taken, ABOUT, ids, signer(), START)


@pytest.fixture(scope="session")
def whole(night_file: Path) -> bytes:
    return exported(night_file)


@pytest.fixture(scope="session")
def partly(night_file: Path) -> bytes:
    return exported(night_file, withheld=3)


def changed(raw: bytes, change: Callable[[Any], object]) -> Checked:
    """What checking comes to after something was done to the file's content."""
    content = json.loads(raw)
    change(content)
    return check_export(json.dumps(content).encode())


def places(checked: Checked) -> set[int | None]:
    return {one.seq for one in checked.found.findings}


def test_an_untouched_export_is_complete_and_unchanged(whole):
    checked = check_export(whole)
    assert checked.found.ok, checked.found.findings
    assert (checked.reference, checked.operator, checked.withheld) == ("R1", DUTY, 0)
    assert checked.found.entries == 5
    assert whole.isascii()


def test_an_entry_without_its_words_keeps_its_place(partly):
    checked = check_export(partly)
    assert checked.found.ok, checked.found.findings
    assert checked.withheld == 1
    assert "café" not in json.dumps(json.loads(partly), ensure_ascii=False)
    assert check_export(partly).found.heads["R1"].count == 5


def test_reading_it_needs_no_care_for_spaces(whole):
    assert check_export(b"\xef\xbb\xbf" + json.dumps(json.loads(whole), indent=4).encode()).found.ok


# By chance


@given(
    place=st.integers(0, 4),
    column=st.sampled_from(ENTRY_COLUMNS),
    at=st.integers(0, 300),
    by=st.characters(exclude_categories=("Cs",)) | st.sampled_from(("", "A", " ")),
    which=st.sampled_from(("whole", "partly")),
)
def test_any_changed_letter_of_any_field_is_found_with_its_entry(
    whole, partly, place, column, at, by, which
):
    raw = {"whole": whole, "partly": partly}[which]
    content = json.loads(raw)
    row = content["entries"][place]
    before = row[column]
    if before is None:
        row[column] = by
    elif column == "seq":
        row[column] = before + 1 + at
    else:
        cut = at % (len(before) + 1)
        row[column] = before[:cut] + by + before[cut + 1 :]
    checked = check_export(json.dumps(content).encode())
    if row[column] == before:
        assert checked.found.ok
        return
    assert place + 1 in places(checked) or row["seq"] in places(checked)


@given(st.data())
def test_any_change_anywhere_is_found(whole, data):
    """Also beside the entries: the register's lines, screens, contents, the statement itself."""
    content = json.loads(whole)
    way: list[Any] = []
    here: Any = content
    while isinstance(here, dict | list) and here:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        way.append(data.draw(st.sampled_from(keys)))
        above, here = here, here[way[-1]]
    if isinstance(here, bool) or not isinstance(here, int | str):
        return
    above[way[-1]] = here + 1 if isinstance(here, int) else here[:-1] + "~"
    try:
        assert not check_export(json.dumps(content).encode()).found.ok, way
    except NoExport:
        assert way[0] in ("format", "version")


@given(first=st.integers(0, 4), second=st.integers(0, 4))
def test_swapped_rows_are_found(whole, first, second):
    def swap(content: Any) -> None:
        rows = content["entries"]
        rows[first], rows[second] = rows[second], rows[first]

    assert changed(whole, swap).found.ok is (first == second)


@pytest.mark.parametrize("place", range(5))
def test_a_removed_row_is_found_the_last_one_too(whole, place):
    checked = changed(whole, lambda content: content["entries"].pop(place))
    assert place + 1 in places(checked)


@pytest.mark.parametrize("place", range(6))
def test_an_added_row_is_found(whole, place):
    def add(content: Any) -> None:
        content["entries"].insert(place, dict(content["entries"][2], id="another"))

    assert not changed(whole, add).found.ok


# What somebody might try


def test_the_same_words_under_another_signature_spelt_otherwise(whole):
    def upper(content: Any) -> None:
        content["statement"]["signature"] = content["statement"]["signature"].upper()

    assert "not genuine" in changed(whole, upper).found.findings[0].sentence


def test_words_that_were_taken_out_afterwards(whole):
    def take_out(content: Any) -> None:
        content["entries"][3] |= {"body": None, "late_reason": None}

    (finding,) = changed(whole, take_out).found.findings
    assert (finding.what, finding.seq) == (Found.CHANGED, 4)


def test_an_end_cut_off_with_a_statement_of_another(whole):
    """Somebody else of the desk signs a shorter log: his own statement is genuine, and says so."""

    def shorten(content: Any) -> None:
        del content["entries"][-2:]
        content["statement"]["entries"] = 3

    assert not changed(whole, shorten).found.ok


def test_a_stranger_cannot_export_it(night_file):
    with Ledger.open(night_file) as ledger:
        taken = ledger.excerpt("R1", 5)
    raw = export(taken, ABOUT, {}, signer("Somebody"), START)
    (finding,) = check_export(raw).found.findings
    assert "a key that the register does not hold for Somebody" in finding.sentence


def test_without_the_lines_of_the_register_nobodys_signature_counts(whole):
    checked = changed(whole, lambda content: content["register_lines"].clear())
    assert {one.what for one in checked.found.findings} >= {Found.FORGED, Found.FILE}


def test_a_screen_that_was_changed_or_taken_out(whole):
    def change(content: Any) -> None:
        content["contents"][0]["text"] = "DECISION MAKER: me"

    assert changed(whole, change).found.findings[0].what is Found.CONTENT_CHANGED
    content = json.loads(whole)
    assert content["contents"] == [{"digest": digest(SCREEN), "text": SCREEN}]
    assert not changed(whole, lambda content: content["contents"].clear()).found.ok


def test_a_row_that_is_broken_in_the_database_is_in_the_file_and_found(night):
    with tampering(night) as connection:
        connection.execute(
            "UPDATE entry SET body = CAST(X'FF22' AS TEXT) WHERE incident = 'R1' AND seq = 2"
        )
        connection.execute("UPDATE entry SET desk = 7.5 WHERE incident = 'R1' AND seq = 3")
    checked = check_export(exported(night))
    assert {2, 3} <= places(checked)


def test_a_checkpoint_ties_it_to_the_desk(whole):
    head = check_export(whole).found.heads["R1"]
    good = sign_heads((Head("R1", 5, head.chain),), signer(), START)
    assert check_export(whole, good).found.ok
    for wrong in (Head("R1", 6, head.chain), Head("R1", 5, "0" * 64)):
        checked = check_export(whole, sign_heads((wrong,), signer(), START))
        assert "checkpoint" in checked.found.findings[0].sentence
    strange = sign_heads((Head("R1", 5, head.chain),), signer("Somebody"), START)
    assert not check_export(whole, strange).found.ok


def test_a_new_key_of_an_operator_counts_beside_the_old_one(path):
    with Ledger.open(path) as ledger:
        ledger.append_now([added(DUTY)], signer())
        opened = item(bodies.IncidentRegistered(reference="R1"), "register")
        ledger.append_now([opened, note("one")], signer())
    assert check_export(exported(path)).found.ok


PARSER = re.compile(r"codec|decode|Expecting|Unterminated|column|char \d|Exceeds|\d{30}")
"""Words that a parser says to programmers."""


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "It is empty"),
        (b"hello", "not an export"),
        (b"\xff\xfe", "not text throughout"),
        (b'{"format": "ooh-con', "cut off"),
        (b'{"format": "ooh-console-export",\n "version"', "cut off"),
        (b'{"format": "ooh-console-export",\n version}', "damaged in line 2"),
        (b'{"version": ' + b"7" * 400 + b"}", "number of 400 digits"),
        (b'{"version": ' + b"7" * 9_000 + b"}", "number of 9000 digits"),
        (b"[" * 100_000, "nested too deep"),
        (b"[]", "not an export"),
        (b'{"format": "other"}', "not an export"),
        (b'{"format": "ooh-console-export", "version": 2}', "newer version"),
        (b'{"format": "ooh-console-export", "version": 1, "version": 1}', "stands twice"),
        (b'{"format": "ooh-console-export", "version": NaN}', "has no place"),
        (b'{"format": "ooh-console-redacted"}', "redacted export"),
    ],
)
def test_what_is_no_export_is_one_sentence(raw, says):
    with pytest.raises(NoExport, match=says) as caught:
        check_export(raw)
    assert not PARSER.search(str(caught.value))


@given(st.data())
def test_wherever_an_export_is_cut_off_it_says_so(whole, data):
    at = data.draw(st.integers(1, len(whole.rstrip()) - 1))
    with pytest.raises(NoExport, match="cut off") as caught:
        check_export(whole[:at])
    assert not PARSER.search(str(caught.value))


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"entries": {}, "register_lines": 7},
        {"entries": [{}], "register_lines": [{"seq": "x"}], "contents": [{}]},
        {"entries": [], "register_lines": [], "contents": [], "statement": []},
        {"reference": ["x"], "statement": {"withheld": [["a"], 7], "entries": True}},
        {
            "entries": [{"body": "\ud800", "seq": 1}],
            "contents": [{"digest": "x", "text": "\ud800"}],
        },
    ],
)
def test_an_export_of_any_shape_is_findings_and_no_failure(content):
    raw = json.dumps({"format": "ooh-console-export", "version": 1, **content}).encode()
    assert not check_export(raw).found.ok


def test_what_was_wrong_with_the_log_is_signed_and_said_again(night_file):
    with Ledger.open(night_file) as ledger:
        taken = ledger.excerpt("R1", ledger.head("R1"), contents=False)
    raw = export(taken, ABOUT, {}, signer(), START, ["Entry 3 was changed\ud800."])
    checked = check_export(raw)
    assert checked.at_export == ("Entry 3 was changed?.",)
    (found,) = checked.found.findings
    assert found.what is Found.AT_EXPORT
    assert "the desk had found: Entry 3 was changed?." in found.sentence


def test_a_file_that_does_not_say_how_the_log_was_is_not_taken_for_one_that_does(whole):
    assert check_export(whole).at_export is None
