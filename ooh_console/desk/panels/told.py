"""Who knows which answer, in lines: a table of recipients by answer, and one cell of it in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.domain.bodies import CirculationChanged, NoticeFailed, NoticeGiven, Topic
from ooh_console.domain.circulation import SHAPES, Circulated, Knows, circulation
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.notices import failed
from ooh_console.domain.text import line, name_key
from ooh_console.domain.times import near_clock
from ooh_console.domain.told import is_removal

HEADS: dict[Topic, str] = {
    Topic.DECISION_MAKER: "DECIDES",
    Topic.LEAD: "LEADS",
    Topic.OOH: "OOH",
    Topic.HOSPITAL: "HOSPITAL",
    Topic.POWER: "POWER",
    Topic.ADDRESS: "ADDRESS",
}
_WORDS = {Knows.OLD: "OLD"}
_SHORT = {Knows.OLD: "OLD", Knows.NOT_TOLD: "not", Knows.CONFIRMED: "back"}
"""In columns in which not every word fits; a row under the table says them whole."""
_TONES = {
    Knows.OLD: Tone.ALARM,
    Knows.REFUSED: Tone.ALARM,
    Knows.NOT_TOLD: Tone.WARNING,
    Knows.TOLD: Tone.PLAIN,
    Knows.CONFIRMED: Tone.GOOD,
}
CELL, NAME = 12, 12
NO_NUMBER = "no telephone known"
NOTHING_YET = "There is no answer to tell yet, or nobody to tell it to."
NOTHING, NOT_ASKED = "—", "·"
"""No answer stands; this one need not be told that answer."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """The table: names in the order in which they are met, and each known cell."""

    names: Mapping[str, str]
    """`name_key` to the name as it is shown."""
    cells: Mapping[tuple[str, Topic], Circulated]


def everybody(view: View) -> Everybody:
    """Everybody who must know any answer. Pure: the same view gives the same table."""
    names: dict[str, str] = {}
    cells: dict[tuple[str, Topic], Circulated] = {}
    for topic in Topic:
        for one in circulation(topic, view.state, view.holdings):
            key = name_key(one.recipient.name)
            names.setdefault(key, one.recipient.name)
            cells[key, topic] = one
    return Everybody(names, cells)


def topics(view: View) -> tuple[Topic, ...]:
    """The answers that have a column: that of the address only where it was corrected."""
    return tuple(
        topic
        for topic in HEADS
        if topic is not Topic.ADDRESS or view.state.to_tell(topic) is not None
    )


def table(
    found: Everybody, order: Sequence[str], at: tuple[int, int], width: int, view: View
) -> list[Line]:
    """Heading and a row each; the cell at (row, column) has a pointer before it."""
    shown = topics(view)
    cell = min(CELL, (width - NAME) // len(shown))
    space = max(NAME, min(40, width - cell * len(shown)))
    lines = [
        row(
            Span(f"{'WHO':<{space}}", Tone.TITLE),
            *(Span(f" {HEADS[topic]:<{cell - 1}}"[:cell], Tone.TITLE) for topic in shown),
        )
    ]
    for number, key in enumerate(order):
        here = number == at[0]
        name = line(found.names.get(key, key), space - 1)
        spans = [Span(f"{name:<{space}}", Tone.STRONG if here else Tone.PLAIN)]
        for column, topic in enumerate(shown):
            pointer = "▸" if here and column == at[1] else " "
            words, tone = _cell(found.cells.get((key, topic)), topic, view, short=cell < CELL)
            spans += [Span(pointer, Tone.TITLE), Span(f"{words:<{cell - 1}}"[: cell - 1], tone)]
        lines.append(row(*spans))
    if not order:
        return [*lines, quiet(NOTHING_YET)]
    if cell < CELL:
        lines.append(quiet("   ".join(f"{shape} {knows}" for knows, shape in SHAPES.items())))
    return [*lines, quiet(f"{NOTHING} nobody has answered yet   {NOT_ASKED} need not be told")]


def _cell(one: Circulated | None, topic: Topic, view: View, *, short: bool) -> tuple[str, Tone]:
    if one is not None:
        known = (_SHORT if short else _WORDS).get(one.knows, one.knows.value)
        return f"{SHAPES[one.knows]} {known}", _TONES[one.knows]
    return (NOTHING if view.state.to_tell(topic) is None else NOT_ASKED), Tone.QUIET


def cell_in_full(name: str, topic: Topic, one: Circulated | None, view: View) -> list[Line]:
    """One recipient and one answer: number, the answer in force, what they were last told."""
    tz, state = view.habits.tz, view.state
    number = line(one.recipient.telephone, 40) if one else ""
    knows = f"{SHAPES[one.knows]} {one.knows}" if one else "need not be told this"
    found = [
        row(
            Span(line(name, 40), Tone.STRONG),
            f" · {number or NO_NUMBER} · {topic}: ",
            Span(knows, _TONES[one.knows] if one else Tone.QUIET),
        )
    ]
    answer = state.to_tell(topic)
    if answer is None:
        return [*found, quiet(f"Nobody has answered yet on {topic}: there is nothing to tell.")]
    withdrawn = state.answer(topic) is None
    word = "WITHDRAWN " if withdrawn else "IN FORCE  "
    found.append(row(Span(word, Tone.TITLE), sentence(answer, state, tz, 200)))
    return [*found, *_history(name, one, answer, view)]


def _history(name: str, one: Circulated | None, answer: Entry, view: View) -> list[Line]:
    """What their system did not take, what they were last told, and what they said to it."""
    tz, state, found = view.habits.tz, view.state, list[Line]()
    unsent = failed(state, answer, name)
    if unsent is not None:
        at = near_clock(unsent.occurred_at, view.now, tz)
        why = line(body_of(unsent, NoticeFailed).reason, 160)
        found.append(
            row(Span("NOT SENT  ", Tone.TITLE), Span(f"{at} their system {why}", Tone.ALARM))
        )
    if one is not None and one.told is not None:
        notice, told = body_of(one.told.notice, NoticeGiven), one.told
        at = near_clock(told.notice.occurred_at, view.now, tz)
        by = line(told.notice.operator, 40)
        how = line(notice.how, 30)
        words = line(notice.words, 200)
        found.append(row(Span("LAST TOLD ", Tone.TITLE), f"{at} by {by}, {how}: «{words}»"))
        reply = told.confirmed or told.refused
        if reply is not None:
            when = near_clock(reply.occurred_at, view.now, tz)
            found.append(row(Span("THEY SAID ", Tone.TITLE), f"{when} {sentence(reply, state)}"))
    return found


def told_page(view: View) -> list[Line]:
    """The answers in force; then each recipient, and what they know of each answer, a line each."""
    tz, state = view.habits.tz, view.state
    found = everybody(view)
    lines = [title("Answers to tell")]
    for topic in topics(view):
        answer = state.to_tell(topic)
        if answer is None:
            lines.append(quiet(f"  {topic}: nobody has answered yet, there is nothing to tell."))
        else:
            word = "WITHDRAWN" if state.answer(topic) is None else "in force"
            lines.append(row(f"  {topic}, {word}: {sentence(answer, state, tz, 200)}"))
    for key, name in found.names.items():
        cells = {topic: one for topic in HEADS if (one := found.cells.get((key, topic)))}
        number = next((c.recipient.telephone for c in cells.values() if c.recipient.telephone), "")
        lines += [
            row(""),
            row(Span(line(name, 60), Tone.STRONG), f", {line(number, 40) or NO_NUMBER}"),
            *(_knows(topic, one, view) for topic, one in cells.items()),
        ]
        spared = [str(t) for t in HEADS if t not in cells and state.to_tell(t) is not None]
        if spared:
            lines.append(quiet(f"  Need not be told this: {', '.join(spared)}."))
    if not found.names:
        lines += [row(""), quiet(NOTHING_YET)]
    gone = taken_out(view)
    return [*lines, *([row("")] if gone else []), *gone]


def _knows(topic: Topic, one: Circulated, view: View) -> Line:
    """`  Crew A412, OOH attendance: told. LAST TOLD 02:14 GMT by Jo, radio: «…»`."""
    answer = view.state.to_tell(topic)
    history = _history(one.recipient.name, one, answer, view) if answer else []
    name = line(one.recipient.name, 60)
    spans: list[Span | str] = [f"  {name}, {topic}: ", Span(str(one.knows), _TONES[one.knows])]
    for part in history:
        spans += [". ", *(Span(" ".join(s.text.split()) + " ", s.tone) for s in part.spans[:1])]
        spans += part.spans[1:]
    return row(*spans)


def taken_out(view: View) -> list[Line]:
    """Who need not be told any more, who said so and why: never out of sight."""
    found = []
    for entry in dict.fromkeys(
        entry.id for entry in view.state.circulation.values() if is_removal(entry)
    ):
        change = view.state.find(entry)
        if change is not None:
            at = near_clock(change.occurred_at, view.now, view.habits.tz)
            body = body_of(change, CirculationChanged)
            about = body.topic or "every answer"
            found.append(
                quiet(
                    f"Taken out {at} by {line(change.operator, 40)}: {line(body.recipient, 40)}, "
                    f"{about}: {line(body.reason, 120)}"
                )
            )
    return found
