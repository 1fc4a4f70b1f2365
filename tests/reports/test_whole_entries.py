"""With a line that must not reach the family go all words recorded with it, and about it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from ooh_console.desk.desk import Recording
from ooh_console.domain import bodies as b
from ooh_console.domain.bodies import IncidentBody
from ooh_console.domain.entries import UnreadBody
from ooh_console.protocol_files import load_protocols
from ooh_console.reports.contents.full import full
from ooh_console.reports.contents.handover import handover
from ooh_console.reports.contents.redacted import redacted_report
from ooh_console.reports.html import html
from ooh_console.reports.log_csv import log_csv
from ooh_console.reports.night import Night
from ooh_console.reports.redacted_json import redacted_json
from ooh_console.reports.redaction.redacting import redacted
from ooh_console.reports.withholding import withheld, withheld_entries
from tests.journeys.hostile import body
from tests.reports.nights import MOTHER, made
from tests.reports.reading import lines_of, text_of
from tests.reports.test_withholding import CONFIG

MARK = "spoken of at the MARAC"
BESIDE = "quokka"
"""What was said beside it, and quotes nothing."""

WHO = {
    "name", "role", "agency", "contact", "telephone", "number", "version", "who", "by", "to",
    "asked_by", "asked_of", "agreed_with", "heard_from", "heard_by", "told_by", "decided_by",
    "read_by", "reader", "said_by", "recipient", "raised_by", "invited", "present",
    "professionals", "desk", "outbox", "nhs_number", "born", "expected",
}  # fmt: skip
"""Fields that say who it was and how to reach them: they may stay. Any other may not."""
NAMES_ANOTHER = {
    "entry", "action", "meeting", "moves", "restriction", "restrictions", "told", "handover",
    "notice", "question", "started", "person", "same_as", "baby", "recorded_with", "screen",
    "digest", "head", "key", "entries", "after_disabled",
}  # fmt: skip
ADDRESS = {"text", "postcode", "identifiers", "identifiers.key"}
"""Where it is, and who is linked: a protected address is left out by itself."""
KINDS: list[type[b.Body]] = [k for k in get_args(IncidentBody) if k is not b.PlanReadOut]
"""Parts of a birth plan are restricted one by one."""


def texts_of(model: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the field in which it stands."""
    match model:
        case str():
            yield field, model
        case BaseModel():
            for name in type(model).model_fields:
                yield from texts_of(getattr(model, name), name)
        case dict():
            for key, one in model.items():
                yield from texts_of(one, field)
                yield f"{field}.key", key
        case tuple():
            for one in model:
                yield from texts_of(one, field)
        case _:
            pass


def one_marked() -> Iterator[tuple[str, type[b.Body], str]]:
    """Every kind of entry, and each of its fields in which the line that is marked can stand."""
    for kind in KINDS:
        for name, text in texts_of(body(kind, BESIDE, **settled(kind))):
            top = name in kind.model_fields and name not in NAMES_ANOTHER
            if text == BESIDE and top:
                yield f"{kind.__name__}-{name}", kind, name


def settled(kind: type[b.Body]) -> dict[str, Any]:
    same = {"person": "a", "same_as": "b"} if kind is b.PersonsSame else {}
    return {"recorded_with": "x"} if kind is b.HoldingSeen else same


FIELDS = {name: (kind, field) for name, kind, field in one_marked()}


@pytest.mark.parametrize("which", FIELDS)
def test_what_was_said_beside_a_marked_line_goes_with_it(which):
    kind, field = FIELDS[which]
    plain = body(kind, BESIDE, **settled(kind))
    value: Any = (MARK,) if isinstance(getattr(plain, field), tuple) else MARK
    if isinstance(getattr(plain, field), dict):
        value = {"Police": MARK}
    night = made([plain.model_copy(update={field: value})])
    late = replace(night.log[1], late_reason=BESIDE)
    told = withheld(made(log=(night.log[0], late))).log[1]
    kept = WHO | NAMES_ANOTHER | (ADDRESS if kind in (b.IncidentOpened, b.PersonLinked) else set())
    left = {name for name, text in texts_of(told.body) if BESIDE in text}
    assert left <= kept, left - kept
    assert BESIDE not in told.late_reason
    assert MARK not in str(told)


def pages(night: Night) -> Iterator[tuple[str, str]]:
    """Every kind of report that may come into the hands of the family, in every format whose words
    are not those of a page (a PDF is the same page)."""
    closed, told = withheld(night), redacted(night)
    yield "full", text_of(full(closed))
    yield "full page", html(full(closed)).decode()
    yield "handover", text_of(handover(closed))
    yield "table", log_csv(closed).decode("utf-8-sig")
    yield "redacted", text_of(redacted_report(told, night.tz))
    yield "redacted table", log_csv(told).decode("utf-8-sig")
    yield "redacted for programs", redacted_json(told).decode()


REFERRALS = {
    "made": b.Referral(to="MARAC", made=True, reason="she is afraid of Will"),
    "not made": b.Referral(to="MARAC", made=False, reason="she asked us not to, she fears Will"),
    "in other words": b.Referral(to="Safer Homes", made=True, reason="she is afraid of Will"),
    "whose words tell": b.Referral(to="Early Help", made=True, reason="as the MARAC asked"),
}


