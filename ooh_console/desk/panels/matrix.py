"""Agency by version: who holds which copy of the plan, since when, opened by whom (L2, L3)."""

from __future__ import annotations

from collections.abc import Callable

from ooh_console.desk.panels.lines import Line, Span, Tone, row, title
from ooh_console.desk.panels.people import number_in_doubt
from ooh_console.desk.view import View
from ooh_console.domain.copies import Copy, newest_copy
from ooh_console.domain.holdings import Holding
from ooh_console.domain.plans import PlanStatus, Section, missing, newest_agreed
from ooh_console.domain.sources import STATE_SHAPES, STATE_WORDS, Offer, SourceState
from ooh_console.domain.text import line
from ooh_console.domain.times import aged, local_day, near_clock

Cells = Callable[..., Line]
"""Six cells as a line."""

_WIDTHS = (17, 18, 8, 11, 12)
INLINE = 100
"""From this width on, who opened a copy stands in its row; else under it."""
_TONES = {
    SourceState.HELD: Tone.PLAIN,
    SourceState.NONE_HELD: Tone.WARNING,
    SourceState.COULD_NOT_CHECK: Tone.ALARM,
    SourceState.NOT_CHECKED: Tone.QUIET,
}


def matrix(view: View, width: int = INLINE, *, spoken: bool = False) -> list[Line]:
    """Which copy to trust, in words; a row for each agency and each of its copies; what is missing
    in the newest. Spoken, each row is a sentence."""
    cells = _sentence if spoken else _cells
    found = list(which(view))
    if not spoken:
        found.append(_cells("Agency", "Held", "Version", "Status", "Since", "Opened by"))
    for source in view.holdings.partners:
        holding = view.holdings.get(source.agency, Offer.PLANS)
        mine = [copy for copy in view.copies if copy.agency == source.agency]
        if holding is None:
            found.append(cells(source.agency, "not asked: ring", "-", "-", "-", "-"))
        elif not any(copy.read_out is None for copy in mine):
            found.append(_nothing(holding, cells))
        for copy in mine:
            found += _held(copy, view, cells, inline=spoken or width >= INLINE)
        if holding is not None and holding.state is SourceState.COULD_NOT_CHECK:
            found.append(_why(holding, view))
    known = {source.agency for source in view.holdings.sources}
    for copy in view.copies:
        if copy.agency not in known:
            found += _held(copy, view, cells, inline=spoken or width >= INLINE)
    return [*found, *_by_telephone(view), *_gaps(view)]


def _gaps(view: View) -> list[Line]:
    """What the newest copy about each does not fill in, part by part; a birth at home first."""
    newest = [best for best in map(newest_copy, view.plans_by_subject) if best is not None]
    return [one for best in newest for one in _gaps_in(best, view)]


def _gaps_in(best: Copy, view: View) -> list[Line]:
    gaps = missing(best.plan)
    if not gaps:
        return []
    home = f"{Section.HOME_BIRTH}: "
    at_home = [gap.removeprefix(home) for gap in gaps if gap.startswith(home)]
    role = "Named professional: "
    named = [gap.removeprefix(role) for gap in gaps if gap.startswith(role)]
    rest = [gap for gap in gaps if not gap.startswith((home, role))]
    parts = (("if born at home", at_home), ("named professionals", named), ("parts", rest))
    about = _about(best, view)
    found = [row(Span(f"MISSING in the newest copy{about}: {len(gaps)}", Tone.WARNING))]
    found += [
        row(Span(f"  {name}: {'; '.join(each)}", Tone.WARNING)) for name, each in parts if each
    ]
    return found


def _about(copy: Copy, view: View) -> str:
    """Whom it is about, where there are plans about several."""
    whose = view.whose(copy)
    return f" about {line(whose, 60)}" if whose else ""


def which(view: View) -> list[Line]:
    """The newest agreed copy, named; or that there is none, and which draft is newest."""
    best = view.newest
    silent = [
        holding
        for holding in view.holdings.of(Offer.PLANS)
        if holding.state in (SourceState.NOT_CHECKED, SourceState.COULD_NOT_CHECK)
    ]
    if best is None and not view.copies and silent:
        names = ", ".join(line(holding.agency, 30) for holding in silent)
        words = f"NO COPY is here yet, and not everybody has answered: {names}"
        return [row(Span(words, Tone.ALARM))]
    if best is None:
        said = "Every copy is SUPERSEDED" if view.copies else "NO COPY of a birth plan is here"
        return [row(Span(f"{said}: ask for the one in force.", Tone.ALARM))]
    return [one for group in view.plans_by_subject for one in _which_of(group, view)]


