"""What a scenario file says: the agencies of a night and what they hold. Tolerant of nothing."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from ooh_console.domain.people import EXERCISE_PREFIX, nhs_number
from ooh_console.domain.sources import AgencyKind, Offer
from ooh_console.domain.times import moment_on
from ooh_console.exercise.steps import Minute, Step, Strict


class Span(Strict):
    """Minutes from the start of the night: `from` counts, `to` does not, and may be open."""

    from_: Minute = Field(default=0, alias="from")
    to: Minute | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.to is not None and self.to <= self.from_:
            raise ValueError("`to` must be later than `from`")
        return self

    def covers(self, minute: float) -> bool:
        """Whether the minute lies in it."""
        return self.from_ <= minute and (self.to is None or minute < self.to)


class Behaviour(Span):
    """How an agency answers for a while. Of several that cover a minute the last one counts."""

    delay: Annotated[float, Field(ge=0, le=60)] = 0
    """Seconds until it answers."""
    hangs: bool = False
    """Takes the question and never answers."""
    status: Annotated[int, Field(ge=400, le=599)] | None = None
    """Answers with this HTTP status instead of what it holds."""
    error: str = "The service is not available at the moment."


class FoundBy(Strict):
    """By which questions an item is found, when the item itself does not say so."""

    nhs_numbers: tuple[str, ...] = ()
    address: str = ""
    postcode: str = ""

    @field_validator("nhs_numbers")
    @classmethod
    def _exercise_numbers(cls, numbers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(exercise_number(number) for number in numbers)


class Change(Strict):
    """From this minute on, these keys of an item read so; an empty text takes the key away."""

    model_config = ConfigDict(extra="allow")
    from_: Minute = Field(alias="from")


class Item(Span):
    """One thing that an agency holds. The further keys are those of the native contract."""

    model_config = ConfigDict(extra="allow")
    found_by: FoundBy | None = None
    same_as: str = ""
    """The `identifier` of an item of the same offer, at any agency, of which this is a copy.
    Keys given here replace those of the original; its `then` and `found_by` are not taken over."""
    malformed: bool = False
    """Broken on purpose: agencies send such things, and they must be seen all the same."""
    then: tuple[Change, ...] = ()

    @property
    def sent(self) -> dict[str, Any]:
        """The keys of the native contract, dates still relative."""
        return dict(self.model_extra or {})

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        minutes = [self.from_, *(change.from_ for change in self.then)]
        if any(later <= earlier for earlier, later in pairwise(minutes)):
            raise ValueError("the minutes of `then` must be in order, and after `from`")
        return self


class Reads(Strict):
    """What the people at an agency do with a notice that its system took."""

    topic: str = ""
    """What the notice is about (`ooh-attendance`); empty: anything not named by another."""
    after: Annotated[float, Field(ge=0, le=600)] = 1
    """Minutes of the night."""
    by: Annotated[str, Field(min_length=1)]
    refuses: str = ""
    """Their reason; empty: they read it."""


class Agency(Strict):
    """An agency: how it is reached, how it behaves, and what it holds."""

    name: Annotated[str, Field(min_length=1, max_length=24)]
    """At most 24 characters, so that it reads well on a screen of 80 columns."""
    kind: AgencyKind
    telephone: str = ""
    auth: Literal["bearer", "api-key"]
    token: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
    """The name of the environment variable that carries the credential, made at each start."""
    deadline: Annotated[float, Field(gt=0, le=60)] = 8.0
    """Seconds that the desk waits for an answer."""
    offers: tuple[
        Literal[
            Offer.PEOPLE,
            Offer.PLANS,
            Offer.MARKERS,
            Offer.COMMITMENTS,
            Offer.WATCH_LIST,
            Offer.NOTICES,
            Offer.CHANGES,
        ],
        ...,
    ]
    reads: tuple[Reads, ...] = ()
    """What becomes of the notices that it takes; without any, its system has them and no more."""
    behaviour: tuple[Behaviour, ...] = ()
    people: tuple[Item, ...] = ()
    plans: tuple[Item, ...] = ()
    markers: tuple[Item, ...] = ()
    commitments: tuple[Item, ...] = ()
    watch_list: tuple[Item, ...] = Field(default=(), alias="watch-list")

    @property
    def dark(self) -> bool:
        """Whether it answers nothing all night."""
        last = self.behaviour[-1] if self.behaviour else Behaviour()
        return last.hangs and last.from_ == 0 and last.to is None

    def items(self, offer: Offer) -> tuple[Item, ...]:
        """Everything that it holds of this offer at any minute."""
        held: tuple[Item, ...] = getattr(self, offer.value.replace("-", "_"), ())
        return held

    @model_validator(mode="after")
    def _offered(self) -> Self:
        for offer in Offer:
            if offer not in self.offers and self.items(offer):
                raise ValueError(f"holds {offer.value}, which it does not offer")
        if self.reads and Offer.NOTICES not in self.offers:
            raise ValueError("reads notices, which it does not offer to take")
        return self


class Scenario(Strict):
    """A whole night."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: Annotated[str, Field(min_length=1)]
    about: str = ""
    clock: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    """Local time at minute 0, for a night that is played without a person."""
    date: Day | None = None
    """Local day of minute 0, for a night that is about its date: it begins then whoever plays it,
    and whenever. Without it a person's night begins now, and another when its clock was last so."""
    agency: Annotated[tuple[Agency, ...], Field(min_length=1)]
    step: tuple[Step, ...] = ()
    """The desk side, for a night that is played without a person."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        minutes = [step.minute for step in self.step]
        if minutes != sorted(minutes):
            raise ValueError("the steps must be in the order of their minutes")
        return self

    @model_validator(mode="after")
    def _on_its_date(self) -> Self:
        _ = self.begins  # Raises where the clock did not show that time, or showed it twice.
        return self

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        for what in ("name", "token"):
            values = [getattr(agency, what) for agency in self.agency]
            for value in values:
                if values.count(value) > 1:
                    raise ValueError(f"two agencies have the {what} {value!r}")
        return self

    @property
    def begins(self) -> datetime | None:
        """Minute 0 in UTC of a night that has a date of its own."""
        hour, minute = (int(part) for part in self.clock.split(":"))
        return moment_on(self.date, hour, minute) if self.date else None

    def named(self, name: str) -> Agency:
        """The agency of this name. Raises `KeyError`."""
        for agency in self.agency:
            if agency.name == name:
                return agency
        raise KeyError(name)


def exercise_number(text: str) -> str:
    """An NHS number reserved for exercises, as ten digits. Raises `ValueError` for any other."""
    digits = nhs_number(text)
    if not digits.startswith(EXERCISE_PREFIX):
        raise ValueError(f"{digits} may be a person's: NHS numbers of an exercise begin with 999")
    return digits
