"""Text that means harm, in every text of every kind of entry and of every fact of an agency.

Made from the models themselves, so that a kind or a field that is added is never left out.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel, ValidationError

from ooh_console.desk.desk import Recording
from ooh_console.domain import bodies as b
from ooh_console.domain.holdings import FACTS
from ooh_console.domain.plans import TEMPLATE
from ooh_console.domain.sources import BY_HAND, Offer
from ooh_console.domain.tolerant import Fact

SEEN = "Quay"
"""The word with which every hostile text begins: where it is read, the text is on the screen."""

SHORT = "\x1b]0;owned\x07[/x]\x1b[38;5;201m\x9b1m\u202e[red]\x08\x00\r"
MARKUP = "[red][/x][bold]b[/][@click=app.quit()]go[/] [$text-error] {0} %s \\[x\\]"
CONTROLS = (
    "\x1b[38;5;201;53m \x00 \x08\x08\x08 \r \x07 \x0e \x7f \x1bc \x1b[2J\x1b[9;9H \x1bPq\x1b\\"
)
STRINGS = (
    "\x1b]0;owned\x07 \x1b]8;;http://127.0.0.1/x\x1b\\go\x1b]8;;\x1b\\ \x1b]52;c;b3duZWQ=\x07"
    " \x1b_Ga=d\x1b\\ \x1b]4;1;?\x07"
)
C1 = "\x9b38;5;202m \x9d0;owned\x9c \x90q\x9c \x85 \x84"
MARKS = "left\u202eright\u2066\u2067 \u200b\u200f\u061c\ufeff \U000e0041 \u2028\u2029"
SIGNS = "👩‍👩‍👧 e\u0301\u0302\u0303 ﷽ 日本語 🇬🇧 \u0e33 z" + "\u0336" * 20

TEXT = f"{SEEN}{SHORT}" + " ".join((MARKUP, CONTROLS, STRINGS, C1, MARKS, SIGNS))
"""Where only the beginning of a text is shown, orders and markup are in it."""
MEGABYTE = SEEN + " [/x]\x1b]0;owned\x07 dog" * 60_000

ORDERS = tuple(
    order.encode()
    for order in (
        "\x1b[38;5;201",
        "\x1b[9;9H",
        "\x1bc",
        "\x1bP",
        "\x1b_",
        "\x1b]0;owned",
        "\x1b]8;;http",
        "\x1b]52",
        "\x1b]4;",
        "\x00",
        "\x07",
        "\x08",
        "\x0e",
        "\x7f",
        *map(chr, range(0x80, 0xA0)),
        *"\u202e\u2066\u2067\u200b\u200f\u061c\ufeff\U000e0041\u2028\u2029",
    )
)
"""What must never reach the terminal: the payloads above, and bytes that the console never sends.

