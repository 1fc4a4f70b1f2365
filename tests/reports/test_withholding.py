"""What must not reach the family is nowhere in a report that leaves it out; in others marked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import UnreadBody
from ooh_console.domain.kept_from_family import KeptFromFamily, may_show
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.protected import MARK
from ooh_console.protocol_files import load_protocols
from ooh_console.reports.contents.full import full
from ooh_console.reports.html import html
from ooh_console.reports.night import Night
from ooh_console.reports.retelling import Rule, retold_body
from ooh_console.reports.withholding import LEFT_OUT, withheld, withheld_entries
from tests.domain.strategies import ANY_BODY
from tests.journeys import hostile
from tests.reports.nights import MOTHER, made
from tests.reports.reading import lines_of, text_of

SECRET = "zanzibar order that the court makes on Tuesday at noon"
RESTRICTED = b.DisclosureRestricted(what=SECRET, until="the quokka has landed")


def lines_with(report: Any, word: str) -> list[str]:
    return [line for line in lines_of(report) if word.casefold() in line.casefold()]


def planted(word: str) -> dict[str, Night]:
    """A night for each place in which something restricted can stand, with this word in it."""
    plan = {"subject": MOTHER, "version": "3", "status": "draft"}
    marker = {"category": "Violent", "text": "kicked the door in"}
    person = {"name": "Jodie Penhallow", "nhs_number": MOTHER}
    place = {"text": f"7 {word} Way, Merrowby", "postcode": "ZZ99 9ZZ", "protected": True}
    read = {"agency": "Police", "digest": "d1", "reader": "Ann Example"}

    def agency(offer: str, *facts: Any) -> dict[str, Any]:
        return {"Police": {offer: facts}}

    nights = {
        "what must not be told": made([b.DisclosureRestricted(what=f"the {word}", until="dawn")]),
        "until when": made([b.DisclosureRestricted(what="removal", until=f"the {word} is over")]),
        "a part that the template restricts": made(
            [], agency("plans", {**plan, "fields": {"placement": f"with {word}"}})
        ),
        "a part that this copy restricts": made(
            [],
            agency("plans", {**plan, "fields": {"x": word}, "not_for_family": ["x"]}),
        ),
        "the same part of a copy that does not": made(
            [],
            {
                "Police": {"plans": [{**plan, "fields": {"x": word}}]},
                "Maternity": {"plans": [{**plan, "fields": {"x": "y"}, "not_for_family": ["x"]}]},
            },
        ),
        "a plan that is not fully read": made(
            [], agency("plans", {**plan, "fields": {"placement": [word]}})
        ),
        "a plan in which nothing can be read": made([], agency("plans", {"fields": word})),
        "a part read out by telephone": made(
            [b.PlanReadOut(agency="Police", read_by="x", fields={"home_power": word})]
        ),
        "a part read out as not for the family": made(
            [
                b.PlanReadOut(
                    agency="Police",
                    read_by="x",
                    fields={"feeding": word},
                    not_for_family=("feeding",),
                )
            ]
        ),
        "what a marker was read as": made([b.MarkerRead(**read, summary=word)]),
        "whom a marker was about": made([b.MarkerRead(**read, subject=word)]),
        "a protected address that was linked": made(
            [
                b.PersonLinked(
                    name="Jodie Penhallow",
                    relation=Relation.MOTHER,
                    address=Address.model_validate(place),
                )
            ]
        ),
        "a protected address in words": made(
            [b.Note(text=f"They are at 7, {word.upper()} way now")],
            agency("people", {**person, "addresses": [place]}),
        ),
        "what a protected address was misheard as": made(
            [
                b.AddressCorrected(
                    address=Address(text="8 Row Way", protected=True),
                    instead_of=Address(text=f"7 {word} Way"),
                    said_by="Jo",
                    reason=f"heard as 7 {word}, it is 8",
                )
            ]
        ),
        "a protected address that was corrected, in words": made(
            [
                b.AddressCorrected(
                    address=Address(text=f"7 {word} Way"),
                    instead_of=Address(text="14 Saltpan Lane"),
                    said_by="Jo",
                    reason="x",
                ),
                b.AddressCorrected(
                    address=Address(text="8 Row Way", protected=True),
                    instead_of=Address(text=f"7 {word} Way"),
                    said_by="Jo",
                    reason="x",
                ),
                b.Note(text=f"They went to 7 {word} way first"),
            ]
        ),
        "what says that there is a MARAC": made([b.Note(text=f"MARAC about {word}")]),
        "a line of a shift's handover": made(
            [b.ShiftHandedOver(to="Sam", clocks=(f"DO NOT TELL FAMILY: {word} (until dawn)",))]
        ),
        "a step of a protocol that is not shown": made(
            [b.ProtocolStep(protocol="dangerous-dog", step="x", outcome="done", text=word)]
        ),
        "an entry that cannot be read here": _unread(word),
    }
    for field in ("category", "text", "code", "source"):
        nights[f"a marker's {field}"] = made([], agency("markers", {**marker, field: word}))
    nights["a marker's subject"] = made(
        [], agency("markers", {**marker, "subject": {"kind": "person", "name": word}})
    )
    nights["a marker that is not fully read"] = made([], agency("markers", {"text": {"x": word}}))
    return nights


def _unread(word: str) -> Night:
    night = made([b.Note(text="x")])
    first, last = night.log
    body = UnreadBody("from_a_later_version", f'{{"secret": "{word}"}}', f"no {word}")
    return made(log=(first, replace(last, body=body)))


CONFIG = Path(__file__).resolve().parents[2] / "config"
WORD = "Zanzibar"


@pytest.mark.parametrize("where", planted(WORD))
def test_what_is_planted_in_a_restricted_place_is_nowhere(where):
    night = planted(WORD)[where]
    open_ = full(night)
    assert lines_with(open_, WORD), "the place is not in a report at all: this proves nothing"
    closed = full(withheld(night))
    assert not lines_with(closed, WORD)
    assert "left out" in text_of(closed)


@pytest.mark.parametrize("where", planted(WORD))
def test_with_it_every_line_is_marked(where):
    report = full(planted(WORD)[where])
    restricted = [s.title for s in report.sections if s.restricted]
    for line in lines_with(report, WORD):
        marked = DO_NOT_TELL in line or MARK in line or "MARAC" in line
        # Markers stand in a part that is marked as a whole; the measures name them.
        assert marked or "Warning markers" in restricted or "not readable here" in line, line


@pytest.mark.parametrize("before", ["", "she said: "])
def test_every_kind_of_entry_that_quotes_it_is_left_out(before):
    others = hostile.night(f"{before}{SECRET.upper()}, and more", MOTHER)
    night = made([RESTRICTED, *others])
    assert lines_with(full(night), "zanzibar")
    report = full(withheld(night))
    assert not lines_with(report, "zanzibar")
    assert not lines_with(report, "quokka")


def test_every_kind_of_fact_that_quotes_it_is_left_out():
    facts = hostile.facts(f"they know of the {SECRET}", MOTHER)
    night = made([RESTRICTED], {"Police": facts})
    assert lines_with(full(night), "zanzibar")
    assert not lines_with(full(withheld(night)), "zanzibar")


def test_a_correction_quotes_no_more_than_the_entry():
    restricted = made([RESTRICTED]).log[1]
    struck = b.Correction(entry=restricted.id, reason="another incident")
    night = made(log=(*made([RESTRICTED]).log[:1], restricted, *made([struck]).log[1:]))
    report = full(withheld(night))
    assert "STRUCK THROUGH" in text_of(report)
    assert not lines_with(report, "zanzibar")


def test_what_was_lifted_may_be_told():
    night = made([RESTRICTED])
    lifted = b.DisclosureLifted(restriction=night.log[1].id, decided_by="Sam", reason="safe")
    night = made(log=(*night.log, *made([lifted]).log[1:]))
    assert lines_with(full(withheld(night)), "zanzibar")


def test_the_rest_of_the_night_is_still_told():
    night = made([RESTRICTED, b.Note(text="the dog is on a chain"), b.Action(text="a", owner="o")])
    report = full(withheld(night))
    assert lines_with(report, "the dog is on a chain")
    assert report.head is None
    assert withheld_entries(night) == {night.log[1].id: "disclosure_restricted"}
    assert len(report.sections) == len(full(night).sections)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SECRET, True),
        (f"Ann: «{SECRET[:40]}…»", True),
        ("the ZANZIBAR  order, that the court made", True),
        ("the Zanzibar order", False),
        ("Do not tell: x", True),
        ("told of the marac", True),
        ("no", False),
        ("none", True),
        ("none was seen", False),
        ("flight", False),
        ("", False),
        ("rem\u200boval on the day of birth is plánned", True),
    ],
)
def test_what_quotes(text, says):
    kept = KeptFromFamily.saying([SECRET], ["none", "Removal on the day of birth is planned."])
    assert kept.says(text) is says


@given(ANY_BODY, st.text(min_size=1, max_size=5))
def test_a_body_told_otherwise_is_still_one_of_its_kind(body, text):
    told = retold_body(body, Rule(lambda said, _: f"{text}{said}"))
    assert type(told) is type(body)
    assert told.kind == body.kind
    left = retold_body(body, Rule(lambda said, _: f"{LEFT_OUT} {said}"))
    type(body).model_validate(left.model_dump())


def test_where_all_of_it_is_left_out_nothing_is_marked(read_night, filled):
    night = read_night(filled)
    mark = f"Has parts marked {DO_NOT_TELL}".encode()
    assert mark in html(full(night))
    assert mark not in html(full(withheld(night)))


def test_protocols_that_apply_for_what_is_restricted_are_not_shown():
    problems: list[Any] = []
    shipped = load_protocols(CONFIG, CONFIG, problems)
    shown = {one.id for one in map(may_show, shipped) if one is not None}
    hidden = {"dangerous-dog", "violent-household", "flight-risk", "domestic-abuse"}
    assert {one.id for one in shipped} - shown == hidden


def test_a_step_that_is_not_shown_is_not_in_a_handover_either():
    problems: list[Any] = []
    (dog,) = [p for p in load_protocols(CONFIG, CONFIG, problems) if p.id == "dangerous-dog"]
    step = dog.step[0].text
    night = made([b.ShiftHandedOver(to="Sam", next_steps=(f"OVERDUE 7 min (by 02:18) {step}",))])
    habits = replace(night.view.habits, protocols=(dog,))
    night = replace(night, view=replace(night.view, habits=habits))
    assert step in text_of(full(night))
    assert step not in text_of(full(withheld(night)))
