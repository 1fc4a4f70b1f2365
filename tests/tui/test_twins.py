"""Every page has its text twin, and the twin says in words whatever the page shows."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ooh_console.bootstrap import open_live
from ooh_console.desk.acts import ACTS
from ooh_console.desk.commands import COMMANDS, key_for, of_screen
from ooh_console.desk.desk import Desk, heads
from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import as_it_stood
from ooh_console.desk.panels.lines import Line
from ooh_console.desk.panels.log import log_spoken
from ooh_console.desk.screens import SCREENS, head, twin
from ooh_console.desk.typed import SCREEN_OF, typed
from ooh_console.domain.bodies import AttendanceAnswered
from ooh_console.tui import pages
from ooh_console.tui.commands import DOES
from ooh_console.tui.pages.agency_sign_in import AgencySignInPage
from ooh_console.tui.pages.help import HelpPage
from ooh_console.tui.pages.lines import LinesPage
from ooh_console.tui.pages.of_incident import IncidentPage
from ooh_console.tui.pages.page import Page
from ooh_console.tui.pages.review import ReviewPage
from ooh_console.tui.pages.stood import StoodPage
from ooh_console.tui.pages.told import ToldPage
from ooh_console.tui.widgets.panel import ScrollPanel
from tests.desk.desks import Room
from tests.desk.hiding import hidden_night, leaks
from tests.forking import FORKER
from tests.tui.dialogs.stage import staged, until, words

for found_module in pkgutil.iter_modules(pages.__path__, f"{pages.__name__}."):
    importlib.import_module(found_module.name)

PAGES: dict[str, type[IncidentPage]] = {page.SCREEN: page for page in IncidentPage.__subclasses__()}

ELSEWHERE = {
    HelpPage: "`keys`",
    LinesPage: "`incidents`, `watch-list`, `show REF --screen log:12`",
    StoodPage: "`show REF --at TIME`, and the entry: `show REF --screen log:12`",
    AgencySignInPage: "`agency-sign-in`, and `--sign-in` of whatever asks agencies",
}
"""Pages about no incident, or about one entry, and where what they say can be had."""

FOR_THE_DESK = {
    "help": "keys",
    "back": "",
    "quit": "",
    "entry": "record REF TEXT",
    "copy": "",
    "start": "",
    "end": "",
    "details": "show REF --screen log:12",
    "lock": "",
    "change-person": "",
    "sign-out": "",
}
"""What moves about on the screen, or has a command of its own."""


def test_every_page_has_a_twin() -> None:
    assert len(PAGES) == len(IncidentPage.__subclasses__()), "two pages of one name"
    assert set(PAGES) == set(SCREENS) - {"pair"}, "pair is a part of the page of the plan"
    assert set(Page.__subclasses__()) == {IncidentPage, *ELSEWHERE}


def test_whatever_a_key_opens_can_be_typed() -> None:
    names = {("incident", command) for command in SCREEN_OF}
    assert names <= set(DOES)
    assert set(SCREEN_OF.values()) == set(PAGES)
    for command in of_screen("incident"):
        if command.id not in FOR_THE_DESK:
            assert typed(command.id), command.id
            forms = re.findall(r"--form ([a-z-]+)", typed(command.id))
            assert set(forms) <= set(ACTS)
    for command in of_screen("tonight"):
        if command.id not in FOR_THE_DESK:
            assert typed(command.id, "tonight"), command.id


# The words, on a night that was played


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The first night, played through, and somebody at the desk afterwards."""
    data = tmp_path_factory.mktemp("night")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OOH_")}
    played = ["--data", str(data), "exercise", "first-night", "--headless"]
    done = FORKER.run(played, kept, timeout=100)
    assert done.returncode == 0, done.stderr.decode()
    opening = open_live(None, next(Path(data, "exercises").iterdir()))
    yield opening.sign_in("", "")
    opening.close()


def changed_at(desk: Desk, reference: str) -> datetime:
    """When OOH had just changed its answer: old answers, alarms and steps stand then."""
    log = desk.ledger.rows(reference, 1, desk.ledger.head(reference))
    answers = [entry for entry in log if isinstance(entry.body, AttendanceAnswered)]
    return answers[-1].recorded_at


