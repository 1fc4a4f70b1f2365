"""Forms filled in by name: the same rules as on the screen, and no choice is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.acts.by_name import chosen, described, filled
from ooh_console.desk.acts.form import Context, Field, Option, fixed
from ooh_console.desk.desk import Rejected
from ooh_console.domain.text import is_blank
from tests.desk.acting import GOOD, kinds
from tests.desk.desks import Room

CHOICE = Field(
    "outcome",
    "Outcome",
    closed=True,
    options=fixed(
        Option("x" * 36, "Police, version 2"),
        Option("y" * 36, "Police, version 21"),
        Option("en-route", "en route"),
        Option("on-scene", "on scene"),
    ),
)


async def test_every_act_can_be_done_by_name(room: Room) -> None:
    for act, (values, expected) in GOOD.items():
        if act == "close":
            continue
        incident = await room.incident()
        await incident.refresh()
        typed = filled(ACTS[act], values.items(), Context(incident.view()))
        assert kinds(await perform(incident, ACTS[act], typed)) == expected, act


async def test_every_field_of_every_form_is_described(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    context = Context(incident.view())
    for act in ACTS.values():
        for field in act.all_fields:
            said = described(field, act.blank(context), context)
            assert said.startswith(f"{field.name}: {field.label}")
            assert field.hint.casefold() in said.casefold()
            assert "\n" not in said


async def test_what_a_form_offers_is_not_taken_unseen(room: Room) -> None:
    context = Context((await room.incident()).view())
    values = filled(ACTS["commitment"], [("agency", "Police")], context)
    assert values["answer"] == "", "on the screen it is seen, and can be changed"
    assert filled(ACTS["accept"], [("how", "radio")], context)["heard_by"] == "Sam Okafor"
    said = described(ACTS["commitment"].fields[1], ACTS["commitment"].blank(context), context)
    assert said.startswith("answer: Answer, required. One of: will-attend (will attend); ")
    assert said.endswith(" The desk offers: will-attend (will attend).")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ([("nome", "A")], "nome", "has no field «nome»: it has agency, "),
        ([("agency", "A"), ("agency", "B")], "agency", "twice"),
        ([("answer", "perhaps")], "answer", "choose one of: will-attend (will attend); "),
        ([("answer", "CANNOT  attend"), ("eta", "20")], "eta", "ETA is not asked here"),
    ],
)
async def test_what_is_wrong_is_said_of_its_field(room, typed, field, words) -> None:
    context = Context((await room.incident()).view())
    with pytest.raises(Rejected) as caught:
        filled(ACTS["commitment"], typed, context)
    assert caught.value.field == field
    assert words in str(caught.value)


async def test_a_list_can_be_given_item_by_item(room: Room) -> None:
    incident = await room.incident()
    typed = [("present", "police"), ("present", "midwife"), ("risk", "dog")]
    values = filled(ACTS["briefing"], typed, Context(incident.view()))
    assert values["present"] == "police\nmidwife"


async def test_a_choice_by_its_value_its_words_or_how_they_begin(room: Room) -> None:
    context = Context((await room.incident()).view())
    assert chosen(CHOICE, "en-route", context) == "en-route"
    assert chosen(CHOICE, " ON  scene", context) == "on-scene"
    assert chosen(CHOICE, "on", context) == "on-scene"
    assert chosen(CHOICE, "police, version 2", context) == "x" * 36, "the whole before a beginning"
    with pytest.raises(Rejected, match="fits Police, version 2; Police, version 21"):
        chosen(CHOICE, "police", context)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_one_of_the_choices_or_refused(text: str) -> None:
    none = Context(view=None)  # type: ignore[arg-type]
    found, field = "", ""
    try:
        found = chosen(CHOICE, text, none)
    except Rejected as error:
        field = error.field
    assert (found, field) in allowed(text)


def allowed(text: str) -> set[tuple[str, str]]:
    kept = {(one.value, "") for one in CHOICE.options(None)}  # type: ignore[misc, arg-type]
    return {("", ""), *kept} if is_blank(text) else {("", "outcome"), *kept}
