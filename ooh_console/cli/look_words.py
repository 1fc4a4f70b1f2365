"""What agencies hold in words, one thing a line, for a screen and for a screen reader.

Every outside text is cleaned (I8); what must not reach the family is marked on each line (I9).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ooh_console.cli import child_protection_words as child_protection
from ooh_console.cli.asking import Found, in_words
from ooh_console.cli.look_facts import from_memory, not_fully_read
from ooh_console.desk.desk import Desk
from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.desk.panels.restricted import marked
from ooh_console.desk.panels.warnings import meaning_lines
from ooh_console.desk.restrictions import ends_for
from ooh_console.domain.attendance import WORDS, Commitment, overdue
from ooh_console.domain.disputes import IN_DOUBT, disputes, in_doubt, numbers_in_doubt
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.markers import Marker
from ooh_console.domain.matches import Candidate, Holder, Match
from ooh_console.domain.meanings import Meanings
from ooh_console.domain.people import Person, spoken_nhs_number
from ooh_console.domain.plans import PARTS, TEMPLATE, BirthPlan, missing, restricted_in
from ooh_console.domain.protected import Protected
from ooh_console.domain.sources import STATE_SHAPES, STATE_WORDS, SourceState
from ooh_console.domain.stamped import stamped_ahead
from ooh_console.domain.state import State
from ooh_console.domain.text import clean, is_blank, line
from ooh_console.domain.times import aged, day, day_clock, local, local_day, near_clock
from ooh_console.domain.tolerant import Fact

_MATCHES = {
    Match.NHS_NUMBER: "CERTAIN, same NHS number",
    Match.AGENCY_IDENTIFIER: "CERTAIN, same agency identifier",
    Match.POSSIBLE: "POSSIBLE MATCH, by name and date alone: nobody has confirmed it",
    Match.NO: "Found as well, and not like what was looked for",
}


def words(found: Found, desk: Desk) -> Iterator[str]:
    """The whole answer; a line that names a protected address says so first."""
    protected = Protected.of(State(), found.holdings)
    for one in _sections(found, desk, protected):
        yield protected.marked(one)


def _sections(found: Found, desk: Desk, protected: Protected) -> Iterator[str]:
    now, tz = desk.clock(), desk.habits.tz
    today = local(now, tz).date()
    holdings = found.holdings
    yield f"Looked for {in_words(found.sought)}, {day_clock(now, tz)}. This is on the register."
    yield from _asked_besides(found)
    failed = [h for h in holdings.held if h.state is SourceState.COULD_NOT_CHECK]
    for holding in failed:
        yield (
            f"COULD NOT CHECK {line(holding.agency, 60)}, {holding.offer}: {line(holding.reason)}."
        )
    conflicts = disputes(State(), holdings)
    for one in conflicts:
        yield f"CONFLICT: {one.sentence()}. One is an error: ask each agency."
    doubt = numbers_in_doubt(conflicts)
    yield from _headed("PEOPLE", _people(found, protected))
    if protected.places:
        yield from _headed("PROTECTED ADDRESSES, NOT FOR THE FAMILY", _places(found, protected))
    ends = ends_for(desk, found.sought.nhs_numbers)
    yield from _headed("BIRTH PLANS", plans(holdings, now, tz, ends, doubt))
    known = desk.habits.meanings
    markers = (
        words
        for h, m in holdings.markers
        for words in (*_in_doubt(m, doubt), *marker(h, m, today, now, known))
    )
    yield from _headed("WARNING MARKERS", markers)
    promises = (
        words
        for h, c in holdings.commitments
        for words in (*_in_doubt(c, doubt), *commitment(h, c, now, tz))
    )
    yield from _headed("ATTENDANCE", promises)
    if found.child_protection:
        yield from _headed("CHILD PROTECTION", child_protection.words(holdings, today, now, tz))
    yield from _headed("HOW EACH AGENCY ANSWERED", (source(h, now) for h in holdings.held))


def _in_doubt(fact: Fact, doubt: Collection[str]) -> Iterator[str]:
    """Said before what is held under a number of two people."""
    if in_doubt(fact, doubt):
        yield f"{IN_DOUBT}: what follows may be about either of the two named above."


def _headed(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield ""
    yield title
    empty = True
    for one in lines:
        empty = False
        yield one
    if empty:
        yield "None in what was answered; how each agency answered stands below."


def _asked_besides(found: Found) -> Iterator[str]:
    for place in found.also:
        yield f"Markers and attendance were also asked by the address {line(place.words(), 120)}."
    if found.protected:
        yield "A PROTECTED address is held; it was not passed on to the other agencies."
    if not found.sought.nhs_numbers and found.sought.name:
        yield "Plans are asked by NHS number: look again with the number of the person meant."


def _people(found: Found, protected: Protected) -> Iterator[str]:
    for candidate in _everybody(found):
        yield from _candidate(candidate, protected)


def _everybody(found: Found) -> tuple[Candidate, ...]:
    return (*found.people.certain, *found.people.possible, *found.people.others)


def _places(found: Found, protected: Protected) -> Iterator[str]:
    """The protected addresses, apart from every telephone of the family."""
    for candidate in _everybody(found):
        for holder in candidate.holders:
            for address in filter(protected.covers, holder.person.addresses):
                name = line(holder.person.name, 100) or "name not sent"
                place = protected.words(address, 120)
                yield f"{name}, as {line(holder.agency, 60)} holds it: {place}."


def _candidate(candidate: Candidate, protected: Protected) -> Iterator[str]:
    known = candidate.known
    parts = [line(known.name, 100) or "name not sent"]
    parts += [f"born {day(known.born)}"] if known.born else []
    parts += [f"expected {day(known.expected)}"] if known.expected else []
    parts += [f"NHS number {spoken_nhs_number(known.nhs_number)}"] if known.nhs_number else []
    held_by = ", ".join(line(agency, 60) for agency in candidate.agencies)
    yield f"{', '.join(parts)}. {_MATCHES[candidate.match]}. Held by {held_by}."
    for holder in candidate.holders:
        yield from _record(holder, protected)
    for holder in candidate.perhaps:
        name = line(holder.person.name, 100)
        yield f"  Perhaps the same person: {name} at {line(holder.agency, 60)}."
    for holder in candidate.disputed:
        name = line(holder.person.name, 100)
        yield f"  CONFLICT: {line(holder.agency, 60)} holds this NHS number for {name}."


def _record(holder: Holder, protected: Protected) -> Iterator[str]:
    person: Person = holder.person
    parts = [f"record {line(person.identifier, 40)}"] if person.identifier else []
    for address in person.addresses:
        if protected.covers(address):
            parts.append("a PROTECTED address, which stands apart below")
        else:
            parts.append(f"address {line(address.words(), 120)}")
    parts += [f"telephone {line(person.telephone, 30)}"] if person.telephone else []
    yield f"  {line(holder.agency, 60)}: {'; '.join(parts) or 'nothing more'}."
    for link in person.links:
        number = f", NHS number {line(link.nhs_number, 20)}" if link.nhs_number else ""
        yield f"    {line(link.relation, 40) or 'linked'}: {line(link.name, 100)}{number}."
    yield from not_fully_read(person)


def plans(
    holdings: Holdings,
    now: datetime,
    tz: ZoneInfo,
    ends: Sequence[str] = (),
    doubt: Collection[str] = (),
) -> Iterator[str]:
    """Every copy of the birth plan in full. `ends` is until when or what the restricted fields must
    not be told, by the open incidents about this person."""
    restricted = restricted_in(plan for _, plan in holdings.plans)
    if restricted and not ends:
        yield (
            f"{DO_NOT_TELL}, as marked below: no open incident says until when. Ask whoever "
            "decides before anybody of the family is told."
        )
    for holding, found in holdings.plans:
        marks = dict.fromkeys(restricted, marked(ends, 300))
        yield from _in_doubt(found, doubt)
        yield from plan(holding, found, marks, now, tz)


def plan(
    holding: Holding, found: BirthPlan, marks: Mapping[str, str], now: datetime, tz: ZoneInfo
) -> Iterator[str]:
    """One copy; a field that any copy keeps from the family has its mark in this one too."""
    title = found.title().replace("draft", "DRAFT")
    dated = f", dated {local_day(found.dated, tz)}" if found.dated else ""
    by = f" by {line(found.author, 80)}" if found.author else ""
    yield f"{line(holding.agency, 60)}: {title}{dated}{by}{from_memory(holding, now)}."
    yield from _ahead(found, now, tz)
    gaps = missing(found)
    if gaps:
        yield f"  MISSING: {'; '.join(gaps)}."
    known = [part.key for part in TEMPLATE]
    for key in (*known, *(key for key in found.fields if key not in PARTS)):
        text = found.fields.get(key, "")
        if is_blank(text):
            continue
        name = PARTS[key].title if key in PARTS else line(key, 60)
        mark = marks.get(key, "")
        yield from (f"  {name}: {mark}{one}" for one in _lines(text))
    for who in found.professionals:
        named = f"{line(who.name, 80) or 'not named'} {line(who.telephone, 30)}"
        yield f"  Named professional, {line(who.role, 60)}: {named.strip()}"
    for sent in found.distribution:
        to = " ".join(line(part, 60) for part in (sent.recipient, sent.sent, sent.how) if part)
        receipt = line(sent.receipt, 60) or "not confirmed"
        yield f"  Sent to {line(sent.agency, 60)}: {to or 'nobody yet'}. Receipt: {receipt}."
    yield from not_fully_read(found)


def marker(
    holding: Holding, found: Marker, today: date, now: datetime, known: Meanings
) -> Iterator[str]:
    """One warning marker in full: what it means, what to do and what not. None of it is for the
    family."""
    standing = found.standing(today)
    mark = f"[{standing}] " if standing else ""
    about = f"{found.subject.kind} {found.subject.words()}"
    yield (
        f"[{DO_NOT_TELL}] {mark}{line(found.category, 80) or 'category not sent'}, "
        f"about the {about}. "
        f"{line(holding.agency, 60)}{from_memory(holding, now)}."
    )
    yield from (f"  {one}" for one in _lines(found.text))
    yield from (" ".join(["", *one.text.split()]) for one in meaning_lines(found, known))
    dates = (("set", found.set_on), ("review", found.review), ("until", found.until))
    said = ", ".join(f"{name} {day(when)}" for name, when in dates if when)
    if said:
        yield f"  Dates: {said}."
    yield from _ahead(found, now, None)
    yield from not_fully_read(found)


def commitment(
    holding: Holding, found: Commitment, now: datetime, tz: ZoneInfo | None
) -> Iterator[str]:
    """One promise to attend."""
    said = WORDS[found.state] if found.state else "state not read"
    if overdue(found.state, found.eta, now):
        said = f"OVERDUE ({said})"
    parts = [said]
    parts += [f"ETA {near_clock(found.eta, now, tz)}"] if found.eta else []
    parts += [f"at {line(found.place, 80)}"] if found.place else []
    parts += [f"agreed role: {line(found.agreed_role, 120)}"] if found.agreed_role else []
    parts += [line(text, 200) for text in (found.reason, found.note) if text]
    who = line(found.who, 80) or "not named"
    memory = from_memory(holding, now)
    said = ", ".join(part.rstrip(".") for part in parts)
    yield f"{line(holding.agency, 60)}, {who}: {said}{memory}."
    yield from _ahead(found, now, tz)
    yield from not_fully_read(found)


def source(holding: Holding, now: datetime) -> str:
    """How one agency answered one question (I7)."""
    said = f"{STATE_SHAPES[holding.state]} {STATE_WORDS[holding.state]}"
    if holding.reason:
        said += f": {line(holding.reason)}"
    if holding.in_part:
        said += "; shown is what came"
    elif holding.fetched_at and holding.state is SourceState.COULD_NOT_CHECK:
        kept = "shown from memory" if holding.facts else "none held then"
        said += f"; {kept}, {aged(holding.fetched_at, now)}"
    return f"{line(holding.agency, 60)}, {holding.offer}: {said}."


def _ahead(fact: Fact, now: datetime, tz: ZoneInfo | None) -> Iterator[str]:
    """That a fact says it was made later than now."""
    if words := stamped_ahead(fact, now, tz):
        yield f"  CHECK: {words}."


def _lines(text: str) -> list[str]:
    return [one.strip() for one in clean(text).split("\n") if one.strip()]
