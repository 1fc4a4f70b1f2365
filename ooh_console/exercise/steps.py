"""The desk side of a scenario: what each person does at which minute, and what is seen after it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ooh_console.domain.sources import Offer, SourceState

Minute = Annotated[float, Field(ge=0, le=7 * 24 * 60)]
"""Minutes from the start of the night."""

Who = Literal["duty", "control", "manager"]


class Strict(BaseModel):
    """Base of everything in the file: a key that nobody reads is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Doing(Strict):
    """One act: one of the desk's forms filled in by name, or one of `doing.OWN`.

    The further keys are the fields of the form, as they are typed. For a choice it is enough to
    give words that stand in one option alone. What is not given stays as the form opens.
    """

    model_config = ConfigDict(extra="allow")
    act: str
    refused: str = ""
    """The desk must refuse this, in a sentence with these words."""

    @property
    def values(self) -> dict[str, Any]:
        """The fields."""
        return dict(self.model_extra or {})


class SourceExpected(Strict):
    """How an agency's answer must stand."""

    agency: str
    offer: Offer
    state: SourceState
    from_memory: bool = False
    """Whether it failed now, and what it said before is still known, with its age."""


class Expected(Strict):
    """What must be so after a step. Words may be part of what is shown; spaces do not count."""

    alarms: tuple[str, ...] = ()
    """Alarms that stand: `code`, or `code: words of it`."""
    no_alarms: tuple[str, ...] = ()
    """Codes of alarms that must not stand."""
    shows: tuple[str, ...] = ()
    """Words that the screen shows."""
    hides: tuple[str, ...] = ()
    """Words that it does not show."""
    sources: tuple[SourceExpected, ...] = ()
    decision_maker: str | None = None
    """Name of the accepted decision maker; empty: nobody."""
    ooh: Literal["will-attend", "cannot-attend", "requested", ""] | None = None
    """OOH's attendance; empty: not asked."""
    open_actions: int | None = None
    restrictions: int | None = None
    powers: int | None = None
    old_answers: int | None = None
    """How many people still believe an answer that no longer holds."""
    unsaved: str | None = None
    """What stands in the line of this incident at this desk, typed and not saved; empty: nothing.
    """
    tonight: tuple[str, ...] = ()
    """Words of one row of Tonight each: which incidents are open, their alarms, their answers."""
    verified: bool = False
    """The log is complete and unchanged."""


class Step(Strict):
    """One moment of the night at the desk."""

    minute: Minute
    who: Who
    title: Annotated[str, Field(min_length=1)]
    incident: Annotated[str, Field(pattern=r"^[a-z0-9-]*$")] = ""
    """Which of several incidents, by the name that the script gives it; empty: the first."""
    does: tuple[Doing, ...] = ()
    looks_back_to: Minute | None = None
    """Shows, and expects of, the screen as it stood at this minute."""
    expect: Expected = Expected()

    @model_validator(mode="after")
    def _back(self) -> Self:
        if self.looks_back_to is not None and self.looks_back_to > self.minute:
            raise ValueError("`looks_back_to` must not be later than the step")
        return self
