"""The one screen where room is scarce: the same facts in fewer lines, each with its name in front.

Nothing here decides what is true; it only chooses which words of the desk's panels come first.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from ooh_console.desk.panels.answers import alarms, answers, heading, standing_facts
from ooh_console.desk.panels.holdings import attendance, loudest_first, markers, plans
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.view import View
from ooh_console.domain.bodies import OOH
from ooh_console.domain.holdings import STATE_SHAPES, STATE_WORDS, Offer, SourceState
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


def headed(name: str, lines: Sequence[Line]) -> list[Line]:
    """Lines of a panel under its name."""
    return [row(Span(name, Tone.TITLE)), *lines]


def loudest(view: View, limit: int) -> list[Line]:
    """The loudest alarms, and how many more there are."""
    return alarms(view, limit)


def _answers_of(view: View, offer: Offer, but: str = "") -> list[Span | str]:
    """How every agency answered one question, in a few words each (I7)."""
    found: list[Span | str] = []
    holdings = view.holdings.of(offer)
    # What could not be checked must be in sight when the line is cut.
    for holding in sorted(holdings, key=lambda h: h.state is not SourceState.COULD_NOT_CHECK):
        if holding.agency == but:
            continue
        tone = Tone.ALARM if holding.state is SourceState.COULD_NOT_CHECK else Tone.PLAIN
        words = f"{STATE_SHAPES[holding.state]} {STATE_WORDS[holding.state]}"
        if holding.facts and holding.from_memory:
            words += " (from memory)"
        found += [
            " · " if found else "",
            Span(f"{_short(holding.agency)} ", Tone.QUIET),
            Span(words, tone),
        ]
    return found


def _short(agency: str) -> str:
    """`Maternity, County Hospital` as `Maternity`: the first words tell agencies apart."""
    return line(agency.split(",")[0], 14)


def plan(view: View) -> list[Line]:
    """The newest copy on one line, how the other agencies answered on the next."""
    lines = plans(view)
    copies = view.holdings.plans
    if len(lines) <= 2 and len(copies) <= 2:
        return lines
    rest = _answers_of(view, Offer.PLANS)
    others = len(copies) - 1
    more = [f"{others} other cop{'y' if others == 1 else 'ies'} · "] if others > 0 else []
    return [lines[0], row(*more, *rest)] if copies else [row(*rest)]


def marker(view: View) -> list[Line]:
    """The loudest marker, how many more and unread, and how every agency answered."""
    held = loudest_first(view)
    rest = _answers_of(view, Offer.MARKERS)
    if not held:
        return [row(*rest)] if rest else markers(view)
    unread = sum(not view.state.readers(one.digest) for _, one in held)
    count = f"{len(held)} held, " if len(held) > 1 else ""
    tone = Tone.ALARM if unread else Tone.QUIET
    said = f"{count}{unread} UNREAD" if unread else f"{count}all read"
    return [markers(view)[0], row(Span(said, tone), " · ", *rest)]


def coming(view: View) -> list[Line]:
    """Every agency's attendance but OOH's, which stands at the top already."""
    found = [one for one in attendance(view) if one.spans[0].text.strip() != OOH]
    return found or [row(Span("No other agency's attendance is known.", Tone.QUIET))]
