"""Acts on legal powers, and on what the family may know."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import (
    Act,
    Applies,
    Context,
    Field,
    Initial,
    Option,
    Options,
    Values,
    due_time,
    party,
    said,
)
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.domain import bodies as b
from ooh_console.domain.powers import in_force, protected_since

ALL = "all"
_POLICE = b.Power.POLICE_PROTECTION
_ORDER = b.Power.EMERGENCY_PROTECTION
_CARE = b.Power.INTERIM_CARE


def _power(values: Values, context: Context) -> Sequence[Recording]:
    names = ("power", "epo_in_force", "epo_reason", "applied_by", "until", "holiday", "authority")
    asked = {f.name for f in POWER.fields if f.asked(values, context)}
    body = b.PowerStarted.model_validate(
        {
            # What was typed for another power, before that was chosen away, is not said.
            **{name: values.get(name, "") if name in asked else "" for name in names},
            "by": party(values),
            "expires": due_time(values.get("expires", ""), context, "expires")
            if "expires" in asked
            else None,
        }
    )
    return [Recording(body)]


def _extend(values: Values, context: Context) -> Sequence[Recording]:
    expires = due_time(values["expires"], context, "expires")
    if expires is None:
        raise Rejected("Say when the order ends now, as the court said.", "expires")
    body = b.PowerExtended(
        started=values["started"], expires=expires, authority=values.get("authority", "")
    )
    return [Recording(body)]


def _power_end(values: Values, _: Context) -> Sequence[Recording]:
    return [Recording(b.PowerEnded(started=values["started"], reason=values["reason"]))]


def _restrict(values: Values, _: Context) -> Sequence[Recording]:
    return [Recording(b.DisclosureRestricted(what=values["what"], until=values["until"]))]


def _disclose(values: Values, _: Context) -> Sequence[Recording]:
    body = b.DisclosureLifted(
        restriction=values.get("restriction", ""),
        decided_by=values["decided_by"],
        reason=values["reason"],
    )
    return [Recording(body)]


def _parents_told(values: Values, context: Context) -> Sequence[Recording]:
    """What the parents were told; what ends with it ends in the same act."""
    standing = tuple(entry.id for entry in context.view.state.restrictions)
    chosen = values.get("restriction", "")
    which = standing if chosen == ALL else (chosen,) if chosen else ()
    told = Recording(
        b.ParentsTold.model_validate(
            {
                **{n: values[n] for n in ("what", "who", "told_by", "decided_by", "reason")},
                "outcome": values["outcome"],
                "restrictions": which,
            }
        )
    )
    if values["outcome"] == "keeps":
        return [told]
    lifted = [
        b.DisclosureLifted(
            restriction=id, decided_by=values["decided_by"], reason=values["reason"], told=told.id
        )
        for id in which
    ]
    return [told, *(Recording(body) for body in lifted)]


def _which(context: Context) -> Sequence[Option]:
    found = choices.restrictions(context)
    return found if len(found) < 2 else (Option(ALL, f"all of them ({len(found)})"), *found)


def _which_first(context: Context) -> str:
    """With one of them there is nothing to choose; with several, nobody chooses by accident."""
    found = _which(context)
    return found[0].value if len(found) == 1 else ""


def _is(power: b.Power) -> Applies:
    return lambda values, _: said(values, "power") == power


def _epo_known(context: Context) -> str:
    """What the log says already; else a person says it."""
    found = in_force(context.view.state, _ORDER, context.view.now)
    return "yes" if found else ""


def _protected(context: Context) -> bool:
    return protected_since(context.view.state, context.view.now) is not None


def _orders(context: Context) -> tuple[Option, ...]:
    """Emergency protection orders in force: nothing else is extended."""
    return tuple(
        option
        for option, entry in zip(choices.powers(context), context.view.state.powers, strict=True)
        if isinstance(entry.body, b.PowerStarted) and entry.body.power is _ORDER
    )


def _only(options: Options) -> Initial:
    """The only choice there is, chosen."""

    def first(context: Context) -> str:
        found = options(context)
        return found[0].value if len(found) == 1 else ""

    return first


POWER = Act(
    "power",
    "A legal power starts",
    (
        Field(
            "power",
            "Power",
            required=True,
            closed=True,
            options=lambda _: tuple(Option(power.value) for power in b.Power),
            initial=lambda _: _POLICE.value,
        ),
        Field("name", "By whom", required=True),
        Field("role", "Role or rank"),
        Field("agency", "Agency", options=choices.agencies),
        Field(
            "epo_in_force",
            "Is an emergency protection order in force?",
            options=lambda _: (Option("no"), Option("yes"), Option("not known")),
            closed=True,
            hint="asked before s46 is used",
            required=True,
            initial=_epo_known,
            applies=_is(_POLICE),
            missing="Say whether an emergency protection order is in force.",
        ),
        Field(
            "epo_reason",
            "Compelling reason for s46 all the same",
            required=True,
            hint="an order in force comes first",
            applies=lambda v, _: said(v, "power") == _POLICE and said(v, "epo_in_force") == "yes",
            missing=(
                "An emergency protection order is in force: carry that out, or say the compelling "
                "reason for s46 (Langley v Liverpool City Council, 2005)."
            ),
        ),
        Field(
            "applied_by",
            "Who applied for the order",
            options=lambda _: (
                Option("local authority"),
                Option("police", "police (s46(7)): days count from police protection"),
                Option("not known"),
            ),
            closed=True,
            required=True,
            applies=lambda v, c: said(v, "power") == _ORDER and _protected(c),
            missing=(
                "Say who applied for the order: where the police did, its days count from the "
                "start of police protection (s45(3))."
            ),
        ),
        Field("authority", "Authority", hint="who authorised it, or court and number"),
        Field(
            "expires",
            "Ends",
            hint="as the order says: 2 Dec 17:00",
            moment="ahead",
            required=True,
            applies=lambda v, _: (
                said(v, "power") == _ORDER
                or (said(v, "power") == _CARE and not said(v, "until").strip())
            ),
            missing="Say when the order ends, as the order states it.",
        ),
        Field(
            "until",
            "Or, where the order names no day, its words",
            hint="until the case is decided",
            applies=lambda v, _: said(v, "power") == _CARE and not said(v, "expires").strip(),
        ),
        Field(
            "holiday",
            "Only if longer than eight days: which public holiday",
            hint="the order then ends at noon on the next day that is none",
            applies=_is(_ORDER),
        ),
    ),
    _power,
)

POWERS: tuple[Act, ...] = (
    POWER,
    Act(
        "power-extend",
        "An emergency protection order is extended",
        (
            Field(
                "started",
                "Which order",
                required=True,
                options=_orders,
                closed=True,
                initial=_only(_orders),
            ),
            Field(
                "expires",
                "Ends now",
                required=True,
                hint="as the court said: 9 Dec 17:00",
                moment="ahead",
                missing="Say when the order ends now, as the court said.",
            ),
            Field("authority", "Authority", hint="court and number"),
        ),
        _extend,
    ),
    Act(
        "power-end",
        "A legal power ends",
        (
            Field(
                "started",
                "Which power",
                required=True,
                options=choices.powers,
                closed=True,
                initial=_only(choices.powers),
            ),
            Field("reason", "Why", required=True),
        ),
        _power_end,
    ),
    Act(
        "restrict",
        "DO NOT TELL FAMILY",
        (
            Field("what", "What they must not be told", required=True),
            Field("until", "Until when, or until what", required=True),
        ),
        _restrict,
    ),
    Act(
        "disclose",
        "The family may be told",
        (
            Field("restriction", "Which restriction", options=choices.restrictions, closed=True),
            Field("decided_by", "Decided by", required=True),
            Field("reason", "Why", required=True),
        ),
        _disclose,
    ),
    Act(
        "parents-told",
        "The parents were told",
        (
            Field("what", "What they were told", required=True),
            Field(
                "who",
                "Who was told",
                required=True,
                options=lambda _: (Option("both parents"), Option("mother"), Option("father")),
            ),
            Field("told_by", "Told by", required=True, options=choices.professionals),
            Field("decided_by", "Decided by", required=True, options=choices.professionals),
            Field(
                "outcome",
                "What must not be told",
                required=True,
                closed=True,
                options=lambda _: (
                    Option("ends", "ENDS: they may know"),
                    Option("keeps", "STAYS: they must not know yet"),
                ),
                missing="Say whether what must not be told ends, or stays.",
            ),
            Field(
                "restriction",
                "Which",
                required=True,
                options=_which,
                closed=True,
                initial=_which_first,
                applies=lambda _, c: bool(c.view.state.restrictions),
                missing="Say which restriction ends, or stays.",
            ),
            Field("reason", "Why", required=True),
        ),
        _parents_told,
    ),
)
