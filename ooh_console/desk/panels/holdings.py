"""What agencies hold, in lines: birth plan, markers, attendance, and how each source answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ooh_console.desk.commands import key_for
from ooh_console.desk.panels.answers import attending
from ooh_console.desk.panels.child_protection import words_of_source
from ooh_console.desk.panels.lines import Line, Span, Tone, at_most, quiet, row
from ooh_console.desk.view import View
from ooh_console.domain.attendance import WORDS, Attendance, Commitment, overdue
from ooh_console.domain.bodies import OOH
from ooh_console.domain.clocks import apart_words, differ
from ooh_console.domain.coming import coming
from ooh_console.domain.copies import Copy, asked_by_number
from ooh_console.domain.disputes import IN_DOUBT, in_doubt
from ooh_console.domain.holdings import Holding
from ooh_console.domain.markers import Marker, SubjectKind
from ooh_console.domain.meanings import dangerous
from ooh_console.domain.plans import PlanStatus, differences, missing
from ooh_console.domain.sources import BY_HAND, STATE_SHAPES, STATE_WORDS, Offer, SourceState
from ooh_console.domain.stamped import stamped_ahead
from ooh_console.domain.text import line
from ooh_console.domain.times import age, aged, local, local_day, near_clock
from ooh_console.domain.tolerant import Fact

_TONES = {
    SourceState.HELD: Tone.PLAIN,
    SourceState.NONE_HELD: Tone.PLAIN,
    SourceState.COULD_NOT_CHECK: Tone.ALARM,
    SourceState.NOT_CHECKED: Tone.QUIET,
}


NOBODY = "nobody with an NHS number is linked (k)"
"""Why no agency was asked for a birth plan."""


def source_words(holding: Holding, view: View) -> str:
    """The four answers, with the age of what is shown from memory (I7)."""
    if holding.offer in BY_HAND:
        return words_of_source(holding, view)
    words = f"{STATE_SHAPES[holding.state]} {STATE_WORDS[holding.state]}"
    if holding.state is SourceState.COULD_NOT_CHECK:
        words += f" ({line(holding.reason, 80)})"
    if holding.fetched_at is None:
        unasked = holding.state is SourceState.NOT_CHECKED and holding.offer is Offer.PLANS
        return f"{words}: {NOBODY}" if unasked and not asked_by_number(view.state) else words
    if holding.in_part:
        return f"{words}; shown is what came, {age(holding.fetched_at, view.now)}"
    if holding.state in (SourceState.COULD_NOT_CHECK, SourceState.NOT_CHECKED):
        kept = "shown from memory" if holding.facts else "none held then"
        return f"{words}; {kept}, {aged(holding.fetched_at, view.now)}"
    return f"{words}, {age(holding.fetched_at, view.now)}"


def memory(holding: Holding, view: View) -> list[Span]:
    """`[12 min old] `, before the words of a fact that was not confirmed since (I7): what stands at
    the end of a line is cut where the line is short."""
    if not holding.from_memory or holding.fetched_at is None:
        return []
    return [Span(f"[{aged(holding.fetched_at, view.now)}] ", Tone.WARNING)]


def ahead(fact: Fact, view: View) -> list[Span]:
    """` [dated 02:40 GMT, which is still to come]`, where a fact says that it was made later than
    now: its agency's clock is wrong, or somebody mistyped."""
    words = stamped_ahead(fact, view.now, view.habits.tz)
    return [Span(f" [{words}]", Tone.WARNING)] if words else []


def again_words(at: datetime | None, now: datetime, tz: ZoneInfo) -> str:
    """When an agency that keeps failing is asked again by itself; empty when it is not spared."""
    return f"asked again at {near_clock(at, now, tz)}, {key_for('refresh')} now" if at else ""


def clock_line(apart: timedelta | None) -> list[Line]:
    """That an agency's clock differs from ours, where it does by more than two seconds."""
    if apart is None or not differ(apart):
        return []
    words = f"  CLOCK {apart_words(apart)}: times that it sends may be wrong by as much"
    return [row(Span(words, Tone.WARNING))]


def doubt(fact: Fact, view: View) -> list[Span]:
    """The mark of a fact whose NHS number is held for more than one person."""
    return [Span(f" [{IN_DOUBT}]", Tone.ALARM)] if in_doubt(fact, view.in_doubt) else []


