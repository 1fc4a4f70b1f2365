"""In a redacted report nobody can be recognised by name, number, place or date."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.cli.shapes import SCHEMAS
from ooh_console.desk.exporting import Keep
from ooh_console.domain import bodies as b
from ooh_console.domain.holdings import FACTS
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.sources import Offer
from ooh_console.reports.contents.redacted import redacted_report, to_read
from ooh_console.reports.fields import holds
from ooh_console.reports.log_csv import log_csv
from ooh_console.reports.night import Night
from ooh_console.reports.redacted_json import redacted_json
from ooh_console.reports.redaction.patterns import replaced
from ooh_console.reports.redaction.people import Cast
from ooh_console.reports.redaction.redacting import redacted
from ooh_console.reports.redaction.since import OPENED, SinceOpening, relative, since
from ooh_console.reports.redaction.vocabulary import role_of
from ooh_console.reports.redaction.words import Replacing
from ooh_console.reports.retelling import Rule, retold
from tests.journeys import hostile
from tests.reports.nights import MOTHER, START, made
from tests.reports.reading import text_of

LONDON = ZoneInfo("Europe/London")
FAMILY = [
    b.PersonLinked(
        name="Jodie Penhallow", relation=Relation.MOTHER, nhs_number=MOTHER, born="2003-04-17",
        address=Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ"),
        identifiers={"County Maternity": "WCH2291047"},
    ),
    b.PersonLinked(name="RUDDERHAM Craig", relation=Relation.FATHER, nhs_number="9990000026"),
    b.PersonLinked(name="Tyler Penhallow", relation=Relation.SIBLING),
]  # fmt: skip


def everything(night: Night) -> str:
    """All that a redacted night is written as."""
    report = text_of(redacted_report(night, LONDON))
    return "\n".join([report, log_csv(night).decode(), redacted_json(night).decode()])


def said(*texts: str, keep: frozenset[Keep] = frozenset()) -> list[str]:
    """What notes become in a night of this family."""
    night = redacted(made([*FAMILY, *(b.Note(text=text) for text in texts)]), keep)
    return [entry.body.text for entry in night.log if isinstance(entry.body, b.Note)]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Jodie Penhallow is calm", "Mother is calm"),
        ("JODIE is calm", "Mother is calm"),
        ("Jodie's bag, Ms. J. Penhallow's phone", "Mother's bag, [family name]'s phone"),
        ("jodie opened", "Mother opened"),
        ("Craig Rudderham left", "Father left"),
        ("Rudderham, Craig left", "Father left"),
        ("CRAIG RUDDERHAM'S dog", "Father's dog"),
        ("Ruderham at the door", "Father at the door"),
        ("Penhalow family", "[family name] family"),
        ("Tylér is with his aunt", "Sibling 1 is with his aunt"),
        ("dog at 14 Saltpan Lane", "dog at [address]"),
        ("down saltpan lane", "down [address]"),
        ("by Saltpan", "by [address]"),
        ("in MERROWBY, zz99 3vz", "in [address], [postcode]"),
        ("at SW1A 1AA or sw1a1aa", "at [postcode] or [postcode]"),
        ("NHS 999 000 0018, 999-000-0018 or 9990000018", "NHS [number], [number] or [number]"),
        ("ring 07700 900123 or +44 (0)1632 960 001", "ring [number] or [number]"),
        ("hospital number WCH2291047", "hospital number [identifier]"),
        ("log GM-20261125-4411, CAD1234", "log [reference], [reference]"),
        ("born 17 April 2003, 17/04/03, 2003-04-17", "born [date], [date], [date]"),
        ("on 2 Dec 02:50 GMT at the latest", "on [date] at the latest"),
        ("write to a.b@example.org", "write to [e-mail address]"),
        ("see https://example.org/x", "see [address on the internet]"),
        ("02:10 dog loose; back by 3:05 GMT", "T+00:07 dog loose; back by T+01:02"),
        ("police protection s46, 72 hours, unit 7", "police protection s46, 72 hours, unit 7"),
        ("they went to Hallowick by car", "they went to [name?] by car"),
        ("born yesterday, and well", "born yesterday, and well"),
    ],
)  # fmt: skip
def test_words_of_the_family_and_what_is_no_name(text, becomes):
    assert said(text) == [becomes]


def test_one_person_is_one_pseudonym_however_they_are_called():
    party = b.Party(name="Insp. Ruth Adeyemi", agency="Police")
    night = redacted(
        made(
            [
                b.DecisionMakerSet(who=party),
                b.AttendanceRequested(asked_by="Insp. Adeyemi", asked_of="duty desk"),
                b.PlanRead(agency="x", digest="d", reader="Insp. Adeyemi (read out by radio)"),
                b.Note(text="ADEYEMI says no; Sgt Bligh agrees"),
                b.Action(text="ring", owner="Sgt Bligh"),
                b.MeetingHeld(present=("Sgt Bligh and Insp Adeyemi",), points=("x",)),
            ]
        )
    )
    text = everything(night)
    assert "Adeyemi".casefold() not in text.casefold()
    assert "bligh" not in text.casefold()
    assert "Police officer 1 says no; Police officer 2 agrees" in text
    assert "Police officer 2 and Police officer 1" in text
    assert "Police officer 3" not in text


NAME = "Zanzibarra"


@pytest.mark.parametrize("name", [NAME, "Ŵyn-Łódźka", "O’Quaggan", "محمود"])
def test_a_name_in_any_field_of_any_kind_is_nowhere(name):
    night = redacted(
        made(hostile.night(name, MOTHER), {f"{name} Police": hostile.facts(name, MOTHER)})
    )
    text = everything(night).casefold()
    for part in name.replace("’", " ").replace("-", " ").split():
        if len(part) > 1:
            assert part.casefold() not in text


@given(st.sampled_from((str.upper, str.lower, str.title, lambda n: f"{n}'s", lambda n: f"({n})")))
def test_in_any_case(spell):
    assert NAME.casefold() not in said_of(spell(NAME)).casefold()


def said_of(word: str) -> str:
    owner = b.Action(text="x", owner=f"Sgt {NAME}")
    night = redacted(made([owner, b.Note(text=f"then {word} went in")]))
    return everything(night)


def test_every_field_is_classified_so_that_a_new_one_is_never_let_through():
    missing: set[str] = set()

    def text(said: str, where: Any) -> str:
        if holds(where) is None:
            missing.add(f"{where.model.__name__}.{where.field}")
        return said

    bodies = [
        hostile.body(b.IncidentOpened, "x"),
        *(one.body for one in hostile.night("x", MOTHER)),
    ]
    for body in bodies:
        retold(body, Rule(text))
    for item in hostile.facts("x", MOTHER)["commitments"]:
        retold(FACTS[Offer.COMMITMENTS].read(item), Rule(text))
    # Made anew, put in the place of, or what a fact could not be read by.
    assert missing <= {"PersonLinked.name", "Unread.field", "Address.text", "Address.postcode"}


def test_no_date_and_no_id_is_in_it_and_times_are_since_the_opening():
    due = START + timedelta(hours=26)
    night = redacted(made([*FAMILY, b.Action(text="ring", owner="Ann", due=due)]))
    text = everything(night)
    assert "T+26:00" in text
    assert "T+00:04" in text
    for gone in ("2026", "25 Nov", "GMT", "2000", "01a2", "261125", "AB2C"):
        # When the report was made stands in its head alone.
        assert gone not in text, gone


def test_what_must_not_be_told_is_never_in_it():
    night = made([b.DisclosureRestricted(what="the quokka order", until="the numbat comes")])
    text = everything(redacted(night, frozenset(Keep)))
    assert "quokka" not in text
    assert "numbat" not in text


def test_what_is_kept_is_named():
    who = b.Party(name="Insp. Adeyemi", agency="Quay Police")
    bodies = [*FAMILY, b.DecisionMakerSet(who=who), b.Note(text="02:10 Jodie and Adeyemi spoke")]
    for keep, shown in {
        Keep.PROFESSIONALS: "Mother and Adeyemi spoke",
        Keep.AGENCIES: "Quay Police",
        Keep.DATES: "25 Nov 2026 02:07 GMT",
    }.items():
        text = everything(redacted(made(bodies), frozenset({keep})))
        assert shown in text, keep
        assert "Jodie" not in text
        others = everything(redacted(made(bodies), frozenset(Keep) - {keep}))
        assert shown not in others, keep


def test_every_line_of_somebodys_own_words_is_listed_to_be_read():
    night = redacted(
        made([*FAMILY, b.Note(text="the tall one with the scar"), b.HoldingSeen(screen="a" * 64)])
    )
    lines = to_read(night)
    assert "T+00:04 the tall one with the scar" in lines
    assert not [line for line in lines if "Screen kept" in line]


def test_the_table_and_the_file_for_programs_say_the_same():
    night = redacted(made([*FAMILY, b.Note(text="=1+1 Jodie")]))
    rows = list(csv.DictReader(io.StringIO(log_csv(night).decode("utf-8-sig"), newline="")))
    entries = json.loads(redacted_json(night))["entries"]
    assert [row["number"] for row in rows] == [str(entry["number"]) for entry in entries]
    assert rows[-1]["what"] == f"'{entries[-1]['what']}" == "'=1+1 Mother"
    assert json.loads(redacted_json(night))["format"] == "ooh-console-redacted"
    assert not {"entry", "happened (UTC)"} & rows[0].keys()


@pytest.mark.parametrize("keep", [frozenset(), frozenset(Keep)], ids=["nothing", "all"])
def test_the_file_for_programs_is_of_its_schema(keep):
    """Of entries of every kind, one of them struck through, and late ones."""
    night = made(hostile.night(NAME, MOTHER), {"Police": hostile.facts(NAME, MOTHER)})
    content = json.loads(redacted_json(redacted(night, keep)))
    jsonschema.validate(content, json.loads((SCHEMAS / "redacted.schema.json").read_text()))
    entries = content["entries"]
    assert [one["happened_minutes"] for one in entries] == list(range(len(entries)))
    assert any(one["struck"] for one in entries)
    assert entries[7]["happened"] == ("T+00:07" if not keep else "25 Nov 2026 02:10 GMT")


# The parts


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "T+00:00"), (7, "T+00:07"), (-12, "T-00:12"), (1565, "T+26:05")]
)
def test_since_the_opening(minutes, words):
    moment = OPENED + timedelta(minutes=minutes)
    assert since(moment) == words
    shown = moment.astimezone(SinceOpening("UTC"))
    assert relative(f"at {shown:%d %b %Y %H:%M %Z}.".replace("at 0", "at ")) == f"at {words}."
    assert relative(f"at {shown:%H:%M %Z}.") == f"at {words}."


@given(st.text(max_size=60))
def test_no_text_breaks_the_words(text):
    cast = Cast()
    cast.professional("Sgt Zanzibarra")
    replacing = Replacing(cast)
    replacing.phrase("14 Quay Lane", "[address]")
    out = replacing.words(f"{text} Zanzibarra", None)
    assert "zanzibarra" not in out.casefold()
    assert replaced(text, None) == replaced(replaced(text, None), None)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Insp. Example", "Police officer"),
        ("community midwife", "Midwife"),
        ("Crew A412", "Ambulance crew"),
        ("Dr Example", "Doctor"),
        ("Sam Example", "Professional"),
    ],
)
def test_roles(text, role):
    assert role_of(text) == role


def test_two_of_one_name_are_told_apart_or_neither_is_named():
    cast = Cast()
    first = cast.family(Relation.SIBLING, ["Ann Example"])
    second = cast.family(Relation.SIBLING, ["Ann Sample"])
    assert (first, second) == ("Sibling 1", "Sibling 2")
    assert cast.called(["ann", "sample"]) == second
    assert cast.called(["ann"]) == "[family name]"
    assert cast.called(["quokka"]) == ""


def test_a_moment_in_another_year_is_one():
    assert since(datetime(2001, 1, 1, tzinfo=UTC)) == "T+8784:00"


@pytest.mark.parametrize(
    "text",
    [
        "x" * 300_000, "A" * 100_000, "a-" * 100_000, "9" * 100_000, "9 " * 50_000 + "x",
        "a.b+" * 50_000,
    ],
)  # fmt: skip
def test_a_long_text_takes_no_longer_than_it_is(text):
    """Each of these took minutes with one careless pattern: the time limit of a test notices."""
    night = redacted(made([b.Action(text=text, owner="Sgt Zanzibarra")]))
    assert "zanzibarra" not in log_csv(night).decode().casefold()
