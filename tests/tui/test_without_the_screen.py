"""Nobody needs the full screen: whatever it shows or does has a command, and README says which.

A new screen, dialog or page, or a new key on one, is in the tables below or fails here.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.dom import DOMNode
from textual.screen import Screen

from ooh_console import tui
from ooh_console.cli.arguments import parse
from ooh_console.cli.twins import which
from ooh_console.desk.acts import ACTS
from ooh_console.desk.commands import COMMANDS
from ooh_console.desk.typed import typed
from tests.tui.test_twins import FOR_THE_DESK

for found_module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
    importlib.import_module(found_module.name)

SHOWN = {
    "TonightScreen": "incidents; watch-list; doctor",
    "IncidentScreen": "show REF; show REF --follow --ask",
    "OpenIncidentDialog": "new",
    "FormDialog": "record REF --form NAME",
    "TypedPersonDialog": "record REF --form link",
    "AttendanceDialog": (
        "record REF --form attendance-asked; record REF --form attendance-will; "
        "record REF --form attendance-cannot"
    ),
    "LinkPeopleDialog": "link REF",
    "ReportDialog": "report REF",
    "AgencySignInPage": "agency-sign-in NAME",
    "AlarmsPage": "show REF --screen alarms",
    "AttendancePage": "show REF --screen coming",
    "ChildProtectionPage": "show REF --screen child-protection",
    "DebriefPage": "show REF --screen debrief; debrief REF",
    "HandoverPage": "show REF --screen handover",
    "HomeBirthPage": "show REF --screen home-birth",
    "AgenciesPage": "show REF --screen sources",
    "MarkersPage": "show REF --screen markers",
    "PeoplePage": "show REF --screen people",
    "PlanPage": "show REF --screen plan; show REF --screen pair",
    "PowersPage": "show REF --screen powers",
    "ProtocolPage": "show REF --screen protocol",
    "ReviewPage": "show REF --screen review; show REF --screen log",
    "ToldPage": "show REF --screen told",
    "StoodPage": "show REF --at log:12",
    "LinesPage": "show REF --screen log:12; incidents; watch-list",
    "HelpPage": "keys",
    "FirstOperator": "operators add NAME --role duty",
    "RecoveryKey": "operators add NAME --role duty; database recovery-key",
    # Each command signs in by itself, and nobody's desk stays open behind it.
    "SignIn": "show REF --operator NAME",
    "LockedScreen": "show REF --operator NAME",
    "FirstFrame": "",
}
"""What each screen shows, without it."""

BASES = {"DeskScreen", "Dialog", "IncidentPage", "Page", "PassphraseScreen", "Sheet",
         "SignInScreen", "StepDialog"}  # fmt: skip

DOES = {
    ("AlarmsPage", "answer"): "show REF --screen alarms",
    ("AlarmsPage", "manager"): "record REF --form manager",
    ("ChildProtectionPage", "look"): "show REF --screen child-protection --ask",
    ("HandoverPage", "accept"): "record REF --form shift-accept",
    ("LinkPeopleDialog", "again"): "link REF",
    ("MarkersPage", "read"): "record REF --form read-marker",
    ("PeoplePage", "link"): "link REF",
    ("PlanPage", "given"): "record REF --form give-plan",
    ("PlanPage", "home_birth"): "show REF --screen home-birth",
    ("PlanPage", "next_copy"): "show REF --screen plan",
    ("PlanPage", "next_pair"): "show REF --screen pair",
    ("PlanPage", "read"): "record REF --form read-plan",
    ("ProtocolPage", "do"): "show REF --screen protocol",
    ("ProtocolPage", "done"): "record REF --form step outcome=done",
    ("ProtocolPage", "not_applicable"): "record REF --form step",
    ("ReviewPage", "additions"): "show REF --screen review",
    ("ReviewPage", "answer"): "record REF --form review-answer",
    ("ReviewPage", "changes"): "show REF --screen changes --since 02:02 --at 02:14",
    ("ReviewPage", "check"): "verify REF",
    ("ReviewPage", "debrief"): "show REF --screen debrief",
    ("ReviewPage", "find"): "show REF --screen log --only WORDS",
    ("ReviewPage", "go_to"): "show REF --at 02:14",
    ("ReviewPage", "lanes"): "show REF --screen review",
    ("ReviewPage", "mark"): "show REF --screen changes --since 02:02",
    ("ReviewPage", "sign_off"): "record REF --form sign-off",
    ("StoodPage", "step"): "show REF --at log:12",
    ("ToldPage", "next"): "record REF --form tell",
    ("ToldPage", "remove"): "record REF --form circulation-remove",
    ("ToldPage", "reply"): "record REF --form confirm",
    ("ToldPage", "tell"): "record REF --form tell",
    ("AgencySignInPage", "sign_in"): "agency-sign-in NAME",
}
"""What a key of one page does, without it; `form('lead')` says so by its name."""

MOVES = {
    "afresh", "back", "choose", "copy", "enter", "first", "go_on", "help", "lane", "last", "leave",
    "lock", "more", "move", "page", "page_down", "page_up", "save", "scroll_down", "scroll_end",
    "scroll_home", "scroll_up", "step", "stop_asking", "to_list", "to_search",
}  # fmt: skip
"""Keys that move about, or fill in and leave a form."""

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def of_the_desk() -> Iterator[type[DOMNode]]:
    """Every screen and widget of ours."""
    left = list(DOMNode.__subclasses__())
    while left:
        one = left.pop()
        left += one.__subclasses__()
        if one.__module__.startswith(tui.__name__):
            yield one


def commands() -> dict[str, str]:
    """Everything that the tables say is typed, with what it stands for."""
    found = {one: each for each, several in SHOWN.items() for one in several.split("; ") if one}
    found |= {one: " ".join(key) for key, one in DOES.items()}
    for command in COMMANDS:
        for screen in command.screens - {"page"}:
            if one := typed(command.id, screen):
                found[one] = command.id
    return found


def test_every_screen_says_how_it_is_read_without_it() -> None:
    ours = {one.__name__ for one in of_the_desk() if issubclass(one, Screen)}
    assert ours - BASES == set(SHOWN)
    assert ours >= BASES


def test_every_key_of_a_page_says_how_it_is_done_without_it() -> None:
    named = set()
    for one in of_the_desk():
        for binding in one.__dict__.get("BINDINGS", ()):
            action, _, argument = binding.action.removeprefix("app.").partition("(")
            argument = argument.strip("')")
            if action in ("form", "about"):
                assert argument in ACTS, binding.action
            elif action == "run":
                assert typed(argument) or typed(argument, "tonight") or argument in FOR_THE_DESK
            elif (one.__name__, action) in DOES:
                named.add((one.__name__, action))
            else:
                assert action in MOVES, f"{one.__name__}: how is {action} done without the screen?"
    assert named == set(DOES), "no page has these any more"


@pytest.mark.parametrize("line", sorted(commands()))
def test_what_is_said_to_be_typed_is_understood(line: str) -> None:
    chosen = parse(shlex.split(line))
    forms = [one for one in getattr(chosen, "form", None) or () if "=" not in one]
    assert set(forms) <= {*ACTS, "or", "NAME"}
    if getattr(chosen, "screen", None) is not None:
        which(chosen.screen, only=chosen.only, since=chosen.since)


def test_the_readme_names_each() -> None:
    section = README.partition("### Without the full screen\n")[2].partition("\n#")[0]
    assert section
    for one, each in SHOWN.items():
        for line in filter(None, each.split("; ")):
            words = line.removesuffix(" --operator NAME").removesuffix(" --role duty")
            last = words.rpartition("--screen ")[2] if "--screen" in words else words
            assert f"`{last}`" in section or f"`{words}`" in section, (one, line)
    for (page, action), line in DOES.items():
        forms = re.findall(r"--form ([a-z-]+)|--screen ([a-z-]+)|^([a-z-]+)", line)
        last = next(filter(None, forms[-1]))
        assert last in section or last == "show", (page, action, line)
