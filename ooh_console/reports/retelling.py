"""A night told otherwise: every text of every entry and of every fact passed through one rule.

What a report leaves out or renames is changed here, before anything is put into words: so nothing
that is written from it can say what was changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

from pydantic import BaseModel

from ooh_console.domain.entries import AnyBody, Entry, UnreadBody
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.state import fold
from ooh_console.domain.tolerant import Fact

if TYPE_CHECKING:
    from ooh_console.reports.night import Night

Model = TypeVar("Model", bound=BaseModel)

_NAMES_SOMETHING = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")
"""An id or a digest: it points to an entry or a fact, and says nothing by itself."""
_LEFT_ALONE = frozenset({"kind", "raw", "kept", "known_as"})


def is_name(text: str) -> bool:
    """Whether a text is the id of an entry or a digest."""
    return _NAMES_SOMETHING.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Where:
    """Where a text stands: the model, the field, and the key where the field is a table."""

    model: type[BaseModel]
    field: str
    key: str = ""


def _as_it_is(_: BaseModel) -> BaseModel | None:
    return None


def _then(moment: datetime) -> datetime:
    return moment


@dataclass(frozen=True, slots=True)
class Rule:
    """`text` says what becomes of each text that anybody typed or sent, `moment` of each time;
    `whole` may put another record in the place of one, and then nothing in that is looked at."""

    text: Callable[[str, Where], str]
    whole: Callable[[BaseModel], BaseModel | None] = _as_it_is
    moment: Callable[[datetime], datetime] = _then

    def __call__(self, text: str, where: Where) -> str:
        """What the text becomes; nothing stays nothing."""
        return self.text(text, where) if text else text


def retold(model: Model, rule: Rule) -> Model:
    """The model with every text changed by the rule; words of a fixed list and ids stay."""
    if (instead := rule.whole(model)) is not None:
        return cast("Model", instead)
    updates: dict[str, Any] = {}
    kind = type(model)
    for name in _texts(kind):
        value = getattr(model, name)
        new = _value(value, rule, Where(kind, name))
        if new is not value and new != value:
            updates[name] = new
    if isinstance(model, Fact):
        return cast("Model", model.retold(updates))
    return model.model_copy(update=updates) if updates else model


@lru_cache(maxsize=256)
def _texts(kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields in which there can be free text."""
    return tuple(
        name
        for name, field in kind.model_fields.items()
        if name not in _LEFT_ALONE and not _fixed(field.annotation)
    )


def _fixed(kind: Any) -> bool:
    """Whether a field holds only words of a fixed list."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return True
    if origin is Annotated:
        return _fixed(args[0])
    if origin in (Union, UnionType):
        return all(_fixed(arg) or arg is type(None) for arg in args)
    return False


def _value(value: Any, rule: Rule, where: Where) -> Any:
    match value:
        case Enum():
            return value
        case str():
            return value if is_name(value) else rule(value, where)
        case BaseModel():
            return retold(value, rule)
        case tuple():
            return tuple(_value(one, rule, where) for one in value)
        case datetime():
            return rule.moment(value)
        case Mapping():
            return _table(value, rule, where)
        case _:
            return value


def _table(table: Mapping[str, Any], rule: Rule, where: Where) -> dict[str, Any]:
    """Two keys that become one stay two."""
    found: dict[str, Any] = {}
    for key, text in table.items():
        said = name = rule(key, Where(where.model, f"{where.field}.key", key))
        number = 1
        while name in found:
            number += 1
            name = f"{said} ({number})"
        found[name] = _value(text, rule, Where(where.model, where.field, key))
    return found


def retold_body(body: AnyBody, rule: Rule) -> AnyBody:
    """The same for what an entry says; of one that cannot be read here nothing can be judged, and
    the rule has the whole of it."""
    if isinstance(body, UnreadBody):
        return replace(body, raw=rule(body.raw, Where(BaseModel, "raw")), reason="")
    return retold(body, rule)


def retold_night(
    night: Night, of_entry: Callable[[Entry], Entry], of_fact: Callable[[Fact], Fact], rule: Rule
) -> Night:
    """The night with its log, what agencies hold, and the steps of the protocol told otherwise."""
    view, log = night.view, tuple(map(of_entry, night.log))

    def holding(one: Holding) -> Holding:
        reason = rule(one.reason, Where(BaseModel, "reason"))
        return replace(one, facts=tuple(map(of_fact, one.facts)), reason=reason)

    def holdings(one: Holdings) -> Holdings:
        return replace(one, held=tuple(map(holding, one.held)))

    protocols = tuple(
        protocol.model_copy(
            update={
                "step": tuple(
                    step.model_copy(update={"text": rule(step.text, Where(type(step), "text"))})
                    for step in protocol.step
                )
            }
        )
        for protocol in view.habits.protocols
    )
    told = replace(
        view,
        state=fold(log),
        holdings=holdings(view.holdings),
        habits=replace(view.habits, protocols=protocols),
        problem=rule(view.problem, Where(BaseModel, "problem")),
    )
    screens = tuple((at, holdings(shown)) for at, shown in night.screens)
    return replace(night, view=told, log=log, screens=screens)
