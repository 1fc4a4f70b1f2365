"""The handover to the day team: what is open, who is to be rung, by when. At most two pages.

Every list is cut where it would take more, and says how much of it stands in the full report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ooh_console.desk.handover import coming_up, to_hear
from ooh_console.desk.panels.powers import left
from ooh_console.domain.bodies import Action, PowerStarted
from ooh_console.domain.entries import body_of
from ooh_console.domain.powers import clocks
from ooh_console.domain.text import is_blank, line, name_key
from ooh_console.reports.contents import restricted
from ooh_console.reports.contents.answers import (
    alarms_in_words,
    as_it_stood,
    place,
    standing,
    three_answers,
)
from ooh_console.reports.contents.integrity import in_short
from ooh_console.reports.contents.making import report
from ooh_console.reports.document import (
    Block,
    Facts,
    Listing,
    Report,
    Run,
    Section,
    Weight,
    Words,
    words,
)
from ooh_console.reports.night import Night
from ooh_console.reports.saying import paragraph, quiet, section, table

SHORT = 160
"""Characters of one text."""
_LONGEST_NAME = 60
DECIDES, LEADS = "decides", "leads"
_ANSWERS = (DECIDES, LEADS)
NO_NUMBER = "no number recorded"


def handover(night: Night) -> Report:
    """What the day team needs, the most urgent first."""
    return report(
        night,
        "handover to the day team",
        (
            in_short(night),
            Facts(
                (
                    ("Reference", words(night.view.reference)),
                    ("Place", place(night)),
                    *as_it_stood(night),
                )
            ),
            three_answers(night),
            *standing(night),
        ),
        (
            _alarms(night),
            _actions(night),
            _next(night),
            _clocks(night),
            restricted.in_short(night),
            _untold(night),
            _ring(night),
        ),
    )


def _alarms(night: Night) -> Section:
    found = alarms_in_words(night)
    nothing = f"No alarm {'stood' if night.view.as_it_stood else 'stands'}."
    return section("Open alarms", *_list(found, 8, nothing))


def _actions(night: Night) -> Section:
    rows = []
    for entry in night.view.state.open_actions:
        body = body_of(entry, Action)
        late = body.due is not None and body.due < night.view.now
        due = Run(night.at(body.due), Weight.ALARM if late else Weight.PLAIN)
        rows.append(
            (
                words(line(body.text, SHORT)),
                words(line(body.owner, _LONGEST_NAME)),
                words(due) if body.due else (),
            )
        )
    heads = (("Action", 3), ("Owner", 1.2), ("Due", 1.2))
    return section(
        "Open actions", *_table("Who is to do what", heads, rows, 12, "No action is open.")
    )


def _next(night: Night) -> Section:
    found = [words(line(one, SHORT)) for one in coming_up(night.view)]
    return section("Next", *_list(found, 8, "Nothing is due by the clock."))


def _clocks(night: Night) -> Section:
    view = night.view
    rows = []
    for clock in clocks(view.state):
        by = body_of(clock.entry, PowerStarted).by.name
        ends = night.at(clock.ends) if clock.ends else line(clock.until, SHORT)
        over = clock.ends is not None and clock.ends <= view.now
        rows.append(
            (
                words(clock.power.value),
                words(line(by, _LONGEST_NAME)),
                words(ends),
                words(Run(left(clock, view), Weight.ALARM if over else Weight.STRONG)),
            )
        )
    left_at = "Left then" if view.as_it_stood else "Left now"
    heads = (("Power", 1.5), ("By", 1), ("Until", 1.4), (left_at, 1))
    nothing = "No power over the child is in force."
    return section("Running clocks", *_table("Legal powers", heads, rows, 4, nothing))


def _untold(night: Night) -> Section:
    found = [words(line(one, 2 * SHORT)) for one in to_hear(night.view)]
    return section("Not told, or not read back", *_list(found, 14, "Everybody has read back."))


def _ring(night: Night) -> Section:
    heads = (("Who", 2), ("For what", 1.6), ("Telephone", 1.2))
    rows = list(_numbers(night))
    return section("Who to ring", *_table("Telephones", heads, rows, 16, "No number is known."))


def _numbers(night: Night) -> Iterator[tuple[Words, ...]]:
    """Who decides and leads, those whom the newest plan names, then every agency; each once. That
    there is no number for who decides or leads is said too: somebody has to find one."""
    view, state = night.view, night.view.state
    found: list[tuple[str, str, str]] = []
    if state.decision_maker is not None:
        party = state.decision_maker.party
        found.append((party.name, DECIDES, party.contact))
    if state.lead is not None and state.lead.party is not None:
        found.append((state.lead.party.name, LEADS, state.lead.party.contact))
    if view.newest is not None:
        found += [(p.name, p.role, p.telephone) for p in view.newest.plan.professionals]
    found += [(s.agency, "agency", s.telephone) for s in view.holdings.sources]
    reached = {name_key(who) for who, _, number in found if not is_blank(number)}
    seen: set[tuple[str, str]] = set()
    for who, why, number in found:
        if is_blank(number) and why in _ANSWERS and name_key(who) not in reached:
            number = NO_NUMBER
        key = name_key(who), "".join(number.split())
        if is_blank(number) or is_blank(who) or key in seen:
            continue
        seen.add(key)
        yield (
            words(line(who, _LONGEST_NAME)),
            words(line(why, _LONGEST_NAME)),
            words(line(number, 40)),
        )


def _list(found: Sequence[Words], limit: int, nothing: str) -> tuple[Block, ...]:
    if not found:
        return (paragraph(quiet(nothing)),)
    return (Listing(tuple(found[:limit])), *_more(len(found) - limit))


def _table(
    caption: str,
    heads: Sequence[tuple[str, float]],
    rows: Sequence[tuple[Words, ...]],
    limit: int,
    nothing: str,
) -> tuple[Block, ...]:
    return (table(caption, heads, rows[:limit], nothing), *_more(len(rows) - limit))


def _more(left_out: int) -> tuple[Block, ...]:
    if left_out <= 0:
        return ()
    return (paragraph(Run(f"{left_out} MORE: in the full report.", Weight.WARNING)),)
