"""Reading what agencies send field by field, so that one bad part never hides the rest (I6)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Self, get_args, get_origin

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    TypeAdapter,
    ValidationError,
)

from ooh_console.domain.canonical import digest


def _spelt(value: Any) -> Any:
    """Numbers where text was expected are text; an explicit null is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


Spelt = Annotated[str, BeforeValidator(_spelt)]


def _near(moment: datetime) -> datetime:
    # Beside the ends of the calendar a time has no local time, and nothing could show it.
    if not 1800 <= moment.year <= 9000:
        raise ValueError("a time outside the calendar")
    return moment


def _day_alone(value: Any) -> Any:
    return f"{value}T00:00:00Z" if isinstance(value, str) and _DAY.fullmatch(value) else value


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

SentMoment = Annotated[AwareDatetime, AfterValidator(_near)]
"""A moment as sent: with its zone, since an hour too late or too soon would be believed."""
SentDay = Annotated[SentMoment, BeforeValidator(_day_alone)]
"""The same where the day alone is no danger: the start of that day in UTC."""


class Unread(BaseModel):
    """A part that could not be read: which field, why, and exactly what was sent."""

    model_config = ConfigDict(frozen=True)
    field: str
    reason: str
    raw: str


_SENT, _READ_AS, _UNREAD = "as sent", "read as", "not read"
_TRANSLATED = {_SENT, _READ_AS, _UNREAD}


_UNREAD_PART = TypeAdapter(Unread)


class Fact(BaseModel):
    """Base of everything that an agency holds. Use `read`, which never raises and never drops."""

    model_config = ConfigDict(frozen=True)

    unread: tuple[Unread, ...] = ()
    raw: str = ""
    """The item as it was sent, as JSON text."""
    kept: str = ""
    """What `read` was given, as JSON text, where that is more than `raw`: see `translated`."""
    known_as: str = ""
    """The digest of the fact of which this one says less or says it otherwise: see `retold`."""

    NEEDED: ClassVar[tuple[str, ...]] = ()
    """Fields whose absence makes the fact not fully read."""

    @property
    def fully_read(self) -> bool:
        """Whether every part that the agency sent could be read."""
        return not self.unread

    @property
    def digest(self) -> str:
        """Names this fact by its content: changed content is another digest, and unread again."""
        return self.known_as or digest(self.stored)

    @property
    def stored(self) -> str:
        """The text to store: read again, it is the same fact."""
        return self.kept or self.raw

    def retold(self, values: Mapping[str, object]) -> Self:
        """This fact with other values and without its raw text, still known by its own digest: for
        a report from which something is left out. It is never stored."""
        said = {**values, "raw": "", "kept": "", "known_as": self.digest}
        return self.model_copy(update=said)

    @classmethod
    def check(cls, values: dict[str, object]) -> dict[str, str]:
        """Further rules over the values read: may tidy `values`; returns field to reason."""
        return {}

    @classmethod
    def translated(
        cls, read_as: Mapping[str, object], sent: object, unread: Iterable[Unread] = ()
    ) -> Self:
        """A fact that came in another standard's words. Never raises.

        `read_as` holds its fields as the console names them, `sent` what the agency sent, and
        `unread` what could not be brought over. All three are stored, so that the fact read again
        is the same one whatever the translator has learnt meanwhile.
        """
        parts = [part.model_dump() for part in unread]
        return cls.read({_SENT: sent, _READ_AS: dict(read_as), _UNREAD: parts})

    @classmethod
    def read(cls, sent: object) -> Self:
        """The fact as far as it can be read from one JSON item, or from what `translated` made."""
        text = json.dumps(sent, ensure_ascii=False, sort_keys=True, default=str)
        raw = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        # Read from what is kept, so that a stored fact that is read again is the same fact.
        item = json.loads(raw)
        if raw != text:
            raw = json.dumps(item, ensure_ascii=False, sort_keys=True)
        if not isinstance(item, dict):
            return cls(raw=raw, unread=(Unread(field="", reason="not a record", raw=raw),))
        values: dict[str, object] = {}
        unread: list[Unread] = []
        kept = ""
        if item.keys() == _TRANSLATED and isinstance(item[_READ_AS], dict):
            kept, unread = raw, _known_unread(item[_UNREAD])
            raw = json.dumps(item[_SENT], ensure_ascii=False, sort_keys=True)
            item = item[_READ_AS]
        for name, adapter, by_item, by_key in _fields(cls):
            if name not in item:
                continue
            value = item[name]
            if value is None:
                continue
            try:
                values[name] = adapter.validate_python(value)
            except ValidationError as error:
                if by_item is not None and isinstance(value, list):
                    values[name], bad = _items(name, value, by_item)
                    unread.extend(bad)
                elif by_key is not None and isinstance(value, Mapping):
                    values[name], bad = _parts(name, value, by_key)
                    unread.extend(bad)
                else:
                    unread.append(_unread(name, error, value))
        for name in cls.NEEDED:
            if name not in values and not any(part.field == name for part in unread):
                unread.append(Unread(field=name, reason="missing", raw=""))
        for name, reason in cls.check(values).items():
            unread.append(Unread(field=name, reason=reason, raw=_text(item.get(name))))
            values.pop(name, None)
        whole = {**values, "raw": raw, "kept": kept, "unread": tuple(unread)}
        return cls.model_validate(whole)


@lru_cache(maxsize=64)
def _fields(
    fact: type[Fact],
) -> tuple[tuple[str, TypeAdapter[Any], TypeAdapter[Any] | None, TypeAdapter[Any] | None], ...]:
    """Name, reader of the whole, and reader of one item of a list or one value of a record."""
    found = []
    for name, field in fact.model_fields.items():
        if name in Fact.model_fields:
            continue
        kind = field.rebuild_annotation()
        origin, inner = get_origin(field.annotation), get_args(field.annotation)
        by_item = TypeAdapter(inner[0]) if origin is tuple else None
        by_key = TypeAdapter(inner[1]) if origin is dict else None
        found.append((name, TypeAdapter(kind), by_item, by_key))
    return tuple(found)


def _items(
    name: str, value: list[object], adapter: TypeAdapter[Any]
) -> tuple[tuple[Any, ...], list[Unread]]:
    good: list[Any] = []
    bad: list[Unread] = []
    for number, item in enumerate(value, 1):
        try:
            good.append(adapter.validate_python(item))
        except ValidationError as error:
            bad.append(_unread(f"{name} {number}", error, item))
    return tuple(good), bad


def _parts(
    name: str, value: Mapping[str, object], adapter: TypeAdapter[Any]
) -> tuple[dict[str, Any], list[Unread]]:
    good: dict[str, Any] = {}
    bad: list[Unread] = []
    for key, item in value.items():
        try:
            good[_text(key)] = adapter.validate_python(item)
        except ValidationError as error:
            bad.append(_unread(f"{name} {_text(key)}", error, item))
    return good, bad


def _known_unread(sent: object) -> list[Unread]:
    if not isinstance(sent, list):
        return [Unread(field="", reason="not a list of what was not read", raw=_text(sent))]
    good, bad = _items("not read", sent, _UNREAD_PART)
    return [*good, *bad]


def _unread(name: str, error: ValidationError, value: object) -> Unread:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    reason = first["msg"] if not where else f"{where}: {first['msg']}"
    return Unread(field=name, reason=reason[:300], raw=_text(value))


def _text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
