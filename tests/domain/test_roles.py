"""Who may do what: the table of the design, kind by kind."""

from __future__ import annotations

import pytest

from ooh_console.domain.roles import Role, refusal
from tests.domain.strategies import KINDS

DUTY, CONTROL, MANAGER = Role.DUTY, Role.CONTROL, Role.MANAGER
EVERYBODY = {DUTY, CONTROL, MANAGER}

LIMITED = {
    "attendance_answered": {DUTY, MANAGER},
    "incident_closed": {DUTY, MANAGER},
    "review_note": {MANAGER},
    "review_question": {MANAGER},
    "learning": {MANAGER},
    "signed_off": {MANAGER},
    "history_accepted": {MANAGER},
    "exported": {DUTY, MANAGER},
}


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_the_table_says_and_is_told_why_not(role: Role, kind: str) -> None:
    why = refusal(role, kind)
    assert (why is None) == (role in LIMITED.get(kind, EVERYBODY))
    if why is not None:
        assert why.endswith(".")
        assert len(why) < 100


def test_the_control_room_is_told_whom_to_ask_about_attendance() -> None:
    assert refusal(CONTROL, "attendance_requested") is None
    assert "ask them" in str(refusal(CONTROL, "attendance_answered"))
