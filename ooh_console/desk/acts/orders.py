"""The act of finding out whether an emergency protection order is in force beside s46."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import Act, Context, Field, Option, Values, fixed, said
from ooh_console.desk.desk import Recording
from ooh_console.domain import bodies as b


def _protections(context: Context) -> tuple[Option, ...]:
    """Police protection in force: of nothing else is it asked."""
    return tuple(
        option
        for option, entry in zip(choices.powers(context), context.view.state.powers, strict=True)
        if isinstance(entry.body, b.PowerStarted) and entry.body.power is b.Power.POLICE_PROTECTION
    )


def _first(context: Context) -> str:
    found = _protections(context)
    return found[0].value if len(found) == 1 else ""


def _checked(values: Values, _: Context) -> Sequence[Recording]:
    names = ("started", "in_force", "said_by", "reason")
    return [Recording(b.OrderChecked.model_validate({n: said(values, n) for n in names}))]


ORDERS: tuple[Act, ...] = (
    Act(
        "order-checked",
        "Is an emergency protection order in force?",
        (
            Field(
                "started",
                "Beside which power",
                required=True,
                options=_protections,
                closed=True,
                initial=_first,
            ),
            Field(
                "in_force",
                "An order is in force",
                required=True,
                options=fixed("no", "yes"),
                closed=True,
                missing="Say whether an emergency protection order is in force.",
            ),
            Field(
                "said_by", "Who says so", required=True, hint="court, legal adviser, social worker"
            ),
            Field(
                "reason",
                "Compelling reason for s46 all the same",
                required=True,
                hint="an order in force comes first",
                applies=lambda values, _: said(values, "in_force") == "yes",
                missing=(
                    "An emergency protection order is in force: carry that out and end s46, or say "
                    "the compelling reason (Langley v Liverpool City Council, 2005)."
                ),
            ),
        ),
        _checked,
    ),
)
