"""What is new in an incident since the last look, a line each, for somebody who listens to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ooh_console.desk.inquiry import WATCHED
from ooh_console.desk.panels.holdings import source_words
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.log import entry_spoken, read_by_people
from ooh_console.desk.panels.marked import NOT_FOR_THEM, marked
from ooh_console.desk.screens import spoken
from ooh_console.desk.typed import titled
from ooh_console.desk.view import View
from ooh_console.domain.alarms import LEVEL_WORDS, Alarm
from ooh_console.domain.attendance import WORDS, Commitment
from ooh_console.domain.entries import Entry
from ooh_console.domain.markers import Marker
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import SourceState
from ooh_console.domain.text import line
from ooh_console.domain.times import near_clock
from ooh_console.domain.tolerant import Fact

What = Literal["entry", "alarm-begins", "alarm-ends", "source"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of news: the words, and what they are about."""

    what: What
    words: str
    entry: Entry | None = None
    alarm: Alarm | None = None


class News:
    """Remembers what was told. The first look tells the alarms that stand, and nothing else."""

    def __init__(self) -> None:
        self._alarms: dict[tuple[str, str], Alarm] | None = None
        self._answers: dict[tuple[str, str], SourceState] = {}
        self._facts: dict[tuple[str, str], str] = {}

    def of(self, view: View, entries: Sequence[Entry]) -> list[Piece]:
        """What is new: the entries recorded since, what agencies say otherwise, alarms that begin
        and that ended. A look is never told twice."""
        first = self._alarms is None
        found = [_recorded(entry, view) for entry in read_by_people(entries)]
        answers = self._of_agencies(view)
        return [*found, *([] if first else answers), *self._of_alarms(view, first=first)]

    def _of_alarms(self, view: View, *, first: bool) -> list[Piece]:
        before, now = self._alarms or {}, {(one.code, one.subject): one for one in view.alarms}
        self._alarms = now
        found = []
        for key, one in now.items():
            if key not in before or one.level < before[key].level:
                word = f"{LEVEL_WORDS[one.level]} {'stands' if first else 'begins'}"
                how = f"{one.words(view.now)}. {titled(one.command)}"
                said = row(Span(f"{word}: ", Tone.ALARM), view.marking.marked(f"{how}."))
                found.append(Piece("alarm-begins", _words([said], view), alarm=one))
        for key, one in before.items():
            if key not in now:
                said = row(f"{LEVEL_WORDS[one.level]} ended: {one.text}.")
                found.append(Piece("alarm-ends", _words([said], view), alarm=one))
        return found

    def _of_agencies(self, view: View) -> list[Piece]:
        """Agencies that answer otherwise, then facts that came, changed or are gone."""
        found: list[Line] = []
        for holding in view.holdings.held:
            key = holding.agency, holding.offer.value
            if holding.offer not in WATCHED or holding.state is SourceState.NOT_CHECKED:
                continue
            if self._answers.get(key) is not holding.state:
                self._answers[key] = holding.state
                agency = f"{line(holding.agency, 60)}, {holding.offer}: "
                found.append(row(agency, source_words(holding, view), "."))
        facts = {
            (holding.agency, fact.digest): words
            for holding in view.holdings.held
            for fact in holding.facts
            if (words := _said(holding.agency, fact, view))
        }
        found += [row(words) for key, words in facts.items() if key not in self._facts]
        found += [
            row("Not said any more: ", words)
            for key, words in self._facts.items()
            if key not in facts and words not in facts.values()
        ]
        self._facts = facts
        return [Piece("source", _words([one], view)) for one in found]


def _recorded(entry: Entry, view: View) -> Piece:
    return Piece("entry", _words(entry_spoken(entry, view), view), entry=entry)


def _said(agency: str, fact: Fact, view: View) -> str:
    """What an agency holds, in a sentence; empty for what is not followed."""
    doubt = "" if fact.fully_read else " NOT FULLY READ"
    match fact:
        case BirthPlan():
            said = f"birth plan, {fact.title()}"
        case Marker():
            said = f"warning marker about {fact.subject.words()}, {fact.summary()}"
        case Commitment():
            at = f", ETA {near_clock(fact.eta, view.now, view.habits.tz)}" if fact.eta else ""
            note = f", {line(fact.note, 200)}" if fact.note else ""
            who = line(fact.who, 60) or "who is not sent"
            said = f"{who} {WORDS[fact.state] if fact.state else 'NOT READ'}{at}{note}"
        case _:
            return ""
    mark = NOT_FOR_THEM.text if isinstance(fact, Marker) else ""
    return f"{mark}{line(agency, 60)}: {said}{doubt}."


def _words(lines: Sequence[Line], view: View) -> str:
    """One line of words with its marks: an exercise, not for the family, a protected address."""
    said = marked(spoken(lines), view.marking)
    words = ". ".join(one.text.strip().rstrip(".") for one in said)
    return f"{'EXERCISE. ' if view.exercise else ''}{words}."
