"""Searching people, in lines: how agencies answered, who was found, who may be the same person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ooh_console.desk.family import Relative, already, identity, resembles, suggested
from ooh_console.desk.incident import Incident
from ooh_console.desk.linking import Found
from ooh_console.desk.marking import Marking
from ooh_console.desk.panels.holdings import source_words
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.view import View
from ooh_console.domain.matches import Candidate, Holder, Known, Match, contradiction
from ooh_console.domain.people import Relation, spoken_nhs_number
from ooh_console.domain.protected import Protected
from ooh_console.domain.sources import SourceState
from ooh_console.domain.text import line
from ooh_console.domain.times import day

TYPED = "typed"
"""The id of the row that types a person in by hand."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the list: a heading without `id`, or somebody who can be chosen."""

    lines: tuple[Line, ...]
    id: str = ""
    candidate: Candidate | None = None
    relation: Relation | None = None
    digit: str = ""
    """The key that links them (family)."""
    linked: Relation | None = None
    """What they are linked as, if they are."""
    like: str = ""
    """The name of somebody linked who may be the same person."""
    asks: bool = False
    """Whether somebody must say first who else they are."""


def sources(found: Found | None, view: View) -> list[Line]:
    """How each agency answered: held, none held, could not check, not checked yet (I7)."""
    lines = []
    for holding in found.sources if found else ():
        alarming = holding.state is SourceState.COULD_NOT_CHECK
        source = found.holdings.source(holding.agency) if found else None
        # The reason may be long and wrap; whom to ring comes before it.
        telephone = line(source.telephone, 20) if source and alarming else ""
        ring = f"ring {telephone} · " if telephone else ""
        lines.append(
            row(
                Span(f"  {line(holding.agency, 24):<24} ", Tone.QUIET),
                Span(ring, Tone.STRONG),
                Span(source_words(holding, view), Tone.ALARM if alarming else Tone.PLAIN),
            )
        )
    if found and not lines:
        return []
    return lines or [quiet("  Nobody has been asked yet.")]


def items(
    incident: Incident,
    found: Found | None,
    known: Protected | None = None,
    *,
    digits: bool = True,
) -> list[Item]:
    """The list: family of those linked, certain, possible, others; then typing in by hand. Without
    `digits` no key stands before the family."""
    listed: list[Item] = []
    if found is not None:
        family = found.family(incident)
        listed += _family(family, digits=digits)
        # Whoever may be one of the family stands with them, and not apart as somebody else.
        alike = (Candidate((h,), Match.NO) for one in family for h in one.candidate.perhaps)
        shown = {identity(one) for one in (*(one.candidate for one in family), *alike)}
        grouped = found.candidates
        parts: tuple[tuple[str, Tone, Sequence[Candidate]], ...] = (
            ("Found by number", Tone.TITLE, grouped.certain),
            (
                "POSSIBLE MATCH: alike by name and date only. Confirm that it is them",
                Tone.WARNING,
                grouped.possible,
            ),
            ("Found around this address or family", Tone.TITLE, grouped.others),
        )
        for title, tone, people in parts:
            rest = [one for one in people if identity(one) not in shown]
            if rest:
                listed.append(Item((row(Span(title, tone)),)))
                listed += [_person(incident, found, one) for one in rest]
        if not listed:
            listed.append(Item((_nobody(found),)))
    by_hand = row(Span("Type somebody in by hand", Tone.STRONG))
    marking = Marking(protected=known or Protected())
    said = (replace(one, lines=tuple(marked(one.lines, marking))) for one in listed)
    return [*said, Item((by_hand,), TYPED)]


def _nobody(found: Found) -> Line:
    """Nobody found is only said of agencies that answered."""
    if not found.sources:
        words = "NOBODY WAS ASKED: no agency that holds people is configured here."
        return row(Span(words, Tone.WARNING))
    states = {holding.state for holding in found.sources}
    if SourceState.NOT_CHECKED in states:
        return quiet("Asking…")
    if SourceState.COULD_NOT_CHECK in states:
        words = "Nobody found SO FAR: not every agency could be checked."
        return row(Span(words, Tone.WARNING))
    return row(f"Nobody found for {found.search.words}: every agency answered.")