@pytest.mark.parametrize("which", REFERRALS)
def test_of_a_referral_nothing_is_left_not_even_that_there_is_one(which):
    referral = Recording(REFERRALS[which])
    said = REFERRALS[which].reason
    night = made(
        [
            referral,
            b.Correction(entry=referral.id, reason="it was the zebra's wish"),
            b.ReviewQuestion(to="Sam", text="was the zebra asked in private", entry=referral.id),
            b.SignedOff(
                statement="read", open_questions=("To Sam: was the zebra asked in private?",)
            ),
            b.Handover(to="Moira", summary=f"and then: {said}"),
        ]
    )
    open_ = text_of(full(night))
    assert "REFERRAL" in open_
    assert "zebra" in open_
    for where, text in pages(night):
        for word in ("REFERRAL", "MARAC", "Safer Homes", "Early Help", "of Will", "fears", "zebra"):
            assert word not in text, (where, word)
        assert "referral" not in text.splitlines(), "a mark of the timeline"
    assert "referral" not in {row["kind"] for row in rows(withheld(night))}
    assert set(withheld_entries(night).values()) >= {"note"}
    assert "referral" not in withheld_entries(night).values()


def test_a_part_read_out_that_is_restricted_takes_the_reason_for_its_delay_with_it():
    part = b.PlanReadOut(agency="Police", read_by="x", fields={"home_power": "s46"})
    night = made([part])
    late = replace(night.log[1], late_reason="the quokka")
    assert "quokka" not in str(withheld(made(log=(night.log[0], late))).log)


def rows(night: Night) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(log_csv(night).decode("utf-8-sig"))))


def test_what_came_of_a_restricted_action_goes_with_it():
    secret = b.DisclosureRestricted(what="removal is planned for dawn", until="dawn")
    action = Recording(b.Action(text="foster home: removal is planned for dawn", owner="lawyer"))
    done = b.ActionDone(action=action.id, outcome="the Quokkas take the baby")
    night = made([secret, action, done])
    assert "Quokkas" in text_of(full(night))
    for where, text in pages(night):
        assert "Quokkas" not in text, where
        assert "lawyer" not in text, where


def test_an_alarm_about_it_that_was_recorded_is_left_out_however_it_was_cut():
    (dog,) = [p for p in load_protocols(CONFIG, CONFIG, []) if p.id == "dangerous-dog"]
    text = "Unmistakeably extraordinary circumstances concerning household quadrupeds: see to them."
    dog = dog.model_copy(update={"step": (dog.step[0].model_copy(update={"text": text}),)})
    night = made(
        [b.IncidentClosed(reason="done", unanswered=(f"STEP OVERDUE: {text[:69]}…, 7 min",))]
    )
    habits = replace(night.view.habits, protocols=(dog,))
    night = replace(night, view=replace(night.view, habits=habits))
    assert "extraordinary" in text_of(full(night))
    assert "extraordinary" not in text_of(full(withheld(night)))


def test_of_an_entry_that_cannot_be_read_the_kind_is_left_out_too():
    night = made([b.Note(text="x")])
    unread = replace(night.log[1], body=UnreadBody("referral", '{"to": "MARAC"}', "?"))
    told = withheld(made(log=(night.log[0], unread)))
    assert "referral" not in log_csv(told).decode()
    assert "MARAC" not in text_of(full(told))


def test_a_word_that_anybody_may_say_takes_nothing_with_it():
    """A part of the plan that says `none` restricts no other `none`'s neighbours."""
    plan = {"subject": MOTHER, "version": "3", "fields": {"placement": "none"}}
    decision = b.Decision(what="wait", options=("none",), reason="the dog", decided_by="Sam")
    night = made([decision], {"Police": {"plans": [plan]}})
    assert "the dog" in text_of(full(withheld(night)))


def test_who_decides_is_told_though_the_reason_is_left_out():
    who = b.Party(name="Sgt Sample", role="sergeant", agency="Police", contact="PA1")
    night = made([b.DecisionMakerSet(who=who, change_reason=f"{MARK}, and the quokka")])
    for report in (full(withheld(night)), handover(withheld(night))):
        assert "Sgt Sample" in text_of(report)
        assert "quokka" not in text_of(report)


def test_what_both_parents_were_told_is_told_and_why_it_was_is_not():
    secret = Recording(b.DisclosureRestricted(what="removal is planned for dawn", until="dawn"))
    told = b.ParentsTold(
        what="the police are here to help", who="both parents", told_by="A", decided_by="B",
        outcome="keeps", restrictions=(secret.id,), reason="the quokka",
    )  # fmt: skip
    report = text_of(full(withheld(made([secret, told]))))
    assert "the police are here to help" in report
    assert "quokka" not in report
    alone = told.model_copy(update={"who": "mother"})
    assert "here to help" not in text_of(full(withheld(made([secret, alone]))))


def test_with_it_every_such_entry_is_marked():
    action = Recording(b.Action(text="ask the IDVA", owner="Sam"))
    night = made([action, b.ActionDone(action=action.id, outcome="she is at her aunt's")])
    marked = [row for row in rows(night) if row["marked"]]
    assert [row["kind"] for row in marked] == ["action", "action_done"]
    (line,) = [one for one in lines_of(full(night)) if "aunt" in one and "Action done" in one]
    assert "DO NOT TELL FAMILY" in line