def agency_tag(agency: str) -> Span:
    """The agency's name in a column."""
    return Span(f"{line(agency, 18):<18} ", Tone.QUIET)


def plans(view: View, limit: int | None = None) -> list[Line]:
    """One line a copy, the newest first: held or not, version, status, what is missing, who read
    it, differences to the newest; then the agencies that hold none."""
    copies = view.copies
    best = view.newest
    shown = sorted(copies, key=lambda copy: copy is not best)
    found = [_copy(copy, view.newest_beside(copy), view) for copy in shown]
    for holding in view.holdings.of(Offer.PLANS):
        if not any(copy.holding is holding for copy in copies):
            words = Span(source_words(holding, view), _TONES[holding.state])
            found.append(row(agency_tag(holding.agency), words))
    if not found:
        return [quiet("No agency is configured for birth plans.")]
    return at_most(found, limit, "F7 shows every copy")


def _copy(copy: Copy, best: Copy | None, view: View) -> Line:
    plan, holding = copy.plan, copy.holding
    draft = plan.status is not PlanStatus.AGREED
    spans: list[Span | str] = [
        agency_tag(copy.agency),
        Span(plan.title().replace("draft", "DRAFT"), Tone.ALARM if draft else Tone.STRONG),
    ]
    # What must be known of the line itself stands before what can be cut at its end (I6, I7).
    if not plan.fully_read and copy.read_out is None:
        spans.append(Span(" [not fully read]", Tone.WARNING))
    spans += doubt(plan, view)
    if whose := view.whose(copy):
        spans.append(Span(f" about {line(whose, 60)}", Tone.STRONG))
    if holding.from_memory and holding.fetched_at:
        spans.append(Span(f" [memory, {aged(holding.fetched_at, view.now)}]", Tone.WARNING))
    if copy.read_out:
        at = near_clock(copy.read_out.at, view.now, view.habits.tz)
        spans.append(Span(f", READ OUT by telephone {at}", Tone.WARNING))
    late = ahead(plan, view)
    spans += late
    if plan.dated and not late:
        spans.append(f" of {local_day(plan.dated, view.habits.tz)}")
    if gaps := len(missing(plan)):
        spans.append(f", {gaps} parts missing")
    if best is not None and copy is not best and (count := len(differences(best.plan, plan))):
        spans.append(Span(f", DIFFERS in {count}", Tone.WARNING))
    readers = view.state.readers(plan.digest)
    spans.append(f", read by {len(readers)}" if readers else ", not read yet")
    if holding.state is not SourceState.HELD:
        spans.append(Span(f" {source_words(holding, view)}", _TONES[holding.state]))
    return row(*spans)


def loudest_first(view: View) -> list[tuple[Holding, Marker]]:
    """Markers with dog and weapons first, then unread, then the rest; of each an expired one last,
    and an expired danger among the others."""
    today = local(view.now, view.habits.tz).date()

    def rank(pair: tuple[Holding, Marker]) -> tuple[bool, bool, bool]:
        marker = pair[1]
        expired = marker.expired(today)
        danger = dangerous(marker, view.habits.meanings) and not expired
        return not danger, bool(view.state.readers(marker.digest)), expired

    return sorted(view.holdings.markers, key=rank)


def markers(view: View, limit: int | None = None) -> list[Line]:
    """One line a marker, dog and weapons first: read or not, subject, words, standing, source."""
    found = [_marker(holding, marker, view) for holding, marker in loudest_first(view)]
    for holding in view.holdings.of(Offer.MARKERS):
        if holding.state is not SourceState.HELD:
            words = source_words(holding, view)
            found.append(row(agency_tag(holding.agency), Span(words, _TONES[holding.state])))
    if not found:
        return [quiet("No agency is configured for markers.")]
    return at_most(found, limit, "F8 shows every marker")


def _marker(holding: Holding, marker: Marker, view: View) -> Line:
    today = local(view.now, view.habits.tz).date()
    read = bool(view.state.readers(marker.digest))
    standing = marker.standing(today)
    kind = "address" if marker.subject.kind is SubjectKind.ADDRESS else marker.subject.words()
    spans: list[Span | str] = [
        Span("read   " if read else "UNREAD ", Tone.QUIET if read else Tone.ALARM),
        *memory(holding, view),
        Span(f"{line(kind, 20)}: ", Tone.STRONG),
        marker.summary(),
    ]
    # Whose it is must be known before what it says.
    spans[1:1] = [Span(f"{one.text.strip()} ", one.tone) for one in doubt(marker, view)]
    if standing:
        spans.append(Span(f" [{standing}]", Tone.WARNING))
    spans += ahead(marker, view)
    spans.append(Span(f" · {line(holding.agency, 18)}", Tone.QUIET))
    return row(*spans)


