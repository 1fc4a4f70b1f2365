"""What stands on the one screen without a key pressed, at every size."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.widgets import Input

from ooh_console.desk.desk import Recording as R
from ooh_console.desk.panels.answers import alarms
from ooh_console.desk.panels.lines import plain
from ooh_console.domain import bodies as b
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.sources import Offer
from ooh_console.tui.screens.tonight import TonightScreen
from tests.tui.desks import (
    HOSTILE,
    LARGE,
    SEEN_OF_HOSTILE,
    SMALL,
    Said,
    Set,
    notices,
    on_incident,
    open_incident,
    rows,
    tonight,
    until,
    words,
)


@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 60)])
async def test_everything_is_in_sight_without_a_key(exercise: Set, size: tuple[int, int]) -> None:
    exercise.gateway.full()
    incident = await open_incident(exercise.desk, minutes_ago=9)
    await incident.record([R(b.DisclosureRestricted(what="the plan", until="told otherwise"))])
    await incident.record([R(b.BirthRecorded(place="home", heard_from="grandmother"))])
    await incident.note("the last thing that happened")
    async with on_incident(exercise, incident, size) as (pilot, screen):
        shown = words(pilot.app)
        top = rows(pilot.app)[0]
        assert top.startswith("EXERCISE")
        assert incident.reference in top
        assert "02:14:05 GMT" in top
        for wanted in (
            "DECISION MAKER NOT IDENTIFIED for 9 min",
            "LEAD           NOT IDENTIFIED",
            "OOH            NOT ASKED",
            "DO NOT TELL FAMILY: the plan",
            "BORN 02:14 GMT",
            "ALARM F2 NO DECISION MAKER, 9 min",
            "version 3, DRAFT",
            "Police",
            "UNREAD address: Dangerous dog",
            "en route, Unit P21, ETA 02:23 GMT",
            "the last thing that happened",
            "DW ▸",
            "F2 Decide",
            "Ctrl+P all",
        ):
            assert wanted in shown, wanted
        assert all(len(row) <= size[0] for row in rows(pilot.app))
        assert screen.query_one("#line").has_focus


async def test_calm_incident_says_that_no_alarm_stands(found: Set) -> None:
    found.gateway.sources = ()
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        assert "No alarm stands." in words(pilot.app)
        assert "EXERCISE" not in words(pilot.app)


async def test_while_an_agency_has_not_answered_an_alarm_may_come(found: Set) -> None:
    incident = await open_incident(found.desk)
    assert plain(alarms(incident.view())) == "No alarm yet: not every agency has answered."


async def test_agency_down_stands_with_its_reason_beside_the_rest(found: Set) -> None:
    found.gateway.full()
    found.gateway.said["Social Care", Offer.PLANS] = Said(fails="no answer within 8 s")
    incident = await open_incident(found.desk, minutes_ago=3)
    async with on_incident(found, incident) as (pilot, _):
        shown = words(pilot.app)
        assert "✗ COULD NOT CHECK: Social Care" in shown
        assert "version 3, DRAFT" in shown


async def test_answer_that_alarms_is_not_cut_off_by_a_long_name(found: Set) -> None:
    incident = await open_incident(found.desk)
    who = b.Party(
        name="Insp. Ruth Adeyemi-Featherstonehaugh", role="duty inspector", agency="Police"
    )
    await incident.record([R(b.DecisionMakerSet(who=who))])
    async with on_incident(found, incident) as (pilot, _):
        assert "NOT ACCEPTED, named 02:14 GMT" in rows(pilot.app)[1]


async def test_hostile_words_are_only_words(found: Set) -> None:
    found.gateway.full()
    found.gateway.said["Police", Offer.MARKERS] = Said(fails=HOSTILE)
    incident = await open_incident(
        found.desk, address=Address(text=HOSTILE), nature=HOSTILE, raised_by=HOSTILE
    )
    await incident.note(HOSTILE)
    for size in (SMALL, LARGE):
        async with on_incident(found, incident, size) as (pilot, screen):
            shown = words(pilot.app)
            assert SEEN_OF_HOSTILE in shown
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            screen.report(RuntimeError(HOSTILE))
            screen.console_app.tell(HOSTILE)
            await until(pilot, lambda: len(notices(pilot.app)) == 2)
            screen.console_app.faults.clear()
            assert "\x1b" not in words(pilot.app)


@pytest.mark.parametrize("height", [8, 10, 14, 18])
async def test_small_window_keeps_answers_entry_line_and_keys(found: Set, height: int) -> None:
    found.gateway.full()
    incident = await open_incident(found.desk, minutes_ago=9)
    async with on_incident(found, incident, (60, height)) as (pilot, _):
        shown = words(pilot.app)
        for wanted in ("DECISION MAKER", "LEAD", "OOH"):
            assert wanted in shown
        assert "DW ▸" in shown
        assert "Ctrl+P all" in shown


async def test_resize_storm_leaves_text_and_screen_whole(found: Set) -> None:
    found.gateway.full()
    incident = await open_incident(found.desk, minutes_ago=9)
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press(*"half a word")
        for number in range(40):
            await pilot.resize_terminal(20 + (number * 37) % 180, 5 + (number * 13) % 60)
        await pilot.resize_terminal(*SMALL)
        await until(pilot, lambda: "ALARM F2" in words(pilot.app))
        assert screen.query_one("#line", Input).value == "half a word"
        assert "DW ▸ half a word" in words(pilot.app)


async def test_alarms_and_ages_go_on_by_themselves(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        assert "ALARM F2" not in words(pilot.app)
        found.clock.passes(minutes=6)
        await until(pilot, lambda: "ALARM F2 NO DECISION MAKER, 6 min" in words(pilot.app))


async def test_another_desks_entry_arrives_within_a_second(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        other = found.again()
        there = type(incident).load(other, incident.reference)
        await there.note("written at another desk")
        await until(pilot, lambda: "written at another desk" in words(pilot.app))
        other.ledger.close()


async def test_escape_leads_back_to_tonight_and_its_cursor(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TonightScreen))
        assert "1 open" in words(pilot.app)


async def test_looking_is_on_the_register(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        await until(
            pilot,
            lambda: any(
                getattr(entry.body, "what", "") == f"incident {incident.reference}"
                for entry in found.ledger.rows("register", 1, 99)
            ),
        )


async def test_quitting_is_quick_while_an_agency_hangs(found: Set) -> None:
    import asyncio

    found.gateway.hangs = True
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        started = asyncio.get_running_loop().time()
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running or pilot.app._exit)
        assert asyncio.get_running_loop().time() - started < 2
        assert found.gateway.closed


async def test_tonight_without_anything(found: Set) -> None:
    async with tonight(found) as pilot:
        assert "none open: F2 opens one" in words(pilot.app)


async def test_closed_incident_stands_below_for_a_day(found: Set) -> None:
    first = await open_incident(found.desk)
    await first.record([R(b.IncidentClosed(reason="mother and baby on the unit"))])
    second = await open_incident(found.desk)
    async with tonight(found) as pilot:
        shown = words(pilot.app)
        assert shown.index(second.reference) < shown.index(f"CLOSED {first.reference}")
    found.clock.now += timedelta(days=2)
    async with tonight(found) as pilot:
        assert first.reference not in words(pilot.app)
        assert "1 closed before that" in words(pilot.app)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_births_expected_and_agencies(found: Set, size: tuple[int, int]) -> None:
    found.gateway.full()
    async with tonight(found, size) as pilot:
        await until(pilot, lambda: "Amina Tolworthy" in words(pilot.app))
        shown = words(pilot.app)
        assert "OVERDUE 2 d" in shown
        assert shown.index("Amina Tolworthy") < shown.index("Jodie Penhallow")
        assert "NO PLAN" in shown
        # Beside the agencies there is less room: the rest is one Enter away.
        assert ("plan v3 DRAFT" if size == SMALL else "plan v3") in shown
        assert "● answers" in shown
        assert "… not checked yet" in shown


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_protected_address_is_marked_on_the_one_screen(
    found: Set, size: tuple[int, int]
) -> None:
    place = Address(text="7 Hidden Reach", postcode="ZZ99 9AA")
    incident = await open_incident(found.desk, address=place)
    mother = b.PersonLinked(
        name="Jodie Penhallow",
        relation=Relation.MOTHER,
        address=place.model_copy(update={"protected": True}),
    )
    await incident.record([R(mother)])
    await incident.note("She waits at 7 hidden reach")
    async with on_incident(found, incident, size) as (pilot, _):
        named = [row for row in rows(pilot.app) if "hidden reach" in row.casefold()]
        assert named
        assert all("PROTECTED ADDRESS" in row for row in named)


@pytest.mark.parametrize("configured", [True, False])
async def test_asking_again_says_what_was_done_and_nothing_that_stays_untrue(
    found: Set, configured: bool
) -> None:
    found.gateway.full()
    if not configured:
        found.gateway.sources = ()
    wanted = "Every agency was asked again" if configured else "there is nobody to ask"
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        await pilot.press("f5")
        await until(pilot, lambda: wanted in words(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TonightScreen))
        await pilot.press("f5")
        if configured:
            # There their ages say it, and a notice would cover them.
            assert not notices(pilot.app)
        else:
            await until(pilot, lambda: any(wanted in said for said in notices(pilot.app)))


async def test_without_an_incident_a_key_that_needs_one_says_so(found: Set) -> None:
    async with tonight(found) as pilot:
        await pilot.press("V")
        await until(pilot, lambda: any("F2 opens one" in said for said in notices(pilot.app)))
