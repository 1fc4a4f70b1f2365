"""Flags of every category system, and what becomes of their parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ooh_console.agencies.fhir.flags import marker
from ooh_console.agencies.fhir.references import Known
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.markers import Marker
from ooh_console.domain.meanings import Meanings, meanings_of
from ooh_console.domain.sources import Offer, Sought, SourceState
from ooh_console.marker_meanings import load_meanings

from .conftest import holding
from .resources import BARS, FLAG, MOTHER, MOTHER_NUMBER, SAFETY, coded, to
from .server import FhirServer

Make = Callable[..., Gateway]
SOUGHT = Sought(nhs_numbers=(MOTHER_NUMBER,))
PATIENT_FLAGS = "https://fhir.nhs.uk/England/CodeSystem/PatientFlagCategory"
HL7 = "http://terminology.hl7.org/CodeSystem/flag-category"
SNOMED = "http://snomed.info/sct"
DETAIL = "http://hl7.org/fhir/StructureDefinition/flag-detail"
SHIPPED = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="module")
def shipped() -> Meanings:
    problems: list[Any] = []
    found = load_meanings(SHIPPED, SHIPPED, problems)
    assert not problems
    return found


def of(**more: Any) -> Marker:
    known = Known("https://maternity.example/fhir")
    known.add(MOTHER)
    return marker({**FLAG, **more}, known)


KINDS: dict[str, tuple[Any, Any, str, str, str]] = {
    "safeguarding": (
        [coded(BARS, "SG")],
        {"text": "Unborn baby, see plan"},
        "Safeguarding",
        "Unborn baby, see plan",
        "Safeguarding",
    ),
    "scene unsafe": (
        [coded(BARS, "SS", "Scene Safety")],
        coded(SAFETY, "U"),
        "Scene Safety",
        "UNSAFE",
        "Scene safety: UNSAFE",
    ),
    "scene safe": (
        [coded(BARS, "SS")],
        coded(SAFETY, "S"),
        "Scene safety",
        "Safe",
        "Scene safety: safe",
    ),
    "scene not known": (
        [coded(BARS, "SS")],
        coded(SAFETY, "UNK"),
        "Scene safety",
        "Not known whether it is safe",
        "Scene safety: not known",
    ),
    "agency contacted": (
        [coded(BARS, "AC")],
        {"text": "Police, 01:50"},
        "Agency contacted",
        "Police, 01:50",
        "Agency contacted",
    ),
    "repeat caller": (
        [coded(BARS, "RC")],
        {"text": "Five calls since noon"},
        "Repeat caller",
        "Five calls since noon",
        "Repeat caller",
    ),
    "adjustments": (
        [
            coded(PATIENT_FLAGS, "NRAF"),
            coded("https://x.example/ra", "001", "Communication support"),
        ],
        coded(SNOMED, "1", "Requires support to understand"),
        "Reasonable adjustments, Communication support",
        "Requires support to understand",
        "Reasonable adjustments",
    ),
    "child protection": (
        [coded(PATIENT_FLAGS, "CP-IS")],
        coded(SNOMED, "818901000000100"),
        "Child protection (CP-IS)",
        "Unborn child subject to a child protection plan",
        "Child protection plan",
    ),
    "looked after": (
        [coded(HL7, "admin", "Administrative")],
        coded(SNOMED, "764841000000100", "Looked after child"),
        "Administrative",
        "Looked after child",
        "Looked-after child",
    ),
    "FGM": (
        [coded(PATIENT_FLAGS, "FGM")],
        {"text": "Family history"},
        "Female genital mutilation",
        "Family history",
        "Female genital mutilation",
    ),
    "local": (
        [{"text": "Dog at address"}],
        coded("https://police.example/markers", "DG", "Dangerous dog"),
        "Dog at address",
        "Dangerous dog",
        "Dangerous dog",
    ),
    "behaviour": (
        [coded(HL7, "behavioral", "Behavioral")],
        {"text": "Has hit staff"},
        "Behavioral",
        "Has hit staff",
        "",
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_category_in_words_and_with_its_meaning(name: str, shipped: Meanings) -> None:
    category, code, called, text, meaning = KINDS[name]
    found = of(category=category, code=code)
    assert found.unread == ()
    assert found.category == called
    assert text in found.text
    meant = [one.name for one in meanings_of(found, shipped)]
    assert meant == [meaning] if meaning else not meant


def test_unsafe_is_said_whatever_the_text_says() -> None:
    calm = {**coded(SAFETY, "U"), "text": "No known risk"}
    assert of(code=calm).text == "UNSAFE; No known risk"
    assert of(code=coded(SAFETY, "U", "Unsafe")).text == "Unsafe"
    assert of(code=calm, category=[{"text": "Universal precautions"}]).text == "No known risk"


def test_a_code_alone_is_never_left_without_text() -> None:
    found = of(category=[coded("https://x.example/local", "Z9")], code={"coding": [{"code": "Z9"}]})
    assert (found.category, found.code, found.text) == ("Z9", "Z9", "Z9")


def test_one_that_has_ended_or_was_wrong_is_shown_and_says_so() -> None:
    assert of(status="inactive").text.startswith(
        "INACTIVE: the agency has ended this flag; UNSAFE; Two"
    )
    assert of(status="entered-in-error").text.startswith(
        "ENTERED IN ERROR, the agency says; UNSAFE; Two"
    )
    (part,) = of(status="perhaps").unread
    assert (part.field, part.raw) == ("status", "perhaps")


def test_author_and_date_of_the_flag_come_before_those_of_its_provenance() -> None:
    assert of(author={"display": "Sgt Oduya"}).source == "Sgt Oduya"
    found = of(period=None)
    assert (found.set_on, found.until) == (date(2026, 6, 2), None)
    roles = [{"resourceType": "Provenance", "agent": [{"role": [{"text": "GP"}], "who": {}}]}]
    assert of(contained=roles).source == "GP"
    assert of(contained=[]).source == ""


def test_a_date_that_cannot_be_read_is_told() -> None:
    found = of(period={"start": "2026-06", "end": "soon"})
    assert {part.field for part in found.unread} >= {"set_on", "until"}
    assert not found.fully_read


def test_notes_in_extensions_and_confidential_labels_are_words_too() -> None:
    notes = {"url": "https://x.example/notes", "valueAnnotation": {"text": "Never alone"}}
    label = {"system": "x", "code": "R"}
    found = of(extension=[notes], meta={"security": [label]})
    assert found.text.endswith("Never alone; (marked as confidential by the agency)")


def test_a_subject_named_by_number_alone() -> None:
    found = of(subject={"identifier": MOTHER["identifier"][0], "display": "J. Penhallow"})
    assert (found.subject.nhs_number, found.subject.name) == (MOTHER_NUMBER, "J. Penhallow")


async def test_the_detail_of_a_flag_is_followed_on_the_same_server_alone(asking: Make) -> None:
    def flag(number: int, reference: str) -> dict[str, Any]:
        detail = {"url": DETAIL, "valueReference": {"reference": reference}}
        return {**FLAG, "id": f"f{number}", "extension": [detail]}

    observation = {
        "resourceType": "Observation",
        "id": "o1",
        "code": {"text": "Dog bite"},
        "valueString": "postman, 4 May",
        "note": [{"text": "Dog is still there"}],
    }
    text = {"div": "<div><p>Kennel in the yard</p><p>&amp; a chain</p></div>"}
    narrative = {"resourceType": "Basic", "id": "b1", "text": text}
    fhir = FhirServer([MOTHER, observation, narrative, flag(1, "Observation/o1")])
    fhir.holds += [flag(2, "Basic/b1"), flag(3, "Observation/gone")]
    fhir.holds.append(flag(4, "https://elsewhere.example/fhir/Observation/o1"))
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    assert found.state is SourceState.HELD
    one, two, three, four = (fact for fact in found.facts if isinstance(fact, Marker))
    assert one.text.endswith("; Dog bite; postman, 4 May; Dog is still there")
    assert "Dog is still there" in one.raw
    assert two.text.endswith("; Kennel in the yard & a chain")
    assert one.fully_read
    for marked, why in ((three, "could not be had"), (four, "another server")):
        (part,) = marked.unread
        assert (part.field, why in part.reason) == ("detail", True)


async def test_a_subject_that_is_missing_is_a_fault_and_still_shown(asking: Make) -> None:
    fhir = FhirServer([MOTHER])
    spoilt = {name: value for name, value in FLAG.items() if name != "subject"}
    fhir.bend = lambda bundle, request: (
        bundle.update(entry=[{"resource": spoilt}], total=1)
        if request.path_params["path"] == "Flag"
        else None
    )
    found = await holding(asking(fhir), Offer.MARKERS, SOUGHT)
    (fact,) = found.facts
    assert [part.field for part in fact.unread] == ["subject"]


def test_a_subject_that_cannot_be_had_is_told_and_named_as_far_as_it_is() -> None:
    found = of(subject=to("Location", "x", "Quay House"))
    assert found.subject.words() == "Quay House"
    assert [part.field for part in found.unread] == ["subject"]
