"""`report`: a file of the owner alone, on the register before it is there."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import stat
from pathlib import Path

import pytest

from ooh_console.desk.exporting import Asked, Format, Kind, file_name
from tests.desk.desks import START


def exports(place) -> list[str]:
    return [what for _, kind, what in place.register() if kind == "exported"]


@pytest.mark.parametrize("format_", ["html", "pdf", "csv"])
def test_a_report_is_written_for_its_owner_alone_and_is_on_the_register(desk_copy, format_):
    done = desk_copy.run("report", desk_copy.reference, "--format", format_, "--json")
    assert done.status == 0, done.errors
    found = done.valid("report")
    path = Path(found["file"])
    assert path.parent == desk_copy.data / "reports"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert hashlib.sha256(path.read_bytes()).hexdigest() == found["sha256"]
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    (said,) = exports(desk_copy)
    assert said.startswith(f"full report of {desk_copy.reference} as {format_.upper()}, without")


def test_what_must_not_be_told_is_in_it_only_when_asked_for(desk_copy, tmp_path):
    for restricted in ((), ("--include-restricted",)):
        out = tmp_path / f"out{len(restricted)}.html"
        done = desk_copy.run("report", desk_copy.reference, "--out", str(out), *restricted)
        assert done.status == 0, done.errors
        assert ("the planned order" in out.read_text()) is bool(restricted)


def test_the_table_reads_back_as_it_was_recorded(filled):
    raw = filled.run("report", filled.reference, "--format", "csv", "--out", "-").raw
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [row["number"] for row in rows] == [str(place + 1) for place in range(len(rows))]
    struck = next(row for row in rows if row["what"] == "Dog is in the garden")
    strike = next(row for row in rows if row["kind"] == "correction")
    assert strike["about entry"] == struck["number"]
    assert (struck["struck through by"], struck["struck through because"]) == (
        "Ann Example",
        "another garden",
    )
    late = next(row for row in rows if row["late"])
    assert late["reason for the delay"] == "both hands full"
    assert late["happened (UTC)"] < late["recorded (UTC)"]
    assert late["happened (local)"].endswith(("GMT", "BST"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("--out", "-"), "goes with --format csv or json"),
        (("--out", "-", "--format", "csv", "--json"), "choose one"),
        (("--format", "doc"), "invalid choice"),
        (("--out", "/dev/null/x"), "could not be written"),
        (("--out", __file__, "--format", "html"), "is there already"),
        (("--out", "night.pdf", "--format", "html"), "--out ends in .pdf and --format is html"),
        (("--out", "x.HTML", "--format", "pdf"), "--out ends in .html and --format is pdf"),
        (("--out", "night.xlsx"), "tells no format: say --format"),
        (("--kind", "handover", "--format", "csv"), "A handover is a page"),
        (("--kind", "redacted", "--include-restricted"), "never holds"),
        (("--keep", "dates"), "goes with --kind redacted"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(desk_copy, wrong, says):
    done = desk_copy.run("report", desk_copy.reference, *wrong)
    assert done.status == 2
    assert says in done.errors
    assert not (desk_copy.data / "reports").exists()


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.pdf", b"%PDF-"),
        ("a.PDF", b"%PDF-"),
        ("a.htm", b"<!DOCTYPE html>"),
        ("a.csv", b"\xef\xbb\xbf"),
        ("a.json", b"{"),
        ("a", b"<!DOCTYPE html>"),
    ],
)
def test_a_file_is_what_its_name_says(desk_copy, tmp_path, name, begins):
    done = desk_copy.run("report", desk_copy.reference, "--out", str(tmp_path / name))
    assert done.status == 0, done.errors
    assert (tmp_path / name).read_bytes()[: len(begins)].upper() == begins.upper()


def test_a_folder_says_nothing_of_the_format(desk_copy, tmp_path):
    folder = tmp_path / "night.pdf"
    folder.mkdir()
    done = desk_copy.run("report", desk_copy.reference, "--format", "csv", "--out", str(folder))
    assert done.status == 0, done.errors
    assert [one.suffix for one in folder.iterdir()] == [".csv"]


def test_what_could_not_be_written_after_all_is_on_the_register(desk_copy, tmp_path):
    missing = tmp_path / "file"
    missing.write_text("no folder")
    done = desk_copy.run("report", desk_copy.reference, "--out", str(missing / "x.html"))
    assert done.status == 2
    kinds = [kind for _, kind, _ in desk_copy.register()]
    assert kinds[-2:] == ["exported", "refused"]
    assert list(tmp_path.rglob("*.part")) == []


def test_without_the_register_nothing_is_written(desk_copy, make_newer, tmp_path):
    make_newer(desk_copy)
    out = tmp_path / "report.html"
    done = desk_copy.run("report", desk_copy.reference, "--out", str(out))
    assert done.status == 2
    assert not out.exists()
    assert list(tmp_path.glob("*.part")) == []


def test_an_unknown_incident_is_said(filled):
    done = filled.run("report", "261125-ZZZZ", "--json")
    assert done.status == 2
    assert "no incident 261125-ZZZZ" in done.valid("error")["error"]


@pytest.mark.parametrize(
    ("reference", "begins"),
    [
        ("261125-AB2C", "261125-AB2C-full-"),
        ("con", "incident-con-full-"),
        ("LPT1.x", "incident-LPT1-x-full-"),
        ("../../etc/passwd", "etc-passwd-full-"),
        ('a\\b:c*?"<>|\n\x00', "a-b-c-full-"),
        ("…", "incident-full-"),
        ("x" * 300, "x" * 60 + "-full-"),
    ],
)
def test_file_names_are_safe_everywhere(reference, begins):
    name = file_name(Asked(reference, Kind.FULL, Format.HTML), START)
    assert name == f"{begins}20261125T020300Z.html"


@pytest.mark.parametrize("format_", ["html", "csv", "json"])
def test_a_redacted_report_names_nobody_and_lists_what_to_read(desk_copy, format_):
    done = desk_copy.run("report", desk_copy.reference, "--kind", "redacted", "--format", format_)
    assert done.status == 0, done.errors
    assert "READ THESE" in done.text
    (path,) = (desk_copy.data / "reports").iterdir()
    assert path.name == f"incident-redacted.{format_}"
    text = path.read_text().casefold()
    for name in ("penhallow", "example", "saltpan", "9990000018", desk_copy.reference.casefold()):
        assert name not in text, name
    if format_ == "json":
        checked = desk_copy.run("verify", str(path))
        assert checked.status == 2
        assert "redacted export" in checked.errors


def test_a_handover_is_a_page(desk_copy):
    done = desk_copy.run("report", desk_copy.reference, "--kind", "handover", "--json")
    assert done.valid("report")["kind"] == "handover"
    assert "Who to ring" in Path(done.json["file"]).read_text()


SAID = "THE LOG IS NOT AS IT WAS RECORDED: "


CHANGED, DAMAGED = "replace(body, 'planned', 'plamned')", "substr(body, 9)"


@pytest.mark.parametrize(
    ("by", "more"),
    [
        (CHANGED, ("--format", "html")),
        (CHANGED, ("--kind", "handover")),
        (CHANGED, ("--kind", "redacted", "--format", "json")),
        (CHANGED, ("--format", "csv", "--out", "-")),
        (CHANGED, ("--format", "json", "--include-restricted")),
        (DAMAGED, ("--format", "csv")),
        (DAMAGED, ("--format", "json")),
    ],
)
def test_whoever_makes_a_report_hears_that_its_log_was_changed(desk_copy, tamper, by, more):
    """In an entry whose words a copy for the family leaves out: nobody else could notice."""
    tamper(desk_copy, f"UPDATE entry SET body = {by} WHERE kind = 'disclosure_restricted'")
    done = desk_copy.run("report", desk_copy.reference, *more)
    assert done.status == 1, done.errors
    streamed = "-" in more
    assert SAID in (done.errors if streamed else done.text)
    assert "it was changed after it was signed" in (done.errors if streamed else done.text)
    if streamed:
        rows = csv.DictReader(io.StringIO(done.raw.decode("utf-8-sig"), newline=""))
        (marked,) = (row for row in rows if "NOT AS IT WAS RECORDED" in row["marked"])
        assert marked["kind"] == "disclosure_restricted"


def test_programs_and_whoever_verifies_the_file_hear_it_too(desk_copy, tamper, tmp_path):
    tamper(desk_copy, f"UPDATE entry SET body = {CHANGED} WHERE kind = 'disclosure_restricted'")
    out = tmp_path / "log.json"
    more = ("--format", "json", "--out", str(out), "--json")
    (said,) = desk_copy.run("report", desk_copy.reference, *more).valid("report")["findings"]
    assert "planned" not in out.read_text()
    done = desk_copy.run("verify", str(out), "--json")
    found = done.valid("verify")
    assert (done.status, found["ok"], found["export"]["findings"]) == (1, False, [said])
    assert [one["what"] for one in found["findings"]] == ["at-export"]
    out.write_text(out.read_text().replace(json.dumps([said]), "[]"))
    (file,) = desk_copy.run("verify", str(out), "--json").valid("verify")["findings"]
    assert "statement at the end is not genuine" in file["sentence"]
