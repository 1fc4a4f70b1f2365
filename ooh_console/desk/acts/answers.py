"""Acts on the answers that people act on: who decides, who leads, which hospital."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import (
    Act,
    Context,
    Field,
    Option,
    Values,
    items,
    party,
    said,
)
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.domain import bodies as b
from ooh_console.domain.text import is_blank

NAME = Field("name", "Name", required=True, options=choices.professionals)
ROLE = Field("role", "Role or rank")
AGENCY = Field("agency", "Agency", options=choices.agencies)
CONTACT = Field("contact", "Telephone or call sign")
CHANGE = Field("change_reason", "Why it changes", required=True)
HEARD_BY = Field("heard_by", "Acceptance heard by", options=lambda c: (Option(choices.me(c)),))
HOW = Field("how", "How", options=choices.how)


def _acceptance(values: Values) -> b.Acceptance:
    return b.Acceptance(heard_by=values.get("heard_by", ""), how=values.get("how", ""))


def _decision_maker(values: Values, _: Context) -> Sequence[Recording]:
    named = Recording(
        b.DecisionMakerSet(
            who=party(values),
            change_reason=values.get("change_reason", ""),
            given=items(values.get("given", "")),
        )
    )
    if is_blank(values.get("heard_by", "")):
        return [named]
    accepted = b.DecisionMakerAccepted(answer=named.id, acceptance=_acceptance(values))
    return [named, Recording(accepted)]


def _lead_named(values: Values, _: Context) -> bool:
    return not is_blank(said(values, "name"))


def _accept(values: Values, context: Context) -> Sequence[Recording]:
    maker = context.view.state.decision_maker
    if maker is None:
        raise Rejected("Nobody is named as decision maker yet: name somebody first.")
    body = b.DecisionMakerAccepted(answer=maker.entry.id, acceptance=_acceptance(values))
    return [Recording(body)]


def _lead(values: Values, _: Context) -> Sequence[Recording]:
    who = None if is_blank(said(values, "name")) else party(values)
    body = b.LeadSet(
        who=who,
        not_reached=values.get("not_reached", ""),
        change_reason=values.get("change_reason", ""),
    )
    return [Recording(body)]


def _decides(context: Context) -> tuple[Option, ...]:
    maker = context.view.state.decision_maker
    return (Option(maker.party.name),) if maker else ()


def _hospital(values: Values, _: Context) -> Sequence[Recording]:
    names = ("name", "ward", "telephone", "decided_by", "change_reason")
    return [Recording(b.HospitalChosen.model_validate({n: values.get(n, "") for n in names}))]


ANSWERS: tuple[Act, ...] = (
    Act(
        "decision-maker",
        "Decision maker on the scene",
        (
            NAME,
            ROLE,
            AGENCY,
            CONTACT,
            Field(
                "given",
                "Information given to them",
                hint="separate with ;",
                initial=lambda _: "",
                options=lambda c: (Option(choices.given_so_far(c)),),
            ),
            HEARD_BY,
            replace(
                HOW,
                required=True,
                applies=lambda v, _: not is_blank(said(v, "heard_by")),
                missing="Say how the acceptance was heard: telephone, radio, in person.",
            ),
            replace(
                CHANGE,
                applies=lambda _, c: c.view.state.decision_maker is not None,
                missing="The decision maker changes: say why.",
            ),
        ),
        _decision_maker,
    ),
    Act(
        "accept",
        "Decision maker accepted",
        (
            Field("heard_by", "Heard by", required=True, initial=choices.me),
            Field("how", "How", required=True, options=choices.how),
        ),
        _accept,
    ),
    Act(
        "lead",
        "Lead professional",
        (
            Field(
                "name",
                "Name",
                hint="empty when nobody can be reached",
                options=choices.professionals,
            ),
            replace(ROLE, applies=_lead_named),
            replace(AGENCY, applies=_lead_named),
            replace(CONTACT, applies=_lead_named),
            Field(
                "not_reached",
                "None reached: who was tried, how",
                required=True,
                applies=lambda v, c: not _lead_named(v, c),
                missing="Name the lead professional above, or say here who was tried and how.",
            ),
            replace(
                CHANGE,
                applies=lambda v, c: c.view.state.lead is not None and _lead_named(v, c),
                missing="The lead changes: say why.",
            ),
        ),
        _lead,
    ),
    Act(
        "hospital",
        "Chosen hospital",
        (
            Field("name", "Hospital", required=True),
            Field("ward", "Ward or unit"),
            Field("telephone", "Telephone of the ward"),
            Field("decided_by", "Decided by", required=True, options=_decides),
            replace(
                CHANGE,
                applies=lambda _, c: c.view.state.answer(b.Topic.HOSPITAL) is not None,
                missing="The hospital changes: say why.",
            ),
        ),
        _hospital,
    ),
)
