"""The national child-protection service over real HTTP: headers, query, errors, nothing dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.cpis.reading import Found, earlier_looks, plans
from ooh_console.agencies.fhir.bundles import read_page
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.child_protection import ChildProtection, EarlierLook, ProtectionKind
from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import BY_HAND, Offer, Sought, SourceState
from tests.agencies.cpis_service import (
    CHILD,
    FATHER,
    KIND,
    LOOKED_AFTER,
    MOTHER,
    UNBORN,
    CpisService,
    bundle,
    look,
    plan,
    refuses,
)
from tests.serving import serving

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[CpisService, str]]:
    """One server for the file; each test gives it what it holds."""
    made = CpisService()
    with serving(made.app) as base:
        yield made, base


@pytest.fixture
def service(place: tuple[CpisService, str]) -> CpisService:
    made, base = place
    fresh = CpisService()
    made.__dict__.update(fresh.__dict__)
    made.at(base)
    return made


def agency(service: CpisService, **more: Any) -> Agency:
    offers = ("child-protection", "earlier-looks")
    sent = {"name": "CP-IS", "adapter": "cpis", "url": service.base, "offers": offers, **more}
    return Agency.model_validate(sent)


async def ask(gate: Gateway, *numbers: str, offers: Any = tuple(BY_HAND)) -> dict[Offer, Holding]:
    sought = Sought(nhs_numbers=numbers or (MOTHER,))
    return {a.holding.offer: a.holding async for a in gate.ask(sought, offers)}


async def test_an_unborn_childs_plan_is_found_under_the_mothers_number(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    held = await ask(gateway(agency(service)))
    (found,) = held[Offer.CHILD_PROTECTION].facts
    assert isinstance(found, ChildProtection)
    assert found.fully_read, found.unread
    assert found.kinds == (ProtectionKind.UNBORN,)
    assert found.words() == "unborn child: child protection plan"
    assert found.dates(TODAY) == "since 14 Oct 2026, until 30 Apr 2027"
    assert (found.subject, found.authority) == (MOTHER, "Quayshire Council")
    assert (found.ooh_telephone, found.office_telephone) == ("01632 960142", "01632 960141")
    (before,) = held[Offer.EARLIER_LOOKS].facts
    assert isinstance(before, EarlierLook)
    assert before.fully_read, before.unread
    assert before.at == datetime(2026, 11, 20, 23, 5, tzinfo=UTC)
    assert (before.who, before.role) == ("B. Underhay", "Nurse, emergency department")
    assert before.organisation == "Saltpan General Hospital"
    assert "Saltpan General Hospital" in before.raw, "what came beside it is kept with it"


async def test_each_request_has_its_own_trace(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    gate = gateway(agency(service))
    await ask(gate, MOTHER, FATHER)
    await ask(gate, MOTHER)
    traces = [request.headers["traceid"] for request in service.asked]
    assert len(set(traces)) == len(traces) == 6
    assert all(UUID(trace).version == 4 for trace in traces)


async def test_the_query_is_spelt_as_in_the_guide(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    await ask(gateway(agency(service)), offers=(Offer.CHILD_PROTECTION,))
    (request,) = service.asked
    query = request.url.query.replace("%3A", ":").replace("%7C", "|")
    assert query == f"patient:identifier=https://fhir.nhs.uk/Id/nhs-number|{MOTHER}"


async def test_a_bundle_of_none_is_none_held(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    held = await ask(gateway(agency(service)), FATHER)
    assert {one.state for one in held.values()} == {SourceState.NONE_HELD}


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("INVALID_SEARCH_DATA", 400, "does not accept this NHS number"),
        ("PRECONDITION_FAILED", 400, "did not accept how this console asked (a header)"),
        ("ACCESS_DENIED", 403, "does not allow whoever asked to see this"),
        ("SOMETHING_NEW", 400, "did not accept the question; it says: SOMETHING_NEW"),
    ],
)
async def test_its_errors_in_plain_words(
    service: CpisService, gateway: Callable[..., Gateway], code: str, status: int, says: str
) -> None:
    service.rule = refuses(code, status)
    held = await ask(gateway(agency(service)))
    for one in held.values():
        assert one.state is SourceState.COULD_NOT_CHECK
        assert one.reason.startswith(says)
    assert len(service.asked) == 2, "what cannot pass is not asked again"


async def test_only_when_it_is_named_is_it_asked(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    gate = gateway(agency(service))
    assert await ask(gate, offers=None) == {}
    assert [one async for one in gate.ask(Sought())] == []
    assert service.asked == []


async def test_who_presses_the_key_is_never_told_to_wait(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    service.rule = lambda request: Response("no", 500)
    gate = gateway(agency(service))
    for _ in range(6):
        held = await ask(gate, offers=(Offer.CHILD_PROTECTION,))
        assert held[Offer.CHILD_PROTECTION].asked_again_at is None
    assert len(service.asked) == 6


async def test_one_person_who_cannot_be_asked_about_hides_nobody_else(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    service.rule = lambda request: (
        refuses("ACCESS_DENIED", 403)(request) if FATHER in request.url.query else None
    )
    held = (await ask(gateway(agency(service)), MOTHER, FATHER))[Offer.CHILD_PROTECTION]
    assert (held.state, held.in_part, len(held.facts)) == (SourceState.COULD_NOT_CHECK, True, 1)
    assert "for 999 000 0026 it does not allow whoever asked" in held.reason


async def test_two_people_stand_under_their_own_numbers(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    service.plans[FATHER] = [plan(FATHER, CHILD), plan(FATHER, LOOKED_AFTER)]
    held = (await ask(gateway(agency(service)), MOTHER, FATHER))[Offer.CHILD_PROTECTION]
    found = [f for f in held.facts if isinstance(f, ChildProtection)]
    assert [(one.subject, one.kinds[0].value) for one in found] == [
        (MOTHER, "unborn-child-protection-plan"),
        (FATHER, "child-protection-plan"),
        (FATHER, "looked-after"),
    ]


async def test_somebody_elses_record_is_refused(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    service.plans[MOTHER] = [plan(FATHER)]
    held = (await ask(gateway(agency(service)), MOTHER, FATHER))[Offer.CHILD_PROTECTION]
    assert held.facts == ()
    assert (held.others_record, held.reason) == (True, "sent somebody else's record")


async def test_a_page_that_does_not_come_is_said(
    service: CpisService, gateway: Callable[..., Gateway]
) -> None:
    def first(request: Request) -> Response | None:
        if "page" in request.query_params:
            return Response("no", 500)
        after = f"{service.base}/CareTeam?page=2"
        sent = bundle(plan(), kind="CareTeam", total=2, next_link=after)
        return JSONResponse(sent, media_type=KIND)

    service.rule = first
    held = (await ask(gateway(agency(service)), offers=(Offer.CHILD_PROTECTION,)))[
        Offer.CHILD_PROTECTION
    ]
    assert (held.state, held.in_part, len(held.facts)) == (SourceState.COULD_NOT_CHECK, True, 1)
    assert "is out of order (status 500), after 1 records" in held.reason


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": [{"coding": [{"system": "http://snomed.info/sct", "code": "1"}]}]}, "kinds"),
        ({"category": []}, "kinds"),
        ({"name": ""}, "authority"),
        ({"telecom": [{"system": "phone", "value": "01632 960141", "use": "work"}]}, "ooh"),
        ({"period": {"start": "in autumn"}}, "since"),
        ({"telecom": "01632 960142"}, "telecom"),
    ],
)
def test_what_cannot_be_read_of_a_plan_is_marked_and_the_rest_is_there(
    change: dict[str, Any], field: str
) -> None:
    (found,) = plans(page(plan(**change)), MOTHER)
    assert not found.fully_read
    assert any(field in part.field for part in found.unread), found.unread
    assert json.loads(found.raw) == plan(**change)
    assert found.subject == MOTHER
    assert found.since == date(2026, 10, 14) or "period" in change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, ""),
        ({"status": "entered-in-error"}, "ENTERED IN ERROR"),
        ({"status": "inactive"}, "INACTIVE"),
        ({"period": {"start": "2026-01-01", "end": "2026-11-24"}}, "ENDED 24 Nov 2026"),
        ({"period": {"start": "2026-01-01", "end": "2026-11-25"}}, ""),
    ],
)
def test_a_plan_that_is_not_in_force_says_so(change: dict[str, Any], says: str) -> None:
    (found,) = plans(page(plan(**change)), MOTHER)
    assert found.standing(TODAY) == says


def page(*resources: Any, kind: str = "CareTeam") -> Found:
    found = Found("http://127.0.0.1/cpis")
    entries = [{"resource": one, "search": {"mode": "match"}} for one in resources]
    sent = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    found.take(read_page(json.dumps(sent).encode(), kind))
    return found


def test_what_nothing_leads_to_is_kept_with_the_first() -> None:
    event, ward = look()
    other = {"resourceType": "Practitioner", "id": "p", "name": [{"text": "Nobody's"}]}
    sent = bundle(event, ward, other, *look(at="2026-11-21T01:00:00Z")[:1], kind="AuditEvent")
    found = Found("http://127.0.0.1/cpis")
    found.take(read_page(json.dumps(sent).encode(), "AuditEvent"))
    first, second = earlier_looks(found, MOTHER)
    assert "Nobody's" in first.raw
    assert "Nobody's" not in second.raw
    assert first.organisation == second.organisation == "Saltpan General Hospital"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def bent(draw: st.DrawFn, whole: dict[str, Any]) -> Any:
    """A resource some of whose parts are anything at all; or anything at all."""
    parts = draw(st.dictionaries(st.sampled_from(list(whole)), ANYTHING, max_size=3))
    return draw(st.just({**whole, **parts}) | ANYTHING)


@given(st.lists(bent(plan()), max_size=4), st.lists(bent(look()[0]), max_size=4))
def test_anything_is_read_and_nothing_is_dropped(teams: list[Any], events: list[Any]) -> None:
    for kind, read, sent in (("CareTeam", plans, teams), ("AuditEvent", earlier_looks, events)):
        found = page(*sent, kind=kind)
        facts = read(found, MOTHER)  # type: ignore[operator]
        assert len(facts) == len(found.matches)
        for fact, match in zip(facts, found.matches, strict=True):
            assert json.loads(fact.raw) == match
            again = type(fact).read(json.loads(fact.stored))
            assert again == fact


def test_every_code_of_a_plan_has_its_words() -> None:
    for code, words in (
        (UNBORN, "unborn child: child protection plan"),
        (CHILD, "child protection plan"),
        (LOOKED_AFTER, "looked-after child"),
    ):
        (found,) = plans(page(plan(code=code)), MOTHER)
        assert found.words() == words
