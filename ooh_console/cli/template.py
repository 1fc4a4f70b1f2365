"""`ooh-console template`: the standard birth plan, to be filled in or implemented."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from ooh_console.bootstrap import birth_plan_questionnaire
from ooh_console.cli.outcome import FINE
from ooh_console.cli.printing import put, put_json
from ooh_console.domain.plans import ROLES, TEMPLATE, Section


def run(chosen: argparse.Namespace) -> int:
    """Prints it in words, or with `--fhir` as a Questionnaire. Status 0."""
    if chosen.fhir:
        put_json(birth_plan_questionnaire())
    else:
        put("\n".join(_words()))
    return FINE


def _words() -> Iterator[str]:
    yield "The parts of a birth plan, each with its key. (optional) may be left out; [not for the"
    yield "family] must not reach them."
    for section in Section:
        yield from ("", section.value.upper())
        for part in TEMPLATE:
            if part.section is section:
                optional = "" if part.required else " (optional)"
                restricted = " [not for the family]" if part.restricted else ""
                yield f"  {part.key:<23} {part.title}{optional}{restricted}"
    yield from ("", "NAMED PROFESSIONALS, each with name and telephone")
    yield from (f"  {role}" for role in ROLES)
