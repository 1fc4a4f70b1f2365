"""The one screen where room is scarce: the same facts in fewer lines, each with its name in front.

Nothing here decides what is true; it only chooses which words of the desk's panels come first.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.desk.panels.answers import alarms, answers, heading, standing_facts
from ooh_console.desk.panels.dangers import dangers
from ooh_console.desk.panels.holdings import (
    NOBODY,
    attendance,
    doubt,
    loudest_first,
    markers,
    plans,
)
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.sharing import sharing_lines
from ooh_console.desk.view import View
from ooh_console.domain.bodies import OOH
from ooh_console.domain.copies import asked_by_number
from ooh_console.domain.holdings import Holding
from ooh_console.domain.markers import Marker
from ooh_console.domain.meanings import dangerous
from ooh_console.domain.plans import differences
from ooh_console.domain.sources import STATE_SHAPES, STATE_WORDS, Offer, SourceState
from ooh_console.domain.text import line

_GIVES_WAY = (Tone.PLAIN, Tone.STRONG, Tone.QUIET)
_SHORTEST = 12


def fit(whole: Line, width: int) -> Line:
    """A line made to fit by shortening its longest ordinary words, so that what alarms stays."""
    spans = list(whole.spans)
    while (over := Content(whole.text).cell_length - width) > 0:
        long = max(
            (n for n, span in enumerate(spans) if span.tone in _GIVES_WAY),
            key=lambda n: len(spans[n].text),
            default=None,
        )
        if long is None or len(spans[long].text) <= _SHORTEST:
            break
        text = spans[long].text
        keep = max(_SHORTEST, len(text) - over - 1)
        if keep >= len(text) - 1:
            break
        spans[long] = Span(text[:keep].rstrip() + "…", spans[long].tone)
        whole = Line(tuple(spans))
    return whole


def top(view: View, width: int) -> list[Line]:
    """Heading and the three answers, a line each; the clock and what alarms are never cut off."""
    return [fit(one, width) for one in (heading(view), *answers(view))]


def facts(view: View) -> list[Line]:
    """Why this desk can only read, and what everybody must know besides."""
    found = [row(Span(view.problem, Tone.ALARM))] if view.problem else []
    found += sharing_lines(view.sharing, view.now, view.habits.tz)
    return [*found, *facts_first(standing_facts(view))]


def facts_first(lines: Sequence[Line]) -> list[Line]:
    """What must not be told comes before what is merely known: it is what cannot be taken back."""
    return sorted(lines, key=lambda one: one.spans[0].tone is not Tone.RESTRICTED)


def named(name: str, lines: Sequence[Line]) -> list[Line]:
    """Lines of a panel with its name in front of the first."""
    return [
        row(Span(f"{name if not number else '':<8}", Tone.TITLE), *one.spans)
        for number, one in enumerate(lines)
    ]


def named_markers(view: View, lines: Sequence[Line]) -> list[Line]:
    """The mark in place of the name where markers are held, since in so few rows what they say
    needs the room; the name comes with the next row."""
    if not view.holdings.markers or not lines:
        return named("MARKERS", lines)
    mark = Span(f"{DO_NOT_TELL} ", Tone.RESTRICTED)
    return [row(mark, *lines[0].spans), *named("MARKERS", lines[1:])]


def headed(name: str, lines: Sequence[Line]) -> list[Line]:
    """Lines of a panel under its name."""
    return [row(Span(name, Tone.TITLE)), *lines]


def loudest(view: View, limit: int) -> list[Line]:
    """The loudest alarms, and how many more there are."""
    return alarms(view, limit)


_ORDER = (SourceState.COULD_NOT_CHECK, SourceState.NOT_CHECKED, SourceState.NONE_HELD)
"""What must be in sight when the line is cut comes first."""


def _others(view: View, offer: Offer) -> list[Span]:
    """The agencies that hold nothing here, by how they answered (I7)."""
    found: list[Span] = []
    for state in _ORDER:
        names = [
            _short(holding.agency) + _age_of_facts(holding)
            for holding in view.holdings.of(offer)
            if holding.state is state
        ]
        if names:
            tone = Tone.ALARM if state is SourceState.COULD_NOT_CHECK else Tone.PLAIN
            words = f"{STATE_SHAPES[state]} {STATE_WORDS[state]}: {', '.join(names)}"
            found.append(Span(words, tone))
    return found


def _joined(*parts: Span) -> list[Span | str]:
    """Side by side, with a point between."""
    return [one for part in parts for one in (" · ", part)][1:]


def _age_of_facts(holding: Holding) -> str:
    if holding.in_part:
        return " (shown in part)"
    return " (shown from memory)" if holding.facts else ""


def _short(agency: str) -> str:
    """`Maternity, County Hospital` as `Maternity`: the first words tell agencies apart."""
    return line(agency.split(",")[0], 18)


def plan(view: View) -> list[Line]:
    """The newest copy on one line; the other copies and agencies on the next."""
    lines = plans(view)
    copies = view.copies
    if not copies:
        if len(lines) < 2:
            return lines
        nobody = [] if asked_by_number(view.state) else [Span(f"{NOBODY} · ", Tone.WARNING)]
        return [row(*nobody, *_joined(*_others(view, Offer.PLANS)))]
    if len(lines) <= 2:
        return lines
    best = view.newest
    rest: list[Span | str] = []
    for copy in copies:
        if copy is (best or copies[0]):
            continue
        own = view.newest_beside(copy)
        count = len(differences(own.plan, copy.plan)) if own is not None else 0
        said = f", DIFFERS in {count}" if count else ""
        version = line(copy.plan.version, 8) or "?"
        how = " by telephone" if copy.read_out else ""
        rest += [" · "] * bool(rest) + [f"{_short(copy.agency)} v{version}{how}"]
        rest += [Span(said, Tone.WARNING)] if said else []
        rest += doubt(copy.plan, view)
        if whose := view.whose(copy):
            rest.append(f" about {line(whose, 60)}")
    others = _joined(*_others(view, Offer.PLANS))
    return [lines[0], row("also ", *rest, " · ", *others) if rest else row(*others)]


def marker(view: View) -> list[Line]:
    """Every dog and weapon, else the loudest marker; how many are held and unread, the agencies
    that hold none, and the first unread marker that has no row yet."""
    held = loudest_first(view)
    rest = _others(view, Offer.MARKERS)
    if not held:
        return [row(*_joined(*rest))] if rest else markers(view)
    unread = sum(not view.state.readers(one.digest) for _, one in held)
    said = f"{len(held)} held, {f'{unread} UNREAD' if unread else 'all read'}"
    tone = Tone.ALARM if unread else Tone.QUIET
    first = dangers(view)
    shown = first or markers(view)[:1]
    more = [one for _, one in held if not view.state.readers(one.digest)]
    # Dog and weapons have their row whether they are read or not; the row of the loudest is that of
    # the first unread.
    more = [one for one in more if not dangerous(one, view.habits.meanings)]
    unseen = [_name_of(more[0])] if first and more else []
    # Who could not be checked comes first: what is cut at the end is who holds none.
    failing = [one for one in rest if one.tone is Tone.ALARM]
    others = [one for one in rest if one.tone is not Tone.ALARM]
    return [*shown, row(*_joined(Span(said, tone), *failing, *unseen, *others))]


def all_markers(view: View) -> list[Line]:
    """Dog and weapons on one line where there are several; then every marker."""
    lines, first = markers(view), dangers(view)
    return lines if first == lines[:1] else [*first, *lines]


def _name_of(marker: Marker) -> Span:
    """Whom a marker is about and what it says."""
    return Span(f"{line(marker.subject.words(), 20)}: {marker.summary()}", Tone.STRONG)


_NOTHING = tuple(STATE_SHAPES[state] for state in (SourceState.NONE_HELD, SourceState.NOT_CHECKED))


def coming(view: View) -> list[Line]:
    """Every agency's attendance but OOH's, which stands at the top already."""
    found = [one for one in attendance(view) if one.spans[0].text.strip() != OOH]
    # An agency that promised something comes before one that has nothing to say.
    found.sort(key=lambda one: one.spans[-1].text.startswith(_NOTHING))
    return found or [row(Span("No other agency's attendance is known.", Tone.QUIET))]
