"""Who came: what each agency's system promised beside what was heard (I13)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.desk.panels.answers import attending
from ooh_console.desk.panels.holdings import source_words
from ooh_console.domain.attendance import WORDS, Commitment
from ooh_console.domain.attendance import overdue as passed
from ooh_console.domain.coming import Coming, coming
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.domain.text import line
from ooh_console.reports.document import Run, Section, Weight, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import section, table


def attendance(night: Night) -> Section:
    """A row a unit; then the agencies whose system says nothing."""
    return section(
        "Attendance",
        table(
            "Every agency's attendance",
            (
                ("Agency", 1.3), ("Unit or person", 1.2), ("Their system says", 2.4),
                ("Heard here", 2.4), ("They differ", 1.6),
            ),
            (*_rows(night), *_silent(night)),
            "No agency is configured for attendance.",
        ),
    )  # fmt: skip


def _rows(night: Night) -> Iterator[tuple[Words, ...]]:
    view = night.view
    for one in coming(view.state, view.holdings):
        heard = attending(one.heard, view) if one.heard else ""
        tone = Weight.ALARM if one.heard_overdue(view.now) and not one.there else Weight.PLAIN
        yield (
            words(line(one.agency, 60)),
            words(line(one.who, 80)) if one.who else (),
            _promise(one, night),
            words(Run(heard, tone)) if heard else (),
            words(Run("; ".join(one.differences), Weight.WARNING)) if one.differences else (),
        )


def _promise(one: Coming, night: Night) -> Words:
    if one.sent is None:
        return ()
    said = _in_words(one.sent, night)
    late = one.sent_overdue(night.view.now) and not one.there
    old = (
        f" [{source_words(one.holding, night.view)}]"
        if one.holding and one.holding.from_memory
        else ""
    )
    return words(Run(said, Weight.ALARM if late else Weight.PLAIN), old)


def _in_words(promise: Commitment, night: Night) -> str:
    standing = WORDS[promise.state] if promise.state else "state not read"
    late = passed(promise.state, promise.eta, night.view.now)
    parts = [f"OVERDUE ({standing})" if late else standing]
    parts += [f"ETA {night.at(promise.eta)}"] if promise.eta else []
    parts += [f"at {line(promise.place, 80)}"] if promise.place else []
    parts += [f"agreed role: {line(promise.agreed_role, 200)}"] if promise.agreed_role else []
    parts += [line(promise.reason, 200)] if promise.reason else []
    parts += [f"«{line(promise.note, 400)}»"] if promise.note else []
    return ", ".join(parts)


def _silent(night: Night) -> Iterator[tuple[Words, ...]]:
    view = night.view
    speaking = {id(holding) for holding, _ in view.holdings.commitments}
    for holding in view.holdings.of(Offer.COMMITMENTS):
        if id(holding) not in speaking:
            failed = holding.state is SourceState.COULD_NOT_CHECK
            said = Run(source_words(holding, view), Weight.ALARM if failed else Weight.QUIET)
            yield words(line(holding.agency, 60)), (), words(said), (), ()
