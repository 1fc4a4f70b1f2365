"""What each command does: one table from the command's id to a function of the screen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from ooh_console.program_log.events import tell

if TYPE_CHECKING:
    from textual.screen import Screen

    from ooh_console.desk.incident import Incident
    from ooh_console.desk.panels.lines import Line
    from ooh_console.tui.screens.base import DeskScreen
    from ooh_console.tui.screens.incident import IncidentScreen
    from ooh_console.tui.screens.tonight import TonightScreen

_LOG = logging.getLogger(__name__)

Does = Callable[["DeskScreen"], None]


def run(screen: DeskScreen, command: str) -> None:
    """Does what a command says on this screen; what is not there is said, not raised."""
    tell(_LOG, "command", command=command, screen=screen.TABLE)
    does = DOES.get((screen.TABLE, command)) or DOES.get(("", command))
    if does is None:
        does = _form(command)
    try:
        does(screen)
    except Exception as error:
        screen.report(error)


def _incident(screen: DeskScreen) -> Incident:
    return cast("IncidentScreen", screen).incident


def _dialog(make: Callable[[IncidentScreen], Screen[Any]]) -> Does:
    """Opens a dialog that saves by itself; what it saved is told when it closes."""

    def opens(screen: DeskScreen) -> None:
        here = cast("IncidentScreen", screen)
        screen.app.push_screen(make(here), here.dialog_closed)

    return opens


def _form(command: str) -> Does:
    def make(screen: IncidentScreen) -> Screen[Any]:
        from ooh_console.desk.acts import ABOUT_AN_ENTRY, ACTS
        from ooh_console.tui.dialogs.form import FormDialog

        entry = screen.entry_under_cursor() if command in ABOUT_AN_ENTRY else None
        return FormDialog(screen.incident, ACTS[command], entry)

    return _dialog(make)


def _attendance(screen: IncidentScreen) -> Screen[Any]:
    from ooh_console.tui.dialogs.attendance import AttendanceDialog

    return AttendanceDialog(screen.incident)


def _people(screen: IncidentScreen) -> Screen[Any]:
    from ooh_console.tui.dialogs.people import LinkPeopleDialog

    return LinkPeopleDialog(screen.incident)


def _new(screen: DeskScreen) -> None:
    from ooh_console.tui.dialogs.opening import OpenIncidentDialog

    tonight = cast("TonightScreen", screen)
    screen.app.push_screen(OpenIncidentDialog(tonight.desk), tonight.opened_new)


def _page(module: str, name: str) -> Does:
    """Opens a page about the incident, imported when it is needed."""

    def opens(screen: DeskScreen) -> None:
        page = getattr(import_module(f"ooh_console.tui.pages.{module}"), name)
        screen.app.push_screen(page(_incident(screen)))

    return opens


def _tell(screen: IncidentScreen) -> Screen[Any]:
    """F6 goes to whoever must be told next: the key of the alarm leads there."""
    from ooh_console.desk.acts import ACTS
    from ooh_console.domain.circulation import must_be_told
    from ooh_console.tui.dialogs.form import FormDialog

    view = screen.incident.view()
    waiting = must_be_told(view.state, view.holdings)
    first = waiting[0] if waiting else None
    given = {"topic": first.topic.value, "recipient": first.recipient.name} if first else None
    return FormDialog(screen.incident, ACTS["tell"], given=given)


def _report(screen: DeskScreen) -> None:
    from ooh_console.tui.dialogs.report import ReportDialog

    screen.app.push_screen(ReportDialog(_incident(screen)))


def _help(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.help import HelpPage

    screen.app.push_screen(HelpPage(screen.TABLE))


def lines_page(
    screen: DeskScreen,
    title: str,
    get_lines: Callable[[], Sequence[Line]],
    *,
    exercise: bool = False,
) -> None:
    """Lines in full."""
    from ooh_console.tui.pages.lines import LinesPage

    screen.app.push_screen(LinesPage(title, get_lines, exercise=exercise))


def _tonight_sources(screen: DeskScreen) -> None:
    tonight = cast("TonightScreen", screen)
    lines_page(
        screen,
        "Agencies and births expected",
        tonight.everything,
        exercise=tonight.desk.exercise,
    )


def _agency_sign_in(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.agency_sign_in import AgencySignInPage

    here = cast("IncidentScreen | TonightScreen", screen)
    screen.app.push_screen(AgencySignInPage(here.desk, here.ask_again))


def _method(name: str) -> Does:
    def does(screen: DeskScreen) -> None:
        getattr(screen, name)()

    return does


def _quit(screen: DeskScreen) -> None:
    screen.run_worker(screen.console_app.action_quit(), group="leaving", exit_on_error=False)


def _of_the_seat(name: str) -> Does:
    """What the person at the desk does with their seat: the screen may go away in the middle."""

    def does(screen: DeskScreen) -> None:
        work = getattr(screen.console_app, name)()
        screen.app.run_worker(work, group="sitting", exit_on_error=False)

    return does


DOES: dict[tuple[str, str], Does] = {
    ("", "help"): _help,
    ("", "quit"): _quit,
    ("", "agency-sign-in"): _agency_sign_in,
    ("", "lock"): _of_the_seat("action_lock"),
    ("", "change-person"): _of_the_seat("change_person"),
    ("", "sign-out"): _of_the_seat("sign_out"),
    ("tonight", "new"): _new,
    ("tonight", "open"): _method("open_chosen"),
    ("tonight", "births"): _method("watch_list"),
    ("tonight", "refresh"): _method("ask_again"),
    ("tonight", "sources"): _tonight_sources,
    ("tonight", "earlier"): _method("list_earlier"),
    ("tonight", "review"): _method("review_chosen"),
    ("tonight", "back"): _method("back"),
    ("incident", "attendance"): _dialog(_attendance),
    ("incident", "people"): _dialog(_people),
    ("incident", "linked"): _page("people", "PeoplePage"),
    ("incident", "tell"): _dialog(_tell),
    ("incident", "told"): _page("told", "ToldPage"),
    ("incident", "shift"): _page("handover", "HandoverPage"),
    ("incident", "plan"): _page("plan", "PlanPage"),
    ("incident", "home-birth"): _page("read_only", "HomeBirthPage"),
    ("incident", "markers"): _page("markers", "MarkersPage"),
    ("incident", "alarms"): _page("alarms", "AlarmsPage"),
    ("incident", "protocol"): _page("protocol", "ProtocolPage"),
    ("incident", "powers"): _page("powers", "PowersPage"),
    ("incident", "coming"): _page("attendance", "AttendancePage"),
    ("incident", "child-protection"): _page("child_protection", "ChildProtectionPage"),
    ("incident", "debrief"): _page("debrief", "DebriefPage"),
    ("incident", "report"): _report,
    ("incident", "review"): _page("review", "ReviewPage"),
    ("incident", "sources"): _page("read_only", "AgenciesPage"),
    ("incident", "refresh"): _method("ask_again"),
    ("incident", "back"): _method("back"),
    ("incident", "entry"): _method("write"),
    ("incident", "copy"): _method("copy_entry"),
    ("incident", "details"): _method("show_entry"),
    ("incident", "start"): _method("to_start"),
    ("incident", "end"): _method("to_end"),
}
"""A command that is not named here opens the form of the act of the same id."""
