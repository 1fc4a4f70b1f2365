"""`link` at a terminal: a number, a relation, a yes; plain lines, one question at a time."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.cli.link_shapes import Linking
from ooh_console.cli.link_words import (
    CORRECTED,
    RELATIONS,
    Numbered,
    in_full,
    listed,
    numbered,
    people_lines,
    relation_of,
    said,
)
from ooh_console.cli.outcome import CannotDo, Outcome
from ooh_console.cli.printing import put
from ooh_console.cli.sign_in import Does
from ooh_console.desk.desk import Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.linking import Found, link
from ooh_console.desk.panels.candidates import linked_already
from ooh_console.desk.panels.lines import plain
from ooh_console.domain.people import Relation
from ooh_console.domain.text import is_blank, line


def talk(incident: Incident, found: Found, does: Does) -> Outcome:
    """Lists, asks whom to link, links, and lists them again, until nothing is typed.

    Raises what recording raises; whoever was linked before stays linked.
    """
    linked = 0
    people = numbered(incident, found)
    put(plain(listed(incident, found, people)))
    while people and (number := typed("Number of whom to link, or Enter to end: ")):
        one = _numbered(number, people)
        if one is None or not _links(incident, found, one, does):
            continue
        linked += 1
        people = numbered(incident, found)
        put(plain(people_lines(people)))
    return Outcome(
        text=f"{linked or 'Nobody'} linked." + (" show REF --ask asks about them." * bool(linked)),
        document=Linking(
            incident=incident.reference,
            exercise=incident.desk.exercise,
            asked=found.search.words,
            sources=[],
            found=[],
        ),
        notes=incident.desk.notices,
    )


def _numbered(text: str, people: Sequence[Numbered]) -> Numbered | None:
    """Who is meant; said, when that is nobody who can be linked."""
    key = text.strip().rstrip(".").casefold()
    one = next((each for each in people if key in (str(each.number), each.key)), None)
    if one is None:
        put(f"«{line(text, 20)}» is not in the list: type a number from 1 to {len(people)}.")
    elif one.item.linked:
        put(f"{linked_already(one.item)} {CORRECTED}")
        return None
    return one


def _links(incident: Incident, found: Found, one: Numbered, does: Does) -> bool:
    """Asks what is to be said, and links. Whether it did."""
    put(
        plain(
            in_full(
                incident, found, one, "you are asked to confirm", "Perhaps the same person too."
            )
        )
    )
    if one.in_doubt:
        asks = f"This is {'; '.join(one.in_doubt)}. Type yes if it is the right person: "
        if not _yes(asks):
            put("Nobody was linked.")
            return False
    also = one.candidate.perhaps
    if also and not _yes("Take in who may be the same person? yes, or Enter for no: "):
        also = ()
    relation = _relation(one)
    if relation is None:
        put("Nobody was linked.")
        return False
    try:
        entry, *_ = does(link(incident, one.candidate, relation, also=also))
    except Rejected as error:
        put(f"NOT SAVED. {error}")
        return False
    put(said(incident, entry))
    return True


def _relation(one: Numbered) -> Relation | None:
    probably = one.item.relation
    ends = f"Enter: {probably}" if probably else "Enter: link nobody"
    while answer := typed(f"What are they to the baby? {RELATIONS}. {ends}: "):
        try:
            return relation_of(answer)
        except CannotDo as error:
            put(str(error))
    return probably


def _yes(question: str) -> bool:
    return typed(question).casefold() == "yes"


def typed(question: str) -> str:
    """One line from the person; empty at the end of the input. Ctrl+C raises."""
    try:
        answer = input(line(question, 1_000) + " ")
    except EOFError:
        return ""
    return "" if is_blank(answer) else answer.strip()
