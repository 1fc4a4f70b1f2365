"""What the console publishes for agencies to implement."""

from __future__ import annotations

from typing import Any


def birth_plan_questionnaire() -> dict[str, Any]:
    """The standard birth plan as a FHIR Questionnaire, as JSON values."""
    from ooh_console.agencies.fhir.questionnaire import questionnaire

    return questionnaire()
