"""`link` in words: who was found, numbered; one of them in full; what must be confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ooh_console.cli import held_as_json as held
from ooh_console.cli.link_shapes import FoundShape
from ooh_console.cli.outcome import CannotDo
from ooh_console.cli.sharing import not_shared
from ooh_console.desk.incident import Incident
from ooh_console.desk.linking import Found
from ooh_console.desk.marking import Marking
from ooh_console.desk.panels import candidates as panel
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.screens import head, spoken
from ooh_console.desk.wording import sentence
from ooh_console.domain.entries import Entry
from ooh_console.domain.matches import Candidate, Match
from ooh_console.domain.people import Relation
from ooh_console.domain.text import line, name_key

BY_HAND = "Somebody whom no agency holds: record REF --form link."
RELATIONS = ", ".join(relation.value for relation in Relation)


CORRECTED = "Wrong? record REF --form relink corrects a link, --form unlink ends it."


@dataclass(frozen=True, slots=True)
class Numbered:
    """Somebody of the list, with a number for this list and a key for the next one."""

    number: int
    key: str
    under: str
    item: panel.Item
    candidate: Candidate

    @property
    def in_doubt(self) -> tuple[str, ...]:
        """What a person must confirm before this one is linked."""
        found = []
        if self.candidate.match is Match.POSSIBLE:
            found.append("a POSSIBLE MATCH by name and date only")
        if self.candidate.disputed:
            found.append("a CONFLICT: this number is held for somebody else too")
        if self.item.like:
            found.append(f"alike {line(self.item.like, 50)}, who is linked")
        return tuple(found)


def numbered(incident: Incident, found: Found) -> tuple[Numbered, ...]:
    """Everybody found, in the order of the screen."""
    known, under, people = panel.protected_in(incident, found), "", list[Numbered]()
    for item in panel.items(incident, found, known, digits=False):
        if item.candidate is None:
            under = item.lines[0].text
        else:
            key = hashlib.sha256(item.id.encode()).hexdigest()[:6]
            people.append(Numbered(len(people) + 1, key, under, item, item.candidate))
    return tuple(people)


def listed(incident: Incident, found: Found, people: Sequence[Numbered]) -> list[Line]:
    """What was asked, how each agency answered, and everybody found."""
    view = incident.view()
    lines = [
        head("Link people", view),
        row(f"Asked for {line(found.search.words, 200)}."),
        *panel.sources(found, view),
        row(""),
    ]
    lines += people_lines(people)
    if not people:
        nobody = panel.items(incident, found, digits=False)[0]
        lines += nobody.lines
    return spoken([*lines, row(""), quiet(BY_HAND)])


def family_of(people: Sequence[Numbered]) -> list[Line]:
    """Those who are offered as family of somebody who is linked; nothing where nobody is."""
    return people_lines([one for one in people if one.item.digit])


def people_lines(people: Sequence[Numbered]) -> list[Line]:
    """Everybody in the list, under their headings."""
    lines, under = list[Line](), ""
    for one in people:
        if one.under != under:
            under = one.under
            lines.append(row(Span(under, Tone.TITLE)))
        first, *rest = one.item.lines
        lines.append(row(Span(f"{one.number}. ", Tone.STRONG), *first.spans))
        lines += [row("   ", *each.spans) for each in rest]
        lines.append(quiet(f"   Key {one.key}"))
    return spoken(lines)


def in_full(incident: Incident, found: Found, one: Numbered, how: str, alike: str) -> list[Line]:
    """One of them, with everything that agencies say; `how` says what confirms it."""
    known = panel.protected_in(incident, found)
    lines = panel.chosen(one.candidate, alike, how)
    if one.item.like:
        lines += panel.resembling(one.item.like)
    if one.item.relation is not None:
        lines.append(quiet(f"Probably the {one.item.relation}."))
    return spoken(marked(lines, Marking(protected=known)))


def shape(one: Numbered, found: Found) -> FoundShape:
    """The same for a program."""
    item = one.item
    return FoundShape(
        number=one.number,
        key=one.key,
        under=one.under,
        words=[each.text.strip() for each in spoken(item.lines)],
        relation=item.relation.value if item.relation else None,
        linked_as=item.linked.value if item.linked else None,
        in_doubt=list(one.in_doubt),
        candidate=held.candidate(one.candidate, found.holdings),
    )


def relation_of(text: str) -> Relation:
    """What somebody is to the baby: how its words begin is enough. Raises `CannotDo`."""
    key = name_key(text)
    exact = [one for one in Relation if one.value == key]
    begins = exact or [one for one in Relation if key and one.value.startswith(key)]
    if len(begins) != 1:
        raise CannotDo(f"«{line(text, 40)}» is not one of: {RELATIONS}. Nobody was linked.")
    return begins[0]


def said(incident: Incident, entry: Entry) -> str:
    """That somebody is linked, in the words of the log."""
    words = sentence(entry, incident.state, incident.desk.habits.tz, 200)
    left = not_shared(incident.desk, incident.reference)
    return f"Recorded in {incident.reference} as entry {entry.seq}: {words} {CORRECTED}{left}"
