"""The form of any act: keyboard alone, nothing lost, nothing saved twice, nothing obeyed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import perform
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import body_of
from ooh_console.tui.dialogs.fields import FieldRow
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.dialogs.writing import TextBlock, TextLine
from tests.desk.desks import Room
from tests.tui.dialogs.stage import AT_ONCE, no_orders, results, seen, staged, until, words


async def typed(pilot: Pilot[Any], text: str) -> None:
    await pilot.press(*(("space" if c == " " else c) for c in text))


def focused(pilot: Pilot[Any]) -> str:
    found = pilot.app.screen.focused
    return (found.id or "").removeprefix("field-") if found else ""


def field(pilot: Pilot[Any], name: str) -> FieldRow:
    return pilot.app.screen.query_one(f"#row-{name}", FieldRow)


def draft(incident: Incident, form: str) -> dict[str, str]:
    return incident.desk.drafts.get(incident.reference).get(form, {})


async def paste(pilot: Pilot[Any], text: str) -> None:
    target = pilot.app.screen.focused
    assert target is not None
    target.post_message(events.Paste(text))
    await pilot.pause()


async def test_enter_goes_on_and_saves_on_the_last(room: Room) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["birth"])) as pilot:
        assert focused(pilot) == "place"
        await pilot.press("enter")
        await typed(pilot, "crew")
        await pilot.press("enter", "enter", "enter")
        await until(pilot, lambda: results(pilot))
    (entries,) = results(pilot)
    assert [entry.kind for entry in entries] == ["birth_recorded"]
    assert body_of(entries[0], b.BirthRecorded).heard_from == "crew"
    assert room.kinds(incident) == ["incident_opened", "birth_recorded"]
    assert draft(incident, "birth") == {}


async def test_ctrl_s_saves_from_anywhere_and_once(room: Room) -> None:
    incident = await room.incident()
    held = asyncio.Event()
    append = incident.desk.ledger.append

    async def slow(*args: Any, **more: Any) -> Any:
        await held.wait()
        return await append(*args, **more)

    incident.desk.ledger.append = slow  # type: ignore[method-assign]
    async with staged(FormDialog(incident, ACTS["close"])) as pilot:
        await typed(pilot, "over")
        await pilot.press("ctrl+s", "ctrl+s", "enter", "escape")
        assert "saving…" in seen(pilot)
        assert results(pilot) == []
        held.set()
        await until(pilot, lambda: results(pilot))
    assert room.kinds(incident).count("incident_closed") == 1


async def test_an_error_stands_at_its_field_with_the_cursor_and_nothing_is_lost(
    room: Room,
) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["action"])) as pilot:
        await typed(pilot, "ring lawyer")
        await pilot.press("tab", "tab")
        await typed(pilot, "soonish")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: field(pilot, "owner").wrong)
        assert focused(pilot) == "owner"
        assert field(pilot, "text").value == "ring lawyer"
        await typed(pilot, "Sam")
        assert not field(pilot, "owner").wrong
        await pilot.press("ctrl+s")
        await until(pilot, lambda: field(pilot, "due").wrong)
        assert focused(pilot) == "due"
        assert "is not a time" in seen(pilot)
        assert room.kinds(incident) == ["incident_opened"]


async def test_late_without_reason_asks_for_it(room: Room) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["birth"])) as pilot:
        await pilot.press("tab")
        await typed(pilot, "crew")
        await pilot.press("tab", "tab")
        assert not field(pilot, "late").display
        await typed(pilot, "20")
        await until(pilot, lambda: "= 01:43 GMT, 20 min ago" in seen(pilot))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: focused(pilot) == "late")
        assert "20 min ago: say why" in " ".join(seen(pilot).split())
        await typed(pilot, "on the phone")
        await pilot.press("enter")
        await until(pilot, lambda: results(pilot))
    assert results(pilot)[0][0].late_reason == "on the phone"


async def test_esc_keeps_what_was_typed_and_it_is_back(room: Room) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["lead"])) as pilot:
        await typed(pilot, "Helen [/x]")
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot) == [None])
    assert draft(incident, "lead")["name"] == "Helen [/x]"
    again = room.sit_down(incident, "duty")
    async with staged(FormDialog(again, ACTS["lead"])) as pilot:
        assert field(pilot, "name").value == "Helen [/x]"
        assert "is here again" in seen(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: results(pilot))
    assert draft(incident, "lead") == {}


async def test_a_crash_loses_at_most_a_second(room: Room) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["lead"])) as pilot:
        await typed(pilot, "Helen")
        # Nothing is pressed: it is kept by itself while the dialog stands.
        await until(pilot, lambda: draft(incident, "lead").get("name") == "Helen")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: not draft(incident, "lead"))
        assert field(pilot, "name").value == ""


async def test_when_nothing_can_be_kept_esc_says_so_before_it_leaves(room: Room) -> None:
    incident = await room.incident()

    def full(*_: Any) -> None:
        raise OSError("no space left")

    async with staged(FormDialog(incident, ACTS["lead"])) as pilot:
        incident.desk.drafts.put = full  # type: ignore[method-assign]
        await typed(pilot, "Helen")
        await pilot.press("escape")
        await until(pilot, lambda: "Esc again leaves" in " ".join(seen(pilot).split()))
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot) == [None])


async def test_a_full_disk_is_said_and_the_text_stays(room: Room) -> None:
    incident = await room.incident()
    room.ledger.close()
    async with staged(FormDialog(incident, ACTS["lead"])) as pilot:
        await typed(pilot, "Helen")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "NOT SAVED" in seen(pilot))
        assert field(pilot, "name").value == "Helen"


async def test_suggestions_are_picked_by_down_and_do_not_stand_in_the_way(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    async with staged(FormDialog(incident, ACTS["decision-maker"])) as pilot:
        await until(pilot, lambda: "Helen Garrow, community midwife" in seen(pilot))
        await pilot.press("down", "enter")
        assert field(pilot, "name").value == "Helen Garrow"
        assert focused(pilot) == "role"
        await until(pilot, lambda: field(pilot, "role").value == "community midwife")
        assert field(pilot, "contact").value == "07700 900121"
        await pilot.press("shift+tab")
        await pilot.press("end", "x")
        assert field(pilot, "name").value == "Helen Garrowx"
        await pilot.press("enter")
        assert field(pilot, "name").value == "Helen Garrowx"


@pytest.mark.parametrize(("act", "name"), [("attendance-will", "who"), ("accept", "heard_by")])
async def test_what_is_typed_takes_the_place_of_what_was_offered(
    room: Room, act: str, name: str
) -> None:
    """Nobody typed that; what somebody typed themselves is gone on with."""
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS[act])) as pilot:
        one = field(pilot, name)
        assert one.value
        for key, comes_to in (("x", "x"), ("y", "xy")):
            pilot.app.screen.set_focus(None)
            one.editor.focus()
            await pilot.pause()
            await pilot.press(key)
            assert one.value == comes_to


async def test_a_closed_choice_by_digit_letter_and_arrow(room: Room) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["progress"])) as pilot:
        await typed(pilot, "Police")
        await pilot.press("tab", "3")
        assert field(pilot, "progress").value == "on-scene"
        await pilot.press("h")
        assert field(pilot, "progress").value == "holding"
        await pilot.press("up")
        assert field(pilot, "progress").value == "en-route"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: results(pilot))


async def test_what_is_not_asked_is_not_shown_and_not_saved(room: Room) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["commitment"])) as pilot:
        assert field(pilot, "eta").display
        await typed(pilot, "Police")
        await pilot.press("tab", "tab")
        await typed(pilot, "PC 9")
        await pilot.press("shift+tab", "2")
        assert not field(pilot, "eta").display
        assert not field(pilot, "who").display
        await pilot.press("tab")
        await typed(pilot, "cordon")
        await pilot.press("tab")
        await typed(pilot, "busy")
        await pilot.press("tab")
        await typed(pilot, "control")
        await pilot.press("tab")
        await typed(pilot, "radio")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: results(pilot))
    body = body_of(results(pilot)[0][0], b.CommitmentRecorded)
    assert (body.answer, body.who, body.agreed_role) == ("cannot-attend", "", "cordon")


async def test_telling_shows_script_and_telephone(room: Room) -> None:
    incident = await room.incident()
    await perform(incident, ACTS["attendance-will"], {"who": "Sam", "eta": "30"})
    told = {"topic": "OOH attendance", "recipient": "Police", "how": "radio"}
    await perform(incident, ACTS["tell"], told)
    await perform(incident, ACTS["attendance-cannot"], {"agreed_role": "phone", "reason": "busy"})
    async with staged(FormDialog(incident, ACTS["tell"])) as pilot:
        flat = " ".join(seen(pilot).split())
        assert "READ OUT This replaces what you heard before. OOH social care will NOT" in flat
        assert "TELEPHONE 01632 960140" in flat
        await pilot.press("tab", "tab")
        await typed(pilot, "radio")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: results(pilot))
    assert "will NOT attend" in body_of(results(pilot)[0][0], b.NoticeGiven).words


async def test_striking_shows_the_entry(room: Room) -> None:
    incident = await room.incident()
    entry = await incident.note("dog in the [/garden]")
    async with staged(FormDialog(incident, ACTS["strike"], entry)) as pilot:
        assert "dog in the [/garden]" in seen(pilot)
        await typed(pilot, "wrong house")
        await pilot.press("enter")
        await until(pilot, lambda: results(pilot))
    assert entry.id in incident.state.struck


async def test_words_about_one_entry_do_not_come_back_over_another(room: Room) -> None:
    incident = await room.incident()
    one, two = await incident.note("one"), await incident.note("two")
    async with staged(FormDialog(incident, ACTS["strike"], one)) as pilot:
        await typed(pilot, "wrong")
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot))
    async with staged(FormDialog(incident, ACTS["strike"], two)) as pilot:
        assert field(pilot, "reason").value == ""


async def test_a_decision_maker_in_force_is_shown_and_the_reason_asked(room: Room) -> None:
    incident = await room.incident()
    await perform(incident, ACTS["decision-maker"], {"name": "Insp. Adeyemi"})
    async with staged(FormDialog(incident, ACTS["decision-maker"])) as pilot:
        text = seen(pilot)
        assert "Insp. Adeyemi" in text
        assert "reason is needed" in text
        assert field(pilot, "change_reason").display
        await typed(pilot, "CI B")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: focused(pilot) == "change_reason")


async def test_who_may_not_is_told_so(room: Room) -> None:
    incident = room.sit_down(await room.incident(), "control")
    async with staged(FormDialog(incident, ACTS["close"])) as pilot:
        await typed(pilot, "over")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "Only the duty worker" in seen(pilot))
    assert "incident_closed" not in room.kinds(incident)


@pytest.mark.parametrize("act", sorted(ACTS))
async def test_every_form_fits_and_every_field_is_reached(room: Room, act: str) -> None:
    incident = await room.incident()
    await incident.refresh()
    entry = await incident.note("x")
    async with staged(FormDialog(incident, ACTS[act], entry)) as pilot:
        screen = pilot.app.screen
        reached = []
        for _ in ACTS[act].all_fields:
            await pilot.pause()
            await until(pilot, lambda: screen.focused is not None)
            inside = screen.query_one("#fields").region
            shown = screen.focused.region
            assert inside.contains_region(shown.crop_size((inside.width, inside.height))), act
            reached.append(focused(pilot))
            await pilot.press("tab")
        assert set(reached) == {one.field.name for one in screen.query(FieldRow) if one.display}
        sheet = screen.query_one("#sheet").region
        assert screen.region.contains_region(sheet)
        assert "Ctrl+S" in seen(pilot)


@pytest.mark.parametrize("text", AT_ONCE)
@pytest.mark.parametrize("act", ["decision", "meeting", "decision-maker", "lead"])
async def test_hostile_text_in_every_field(room: Room, act: str, text: str) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS[act])) as pilot:
        for one in [r for r in pilot.app.screen.query(FieldRow) if not r.field.closed]:
            if one.display:
                one.editor.focus()
                await pilot.pause()
                await paste(pilot, text)
                assert no_orders(one.value)
                assert no_orders(seen(pilot))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "NOT SAVED" in seen(pilot) or results(pilot))
        if not results(pilot):
            await pilot.press("escape")
            await until(pilot, lambda: results(pilot))
    async with staged(FormDialog(incident, ACTS[act])) as pilot:
        assert no_orders(seen(pilot))


async def test_a_million_characters_stay_quick(room: Room) -> None:
    incident = await room.incident()
    loop = asyncio.get_running_loop()
    for act, name, kind in (("lead", "name", TextLine), ("convene", "invited", TextBlock)):
        async with staged(FormDialog(incident, ACTS[act])) as pilot:
            one = field(pilot, name)
            assert isinstance(one.editor, kind)
            one.editor.focus()
            await pilot.pause()
            await paste(pilot, "👩 word " * 125_000)
            await until(pilot, lambda one=one: len(one.value) >= 800_000)
            start = loop.time()
            await typed(pilot, "abcde")
            assert loop.time() - start < 5.0
            assert one.value.rstrip().endswith("abcde")
            await pilot.press("escape")
            await until(pilot, lambda: results(pilot))


async def test_several_pasted_lines_are_all_kept_in_a_field_of_one_line(room: Room) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["action"])) as pilot:
        await paste(pilot, "ring\nthe\r\nlawyer\n")
        assert field(pilot, "text").value == "ring the lawyer"


async def test_words_label_the_state_without_colour(room: Room) -> None:
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["action"])) as pilot:
        assert "▸ What is to be done*" in seen(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: "▸ Owner*" in seen(pilot))
        assert "Action" in words(pilot, "#title")


async def test_a_field_that_is_longer_than_its_place_shows_its_beginning(room: Room) -> None:
    """Filled in beforehand, or left after typing: the beginning is what tells most."""
    long = "the first words, then many more, until the last of them is far out of sight"
    incident = await room.incident()
    async with staged(FormDialog(incident, ACTS["birth"])) as pilot:
        await pilot.press("tab")
        assert focused(pilot) == "heard_from"
        await paste(pilot, long)
        await until(pilot, lambda: "out of sight" in seen(pilot))
        assert "the first words" not in seen(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: "the first words" in seen(pilot))