WORD = re.compile(r"[^\W_]+…?")
HINT = re.compile(r"^┃ +(Enter|It stands)|^[▸ ]*(WHO|Agency|minutes) +")
"""What a page says of its keys, and the heads of its tables."""
ONLY_ON_A_PAGE = {
    "told": {"OLD", "nobody", "has", "answered", "yet", "need", "not", "be", "told", "this"},
    "alarms": {word for one in COMMANDS for word in WORD.findall(key_for(one.id))},
    "coming": {"DIFFER"},
    "child-protection": {"Enter"},
    "plan": {"pair", "of", "below"},
    "sources": {"said", "ETA"},
    "handover": {"g", "hands", "it", "over"},
}


def missing_from(twin_words: str, page: Iterable[str], but: set[str]) -> set[str]:
    """Words of the page that the twin has not; one that a column cut is looked for by its start."""
    known = set(WORD.findall(twin_words.casefold()))
    left = set()
    for one in page:
        for word in WORD.findall(one):
            start = word.removesuffix("…").casefold()
            cut = word.endswith("…")
            found = start in known or (cut and any(each.startswith(start) for each in known))
            if not found and start not in {each.casefold() for each in but}:
                left.add(word)
    return left


async def test_the_twin_says_what_the_page_shows(
    night: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = next(iter(heads(night.ledger)))
    incident = Incident.load(night, reference)
    view = as_it_stood(night, reference, changed_at(night, reference))
    monkeypatch.setattr(incident, "view", lambda: view)
    monkeypatch.setattr(incident, "state", view.state)
    monkeypatch.setattr(incident, "holdings", view.holdings)
    assert view.alarms
    assert view.copies
    assert view.holdings.markers
    for name, kind in PAGES.items():
        screen, page = SCREENS[name], kind(incident)
        async with staged(page, (120, 40)) as pilot:
            if isinstance(page, ReviewPage):
                await until(pilot, lambda page=page: page.night is not None)
            shown = [one.text for one in pilot.app.screen.query_one(ScrollPanel).lines]
            shown += [one.text for one in (page.heading(),)]
            if isinstance(page, ReviewPage):
                shown.append(words(pilot, "#review-standing"))
            if isinstance(page, ToldPage):
                shown += every_cell(page, lambda: words(pilot, "#told-cell"))
        assert len(shown) > 3, name
        lines = [head(screen.title, view, screen.stands(view)), *twin(screen, view)]
        seen = [one for one in shown if not HINT.search(one)]
        if name == "plan":
            # Which copy is under view is a matter of the page.
            seen = seen[:-1]
        if name == "review":
            # Its rows are the log, and beside each stands what the lanes say in words.
            log = night.ledger.rows(reference, 1, view.count)
            lines += log_spoken(log, view)
        said = "\n".join(one.text for one in lines)
        assert missing_from(said, seen, ONLY_ON_A_PAGE.get(name, set())) == set(), name
        assert_heard(name, lines)


def every_cell(page: ToldPage, cell: Callable[[], str]) -> list[str]:
    """What the table says of every recipient and answer, walked through with the cursor."""
    page._row = page._column = 0
    found = []
    for number in range(len(page._order)):
        for _ in range(5):
            page.draw()
            found.append(cell())
            page.action_step(0, 1)
        page._row, page._column = min(number + 1, len(page._order) - 1), 0
    return found


def assert_heard(name: str, lines: list[Line]) -> None:
    """The heading first; no columns; no sign that only the eye has, before a word it repeats."""
    first, blank, *rest = lines[0], "", *lines[1:]
    assert blank == ""
    assert first.text.startswith("EXERCISE. AS IT STOOD "), name
    for one in rest:
        text = one.text.strip()
        assert not re.match(r"[●○✗◐⊘□✓▸┃│]", text), (name, text)
        if name not in ("powers", "markers"):  # Labels, each with its words after it.
            assert "   " not in text, (name, text)


async def test_a_protected_address_is_marked_in_every_twin(room: Room) -> None:
    view = (await hidden_night(room)).view()
    for name, screen in SCREENS.items():
        lines = [head(screen.title, view, screen.stands(view)), *twin(screen, view)]
        assert leaks(one.text for one in lines) == [], name
