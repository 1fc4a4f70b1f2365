"""Who is linked to the incident, under every identity by which they are known."""

from __future__ import annotations

from ooh_console.desk.panels.people import births
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_people import HOW_LINKED
from ooh_console.domain.bodies import PersonLinked
from ooh_console.domain.disputes import IN_DOUBT
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.people import spoken_nhs_number
from ooh_console.domain.persons import LinkedPerson, called, persons
from ooh_console.domain.text import line
from ooh_console.reports.document import Listing, Paragraph, Run, Section, Weight, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import alarm, cell, paragraph, quiet, section, strong, table


def people(night: Night) -> Section:
    """Everybody linked, a row an identity; then births, and who is not linked any more."""
    view = night.view
    rows = [row for person in persons(view.state) for row in _rows(person, night)]
    doubts = tuple(
        words(
            alarm(f"NHS {spoken_nhs_number(one.number)} is held for {len(one.people)} people: "),
            line("; ".join(one.words()), 600),
        )
        for one in view.disputes
    )
    born = births(view)
    ended = [
        words(f"{night.at(entry.occurred_at)} {sentence(entry, view.state, night.tz, 500)}")
        for entry in view.state.live("person_unlinked")
    ]
    return section(
        "People",
        *((paragraph(strong(" · ".join(born))),) if born else ()),
        *((Listing(doubts),) if doubts else ()),
        table(
            "Everybody linked to this incident",
            (
                ("Who", 1.2), ("Name", 1.8), ("NHS number", 1.3), ("Born or expected", 1.2),
                ("Address", 2), ("Linked", 2.4),
            ),
            rows,
            "Nobody is linked.",
        ),
        *((_heading("Linked before, and not any more:"), Listing(tuple(ended))) if ended else ()),
    )  # fmt: skip


def _heading(text: str) -> Paragraph:
    return paragraph(quiet(text))


def _rows(person: LinkedPerson, night: Night) -> list[tuple[Words, ...]]:
    newest, *older = reversed(person.links)
    found = [_row(newest, called(person, night.view.state), str(person.relation), night)]
    found += [_row(one, body_of(one, PersonLinked).name, "also known as", night) for one in older]
    return found


def _row(entry: Entry, name: str, relation: str, night: Night) -> tuple[Words, ...]:
    view, body = night.view, body_of(entry, PersonLinked)
    doubt = body.nhs_number in view.in_doubt
    own = "; ".join(f"{line(a, 40)} {line(i, 40)}" for a, i in body.identifiers.items())
    how = HOW_LINKED[body.match]
    by = f"{how}, {night.at(entry.occurred_at)} by {line(entry.operator, 60)}"
    place = view.protected.words(body.address, 200) if body.address else ""
    hidden = body.address is not None and view.protected.covers(body.address)
    born = body.born or (f"expected {body.expected}" if body.expected else "")
    return (
        words(relation),
        cell(name, 200),
        words(
            *([alarm(f"{IN_DOUBT} ")] if doubt else []),
            spoken_nhs_number(line(body.nhs_number, 12)) or "none",
        ),
        cell(born, 40),
        words(Run(place, Weight.RESTRICTED if hidden else Weight.PLAIN)) if place else (),
        words(f"{by}{f'. Known to {own}' if own else ''}"),
    )
