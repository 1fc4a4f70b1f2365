"""The one table of commands: bindings, footer, palette, help and alarm hints come from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a person can ask for.

    `key` works everywhere on its screens, also while typing; `letter` while nothing is being typed.
    """

    id: str
    title: str
    help: str
    key: str = ""
    letter: str = ""
    screens: frozenset[str] = frozenset({"incident"})
    footer: bool = False
    short: str = ""
    """Its name at the bottom of the screen, where there is little room."""

    @property
    def brief(self) -> str:
        """Its name where there is little room."""
        return self.short or self.title

    @property
    def shown_key(self) -> str:
        """The key as a person knows it: `F4`, `Ctrl+P`, `x`."""
        return shown(self.key or self.letter)


def shown(key: str) -> str:
    """A key as a person knows it."""
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    names = {"escape": "Esc", "enter": "Enter", "slash": "/", "question_mark": "?"}
    return "+".join(
        names.get(part, part.capitalize() if len(part) > 1 or "+" in key else part)
        for part in key.split("+")
    )


_ALL = frozenset({"tonight", "incident", "page"})
_INCIDENT = frozenset({"incident"})
_TONIGHT = frozenset({"tonight"})

COMMANDS: tuple[Command, ...] = (
    Command("help", "Help", "Every key, in words.", "f1", screens=_ALL, footer=True),
    Command(
        "new",
        "New incident",
        "Open an incident: where, what, who raised it.",
        "f2",
        "n",
        _TONIGHT,
        True,
    ),
    Command(
        "births",
        "Births",
        "What is not ready for each birth expected, and who can mend it.",
        "",
        "w",
        _TONIGHT,
    ),
    Command("open", "Open", "Open the incident under the cursor.", "enter", "", _TONIGHT, True),
    Command(
        "earlier",
        "Earlier incidents",
        "Incidents closed more than a day ago too, to be reviewed; again: no longer.",
        "",
        "e",
        _TONIGHT,
    ),
    Command(
        "decision-maker",
        "Decision maker",
        "Name who decides on the scene, or hand it over.",
        "f2",
        "d",
        footer=True,
        short="Decide",
    ),
    Command(
        "lead",
        "Lead",
        "Name the lead professional, or say that none was reached.",
        "f3",
        "l",
        footer=True,
    ),
    Command(
        "attendance",
        "OOH attends?",
        "Record that OOH was asked, will attend, or cannot.",
        "f4",
        "o",
        footer=True,
        short="OOH",
    ),
    Command(
        "refresh", "Ask again", "Ask every agency again now.", "f5", "r", _INCIDENT | _TONIGHT, True
    ),
    Command(
        "tell",
        "Tell",
        "Tell somebody an answer, or record that they read it back.",
        "f6",
        "t",
        footer=True,
    ),
    Command(
        "told",
        "Who knows",
        "Who was told which answer, who read it back, who believes an old one.",
        "ctrl+t",
        "T",
    ),
    Command(
        "plan",
        "Plan",
        "The birth plan in full, copy by copy, with differences.",
        "f7",
        "p",
        footer=True,
    ),
    Command(
        "markers",
        "Markers",
        "Every warning marker in full; confirm that you read them.",
        "f8",
        "m",
        footer=True,
    ),
    Command("action", "Action", "Give somebody something to do, by when.", "f9", "a", footer=True),
    Command(
        "back",
        "Back",
        "Back to the screen before; what you typed is kept.",
        "escape",
        "",
        _ALL,
        True,
    ),
    Command("entry", "Write", "Put the cursor on the line to type in.", "", "i"),
    Command(
        "accept", "Accepted", "The decision maker was heard to accept: who heard it, how.", "", "y"
    ),
    Command(
        "progress",
        "On the way / there",
        "An agency is on its way, holding, on scene, or has left.",
        "",
        "g",
    ),
    Command(
        "coming",
        "Who comes",
        "Attendance of every agency: asked, ETA, holding, on scene, cannot; where they differ.",
        "",
        "C",
    ),
    Command("agency-asked", "Agency asked", "Another agency was asked to attend: by whom.", ""),
    Command(
        "commitment",
        "Heard promise",
        "Another agency's promise, heard by telephone or radio.",
        "",
        "c",
    ),
    Command(
        "people", "People", "Link people: search every agency, confirm possible matches.", "", "k"
    ),
    Command(
        "linked",
        "Who is linked",
        "Everybody linked, in full: correct a link, end it, say that two are one person.",
        "",
        "K",
    ),
    Command("unlink", "Unlink", "Somebody does not belong to this incident: who, why.", ""),
    Command(
        "relink", "Correct a link", "Somebody is linked with a wrong relation: which, why.", ""
    ),
    Command(
        "same-person",
        "Same person",
        "Two who are linked are one: a baby who has an NHS number now. Who says so.",
        "",
    ),
    Command(
        "home-birth",
        "If born at home",
        "What the newest birth plan says for a birth at home.",
        "",
        "B",
    ),
    Command(
        "give-plan",
        "Plan given",
        "The birth plan was read out to somebody: to the decision maker, how.",
        "",
        "G",
    ),
    Command(
        "read-out",
        "Plan by telephone",
        "Type in a plan that an agency reads out by telephone, part by part.",
        "",
        "R",
    ),
    Command("birth", "Birth", "The baby is born: when, where, heard from whom.", "", "b"),
    Command("decision", "Decision", "What was decided, the options, and why.", "", "e"),
    Command("power", "Power", "A legal power starts (s46, s44, s38).", "", "w"),
    Command("powers", "Powers", "Every power with its clock, and what parents know.", "", "L"),
    Command("power-end", "Power ends", "A legal power is no longer in force.", "", "X"),
    Command(
        "order-checked",
        "Order in force?",
        "Whether an emergency protection order is in force beside s46: who says so.",
        "",
        "O",
    ),
    Command("power-extend", "Order extended", "The court extended an emergency order.", "", "E"),
    Command(
        "parents-told",
        "Parents told",
        "What the parents were told, who decided it, and what still must not be told.",
        "",
        "F",
    ),
    Command(
        "restrict", "Do not tell", "Something must not be told to the family, until when.", "", "v"
    ),
    Command("disclose", "May tell", "The family may be told: who decided, and why.", "", "u"),
    Command(
        "protocol",
        "Protocol",
        "The steps due now, in order; each is done, or does not apply and why.",
        "ctrl+o",
        "P",
    ),
    Command("step", "Step done", "A step of the protocol: done, or not applicable and why.", ""),
    Command("convene", "Call meeting", "Call a meeting, or move one: when, number, who.", "", "J"),
    Command("invite", "Invitation", "Somebody invited was told, joined, or could not.", "", "I"),
    Command("meeting-off", "Meeting off", "A meeting that was called does not take place.", ""),
    Command(
        "meeting", "Meeting held", "A professionals meeting: who joined, what was agreed.", "", "j"
    ),
    Command("briefing", "Briefing", "The opening briefing (IIMARCH).", ""),
    Command("referral", "Referral", "A referral made (MARAC), or why not.", "", "f"),
    Command("done", "Action done", "An open action is finished.", "", "q"),
    Command(
        "strike",
        "Strike out",
        "Strike through the entry under the cursor: it stays readable.",
        "",
        "x",
    ),
    Command("copy", "Copy", "Copy the entry under the cursor to the clipboard.", "", "z"),
    Command(
        "debrief",
        "Debrief",
        "How long it took: plan, markers, who decides, OOH's answer, everybody told.",
        "",
        "D",
    ),
    Command("details", "Entry in full", "The entry under the cursor in full.", ""),
    Command("start", "First entry", "To the first entry of the log.", "ctrl+home"),
    Command("end", "Last entry", "To the last entry of the log.", "ctrl+end"),
    Command("alarms", "All alarms", "Every alarm, with the key that answers it.", "", "!"),
    Command(
        "sources", "Agencies", "How each agency answered, and when.", "", "s", _INCIDENT | _TONIGHT
    ),
    Command(
        "child-protection",
        "Child protection",
        "What the national service holds, the number to ring, who looked; Enter there asks it.",
        "",
        "N",
    ),
    Command(
        "agency-sign-in",
        "Sign in to an agency",
        "Agencies that want a person to sign in there, in the browser: who is, and to sign in.",
        "",
        screens=_INCIDENT | _TONIGHT,
    ),
    Command(
        "review",
        "Review",
        "The night again: who knew what, when, and who was told; whether the log is unchanged.",
        "",
        "V",
        _INCIDENT | _TONIGHT,
    ),
    Command(
        "report",
        "Report",
        "A report as a file: the whole night, for the day team, or redacted. It is on record.",
        "",
    ),
    Command("review-note", "Review note", "A reviewer's note on the entry under the cursor.", ""),
    Command(
        "review-question",
        "Ask about the night",
        "A question of the review to a named person, on the entry under the cursor.",
        "",
    ),
    Command(
        "review-answer", "Answer the review", "What somebody says to a question of the review.", ""
    ),
    Command("learning", "Learning", "Learning from this night, under a learning point.", ""),
    Command("sign-off", "Sign off", "The manager has read the log, which was checked for it.", ""),
    Command(
        "address",
        "Correct the address",
        "It happens somewhere else than was said: the right address, and who has the other one.",
        "",
        "A",
    ),
    Command("hospital", "Hospital", "Where mother and baby are taken, and who decided.", "", "W"),
    Command(
        "circulation-add", "Tell also", "Somebody else must be told an answer: telephone, why.", ""
    ),
    Command(
        "circulation-remove", "Tell no more", "Somebody need not be told any more, and why.", ""
    ),
    Command("confirm", "Read back", "What somebody said to an answer that they were told.", ""),
    Command("manager", "Call manager", "The on-call manager was called: what came of it.", "", "M"),
    Command("shift", "Shift handover", "Hand the desk over, or accept it by name.", "", "H"),
    Command("handover", "Hand over", "Pass the open business on, in writing.", "", "h"),
    Command("close", "Close incident", "Close the incident; what is still open is named.", ""),
    Command(
        "lock",
        "Lock",
        "Nobody reads or types here until you are back; what is typed is kept, alarms are counted.",
        "ctrl+l",
        screens=_INCIDENT | _TONIGHT,
    ),
    Command(
        "change-person",
        "Change person",
        "Somebody else takes this desk as it stands: what is entered from then on is theirs.",
        screens=_INCIDENT | _TONIGHT,
    ),
    Command(
        "sign-out",
        "Sign out",
        "Leave the desk to whoever signs in next; what is typed is kept.",
        screens=_INCIDENT | _TONIGHT,
    ),
    Command("quit", "Quit", "Leave the desk; what is typed is kept.", "ctrl+q", "", _ALL),
)

BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}


def key_for(command: str) -> str:
    """The key that answers an alarm, as a person knows it; `palette` when it has none."""
    found = BY_ID[command]
    return found.shown_key or "Ctrl+P"


def of_screen(screen: str) -> tuple[Command, ...]:
    """The commands of a screen, in the order of the table."""
    return tuple(command for command in COMMANDS if screen in command.screens)
