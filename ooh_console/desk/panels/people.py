"""Who is linked, in lines: each person once, under every identity by which they are known."""

from __future__ import annotations

from ooh_console.desk.panels.lines import Line, Span, Tone, at_most, quiet, row
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_people import HOW_LINKED
from ooh_console.domain.bodies import BirthRecorded, PersonLinked
from ooh_console.domain.disputes import IN_DOUBT, in_doubt
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.people import spoken_nhs_number
from ooh_console.domain.persons import LinkedPerson, babies, called, person_of, persons
from ooh_console.domain.text import line
from ooh_console.domain.times import near_clock, written_day
from ooh_console.domain.tolerant import Fact

_NOBODY = "Nobody is linked: agencies are asked about the address alone."


def people(view: View, limit: int | None = None) -> list[Line]:
    """Who is linked to this incident, one line a person."""
    found = [_short(one, view) for one in persons(view.state)]
    if not found:
        return [row(Span(_NOBODY, Tone.WARNING))]
    return at_most(found, limit, "K shows everybody")


def _short(person: LinkedPerson, view: View) -> Line:
    body = person.bodies[-1]
    name = called(person, view.state)
    number = next(iter(person.numbers), "")
    parts = [name] if not number or spoken_nhs_number(number) in name else [
        name, f"NHS {spoken_nhs_number(line(number, 12))}"
    ]  # fmt: skip
    parts += [f"born {written_day(line(body.born, 12))}"] if body.born else []
    parts += (
        [f"expected {written_day(line(body.expected, 12))}"]
        if body.expected and not body.born
        else []
    )
    mark = view.in_doubt & set(person.numbers)
    doubt = [Span(f"[{IN_DOUBT}] ", Tone.ALARM)] if mark else []
    return row(Span(f"{person.relation:<16} ", Tone.QUIET), *doubt, ", ".join(parts))


def births(view: View) -> list[str]:
    """`BORN 02:11 GMT`; of twins each by name, and how many of them are not born yet."""
    state = view.state
    every, found, known = babies(state), list[str](), set[str]()
    for entry in state.live("birth_recorded"):
        baby = person_of(body_of(entry, BirthRecorded).baby, state)
        known |= {baby.id} if baby else set()
        name = f"{called(baby, state)} " if baby and len(every) > 1 else ""
        found.append(f"{name}BORN {_at(entry, view)}")
    waiting = [one for one in every if one.id not in known]
    if found and len(every) > 1 and waiting:
        names = ", ".join(called(one, state) for one in waiting)
        found.append(f"NO BIRTH RECORDED of {names}")
    return found


def number_in_doubt(fact: Fact, view: View) -> list[Line]:
    """Whose number it is that a fact is held under, where that is in doubt: each of them named."""
    if not in_doubt(fact, view.in_doubt):
        return []
    return [
        row(Span(f"  {IN_DOUBT}: it may be about {either}", Tone.ALARM))
        for one in view.disputes
        if in_doubt(fact, (one.number,))
        for either in [" or about ".join(one.words())]
    ]


def _disputes(view: View) -> list[Line]:
    found: list[Line] = []
    for one in view.disputes:
        number = spoken_nhs_number(one.number)
        words = f"CONFLICT: NHS {number} is held for {len(one.people)} people. One is an error:"
        found.append(row(Span(words, Tone.ALARM)))
        found += [row(Span(f"  {each}", Tone.STRONG)) for each in one.words()]
        found.append(quiet("  Ask each agency. What this number holds may be about either."))
    return [*found, row("")] if found else []


def people_page(view: View) -> list[Line]:
    """Everybody linked, in full; then who was linked before and is not any more, and why."""
    found = _disputes(view)
    for person in persons(view.state):
        found += [*_in_full(person, view), row("")]
    if not view.state.people:
        found += [row(Span(_NOBODY, Tone.WARNING)), row("")]
    ended = view.state.live("person_unlinked")
    if ended:
        found.append(row(Span("Linked before, and not any more", Tone.TITLE)))
        found += [row(f"  {_at(e, view)} {_said(e, view)}") for e in ended]
    return found


def _in_full(person: LinkedPerson, view: View) -> list[Line]:
    first = Span(f"{person.relation}: ", Tone.STRONG)
    newest, *older = reversed(person.links)
    found = [row(first, _identity(newest, called(person, view.state))), *_grounds(newest, view)]
    for entry in older:
        name = line(body_of(entry, PersonLinked).name, 60)
        found += [row(Span("  also known as ", Tone.QUIET), _identity(entry, name))]
        found += _grounds(entry, view)
    found += [row(Span(f"  {_at(e, view)} {_said(e, view)}", Tone.GOOD)) for e in person.same]
    links = {entry.id for entry in person.links}
    found += [
        row(Span(f"  BORN {_at(entry, view)}", Tone.STRONG))
        for entry in view.state.live("birth_recorded")
        if body_of(entry, BirthRecorded).baby in links
    ]
    return found


def _identity(entry: Entry, name: str) -> str:
    body = body_of(entry, PersonLinked)
    number = spoken_nhs_number(line(body.nhs_number, 12))
    said = [name]
    if number not in name or not number:
        said.append(f"NHS {number}" if number else "no NHS number")
    said += [f"born {written_day(line(body.born, 12))}"] if body.born else []
    said += [f"expected {written_day(line(body.expected, 12))}"] if body.expected else []
    return ", ".join(said)


def _grounds(entry: Entry, view: View) -> list[Line]:
    body = body_of(entry, PersonLinked)
    by = f"{line(entry.operator, 40)}, {line(entry.role, 30)}"
    found = [quiet(f"    {HOW_LINKED[body.match]}; linked {_at(entry, view)} by {by}")]
    if body.address is not None and body.address.words():
        said = view.protected.words(body.address, 100)
        mark = Tone.RESTRICTED if view.protected.covers(body.address) else Tone.QUIET
        found.append(row(Span(f"    {said}", mark)))
    own = [line(f"{agency} {one}", 50) for agency, one in body.identifiers.items()]
    return [*found, quiet(f"    known to {', '.join(own)}")] if own else found


def _at(entry: Entry, view: View) -> str:
    return near_clock(entry.occurred_at, view.now, view.habits.tz)


def _said(entry: Entry, view: View) -> str:
    return sentence(entry, view.state, view.habits.tz, 300)
