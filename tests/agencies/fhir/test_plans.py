"""Care plans with and without the standard questionnaire, their statuses, teams and labels."""

from __future__ import annotations

from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.agencies.fhir.plans import birth_plan, expects_a_birth, watch_entry
from ooh_console.agencies.fhir.questionnaire import URL, answers, is_birth_plan, questionnaire
from ooh_console.agencies.fhir.references import Known
from ooh_console.domain.plans import TEMPLATE, BirthPlan, PlanStatus, missing

from .resources import ANSWERS, EVERYTHING, MOTHER, PLAN, to

NOPAT = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}
INLINE = "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label"


def known(*more: dict[str, Any]) -> Known:
    found = Known("https://maternity.example/fhir")
    for one in (*more, *EVERYTHING):
        found.add(one)
    return found


def read(*more: dict[str, Any], **parts: Any) -> BirthPlan:
    return birth_plan({**PLAN, **parts}, known(*more))


# The questionnaire


def items(of: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for item in of.get("item", []) for one in (item, *items(item))]


def test_the_published_questionnaire_is_valid_and_holds_the_whole_template() -> None:
    sent = questionnaire()
    Questionnaire.model_validate(sent)
    links = [one["linkId"] for one in items(sent)]
    assert len(links) == len(set(links))
    assert {part.key for part in TEMPLATE} <= set(links)
    labelled = {one["linkId"] for one in items(sent) if "extension" in one}
    assert labelled == {part.key for part in TEMPLATE if part.restricted}


@given(
    st.dictionaries(st.sampled_from([part.key for part in TEMPLATE]), st.text("abc ;", min_size=1))
)
def test_what_is_answered_to_it_is_the_plan_field_by_field(said: dict[str, str]) -> None:
    """An agency that fills the published form in, section by section, is understood whole."""
    response = {"resourceType": "QuestionnaireResponse", "questionnaire": URL, "item": []}
    for group in questionnaire()["item"]:
        inside = [
            {"linkId": one["linkId"], "answer": [{"valueString": said[one["linkId"]]}]}
            for one in group["item"]
            if one["linkId"] in said
        ]
        response["item"].append({"linkId": group["linkId"], "item": inside})
    kept = {key: text.strip() for key, text in said.items() if text.strip()}
    assert answers(response).fields == kept


def test_answers_inside_answers_and_several_to_one_item_are_all_kept() -> None:
    inner = {"linkId": "x.1", "text": "Which dog", "answer": [{"valueString": "the big one"}]}
    item = {
        "linkId": "excluded",
        "answer": [
            {"valueString": "Kyle", "item": [inner]},
            {"valueCoding": {"code": "c", "display": "his brother"}},
            {"valueQuantity": {"value": 2, "unit": "dogs"}},
            {"valueReference": {"display": "R. Okafor"}},
        ],
    }
    again = {"linkId": "excluded", "answer": [{"valueString": "his father"}]}
    found = answers({"item": [item, again]})
    assert found.fields == {
        "excluded": "Kyle; his brother; 2 dogs; R. Okafor; his father",
        "Which dog": "the big one",
    }


def test_a_response_is_known_by_its_name_or_by_what_it_answers() -> None:
    assert is_birth_plan({"questionnaire": f"{URL}|2.0"})
    assert is_birth_plan({"item": [{"linkId": "g", "item": [{"linkId": "home_decides"}]}]})
    assert not is_birth_plan({"questionnaire": "https://x.example/diet", "item": [{"linkId": "a"}]})


# Statuses


@pytest.mark.parametrize(
    ("status", "intent", "wanted"),
    [
        ("draft", "plan", PlanStatus.DRAFT),
        ("active", "plan", PlanStatus.AGREED),
        ("active", "order", PlanStatus.AGREED),
        ("active", "proposal", PlanStatus.DRAFT),
        ("revoked", "plan", PlanStatus.SUPERSEDED),
        ("completed", "plan", PlanStatus.SUPERSEDED),
    ],
)
def test_where_a_plan_stands(status: str, intent: str, wanted: PlanStatus) -> None:
    found = read(status=status, intent=intent)
    assert (found.status, found.unread) == (wanted, ())


@pytest.mark.parametrize("status", ["on-hold", "entered-in-error", "unknown", "Agreed"])
def test_a_status_that_has_no_place_is_told_and_nothing_is_assumed(status: str) -> None:
    found = read(status=status)
    assert found.status is None
    (part,) = (part for part in found.unread if part.raw)
    assert (part.field, part.raw) == ("status", status)
    assert "the agency says" in part.reason


def test_a_version_or_a_subject_that_is_missing_is_told() -> None:
    found = birth_plan({**PLAN, "meta": {}}, known())
    assert [part.field for part in found.unread] == ["version"]
    found = birth_plan({name: one for name, one in PLAN.items() if name != "subject"}, known())
    assert "subject" in {part.field for part in found.unread}


# What it says


