"""The exercise's servers against their own OpenAPI document, by questions nobody thought of.

The same few dozen questions each time: bounded, and the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks

from ooh_console.agencies import contract
from ooh_console.exercise.process import ExerciseServers, start_servers

EXAMPLES = 10
NIGHT = Path(__file__).resolve().parents[2] / "config" / "exercises" / "first-night.toml"
SCHEMA = schemathesis.openapi.from_dict(contract.document())
OPERATIONS = {one.ok().label: one.ok() for one in SCHEMA.get_all_operations()}
load_all_checks()
KEPT = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)


@pytest.fixture(scope="module")
def night() -> Iterator[ExerciseServers]:
    with start_servers(NIGHT) as running:
        yield running


def test_every_operation_is_here() -> None:
    assert len(OPERATIONS) == 8


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_question_breaks_the_contract(night: ExerciseServers, label: str) -> None:
    # Police hold a marker that is malformed on purpose; the ambulance service holds a good one.
    names = {
        "markers": "Ambulance",
        "notices": "County Maternity",
        "watch-list": "County Maternity",
    }
    name = next((names[part] for part in names if part in label), "Police")
    agency = next(one for one in night.agencies if one.name == name)
    secret = night.environment[agency.auth.secret.partition(":")[2]]
    proof = (
        {"Authorization": f"Bearer {secret}"}
        if agency.auth.method == "bearer"
        else {"X-API-Key": secret}
    )
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    strategies = [OPERATIONS[label].as_strategy(generation_mode=mode) for mode in modes]
    answered: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(strategies))
    def ask(case: schemathesis.Case) -> None:
        response = case.call(base_url=agency.url, headers=proof, timeout=10)
        case.validate_response(response, checks=KEPT, headers=proof)
        answered.add(response.status_code)

    ask()
    assert answered
    assert answered <= {200, 201, 304, 400, 404, 405}
