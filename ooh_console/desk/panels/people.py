"""Who is linked, in lines: each person once, under every identity by which they are known."""

from __future__ import annotations

from ooh_console.desk.panels.lines import Line, Span, Tone, at_most, quiet, row
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_people import HOW_LINKED
from ooh_console.domain.bodies import PersonLinked
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.people import spoken_nhs_number
from ooh_console.domain.persons import LinkedPerson, called, persons
from ooh_console.domain.text import line
from ooh_console.domain.times import near_clock

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
        name, f"NHS {line(number, 12)}"
    ]  # fmt: skip
    parts += [f"born {line(body.born, 12)}"] if body.born else []
    parts += [f"expected {line(body.expected, 12)}"] if body.expected and not body.born else []
    return row(Span(f"{person.relation:<16} ", Tone.QUIET), ", ".join(parts))


def people_page(view: View) -> list[Line]:
    """Everybody linked, in full; then who was linked before and is not any more, and why."""
    found: list[Line] = []
    for person in persons(view.state):
        found += [*_in_full(person, view), row("")]
    if not found:
        found = [row(Span(_NOBODY, Tone.WARNING)), row("")]
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
    return found


def _identity(entry: Entry, name: str) -> str:
    body = body_of(entry, PersonLinked)
    number = spoken_nhs_number(line(body.nhs_number, 12))
    said = [name]
    if number not in name or not number:
        said.append(f"NHS {number}" if number else "no NHS number")
    said += [f"born {line(body.born, 12)}"] if body.born else []
    said += [f"expected {line(body.expected, 12)}"] if body.expected else []
    return ", ".join(said)


def _grounds(entry: Entry, view: View) -> list[Line]:
    body = body_of(entry, PersonLinked)
    by = f"{line(entry.operator, 40)}, {line(entry.role, 30)}"
    found = [quiet(f"    {HOW_LINKED[body.match]}; linked {_at(entry, view)} by {by}")]
    own = [line(f"{agency} {one}", 50) for agency, one in body.identifiers.items()]
    return [*found, quiet(f"    known to {', '.join(own)}")] if own else found


def _at(entry: Entry, view: View) -> str:
    return near_clock(entry.occurred_at, view.now, view.habits.tz)


def _said(entry: Entry, view: View) -> str:
    return sentence(entry, view.state, view.habits.tz, 300)
