"""What is typed on the command line for what a command does at the desk."""

from __future__ import annotations

from ooh_console.desk.acts import ACTS
from ooh_console.desk.commands import BY_ID

SCREEN_OF: dict[str, str] = {
    "told": "told",
    "plan": "plan",
    "home-birth": "home-birth",
    "markers": "markers",
    "alarms": "alarms",
    "protocol": "protocol",
    "powers": "powers",
    "linked": "people",
    "coming": "coming",
    "child-protection": "child-protection",
    "sources": "sources",
    "debrief": "debrief",
    "review": "review",
    "shift": "handover",
}
"""The command that opens a page, and the name of that page (`desk.screens`)."""

_FORMS_OF = {"attendance": ("attendance-asked", "attendance-will", "attendance-cannot")}
"""Commands that first ask which of several forms is wanted."""


_ON_TONIGHT = {
    "new": "new",
    "births": "watch-list",
    "open": "show REF",
    "earlier": "incidents",
    "refresh": "watch-list",
    "sources": "doctor",
    "review": "show REF --screen review",
    "agency-sign-in": "agency-sign-in NAME",
}
_ANOTHER = {
    "refresh": "show REF --ask",
    "report": "report REF",
    "people": "link REF",
    "agency-sign-in": "agency-sign-in NAME",
}


def typed(command: str, screen: str = "incident") -> str:
    """`record REF --form lead`, `show REF --screen plan`; empty where it is for the desk alone."""
    if screen != "incident":
        return _ON_TONIGHT.get(command, "")
    if command in _ANOTHER:
        return _ANOTHER[command]
    if command in SCREEN_OF:
        return f"show REF --screen {SCREEN_OF[command]}"
    forms = [one for one in _FORMS_OF.get(command, (command,)) if one in ACTS]
    return _recorded(" or ".join(forms)) if forms else ""


def confirmed_by(form: str) -> str:
    """What confirms that something was read."""
    return f"Confirm that you have read one: {_recorded(form)}"


def _recorded(forms: str) -> str:
    return f"record REF --form {forms}"


def titled(command: str) -> str:
    """`Lead: record REF --form lead`."""
    how = typed(command)
    return f"{BY_ID[command].title}{f': {how}' if how else ''}"
