"""What must not reach the family is marked on every line that says it, whoever draws it (I9)."""

from __future__ import annotations

import re

import pytest

from ooh_console.cli import shown_as_json
from ooh_console.cli.twins import twin_lines, which
from ooh_console.desk.desk import Recording as R
from ooh_console.desk.marking import DO_NOT_TELL, Marking
from ooh_console.desk.news import News
from ooh_console.desk.panels.lines import Line, Span, row
from ooh_console.desk.panels.log_row import entry_words
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.panels.screen import screen
from ooh_console.desk.screens import SCREENS
from ooh_console.desk.view import View
from ooh_console.desk.wording_log import alone, log_line
from ooh_console.domain import bodies as b
from ooh_console.domain.bodies.reading import MarkerRead
from ooh_console.domain.entries import Entry
from ooh_console.domain.sources import Offer
from tests.desk.desks import Room

SECRET = "removal under an interim care order at noon"
SAYS_IT = re.compile(r"interim care order at noon|MARAC|bites|read the marker")


@pytest.fixture
async def night(room: Room) -> tuple[View, tuple[Entry, ...]]:
    """A restriction and a note that quotes it, a marker of one word that was read, a MARAC."""
    dog = {"identifier": "M-9", "category": "Dog", "text": "bites", "subject": {}}
    room.agencies.held["Police", Offer.MARKERS] = [dog]
    incident = await room.incident()
    await incident.refresh()
    (marker,) = (marker for _, marker in incident.holdings.markers)
    read = MarkerRead(
        agency="Police",
        digest=marker.digest,
        reader="Ann Example",
        subject=marker.subject.words(),
        summary=marker.summary(),
    )
    hidden = b.DisclosureRestricted(what=SECRET, until="the baby is safe")
    note = b.Note(text=f"Crew asked about the {SECRET}.")
    marac = b.Referral(to="MARAC", made=False, reason="she asked us not to")
    for body in (hidden, note, read, marac, b.Action(text=f"file {SECRET}", owner="Ann")):
        await incident.record([R(body)])
    view = incident.view()
    assert view.holdings.markers
    return view, room.log(incident)


def bare(lines: list[Line]) -> list[str]:
    """The lines that say it, and neither have the mark nor stand indented under it."""
    found, under = [], None
    for one in lines:
        text = one.text
        deep = len(text) - len(text.lstrip())
        if under is not None and (not text.strip() or deep <= under):
            under = None
        if DO_NOT_TELL in text:
            under = deep if under is None else under
        elif SAYS_IT.search(text) and under is None:
            found.append(text)
    return found


async def test_every_text_twin(night) -> None:
    view, log = night
    said = 0
    for name in (*SCREENS, "log", *(f"log:{entry.seq}" for entry in log)):
        lines = twin_lines(which(name), view, log)
        said += any(SAYS_IT.search(one.text) for one in lines)
        assert bare(lines) == [], name
    assert bare(screen(view, log)) == []
    assert said >= 8, "the night says it in many twins"


async def test_every_row_of_the_log_and_whatever_is_made_of_one(night) -> None:
    view, log = night
    tz, marking = view.habits.tz, view.marking
    said = 0
    for entry in log:
        words = "".join(span.text for span in entry_words(entry, view.state, tz, marking))
        shape = shown_as_json.entry_shape(entry, view)
        (told,) = News().of(view, [entry])[:1]
        made = (
            words,
            log_line(entry, view.state, tz, marking),
            alone(entry, view.state, tz, marking),
            told.words,
        )
        must = SAYS_IT.search(words) is not None
        said += must
        assert {DO_NOT_TELL in one for one in (*made, shape.marked)} == {must}, words
    assert said == 5


async def test_what_an_agency_says_is_marked_when_it_is_heard(night) -> None:
    view, _ = night
    news = News()
    news.of(view, ())
    news._facts = {}
    (heard,) = (one.words for one in news.of(view, ()) if "bites" in one.words)
    assert heard.startswith(f"[{DO_NOT_TELL}] Police: warning marker")


def test_the_mark_stands_where_the_words_begin_and_once_for_what_is_under_them() -> None:
    lines = [
        row(Span("▸ "), "MARAC, Tuesday"),
        row("┃   MARAC, under it"),
        row("  MARAC, beside it"),
        row(""),
        row("    MARAC, after it"),
    ]
    assert [one.text for one in marked(lines, Marking())] == [
        f"▸ [{DO_NOT_TELL}] MARAC, Tuesday",
        "┃   MARAC, under it",
        f"  [{DO_NOT_TELL}] MARAC, beside it",
        "",
        f"    [{DO_NOT_TELL}] MARAC, after it",
    ]
