"""What every test of a faulty FHIR server needs: its rules, and how the answer is judged."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import Sought, SourceState

from .resources import EVERYTHING, FLAG, MOTHER_NUMBER
from .server import Resource

SOUGHT = Sought(nhs_numbers=(MOTHER_NUMBER,))
FLAGS = [{**FLAG, "id": f"fl{n}"} for n in range(7)]
SEVEN = [*(one for one in EVERYTHING if one is not FLAG), *FLAGS]


def could_not(found: Holding, *words: str) -> None:
    assert found.state is SourceState.COULD_NOT_CHECK
    for word in words:
        assert word in found.reason
    assert not found.facts


def in_part(found: Holding, count: int, *words: str) -> None:
    assert found.state is SourceState.COULD_NOT_CHECK
    assert found.in_part
    assert found.reason.startswith("answered only in part: ")
    for word in words:
        assert word in found.reason
    assert len(found.facts) == count


def only(kind: str, answer: Callable[[], Response]) -> Callable[[Request], Response | None]:
    """A rule for one type of resource."""

    def rule(request: Request) -> Response | None:
        return answer() if request.path_params["path"].partition("/")[0] == kind else None

    return rule


def bending(kind: str, bend: Callable[[Resource], None]) -> Callable[[Resource, Request], None]:
    def bent(bundle: Resource, request: Request) -> None:
        if request.path_params["path"] == kind:
            bend(bundle)

    return bent
