"""The protocol: which steps apply now, which are due, overdue or done, and by whom (L1).

Steps are configuration (`config/protocols/*.toml`); what is known of each comes from the log alone,
so that a birth that is on record needs no second tick.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    model_validator,
)

from ooh_console.domain import conditions
from ooh_console.domain.bodies import ProtocolStep
from ooh_console.domain.conditions import Condition, Facts, Joined, Named, Said
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.facts import MOMENTS
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.state import State
from ooh_console.domain.text import clean, is_blank

COMMANDS: dict[str, Condition | None] = {
    "accept": Said("decision-maker-accepted"),
    "action": None,
    "attendance": Joined("any", (Said("ooh-attends"), Said("ooh-cannot-attend"))),
    "birth": Said("born"),
    "briefing": Said("briefing-held"),
    "commitment": None,
    "convene": Joined("any", (Said("meeting-called"), Said("meeting-held"))),
    "decision": Said("decision-recorded"),
    "decision-maker": Said("decision-maker-named"),
    "disclose": Said("disclosure-lifted"),
    "give-plan": None,
    "handover": Said("handed-over"),
    "hospital": Said("hospital-chosen"),
    "lead": Said("lead-sought"),
    "markers": Said("markers-read"),
    "meeting": Said("meeting-held"),
    "parents-told": Said("parents-told"),
    "people": None,
    "plan": Said("plan-read"),
    "power": Said("power-started"),
    "progress": None,
    "read-out": Said("plan-read-out"),
    "referral": Named("referral", ("MARAC",)),
    "restrict": Said("restriction-in-force"),
    "sources": None,
    "tell": Said("everybody-told"),
}
"""Commands that can do a step, each with what shows that it was done; `None`: nothing does."""


def _readable(text: str) -> str:
    if is_blank(text):
        raise ValueError("say something here")
    return " ".join(clean(text).split())


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("minutes are a number")
    return value


def _moment(word: str) -> str:
    if word not in MOMENTS:
        raise ValueError(f"unknown moment {word!r}: use one of {', '.join(MOMENTS)}")
    return word


def _command(word: str) -> str:
    if word and word not in COMMANDS:
        raise ValueError(f"unknown command {word!r}: use one of {', '.join(COMMANDS)}")
    return word


Sentence = Annotated[str, StringConstraints(max_length=400, strict=True), AfterValidator(_readable)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$", strict=True)]
When = Annotated[Any, PlainValidator(lambda sent: conditions.read(sent))]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Due(_Strict):
    """So many minutes after a moment of the night."""

    after: Annotated[str, AfterValidator(_moment)]
    minutes: Annotated[float, BeforeValidator(_number), Field(ge=0, le=7 * 24 * 60)]


class Step(_Strict):
    """One step: what to do, why or on whose authority, when it applies, by when."""

    id: Id
    text: Sentence
    why: Sentence
    when: When = Said("opened")
    due: Due | None = None
    command: Annotated[str, AfterValidator(_command)] = ""
    done_when: When | None = None
    """What shows that it was done; if not said, what shows it for the command."""

    @model_validator(mode="after")
    def _evident(self) -> Self:
        if self.done_when is None and self.command:
            object.__setattr__(self, "done_when", COMMANDS[self.command])
        return self


class Protocol(_Strict):
    """One protocol. Its id is the name of its file."""

    id: Id
    title: Sentence
    source: Sentence
    when: When = Said("opened")
    step: tuple[Step, ...] = ()


class Standing(StrEnum):
    """Where a step stands. Exactly one of these holds at any moment."""

    DUE = "due"
    LATER = "later"
    DONE = "done"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class StepNow:
    """One step as it stands at a moment."""

    protocol: Protocol
    step: Step
    standing: Standing
    due: datetime | None = None
    """By when; `None`: it has no time, or its moment has not come."""
    overdue: bool = False
    entry: Entry | None = None
    """What shows that it was done, or says that it does not apply."""

    @property
    def key(self) -> str:
        """Its name among all steps."""
        return f"{self.protocol.id}/{self.step.id}"


def steps(
    protocols: Iterable[Protocol], state: State, holdings: Holdings, now: datetime
) -> tuple[StepNow, ...]:
    """Every step of every protocol that applies, or of which something is on record.

    Those due come first: by their time, those without a time after them; then later ones, then
    those done or not applicable as they were recorded.
    """
    if state.opened is None:
        return ()
    night = Facts(state, holdings)
    recorded: dict[tuple[str, str], Entry] = {}
    for entry in state.live("protocol_step"):
        body = body_of(entry, ProtocolStep)
        recorded[body.protocol, body.step] = entry
    found = []
    for protocol in protocols:
        applies = night.find(protocol.when).met
        for step in protocol.step:
            known = recorded.get((protocol.id, step.id))
            if applies or known is not None:
                found.append(_stands(protocol, step, known, night, now))
    order = list(Standing)
    return tuple(sorted(found, key=lambda one: (order.index(one.standing), *_place(one))))


def _stands(
    protocol: Protocol, step: Step, recorded: Entry | None, night: Facts, now: datetime
) -> StepNow:
    due = _due(step, night)
    if recorded is not None:
        outcome = body_of(recorded, ProtocolStep).outcome
        standing = Standing.DONE if outcome == "done" else Standing.NOT_APPLICABLE
        return StepNow(protocol, step, standing, due, entry=recorded)
    shown = night.find(step.done_when) if step.done_when is not None else None
    if shown is not None and shown.met:
        return StepNow(protocol, step, Standing.DONE, due, entry=shown.entry)
    if not night.find(step.when).met:
        return StepNow(protocol, step, Standing.LATER, due)
    overdue = due is not None and due < now
    return StepNow(protocol, step, Standing.DUE, due, overdue)


def _due(step: Step, night: Facts) -> datetime | None:
    moment = night.since(step.due.after) if step.due else None
    if moment is None or step.due is None:
        return None
    return moment + timedelta(minutes=step.due.minutes)


def _place(one: StepNow) -> tuple[bool, float]:
    """By time; what has none comes after, in the order of the files (sorting keeps it)."""
    if one.standing in (Standing.DONE, Standing.NOT_APPLICABLE):
        return one.entry is None, one.entry.occurred_at.timestamp() if one.entry else 0.0
    return one.due is None, one.due.timestamp() if one.due else 0.0


def due_now(found: Iterable[StepNow]) -> tuple[StepNow, ...]:
    """The steps that are to be done now, in order."""
    return tuple(one for one in found if one.standing is Standing.DUE)