def _family(relatives: Sequence[Relative], *, digits: bool) -> list[Item]:
    found: list[Item] = []
    for number, one in enumerate(relatives[:9], 1):
        if not found:
            title = f"Family of {line(one.of, 40)}{': the digit links them' if digits else ''}"
            found.append(Item((row(Span(title, Tone.TITLE)),)))
        by = f" · {line(', '.join(one.candidate.agencies), 60)}"
        first = row(
            Span(f"{f'{number} ' if digits else ''}{one.relation}: ", Tone.STRONG),
            Span(about(one.candidate), Tone.PLAIN),
            Span(by, Tone.QUIET),
        )
        lines = [first]
        for other in one.candidate.perhaps:
            said = f"perhaps also: {line(other.person.name, 50)} · {line(other.agency, 30)}"
            lines.append(row(Span(f"  {said}", Tone.WARNING)))
        lines += conflict(one.candidate)
        lines += resembling(one.like)
        asks = bool(one.candidate.perhaps or one.like or one.candidate.disputed)
        key = identity(one.candidate)
        found.append(
            Item(
                tuple(lines),
                key,
                one.candidate,
                one.relation,
                str(number),
                like=one.like,
                asks=asks,
            )
        )
    return found


def resembling(name: str) -> list[Line]:
    """That they are alike somebody who is linked."""
    said = f"  alike {line(name, 50)}, who is linked: the same person?"
    return [row(Span(said, Tone.WARNING))] if name else []


def conflict(candidate: Candidate) -> list[Line]:
    """That the same NHS number is held for somebody else, whom it names."""
    found = []
    for holder in candidate.disputed:
        known = Known.of(holder.agency, holder.person)
        who = about(Candidate((holder,), Match.NO))
        why = contradiction(candidate.known, known) or "another person"
        said = f"  CONFLICT, {why}: {line(holder.agency, 30)} holds this number for {who}"
        found.append(row(Span(said, Tone.ALARM)))
    return found


def about(candidate: Candidate) -> str:
    """Name, number and date, on one line."""
    known = candidate.known
    parts = [line(known.name, 50) or "name not sent"]
    if known.nhs_number:
        parts.append(f"NHS {spoken_nhs_number(known.nhs_number)}")
    else:
        parts.append("no NHS number")
    if known.born:
        parts.append(f"born {day(known.born)}")
    if known.expected:
        parts.append(f"expected {day(known.expected)}")
    return ", ".join(parts)


def _person(incident: Incident, found: Found, candidate: Candidate) -> Item:
    linked = already(incident.state.people, candidate)
    relation = suggested(candidate, found.records)
    spans = [Span(f"  held by {line(', '.join(candidate.agencies), 80)}", Tone.QUIET)]
    if linked is not None:
        spans.append(Span(f" · LINKED as {linked.relation}", Tone.GOOD))
    elif relation is not None:
        spans.append(Span(f" · {relation}?", Tone.QUIET))
    lines = [row(Span(about(candidate), Tone.STRONG)), row(*spans)]
    lines += conflict(candidate)
    people = incident.state.people
    like = resembles(people, candidate, relation) if linked is None else ""
    lines += resembling(like)
    as_what = linked.relation if linked is not None else None
    key = identity(candidate)
    return Item(tuple(lines), key, candidate, relation, linked=as_what, like=like)


def linked_already(item: Item) -> str:
    """That somebody is linked, and as what."""
    who = item.candidate.known.name if item.candidate is not None else ""
    return f"{line(who, 60) or 'This person'} is linked already, as {item.linked}."


def chosen(candidate: Candidate, alike: str, confirms: str = "Enter confirms") -> list[Line]:
    """Everything that agencies say of one candidate, before they are linked. `alike` says how
    somebody who is alike is taken in, `confirms` how a match is confirmed."""
    found = [row(Span("LINK ", Tone.TITLE), Span(about(candidate), Tone.STRONG))]
    if candidate.match is Match.POSSIBLE:
        words = f"POSSIBLE MATCH by name and date only: {confirms} that it is the same person."
        found.append(row(Span(words, Tone.WARNING)))
    found += [_holder(holder) for holder in candidate.holders]
    found += conflict(candidate)
    if candidate.perhaps:
        found.append(row(Span(f"{alike} Alike by name and date only:", Tone.WARNING)))
        found += [_holder(holder) for holder in candidate.perhaps]
    return found


def _holder(holder: Holder) -> Line:
    person = holder.person
    # Which of them is protected is known by every holder's word: the dialog marks the line.
    place = line(person.addresses[0].words(), 60) if person.addresses else ""
    said = [line(person.name, 50), line(person.identifier, 30), place]
    if person.born:
        said.append(f"born {day(person.born)}")
    words = ", ".join(part for part in said if part)
    spans = [Span(f"  {line(holder.agency, 24)}: ", Tone.QUIET), Span(words)]
    if not person.fully_read:
        spans.append(Span(" [not fully read]", Tone.WARNING))
    return row(*spans)


def protected_in(incident: Incident, found: Found | None) -> Protected:
    """The addresses that somebody holds as protected, in what was found too."""
    view = incident.view()
    known = Protected.of(view.state, found.holdings if found is not None else view.holdings)
    return replace(known, places=(*known.places, *view.protected.places))
