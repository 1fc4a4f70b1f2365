"""Nights made by hand, entry by entry, and nights made by chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.entries import Entry, UnreadBody, read, write
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.state import State, fold

START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
OPENING = b.IncidentOpened(
    address=Address(text="1 Example Street", postcode="ZZ99 3VZ"), nature="labour, nine days early"
)
HEARD = b.Acceptance(heard_by="Police control", how="radio")


def at(minute: float) -> datetime:
    """So many minutes into the night."""
    return START + timedelta(minutes=minute)


def made(seq: int, body: Any, occurred_at: datetime, recorded_at: datetime, **who: str) -> Entry:
    """An entry written and read back, as the ledger would hold it."""
    named = {"operator": "Jo Example", "role": "duty worker", "agency": b.OOH, "desk": "desk 1"}
    written = write(
        id=f"e{seq:04}",
        incident="INC-1",
        body=body,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        late_reason="hands full",
        **{**named, **who},
    )
    return read(written, seq)


@dataclass
class Night:
    """A log that grows. Times are minutes from the start; recorded at once unless said."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, body: Any, minute: float, recorded: float | None = None, **who: str) -> Entry:
        """One entry more."""
        recorded_at = at(minute if recorded is None else recorded)
        entry = made(len(self.entries) + 1, body, at(minute), recorded_at, **who)
        self.entries.append(entry)
        return entry

    def strike(self, entry: Entry, minute: float) -> Entry:
        """Strikes an entry through."""
        return self.add(b.Correction(entry=entry.id, reason="wrong incident"), minute)

    def find(self, id: str) -> Entry | None:
        """Any entry of the log."""
        return next((entry for entry in self.entries if entry.id == id), None)

    @property
    def state(self) -> State:
        """What the log says."""
        return fold(self.entries)


def opened() -> Night:
    """A night that has begun."""
    night = Night()
    night.add(OPENING, 0)
    return night


def named(name: str = "Insp Example", why: str = "") -> b.DecisionMakerSet:
    return b.DecisionMakerSet(who=b.Party(name=name, agency="Police"), change_reason=why)


def shared(
    *entries: Entry,
    known: int = 1,
    since: float = 1,
    desk: str = "desk 1",
    outbox: str = "one",
    back: bool = False,
) -> Callable[[Night], b.SharedLate]:
    """These were recorded while the database was away (if none is named, the last one), at a desk
    that knew so many; or they were put `back`."""

    def make(night: Night) -> b.SharedLate:
        ids = tuple(entry.id for entry in entries or night.entries[-1:])
        return b.SharedLate(
            desk=desk, outbox=outbox, away_since=at(since), known=known, entries=ids, back=back
        )

    return make


def accepted(entry: Entry) -> b.DecisionMakerAccepted:
    return b.DecisionMakerAccepted(answer=entry.id, acceptance=HEARD)


def lead(name: str = "Dr Example", why: str = "") -> b.LeadSet:
    return b.LeadSet(who=b.Party(name=name), change_reason=why)


def moved(to: str, why: str = "misheard") -> b.AddressCorrected:
    """It happens somewhere else."""
    return b.AddressCorrected(
        address=Address(text=to, postcode="ZZ99 3VZ"),
        instead_of=OPENING.address,
        said_by="PC Example",
        reason=why,
    )


def will(eta: float = 56, why: str = "") -> b.AttendanceAnswered:
    return b.AttendanceAnswered(
        answer="will-attend", who="Jo Example", eta=at(eta), change_reason=why
    )


def cannot(why: str = "second emergency") -> b.AttendanceAnswered:
    return b.AttendanceAnswered(
        answer="cannot-attend", agreed_role="telephone support", reason="second call",
        change_reason=why,
    )  # fmt: skip


def told(answer: Entry, who: str, topic: b.Topic = b.Topic.OOH) -> b.NoticeGiven:
    return b.NoticeGiven(topic=topic, answer=answer.id, recipient=who, how="radio", words="heard")


def progress(state: Any, agency: str = b.OOH, who: str = "") -> b.AttendanceProgress:
    return b.AttendanceProgress(agency=agency, progress=state, who=who)


# By chance

DESKS = ("desk 1", "desk 1", "desk 2")
PEOPLE = ("Insp Example", "Sgt Sample", "Dr Specimen")
RECIPIENTS = ("Police control", "police  control", "Ambulance control", "Midwife")
AGENCIES = (b.OOH, "Police", "police ", "Ambulance")
PROTOCOL_STEPS = ("unborn-child-night/meeting", "dangerous-dog/handler", "methane/report", "x/y")
Draw = Callable[[st.SearchStrategy[Any]], Any]


