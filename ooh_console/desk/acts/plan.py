"""Acts on the birth plan: it was given to somebody; an agency reads its copy out by telephone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import Act, Applies, Context, Field, Option, Values, fixed, said
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.domain.bodies import PlanRead, PlanReadOut
from ooh_console.domain.entries import body_of
from ooh_console.domain.plans import ROLES, TEMPLATE, Section
from ooh_console.domain.text import is_blank, line, name_key

# Given to somebody


def _copies(context: Context) -> tuple[Option, ...]:
    best = context.view.newest
    ordered = sorted(context.view.copies, key=lambda copy: copy is not best)
    return tuple(
        Option(
            copy.plan.digest,
            f"{copy.name(40)}, {copy.plan.title()}{' (newest)' if copy is best else ''}",
        )
        for copy in ordered
    )


def _newest(context: Context) -> str:
    best = context.view.newest
    return best.plan.digest if best else ""


def _decision_maker(context: Context) -> str:
    maker = context.view.state.decision_maker
    return maker.party.name if maker else ""


def _give(values: Values, context: Context) -> Sequence[Recording]:
    copy = next((c for c in context.view.copies if c.plan.digest == values["copy"]), None)
    if copy is None:
        raise Rejected("That copy is not here any more: choose again.", "copy")
    reader = values["reader"]
    readers = context.view.state.readers(copy.plan.digest)
    if any(name_key(str(getattr(e.body, "reader", ""))) == name_key(reader) for e in readers):
        raise Rejected(f"It is on record that {line(reader, 60)} has this copy.", "reader")
    body = PlanRead(
        agency=copy.name(60),
        version=line(copy.plan.version, 40),
        digest=copy.plan.digest,
        reader=reader,
        how=f"read out, {values['how']}",
    )
    return [Recording(body)]


# Read out by telephone

NAMED = "Named professionals"
_SECTIONS = (*(section.value for section in Section), NAMED)


def role_field(role: str) -> str:
    """The name of a role's field in the form."""
    return "named_" + "_".join(role.casefold().split())


def _last(context: Context) -> PlanReadOut | None:
    entry = context.view.state.last("plan_read_out")
    return body_of(entry, PlanReadOut) if entry else None


def _as_before(name: str) -> Field:
    """Who reads which version is typed once; the next section knows it."""
    labels = {
        "agency": ("Agency that reads it out", ""),
        "read_by": ("Read out by", "name and role of who is on the telephone"),
        "version": ("Version", "as it stands on the paper; empty if it has none"),
        "dated": ("Dated", "4 Nov 2026"),
    }
    label, hint = labels[name]

    def before(context: Context) -> str:
        last = _last(context)
        return str(getattr(last, name)) if last else ""

    return Field(
        name,
        label,
        required=name in ("agency", "read_by"),
        hint=hint,
        options=choices.agencies if name == "agency" else None,
        initial=before,
    )


def _status_before(context: Context) -> str:
    last = _last(context)
    return (last.status or "not said") if last else ""


def _next_section(context: Context) -> str:
    """The first section of which the copy that is being read out has nothing yet."""
    last = _last(context)
    if last is None:
        return _SECTIONS[0]
    key = name_key(last.agency), name_key(last.version)
    typed = {
        _section_of(name)
        for entry in context.view.state.live("plan_read_out")
        for body in [body_of(entry, PlanReadOut)]
        if (name_key(body.agency), name_key(body.version)) == key
        for name in (*body.fields, *(role_field(role) for role in body.professionals))
    }
    return next((section for section in _SECTIONS if section not in typed), _SECTIONS[0])


def _section_of(key: str) -> str:
    return next((part.section.value for part in TEMPLATE if part.key == key), NAMED)


def _in(section: str) -> Applies:
    return lambda values, _: said(values, "section") == section


def _parts() -> tuple[Field, ...]:
    parts = [
        Field(
            part.key,
            part.title,
            hint="do not tell the family" if part.restricted else "",
            applies=_in(part.section.value),
        )
        for part in TEMPLATE
    ]
    roles = [
        Field(
            role_field(role),
            role[:1].upper() + role[1:],
            hint="name, telephone",
            applies=_in(NAMED),
        )
        for role in ROLES
    ]
    return (*parts, *roles)


def _day(text: str) -> str:
    if is_blank(text):
        return ""
    words = " ".join(text.split())
    for pattern in ("%d %b %Y", "%d %B %Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            found: date = datetime.strptime(words, pattern).date()
        except ValueError:
            continue
        if 1900 <= found.year <= 2200:
            return found.isoformat()
    raise Rejected(f"«{line(text, 20)}» is not a day: type it as 4 Nov 2026.", "dated")


def _read_out(values: Values, _: Context) -> Sequence[Recording]:
    fields = {p.key: values[p.key] for p in TEMPLATE if not is_blank(said(values, p.key))}
    named = {
        role: values[role_field(role)]
        for role in ROLES
        if not is_blank(said(values, role_field(role)))
    }
    if not fields and not named:
        raise Rejected("Type at least one part of this section as it is read out.", "section")
    hidden = said(values, "whole_section") == "yes"
    status = said(values, "status")
    body = PlanReadOut.model_validate(
        {
            "agency": values["agency"],
            "read_by": values["read_by"],
            "version": said(values, "version").strip(),
            "status": "" if status == "not said" else status,
            "dated": _day(said(values, "dated")),
            "fields": fields,
            "professionals": named,
            "not_for_family": tuple(fields) if hidden else (),
        }
    )
    return [Recording(body)]


PLAN: tuple[Act, ...] = (
    Act(
        "give-plan",
        "The birth plan was read out to somebody",
        (
            Field(
                "copy", "Which copy", required=True, options=_copies, closed=True, initial=_newest
            ),
            Field("reader", "To whom", required=True, initial=_decision_maker),
            Field(
                "how", "How", required=True, options=choices.how, initial=lambda _: choices.HOW[0]
            ),
        ),
        _give,
    ),
    Act(
        "read-out",
        "A birth plan is read out by telephone",
        (
            _as_before("agency"),
            _as_before("read_by"),
            _as_before("version"),
            Field(
                "status",
                "Status",
                required=True,
                closed=True,
                options=fixed("draft", "agreed", "superseded", "not said"),
                initial=_status_before,
                missing="Ask whether it is a draft or agreed; else say that it was not said.",
            ),
            _as_before("dated"),
            Field(
                "section",
                "Section of the template",
                required=True,
                closed=True,
                options=fixed(*_SECTIONS),
                initial=_next_section,
            ),
            *_parts(),
            Field(
                "whole_section",
                "Not for the family?",
                hint="all of what you typed here",
                closed=True,
                options=fixed("no", "yes"),
                initial=lambda _: "no",
            ),
        ),
        _read_out,
    ),
)
