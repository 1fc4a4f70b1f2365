"""Filling in a form without a screen: each field by its name, each choice by its words."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import Act, Context, Field, Option
from ooh_console.desk.desk import Rejected
from ooh_console.domain.text import is_blank, line

SHORT = 30
"""A longer value of a choice is an id: it is chosen by its words."""


def filled(act: Act, typed: Iterable[tuple[str, str]], context: Context) -> dict[str, str]:
    """The whole form: as it opens, and over it what was typed.

    What a required field offers as it opens is not taken unseen: it must be typed, but for the name
    of who types. Raises `Rejected`, naming the field: there is none of this name, it is given
    twice, it is not asked, or its choice cannot be told.
    """
    fields = {field.name: field for field in act.all_fields}
    given: dict[str, str] = {}
    for name, text in typed:
        field = fields.get(name)
        if field is None:
            raise Rejected(
                f"The form {act.id} has no field «{line(name, 40)}»: it has {', '.join(fields)}.",
                name,
            )
        if name in given and not field.lines:
            raise Rejected(f"{field.label} is given twice: say it once.", name)
        said = chosen(field, text, context) if field.closed else text
        given[name] = f"{given[name]}\n{said}" if name in given else said
    values = _opening(act, context) | given
    for name, text in given.items():
        if not is_blank(text) and not fields[name].asked(values, context):
            raise Rejected(
                f"{fields[name].label} is not asked here, given the rest of the form: leave it "
                "out.",
                name,
            )
    return values


def _opening(act: Act, context: Context) -> dict[str, str]:
    blank = act.blank(context)
    return {
        field.name: "" if _must_be_typed(field) else blank[field.name] for field in act.all_fields
    }


def _must_be_typed(field: Field) -> bool:
    return field.required and field.initial is not choices.me


def chosen(field: Field, text: str, context: Context) -> str:
    """The value of a choice: typed as it is kept, or its words, or how they alone begin.

    Raises `Rejected` with the choices.
    """
    if is_blank(text):
        return ""
    options = tuple(field.options(context)) if field.options else ()
    key = _key(text)
    for fits in (
        [one for one in options if key in (_key(one.value), _key(one.words))],
        [one for one in options if _key(one.words).startswith(key)],
    ):
        if len(fits) == 1:
            return fits[0].value
        if fits:
            raise Rejected(f"{field.label}: «{line(text, 60)}» fits {_listed(fits)}.", field.name)
    raise Rejected(f"{field.label}: choose one of: {_listed(options)}.", field.name)


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _listed(options: Iterable[Option]) -> str:
    return "; ".join(choice(one) for one in options) or "nothing yet"


def choice(option: Option) -> str:
    """A choice as somebody types it: its words, or the short value with its words."""
    words = line(option.words, 160)
    named = option.value and len(option.value) <= SHORT and option.value != option.words
    return f"{option.value} ({words})" if named else words


def described(
    field: Field, blank: Mapping[str, str], context: Context, typed: Container[str] = ()
) -> str:
    """A field in one sentence after another: what it wants, and what stands there or is offered."""
    asked = field.asked(blank, context)
    said = [f"{field.name}: {field.label}"]
    if field.required:
        said[0] += ", required" if asked else ", required where it is asked"
    elif not asked:
        said[0] += ", only where it is asked"
    if field.hint:
        said.append(field.hint[:1].upper() + field.hint[1:])
    if field.lines:
        said.append("Several are separated by ;")
    options = tuple(field.options(context)) if field.options else ()
    if options:
        said.append(f"{'One of' if field.closed else 'For example'}: {_listed(options)}")
    elif field.closed:
        said.append("There is nothing to choose from yet")
    if stands := blank.get(field.name, ""):
        words = next((choice(one) for one in options if one.value == stands), line(stands, 200))
        lead = (
            "You typed"
            if field.name in typed
            else "The desk offers"
            if _must_be_typed(field)
            else "Unless you say otherwise"
        )
        said.append(f"{lead}: {words}")
    return ". ".join(said) + "."