def _some(draw: Draw, entries: list[Entry], *kinds: str) -> str:
    """The id of an earlier entry of these kinds; now and then of any other, or of none."""
    fitting = [entry.id for entry in entries if entry.kind in kinds]
    anything = [entry.id for entry in entries]
    pool = fitting if fitting and draw(st.integers(0, 9)) else anything
    return draw(st.sampled_from(pool)) if pool and draw(st.integers(0, 19)) else "nobody"


def _body(draw: Draw, kind: str, before: list[Entry]) -> Any:
    pick = lambda values: draw(st.sampled_from(values))  # noqa: E731
    some = lambda *kinds: _some(draw, before, *kinds)  # noqa: E731
    party = b.Party(name=pick(PEOPLE))
    eta = at(draw(st.integers(-30, 240)))
    match kind:
        case "incident_opened":
            return OPENING
        case "person_linked":
            return b.PersonLinked(name="A Example", relation=pick(list(Relation)))
        case "person_unlinked":
            return b.PersonUnlinked(person=some("person_linked"), reason="another family")
        case "persons_same":
            one, other = some("person_linked"), some("person_linked")
            same = other if other != one else f"not {one}"
            return b.PersonsSame(person=one, same_as=same, said_by=pick(PEOPLE))
        case "note":
            return b.Note(text=pick(("dog in the garden", "no answer at the door")))
        case "action":
            return b.Action(text="ring the ward", owner=pick(PEOPLE), due=eta)
        case "action_done":
            return b.ActionDone(action=some("action"))
        case "decision_maker_set":
            return b.DecisionMakerSet(who=party, change_reason="handover")
        case "decision_maker_accepted":
            return b.DecisionMakerAccepted(answer=some("decision_maker_set"), acceptance=HEARD)
        case "lead_set":
            return b.LeadSet(who=party) if draw(st.booleans()) else b.LeadSet(not_reached="rang")
        case "attendance_requested":
            return b.AttendanceRequested(agency=pick(AGENCIES), asked_by="Police control")
        case "attendance_answered":
            return will(draw(st.integers(-30, 240))) if draw(st.booleans()) else cannot()
        case "attendance_progress":
            return progress(pick(("en-route", "holding", "on-scene", "left")), pick(AGENCIES))
        case "commitment_recorded":
            return b.CommitmentRecorded(
                agency=pick(AGENCIES), answer="will-attend", eta=eta, heard_from="x", how="radio"
            )
        case "notice_given":
            topic = pick(list(b.Topic))
            answers = ("attendance_answered", "lead_set", "decision_maker_set", "hospital_chosen")
            answers += ("address_corrected",)
            return b.NoticeGiven(
                topic=topic, answer=some(*answers), recipient=pick(RECIPIENTS), how="x", words="y"
            )
        case "notice_confirmed":
            outcome = pick(("confirmed", "refused"))
            return b.NoticeConfirmed(notice=some("notice_given"), by="x", outcome=outcome)
        case "circulation_changed":
            about = pick((None, *b.Topic))
            change, who = pick(("added", "removed")), pick(RECIPIENTS)
            return b.CirculationChanged(topic=about, recipient=who, change=change, reason="x")
        case "hospital_chosen":
            return b.HospitalChosen(name="Westmarch", decided_by=pick(PEOPLE), change_reason="x")
        case "address_corrected":
            return moved(pick(("4 Low Row", "40 Low Row")))
        case "shift_handed_over":
            return b.ShiftHandedOver(to=pick(PEOPLE))
        case "shift_accepted":
            return b.ShiftAccepted(handover=some("shift_handed_over"), by=pick(PEOPLE))
        case "plan_read":
            return b.PlanRead(agency="Maternity", digest=pick(("d1", "d2")), reader=pick(PEOPLE))
        case "plan_read_out":
            agency, version = pick(("Maternity", "maternity ", "Police")), pick(("", "2", "3"))
            status = pick(("", "draft", "agreed", "superseded"))
            return b.PlanReadOut(
                agency=agency, read_by="x", version=version, status=status,
                fields={pick(("concerns", "home_power")): pick(("y", "z"))},
            )  # fmt: skip
        case "marker_read":
            return b.MarkerRead(agency="Police", digest=pick(("m1", "m2")), reader=pick(PEOPLE))
        case "birth_recorded":
            return b.BirthRecorded(place="at home", heard_from="the grandmother")
        case "power_started":
            power = b.Power.POLICE_PROTECTION
            return b.PowerStarted(power=power, by=party, epo_in_force="no")
        case "order_checked":
            return b.OrderChecked(started=some("power_started"), in_force="no", said_by="court")
        case "power_extended":
            return b.PowerExtended(started=some("power_started"), expires=eta)
        case "power_ended":
            return b.PowerEnded(started=some("power_started"), reason="order made")
        case "disclosure_restricted":
            return b.DisclosureRestricted(what="the plan", until="after s46")
        case "disclosure_lifted":
            restriction = some("disclosure_restricted")
            return b.DisclosureLifted(
                restriction=restriction, decided_by="x", reason="told", told=some("parents_told")
            )
        case "parents_told":
            return b.ParentsTold(
                what="of s46",
                who="both",
                told_by=pick(PEOPLE),
                decided_by=pick(PEOPLE),
                outcome=pick(("ends", "keeps")),
                restrictions=(some("disclosure_restricted"),),
                reason="the baby is safe",
            )
        case "correction":
            return b.Correction(entry=some(*KINDS_OF_A_NIGHT), reason="wrong incident")
        case "meeting_convened":
            moves = draw(st.booleans()) and some("meeting_convened")
            return b.MeetingConvened(
                at=eta, invited=tuple(PEOPLE), moves=moves or "", reason="x" if moves else ""
            )
        case "meeting_invitation":
            outcome = pick(("invited", "joined", "could-not"))
            return b.MeetingInvitation(
                meeting=some("meeting_convened"), who=pick(PEOPLE), outcome=outcome, reason="x"
            )
        case "meeting_called_off":
            return b.MeetingCalledOff(meeting=some("meeting_convened"), reason="x")
        case "meeting_held":
            which = some("meeting_convened") if draw(st.booleans()) else ""
            return b.MeetingHeld(present=(pick(PEOPLE),), points=("s46",), meeting=which)
        case "protocol_step":
            protocol, step = pick(PROTOCOL_STEPS).split("/")
            outcome = pick(("done", "not-applicable"))
            return b.ProtocolStep(protocol=protocol, step=step, outcome=outcome, reason="x")
        case "briefing_held":
            return b.BriefingHeld(present=(pick(PEOPLE),))
        case "decision":
            return b.Decision(what="wait", reason="dog", decided_by=pick(PEOPLE))
        case "referral":
            return b.Referral(to="MARAC", made=draw(st.booleans()), reason="x")
        case "incident_closed":
            return b.IncidentClosed(reason="baby in hospital")
        case "clock_differs":
            return b.ClockDiffers(seconds=pick((0, 420, -420)), against="database")
        case "clock_set":
            return b.ClockSet(seconds=420, at=eta)
        case _:
            raise NotImplementedError(kind)


