"""The answers in force, and the alarms that stand."""

from __future__ import annotations

from ooh_console.desk.panels import answers as panel
from ooh_console.desk.wording import sentence
from ooh_console.domain.alarms import LEVEL_WORDS, Level
from ooh_console.domain.bodies import IncidentOpened, Topic
from ooh_console.domain.entries import body_of
from ooh_console.domain.protected import MARK
from ooh_console.domain.text import line
from ooh_console.reports.document import Block, Facts, Listing, Run, Section, Weight, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import listing, paragraph, said, section

_NAMES = ("Decision maker", "Lead professional", "OOH attends")


def what_it_is(night: Night) -> Facts:
    """Where, what, from when to when."""
    view = night.view
    state = view.state
    pairs: list[tuple[str, Words]] = [("Reference", words(view.reference))]
    pairs.append(("Place", place(night)))
    if state.opened:
        body = body_of(state.opened, IncidentOpened)
        if state.answer(Topic.ADDRESS) is not None:
            former = (one for one in state.addresses if one != state.address)
            said = "; ".join(view.protected.words(one, 200) for one in former)
            pairs.append(("Said to be before", words(said)))
        pairs.append(("What", words(line(body.nature, 400))))
        if body.raised_by:
            pairs.append(("Raised by", words(line(body.raised_by, 200))))
        pairs.append(("Opened", words(night.at(state.opened.occurred_at))))
    closed = night.at(state.closed.occurred_at) if state.closed else "not closed"
    pairs.append(("Closed", words(closed)))
    return Facts((*pairs, *as_it_stood(night)))


def as_it_stood(night: Night) -> tuple[tuple[str, Words], ...]:
    """The moment of which everything here is said, where that is not when this was made."""
    view = night.view
    return (("As it stood", words(night.at(view.now))),) if view.as_it_stood else ()


def place(night: Night) -> Words:
    """Where it happens; a protected address is marked."""
    known = night.view.place(300) or "no address"
    return words(Run(known, Weight.RESTRICTED if known.startswith(MARK) else Weight.PLAIN))


def three_answers(night: Night) -> Facts:
    """Decision maker, lead and OOH: never blank (I4)."""
    lines = panel.answers(night.view, whole=True)
    pairs = [
        # The first stretch is the panel's own label.
        (name, said(type(one)(one.spans[1:])))
        for name, one in zip(_NAMES, lines, strict=True)
    ]
    return Facts(tuple(pairs))


def standing(night: Night) -> tuple[Block, ...]:
    """What everybody must know besides: birth, hospital, powers, what must not be told."""
    return listing(panel.standing_facts(night.view, whole=True))


def alarms_in_words(night: Night) -> tuple[Words, ...]:
    """Every alarm that stands, the loudest first."""
    return tuple(
        words(
            Run(
                f"{LEVEL_WORDS[one.level].strip()}: ",
                Weight.ALARM if one.level is Level.ALARM else Weight.WARNING,
            ),
            one.words(night.view.now),
        )
        for one in night.view.alarms
    )


def alarms(night: Night) -> Block:
    """The same as a list, or that there is none."""
    found = alarms_in_words(night)
    return Listing(found) if found else paragraph(Run("No alarm stands.", Weight.GOOD))


def _in_full(night: Night) -> tuple[Block, ...]:
    """Each answer in its own words, not cut to a line of a screen."""
    state, found = night.view.state, list[Words]()
    for topic in Topic:
        entry = state.answer(topic)
        if entry is not None:
            said = sentence(entry, state, night.tz, 4_000)
            found.append(words(f"{night.at(entry.occurred_at)} {said}"))
    return (Listing(tuple(found)),) if found else ()


def answers(night: Night) -> Section:
    """The answers in force with what stands beside them, and the alarms."""
    return section(
        "Answers in force",
        three_answers(night),
        *standing(night),
        *_in_full(night),
        sections=(section("Alarms that stand", alarms(night)),),
    )
