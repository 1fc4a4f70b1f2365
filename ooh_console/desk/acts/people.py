"""Acts on who is linked: somebody is typed in, a link ends or is corrected, two are one person."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import Act, Context, Field, Option, Values, fixed, said
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.desk.linking import day_typed
from ooh_console.domain import bodies as b
from ooh_console.domain.disputes import known_of
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.matches import Known, contradiction
from ooh_console.domain.people import Relation, nhs_number, spoken_nhs_number
from ooh_console.domain.persons import babies, called
from ooh_console.domain.text import is_blank, line
from ooh_console.domain.times import written_day


def _link_typed(values: Values, context: Context) -> Sequence[Recording]:
    """Somebody whom no agency has sent, as typed."""
    digits = ""
    if not is_blank(number := said(values, "nhs_number")):
        try:
            digits = nhs_number(number)
        except ValueError as error:
            raise Rejected(f"NOT an NHS number: {error}.", "nhs_number") from error
    try:
        expected = day_typed(said(values, "expected"))
    except Rejected as error:
        raise Rejected(str(error), "expected") from error
    name, birth = values["name"].strip(), day_typed(said(values, "born"))
    for one in context.view.state.people:
        if digits and one.nhs_number == digits:
            why = contradiction(known_of(one), Known(digits, name, birth, expected))
            doubt = f" under this number; {why}: ask whose number it is" if why else ""
            raise Rejected(
                f"{line(one.name, 60)} is linked already, as {one.relation}{doubt}.", "nhs_number"
            )
    body = b.PersonLinked(
        name=name,
        relation=Relation(values["relation"]),
        nhs_number=digits,
        born=birth.isoformat() if birth else "",
        expected=expected.isoformat() if expected else "",
        match="typed",
    )
    return [Recording(body)]


def links(context: Context) -> tuple[Option, ...]:
    """Every link that stands: `unborn baby: Baby Penhallow, County Maternity WCH1-B`."""
    return tuple(Option(e.id, _link_words(e)) for e in context.view.state.linked)


def _link_words(entry: Entry) -> str:
    body = body_of(entry, b.PersonLinked)
    parts = [f"{body.relation}: {line(body.name, 50)}"]
    parts += [f"NHS {spoken_nhs_number(body.nhs_number)}"] if body.nhs_number else []
    parts += [f"born {written_day(line(body.born, 12))}"] if body.born else []
    parts += [line(f"{agency} {own}", 40) for agency, own in list(body.identifiers.items())[:1]]
    return f"{', '.join(parts)} (entry {entry.seq})"


def to_be_born(context: Context) -> tuple[Option, ...]:
    """The babies of whom no birth is recorded: twins are two, and the record names which."""
    state = context.view.state
    born = {body_of(entry, b.BirthRecorded).baby for entry in state.live("birth_recorded")}
    return tuple(
        Option(one.id, f"{called(one, state)}, {one.relation}")
        for one in babies(state)
        if not born & {link.id for link in one.links}
    )


def only_baby(context: Context) -> str:
    """The baby who is to be born, where there is only one."""
    found = to_be_born(context)
    return found[0].value if len(found) == 1 else ""


def _link(id: str, name: str, context: Context) -> Entry:
    """The link of this id. Raises `Rejected` at the field when it does not stand any more."""
    found = next((e for e in context.view.state.linked if e.id == id), None)
    if found is None:
        raise Rejected("That person is not linked any more: choose again.", name)
    return found


def _unlink(values: Values, context: Context) -> Sequence[Recording]:
    entry = _link(values["person"], "person", context)
    return [Recording(b.PersonUnlinked(person=entry.id, reason=values["reason"]))]


def _relink(values: Values, context: Context) -> Sequence[Recording]:
    """The old link ends and the right one stands, together or not at all. What somebody said of
    them (that two are one person) is said of the right one too."""
    entry, relation = _link(values["person"], "person", context), Relation(values["relation"])
    body = body_of(entry, b.PersonLinked)
    if body.relation is relation:
        raise Rejected(f"{line(body.name, 60)} is linked as {relation} already.", "relation")
    ended = b.PersonUnlinked(person=entry.id, reason=values["reason"])
    right = Recording(body.model_copy(update={"relation": relation}))
    return [Recording(ended), right, *_said_again(entry.id, right.id, context)]


def _said_again(old: str, new: str, context: Context) -> list[Recording]:
    standing = {e.id for e in context.view.state.linked}
    found = []
    for entry in context.view.state.live("persons_same"):
        body = body_of(entry, b.PersonsSame)
        ends = {body.person, body.same_as}
        if old in ends and ends <= standing:
            changed = {n: new for n in ("person", "same_as") if getattr(body, n) == old}
            found.append(Recording(body.model_copy(update=changed)))
    return found


def _same(values: Values, context: Context) -> Sequence[Recording]:
    body = b.PersonsSame(
        person=_link(values["person"], "person", context).id,
        same_as=_link(values["same_as"], "same_as", context).id,
        said_by=values["said_by"],
        how=said(values, "how"),
    )
    return [Recording(body)]


_RELATIONS = fixed(*(Option(relation.value) for relation in Relation))

PEOPLE: tuple[Act, ...] = (
    Act(
        "link",
        "Type somebody in",
        (
            Field("name", "Name", required=True),
            Field(
                "relation", "Relation to the baby", required=True, closed=True, options=_RELATIONS
            ),
            Field("nhs_number", "NHS number", hint="ten digits; the last one checks the others"),
            Field("born", "Date of birth", hint="17/04/2003"),
            Field("expected", "Expected (unborn baby)", hint="04/12/2026"),
        ),
        _link_typed,
        timed=False,
    ),
    Act(
        "unlink",
        "Unlink: they do not belong to this incident",
        (
            Field("person", "Who", required=True, options=links, closed=True),
            Field("reason", "Why", required=True, hint="agencies are not asked about them then"),
        ),
        _unlink,
    ),
    Act(
        "relink",
        "Correct a link",
        (
            Field("person", "Who", required=True, options=links, closed=True),
            Field(
                "relation",
                "What they are to the baby",
                required=True,
                closed=True,
                options=_RELATIONS,
            ),
            Field("reason", "What was wrong", required=True),
        ),
        _relink,
    ),
    Act(
        "same-person",
        "Two who are linked are one person",
        (
            Field("person", "Known before as", required=True, options=links, closed=True),
            Field("same_as", "And is the same as", required=True, options=links, closed=True),
            Field("said_by", "Who says so", required=True, hint="name and role"),
            Field("how", "How they know", options=choices.how),
        ),
        _same,
    ),
)