KINDS_OF_A_NIGHT = (
    *("person_linked", "person_unlinked", "persons_same"),
    *("note", "action", "action_done", "decision_maker_set"),
    *("decision_maker_accepted", "lead_set", "attendance_requested", "attendance_answered"),
    *("attendance_progress", "commitment_recorded", "notice_given", "notice_confirmed"),
    *("plan_read", "plan_read_out", "marker_read", "birth_recorded"),
    *("power_started", "power_ended"),
    *("power_extended", "parents_told", "order_checked"),
    *("disclosure_restricted", "disclosure_lifted", "correction", "incident_closed"),
    *(
        "address_corrected",
        "circulation_changed",
        "hospital_chosen",
        "shift_handed_over",
        "shift_accepted",
    ),
    *("meeting_convened", "meeting_invitation", "meeting_called_off", "meeting_held"),
    *("protocol_step", "briefing_held", "decision", "referral", "clock_differs", "clock_set"),
)
_LIKELY = (
    *("correction", "attendance_answered", "notice_given", "decision_maker_set", "note") * 3,
    *KINDS_OF_A_NIGHT,
)


@st.composite
def nights(draw: Draw, most: int = 18) -> tuple[Entry, ...]:
    """Whole nights: late entries, out of order, struck and restored, some unreadable."""
    entries = [made(1, OPENING, START, START)]
    clock = START
    for seq in range(2, draw(st.integers(2, most)) + 1):
        clock += timedelta(seconds=draw(st.sampled_from((0, 1, 60, 400))))
        late = timedelta(seconds=draw(st.sampled_from((0, 0, 0, 30, 60, 900, -30))))
        body = _body(draw, draw(st.sampled_from(_LIKELY)), entries)
        entry = made(seq, body, clock - late, clock, desk=draw(st.sampled_from(DESKS)))
        if draw(st.integers(0, 29)) == 29:
            entry = unread(entry)
        entries.append(entry)
    return tuple(entries)


def unread(entry: Entry) -> Entry:
    """The same entry as a version sees it that cannot read its body."""
    values = {name: getattr(entry, name) for name in Entry.__slots__}
    return Entry(**{**values, "body": UnreadBody(entry.kind, "{}", "from a later version")})
