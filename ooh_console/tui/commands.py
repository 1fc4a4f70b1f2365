"""What each command does: one table from the command's id to a function of the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from textual.screen import Screen

    from ooh_console.desk.incident import Incident
    from ooh_console.desk.panels.lines import Line
    from ooh_console.tui.screens.base import DeskScreen
    from ooh_console.tui.screens.incident import IncidentScreen
    from ooh_console.tui.screens.tonight import TonightScreen

Does = Callable[["DeskScreen"], None]


def run(screen: DeskScreen, command: str) -> None:
    """Does what a command says on this screen; what is not there is said, not raised."""
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
        from ooh_console.desk.acts import ACTS
        from ooh_console.tui.dialogs.form import FormDialog

        entry = screen.entry_under_cursor() if command in _ON_AN_ENTRY else None
        return FormDialog(screen.incident, ACTS[command], entry)

    return _dialog(make)


_ON_AN_ENTRY = frozenset({"strike", "review-note", "review-question"})


def _attendance(screen: IncidentScreen) -> Screen[Any]:
    from ooh_console.tui.dialogs.attendance import AttendanceDialog

    return AttendanceDialog(screen.incident)


def _people(screen: IncidentScreen) -> Screen[Any]:
    from ooh_console.tui.dialogs.people import LinkPeopleDialog

    return LinkPeopleDialog(screen.incident)


def _linked(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.people import PeoplePage

    screen.app.push_screen(PeoplePage(_incident(screen)))


def _new(screen: DeskScreen) -> None:
    from ooh_console.tui.dialogs.opening import OpenIncidentDialog

    tonight = cast("TonightScreen", screen)
    screen.app.push_screen(OpenIncidentDialog(tonight.desk), tonight.opened_new)


def _plan(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.plan import PlanPage

    screen.app.push_screen(PlanPage(_incident(screen)))


def _home_birth(screen: DeskScreen) -> None:
    from ooh_console.desk.panels.plan import home_birth

    incident = _incident(screen)
    lines_page(
        screen, "If born at home or unexpectedly", lambda: home_birth(incident.view()), incident
    )


def _markers(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.markers import MarkersPage

    screen.app.push_screen(MarkersPage(_incident(screen)))


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


def _told(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.told import ToldPage

    screen.app.push_screen(ToldPage(_incident(screen)))


def _shift(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.handover import HandoverPage

    screen.app.push_screen(HandoverPage(_incident(screen)))


def _coming(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.attendance import AttendancePage

    screen.app.push_screen(AttendancePage(_incident(screen)))


def _powers(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.powers import PowersPage

    screen.app.push_screen(PowersPage(_incident(screen)))


def _debrief(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.debrief import DebriefPage

    screen.app.push_screen(DebriefPage(_incident(screen)))


def _protocol(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.protocol import ProtocolPage

    screen.app.push_screen(ProtocolPage(_incident(screen)))


def _help(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.help import HelpPage

    screen.app.push_screen(HelpPage(screen.TABLE))


def lines_page(
    screen: DeskScreen,
    title: str,
    get_lines: Callable[[], Sequence[Line]],
    incident: Incident | None = None,
) -> None:
    """Lines in full; of an incident, with a protected address marked."""
    from ooh_console.desk.panels.protected import protected_marked
    from ooh_console.tui.pages.lines import LinesPage

    def marked() -> Sequence[Line]:
        found = get_lines()
        return protected_marked(found, incident.view().protected) if incident else found

    screen.app.push_screen(LinesPage(title, marked))


def _alarms(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.alarms import AlarmsPage

    screen.app.push_screen(AlarmsPage(_incident(screen)))


def _sources(screen: DeskScreen) -> None:
    from ooh_console.desk.panels.holdings import attendance, sources
    from ooh_console.desk.panels.lines import Span, Tone, row

    incident = _incident(screen)

    def lines() -> list[Line]:
        view = incident.view()
        # The one screen cuts what a unit says of itself: here it is read to its end.
        return [
            row(Span("COMING", Tone.TITLE)),
            *attendance(view),
            row(""),
            row(Span("HOW EACH AGENCY ANSWERED", Tone.TITLE)),
            *sources(view, incident.desk.gateway.clocks),
        ]

    lines_page(screen, "Agencies", lines, incident)


def _tonight_sources(screen: DeskScreen) -> None:
    tonight = cast("TonightScreen", screen)
    lines_page(screen, "Agencies and births expected", tonight.everything)


def _child_protection(screen: DeskScreen) -> None:
    from ooh_console.tui.pages.child_protection import ChildProtectionPage

    screen.app.push_screen(ChildProtectionPage(_incident(screen)))


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


DOES: dict[tuple[str, str], Does] = {
    ("", "help"): _help,
    ("", "quit"): _quit,
    ("", "agency-sign-in"): _agency_sign_in,
    ("tonight", "new"): _new,
    ("tonight", "open"): _method("open_chosen"),
    ("tonight", "births"): _method("watch_list"),
    ("tonight", "refresh"): _method("ask_again"),
    ("tonight", "sources"): _tonight_sources,
    ("tonight", "back"): _method("back"),
    ("incident", "attendance"): _dialog(_attendance),
    ("incident", "people"): _dialog(_people),
    ("incident", "linked"): _linked,
    ("incident", "tell"): _dialog(_tell),
    ("incident", "told"): _told,
    ("incident", "shift"): _shift,
    ("incident", "plan"): _plan,
    ("incident", "home-birth"): _home_birth,
    ("incident", "markers"): _markers,
    ("incident", "alarms"): _alarms,
    ("incident", "protocol"): _protocol,
    ("incident", "powers"): _powers,
    ("incident", "coming"): _coming,
    ("incident", "child-protection"): _child_protection,
    ("incident", "debrief"): _debrief,
    ("incident", "sources"): _sources,
    ("incident", "refresh"): _method("ask_again"),
    ("incident", "back"): _method("back"),
    ("incident", "entry"): _method("write"),
    ("incident", "copy"): _method("copy_entry"),
    ("incident", "details"): _method("show_entry"),
    ("incident", "start"): _method("to_start"),
    ("incident", "end"): _method("to_end"),
}
"""A command that is not named here opens the form of the act of the same id."""
