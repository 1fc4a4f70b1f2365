"""The published contract: up to date, a valid OpenAPI document, and true of what the desk reads."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from openapi_spec_validator import validate

import ooh_console.agencies
from ooh_console.agencies import contract
from ooh_console.agencies.contract_notices import EXAMPLE, RECEIPTS, WORDS
from ooh_console.agencies.contract_words import EXAMPLES, FIELDS
from ooh_console.agencies.native import PATHS
from ooh_console.domain.holdings import FACTS
from ooh_console.domain.notices import Notice, Receipt
from ooh_console.domain.sources import Offer
from ooh_console.domain.tolerant import Fact

KEPT = Path(ooh_console.agencies.__file__).with_name("native-v1.openapi.json")


def test_the_document_kept_is_the_one_the_models_make() -> None:
    again = "python -m ooh_console.agencies.contract > ooh_console/agencies/native-v1.openapi.json"
    assert KEPT.read_text("utf-8") == contract.text(), f"out of date; make it again: {again}"


def test_it_is_a_valid_openapi_document() -> None:
    validate(contract.document())


@pytest.mark.parametrize("offer", list(PATHS))
def test_each_example_fits_its_schema_and_is_fully_read(offer: Offer) -> None:
    document = contract.document()
    answer = document["paths"][PATHS[offer]]["get"]["responses"]["200"]["content"]
    answer = answer["application/json"]
    schema = {**answer["schema"], "components": document["components"]}
    checker = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for example in answer["examples"].values():
        checker.validate(example["value"])
        for item in example["value"]["items"]:
            assert FACTS[offer].read(item).fully_read


def test_the_examples_of_notices_fit_their_schemas_and_are_what_the_desk_sends_and_reads() -> None:
    document = contract.document()
    post = document["paths"]["/v1/notices"]["post"]
    sent = post["requestBody"]["content"]["application/json"]
    receipt = post["responses"]["201"]["content"]["application/json"]
    for part in (sent, receipt):
        schema = {**part["schema"], "components": document["components"]}
        checker = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        for example in part["examples"].values():
            checker.validate(example["value"])
    assert Notice.model_validate(EXAMPLE).content() == EXAMPLE
    for _, example in RECEIPTS.values():
        assert Receipt.read(example).fully_read


def test_our_own_fields_are_not_asked_of_an_agency() -> None:
    schemas = contract.document()["components"]["schemas"]
    assert "Unread" not in schemas
    for fact in (FACTS[offer] for offer in PATHS):
        properties = schemas[fact.__name__]["properties"]
        assert properties.keys() == fact.model_fields.keys() - Fact.model_fields.keys()
        assert schemas[fact.__name__].get("additionalProperties", True) is True


def test_every_description_is_used() -> None:
    schemas = contract.document()["components"]["schemas"]
    for name in FIELDS | WORDS:
        model, field = name.split(".")
        assert schemas[model]["properties"][field]["description"]


def test_only_reserved_values_stand_in_it() -> None:
    text = json.dumps(EXAMPLES)
    assert "ZZ99 3VZ" in text
    for number in ("9990000018",):
        assert number in text