def test_a_plain_plan_by_what_its_parts_are_called() -> None:
    found = read(
        careTeam=[],
        supportingInfo=[{"display": "Core group minutes"}, to("Flag", "fl1")],
        description="Remove at birth",
        period={"start": "2026-10-01", "end": "2026-12-31"},
        note=[{"text": "Read with the police", "authorString": "R. Okafor"}],
        activity=[
            {
                "detail": {
                    "code": {"text": "Home birth"},
                    "status": "not-started",
                    "description": "Ring OOH",
                    "performer": [{"display": "Crew"}],
                }
            },
            {
                "detail": {
                    "code": {"text": "Home birth"},
                    "status": "stopped",
                    "description": "Wait",
                }
            },
            {"detail": {"status": "scheduled", "doNotPerform": True, "description": "Telephone"}},
            {"reference": {"reference": "Task/k1", "display": "Transport"}},
        ],
    )
    assert found.unread == ()
    assert found.fields == {
        "title": "Birth plan",
        "description": "Remove at birth",
        "period": "2026-10-01 to 2026-12-31",
        "Home birth": "Ring OOH; by Crew; Wait; stopped",
        "activity": "Telephone; NOT to be done",
        "Transport": "Crew expects OOH on scene",
        "supporting information": "Core group minutes; Two dogs loose, one has bitten",
        "note": "Read with the police (R. Okafor)",
    }
    assert "Who decides" in " ".join(missing(found))


def test_the_date_is_of_the_answers_then_of_the_plan_then_of_its_last_change() -> None:
    def dated(*more: dict[str, Any], **parts: Any) -> str:
        found = read(*more, **parts).dated
        return found.date().isoformat() if found else ""

    assert dated() == "2026-11-12"
    assert dated(supportingInfo=[]) == "2026-10-01"
    assert dated(supportingInfo=[], created=None) == "2026-11-12"


def test_what_is_labelled_never_reaches_the_family() -> None:
    assert read().restricted("parents_not_told")
    assert not read().restricted("place_of_birth")
    labelled = {**ANSWERS, "meta": {"security": [NOPAT]}}
    found = read(labelled)
    assert found.restricted("place_of_birth")
    assert not found.restricted("title")
    found = read(meta={**PLAN["meta"], "security": [NOPAT]})
    assert all(found.restricted(key) for key in found.fields)
    label = {"url": INLINE, "valueCoding": NOPAT}
    item = {"linkId": "feeding", "extension": [label], "answer": [{"valueString": "Bottle"}]}
    said = {"linkId": "contact", "answer": [{"valueString": "None", "extension": [label]}]}
    found = read({**ANSWERS, "item": [item, said]})
    assert found.restricted("feeding")
    assert found.restricted("contact")


def test_answers_about_another_patient_are_not_shown() -> None:
    found = read({**ANSWERS, "subject": to("Patient", "m2")})
    assert "place_of_birth" not in found.fields
    assert [part.field for part in found.unread] == ["supportingInfo"]


def test_a_team_of_roles_organisations_and_people_who_left() -> None:
    role = {
        "resourceType": "PractitionerRole",
        "id": "r1",
        "practitioner": to("Practitioner", "d1"),
        "code": [{"text": "health visitor"}],
    }
    team = {
        "resourceType": "CareTeam",
        "id": "t1",
        "participant": [
            {"member": to("PractitionerRole", "r1")},
            {"role": [{"text": "police contact"}], "member": to("Organization", "o1", "Police")},
            {"role": [{"text": "legal contact"}]},
        ],
    }
    named = read(team, role).professionals
    assert [(one.role, one.name, one.telephone) for one in named][1:] == [
        ("health visitor", "Rosa Okafor", "01632 960011"),
        ("police contact", "Police", ""),
        ("legal contact", "", ""),
    ]


# Births expected


def test_a_birth_without_a_date_is_expected_and_the_date_is_told_as_missing() -> None:
    found = watch_entry({**PLAN, "supportingInfo": []}, known())
    assert [part.field for part in found.unread] == ["expected"]
    spelt = {"linkId": "expected_date", "answer": [{"valueString": "early in December"}]}
    found = watch_entry(PLAN, known({**ANSWERS, "item": [spelt]}))
    (part,) = found.unread
    assert (part.field, part.raw) == ("expected", "early in December")


def test_which_care_plans_are_for_a_birth() -> None:
    assert expects_a_birth(PLAN, known())
    assert expects_a_birth({**PLAN, "title": "BIRTH", "supportingInfo": []}, known())
    category = [{"text": "Birth plan"}]
    assert expects_a_birth(
        {**PLAN, "title": "", "category": category, "supportingInfo": []}, known()
    )
    assert not expects_a_birth({**PLAN, "title": "Diet", "supportingInfo": []}, known())
    gone = [to("QuestionnaireResponse", "gone")]
    assert expects_a_birth({**PLAN, "title": "Diet", "supportingInfo": gone}, known())
    assert expects_a_birth(MOTHER, known())
    assert expects_a_birth(7, known())
