"""Names in somebody's own words: those that are words as well, and every way of writing them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.people import Address, Relation
from ooh_console.reports.redaction.redacting import redacted
from ooh_console.reports.redaction.vocabulary import folded
from tests.reports.nights import made

FAMILY = [
    b.PersonLinked(
        name="Grace May", relation=Relation.MOTHER, born="2003-04-17",
        address=Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ"),
        identifiers={"County Maternity": "2003-04-17-0042"},
    ),
    b.PersonLinked(name="Mark Young", relation=Relation.FATHER),
    b.PersonLinked(name="Rhŷs-ap-Siôn Penhallow", relation=Relation.SIBLING),
    b.PersonLinked(name="Zoe Al-Hassan", relation=Relation.SIBLING),
    b.PersonLinked(name="Will Ward", relation=Relation.GRANDPARENT),
    b.PersonLinked(name="محمود الحسن", relation=Relation.OTHER),
    b.PersonLinked(name="Małgorzata Wałęsa", relation=Relation.OTHER),
    b.PersonLinked(name="Elizabeth O'Quaggan", relation=Relation.OTHER),
    b.PersonLinked(name="McAllister, Anne-Marie", relation=Relation.OTHER),
]  # fmt: skip
ACTING = [b.Action(text="ring", owner="PC Day"), b.Action(text="ring", owner="Ann North, midwife")]


def said(*texts: str, family: list[b.PersonLinked] = FAMILY) -> list[str]:
    night = redacted(made([*family, *ACTING, *(b.Note(text=text) for text in texts)]))
    return [entry.body.text for entry in night.log if isinstance(entry.body, b.Note)]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        # A surname that is a word
        ("Mr Young refused the police", "Father refused the police"),
        ("Father Young is at the door, YOUNG shouts",
         "Father is at the door, [name?] shouts"),
        ("mr. young left; mark young at the door", "mr. Father left; Father at the door"),
        ("MARK YOUNG REFUSES; YOUNG, Mark", "Father REFUSES; Father"),
        ("M.Young, W. Ward, Ms G. May", "Father, Grandparent 1, Mother"),
        ("labour ward rang, Mr Ward rang, Will Ward rang",
         "labour ward rang, Grandparent 1 rang, Grandparent 1 rang"),
        ("PC Day came, Ann North rang", "Police officer 1 came, Midwife 1 rang"),
        # A given name that is one
        ("Mark opened the door", "Father opened the door"),
        ("then Mark went, mark's bag", "then Father went, Father's bag"),
        ("17th April 2003 and in May Grace came", "[date] and in [date] Mother came"),
        ("Ms May says no", "Mother says no"),
        # Nobody knows
        ("Mark on left arm; Young is calm", "[name?] on left arm; [name?] is calm"),
        ("Will attends, will is calm", "[name?] attends, [name?] is calm"),
        # Whose
        ("Zoe's mum, ZOE’S mum, Rhys'", "Sibling 2's mum, Sibling 2's mum, Sibling 1'"),
        # One name in several words, several in one
        ("Rhŷs-ap-Siôn, RHYS AP SION", "Sibling 1"),
        ("Siôn is here", "Sibling 1 is here"),
        ("al hassan left", "Sibling 2 left"),
        ("Alhassan left", "Sibling 2 left"),
        ("GRACEMAY left", "Mother left"),
        ("GraceM left", "Mother left"),
        ("markyoung left", "Father left"),
        ("the Youngs left", "the [family name] left"),
        ("all Penhallows left", "all Sibling 1 left"),
        ("o quaggan left", "Relative 3 left"),
        ("O’QUAGGAN left", "Relative 3 left"),
        ("Annemarie Allister left", "Relative 4 left"),
        ("Malgorzata Walesa left", "Relative 2 left"),
        ("ومحمود هنا", "Relative 1 هنا"),
        # Initials and short forms
        ("M.Y. left; GM is calm; MY phone", "Father left; Mother is calm; MY phone"),
        ("Liz left", "[name?] left"),
        ("Gosia left", "[name?] left"),
        ("Zo left", "[name?] left"),
        ("Zoey left", "[name?] left"),
        ("Elizabeth O left; Zoe H", "Relative 3 left; Sibling 2"),
        # Where they live
        ("past the Saltpans", "past the [address]"),
        ("number 14, house 14; ZZ99 it is", "number [address], house [address]; [postcode] it is"),
        ("hospital number 2003-04-17-0042", "hospital number [identifier]"),
    ],
)  # fmt: skip
def test_a_name_however_it_is_written(text, becomes):
    assert said(text) == [becomes]


@pytest.mark.parametrize(
    "text",
    [
        "a young woman, a young man", "mark on his arm", "she may refuse, OOH will attend",
        "labour ward, ward sister", "the next day, day and night", "north side of the house",
        "with grace", "seen at 14 weeks", "the second one; not of us",
    ],
)  # fmt: skip
def test_a_word_that_is_no_name_here_stays(text):
    """A night is not told falsely because somebody is called Young."""
    assert said(text) == [text]


GIVEN = ("Jodie", "Siân", "Łucja", "Zeynep", "O’Neal", "Nguyễn", "Fatima-Zahra", "Юлия")
SURNAMES = (
    "Penhallow",
    "Young",
    "Ward",
    "ap Gruffydd",
    "Wałęsa-Król",
    "D'Souza",
    "bin Khalid",
    "Ng",
)
CALLED = ("{g} {s}", "{s}, {g}", "{s} {g}", "{g}-{s}", "Mr {s}", "Ms {s}", "{g}'s", "({g})")


@given(
    st.sampled_from(GIVEN),
    st.sampled_from(SURNAMES),
    st.sampled_from(CALLED),
    st.sampled_from((str, str.upper)),
    st.sampled_from(("", "then ", "seen:", "door/", "T+00:01 ", "« ")),
    st.sampled_from(("", " left", ", crying", ".", "/", "»", " 07700 900123")),
)
def test_no_part_of_a_name_stays(given, surname, called, spell, before, after):
    family = [b.PersonLinked(name=f"{given} {surname}", relation=Relation.MOTHER)]
    words = spell(called.format(g=given, s=surname))
    (out,) = said(f"{before}{words}{after}", family=family)
    left = {folded(word) for word in re.findall(r"[^\W\d_]+", out)}
    for part in re.findall(r"[^\W\d_]+", f"{given} {surname}"):
        if len(part) > 1 and part[0].isupper():
            assert folded(part) not in left, out


def test_people_of_one_name_are_one_however_they_act():
    """`OOH` behind a name is no surname, and what is said of somebody is not of somebody else."""
    owners = ("Sam Okafor", "Okafor (OOH)", "Sam Okafor, OOH", "Sam Okafor OOH social care")
    acting = [b.Action(text="ring", owner=one) for one in (*owners, "to be confirmed")]
    night = redacted(made([*acting, b.Note(text="OOH rang, OOH social care confirmed: Okafor")]))
    called = {entry.body.owner for entry in night.log if isinstance(entry.body, b.Action)}
    (note,) = (entry.body.text for entry in night.log if isinstance(entry.body, b.Note))
    assert len(called - {"to be confirmed"}) == 1
    assert note == f"OOH rang, OOH social care confirmed: {min(called - {'to be confirmed'})}"


def test_the_parts_of_a_plan_that_was_read_out_keep_their_names():
    part = b.PlanReadOut(
        agency="x", read_by="Ann", fields={"birth_partners": "Zoe", "o_ther": "no"}
    )
    night = redacted(made([*FAMILY, part]))
    (read,) = (entry.body for entry in night.log if isinstance(entry.body, b.PlanReadOut))
    assert dict(read.fields) == {"birth_partners": "Sibling 2", "[handle]": "no"}


def test_a_word_of_an_agency_that_is_a_word_is_not_the_agency():
    agency = "County Maternity, READ OUT by telephone"
    given = b.PlanRead(agency=agency, digest="d", reader="Sgt Bligh")
    chosen = b.HospitalChosen(name="Park Hospital", decided_by="Sgt Bligh")
    night = redacted(made([given, chosen, b.Note(text="Please read that back; in the park")]))
    assert [e.body.text for e in night.log if isinstance(e.body, b.Note)] == [
        "Please read that back; in the park"
    ]
