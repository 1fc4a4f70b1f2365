"""The schemas in the repository are those of the code, and what design.md promised holds."""

from __future__ import annotations

import json

import pytest

from ooh_console.cli.shapes import DOCUMENTS, SCHEMAS, schema


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_schema_is_up_to_date(name):
    kept = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert kept == schema(name), "run: python -m ooh_console.cli.shapes"


def test_no_schema_without_a_document():
    assert {path.name.removesuffix(".schema.json") for path in SCHEMAS.iterdir()} == set(DOCUMENTS)


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        ("SourceShape", {"agency", "offer", "state", "reason", "fetched_at"}),
        ("PlanShape", {"agency", "version", "status", "fully_read", "missing", "fields"}),
        (
            "MarkerShape",
            {"agency", "subject", "category", "text", "from", "until", "expired", "fully_read"},
        ),
        ("CommitmentShape", {"agency", "who", "state", "eta"}),
    ],
)
def test_what_look_promises_is_never_taken_away(part, keys):
    look = json.loads(schema("look"))
    assert {"people", "sources", "plans", "markers", "commitments"} <= set(look["required"])
    assert keys <= set(look["$defs"][part]["required"])
