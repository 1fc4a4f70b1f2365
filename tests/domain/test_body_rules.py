"""What each kind of entry refuses on its own, whatever the night: both sides of every rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from ooh_console.domain import bodies as b
from ooh_console.domain.canonical import canonical
from ooh_console.domain.entries import LateWithoutReason, Written, read, write

NOW = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)
ETA = NOW + timedelta(minutes=50)
PARTY = b.Party(name="Insp Example")
INVISIBLE = [
    *("", " ", "\t\n\r", "\u00a0\u2003\u3000", "\u200b", "\u200c\u200d", "\u2066\u2069"),
    *("\ufeff\u00ad", "\x1b\x07", "\u2800", "\u3164\u115f", "\ufe0f", "\u034f", "\ud800"),
]

WILL = {"answer": "will-attend", "who": "Jo Example", "eta": ETA}
CANNOT = {"answer": "cannot-attend", "agreed_role": "telephone support", "reason": "second call"}
HEARD = {"agency": "Police", "heard_from": "control", "how": "radio"}


def without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


# The answer of OOH


def test_will_attend_with_who_and_eta_is_an_answer() -> None:
    answer = b.AttendanceAnswered(**WILL)
    assert (answer.who, answer.eta) == ("Jo Example", ETA)


def test_cannot_attend_with_role_and_reason_is_an_answer() -> None:
    assert b.AttendanceAnswered(**CANNOT).agreed_role == "telephone support"


@pytest.mark.parametrize(("name", "says"), [("who", "who will attend"), ("eta", "ETA")])
def test_will_attend_needs_who_and_eta(name: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        b.AttendanceAnswered(**without(WILL, name))


@pytest.mark.parametrize(("name", "says"), [("agreed_role", "which role"), ("reason", "say why")])
def test_cannot_attend_needs_role_and_reason(name: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        b.AttendanceAnswered(**without(CANNOT, name))


@pytest.mark.parametrize("nothing", INVISIBLE)
@pytest.mark.parametrize(
    ("values", "name"), [(WILL, "who"), (CANNOT, "agreed_role"), (CANNOT, "reason")]
)
def test_what_cannot_be_seen_is_no_answer(values: dict[str, Any], name: str, nothing: str) -> None:
    with pytest.raises(ValidationError):
        b.AttendanceAnswered(**{**values, name: nothing})


@pytest.mark.parametrize("answer", ["", "maybe", "will attend", None])
def test_attendance_is_never_free_text(answer: Any) -> None:
    with pytest.raises(ValidationError):
        b.AttendanceAnswered(**{**WILL, **CANNOT, "answer": answer})


def test_an_eta_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        b.AttendanceAnswered(**{**WILL, "eta": datetime(2026, 11, 25, 3, 0)})


# The promise of another agency


def test_a_promise_needs_its_eta_and_a_refusal_its_role_and_reason() -> None:
    assert b.CommitmentRecorded(**HEARD, answer="will-attend", eta=ETA).eta == ETA
    assert b.CommitmentRecorded(**HEARD, **CANNOT).reason == "second call"
    with pytest.raises(ValidationError, match="ETA"):
        b.CommitmentRecorded(**HEARD, answer="will-attend")
    with pytest.raises(ValidationError, match="which role"):
        b.CommitmentRecorded(**HEARD, **without(CANNOT, "agreed_role"))
    with pytest.raises(ValidationError, match="say why"):
        b.CommitmentRecorded(**HEARD, **without(CANNOT, "reason"))


@pytest.mark.parametrize("name", ["heard_from", "how"])
def test_a_promise_says_from_whom_and_how_it_was_heard(name: str) -> None:
    with pytest.raises(ValidationError):
        b.CommitmentRecorded(**without(HEARD, name), answer="will-attend", eta=ETA)


# Lead, power, protocol, referral


@pytest.mark.parametrize("nothing", INVISIBLE)
def test_a_lead_is_named_or_it_is_said_who_was_tried(nothing: str) -> None:
    assert b.LeadSet(who=PARTY).who == PARTY
    assert b.LeadSet(not_reached="team manager, twice, by telephone").who is None
    with pytest.raises(ValidationError, match="name the lead professional"):
        b.LeadSet(not_reached=nothing)


def test_police_protection_needs_the_answer_on_an_epo() -> None:
    for known in ("yes", "no", "not known"):
        power = b.PowerStarted(
            power=b.Power.POLICE_PROTECTION,
            by=PARTY,
            epo_in_force=known,  # type: ignore[arg-type]
        )
        assert power.epo_in_force == known
    with pytest.raises(ValidationError, match="emergency protection order is in force"):
        b.PowerStarted(power=b.Power.POLICE_PROTECTION, by=PARTY)


@pytest.mark.parametrize("power", [b.Power.EMERGENCY_PROTECTION, b.Power.INTERIM_CARE])
def test_an_order_needs_its_end(power: b.Power) -> None:
    assert b.PowerStarted(power=power, by=PARTY, expires=ETA).expires == ETA
    with pytest.raises(ValidationError, match="when the order ends"):
        b.PowerStarted(power=power, by=PARTY)


@pytest.mark.parametrize("nothing", INVISIBLE)
def test_a_step_that_does_not_apply_needs_its_reason(nothing: str) -> None:
    step = {"protocol": "unborn child", "step": "briefing"}
    assert b.ProtocolStep(**step, outcome="done").reason == ""
    assert b.ProtocolStep(**step, outcome="not-applicable", reason="no crew").reason
    with pytest.raises(ValidationError, match="does not apply"):
        b.ProtocolStep(**step, outcome="not-applicable", reason=nothing)


@pytest.mark.parametrize("nothing", INVISIBLE)
def test_a_referral_that_is_not_made_needs_its_reason(nothing: str) -> None:
    assert b.Referral(to="MARAC", made=True).made
    assert not b.Referral(to="MARAC", made=False, reason="made yesterday").made
    with pytest.raises(ValidationError, match="not made"):
        b.Referral(to="MARAC", made=False, reason=nothing)


def test_a_meeting_was_held_by_somebody() -> None:
    assert b.MeetingHeld(present=("Jo Example",), agreed="one plan").present == ("Jo Example",)
    with pytest.raises(ValidationError):
        b.MeetingHeld(present=(), agreed="one plan")
    with pytest.raises(ValidationError):
        b.MeetingHeld(present=("Jo Example", "\u200b"), agreed="one plan")


# Words that must say something, in every kind

WORDED = [
    (kind, name)
    for kind in (
        b.Note,
        b.Action,
        b.Decision,
        b.Correction,
        b.Handover,
        b.Learning,
        b.SignedOff,
        b.BirthRecorded,
        b.IncidentClosed,
        b.DisclosureRestricted,
        b.ReviewNote,
        b.PlanRead,
        b.MarkerRead,
        b.NoticeConfirmed,
        b.AttendanceRequested,
        b.Party,
        b.Acceptance,
        b.ActionDone,
        b.PowerEnded,
        b.DisclosureLifted,
    )
    for name, field in kind.model_fields.items()
    if field.is_required()
]


@pytest.mark.parametrize("nothing", INVISIBLE)
@pytest.mark.parametrize(("kind", "name"), WORDED, ids=lambda part: getattr(part, "__name__", part))
def test_what_must_be_said_cannot_be_blank(kind: type[Any], name: str, nothing: str) -> None:
    said = {n: "x" for n, field in kind.model_fields.items() if field.is_required()}
    assert getattr(kind(**said), name) == "x"
    with pytest.raises(ValidationError, match="say something"):
        kind(**{**said, name: nothing})


@pytest.mark.parametrize("text", [".", "?", "0", "é", "شكرا", "👨‍👩‍👧", "\u200dx", "[/x]"])
def test_short_words_are_words(text: str) -> None:
    assert b.Note(text=text).text == text


def test_half_a_character_is_replaced_so_that_it_can_be_stored() -> None:
    note = b.Note(text="dog \ud83d bites")
    assert note.text == "dog \ufffd bites"
    assert canonical(note.content())
    linked = b.PersonLinked(
        name="A",
        relation="mother",
        identifiers={"Mat\ud800": "1\udfff"},  # type: ignore[arg-type]
    )
    assert canonical(linked.content())


def test_a_moment_is_kept_in_utc_and_whole_milliseconds() -> None:
    due = datetime.fromisoformat("2026-07-01T01:30:00.123999+01:00")
    kept = b.Action(text="x", owner="y", due=due).due
    assert kept is not None
    assert kept.isoformat() == "2026-07-01T00:30:00.123000+00:00"


# Late entries (I3)


def _write(occurred_at: datetime, recorded_at: datetime, late_reason: str = "") -> Written:
    return write(
        id="1",
        incident="i",
        body=b.Note(text="x"),
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        late_reason=late_reason,
        operator="o",
        role="r",
        agency="a",
        desk="d",
    )


FIVE = timedelta(minutes=5)
MS = timedelta(milliseconds=1)


def test_exactly_five_minutes_need_no_reason() -> None:
    assert _write(NOW - FIVE, NOW).late_reason == ""
    assert _write(NOW + FIVE, NOW).late_reason == ""


@pytest.mark.parametrize("nothing", INVISIBLE)
def test_a_millisecond_more_needs_one(nothing: str) -> None:
    with pytest.raises(LateWithoutReason, match="02:08 GMT, 5 min ago: say why"):
        _write(NOW - FIVE - MS, NOW, nothing)
    with pytest.raises(LateWithoutReason, match="02:19 GMT is ahead"):
        _write(NOW + FIVE + MS, NOW, nothing)


def test_a_late_entry_keeps_its_reason() -> None:
    written = _write(NOW - FIVE - MS, NOW, "hands full")
    assert written.late_reason == "hands full"
    assert read(written, 1).late_reason == "hands full"


def test_lateness_is_judged_by_what_is_stored() -> None:
    written = _write(NOW, NOW + FIVE + timedelta(microseconds=999))
    assert written.recorded_at == "2026-11-25T02:19:00.000Z"


def test_a_time_without_a_zone_is_not_written() -> None:
    naive = datetime(2026, 11, 25, 2, 14)
    with pytest.raises(ValueError, match="without a zone"):
        _write(naive, NOW)
    with pytest.raises(ValueError, match="without a zone"):
        _write(NOW, naive)