def _which_of(group: tuple[Copy, ...], view: View) -> list[Line]:
    about, best = _about(group[0], view), newest_copy(group)
    if best is None:
        words = f"Every copy{about} is SUPERSEDED: ask for the one in force."
        return [row(Span(words, Tone.ALARM))]
    plan = newest_agreed(copy.plan for copy in group)
    agreed = next((copy for copy in group if plan is not None and copy.plan is plan), None)
    if agreed is None:
        words = f"NO AGREED COPY{about}. The newest is {_named(best, view)}"
        return [row(Span(words, Tone.ALARM))]
    found = [row(Span(f"NEWEST AGREED COPY{about}: {_named(agreed, view)}", Tone.STRONG))]
    if agreed is not best:
        found.append(
            row(Span(f"There is a newer one, NOT AGREED: {_named(best, view)}", Tone.ALARM))
        )
    return found


def _named(copy: Copy, view: View) -> str:
    status = copy.plan.title().replace("draft", "DRAFT").replace("superseded", "SUPERSEDED")
    dated = f", of {local_day(copy.plan.dated, view.habits.tz)}" if copy.plan.dated else ""
    return f"{status}, {copy.name()}{dated}"


def _cells(*words: str, tones: tuple[Tone, ...] = ()) -> Line:
    """One row of the table; without tones it is the head of it."""
    spans = []
    for number, text in enumerate(words):
        tone = tones[number] if tones else Tone.QUIET
        if number < len(_WIDTHS):
            width = _WIDTHS[number]
            text = f"{line(text, width - 1):<{width}}"
        spans.append(Span(text, tone))
    return row(*spans)


def _sentence(agency: str, held: str, *details: str, tones: tuple[Tone, ...] = ()) -> Line:
    """One row of the table for somebody who hears it: each cell with its name."""
    names = ("version", "status", "since", "opened by")
    said = [f"{name} {text}" for name, text in zip(names, details, strict=True) if text != "-"]
    return row(f"{line(agency, 60)}: ", ", ".join([held, *said]), ".")


def _state(holding: Holding) -> str:
    return f"{STATE_SHAPES[holding.state]} {STATE_WORDS[holding.state]}"


def _nothing(holding: Holding, cells: Cells) -> Line:
    tone = _TONES[holding.state]
    return cells(
        holding.agency, _state(holding), "-", "-", "-", "-", tones=(tone,) * 2 + (Tone.QUIET,) * 4
    )


def _held(copy: Copy, view: View, cells: Cells, *, inline: bool) -> list[Line]:
    plan, holding = copy.plan, copy.holding
    agreed = plan.status is PlanStatus.AGREED
    status = plan.status.value if plan.status else "not said" if copy.read_out else "NOT READ"
    readers = view.state.readers(plan.digest)
    opened = ", ".join(
        f"{line(str(getattr(entry.body, 'reader', '')), 30)} "
        f"{near_clock(entry.occurred_at, view.now, view.habits.tz)}"
        for entry in readers
    )
    under = bool(readers) and not inline
    found = cells(
        copy.agency,
        "☎ READ OUT" if copy.read_out else _state(holding),
        line(plan.version, 7) or "?",
        status if agreed else status.upper(),
        local_day(plan.dated, view.habits.tz) if plan.dated else "no date",
        (f"{len(readers)}, below" if under else opened) or "nobody",
        tones=(
            Tone.STRONG,
            Tone.WARNING if copy.read_out else _TONES[holding.state],
            Tone.STRONG,
            Tone.PLAIN if agreed else Tone.ALARM,
            Tone.PLAIN,
            Tone.PLAIN if readers else Tone.WARNING,
        ),
    )
    about = row(f"    about {line(view.whose(copy), 70)}") if view.whose(copy) else None
    more = [about] if about else []
    more += number_in_doubt(plan, view)
    return [found, *more, row(f"    opened by {opened}")] if under else [found, *more]


def _why(holding: Holding, view: View) -> Line:
    old = ""
    if holding.in_part:
        old = "; shown is what came"
    elif holding.facts and holding.fetched_at:
        old = f"; shown from memory, {aged(holding.fetched_at, view.now)}"
    words = f"  {line(holding.agency, 40)} could not be checked: {line(holding.reason, 120)}{old}"
    return row(Span(words, Tone.ALARM))


def _by_telephone(view: View) -> list[Line]:
    """Who read a copy out, and who typed it."""
    found = [copy for copy in view.copies if copy.read_out is not None]
    return [row(Span(f"  {read_out_words(copy, view)}", Tone.WARNING)) for copy in found]


def read_out_words(copy: Copy, view: View) -> str:
    """`Read out by telephone by Moira Stanbury, typed by Sam Okafor, last part 02:31: …`."""
    how = copy.read_out
    if how is None:
        return ""
    at = near_clock(how.at, view.now, view.habits.tz)
    return (
        f"{line(copy.agency, 40)}, {copy.plan.title()}: READ OUT by telephone by "
        f"{line(', '.join(how.read_by), 80)}, typed by {line(', '.join(how.typed_by), 60)}, "
        f"last part {at}. Not checked against the paper."
    )


def heading(view: View, width: int = INLINE) -> list[Line]:
    """The table under its name."""
    return [title("Who holds which copy"), *matrix(view, width)]
