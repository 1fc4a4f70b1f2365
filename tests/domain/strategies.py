"""Bodies of every kind, made from the models themselves, so that a new kind is never left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ValidationError

from ooh_console.domain import bodies
from ooh_console.domain.bodies import Body, IncidentBody, RegisterBody
from ooh_console.domain.people import Address
from ooh_console.domain.text import is_blank

KINDS: dict[str, type[Body]] = {
    model.model_fields["kind"].default: model
    for model in (*get_args(IncidentBody), *get_args(RegisterBody))
}

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=30)
"""Any text at all: lone surrogates, controls, marks and characters nobody has named yet."""

WORDS = st.one_of(
    st.sampled_from(("Sgt Example", "she said no", "Cerys Ŵyn-Łódź", "خطر", "[/red] =1+1 'x")),
    st.text(min_size=1, max_size=30).filter(lambda text: not is_blank(text)),
)

MOMENTS = st.datetimes(
    datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)
) | st.integers(0, 86_400_000).map(
    lambda ms: datetime(2026, 11, 25, tzinfo=UTC) + timedelta(milliseconds=ms)
)


def _of(kind: Any) -> st.SearchStrategy[Any]:
    """A strategy for one annotation."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        if _is(kind, bodies.Words):
            return WORDS
        return MOMENTS if _is(kind, bodies.Moment) else _of(args[0])
    if origin is Literal:
        return st.sampled_from(args)
    if origin in (Union, UnionType):
        return st.one_of(*(_of(arg) for arg in args))
    if origin is tuple:
        return st.lists(_of(args[0]), min_size=1, max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(WORDS, WORDS, max_size=2)
    if kind is NoneType:
        return st.none()
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(-(2**63), 2**63)
    if kind is str:
        return WORDS | st.just("") | st.text(max_size=20)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return model(kind)
    raise NotImplementedError(f"say how to make {kind!r}")


def _is(kind: Any, alias: Any) -> bool:
    def rules(annotated: Any) -> list[Any]:
        return [m.func for m in get_args(annotated)[1:] if isinstance(m, AfterValidator)]

    return bool(rules(kind)) and rules(kind) == rules(alias)


def _valid(kind: type[BaseModel], values: dict[str, Any]) -> BaseModel | None:
    try:
        return kind(**values)
    except ValidationError:
        return None


def model(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Valid instances of a model; what its own rules refuse is drawn again."""
    hints = get_type_hints(kind, include_extras=True)
    fields = {name: _of(hints[name]) for name in kind.model_fields}
    if kind is Address:
        fields["text"] = fields["postcode"] = WORDS
    made = st.fixed_dictionaries(fields).map(lambda values: _valid(kind, values))
    return made.filter(lambda found: found is not None)


BODIES: dict[str, st.SearchStrategy[Body]] = {kind: model(cls) for kind, cls in KINDS.items()}
ANY_BODY: st.SearchStrategy[Body] = st.sampled_from(sorted(BODIES)).flatmap(BODIES.__getitem__)