The console itself clears and places the cursor, so those orders are told apart by their numbers.
"""


def orders_in(raw: bytes) -> set[bytes]:
    """Which of them did."""
    return {order for order in ORDERS if order in raw}


def filled(kind: Any, text: str) -> Any:
    """A value of an annotation with `text` wherever words can be; the rest of it is valid."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return filled(args[0], text)
    if origin is Literal:
        return args[0]
    if origin in (Union, UnionType):
        return filled(next(arg for arg in args if arg is not NoneType), text)
    if origin is tuple:
        return [filled(args[0], text), filled(args[0], text)]
    if origin is dict:
        return {text: text}
    if kind is str:
        return text
    if kind is bool:
        return True
    if kind is int:
        return 1
    if kind in (datetime, AwareDatetime):
        return (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    if kind is date:
        return (date.today() + timedelta(days=3)).isoformat()
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        hints = get_type_hints(kind, include_extras=True)
        return {name: filled(hints[name], text) for name in kind.model_fields}
    if isinstance(kind, type):
        return next(iter(kind)).value  # An enumeration.
    raise NotImplementedError(f"say how to fill {kind!r}")


def body(kind: type[b.Body], text: str, **settled: Any) -> Any:
    """A body of this kind with `text` in every field that is not settled."""
    try:
        return kind.model_validate({**filled(kind, text), **settled})
    except ValidationError as error:
        raise AssertionError(f"{kind.__name__} needs something settled: {error}") from error


def own_fields(kind: type[Fact]) -> list[str]:
    """The fields of a fact that an agency sends."""
    return [name for name in kind.model_fields if name not in Fact.model_fields]


def item(kind: type[Fact], text: str, number: str) -> dict[str, Any]:
    """A fact as an agency sends it, about the person of this NHS number, its words all `text`."""
    hints = get_type_hints(kind, include_extras=True)
    whole = {name: filled(hints[name], text) for name in own_fields(kind)}
    for name in ("nhs_number", "subject"):
        if isinstance(whole.get(name), str):
            whole[name] = number
        elif name in whole:
            whole[name]["nhs_number"] = number
    return whole


def of_wrong_types(kind: type[Fact], number: str) -> list[dict[str, Any]]:
    """A fact for each field, in which that field alone is of a type that nobody can read."""
    whole = item(kind, "quay", number)
    # A list of anything may be a list of words; one number never is.
    return [
        {**whole, name: 7 if isinstance(value, list) else [[7]]} for name, value in whole.items()
    ]


def _items(kind: type[Fact], text: str, number: str) -> list[dict[str, Any]]:
    """A fact that can be read but for its words; then one in which nothing can be read."""
    whole = item(kind, text, number)
    about = {name: whole[name] for name in ("nhs_number", "subject") if name in whole}
    return [whole, {**{name: {text: [text]} for name in whole}, **about}]


def facts(text: str, number: str) -> dict[str, list[Any]]:
    """What an agency sends that means harm, by offer, about the person of this NHS number."""
    found: dict[str, list[Any]] = {
        offer.value: [*_items(kind, text, number), text]
        for offer, kind in FACTS.items()
        if offer not in BY_HAND
    }
    for plan in found[Offer.PLANS.value][:1]:
        plan["fields"] = {part.key: text for part in TEMPLATE} | {text: text}
        plan["not_for_family"] = [text, "concerns"]
    return found


def large_facts(text: str, number: str) -> dict[str, list[Any]]:
    """Facts of which one text each is so long: all of it is below what one answer may have."""
    longest = {"people": "name", "markers": "text", "commitments": "note", "watch-list": "mother"}
    found = {
        offer: [{**item(FACTS[Offer(offer)], "quay", number), name: text}]
        for offer, name in longest.items()
    }
    plan = item(FACTS[Offer.PLANS], "quay", number)
    return found | {Offer.PLANS.value: [{**plan, "fields": {"concerns": text, "feeding": text}}]}


_OF_THE_DESK = (b.HoldingSeen, b.ClockDiffers, b.ClockSet)
"""What a desk records by itself, and has no words of anybody."""


def night(text: str, number: str) -> list[Recording]:
    """Every kind that a person records in an incident that is open, in an order that holds.

    What refers to another entry names it; whatever else is words is `text`. The person of this
    NHS number is linked as the mother, so that the agencies are asked about her.
    """
    made: list[Recording] = []

    def add(kind: type[b.Body], **settled: Any) -> str:
        made.append(Recording(body(kind, text, **settled)))
        return made[-1].id

    add(b.PersonLinked, nhs_number=number)
    known = add(b.PersonLinked, nhs_number="", match="possible-confirmed")
    add(b.PersonsSame, person=known, same_as=add(b.PersonLinked, nhs_number=""))
    add(b.PersonUnlinked, person=add(b.PersonLinked, nhs_number=""))
    add(b.AddressCorrected, address={"text": f"40 {text}", "protected": True})
    note = add(b.Note)
    add(b.Action)
    add(b.ActionDone, action=add(b.Action))
    add(b.Decision)
    add(b.LeadSet)
    add(b.LeadSet, who=None)
    maker = add(b.DecisionMakerSet)
    add(b.DecisionMakerAccepted, answer=maker)
    add(b.AttendanceRequested)
    add(b.AttendanceAnswered, answer="cannot-attend", eta=None)
    will = add(b.AttendanceAnswered)
    add(b.AttendanceProgress)
    add(b.AttendanceProgress, agency=b.OOH)
    add(b.CommitmentRecorded)
    add(b.NoticeConfirmed, notice=add(b.NoticeGiven, answer=maker, topic=b.Topic.DECISION_MAKER))
    add(b.NoticeGiven, answer=will, topic=b.Topic.OOH, key="another")
    add(b.PlanRead)
    add(b.MarkerRead)
    add(b.BriefingHeld)
    called = add(b.MeetingConvened, moves=add(b.MeetingConvened, moves=""))
    add(b.MeetingInvitation, meeting=called)
    add(b.MeetingHeld, meeting=called)
    add(b.MeetingCalledOff, meeting=add(b.MeetingConvened, moves=""))
    add(b.MeetingConvened, moves="")
    add(b.BirthRecorded)
    add(b.OrderChecked, started=add(b.PowerStarted))
    order = add(b.PowerStarted, power=b.Power.EMERGENCY_PROTECTION)
    add(b.PowerExtended, started=order, expires=datetime.now(UTC) + timedelta(days=3))
    add(b.PowerEnded, started=order)
    add(b.ProtocolStep)
    add(b.Referral)
    add(b.ParentsTold, restrictions=[add(b.DisclosureRestricted)], outcome="keeps")
    add(b.DisclosureLifted, restriction=add(b.DisclosureRestricted))
    add(b.ShiftAccepted, handover=add(b.ShiftHandedOver))
    add(b.Handover)
    add(b.ReviewNote, entry=note)
    add(b.ReviewAnswer, question=add(b.ReviewQuestion, entry=note))
    add(b.Learning)
    add(b.SignedOff)
    # Closed and opened again, so that everything can still be recorded.
    add(b.Correction, entry=add(b.IncidentClosed))
    add(b.Correction, entry=add(b.Note))
    # A kind that is new and names no other entry needs no line here.
    done = {type(one.body) for one in made} | {b.IncidentOpened, *_OF_THE_DESK}
    for kind in get_args(b.IncidentBody):
        if kind not in done:
            add(kind)
    # Words stand under the cursor, which is at the end.
    add(b.Note)
    return made
