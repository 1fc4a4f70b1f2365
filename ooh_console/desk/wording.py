"""Entries in words: one sentence a kind, the same on screen, in files and when read aloud.

The words are cleaned (I8) and stand on one line; the full text is one key away.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.desk.wording_clocks import say_clock
from ooh_console.desk.wording_meeting import say_meeting
from ooh_console.desk.wording_people import at_place, born_in_words, say_people
from ooh_console.desk.wording_review import say_review
from ooh_console.desk.wording_telling import say_telling
from ooh_console.domain import bodies as b
from ooh_console.domain.attendance import WORDS, Attendance
from ooh_console.domain.entries import AnyBody, Entry, UnreadBody
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.plans import PARTS
from ooh_console.domain.protected import Protected
from ooh_console.domain.state import State
from ooh_console.domain.text import ended, line
from ooh_console.domain.times import day_clock, near_clock


def party(who: b.Party, limit: int = 80) -> str:
    """`Insp. Ruth Adeyemi, duty inspector, Police`."""
    parts = (who.name, who.role, who.agency)
    return line(", ".join(part for part in parts if part), limit)


def sentence(entry: Entry, state: State, tz: ZoneInfo | None = None, limit: int = 400) -> str:
    """What an entry says, on one line."""
    if of_clock := say_clock(entry, tz):
        return line(of_clock, limit)
    said = line(_say(entry.body, state, entry.recorded_at, tz), limit)
    return Protected.of(state, Holdings()).marked(said)


def _quoted(id: str, state: State, tz: ZoneInfo | None) -> str:
    """The words of the entry that another one is about."""
    found = state.find(id)
    if found is None:
        return "an entry"
    return f"«{line(_say(found.body, state, found.recorded_at, tz), 80)}»"


def _listed(items: tuple[str, ...]) -> str:
    return "; ".join(items)


def _reason(text: str, lead: str = " Reason: ") -> str:
    return f"{lead}{ended(text)}" if text.strip() else ""


def _say(body: AnyBody, state: State, now: datetime, tz: ZoneInfo | None) -> str:
    answers = _say_answers(body, state, now, tz)
    return answers if answers is not None else _say_rest(body, state, now, tz)


def _attends(
    body: b.AttendanceAnswered | b.CommitmentRecorded, now: datetime, tz: ZoneInfo | None
) -> str:
    if body.answer == "will-attend":
        eta = f", ETA {near_clock(body.eta, now, tz)}" if body.eta else ""
        return f"will attend: {body.who or 'not named'}{eta}."
    return f"CANNOT attend. Agreed role: {ended(body.agreed_role)}{_reason(body.reason)}"


def _say_answers(body: AnyBody, state: State, now: datetime, tz: ZoneInfo | None) -> str | None:
    match body:
        case b.DecisionMakerSet():
            given = f" Given: {ended(_listed(body.given))}" if body.given else ""
            return f"DECISION MAKER: {ended(party(body.who))}{_reason(body.change_reason)}{given}"
        case b.DecisionMakerAccepted():
            heard = body.acceptance
            maker = state.find(body.answer)
            name = (
                maker.body.who.name if maker and isinstance(maker.body, b.DecisionMakerSet) else ""
            )
            who = f"{name} accepted" if name else "Accepted"
            return f"{who} as decision maker: heard by {heard.heard_by}, {ended(heard.how)}"
        case b.LeadSet():
            if body.who is None:
                return f"LEAD NOT IDENTIFIED. Tried: {ended(body.not_reached)}"
            return f"LEAD: {ended(party(body.who))}{_reason(body.change_reason)}"
        case b.AttendanceRequested():
            of = f", {body.asked_of}" if body.asked_of else ""
            return ended(f"{body.asked_by} asked whether {body.agency} attends{of}")
        case b.AttendanceAnswered():
            change = _reason(body.change_reason, " Changed: ")
            agreed = f" Agreed with {ended(body.agreed_with)}" if body.agreed_with else ""
            return f"OOH {_attends(body, now, tz)}{agreed}{change}"
        case b.AttendanceProgress():
            who = f" ({body.who})" if body.who else ""
            note = f": {body.note}" if body.note else ""
            return f"{body.agency}{who} {WORDS[Attendance(body.progress)]}{note}"
        case b.CommitmentRecorded():
            said = _attends(body, now, tz)
            return f"{body.agency} {said} Heard from {body.heard_from}, {ended(body.how)}"
        case _:
            return say_telling(body, state)


def _say_rest(body: AnyBody, state: State, now: datetime, tz: ZoneInfo | None) -> str:
    match body:
        case UnreadBody():
            return f"[{body.kind}: not readable here: {body.reason}] {body.raw}"
        case b.Note():
            return body.text
        case b.IncidentOpened():
            by = f" Raised by {ended(body.raised_by)}" if body.raised_by else ""
            return f"INCIDENT OPENED: {ended(body.nature)} {ended(body.address.words())}{by}"
        case b.AddressCorrected():
            right, wrong = body.address.words(), body.instead_of.words()
            said = f"{ended(right)} It is NOT {ended(wrong)}" if wrong else ended(right)
            return f"ADDRESS CORRECTED: {said} Said by {ended(body.said_by)}{_reason(body.reason)}"
        case b.PersonLinked() | b.PersonUnlinked() | b.PersonsSame():
            return say_people(body, state)
        case b.Action():
            due = f", due {near_clock(body.due, now, tz)}" if body.due else ""
            return f"ACTION for {body.owner}{due}: {body.text}"
        case b.ActionDone():
            return f"Action done: {_quoted(body.action, state, tz)} {body.outcome}"
        case b.Decision():
            options = f" Considered: {ended(_listed(body.options))}" if body.options else ""
            return (
                f"DECISION by {body.decided_by}: {ended(body.what)}{options}{_reason(body.reason)}"
            )
        case b.PlanRead():
            did = f"was given ({body.how})" if body.how else "read"
            version = f"version {body.version or '?'}, {body.agency}"
            return ended(f"{body.reader} {did} the birth plan, {version}")
        case b.PlanReadOut():
            return _read_out(body)
        case b.MarkerRead():
            return f"{body.reader} read the marker: {body.summary} ({body.subject}, {body.agency})."
        case b.BriefingHeld():
            return f"BRIEFING held: {ended(_listed(body.present))}"
        case (
            b.MeetingConvened()
            | b.MeetingInvitation()
            | b.MeetingCalledOff()
            | b.MeetingHeld()
            | b.ProtocolStep()
        ):
            return say_meeting(body, now, tz)
        case b.BirthRecorded():
            more = f" {ended(body.condition)}" if body.condition else ""
            who = born_in_words(body, state)
            return f"{who} {at_place(body.place)}, heard from {ended(body.heard_from)}{more}"
        case b.PowerStarted():
            return _power_started(body, tz)
        case b.PowerExtended():
            by = f" {ended(body.authority)}" if body.authority else ""
            until = day_clock(body.expires, tz)
            return f"POWER EXTENDED to {until}: {_quoted(body.started, state, tz)}{by}"
        case b.OrderChecked():
            return _order_checked(body)
        case b.PowerEnded():
            return f"POWER ENDED: {_quoted(body.started, state, tz)}{_reason(body.reason)}"
        case b.Referral():
            to = ended(body.to if body.made else f"{body.to} NOT made")
            return f"REFERRAL to {to}{_reason(body.reason)}"
        case b.DisclosureRestricted():
            return f"DO NOT TELL FAMILY: {ended(body.what)} Until: {ended(body.until)}"
        case b.DisclosureLifted():
            about = f" {_quoted(body.restriction, state, tz)}" if body.restriction else ""
            by, why = ended(body.decided_by), _reason(body.reason)
            return f"Family may be told{about}: decided by {by}{why}"
        case b.ParentsTold():
            return _parents_told(body, state)
        case b.HoldingSeen():
            return f"Screen kept ({body.screen[:12]})."
        case b.Correction():
            return f"STRUCK THROUGH {_quoted(body.entry, state, tz)}.{_reason(body.reason)}"
        case b.Handover():
            return f"HANDOVER to {body.to}: {body.summary} {_still_open(body.open_actions)}"
        case b.IncidentClosed():
            unanswered = "; ".join(body.unanswered)
            ends = f" Not answered: {ended(unanswered)}" if unanswered else ""
            return f"INCIDENT CLOSED: {ended(body.reason)} {_still_open(body.open_actions)}{ends}"
        case b.SharedLate():
            count = len(body.entries)
            what = f"{count} entr{'y' if count == 1 else 'ies'}"
            if body.back:
                return f"PUT BACK NOW: {what} of {body.desk}, which the database had lost."
            since = near_clock(body.away_since, now, tz)
            return f"SHARED NOW: {what} of {body.desk}, which had no database since {since}."
        case b.ReviewNote() | b.ReviewQuestion() | b.ReviewAnswer() | b.Learning() | b.SignedOff():
            about = getattr(body, "entry", "") or getattr(body, "question", "")
            return say_review(body, _quoted(about, state, tz), now, tz)
        case _:
            return _say_register(body)


def _read_out(body: b.PlanReadOut) -> str:
    status = f", {body.status}" if body.status else ""
    version = f"version {body.version}{status}" if body.version else f"version ?{status}."
    parts = [PARTS[key].title if key in PARTS else key for key in body.fields]
    said = _listed((*parts, *body.professionals))
    return (
        f"BIRTH PLAN READ OUT BY TELEPHONE by {body.read_by}, {body.agency}: "
        f"{ended(version)} Parts: {ended(said)}"
    )


def _power_started(body: b.PowerStarted, tz: ZoneInfo | None) -> str:
    epo = f" EPO in force: {body.epo_in_force}." if body.epo_in_force else ""
    why = _reason(body.epo_reason, " Compelling reason: ")
    applied = f" Applied for by: {body.applied_by}." if body.applied_by else ""
    end = day_clock(body.expires, tz) if body.expires else body.until
    ends = f" Ends: {ended(end)}" if end else ""
    holiday = _reason(body.holiday, " Longer for a public holiday: ")
    by = f" {ended(body.authority)}" if body.authority else ""
    said = f"{epo}{why}{applied}{ends}{holiday}{by}"
    return f"POWER STARTED: {body.power}, by {ended(party(body.by))}{said}"


def _order_checked(body: b.OrderChecked) -> str:
    why = _reason(body.reason, " s46 goes on: ")
    return f"EPO in force beside s46: {body.in_force.upper()}, said by {ended(body.said_by)}{why}"


def _parents_told(body: b.ParentsTold, state: State) -> str:
    bodies = (found.body for id in body.restrictions if (found := state.find(id)))
    about = _listed(tuple(one.what for one in bodies if isinstance(one, b.DisclosureRestricted)))
    ends = "ENDS" if body.outcome == "ends" else "STAYS"
    kept = f" What must not be told {ends}: {ended(about)}" if about else ""
    return (
        f"PARENTS TOLD ({body.who}) by {body.told_by}: {ended(body.what)}{kept} "
        f"Decided by {ended(body.decided_by)}{_reason(body.reason)}"
    )


def _still_open(actions: tuple[str, ...]) -> str:
    return f"Still open: {ended(_listed(actions))}" if actions else "No action left open."


def _say_register(body: AnyBody) -> str:
    match body:
        case b.OperatorAdded():
            return f"Operator added: {body.name}, {body.role}, {ended(body.agency)}"
        case b.OperatorDisabled():
            what = f"One key of {body.name}" if body.public_key else body.name
            return f"DISABLED: {what} signs no more. {body.why}"
        case b.OperatorRoleSet():
            return f"{body.name} is {body.role} from now on. {body.why}".rstrip()
        case b.HistoryAccepted():
            return f"Taken as it stands: {body.what} {body.why}"
        case b.SignedIn():
            return "Signed in."
        case b.SignedOut():
            return "Signed out."
        case b.IncidentRegistered():
            return f"Incident {body.reference} opened."
        case b.RecordOpened():
            return f"Looked at {ended(body.what)} {body.found}"
        case b.Exported():
            return f"Exported {ended(body.what)} {body.sha256}"
        case b.Refused():
            return f"REFUSED {body.what}: {body.why}"
        case b.OthersRecordRefused():
            about = f" for {body.incident}" if body.incident else ""
            return f"REFUSED: {body.agency} sent somebody else's record ({body.offer}){about}."
        case b.CheckpointWritten():
            return f"Checkpoint written over {body.heads} chains ({body.sha256[:12]})."
        case _:
            return body.kind
