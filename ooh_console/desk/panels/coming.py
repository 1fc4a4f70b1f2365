"""Attendance of every agency in one table: standing and absolute time, by system and as heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ooh_console.desk.panels.holdings import ahead, source_words
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.view import View
from ooh_console.domain.attendance import EXPECTED, WORDS, Attendance
from ooh_console.domain.bodies import CommitmentRecorded
from ooh_console.domain.coming import Coming, coming
from ooh_console.domain.entries import Entry
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.domain.text import line
from ooh_console.domain.times import ago, near_clock

_AGENCY, _WHO, _SOURCE, _STANDING = 18, 17, 8, 14


def attendance_table(view: View, *, spoken: bool = False) -> list[Line]:
    """A row for what each system says and one for what was heard of the same unit; under them the
    place, the reason, the agreed role, and where the two disagree. Spoken, each row is a sentence.
    """
    rows = coming(view.state, view.holdings)
    late = sum(one.overdue(view.now) for one in rows)
    found = []
    if late:
        found.append(row(Span(f"{late} OVERDUE", Tone.ALARM)))
    if not spoken:
        found.append(_cells("Agency", "Unit or person", "Source", "Standing", "When", Tone.QUIET))
    for one in rows:
        found += _rows(one, view, spoken=spoken)
    return [*found, *_without(view, spoken=spoken)]


def attendance_spoken(view: View) -> list[Line]:
    """The same for somebody who hears it."""
    return attendance_table(view, spoken=True)


def _sentence(agency: str, who: str, source: str, standing: str, when: str, tone: Tone) -> Line:
    whom = f"{line(agency, 60)}, {line(who, 60)}" if who else line(agency, 60)
    return row(Span(whom, Tone.STRONG), f", {source}: ", Span(standing, tone), f", {when}.")


def _cells(agency: str, who: str, source: str, standing: str, when: str, tone: Tone) -> Line:
    def cell(text: str, width: int) -> str:
        return f"{line(text, width - 1):<{width}}"

    return row(
        Span(cell(agency, _AGENCY), Tone.QUIET if tone is Tone.QUIET else Tone.STRONG),
        Span(cell(who, _WHO), Tone.QUIET if tone is Tone.QUIET else Tone.PLAIN),
        Span(cell(source, _SOURCE), Tone.QUIET),
        Span(cell(standing, _STANDING), tone),
        when,
    )


def _rows(one: Coming, view: View, *, spoken: bool) -> list[Line]:
    found, agency, who = [], one.agency, one.who
    cells = _sentence if spoken else _cells
    if one.sent is not None:
        late = one.sent_overdue(view.now) and not one.there
        when = _when(one.sent.state, one.sent.eta, one.sent.since, view)
        found.append(_standing(cells, agency, who, "system", one.sent.state, late, when))
        found += _more(one.sent.place, one.sent.reason, one.sent.agreed_role, one.sent.note)
        if one.holding is not None and one.holding.state is not SourceState.HELD:
            found.append(row(Span(f"    {source_words(one.holding, view)}", Tone.ALARM)))
        found += [row("   ", *late) for late in [ahead(one.sent, view)] if late]
        if not one.sent.fully_read:
            found.append(row(Span("    not fully read: s shows the agencies", Tone.WARNING)))
        # In the table they stand above; a line that is heard says whom it is about.
        agency, who = (agency, who) if spoken else ("", "")
    if one.heard is not None:
        heard = one.heard
        late = one.heard_overdue(view.now) and not one.there
        when = _when(heard.state, heard.eta, heard.since, view)
        found.append(_standing(cells, agency, who, "heard", heard.state, late, when))
        if one.sent is not None and heard.who and line(heard.who, 60) != line(one.who, 60):
            found.append(row(f"    as {line(heard.who, 60)}"))
        found += _more("", heard.reason, heard.agreed_role, heard.note)
        found += _from(heard.answer)
    if one.differences:
        words = "; ".join(one.differences)
        found.append(row(Span(f"    DIFFER: {words}", Tone.WARNING)))
    return found


def _standing(
    cells: Callable[..., Line],
    agency: str,
    who: str,
    source: str,
    state: Attendance | None,
    late: bool,
    when: str,
) -> Line:
    words = _SHORT[state] if state else "NOT READ"
    alarming = late or state in (None, Attendance.REQUESTED, Attendance.CANNOT_ATTEND)
    tone = Tone.ALARM if alarming else Tone.STRONG
    return cells(agency, who, source, "OVERDUE" if late else words, when, tone)


_SHORT = {**WORDS, Attendance.REQUESTED: "ASKED"}


def _when(
    state: Attendance | None, eta: datetime | None, since: datetime | None, view: View
) -> str:
    """Absolute, with the zone: an ETA while they are waited for, else since when."""
    tz, now = view.habits.tz, view.now
    if state in EXPECTED and eta is not None:
        passed = f" ({ago(eta, now)})" if eta < now else ""
        return f"ETA {near_clock(eta, now, tz)}{passed}"
    return f"since {near_clock(since, now, tz)}" if since is not None else "no time sent"


def _more(place: str, reason: str, agreed_role: str, note: str) -> list[Line]:
    """Where, why, which role instead, and what they say besides, a line each."""
    said = (
        ("at ", place, Tone.PLAIN),
        ("agreed role: ", agreed_role, Tone.PLAIN),
        ("reason: ", reason, Tone.PLAIN),
        ("", note, Tone.STRONG),
    )
    return [row(Span(f"    {lead}{line(text, 200)}", tone)) for lead, text, tone in said if text]


def _from(answer: Entry | None) -> list[Line]:
    if answer is None or not isinstance(answer.body, CommitmentRecorded):
        return []
    body = answer.body
    return [quiet(f"    heard from {line(body.heard_from, 60)}, {line(body.how, 30)}")]


def _without(view: View, *, spoken: bool) -> list[Line]:
    """Agencies whose system says nothing: in the four words, so that silence has a reason (I7)."""

    def name(agency: str) -> Span:
        return Span(f"{line(agency, 60)}: " if spoken else f"{line(agency, 17):<18}", Tone.STRONG)

    found = []
    promised = {holding.agency for holding, _ in view.holdings.commitments}
    for holding in view.holdings.of(Offer.COMMITMENTS):
        if holding.agency not in promised:
            failed = holding.state is SourceState.COULD_NOT_CHECK
            words = Span(source_words(holding, view), Tone.ALARM if failed else Tone.QUIET)
            found.append(row(name(holding.agency), words))
    for source in view.holdings.partners:
        if Offer.COMMITMENTS not in source.offers:
            number = f": {line(source.telephone, 20)}" if source.telephone else ""
            words = Span(f"not asked by its system: ring{number}", Tone.QUIET)
            found.append(row(name(source.agency), words))
    return found
