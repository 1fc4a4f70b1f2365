"""The act on a step of the protocol: it is done, or does not apply and why (L1)."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.acts.form import Act, Context, Field, Option, Values, fixed, said
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.domain.bodies import ProtocolStep
from ooh_console.domain.entries import Entry
from ooh_console.domain.protocol import Standing, StepNow
from ooh_console.domain.text import line


def _open_steps(context: Context) -> tuple[Option, ...]:
    """The steps that are not settled, those due first."""
    settled = (Standing.DONE, Standing.NOT_APPLICABLE)
    return tuple(
        Option(one.key, line(f"{one.protocol.title}: {one.step.text}", 100))
        for one in context.view.steps
        if one.standing not in settled
    )


def _first(context: Context) -> str:
    options = _open_steps(context)
    return options[0].value if options else ""


def of(key: str, context: Context) -> StepNow:
    """The step of this key. Raises `Rejected` when no such step stands any more."""
    found = next((one for one in context.view.steps if one.key == key), None)
    if found is None:
        raise Rejected("That step is not in the protocol any more: choose again.", "step")
    return found


def _step(values: Values, context: Context) -> Sequence[Recording]:
    found = of(values["step"], context)
    body = ProtocolStep.model_validate(
        {
            "protocol": found.protocol.id,
            "step": found.step.id,
            "outcome": values["outcome"],
            "reason": said(values, "reason"),
            "text": found.step.text,
        }
    )
    return [Recording(body)]


STEPS: tuple[Act, ...] = (
    Act(
        "step",
        "Step of the protocol",
        (
            Field(
                "step",
                "Which step",
                required=True,
                options=_open_steps,
                closed=True,
                initial=_first,
            ),
            Field(
                "outcome",
                "Outcome",
                required=True,
                closed=True,
                options=fixed(Option("done", "done"), Option("not-applicable", "does not apply")),
                initial=lambda _: "done",
            ),
            Field(
                "reason",
                "Why it does not apply",
                required=True,
                applies=lambda v, _: said(v, "outcome") == "not-applicable",
                missing="Say why the step does not apply.",
            ),
        ),
        _step,
    ),
)


def not_applicable(one: StepNow) -> Act:
    """The form that asks only why this step does not apply."""
    reason = Field(
        "reason",
        "Why it does not apply",
        required=True,
        missing="Say why the step does not apply.",
    )

    def build(values: Values, context: Context) -> Sequence[Recording]:
        return _step({**values, "step": one.key, "outcome": "not-applicable"}, context)

    return Act(f"step:{one.key}", f"Does not apply: {line(one.step.text, 200)}", (reason,), build)


async def done(incident: Incident, key: str) -> tuple[Entry, ...]:
    """Records that a step is done. Raises `Rejected`, and as `Incident.record` does."""
    context = Context(incident.view())
    if of(key, context).standing in (Standing.DONE, Standing.NOT_APPLICABLE):
        raise Rejected("That step is settled already.")
    return await incident.record(_step({"step": key, "outcome": "done"}, context))
