"""The first night, key by key in a real terminal, as either role, in a small or a large window."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ooh_console.domain.notices import BY_SYSTEM
from tests.journeys.playing import Lines, Night, Pick, sitting, wrong

Step = Callable[[Night], None]

OPERATORS = {"duty": "Sam Okafor", "control": "Jo Whitlock"}
CREW, UNIT, WARD = "Crew A412", "Unit PA21", "Ruth Ambleside"

PA21 = (
    "Unit asks: is OOH coming?",
    "Refused entry by father",
    "has heard that OOH cannot attend",
    "Entry gained. Dog contained",
    "Police protection used at",
    "PA21 follows",
)
A412 = ("Still expects OOH", "With mother and baby", "Baby and mother to Westmarch")
"""What the units say of themselves in the course of the night, in this order."""


def opens(night: Night) -> None:
    """The call: where, what, who raised it; the search for people follows at once."""
    night.terminal.press("f2")
    night.see("New incident", "Address")
    night.terminal.type("14 Saltpan Lane, Merrowby\rZZ99 3VZ\r\x15Labour at home\rAmbulance\r\r")
    night.see("Link people", "Found around this address", "Jodie Penhallow")


def links(night: Night) -> None:
    """Mother by her number, then the family by a digit each."""
    night.terminal.type("9990000018\r")
    night.see("check digit fits", "Found by number", "held by County Maternity")
    night.terminal.press("down", "enter")
    night.see("LINK Jodie Penhallow", "(•) 1 mother")
    night.terminal.press("enter")
    night.see("Saved: Linked mother: Jodie Penhallow", "1 mother's partner: Craig Rudderham")
    # Social Care holds both of them without a number: that they are the same is for a person.
    night.see("perhaps also: RUDDERHAM, Craig", "perhaps also: Unborn PENHALLOW")
    night.terminal.press("1")
    night.see("LINK Craig Rudderham", "y ( ) the same person too?", "(•)")
    night.terminal.press("y", "enter")
    night.see("Saved: Linked mother's partner: Craig", "1 unborn baby: Baby Penhallow")
    night.terminal.press("1")
    night.see("LINK Baby Penhallow", "y ( ) the same person too?", "(•)")
    night.terminal.press("y", "enter")
    night.see("Saved: Linked unborn baby")
    night.terminal.press("escape")
    screen = night.on_screen("EXERCISE", "14 Saltpan Lane, Merrowby, ZZ99 3VZ", "NOT IDENTIFIED")
    assert screen.line_with("LEAD").split()[1:3] == ["NOT", "IDENTIFIED"], screen.framed()
    night.see("7 warning markers UNREAD", "version 3, DRAFT", "Police", "NOT ASKED")
    night.terminal.press("tab")


def reads_plan(night: Night) -> None:
    """The newest copy, what it says for a birth at home, and that it was read."""
    night.terminal.press("f7")
    night.see("Birth plan", "version 3", "NOT READ BY YOU", "B at home")
    night.terminal.press("B")
    night.see("If born at home", "Ambulance with police", "[DO NOT TELL FAMILY]")
    night.terminal.press("y")
    night.see("Recorded:", "has read: County Maternity, version 3")
    night.terminal.press("escape")
    night.on_screen()


def reads_markers(night: Night) -> None:
    """Every marker, one after the other, until none is left."""
    night.terminal.press("f8")
    screen = night.see("Warning markers", "7 of 7 NOT READ BY YOU", "Dangerous dog")
    assert screen.has("UNREAD 14 Saltpan Lane"), screen.framed()
    for left in range(6, 0, -1):
        night.terminal.press("y")
        night.see(f"{left} of 7 NOT READ BY YOU", "Recorded:")
    night.terminal.press("y")
    night.see("all 7 read by you", "You have read every marker")
    night.terminal.press("escape")
    night.on_screen().has("7 held, all read")


def asked(night: Night) -> None:
    """The unit asks; the control room can record that, and cannot answer."""
    night.minute(6)
    night.unit_says(*PA21)
    night.terminal.press("f4")
    night.see("OOH was asked", "Only the OOH team answers for OOH")
    night.terminal.press("w")
    night.see("Only the OOH team can say whether OOH attends")
    night.terminal.press("a")
    night.see("asked", "Enter go on")
    night.terminal.type(f"\x15{UNIT}\r")
    night.on_screen("OOH            asked, no answer yet", f"saved {UNIT} asked")


def will_attend(night: Night) -> None:
    """Three keys, and the answer stands."""
    for key, words in (("f4", "OOH WILL attend"), ("w", "type minutes or a time"), ("3", "")):
        night.terminal.press(key)
        night.see(words or "saved OOH will attend")
    night.on_screen("OOH            will attend, Sam Okafor, ETA")


def tells(night: Night, *recipients: str) -> None:
    """The words are read out from the screen, and come back."""
    for name in recipients:
        night.fills(
            "f6",
            "Tell somebody an answer",
            {"Whom": name, "How": "telephone", "Read back by": f"{name} desk"},
        )
        night.on_screen(f"saved TOLD {name}")


def all_told(night: Night) -> None:
    tells(night, "Control room", UNIT, CREW)


def told_again(night: Night) -> None:
    """Whoever heard the old answer is told the new one; the alarm counts down to none."""
    night.on_screen("3 still expect OOH")
    tells(night, "Control room", UNIT)
    night.on_screen("1 still expects OOH")
    night.minute(31)
    night.unit_says(*A412)
    tells(night, CREW)
    night.see(without=["still expect"])


def on_scene(night: Night) -> None:
    """What is heard of others: on scene, a promise by telephone, lines in the log."""
    night.minute(14)
    night.unit_says(*PA21[1:])
    night.fills(
        "g",
        "On the way, holding, on scene, left",
        {"Agency": "Police", "What": Pick("3"), "Who": UNIT, "Where": "front door"},
    )
    night.on_screen(f"saved Police ({UNIT}) on scene")
    night.fills(
        "c",
        "Promise heard from another agency",
        {
            "Agency": "County Maternity",
            "Answer": Pick("1"),
            "Who attends": "Helen Garrow",
            "ETA": "40",
            "Heard from": WARD,
            "How": "telephone",
        },
    )
    night.on_screen("saved County Maternity will attend: Helen Garrow")
    night.note("Refused entry by father at the front door")
    night.note("Large dog loose in the hall; handler asked for")


def late_line(night: Night) -> None:
    """A time in front of the line; more than five minutes ago needs the reason."""
    past = night.now(night.on_screen()) - timedelta(minutes=9)
    night.note(f"{past:%H:%M} Grandmother rang: baby is coming", late="on the other line")
    night.see("[LATE]")


def born(night: Night) -> None:
    """The birth, minutes late, with the reason: without it the form says what is missing."""
    night.minute(18)
    values = {"Heard from": "Grandmother by crew", "Condition": "Crying", "When": "7"}
    screen = night.fills("b", "Birth", {**values, "Why recorded late": "on the line to PA21"})
    assert not wrong(screen), screen.framed()
    night.on_screen("BORN", "saved BABY BORN")


def decides(night: Night) -> None:
    """The decision maker, with what they were given; then heard to accept."""
    night.fills(
        "f2",
        "Decision maker on the scene",
        {
            "Name": "Insp. Shah",
            "Role or rank": "duty inspector",
            "Agency": "Police",
            "Telephone": "PA21",
            "Information": "the plan and 7 markers",
        },
    )
    night.on_screen("Insp. Shah, duty inspector, Police NOT ACCEPTED")
    night.fills("y", "Decision maker accepted", {"How": "radio"})
    screen = night.on_screen("Police since", "accepted, ")
    assert "NOT IDENTIFIED" not in screen.line_with("DECISION MAKER")


def no_lead(night: Night) -> None:
    """Nobody can be reached: who was tried is what is said."""
    night.fills("f3", "Lead professional", {"None reached": "Daniel Marchbank: office closed"})
    night.on_screen("LEAD           NOT IDENTIFIED, tried")


def cannot_attend(night: Night) -> None:
    """The answer changes; it is not taken without a role and a reason."""
    night.minute(25)
    night.terminal.press("f4")
    night.see("TOLD", "Crew A412 (read back)")
    night.terminal.press("c", "0")
    night.see("Role of OOH instead", "Why OOH cannot attend")
    night.terminal.press("enter", "enter")
    night.see("NOT SAVED", "say which role")
    night.terminal.type("Telephone support\r")
    night.terminal.type("Second emergency in Hallowick\r")
    night.on_screen("CANNOT attend, agreed role: Telephone support")


def meets(night: Night) -> None:
    """A meeting is called and held; each action in it has its owner."""
    night.minute(33)
    night.fills(
        "Call meeting",
        "Call a professionals meeting",
        {"When": "5", "Number": "01632 960155", "Invited": Lines(("Insp. Shah", WARD))},
    )
    night.on_screen("saved MEETING called for")
    night.fills(
        "j",
        "Professionals meeting held",
        {
            "Who joined": Lines(("Insp. Shah", WARD, "Carys Lowther")),
            "What was agreed": Lines(("Baby to Westmarch",)),
            "Actions": Lines((f"{WARD}: side room ready", "Carys Lowther: court application")),
        },
    )
    night.on_screen("saved MEETING held")


def acts(night: Night) -> None:
    """An action with an owner and a time that is shown absolutely before it is saved."""
    night.fills(
        "f9",
        "Action",
        {"What is to be done": "Ring the foster carers", "Owner": "Sam Okafor", "Due": "45"},
    )
    night.on_screen("saved ACTION for Sam Okafor, due")


def restricts(night: Night) -> None:
    night.fills(
        "v", "DO NOT TELL FAMILY", {"What they must not": "Removal is planned", "Until": "safe"}
    )
    night.on_screen("DO NOT TELL FAMILY: Removal is planned (until safe)")


def protects(night: Night) -> None:
    """Police protection: whether an EPO is in force is asked; the clock runs for 72 hours."""
    night.minute(47)
    night.unit_says(*PA21[4:])
    night.fills(
        "w",
        "A legal power starts",
        {
            "By whom": "Insp. Shah",
            "Role or rank": "duty inspector",
            "Agency": "Police",
            "Is an emergency protection": Pick("1"),
            "Authority": "Designated officer told",
        },
    )
    night.on_screen("s46 police protection until", "left")


def may_tell(night: Night) -> None:
    night.fills(
        "u",
        "The family may be told",
        {"Which restriction": Pick("1"), "Decided by": "Insp. Shah", "Why": "Baby is safe"},
    )
    night.see("saved Family may be told", without=["(until safe)"])
    night.note("Insp. Shah has told both parents")


def strikes(night: Night) -> None:
    """A wrong line is struck through: it stays readable, with the reason beside it."""
    night.note("Dog has bitten the officer")
    night.terminal.press("ctrl+end")
    screen = night.opens("x", "Strike out")
    for _ in range(15):
        if screen.has("Dog has bitten the officer"):
            break
        # An agency's receipts came in between: what is struck is shown, and this is not it.
        night.terminal.press("escape")
        night.on_screen()
        night.terminal.press("up")
        screen = night.opens("x", "Strike out")
    assert screen.has("Dog has bitten the officer"), screen.framed()
    night.terminal.type("Heard wrongly\r")
    screen = night.on_screen("[STRUCK]")
    assert any(style[5] for style in screen.styles("Dog has bitten")), "struck through to the eye"


def hospital(night: Night) -> None:
    """The baby is on the ward; an action is done, and two stay open."""
    night.minute(62)
    night.unit_says("Baby received on the unit")
    night.fills("q", "Action done", {"Which action": Pick("1"), "Outcome": "Ready"})
    night.on_screen("saved Action done")


def refers(night: Night) -> None:
    night.fills("f", "Referral", {})
    night.on_screen("saved [DO NOT TELL FAMILY] REFERRAL to MARAC")


def hands_over(night: Night) -> None:
    screen = night.opens("h", "Hand over")
    assert screen.has("STILL OPEN"), screen.framed()
    night.terminal.press("escape")
    night.on_screen()
    night.fills(
        "h", "Hand over", {"To whom": "Moira Stanbury", "What they must know": "Baby on the ward"}
    )
    night.on_screen("saved HANDOVER to Moira Stanbury")


def closes(night: Night) -> None:
    night.fills("Close incident", "Close the incident", {"Why it ends here": "Baby safe"})
    night.on_screen("CLOSED")


def may_not_close(night: Night) -> None:
    """The control room is refused, in words, and nothing typed is lost."""
    night.opens("Close incident", "Close the incident")
    night.terminal.type("Baby safe\r\r")
    night.refused("NOT SAVED", "Only the duty worker or the on-call manager")


BEGINNING = (opens, links, reads_plan, reads_markers)
NIGHTS: dict[str, tuple[Step, ...]] = {
    "duty": (
        *BEGINNING,
        restricts,
        will_attend,
        all_told,
        late_line,
        born,
        decides,
        cannot_attend,
        told_again,
        meets,
        acts,
        protects,
        may_tell,
        strikes,
        hospital,
        refers,
        hands_over,
        closes,
    ),
    "control": (
        *BEGINNING,
        asked,
        on_scene,
        late_line,
        born,
        decides,
        no_lead,
        meets,
        protects,
        strikes,
        refers,
        hospital,
        may_not_close,
    ),
}

KINDS = {
    "duty": "incident_opened person_linked*3 plan_read marker_read*7 disclosure_restricted "
    "attendance_answered*2 notice_given*6 notice_confirmed*6 note*3 birth_recorded "
    "decision_maker_set decision_maker_accepted meeting_convened meeting_held action*3 "
    "power_started disclosure_lifted correction action_done referral handover incident_closed",
    "control": "incident_opened person_linked*3 plan_read marker_read*7 attendance_requested "
    "attendance_progress commitment_recorded note*4 birth_recorded decision_maker_set "
    "decision_maker_accepted lead_set meeting_convened meeting_held action*2 power_started "
    "correction referral action_done",
}
"""What must be in the log afterwards, and nothing else but the screens that were kept."""


TOLD_BY_SYSTEM = {
    "duty": {"OOH attendance", "decision maker", "power in force"},
    "control": {"decision maker", "lead professional", "power in force"},
}
"""What the one agency that takes notices heard in the end, with nobody ringing it."""


def counted(kinds: str) -> Counter[str]:
    """`a b*3` as how many of each."""
    parts = (part.partition("*") for part in kinds.split())
    return Counter({kind: int(number or 1) for kind, _, number in parts})


def agrees(night: Night, shown: Any) -> None:
    """What another process reads is what was typed here, and what the screen said."""
    sent = {entry["id"] for entry in shown["log"] if entry["body"].get("key")}
    # What the desk tells an agency's system by itself is no key of anybody's.
    log = [e for e in shown["log"] if not {e["id"], e["body"].get("notice")} & sent]
    kinds = Counter(entry["kind"] for entry in log if entry["kind"] != "holding_seen")
    assert kinds == counted(KINDS[night.role])
    assert {entry["operator"] for entry in log} == {OPERATORS[night.role]}
    said = json.dumps([(entry["body"], entry["late_reason"]) for entry in log], ensure_ascii=False)
    assert [text for text in night.typed if text not in said] == []
    assert len([entry for entry in log if entry["late_reason"]]) == 2
    struck = [entry["words"] for entry in log if entry["struck"]]
    assert struck == ["Dog has bitten the officer"]
    assert shown["exercise"]
    assert shown["birth"]["heard_from"] == "Grandmother by crew"
    maker = shown["decision_maker"]
    assert (maker["name"], maker["role"]) == ("Insp. Shah", "duty inspector")
    assert maker["accepted"]["how"] == "radio"
    assert [one["epo_in_force"] for one in shown["powers"]] == ["no"]
    assert shown["restrictions"] == []
    if night.role == "duty":
        assert shown["ooh"]["state"] == "cannot-attend"
        assert shown["ooh"]["agreed_role"] == "Telephone support"
        told = {one["recipient"]: one for one in shown["told"] if one["how"] != BY_SYSTEM}
        assert set(told) == {"Control room", UNIT, CREW}
        assert all(one["current"] and one["read_back"] for one in told.values())
        assert shown["closed_at"]
        assert len(shown["open_actions"]) == 2
    else:
        assert shown["ooh"]["state"] == "requested"
        assert shown["lead"]["not_reached"] == "Daniel Marchbank: office closed"
        assert not shown["closed_at"]
        assert len(shown["open_actions"]) == 1


def _seat(role: str, size: tuple[int, int], *marks: pytest.MarkDecorator) -> Any:
    return pytest.param(role, size, marks=marks, id=f"{role}-{size[0]}x{size[1]}")


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("role", "size"),
    [
        # Each role and each size once; the other two pairs are left to `make soak`.
        _seat("duty", (80, 24)),
        _seat("control", (120, 40)),
        _seat("duty", (120, 40), pytest.mark.soak),
        _seat("control", (80, 24), pytest.mark.soak),
    ],
)
def test_first_night(role: str, size: tuple[int, int], tmp_path: Path) -> None:
    with sitting(tmp_path, role, *size) as night:
        for step in NIGHTS[role]:
            step(night)
        reference = night.reference
        last = night.on_screen()
    shown = night.command("show", reference)
    agrees(night, shown)
    by_system = {one["topic"] for one in shown["told"] if one["how"] == BY_SYSTEM}
    assert by_system == TOLD_BY_SYSTEM[role]
    # What the screen says of the answers, the other process says too.
    assert shown["decision_maker"]["name"] in last.line_with("DECISION MAKER")
    verified = night.command("verify")
    assert (verified["ok"], verified["findings"]) == (True, [])
    assert verified["entries"] >= len(shown["log"])