def attendance(view: View, limit: int | None = None) -> list[Line]:
    """Every agency's attendance: what its system promises, and beside it what was heard."""
    found: list[Line] = []
    for holding in view.holdings.of(Offer.COMMITMENTS):
        promises = [c for h, c in view.holdings.commitments if h is holding]
        found.extend(_promise(holding, promise, view) for promise in promises)
        if not promises:
            words = source_words(holding, view)
            found.append(row(agency_tag(holding.agency), Span(words, _TONES[holding.state])))
        elif holding.state is not SourceState.HELD:
            words = source_words(holding, view)
            found.append(row(agency_tag(""), Span(words, _TONES[holding.state])))
    for one in coming(view.state, view.holdings):
        if one.heard is None or one.agency == OOH:
            continue
        late = one.heard_overdue(view.now) and not one.there
        words = f"heard: {attending(one.heard, view)}"
        differ = [Span(f" DIFFER: {why}", Tone.WARNING) for why in one.differences]
        tone = Tone.ALARM if late else Tone.PLAIN
        found.append(row(agency_tag(one.agency), Span(words, tone), *differ))
    ooh = view.state.ooh
    if ooh.state is not None:
        late = overdue(ooh.state, ooh.eta, view.now)
        found.insert(
            0, row(agency_tag(OOH), Span(attending(ooh, view), Tone.ALARM if late else Tone.STRONG))
        )
    if not found:
        return [quiet("No agency is configured for attendance.")]
    return at_most(found, limit, "the window is small: make it larger")


def _promise(holding: Holding, promise: Commitment, view: View) -> Line:
    late = overdue(promise.state, promise.eta, view.now)
    words = WORDS[promise.state] if promise.state else "state not read"
    if late:
        words = f"OVERDUE ({words})"
    tone = Tone.ALARM if late or promise.state is Attendance.CANNOT_ATTEND else Tone.PLAIN
    spans: list[Span | str] = [
        agency_tag(holding.agency),
        *memory(holding, view),
        Span(words, tone),
    ]
    if not promise.fully_read:
        spans.append(Span(" [not fully read]", Tone.WARNING))
    spans += doubt(promise, view)
    spans += ahead(promise, view)
    tz = view.habits.tz
    if promise.who:
        spans.append(f", {line(promise.who, 30)}")
    if promise.eta and promise.state in (Attendance.WILL_ATTEND, Attendance.EN_ROUTE):
        spans.append(f", ETA {near_clock(promise.eta, view.now, tz)}")
    if promise.place:
        spans.append(f", at {line(promise.place, 40)}")
    if promise.agreed_role:
        spans.append(f", agreed role: {line(promise.agreed_role, 60)}")
    if promise.reason:
        spans.append(f", {line(promise.reason, 60)}")
    if promise.note:
        spans.append(Span(f" «{line(promise.note, 120)}»", Tone.STRONG))
    return row(*spans)


def sources(view: View, *, spoken: bool = False) -> list[Line]:
    """How each agency answered each question, with the reason and the age, and whose clock
    differs. Spoken, each answer says whose it is."""
    found = []
    for source in view.holdings.sources:
        telephone = f" · {line(source.telephone, 20)}" if source.telephone else ""
        answers = [h for h in view.holdings.of_incident if h.agency == source.agency]
        spared = max((h.asked_again_at for h in answers if h.asked_again_at), default=None)
        again = again_words(spared, view.now, view.habits.tz)
        words = Span(f" · {again}" if again else "", Tone.WARNING)
        found.append(row(Span(line(source.agency, 60), Tone.STRONG), telephone, words))
        found += clock_line(view.clocks.get(source.agency))
        for holding in answers:
            said = Span(source_words(holding, view), _TONES[holding.state])
            whose = f"  {line(source.agency, 60)}, {holding.offer}: "
            found.append(row(whose if spoken else f"  {holding.offer:<16} ", said))
    return found or [quiet("No agency is configured: see config/agencies.toml.")]
