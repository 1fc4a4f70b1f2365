"""A form: the fields of one act, how typed text becomes a body, and what is said when it cannot.

Every face uses these forms: a dialog draws the fields, the command line and the exercise fill
them by name. Nothing is parsed twice and no rule stands in a screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import ValidationError

from ooh_console.desk.desk import Recording, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.view import View
from ooh_console.domain.bodies import Party
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import is_blank, line
from ooh_console.domain.times import ahead_in, moment_on, near_clock, span, split_time

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Context:
    """What a form can look at: the screen in front of the person, the entry under the cursor."""

    view: View
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is kept, and what the person reads.

    `fills` is what is known with it, for other fields that are still empty.
    """

    value: str
    label: str = ""
    fills: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def words(self) -> str:
        """What the person reads."""
        return self.label or self.value


Options = Callable[[Context], Sequence[Option]]
Initial = Callable[[Context], str]
Applies = Callable[[Values, Context], bool]


def fixed(*options: str | Option) -> Options:
    """Choices that do not depend on the night."""
    found = tuple(o if isinstance(o, Option) else Option(o) for o in options)
    return lambda _: found


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in.

    With `options` and `closed` it is a choice; with `options` alone they are suggestions for a
    text. `lines`: one item a line, and room to write. `moment`: a time, in the past or ahead.
    `applies` says whether it is asked at all, given the rest of the form; `missing` is the
    sentence when it is required and empty.
    """

    name: str
    label: str
    required: bool = False
    hint: str = ""
    options: Options | None = None
    closed: bool = False
    lines: bool = False
    initial: Initial | None = None
    moment: Literal["", "past", "ahead"] = ""
    applies: Applies | None = None
    missing: str = ""

    def asked(self, values: Values, context: Context) -> bool:
        """Whether it is asked, given what the rest of the form says."""
        return self.applies is None or self.applies(values, context)

    def check(self, values: Values, context: Context) -> None:
        """Raises `Rejected` when it is required and empty, or not among the choices."""
        if not self.asked(values, context):
            return
        value = values.get(self.name, "")
        if is_blank(value):
            if self.required:
                raise Rejected(self.missing or f"{self.label}: say something here.", self.name)
        elif self.closed and self.options is not None:
            allowed = {option.value: option.words for option in self.options(context)}
            if value not in allowed:
                words = ", ".join(line(one, 60) for one in allowed.values())
                raise Rejected(f"{self.label}: choose one of: {words or 'nothing yet'}.", self.name)


def said(values: Values, name: str) -> str:
    """What a form says in a field; empty when it has no such field."""
    return values.get(name, "")


WHEN = Field("when", "When (empty: now)", hint="02:10, or minutes ago: 5", moment="past")
LATE = Field(
    "late",
    "Why recorded late",
    hint="only if it was over five minutes ago",
    applies=lambda values, _: (
        not (is_blank(said(values, "when")) and is_blank(said(values, "late")))
    ),
)

Build = Callable[[Values, Context], Sequence[Recording]]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a person can do."""

    id: str
    title: str
    fields: tuple[Field, ...]
    build: Build
    timed: bool = True
    """Whether the time of the event can be given."""
    checked: bool = False
    """Whether the log must have been checked first: it is, where nobody has had it checked."""

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The fields with the time of the event."""
        return (*self.fields, WHEN, LATE) if self.timed else self.fields

    def blank(self, context: Context) -> dict[str, str]:
        """The form as it opens."""
        return {f.name: f.initial(context) if f.initial else "" for f in self.all_fields}


async def perform(
    incident: Incident, act: Act, values: Values, entry: Entry | None = None
) -> tuple[Entry, ...]:
    """Records an act from what was typed.

    Raises `Rejected` (with the field where it is known), `NotAllowed`, `LateWithoutReason` and the
    ledger's errors; nothing is recorded then.
    """
    if act.checked and incident.integrity is None:
        await incident.check()
    context = Context(incident.view(), entry)
    for one in act.fields:
        one.check(values, context)
    when = event_time(values.get("when", ""), context)
    try:
        recordings = act.build(values, context)
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise Rejected(_plain(str(first["msg"])), name) from error
    return await incident.record(
        recordings,
        occurred_at=when,
        late_reason=values.get("late", ""),
        reading=context.view,
    )


def _plain(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{message[:1].upper()}{message[1:]}."


_ZONE = re.compile(r"\s+(GMT|BST|UTC)\s*$", re.I)
_DAY_AND_TIME = ("%d %b %H:%M", "%d %b %Y %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M")
_MINUTES = re.compile(r"^\s*\+?(\d{1,3})\s*(?:min|m|minutes)?\s*$", re.I)


def event_time(text: str, context: Context) -> datetime | None:
    """When it happened: `02:10`, or minutes ago (`5`); empty is now. Raises `Rejected`."""
    if is_blank(text):
        return None
    minutes = _MINUTES.match(text)
    now, tz = context.view.now, context.view.habits.tz
    if minutes:
        return now - timedelta(minutes=int(minutes[1]))

    def whole() -> datetime | None:
        moment, words = split_time(text, now, tz)
        return None if words else moment

    return _read(text, "when", whole)


def due_time(text: str, context: Context, name: str) -> datetime | None:
    """When it will be: `20` (minutes from now), `02:40`, or `2 Dec 17:00` (an order's end).

    Empty is none. Raises `Rejected`.
    """
    if is_blank(text):
        return None
    minutes = _MINUTES.match(text)
    now, tz = context.view.now, context.view.habits.tz
    if minutes:
        return now + timedelta(minutes=int(minutes[1]))
    try:
        clock_time = ahead_in(text, now, tz)
    except ValueError as error:
        raise Rejected(str(error), name) from error
    if clock_time is not None:
        return clock_time
    zone = _ZONE.search(text)
    named = zone[1].upper() if zone else None
    plain = " ".join(_ZONE.sub("", text).split())
    this_year = now.astimezone(tz).year
    for pattern in _DAY_AND_TIME:
        # A day without a year is the next such day: this year's, or where it has passed, next's.
        years = (this_year, this_year + 1) if "%Y" not in pattern else (None,)
        for year in years:
            try:
                wall = (
                    datetime.strptime(f"{year} {plain}", f"%Y {pattern}")
                    if year
                    else datetime.strptime(plain, pattern)
                )
            except ValueError:
                continue
            try:
                moment = moment_on(wall.date(), wall.hour, wall.minute, named, tz)
            except (ValueError, OverflowError) as error:
                raise Rejected(str(error), name) from error
            if year != this_year or moment > now:
                return moment
    raise Rejected(
        f"«{line(text, 20)}» is not a time: type minutes (20), a time (02:40) or a day and time "
        "(2 Dec 17:00).",
        name,
    )


def meaning(field: Field, text: str, context: Context) -> str:
    """What a typed time means, absolutely: `02:34 GMT, in 20 min`; empty when it is no time.

    Minutes count from now, so the same `20` means something else later: shown while typing.
    """
    now, tz = context.view.now, context.view.habits.tz
    try:
        if field.moment == "past":
            moment = event_time(text, context)
        elif field.moment == "ahead":
            moment = due_time(text, context, field.name)
        else:
            return ""
    except (Rejected, OverflowError):
        return ""
    if moment is None:
        return ""
    gap = moment - now
    words = f"in {span(gap)}" if gap > timedelta() else f"{span(-gap)} ago"
    return f"{near_clock(moment, now, tz)}, {words}"


def _read(text: str, name: str, reading: Callable[[], datetime | None]) -> datetime:
    try:
        found = reading()
    except ValueError as error:
        raise Rejected(str(error), name) from error
    if found is None:
        raise Rejected(
            f"«{line(text, 20)}» is not a time: type it as 02:10, or minutes ago (5).", name
        )
    return found


def items(text: str) -> tuple[str, ...]:
    """One item a line, or separated by semicolons."""
    return tuple(part.strip() for part in re.split(r"[\n;]", text) if part.strip())


def named(values: Values, name: str, sentence: str) -> tuple[str, ...]:
    """The items of a list; `;` alone names nothing. Raises `Rejected` with the sentence."""
    found = tuple(item for item in items(values.get(name, "")) if not is_blank(item))
    if not found:
        raise Rejected(sentence, name)
    return found


def party(values: Values, prefix: str = "") -> Party:
    """A person from the four fields `name`, `role`, `agency`, `contact`."""
    return Party(
        name=values.get(f"{prefix}name", ""),
        role=values.get(f"{prefix}role", ""),
        agency=values.get(f"{prefix}agency", ""),
        contact=values.get(f"{prefix}contact", ""),
    )
