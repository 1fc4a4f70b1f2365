"""What every kind is made of: texts that are never half characters, moments, people."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
)

from ooh_console.domain.text import is_blank
from ooh_console.domain.times import stamp, to_milliseconds

OOH = "OOH social care"
"""The name under which the out-of-hours team stands among the agencies that attend."""


def _spoken(text: str) -> str:
    if is_blank(text):
        raise ValueError("say something here")
    return text


def _whole(text: Any) -> Any:
    """Half characters (lone surrogates, from a broken paste) cannot be stored as UTF-8."""
    if isinstance(text, str):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


Text = Annotated[str, BeforeValidator(_whole)]
Words = Annotated[str, BeforeValidator(_whole), AfterValidator(_spoken)]
Moment = Annotated[AwareDatetime, AfterValidator(to_milliseconds)]


class Body(BaseModel):
    """Base of every kind."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def content(self) -> dict[str, Any]:
        """The body as plain JSON values, times as stored, without what was left empty.

        A default that says something (whose attendance, `confirmed`) is written out, so that what
        an old record says does not hang on what a later version takes for granted.
        """
        said = {name: getattr(self, name) for name in _telling_defaults(type(self))}
        plain: dict[str, Any] = _plain(self.model_dump(mode="python", exclude_defaults=True))
        return {**said, **plain}


@cache
def _telling_defaults(kind: type[Body]) -> tuple[str, ...]:
    fields = kind.model_fields.items()
    return tuple(name for name, field in fields if not field.is_required() and field.default)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return stamp(value)
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | frozenset():
            return [_plain(item) for item in value]
        case StrEnum():
            return value.value
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


class Party(BaseModel):
    """A named person who acts for an agency, with how to reach them."""

    model_config = ConfigDict(frozen=True)
    name: Words
    role: Text = ""
    agency: Text = ""
    contact: Text = ""


class Acceptance(BaseModel):
    """That somebody was heard to accept: who heard it, and how (radio, telephone, in person)."""

    model_config = ConfigDict(frozen=True)
    heard_by: Words
    how: Words
